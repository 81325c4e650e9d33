/* TransmitPackets. On a stream its elements are a row of TransmitFiles within
 * one request (op/transmit.c). Of a datagram socket each packet is gathered in
 * memory first, as it has to be sent at once. */
#include "op/packets.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/errmap.h"
#include "object/socket.h"
#include "op/datagram.h"

enum { START, READ, SENT };

struct packet_parts *packet_parts_new(uint32_t count)
{
    return calloc(1, sizeof(struct packet_parts) +
                         (size_t)count * sizeof(struct packet_part));
}

void packet_parts_free(struct packet_parts *parts)
{
    for (uint32_t i = 0; parts != NULL && i < parts->count; i++) {
        struct io_object *file = parts->part[i].file;

        if (file == NULL)
            continue;
        io_end(file);
        object_put(&file->head);
    }
    free(parts);
}

static struct packet_part *present(struct packet_parts *parts)
{
    return parts->next < parts->count ? &parts->part[parts->next] : NULL;
}

/* ---- Streams ---- */

/* The next one, if it is of this kind and nothing ended before it. */
static const struct packet_part *take(struct packet_parts *parts, bool of_file,
                                      bool *ended)
{
    const struct packet_part *part = *ended ? NULL : present(parts);

    if (part == NULL || (part->file != NULL) != of_file)
        return NULL;
    parts->next++;
    *ended = part->ends;
    return part;
}

bool packet_parts_load(struct op_transmit *transmit)
{
    struct packet_parts *parts = transmit->parts;
    const struct packet_part *part;
    bool ended = false;

    if (parts == NULL)
        return false;
    while ((part = present(parts)) != NULL && part->len == 0)
        parts->next++; /* an empty file */
    if (part == NULL)
        return false;
    part = take(parts, false, &ended);
    if (part != NULL) {
        transmit->head = part->bytes;
        transmit->head_len = (DWORD)part->len;
    }
    part = take(parts, true, &ended);
    if (part != NULL) {
        transmit->file = part->file;
        transmit->granule = part->granule;
        transmit->offset = part->offset;
        transmit->remaining = part->len;
    }
    part = take(parts, false, &ended);
    if (part != NULL) {
        transmit->tail = part->bytes;
        transmit->tail_len = (DWORD)part->len;
    }
    parts->ended = ended;
    return true;
}

bool packet_parts_follow(const struct op_transmit *transmit)
{
    struct packet_parts *parts = transmit->parts;

    return parts != NULL && !parts->ended && present(parts) != NULL;
}

/* ---- Datagrams ---- */

/* `count` bytes of it are in the packet. */
static void took(struct packet_parts *parts, struct packet_part *part,
                 size_t count)
{
    part->offset += count;
    part->len -= count;
    if (part->file == NULL)
        part->bytes += count;
    if (part->len > 0)
        return;
    parts->ended = part->ends;
    parts->next++;
}

static enum op_step want_read(struct op *op, const struct packet_part *part,
                              size_t len)
{
    struct op_transmit *transmit = &op->data.transmit;

    op->io.code = ENGINE_READ;
    op_use_fd(op, part->file);
    op->io.flags = 0;
    op->io.iov = transmit->iov;
    op->io.offset = part->offset;
    op->io.iov_count = 1;
    op->io.iov[0] = (struct iovec){transmit->buffer + transmit->chunk, len};
    op->phase = READ;
    return OP_STEP_ISSUE;
}

static enum op_step want_send(struct op *op)
{
    struct op_transmit *transmit = &op->data.transmit;

    op->io.code = ENGINE_SEND;
    op_use_fd(op, op->target);
    op->io.flags = ENGINE_DATAGRAM;
    op->io.iov = transmit->iov;
    op->io.message = &transmit->message;
    op->io.iov_count = 1;
    op->io.iov[0] = (struct iovec){transmit->buffer, transmit->chunk};
    op->phase = SENT;
    return OP_STEP_ISSUE;
}

/* Until the packet is whole: as long as the limit, or ended by an element, or
 * by the last one. */
static enum op_step fill(struct op *op)
{
    struct op_transmit *transmit = &op->data.transmit;
    struct packet_parts *parts = transmit->parts;
    struct packet_part *part;

    while (!parts->ended && transmit->chunk < parts->limit &&
           (part = present(parts)) != NULL) {
        size_t room = parts->limit - transmit->chunk;
        size_t len = part->len < room ? (size_t)part->len : room;

        if (part->file != NULL && len > 0)
            return want_read(op, part, len);
        if (len > 0)
            memcpy(transmit->buffer + transmit->chunk, part->bytes, len);
        transmit->chunk += len;
        took(parts, part, len);
    }
    if (transmit->chunk == 0 && !parts->ended) /* nothing but empty files */
        return op_finish(op, STATUS_SUCCESS, transmit->sent);
    return want_send(op);
}

static enum op_step was_read(struct op *op, int32_t result)
{
    struct op_transmit *transmit = &op->data.transmit;

    if (result == 0) /* the file became shorter than was promised */
        return op_finish(op, STATUS_END_OF_FILE, transmit->sent);
    if (result == -ECANCELED || result == -EINTR)
        return op_finish_error(op, result, transmit->sent);
    if (result < 0)
        return op_finish(op, errmap_file(-result), transmit->sent);
    transmit->chunk += (size_t)result;
    took(transmit->parts, present(transmit->parts), (size_t)result);
    return fill(op);
}

static enum op_step next_packet(struct op *op)
{
    struct op_transmit *transmit = &op->data.transmit;

    transmit->chunk = 0;
    transmit->parts->ended = false;
    return present(transmit->parts) != NULL
               ? fill(op)
               : op_finish(op, STATUS_SUCCESS, transmit->sent);
}

static enum op_step was_sent(struct op *op, int32_t result)
{
    struct op_transmit *transmit = &op->data.transmit;

    if (result < 0 && result != -ECANCELED && result != -EINTR &&
        datagram_is_old_news((struct socket_object *)op->target, op->io.fd,
                             -result, LANE_SEND))
        return OP_STEP_ISSUE;
    if (result < 0)
        return op_finish_send_error(op, result, transmit->sent);
    transmit->sent += (size_t)result;
    op->packet.information = transmit->sent;
    return next_packet(op);
}

static enum op_step packets_step(struct op *op, int32_t result)
{
    switch (op->phase) {
    case START:
        return next_packet(op);
    case READ:
        return was_read(op, result);
    default:
        return was_sent(op, result);
    }
}

static void packets_drop(struct op *op)
{
    free(op->data.transmit.buffer);
    packet_parts_free(op->data.transmit.parts);
}

const struct op_kind op_packets = {
    .name = "packets",
    .lane = LANE_SEND,
    .step = packets_step,
    .closed_status = STATUS_CANCELLED,
    .drop = packets_drop,
};
