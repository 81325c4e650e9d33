/* When the bytes move inside the call. A system call for each message costs
 * more than the engine's batching, so a request of a socket on a port goes to
 * the engine (997, and the packet follows). Blocking calls are tried first,
 * and receives of programs that wait for events or asked for skip mode, where
 * finishing at once saves a packet. Sends with an OVERLAPPED are not: one that
 * finds too little room would have to go on behind what others send by then. */
#include "api/transfer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "base/clock.h"
#include "base/errmap.h"
#include "iocp/io.h"
#include "op/datagram.h"
#include "op/immediate.h"
#include "op/socket_events.h"
#include "port/port.h"
#include "sys/control.h"
#include "sys/net.h"

#define DATAGRAM_MAX_V4 65507u
#define DATAGRAM_MAX_V6 65527u

static NTSTATUS check_buffers(struct transfer *transfer)
{
    if (transfer->buffers == NULL)
        return STATUS_ACCESS_VIOLATION;
    if (transfer->buffer_count > TRANSFER_BUFFERS_MAX)
        return STATUS_INSUFFICIENT_RESOURCES;
    for (DWORD i = 0; i < transfer->buffer_count; i++) {
        if (transfer->buffers[i].len > 0 &&
            !address_is_possible(transfer->buffers[i].buf))
            return STATUS_ACCESS_VIOLATION;
        transfer->total += transfer->buffers[i].len;
    }
    return STATUS_SUCCESS;
}

/* A datagram larger than UDP carries is refused before anything is sent. */
static bool datagram_too_long(const struct transfer *transfer)
{
    return transfer->lane == LANE_SEND &&
           transfer->socket->type == SOCK_DGRAM &&
           transfer->total > (transfer->socket->family == AF_INET6
                                  ? DATAGRAM_MAX_V6
                                  : DATAGRAM_MAX_V4);
}

static bool has_address(const struct transfer *transfer)
{
    return transfer->envelope != NULL && transfer->envelope->peer.len > 0;
}

static NTSTATUS check_state(const struct transfer *transfer)
{
    const struct socket_object *socket = transfer->socket;
    bool shut = transfer->lane == LANE_RECEIVE ? socket->receive_shut
                                               : socket->send_shut;

    if (socket->role != SOCKET_CONNECTED) {
        if (socket_is_stream(socket) ||
            (transfer->lane == LANE_SEND && !has_address(transfer)))
            return STATUS_INVALID_CONNECTION;
        if (!socket->bound) /* a datagram receive needs an address */
            return STATUS_INVALID_PARAMETER;
    }
    if (shut)
        return STATUS_PIPE_DISCONNECTED;
    if (datagram_too_long(transfer))
        return STATUS_INVALID_BUFFER_SIZE;
    return socket_broken(socket);
}

/* Copies the WSABUF array, which may be on the caller's stack. */
static void copy_buffers(struct iovec *iov, const struct transfer *transfer)
{
    for (DWORD i = 0; i < transfer->buffer_count; i++) {
        iov[i].iov_base = transfer->buffers[i].buf;
        iov[i].iov_len = transfer->buffers[i].len;
    }
}

/* No earlier request waits for the same direction. */
static bool lane_is_free(const struct transfer *transfer)
{
    struct io_object *io = &transfer->socket->io;
    bool lane_free;

    lock_take(&io->lock);
    lane_free = io->in_lane[transfer->lane] == 0;
    lock_drop(&io->lock);
    return lane_free && (transfer->flags & ENGINE_WAITALL) == 0;
}

static bool gains_by_trying(const struct transfer *transfer)
{
    struct io_object *io = &transfer->socket->io;

    return transfer->lane == LANE_RECEIVE &&
           (io_port(io) == NULL ||
            (atomic_load_explicit(&io->modes, memory_order_relaxed) &
             FILE_SKIP_COMPLETION_PORT_ON_SUCCESS) != 0);
}

static ssize_t try_receive(struct transfer *transfer, const struct iovec *iov,
                           bool *truncated)
{
    int fd = transfer->socket->io.fd;
    char peeked;
    struct iovec peek = {&peeked, 1};
    ssize_t rc;

    if (transfer->envelope != NULL)
        return envelope_receive(fd, iov, transfer->buffer_count,
                                transfer->flags, transfer->envelope, truncated);
    if (transfer->total > 0 || !socket_is_stream(transfer->socket))
        return socket_receive(fd, iov, transfer->buffer_count, transfer->flags,
                              truncated);
    /* A zero-byte receive waits for data, and leaves it. */
    rc = socket_receive(fd, &peek, 1, ENGINE_PEEK, truncated);
    return rc > 0 ? 0 : rc;
}

static ssize_t try_send(const struct transfer *transfer,
                        const struct iovec *iov)
{
    int fd = transfer->socket->io.fd;

    if (transfer->envelope != NULL)
        return envelope_send(fd, iov, transfer->buffer_count, transfer->flags,
                             transfer->envelope);
    return socket_send(fd, iov, transfer->buffer_count, transfer->flags);
}

