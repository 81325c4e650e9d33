/* engine_io -> SQE, one function a code, and back. */
#include <liburing.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "engine/uring.h"

_Static_assert(sizeof(struct msghdr) <=
                   sizeof((struct engine_message *)NULL)->room,
               "a msghdr fits the room for it");

static struct msghdr *message_of(struct engine_io *io)
{
    struct msghdr *message = (struct msghdr *)(void *)io->message;

    memset(message, 0, sizeof *message);
    message->msg_iov = io->iov;
    message->msg_iovlen = io->iov_count;
    return message;
}

static int message_flags(const struct engine_io *io)
{
    return MSG_NOSIGNAL | (io->flags & ENGINE_PEEK ? MSG_PEEK : 0) |
           (io->flags & ENGINE_MORE ? MSG_MORE : 0) |
           (io->flags & ENGINE_OOB ? MSG_OOB : 0);
}

static void prepare_message(struct io_uring_sqe *sqe, struct engine_io *io)
{
    struct msghdr *message = message_of(io);

    if (io->flags & ENGINE_ENVELOPE)
        envelope_open(io->message->envelope, message);
    io_uring_prep_recvmsg(sqe, io->fd, message, (unsigned)message_flags(io));
}

static void prepare_receive(struct io_uring_sqe *sqe, struct engine_io *io)
{
    if (io->iov_count == 1 && (io->flags & ENGINE_DATAGRAM) == 0)
        io_uring_prep_recv(sqe, io->fd, io->iov[0].iov_base, io->iov[0].iov_len,
                           message_flags(io));
    else
        prepare_message(sqe, io);
    /* Trying first would only find nothing and cost a look. */
    if (io->flags & ENGINE_IDLE)
        sqe->ioprio |= IORING_RECVSEND_POLL_FIRST;
}

static void prepare_send(struct io_uring_sqe *sqe, struct engine_io *io)
{
    int flags = message_flags(io) | MSG_WAITALL;
    struct msghdr *message;

    if (io->iov_count == 1 && (io->flags & ENGINE_ENVELOPE) == 0) {
        io_uring_prep_send(sqe, io->fd, io->iov[0].iov_base, io->iov[0].iov_len,
                           flags);
        return;
    }
    message = message_of(io);
    if (io->flags & ENGINE_ENVELOPE)
        envelope_address(io->message->envelope, message);
    io_uring_prep_sendmsg(sqe, io->fd, message, (unsigned)flags);
}

static void prepare_accept(struct io_uring_sqe *sqe, struct engine_io *io)
{
    io_uring_prep_accept(sqe, io->fd,
                         (struct sockaddr *)(void *)io->peer->address,
                         &io->peer->len, SOCK_CLOEXEC);
}

static void prepare_connect(struct io_uring_sqe *sqe, struct engine_io *io)
{
    io_uring_prep_connect(
        sqe, io->fd, (const struct sockaddr *)(const void *)io->peer->address,
        io->peer->len);
}

static void prepare_read(struct io_uring_sqe *sqe, struct engine_io *io)
{
    io_uring_prep_read(sqe, io->fd, io->iov[0].iov_base,
                       (unsigned)io->iov[0].iov_len, io->offset);
}

static void prepare_write(struct io_uring_sqe *sqe, struct engine_io *io)
{
    io_uring_prep_write(sqe, io->fd, io->iov[0].iov_base,
                        (unsigned)io->iov[0].iov_len, io->offset);
    if (io->flags & ENGINE_APPEND)
        sqe->rw_flags = RWF_APPEND;
}

static void prepare_readable(struct io_uring_sqe *sqe, struct engine_io *io)
{
    io_uring_prep_poll_add(sqe, io->fd, POLLIN);
}

static void prepare_shutdown(struct io_uring_sqe *sqe, struct engine_io *io)
{
    io_uring_prep_shutdown(sqe, io->fd, (int)io->flags);
}

void uring_prepare(struct io_uring_sqe *sqe, struct engine_io *io)
{
    static void (*const prepare[])(struct io_uring_sqe *,
                                   struct engine_io *) = {
        [ENGINE_RECEIVE] = prepare_receive,
        [ENGINE_SEND] = prepare_send,
        [ENGINE_ACCEPT] = prepare_accept,
        [ENGINE_CONNECT] = prepare_connect,
        [ENGINE_READ] = prepare_read,
        [ENGINE_WRITE] = prepare_write,
        [ENGINE_READABLE] = prepare_readable,
        [ENGINE_SHUTDOWN] = prepare_shutdown,
    };

    prepare[io->code](sqe, io);
}

static void datagram_result(struct engine_io *io)
{
    const struct msghdr *message =
        (const struct msghdr *)(const void *)io->message;

    if (message->msg_flags & MSG_TRUNC)
        io->flags |= ENGINE_TRUNCATED;
    if (io->flags & ENGINE_ENVELOPE)
        envelope_close(io->message->envelope, message);
}

void uring_result(struct engine_io *io, const struct io_uring_cqe *cqe)
{
    io->flags &= (uint16_t) ~(ENGINE_TRUNCATED | ENGINE_NONEMPTY);
    if (io->code != ENGINE_RECEIVE || cqe->res < 0)
        return;
    if (cqe->flags & IORING_CQE_F_SOCK_NONEMPTY)
        io->flags |= ENGINE_NONEMPTY;
    if (io->flags & ENGINE_DATAGRAM)
        datagram_result(io);
}
