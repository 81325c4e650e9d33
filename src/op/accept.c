/* AcceptEx needs the peer on the caller's own socket handle: the connection is
 * accepted first and then moved under that handle. Also accept(), which takes
 * the descriptor as it is. */
#include "op/accept.h"

#include <errno.h>
#include <string.h>

#include "object/deferred.h"
#include "object/socket.h"
#include "object/socket_options.h"
#include "object/socket_store.h"
#include "op/op.h"
#include "op/socket_events.h"
#include "sys/address.h"
#include "sys/fd.h"
#include "sys/net.h"

enum { START, BACKLOG_READY, SPARE_WANTED, ACCEPTED, RECEIVED };

uint32_t accept_block_min(int family)
{
    return address_len_of(family) + 16;
}

/* "At least 16 bytes more than the maximum address length" (AcceptEx). */
static bool block_too_small(const struct op *op, DWORD len)
{
    return len < accept_block_min(((struct socket_object *)op->target)->family);
}

static bool blocks_too_small(const struct op *op)
{
    const struct op_accept *accept = &op->data.accept;

    if (accept->acceptor == NULL)
        return false;
    return (accept->local_len != 0 && block_too_small(op, accept->local_len)) ||
           block_too_small(op, accept->remote_len);
}

static void write_block(char *block, const struct address *address)
{
    uint32_t len = address->len;

    memcpy(block, &len, sizeof len);
    memcpy(block + sizeof len, address->bytes, len);
}

/* What the kernel told with the connection; of a long name it told a part, and
 * of a deferred connection may be nothing. */
void accept_peer(const struct op *op, int fd, struct address *address)
{
    const struct engine_peer *peer = &op->data.accept.peer;

    if (peer->len > 0 && peer->len <= sizeof peer->address)
        address_to_windows(peer->address, peer->len, address);
    else
        socket_peer_address(fd, address);
}

/* The caller sees both addresses in Windows' layout, behind the data. */
static void write_addresses(struct op *op)
{
    struct op_accept *accept = &op->data.accept;
    char *local = accept->buffer + accept->receive_len;
    struct address address;

    if (accept->local_len != 0) {
        socket_local_address(accept->acceptor->io.fd, &address);
        write_block(local, &address);
    }
    accept_peer(op, accept->acceptor->io.fd, &address);
    write_block(local + accept->local_len, &address);
}

static enum op_step want_connection(struct op *op)
{
    op->io.code = ENGINE_ACCEPT;
    op->io.peer = &op->data.accept.peer;
    op->io.peer->len = sizeof op->io.peer->address;
    op->phase = ACCEPTED;
    return OP_STEP_ISSUE;
}

/* The next connection is somebody else's: one who selects is told of it. */
static void leave_listener(struct op *op)
{
    op_leave_lane(op);
    socket_events_enable((struct socket_object *)op->target, 0);
}

static bool is_selecting(const struct op *op)
{
    return socket_events_wanted((struct socket_object *)op->target);
}

static enum op_step want_data(struct op *op)
{
    struct op_accept *accept = &op->data.accept;

    op->io.code = ENGINE_RECEIVE;
    op_use_fd(op, &accept->acceptor->io);
    op->io.flags = 0;
    op->io.iov_count = 1;
    op->io.iov[0].iov_base = accept->buffer;
    op->io.iov[0].iov_len = accept->receive_len;
    op->phase = RECEIVED;
    return OP_STEP_ISSUE;
}

/* What the connection left over waits for the next WSASocket, if nothing was
 * done to it; one who was short of descriptors keeps none. */
static void put_away(const struct op *op, const struct replaced *before)
{
    const struct socket_object *acceptor = op->data.accept.acceptor;

    if (before->used || op->data.accept.short_of_fds)
        fd_close(before->fd);
    else
        socket_store_give(acceptor->family, acceptor->type, acceptor->protocol,
                          before->fd);
}

/* 0 or -errno; the descriptor is gone in both cases. Options set on the handle
 * before AcceptEx stay in force: they are the handle's, not the descriptor's
 * that made room. */
static int move_under_handle(struct op *op, int fd)
{
    struct socket_object *acceptor = op->data.accept.acceptor;
    struct replaced before;
    int rc;

    socket_keep_options(acceptor, fd);
    rc = io_replace_fd(&acceptor->io, fd, &before);
    if (before.fd >= 0)
        put_away(op, &before);
    return rc;
}

static enum op_step take_connection(struct op *op, int fd)
{
    struct op_accept *accept = &op->data.accept;
    int rc;

