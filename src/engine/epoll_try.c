/* The system calls of each code. Those of sockets are told not to wait by a
 * flag where there is one, by O_NONBLOCK where there is none. */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "engine/epoll.h"
#include "sys/disk.h"

/* The most that is copied on the shard's thread, which has others to serve. */
#define CACHED_MAX ((size_t)256 << 10)

static int message_flags(const struct engine_io *io)
{
    return MSG_DONTWAIT | MSG_NOSIGNAL |
           (io->flags & ENGINE_PEEK ? MSG_PEEK : 0) |
           (io->flags & ENGINE_MORE ? MSG_MORE : 0) |
           (io->flags & ENGINE_OOB ? MSG_OOB : 0);
}

static size_t length_of(const struct engine_io *io)
{
    size_t len = 0;

    for (uint32_t i = 0; i < io->iov_count; i++)
        len += io->iov[i].iov_len;
    return len;
}

static ssize_t receive(struct engine_io *io)
{
    struct msghdr message = {
        .msg_iov = io->iov,
        .msg_iovlen = io->iov_count,
    };
    ssize_t count;

    if (io->iov_count == 1 && (io->flags & ENGINE_DATAGRAM) == 0)
        return recv(io->fd, io->iov[0].iov_base, io->iov[0].iov_len,
                    message_flags(io));
    if (io->flags & ENGINE_ENVELOPE)
        envelope_open(io->message->envelope, &message);
    count = recvmsg(io->fd, &message, message_flags(io));
    if (count < 0)
        return count;
    if ((io->flags & ENGINE_DATAGRAM) != 0 &&
        (message.msg_flags & MSG_TRUNC) != 0)
        io->flags |= ENGINE_TRUNCATED;
    if (io->flags & ENGINE_ENVELOPE)
        envelope_close(io->message->envelope, &message);
    return count;
}

/* A short read of a stream took all there was: the next edge tells of more. */
static bool drained(const struct engine_io *io, const struct watch *watch,
                    size_t count)
{
    const uint32_t not_plain = ENGINE_PEEK | ENGINE_OOB | ENGINE_DATAGRAM;

    return (io->flags & not_plain) == 0 && !watch->to_the_end &&
           count < length_of(io);
}

/* There is nothing. Urgent data may be missing where other data is not. */
static int32_t nothing_to_read(const struct engine_io *io, struct watch *watch)
{
    if ((io->flags & ENGINE_OOB) == 0) {
        watch->readable = false;
        watch->to_the_end = false;
    }
    return -EAGAIN;
}

static int32_t try_receive(struct engine_io *io, struct watch *watch)
{
    ssize_t count;

    io->flags &= (uint16_t) ~(ENGINE_TRUNCATED | ENGINE_NONEMPTY);
    count = receive(io);
    if (count < 0)
        return errno == EAGAIN ? nothing_to_read(io, watch) : -errno;
    if (count == 0)
        watch->to_the_end = true;
    else if (drained(io, watch, (size_t)count))
        watch->readable = false;
    if (watch->readable)
        io->flags |= ENGINE_NONEMPTY;
    return (int32_t)count;
}

static int32_t no_room(struct watch *watch)
{
    watch->writable = false;
    return -EAGAIN;
}

/* What a short send left over waits for room. */
static int32_t was_sent(const struct engine_io *io, struct watch *watch,
                        ssize_t count)
{
    if (count < 0)
        return errno == EAGAIN ? no_room(watch) : -errno;
    if ((size_t)count < length_of(io))
        watch->writable = false;
    return (int32_t)count;
}

static int32_t try_send(struct engine_io *io, struct watch *watch)
{
    struct msghdr message = {
        .msg_iov = io->iov,
        .msg_iovlen = io->iov_count,
    };
    int flags = message_flags(io);

    if (io->iov_count == 1 && (io->flags & ENGINE_ENVELOPE) == 0)
        return was_sent(
            io, watch,
            send(io->fd, io->iov[0].iov_base, io->iov[0].iov_len, flags));
    if (io->flags & ENGINE_ENVELOPE)
        envelope_address(io->message->envelope, &message);
    return was_sent(io, watch, sendmsg(io->fd, &message, flags));
}

static int32_t try_accept(struct engine_io *io, struct watch *watch)
{
    socklen_t len = sizeof io->peer->address;
    int rc = watch_unblock(watch, io->fd);
    int fd;

    if (rc < 0)
        return rc;
    fd = accept4(io->fd, (struct sockaddr *)(void *)io->peer->address, &len,
                 SOCK_CLOEXEC);
    if (fd < 0)
        return errno == EAGAIN ? nothing_to_read(io, watch) : -errno;
    io->peer->len = len;
    return fd;
}

