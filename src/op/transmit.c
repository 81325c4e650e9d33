/* TransmitFile: reads a chunk, sends it, until the file is through. The head
 * travels with the first chunk and the tail with the last, so a small file is
 * one read and one send. Where the back-end offers it, what is larger than one
 * chunk goes by sendfile, between head and tail. */
#include <errno.h>
#include <stdlib.h>

#include "base/errmap.h"
#include "object/file.h"
#include "object/socket.h"
#include "op/disconnect.h"
#include "op/op.h"

enum { START, READ, COPIED, SENT, SHUT };

/* One step of sendfile; others of the back-end get their turn in between. */
#define COPY_MAX ((size_t)1 << 20)

static const struct file_object *file_of(const struct op_transmit *transmit)
{
    return (const struct file_object *)transmit->file;
}

/* Of a FILE_FLAG_NO_BUFFERING file whole sectors are read; what is too much is
 * not sent (was_read). */
static enum op_step want_chunk(struct op *op)
{
    struct op_transmit *transmit = &op->data.transmit;
    uint64_t granule = transmit->granule;
    uint64_t left = (transmit->remaining + granule - 1) & ~(granule - 1);

    op->io.code = ENGINE_READ;
    op_use_fd(op, transmit->file);
    op->io.flags = 0;
    op->io.iov = transmit->iov;
    op->io.offset = file_of(transmit)->regular ? transmit->offset : ENGINE_HERE;
    op->io.iov_count = 1;
    op->io.iov[0].iov_base = transmit->buffer;
    op->io.iov[0].iov_len =
        left < transmit->buffer_size ? (size_t)left : transmit->buffer_size;
    op->phase = READ;
    return OP_STEP_ISSUE;
}

static void add_part(struct op *op, const void *bytes, size_t len)
{
    struct iovec *part = &op->io.iov[op->io.iov_count];

    if (len == 0)
        return;
    part->iov_base = (void *)(uintptr_t)bytes;
    part->iov_len = len;
    op->io.iov_count++;
    op->data.transmit.unsent += len;
}

static enum op_step finish(struct op *op)
{
    struct op_transmit *transmit = &op->data.transmit;

    if (!transmit->disconnect)
        return op_finish(op, STATUS_SUCCESS, transmit->sent);
    disconnect_want(op, transmit->reuse);
    op_use_fd(op, op->target);
    op->phase = SHUT;
    return OP_STEP_ISSUE;
}

/* Sends the chunk that was read with what belongs before and behind it. */
static enum op_step want_send(struct op *op)
{
    struct op_transmit *transmit = &op->data.transmit;
    bool last = transmit->remaining == 0;

    op->io.iov = transmit->iov;
    op->io.iov_count = 0;
    op->io.message = &transmit->message;
    add_part(op, transmit->head, transmit->head_len);
    add_part(op, transmit->buffer, transmit->chunk);
    transmit->head_len = 0;
    transmit->chunk = 0;
    if (last) {
        add_part(op, transmit->tail, transmit->tail_len);
        transmit->tail_len = 0;
    }
    if (op->io.iov_count == 0)
        return finish(op);
    op->io.code = ENGINE_SEND;
    op_use_fd(op, op->target);
    op->io.flags = last ? 0 : ENGINE_MORE;
    op->phase = SENT;
    return OP_STEP_ISSUE;
}

/* What a socket cannot say is the file's: a disk that fails, for one. */
static enum op_step file_failed(struct op *op, int32_t result)
{
    struct op_transmit *transmit = &op->data.transmit;

    if (errmap_socket(-result) != STATUS_UNSUCCESSFUL)
        return op_finish_send_error(op, result, transmit->sent);
    return op_finish(op, errmap_file(-result), transmit->sent);
}

static enum op_step was_read(struct op *op, int32_t result)
{
    struct op_transmit *transmit = &op->data.transmit;
    uint64_t count = (uint64_t)result;

