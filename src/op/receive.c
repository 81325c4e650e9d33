/* Receives on a stream take what is there, at least one byte; on a datagram
 * socket one datagram. */
#include <errno.h>

#include "object/socket.h"
#include "op/op.h"

enum { START, RECEIVED };

static void want(struct op *op, const struct socket_object *socket)
{
    op->io.code = ENGINE_RECEIVE;
    op->io.flags = op->data.stream.flags;
    if (!socket_is_stream(socket))
        op->io.flags |= ENGINE_DATAGRAM;
    else if (op->data.stream.total == 0) {
        /* A zero-byte receive waits for data and leaves it: look at one. */
        op->io.flags |= ENGINE_PEEK;
        op->io.iov_count = 1;
        op->io.iov[0].iov_base = &op->data.stream.peeked;
        op->io.iov[0].iov_len = 1;
    }
    if (!op->target->nonempty)
        op->io.flags |= ENGINE_IDLE;
    op->phase = RECEIVED;
}

static enum op_step receive_step(struct op *op, int32_t result)
{
    struct socket_object *socket = (struct socket_object *)op->target;

    if (op->phase == START) {
        want(op, socket);
        return OP_STEP_ISSUE;
    }
    op->target->nonempty = (op->io.flags & ENGINE_NONEMPTY) != 0;
    if (result == -ECONNREFUSED && !socket_is_stream(socket)) {
        if (socket->ignore_unreachable)
            return OP_STEP_ISSUE;
        return op_finish(op, STATUS_PORT_UNREACHABLE, 0);
    }
    if (result < 0) {
        op_finish_error(op, result, 0);
        if (op->status == STATUS_CONNECTION_RESET && socket_is_stream(socket))
            socket_set_reset(socket);
        return OP_STEP_DONE;
    }
    if (op->io.flags & ENGINE_TRUNCATED)
        return op_finish(op, STATUS_BUFFER_OVERFLOW, op->data.stream.total);
    if (op->data.stream.total == 0)
        return op_finish(op, STATUS_SUCCESS, 0);
    return op_finish(op, STATUS_SUCCESS, (size_t)result);
}

const struct op_kind op_receive = {
    .name = "receive",
    .lane = LANE_RECEIVE,
    .step = receive_step,
    .closed_status = STATUS_CONNECTION_ABORTED,
};
