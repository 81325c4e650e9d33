/* TransmitFile. What is in memory of a disk file goes out by ENGINE_SENDFILE,
 * with head and tail around it. The rest is read, a chunk at a time, and sent,
 * the head with the first chunk and the tail with the last: what is not in
 * memory, pipes and devices, files that are read past the cache. */
#include <errno.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/errmap.h"
#include "object/file.h"
#include "object/socket.h"
#include "op/disconnect.h"
#include "op/op.h"
#include "op/packets.h"
#include "op/transmit.h"

enum { START, READ, COPIED, SENT, SHUT };

/* One step of sendfile; others of the back-end get their turn in between. As
 * much as a socket takes when it was empty: smaller steps leave it half full,
 * and each one wakes and asks again. */
#define COPY_MAX ((size_t)4 << 20)
/* File bytes read and sent at once: above this the copy costs more than the
 * system calls it saves. */
#define CHUNK_MAX ((size_t)256 << 10)
/* For how long the start of a file that was in memory is believed to be there:
 * what was used last, the system gives up last. */
#define SEEN_MS 100u

static struct file_object *file_of(const struct op_transmit *transmit)
{
    return (struct file_object *)transmit->file;
}

bool transmit_reserve(struct op_transmit *transmit)
{
    size_t granule = transmit->granule;
    size_t size = transmit->remaining < CHUNK_MAX ? (size_t)transmit->remaining
                                                  : CHUNK_MAX;

    size = (size + granule - 1) & ~(granule - 1);
    transmit->buffer =
        granule > 1 ? aligned_alloc(granule, size) : malloc(size);
    transmit->buffer_size = size;
    return transmit->buffer != NULL;
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
    op->io.flags = granule > 1 ? ENGINE_WAIT : 0;
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

static enum op_step begin(struct op *op);

static enum op_step finish(struct op *op)
{
    struct op_transmit *transmit = &op->data.transmit;

    if (packet_parts_load(transmit))
        return begin(op);
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
    op->io.flags = last && !packet_parts_follow(transmit) ? 0 : ENGINE_MORE;
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

/* ---- What is in memory ---- */

static uint32_t now_ms(void)
{
    return (uint32_t)(clock_now_ns() / 1000000u);
}

static bool was_seen(const struct op_transmit *transmit, size_t len)
{
    uint64_t seen =
        atomic_load_explicit(&file_of(transmit)->seen, memory_order_relaxed);

    return transmit->offset + len <= (uint32_t)seen &&
           now_ms() - (uint32_t)(seen >> 32) < SEEN_MS;
}

static void note_seen(const struct op_transmit *transmit, size_t len)
{
    if (transmit->offset == 0)
        atomic_store_explicit(&file_of(transmit)->seen,
                              (uint64_t)now_ms() << 32 | len,
                              memory_order_relaxed);
}

static struct iovec part_of(const char *bytes, size_t len)
{
    return (struct iovec){(void *)(uintptr_t)bytes, len};
}

/* `flags`: what else the back-end is told. */
static enum op_step want_copy(struct op *op, uint32_t flags)
{
    struct op_transmit *transmit = &op->data.transmit;
    uint64_t left = transmit->remaining;
    size_t len = left < COPY_MAX ? (size_t)left : COPY_MAX;
    bool last = len == left;

    op->io.code = ENGINE_SENDFILE;
    op_use_fd(op, op->target);
    op->io.source_fd = transmit->file->fd;
    op->io.offset = transmit->offset;
    op->io.iov = transmit->iov;
    op->io.iov_count = 3;
    op->io.iov[0] = part_of(transmit->head, transmit->head_len);
    op->io.iov[1] = part_of(NULL, len);
    op->io.iov[2] = part_of(transmit->tail, last ? transmit->tail_len : 0);
    last = last && !packet_parts_follow(transmit);
    op->io.flags = (uint16_t)(flags | (last ? 0 : ENGINE_MORE) |
                              (was_seen(transmit, len) ? ENGINE_SEEN : 0));
    op->phase = COPIED;
    return OP_STEP_ISSUE;
}

/* Without memory for a chunk, late is better than never: the shard waits. */
static enum op_step want_missing(struct op *op)
{
    struct op_transmit *transmit = &op->data.transmit;

    if (transmit->buffer == NULL && !transmit_reserve(transmit))
        return want_copy(op, ENGINE_WAIT);
    return want_chunk(op);
}

static enum op_step want_part(struct op *op)
{
    const struct op_transmit *transmit = &op->data.transmit;

    return file_of(transmit)->regular && transmit->granule == 1
               ? want_copy(op, 0)
               : want_chunk(op);
}

/* What is behind `*at` by now of `*len` bytes; takes it from `*count`. */
static void skip(const char **at, DWORD *len, size_t *count)
{
    DWORD done = *count < *len ? (DWORD)*count : *len;

    *at = done > 0 ? *at + done : *at;
    *len -= done;
    *count -= done;
}

static void skip_copied(struct op_transmit *transmit, size_t count)
{
    uint64_t from_file;

    transmit->sent += count;
    skip(&transmit->head, &transmit->head_len, &count);
    from_file = count < transmit->remaining ? count : transmit->remaining;
    transmit->offset += from_file;
    transmit->remaining -= from_file;
    count -= (size_t)from_file;
    skip(&transmit->tail, &transmit->tail_len, &count);
}

static enum op_step was_copied(struct op *op, int32_t result)
{
    struct op_transmit *transmit = &op->data.transmit;

    if (result == -ENODATA)
        return want_missing(op);
    if (result == 0)
        return op_finish(op, STATUS_END_OF_FILE, transmit->sent);
    if (result < 0)
        return file_failed(op, result);
    if ((op->io.flags & (ENGINE_SEEN | ENGINE_WAIT)) == 0 &&
        (size_t)result >= op->io.iov[0].iov_len + op->io.iov[1].iov_len)
        note_seen(transmit, op->io.iov[1].iov_len);
    skip_copied(transmit, (size_t)result);
    op->packet.information = transmit->sent;
    if (transmit->remaining == 0)
        return want_send(op); /* of the tail */
    return want_copy(op, op->io.flags & ENGINE_FULL);
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
    return op->data.transmit.remaining > 0 ? want_part(op) : want_send(op);
}

static enum op_step transmit_step(struct op *op, int32_t result)
{
    struct op_transmit *transmit = &op->data.transmit;

    switch (op->phase) {
    case START:
        return transmit->parts != NULL ? finish(op) : begin(op);
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
    packet_parts_free(transmit->parts);
    if (transmit->file == NULL || transmit->parts != NULL)
        return;
    io_end(transmit->file);
    object_put(&transmit->file->head);
}

const struct op_kind op_transmit = {
    .name = "transmit",
    .lane = LANE_SEND,
    .begins_here = true,
    .step = transmit_step,
    .closed_status = STATUS_CONNECTION_ABORTED,
    .drop = transmit_drop,
};