    /* The file became shorter than was promised. An unbuffered one cannot be
     * read on from the middle of a sector. */
    if (result == 0 || (result > 0 && count < transmit->remaining &&
                        count % transmit->granule != 0))
        return op_finish(op, STATUS_END_OF_FILE, transmit->sent);
    if (result < 0)
        return file_failed(op, result);
    if (count > transmit->remaining)
        count = transmit->remaining;
    transmit->chunk = (size_t)count;
    transmit->offset += count;
    transmit->remaining -= count;
    return want_send(op);
}

static enum op_step want_copy(struct op *op)
{
    struct op_transmit *transmit = &op->data.transmit;
    uint64_t left = transmit->remaining;

    op->io.code = ENGINE_SENDFILE;
    op_use_fd(op, op->target);
    op->io.source_fd = transmit->file->fd;
    op->io.offset = transmit->offset;
    op->io.iov = transmit->iov;
    op->io.iov_count = 1;
    op->io.iov[0].iov_base = NULL;
    op->io.iov[0].iov_len = left < COPY_MAX ? (size_t)left : COPY_MAX;
    op->phase = COPIED;
    return OP_STEP_ISSUE;
}

static enum op_step want_part(struct op *op)
{
    return op->data.transmit.by_sendfile ? want_copy(op) : want_chunk(op);
}

static enum op_step was_copied(struct op *op, int32_t result)
{
    struct op_transmit *transmit = &op->data.transmit;

    if (result == -EINVAL) { /* not of this file system */
        transmit->by_sendfile = false;
        return want_chunk(op);
    }
    if (result == 0)
        return op_finish(op, STATUS_END_OF_FILE, transmit->sent);
    if (result < 0)
        return file_failed(op, result);
    transmit->sent += (size_t)result;
    transmit->offset += (uint64_t)result;
    transmit->remaining -= (uint64_t)result;
    op->packet.information = transmit->sent;
    return transmit->remaining > 0 ? want_copy(op) : want_send(op);
}

static enum op_step was_sent(struct op *op, int32_t result)
{
    struct op_transmit *transmit = &op->data.transmit;

    if (result < 0)
        return op_finish_send_error(op, result, transmit->sent);
    transmit->sent += (size_t)result;
    transmit->unsent -= (size_t)result;
    op->packet.information = transmit->sent;
    if (transmit->unsent > 0) {
        op_skip(op, (size_t)result);
        return OP_STEP_ISSUE;
    }
    return transmit->remaining > 0 ? want_part(op) : finish(op);
}

static enum op_step begin(struct op *op)
{
    struct op_transmit *transmit = &op->data.transmit;

    transmit->by_sendfile = transmit->remaining > transmit->buffer_size &&
                            transmit->granule == 1 &&
                            file_of(transmit)->regular && engine_sends_files();
    if (transmit->remaining == 0 ||
        (transmit->by_sendfile && transmit->head_len > 0))
        return want_send(op);
    return want_part(op);
}

static enum op_step transmit_step(struct op *op, int32_t result)
{
    struct op_transmit *transmit = &op->data.transmit;

    switch (op->phase) {
    case START:
        return begin(op);
    case READ:
        return was_read(op, result);
    case COPIED:
        return was_copied(op, result);
    case SENT:
        return was_sent(op, result);
    default:
        return disconnect_done(op, result, transmit->reuse, transmit->sent);
    }
}

static void transmit_drop(struct op *op)
{
    struct op_transmit *transmit = &op->data.transmit;

    free(transmit->buffer);
    if (transmit->file == NULL)
        return;
    io_end(transmit->file);
    object_put(&transmit->file->head);
}

const struct op_kind op_transmit = {
    .name = "transmit",
    .lane = LANE_SEND,
    .step = transmit_step,
    .closed_status = STATUS_CONNECTION_ABORTED,
    .drop = transmit_drop,
};
