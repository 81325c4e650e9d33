#include <errno.h>
#include <stdlib.h>

#include "object/socket.h"
#include "op/op.h"
#include "op/socket_events.h"
#include "sys/net.h"
#include "sys/unix_socket.h"

enum { START, CONNECTED, SENT };

static enum op_step connected(struct op *op)
{
    struct op_connect *connect = &op->data.connect;

    socket_set_connected((struct socket_object *)op->target,
                         op->packet.overlapped != NULL ? SOCKET_BY_CONNECT_EX
                                                       : SOCKET_BY_CALL);
    if (connect->send_len == 0)
        return op_finish(op, STATUS_SUCCESS, 0);
    op->io.code = ENGINE_SEND;
    op->io.iov_count = 1;
    op->io.iov[0].iov_base = (void *)(uintptr_t)connect->send_buffer;
    op->io.iov[0].iov_len = connect->send_len;
    op->phase = SENT;
    return OP_STEP_ISSUE;
}

/* After a refused connection the same socket may be tried again (ConnectEx,
 * Remarks). A connect that nobody waits for leaves its error for SO_ERROR. */
static enum op_step failed(struct op *op, int32_t result)
{
    struct socket_object *socket = (struct socket_object *)op->target;

    op_finish_error(op, result, 0);
    if (result == -ECANCELED) /* the kernel goes on trying, unless told */
        socket_forget_peer(op->io.fd);
    lock_take(&socket->io.lock);
    if (socket->nonblocking && op->packet.overlapped == NULL)
        socket->connect_status = op->packet.status;
    lock_drop(&socket->io.lock);
    return OP_STEP_DONE;
}

static enum op_step sent(struct op *op, int32_t result)
{
    struct op_connect *connect = &op->data.connect;

    if (result < 0)
        return op_finish_send_error(op, result, op->packet.information);
    op->packet.information += (size_t)result;
    if (op->packet.information >= connect->send_len)
        return op_finish(op, STATUS_SUCCESS, op->packet.information);
    op->io.iov[0].iov_base = (char *)op->io.iov[0].iov_base + result;
    op->io.iov[0].iov_len -= (size_t)result;
    return OP_STEP_ISSUE;
}

/* Nobody has to be waited for. */
static enum op_step connect_here(struct op *op)
{
    int rc = unix_socket_connect(op->io.fd, op->data.connect.path);

    op->phase = CONNECTED;
    return rc < 0 ? failed(op, rc) : connected(op);
}

static enum op_step connect_step(struct op *op, int32_t result)
{
    switch (op->phase) {
    case START:
        if (op->data.connect.path != NULL)
            return connect_here(op);
        op->io.code = ENGINE_CONNECT;
        op->io.peer = &op->data.connect.peer; /* filled by the caller */
        op->phase = CONNECTED;
        return OP_STEP_ISSUE;
    case CONNECTED:
        return result < 0 ? failed(op, result) : connected(op);
    default:
        return sent(op, result);
    }
}

/* However it ended: what did not become a connection is free to try again. */
static void connect_drop(struct op *op)
{
    struct socket_object *socket = (struct socket_object *)op->target;
    bool failed = socket->role == SOCKET_CONNECTING; /* no other changes it */

    free(op->data.connect.path);
    if (failed)
        socket_set_unchanged(socket);
    if (op->phase != START)
        socket_events_connected(socket,
                                failed ? op->packet.status : STATUS_SUCCESS);
}

const struct op_kind op_connect = {
    .name = "connect",
    .lane = LANE_SEND,
    .step = connect_step,
    .closed_status = STATUS_CANCELLED,
    .drop = connect_drop,
};
