#include "op/disconnect.h"

#include <errno.h>

#include "object/socket.h"
#include "object/socket_store.h"
#include "op/socket_events.h"
#include "sys/fd.h"

enum { START, SHUT };

void disconnect_want(struct op *op, bool reuse)
{
    op->io.code = ENGINE_SHUTDOWN;
    /* With reuse nothing of the old connection may stay pending: both ways. */
    op->io.flags = reuse ? 2 : 1;
}

static enum op_step reuse_done(struct op *op, size_t bytes)
{
    struct socket_object *socket = (struct socket_object *)op->target;
    struct replaced before = {.fd = -1};
    int fd = socket_store_take(socket->family, socket->type, socket->protocol);
    int rc = fd < 0 ? fd : io_replace_fd(&socket->io, fd, &before);

    if (rc < 0) /* -EBADF: the handle was closed meanwhile */
        return op_finish_error(op, rc == -EBADF ? -ECANCELED : rc, bytes);
    if (before.fd >= 0)
        fd_close(before.fd);
    socket_set_fresh(socket);
    socket_events_enable(socket, UINT32_MAX); /* the next one's are new */
    return op_finish(op, STATUS_SUCCESS, bytes);
}

/* Receives of the old connection must not run on the next: the socket is shut,
 * so each of them ends at once; look again until none is left. */
static bool must_wait(const struct op *op, bool reuse)
{
    return reuse && op->target->lane_busy[LANE_RECEIVE];
}

/* A shutdown that fails found the connection already gone: that is success.
 * One that was cancelled has shut nothing. */
enum op_step disconnect_done(struct op *op, int32_t result, bool reuse,
                             size_t bytes)
{
    struct socket_object *socket = (struct socket_object *)op->target;

    if (result == -ECANCELED || result == -EINTR)
        return op_finish_error(op, result, bytes);
    if (must_wait(op, reuse)) {
        disconnect_want(op, reuse);
        return OP_STEP_ISSUE;
    }
    if (reuse)
        return reuse_done(op, bytes);
    lock_take(&socket->io.lock);
    socket->send_shut = true;
    lock_drop(&socket->io.lock);
    return op_finish(op, STATUS_SUCCESS, bytes);
}

static enum op_step disconnect_step(struct op *op, int32_t result)
{
    if (op->phase == SHUT)
        return disconnect_done(op, result, op->data.disconnect.reuse, 0);
    disconnect_want(op, op->data.disconnect.reuse);
    op->phase = SHUT;
    return OP_STEP_ISSUE;
}

const struct op_kind op_disconnect = {
    .name = "disconnect",
    .lane = LANE_SEND,
    .step = disconnect_step,
    .closed_status = STATUS_CANCELLED,
};
