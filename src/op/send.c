/* A send completes when the transport has taken all of it. */
#include <errno.h>
#include <stdlib.h>

#include "object/socket.h"
#include "op/datagram.h"
#include "op/op.h"

enum { START, SENT };

void op_skip(struct op *op, size_t count)
{
    while (op->io.iov_count > 0 && count >= op->io.iov[0].iov_len) {
        count -= op->io.iov[0].iov_len;
        op->io.iov_count--;
        for (uint32_t i = 0; i < op->io.iov_count; i++)
            op->io.iov[i] = op->io.iov[i + 1];
    }
    if (op->io.iov_count > 0) {
        op->io.iov[0].iov_base = (char *)op->io.iov[0].iov_base + count;
        op->io.iov[0].iov_len -= count;
    }
}

enum op_step op_finish_send_error(struct op *op, int32_t result, size_t bytes)
{
    struct socket_object *socket = (struct socket_object *)op->target;

    /* A send that had gone out in part was told of the reset with its last
     * bytes, which hid it. */
    if (result == -EPIPE && bytes > 0)
        result = -ECONNRESET;
    result = -socket_note_error(socket, -result);
    return op_finish_error(op, result, bytes);
}

/* Of an earlier datagram: receives tell. */
static bool is_old_news(const struct op *op, int32_t result)
{
    return result != -ECANCELED && result != -EINTR &&
           datagram_is_old_news((struct socket_object *)op->target, op->io.fd,
                                -result, LANE_SEND);
}

static enum op_step send_step(struct op *op, int32_t result)
{
    struct op_stream *stream = &op->data.stream;
    struct socket_object *socket = (struct socket_object *)op->target;
    bool is_stream = socket_is_stream(socket);

    if (op->phase == START) {
        if (socket->broken)
            return op_finish(op, socket_broken(socket), 0);
        if (is_stream && stream->total == 0)
            return op_finish(op, STATUS_SUCCESS, 0);
        op->io.code = ENGINE_SEND;
        op->phase = SENT;
        return OP_STEP_ISSUE;
    }
    if (result < 0 && !is_stream && is_old_news(op, result))
        return OP_STEP_ISSUE;
    socket->sends_rest = false;
    if (result < 0)
        return op_finish_send_error(op, result, op->packet.information);
    op->packet.information += (size_t)result;
    if (!is_stream || op->packet.information >= stream->total)
        return op_finish(op, STATUS_SUCCESS, op->packet.information);
    op_skip(op, (size_t)result);
    socket->sends_rest = true;
    return OP_STEP_ISSUE;
}

const struct op_kind op_send = {
    .name = "send",
    .lane = LANE_SEND,
    .step = send_step,
    .closed_status = STATUS_CONNECTION_ABORTED,
};

static void free_control(struct op *op)
{
    free(op->data.datagram.envelope.control);
}

const struct op_kind op_send_to = {
    .name = "send to",
    .lane = LANE_SEND,
    .step = send_step,
    .closed_status = STATUS_CANCELLED,
    .drop = free_control,
};