static NTSTATUS failed(struct transfer *transfer, int error)
{
    if (!socket_is_stream(transfer->socket) &&
        (error == ECONNREFUSED || (transfer->lane == LANE_RECEIVE &&
                                   datagram_take_news(transfer->socket))))
        return STATUS_PORT_UNREACHABLE;
    return errmap_socket(socket_note_error(transfer->socket, error));
}

/* "Port unreachable" answers an earlier datagram. */
static bool is_old_news(const struct transfer *transfer, ssize_t rc)
{
    return rc < 0 && rc != -EAGAIN && !socket_is_stream(transfer->socket) &&
           datagram_is_old_news(transfer->socket, transfer->socket->io.fd,
                                (int)-rc, transfer->lane);
}

static ssize_t move_bytes(struct transfer *transfer, bool *truncated)
{
    struct iovec iov[TRANSFER_BUFFERS_MAX];
    struct io_object *io = &transfer->socket->io;
    ssize_t rc;

    if (!io_begin(io))
        return -ENOTSOCK; /* closed meanwhile */
    copy_buffers(iov, transfer);
    do
        rc = transfer->lane == LANE_RECEIVE
                 ? try_receive(transfer, iov, truncated)
                 : try_send(transfer, iov);
    while (is_old_news(transfer, rc));
    io_end(io);
    return rc;
}

static bool is_told_news(const struct transfer *transfer)
{
    return transfer->lane == LANE_RECEIVE &&
           datagram_take_news(transfer->socket);
}

/* STATUS_SUCCESS, or a warning. */
static NTSTATUS received(const struct transfer *transfer, bool truncated)
{
    NTSTATUS status = truncated ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;

    if (transfer->sender == NULL)
        return status;
    return datagram_tell(transfer->socket, transfer->envelope, transfer->sender,
                         status);
}

/* One attempt without waiting. STATUS_PENDING: it would have to wait (some of
 * a send may be done). */
static NTSTATUS attempt(struct transfer *transfer)
{
    bool truncated = false;
    ssize_t rc;

    if (is_told_news(transfer))
        return STATUS_PORT_UNREACHABLE;
    rc = move_bytes(transfer, &truncated);
    if (rc == -EAGAIN)
        return STATUS_PENDING;
    if (rc < 0)
        return failed(transfer, (int)-rc);
    transfer->done = (size_t)rc;
    if (transfer->lane == LANE_SEND && transfer->done < transfer->total)
        return STATUS_PENDING;
    return received(transfer, truncated);
}

static NTSTATUS new_of_kind(const struct op_kind *kind,
                            struct transfer *transfer, OVERLAPPED *overlapped,
                            struct op **result)
{
    struct socket_object *socket = transfer->socket;
    struct op *op;
    NTSTATUS status =
        op_new_transfer(kind, &socket->io, overlapped, transfer->buffer_count,
                        socket_is_stream(socket), &op);

    if (status != STATUS_SUCCESS)
        return status;
    copy_buffers(op->io.iov, transfer);
    op->io.flags = transfer->flags;
    op->data.stream.total = transfer->total;
    op->packet.information = transfer->done;
    transfer->socket = NULL; /* the request has the reference now */
    if (transfer->done > 0)
        op_skip(op, transfer->done);
    *result = op;
    return STATUS_SUCCESS;
}

/* Takes its own copy of what the caller has on its stack. */
static bool copy_control(const struct envelope *envelope, void **control)
{
    *control = NULL;
    if (envelope->control == NULL)
        return true;
    *control = malloc(CONTROL_MAX);
    if (*control == NULL)
        return false;
    memcpy(*control, envelope->control, CONTROL_MAX);
    return true;
}

static void fill_datagram(struct op *op, const struct transfer *transfer,
                          void *control)
{
    struct op_datagram *datagram = &op->data.datagram;

    datagram->envelope = *transfer->envelope;
    datagram->envelope.control = control;
    if (transfer->sender != NULL)
        datagram->sender = *transfer->sender;
    op->io.message->envelope = &datagram->envelope;
    op->io.flags |= ENGINE_ENVELOPE;
}

static NTSTATUS new_datagram(struct transfer *transfer, OVERLAPPED *overlapped,
                             struct op **result)
{
    NTSTATUS status;
    void *control;

    if (!copy_control(transfer->envelope, &control))
        return STATUS_INSUFFICIENT_RESOURCES;
    status = new_of_kind(transfer->lane == LANE_RECEIVE ? &op_receive_from
                                                        : &op_send_to,
                         transfer, overlapped, result);
    if (status == STATUS_SUCCESS)
        fill_datagram(*result, transfer, control);
    else
        free(control);
    return status;
}

static NTSTATUS new_request(struct transfer *transfer, OVERLAPPED *overlapped,
                            struct op **result)
{
    if (transfer->envelope != NULL)
        return new_datagram(transfer, overlapped, result);
    return new_of_kind(transfer->lane == LANE_RECEIVE ? &op_receive : &op_send,
                       transfer, overlapped, result);
}