    if (accept->acceptor == NULL) {
        accept->fd = fd;
        return op_finish(op, STATUS_SUCCESS, 0);
    }
    rc = move_under_handle(op, fd);
    fd_spare_restore();
    if (rc < 0)
        return op_finish_error(op, rc == -EBADF ? -ECANCELED : rc, 0);
    socket_set_connected(accept->acceptor, SOCKET_BY_ACCEPT_EX);
    socket_events_enable(accept->acceptor, 0); /* another descriptor */
    write_addresses(op);
    if (accept->receive_len > 0 || is_selecting(op))
        leave_listener(op);
    if (accept->receive_len > 0)
        return want_data(op);
    return op_finish(op, STATUS_SUCCESS, 0);
}

static enum op_step wait_for_connection(struct op *op, uint8_t phase)
{
    op->io.code = ENGINE_READABLE;
    op->phase = phase;
    return OP_STEP_ISSUE;
}

static void tell_peer(struct op *op, const struct address *peer)
{
    struct address there;

    if (address_to_linux(peer->bytes, peer->len, &there) < 0)
        there.len = 0;
    memcpy(op->data.accept.peer.address, there.bytes, there.len);
    op->data.accept.peer.len = there.len;
}

/* One that a condition function deferred comes before all others. */
static enum op_step start(struct op *op)
{
    struct address peer;
    int fd;

    if (blocks_too_small(op))
        return wait_for_connection(op, BACKLOG_READY);
    fd = deferred_take((struct socket_object *)op->target, &peer);
    if (fd < 0)
        return want_connection(op);
    tell_peer(op, &peer);
    return take_connection(op, fd);
}

/* The same, deferred while this request waited: its own connection is behind
 * it. */
static int oldest_of(struct op *op, int fd)
{
    struct address peer;

    if (!deferred_has((struct socket_object *)op->target))
        return fd;
    accept_peer(op, fd, &peer);
    if (deferred_exchange((struct socket_object *)op->target, &fd, &peer))
        tell_peer(op, &peer);
    return fd;
}

/* The descriptor an AcceptEx needs for a moment is kept in reserve, so that a
 * request which was started does not fail for want of it. The kernel looks for
 * one before there is a connection: first wait for that, then lend. */
static bool may_borrow_spare(const struct op *op, int32_t result)
{
    return (result == -EMFILE || result == -ENFILE) &&
           op->data.accept.acceptor != NULL && !op->data.accept.short_of_fds;
}

static enum op_step accepted(struct op *op, int32_t result)
{
    if (result >= 0)
        return take_connection(op, oldest_of(op, result));
    if (may_borrow_spare(op, result)) {
        op->data.accept.short_of_fds = true;
        return wait_for_connection(op, SPARE_WANTED);
    }
    /* The peer gave up while it was in the backlog: wait for the next. */
    if (result == -ECONNABORTED || result == -EPROTO)
        return want_connection(op);
    return op_finish_error(op, result, 0);
}

/* The kernel tells of a reset once: the socket remembers it for later calls. */
static enum op_step received(struct op *op, int32_t result)
{
    if (result >= 0)
        return op_finish(op, STATUS_SUCCESS, (size_t)result);
    socket_note_error(op->data.accept.acceptor, -result);
    return op_finish_error(op, result, 0);
}

static enum op_step accept_step(struct op *op, int32_t result)
{
    switch (op->phase) {
    case START:
        return start(op);
    case BACKLOG_READY: /* the connection stays for somebody with more room */
        if (result < 0)
            return op_finish_error(op, result, 0);
        if (is_selecting(op))
            leave_listener(op);
        return op_finish(op, STATUS_BUFFER_TOO_SMALL, 0);
    case SPARE_WANTED:
        if (result < 0)
            return op_finish_error(op, result, 0);
        fd_spare_lend();
        return want_connection(op);
    case ACCEPTED:
        return accepted(op, result);
    default:
        return received(op, result);
    }
}

static void accept_drop(struct op *op)
{
    struct socket_object *acceptor = op->data.accept.acceptor;

    if (acceptor == NULL)
        return;
    if (op->data.accept.short_of_fds) /* lent, and perhaps not used */
        fd_spare_restore();
    lock_take(&acceptor->io.lock);
    acceptor->accepting = NULL;
    lock_drop(&acceptor->io.lock);
    io_end(&acceptor->io);
    object_put(&acceptor->io.head);
}

const struct op_kind op_accept = {
    .name = "accept",
    .lane = LANE_RECEIVE,
    .step = accept_step,
    .closed_status = STATUS_CANCELLED,
    .drop = accept_drop,
};
