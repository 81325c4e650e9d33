/* Receives on a stream take what is there, at least one byte, or with
 * MSG_WAITALL all that was asked for; on a datagram socket one datagram. */
#include <errno.h>
#include <stdlib.h>

#include "base/errmap.h"
#include "object/socket.h"
#include "op/datagram.h"
#include "op/op.h"
#include "sys/tcp_info.h"

enum { START, RECEIVED };

static void want(struct op *op, const struct socket_object *socket)
{
    op->io.code = ENGINE_RECEIVE;
    if (!socket_is_stream(socket))
        op->io.flags |= ENGINE_DATAGRAM;
    else if (op->data.stream.total == 0) {
        /* A zero-byte receive waits for data and leaves it: look at one. */
        op->io.flags |= ENGINE_PEEK;
        op->io.iov_count = 1;
        op->io.iov[0].iov_base = &op->peeked;
        op->io.iov[0].iov_len = 1;
    }
    if (!op->target->nonempty)
        op->io.flags |= ENGINE_IDLE;
    op->phase = RECEIVED;
}

/* MSG_WAITALL: again and again, until full, the end, or an error. Asked of the
 * kernel at once, an error after some bytes would be lost. */
static bool wants_more(const struct op *op, int32_t result)
{
    return (op->io.flags & ENGINE_WAITALL) != 0 && result > 0 &&
           op->packet.information < op->data.stream.total;
}

static enum op_step want_rest(struct op *op, size_t received)
{
    op_skip(op, received);
    op->io.flags &= (uint16_t)~ENGINE_IDLE;
    if (!op->target->nonempty)
        op->io.flags |= ENGINE_IDLE;
    return OP_STEP_ISSUE;
}

static bool has_ended(int32_t result)
{
    return result == -ECANCELED || result == -EINTR;
}

static enum op_step datagram_failed(struct op *op, int32_t result)
{
    struct socket_object *socket = (struct socket_object *)op->target;

    if (has_ended(result))
        return op_finish_error(op, result, 0);
    if (datagram_is_old_news(socket, op->io.fd, -result, LANE_RECEIVE))
        return OP_STEP_ISSUE;
    if (result == -ECONNREFUSED || datagram_take_news(socket))
        return op_finish(op, STATUS_PORT_UNREACHABLE, 0);
    return op_finish_error(op, result, 0);
}

static enum op_step failed(struct op *op, int32_t result)
{
    struct socket_object *socket = (struct socket_object *)op->target;

    if (!socket_is_stream(socket))
        return datagram_failed(op, result);
    socket_note_error(socket, -result);
    return op_finish_error(op, result, op->packet.information);
}

/* The kernel tells of an error once, and then of the end of the stream: whoever
 * was told, all others are told the same. A send that goes out in part takes a
 * reset and hides it: there is an end, the rest of a send, and no connection.
 */
static bool was_robbed(const struct op *op)
{
    const struct socket_object *socket = (struct socket_object *)op->target;

    return socket->sends_rest && tcp_is_closed(op->io.fd);
}

/* The stream has ended. */
static enum op_step ended(struct op *op)
{
    struct socket_object *socket = (struct socket_object *)op->target;

    if (!socket->broken && was_robbed(op))
        socket_note_error(socket, ECONNRESET);
    return op_finish(op, socket_broken(socket), op->packet.information);
}

static enum op_step receive_step(struct op *op, int32_t result)
{
    struct socket_object *socket = (struct socket_object *)op->target;

    if (op->phase == START && datagram_take_news(socket))
        return op_finish(op, STATUS_PORT_UNREACHABLE, 0);
    if (op->phase == START && !socket->broken) {
        want(op, socket);
        return OP_STEP_ISSUE;
    }
    op->target->nonempty = (op->io.flags & ENGINE_NONEMPTY) != 0;
    if (result == 0 && socket_is_stream(socket))
        return ended(op);
    if (result < 0)
        return failed(op, result);
    if (op->io.flags & ENGINE_TRUNCATED)
        return op_finish(op, STATUS_BUFFER_OVERFLOW, op->data.stream.total);
    if (op->data.stream.total == 0)
        return op_finish(op, STATUS_SUCCESS, 0);
    op->packet.information += (size_t)result;
    if (wants_more(op, result))
        return want_rest(op, (size_t)result);
    return op_finish(op, STATUS_SUCCESS, op->packet.information);
}

const struct op_kind op_receive = {
    .name = "receive",
    .lane = LANE_RECEIVE,
    .step = receive_step,
    .closed_status = STATUS_CONNECTION_ABORTED,
};

static void free_control(struct op *op)
{
    free(op->data.datagram.envelope.control);
}

/* The address is told to who waits before the result is. */
static enum op_step receive_from_step(struct op *op, int32_t result)
{
    struct op_datagram *datagram = &op->data.datagram;
    enum op_step wanted = receive_step(op, result);

    if (wanted == OP_STEP_DONE && !status_is_error(op->packet.status))
        op->packet.status = datagram_tell((struct socket_object *)op->target,
                                          &datagram->envelope,
                                          &datagram->sender, op->packet.status);
    return wanted;
}

const struct op_kind op_receive_from = {
    .name = "receive from",
    .lane = LANE_RECEIVE,
    .step = receive_from_step,
    .closed_status = STATUS_CANCELLED,
    .drop = free_control,
};