/* Tried again when the socket is ready: that gives the outcome, and after a
 * failure it leaves the socket fit for another try. (SO_ERROR would not.) */
static int32_t try_connect(struct engine_io *io, struct watch *watch)
{
    int rc = watch_unblock(watch, io->fd);

    if (rc < 0)
        return rc;
    if (connect(io->fd,
                (const struct sockaddr *)(const void *)io->peer->address,
                io->peer->len) == 0)
        return 0;
    if (errno == EINPROGRESS || (errno == EALREADY && epoll_own(io)->started)) {
        epoll_own(io)->started = true;
        return no_room(watch);
    }
    return -errno;
}

static int32_t try_readable(struct engine_io *io, struct watch *watch)
{
    struct pollfd poll_fd = {.fd = io->fd, .events = POLLIN};

    return poll(&poll_fd, 1, 0) > 0 ? poll_fd.revents
                                    : nothing_to_read(io, watch);
}

/* Pipes and terminals. */
static int32_t try_read(struct engine_io *io, struct watch *watch)
{
    int rc = watch_unblock(watch, io->fd);
    ssize_t count;

    if (rc < 0)
        return rc;
    count = read(io->fd, io->iov[0].iov_base, io->iov[0].iov_len);
    if (count < 0)
        return errno == EAGAIN ? nothing_to_read(io, watch) : -errno;
    return (int32_t)count;
}

static int32_t try_write(struct engine_io *io, struct watch *watch)
{
    int rc = watch_unblock(watch, io->fd);

    if (rc < 0)
        return rc;
    return was_sent(io, watch,
                    write(io->fd, io->iov[0].iov_base, io->iov[0].iov_len));
}

static int32_t try_sendfile(struct engine_io *io, struct watch *watch)
{
    int32_t sent = engine_send_file(io);

    if (io->flags & ENGINE_FULL)
        watch->writable = false;
    return sent;
}

int32_t epoll_try(struct engine_io *io, struct watch *watch)
{
    static int32_t (*const attempts[])(struct engine_io *, struct watch *) = {
        [ENGINE_RECEIVE] = try_receive,   [ENGINE_SEND] = try_send,
        [ENGINE_ACCEPT] = try_accept,     [ENGINE_CONNECT] = try_connect,
        [ENGINE_READ] = try_read,         [ENGINE_WRITE] = try_write,
        [ENGINE_READABLE] = try_readable, [ENGINE_SENDFILE] = try_sendfile,
    };

    return attempts[io->code](io, watch);
}

static bool waits_to_write(const struct engine_io *io)
{
    return io->code == ENGINE_SEND || io->code == ENGINE_CONNECT ||
           io->code == ENGINE_WRITE || io->code == ENGINE_SENDFILE;
}

/* A connect has to be tried to begin. A pipe that nobody has opened to write
 * is at its end, but epoll does not say so. */
bool epoll_may_try(struct engine_io *io, const struct watch *watch)
{
    if (io->code == ENGINE_CONNECT && !epoll_own(io)->started)
        return true;
    if (io->code == ENGINE_READ)
        return true;
    return waits_to_write(io) ? watch->writable : watch->readable;
}

struct list_node **epoll_list_of(const struct engine_io *io,
                                 struct watch *watch)
{
    return waits_to_write(io) ? &watch->sends : &watch->receives;
}

static bool ends_there(int fd, uint64_t offset)
{
    uint64_t size;

    return disk_size(fd, &size) == 0 && offset >= size;
}

int32_t epoll_read_cached(const struct engine_io *io)
{
    size_t len = io->iov[0].iov_len;
    int64_t count;

    if (len > CACHED_MAX)
        return -EAGAIN;
    count =
        disk_read_cached(io->fd, io->iov[0].iov_base, len, (int64_t)io->offset);
    if (count < 0)
        return -EAGAIN; /* whatever it is, the worker will find it */
    if ((size_t)count < len && !ends_there(io->fd, io->offset + (size_t)count))
        return -EAGAIN;
    return (int32_t)count;
}

int32_t epoll_carry(struct engine_io *io)
{
    void *buffer = io->iov[0].iov_base;
    size_t len = io->iov[0].iov_len;

    if (io->code == ENGINE_READ)
        return (int32_t)disk_read_some(io->fd, buffer, len,
                                       (int64_t)io->offset);
    if (io->flags & ENGINE_APPEND)
        return (int32_t)disk_append(io->fd, buffer, len);
    return (int32_t)disk_write(io->fd, buffer, len, (int64_t)io->offset);
}