static NTSTATUS start(struct transfer *transfer)
{
    struct op *op = NULL;
    NTSTATUS made = new_request(
        transfer, routine_overlapped(&transfer->routine, transfer->overlapped),
        &op);

    return routine_start(made, op, transfer->overlapped, &transfer->routine);
}

/* SO_RCVTIMEO and SO_SNDTIMEO end a blocking call, nothing else does. */
static uint64_t deadline_of(const struct transfer *transfer)
{
    struct socket_object *socket = transfer->socket;
    uint32_t timeout_ms;

    lock_take(&socket->io.lock);
    timeout_ms = transfer->lane == LANE_RECEIVE ? socket->receive_timeout_ms
                                                : socket->send_timeout_ms;
    lock_drop(&socket->io.lock);
    return timeout_ms != 0 ? clock_deadline_ns(timeout_ms) : CLOCK_NEVER;
}

/* The caller goes on with the socket afterwards: the request gets a reference
 * of its own. */
static NTSTATUS wait(struct transfer *transfer)
{
    struct socket_object *socket = transfer->socket;
    struct op *op;
    NTSTATUS status;

    object_get(&socket->io.head);
    status = new_request(transfer, NULL, &op);
    if (status != STATUS_SUCCESS) {
        object_put(&socket->io.head);
        return status;
    }
    transfer->socket = socket;
    return op_run(op, deadline_of(transfer), &transfer->done);
}

static NTSTATUS without_overlapped(struct transfer *transfer)
{
    NTSTATUS status;

    /* "If the socket is in a non-blocking mode, then this call will fail"
     * (recv, MSG_WAITALL). */
    if (transfer->socket->nonblocking &&
        (transfer->flags & ENGINE_WAITALL) != 0)
        return STATUS_NOT_SUPPORTED;
    status = lane_is_free(transfer) ? attempt(transfer) : STATUS_PENDING;
    if (status != STATUS_PENDING)
        return status;
    if (!transfer->socket->nonblocking)
        return wait(transfer);
    /* A non-blocking stream socket may send in part. */
    return transfer->done > 0 ? STATUS_SUCCESS : STATUS_DEVICE_NOT_READY;
}

/* On a socket made without WSA_FLAG_OVERLAPPED the call blocks until it is
 * done, even in non-blocking mode, and then fills the OVERLAPPED. */
static NTSTATUS finish_inside(struct transfer *transfer)
{
    NTSTATUS status =
        lane_is_free(transfer) ? attempt(transfer) : STATUS_PENDING;

    if (status == STATUS_PENDING && !transfer->socket->io.overlapped)
        status = wait(transfer);
    return status;
}

/* A request that its state refuses still marks the OVERLAPPED. */
static NTSTATUS try_at_once(struct transfer *transfer, NTSTATUS state)
{
    struct immediate immediate;
    NTSTATUS status =
        immediate_begin_routine(&immediate, &transfer->socket->io,
                                transfer->overlapped, &transfer->routine);

    if (status != STATUS_SUCCESS)
        return status;
    status = state == STATUS_SUCCESS ? finish_inside(transfer) : state;
    if (status == STATUS_SUCCESS || status == STATUS_BUFFER_OVERFLOW)
        immediate_end(&immediate, status, transfer->done);
    else
        immediate_drop(&immediate);
    return status;
}

static NTSTATUS with_overlapped(struct transfer *transfer, NTSTATUS state)
{
    NTSTATUS status = STATUS_PENDING;

    if (state != STATUS_SUCCESS || !transfer->socket->io.overlapped ||
        gains_by_trying(transfer))
        status = try_at_once(transfer, state);
    return status == STATUS_PENDING ? start(transfer) : status;
}

static NTSTATUS run(struct transfer *transfer)
{
    NTSTATUS status;

    transfer->total = 0;
    transfer->done = 0;
    status = check_buffers(transfer);
    if (status != STATUS_SUCCESS)
        return status;
    status = check_state(transfer);
    if (transfer->overlapped != NULL)
        return with_overlapped(transfer, status);
    return status == STATUS_SUCCESS ? without_overlapped(transfer) : status;
}

/* A receive makes FD_READ and FD_OOB be recorded anew, a send without room
 * FD_WRITE. */
static void tell_events(struct socket_object *socket, enum lane_kind lane,
                        NTSTATUS status)
{
    if (lane == LANE_RECEIVE)
        socket_events_enable(socket, SOCKET_EVENT_READ | SOCKET_EVENT_OOB);
    else if (status == STATUS_DEVICE_NOT_READY)
        socket_events_enable(socket, SOCKET_EVENT_WRITE);
    object_put(&socket->io.head);
}

NTSTATUS transfer_run(struct transfer *transfer)
{
    struct socket_object *socket = transfer->socket;
    bool watched = socket_events_wanted(socket);
    NTSTATUS status;

    if (watched) /* the other reference may be the request's soon */
        object_get(&socket->io.head);
    status = run(transfer);
    if (watched)
        tell_events(socket, transfer->lane, status);
    return status;
}
