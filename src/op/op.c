#include "op/op.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/errmap.h"
#include "base/limits.h"
#include "base/pool.h"
#include "object/socket.h"
#include "object/table.h"
#include "op/cancel.h"
#include "op/flow.h"
#include "op/pending_index.h"
#include "op/routine.h"
#include "port/port.h"
#include "sync/event.h"
#include "iocp/io.h"
#include "sys/fd.h"
#include "sys/futex.h"
#include "sys/thread_id.h"

void op_set_state(struct op *op, enum op_state to)
{
    static const uint8_t allowed[] = {
        [OP_NEW] = 1 << OP_SUBMITTED | 1 << OP_FREE,
        [OP_SUBMITTED] = 1 << OP_DONE,
        [OP_DONE] = 1 << OP_QUEUED | 1 << OP_FREE,
        [OP_QUEUED] = 1 << OP_FREE,
        [OP_FREE] = 0,
    };
    uint32_t from = atomic_load_explicit(&op->state, memory_order_relaxed);

    /* Stays in release builds: a request that ends twice is memory that
     * somebody else owns by now. */
    if ((allowed[from] & 1 << to) == 0)
        abort();
    /* No read-modify-write: each state has one owner. Release pairs with the
     * acquire in wait_finished: status and bytes. */
    atomic_store_explicit(&op->state, to, memory_order_release);
}

void op_get(struct op *op)
{
    atomic_fetch_add_explicit(&op->refs, 1, memory_order_relaxed);
}

void op_put(struct op *op)
{
    /* Who has the only reference shares it with nobody: a new one is made of
     * an old one, or found on a list that an ended request is not on. */
    if (atomic_load_explicit(&op->refs, memory_order_acquire) != 1 &&
        atomic_fetch_sub_explicit(&op->refs, 1, memory_order_acq_rel) != 1)
        return;
    if (op->owns_iov)
        free(op->io.iov);
    pool_give(op->roomy ? POOL_OP_ROOMY : POOL_OP, op);
}

static void release_packet(struct packet *packet)
{
    struct op *op = LIST_ITEM(packet, struct op, packet);

    op_set_state(op, OP_FREE);
    op_put(op);
}

NTSTATUS op_event_of(const OVERLAPPED *overlapped, struct object **event)
{
    uintptr_t value = (uintptr_t)overlapped->hEvent;
    HANDLE handle = (HANDLE)(value & ~(uintptr_t)3);

    *event = NULL;
    if (handle == NULL)
        return STATUS_SUCCESS;
    *event = table_get(handle, OBJECT_EVENT, NULL);
    /* 6 from Winsock calls too: it is not the socket that is wrong. */
    return *event != NULL ? STATUS_SUCCESS
                          : STATUS_FROM_CODE(ERROR_INVALID_HANDLE);
}

void op_write_result(OVERLAPPED *overlapped, NTSTATUS status, size_t bytes)
{
    overlapped->InternalHigh = bytes;
    /* Release: who polls the status and sees it final sees the bytes too. */
    __atomic_store_n(&overlapped->Internal, (ULONG_PTR)(uint32_t)status,
                     __ATOMIC_RELEASE);
}

/* All that is read before it is written again, and no more: a request is made
 * for every message. */
static void init(struct op *op, const struct op_kind *kind,
                 struct io_object *target, OVERLAPPED *overlapped)
{
    op->packet.posted = false;
    op->packet.overlapped = overlapped;
    op->packet.information = 0;
    op->packet.release = release_packet;
    op->kind = kind;
    op->target = target;
    op->shard = 0;
    op->event = NULL;
    atomic_init(&op->refs, 1);
    atomic_init(&op->state, OP_NEW);
    op->thread_id = sys_thread_id();
    atomic_init(&op->asked, 0);
    op->owns_iov = false;
    op->quiet = overlapped == NULL
                    ? OP_BACKGROUND
                    : (uint8_t)((uintptr_t)overlapped->hEvent & OP_QUIET);
    op->ported = false;
    op->arrived = false;
    op->place = OP_OUTSIDE;
    op->waits = false;
    op->phase = 0;
    op->io.issued = false;
    op->io.flags = 0;
    op->io.iov = &op->buffer;
    op->io.iov_count = 1;
}

static struct op *take_storage(bool roomy)
{
    struct op *op = roomy ? pool_take(POOL_OP_ROOMY, sizeof *op)
                          : pool_take(POOL_OP, OP_SMALL_BYTES);

    if (op != NULL)
        op->roomy = roomy;
    return op;
}

static NTSTATUS make(const struct op_kind *kind, struct io_object *target,
                     OVERLAPPED *overlapped, bool roomy, struct op **result)
{
    NTSTATUS status = engine_start();
    struct op *op;

    if (status != STATUS_SUCCESS)
        return status;
    op = take_storage(roomy);
    if (op == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    init(op, kind, target, overlapped);
    if (overlapped != NULL && overlapped->hEvent != NULL) {
        status = op_event_of(overlapped, &op->event);
        if (status != STATUS_SUCCESS) {
            op_put(op);
            return status;
        }
    }
    *result = op;
    return STATUS_SUCCESS;
}

NTSTATUS op_new(const struct op_kind *kind, struct io_object *target,
                OVERLAPPED *overlapped, struct op **op)
{
    NTSTATUS status = make(kind, target, overlapped, true, op);

    if (status != STATUS_SUCCESS)
        return status;
    memset(&(*op)->data, 0, sizeof(*op)->data);
    object_get(&target->head);
    return STATUS_SUCCESS;
}

/* Room beside the one buffer that each request has. */
static bool reserve_parts(struct op *op, uint32_t count)
{
    struct iovec *iov = op->data.parts.iov;

    if (count > OP_PARTS) {
        iov = malloc(count * sizeof *iov);
        if (iov == NULL)
            return false;
        op->owns_iov = true;
    }
    op->io.iov = iov;
    op->io.iov_count = count;
    op->io.message = &op->data.parts.message;
    return true;
}

NTSTATUS op_new_transfer(const struct op_kind *kind, struct io_object *target,
                         OVERLAPPED *overlapped, uint32_t count, bool plain,
                         struct op **op)
{
    bool roomy = count != 1 || !plain;
    NTSTATUS status = make(kind, target, overlapped, roomy, op);

    if (status != STATUS_SUCCESS || !roomy || reserve_parts(*op, count))
        return status;
    if ((*op)->event != NULL)
        object_put((*op)->event);
    op_put(*op);
    return STATUS_INSUFFICIENT_RESOURCES;
}

static bool has_event(const struct op *op)
{
    return op->event != NULL && op->quiet != OP_CALLS;
}

/* The event's signal, or the object's own. */
static struct waitable *signal_of(struct op *op)
{
    return has_event(op) ? event_waitable(op->event) : &op->target->signal;
}

static void drop_kind(struct op *op)
{
    if (op->kind->drop != NULL)
        op->kind->drop(op);
}

static void drop_references(struct object *event, struct io_object *target)
{
    if (event != NULL)
        object_put(event);
    object_put(&target->head);
}

void op_abandon(struct op *op)
{
    op_set_state(op, OP_FREE);
    drop_kind(op);
    drop_references(op->event, op->target);
    op_put(op);
}

void op_use_fd(struct op *op, const struct io_object *io)
{
    op->io.fd = io->fd;
    op->io.file_id = io->file_id;
}

/* Counts the request with its handle, its port and the process, unless one of
 * them has its fill. `blocks`: a thread waits for it; it is counted, and never
 * refused. The port is the one of this moment: a file associated later charges
 * it when the request ends (queue_packet). */
static NTSTATUS admit_locked(struct op *op, bool blocks)
{
    struct io_object *io = op->target;
    struct port *port = io_port(io);

    op->ported = port != NULL;
    if (op->quiet)
        port = NULL;
    if (atomic_load_explicit(&io->closing, memory_order_relaxed))
        return STATUS_INVALID_HANDLE;
    if (io->in_flight >= limit_of(LIMIT_HANDLE_REQUESTS) && !blocks)
        return STATUS_INSUFFICIENT_RESOURCES;
    if (port != NULL && !port_charge(port))
        return STATUS_INSUFFICIENT_RESOURCES;
    if (!engine_enter(blocks)) {
        if (port != NULL)
            port_uncharge(port);
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    engine_assign(op, &io->shard, io->in_flight > 0);
    io->in_flight++;
    return STATUS_SUCCESS;
}

/* Who finds the lane empty may begin at once: what comes later waits, on the
 * shard, until the lane is given back (op_arrive). */
static void enter_lane_locked(struct op *op)
{
    enum lane_kind lane = op->kind->lane;
    struct io_object *io = op->target;

    if (lane == LANE_NONE)
        return;
    if (op->kind->begins_here && io->in_lane[lane] == 0) {
        op->place = OP_LENT;
        atomic_store_explicit(&io->lane_lent[lane], true, memory_order_relaxed);
    }
    io->in_lane[lane]++;
}

/* Links the request to its object: from here on closing the handle or
 * CancelIoEx finds it, and the descriptor stays open for it. */
static NTSTATUS link_pending(struct op *op, bool blocks)
{
    struct io_object *io = op->target;
    NTSTATUS status;

    lock_take(&io->lock);
    status = admit_locked(op, blocks);
    if (status == STATUS_SUCCESS) {
        io->users++;
        io->used = true;
        enter_lane_locked(op);
        list_append(&io->pending, &op->pending_link);
        if (io->indexed)
            pending_index_add_locked(io, op);
        op_use_fd(op, io);
        op_set_state(op, OP_SUBMITTED);
    }
    lock_drop(&io->lock);
    return status;
}

static NTSTATUS start(struct op *op, bool blocks)
{
    OVERLAPPED *overlapped = op->packet.overlapped;
    NTSTATUS status = link_pending(op, blocks);

    if (status != STATUS_SUCCESS) {
        op_abandon(op);
        return status;
    }
    waitable_reset(signal_of(op));
    if (overlapped != NULL && !op->ported)
        op_cancel_at_thread_exit();
    if (overlapped != NULL)
        __atomic_store_n(&overlapped->Internal, (ULONG_PTR)STATUS_PENDING,
                         __ATOMIC_RELEASE);
    if (op->place == OP_LENT)
        op_begin_here(op);
    else if (op->kind->begin != NULL)
        op->kind->begin(op);
    else
        engine_submit(op);
    return STATUS_PENDING;
}

NTSTATUS op_start(struct op *op)
{
    return start(op, false);
}

NTSTATUS op_start_blocking(struct op *op)
{
    op->quiet = OP_BLOCKING;
    return start(op, true);
}

enum op_step op_finish(struct op *op, NTSTATUS status, size_t bytes)
{
    op->packet.status = status;
    op->packet.information = bytes;
    return OP_STEP_DONE;
}

/* A datagram socket has no connection that could be aborted. */
static NTSTATUS closed_status(const struct op *op)
{
    bool is_socket = op->target->head.kind == OBJECT_SOCKET;

    if (is_socket && !socket_is_stream((struct socket_object *)op->target))
        return STATUS_CANCELLED;
    return op->kind->closed_status;
}

enum op_step op_finish_error(struct op *op, int32_t result, size_t bytes)
{
    NTSTATUS status = op->target->head.kind == OBJECT_SOCKET
                          ? errmap_socket(-result)
                          : errmap_file(-result);

    if (result == -ECANCELED || result == -EINTR)
        status =
            atomic_load_explicit(&op->target->closing, memory_order_acquire)
                ? closed_status(op)
                : STATUS_CANCELLED;
    return op_finish(op, status, bytes);
}

bool op_is_cancelled(struct op *op)
{
    return (atomic_load_explicit(&op->asked, memory_order_acquire) &
            OP_ASKED_CANCEL) != 0;
}

static bool sets_signal(struct op *op)
{
    return has_event(op) ||
           (atomic_load_explicit(&op->target->modes, memory_order_relaxed) &
            FILE_SKIP_SET_EVENT_ON_HANDLE) == 0;
}

/* The last touch of the OVERLAPPED. The signal goes with it, under the lock
 * that overlapped_result passes: who was told the result may start the next
 * request, and a signal that came after that would be taken for its own. */
static void publish_locked(struct op *op)
{
    if (op->packet.overlapped == NULL)
        return;
    op_write_result(op->packet.overlapped, op->packet.status,
                    op->packet.information);
    if (sets_signal(op))
        waitable_set(signal_of(op));
}

/* Leaves the pending list and makes the result visible, in one step as seen by
 * an association: who finds the request pending when it associates gets the
 * packet. Returns the port it goes to. */
static struct port *unlink_and_publish(struct op *op)
{
    struct io_object *io = op->target;
    struct port *port;
    int fd;

    lock_take(&io->lock);
    list_remove(&op->pending_link);
    io->in_flight--;
    if (io->indexed)
        pending_index_remove_locked(io, op);
    if (op->kind->lane != LANE_NONE && op->place != OP_LEFT)
        io->in_lane[op->kind->lane]--;
    port = io_port(io);
    publish_locked(op);
    io_end_locked(io, &fd);
    lock_drop(&io->lock);
    if (fd >= 0)
        fd_close(fd);
    return port;
}

/* Without a shard, the packet may be back from the port, and the op in use
 * again, before the references are dropped. */
static void queue_packet(struct shard *shard, struct op *op, struct port *port)
{
    struct object *event = op->event;
    struct io_object *target = op->target;

    op->packet.key = target->key;
    if (!op->ported)
        port_charge_late(port);
    op_set_state(op, OP_QUEUED);
    if (shard != NULL)
        engine_deliver(shard, port, &op->packet);
    else
        port_push(port, &op->packet);
    drop_references(event, target);
}

static void end_without_packet(struct op *op)
{
    drop_references(op->event, op->target);
    op_set_state(op, OP_FREE);
    if (op->packet.overlapped == NULL)
        futex_wake(&op->state, 1);
    op_put(op);
}

/* Set, if at all, under the lock that unlink_and_publish had: it is seen. */
static bool is_awaited(struct op *op)
{
    return (atomic_load_explicit(&op->asked, memory_order_relaxed) &
            OP_ASKED_WAKE) != 0;
}

void op_complete(struct shard *shard, struct op *op)
{
    struct port *port;
    bool awaited;

    op_set_state(op, OP_DONE);
    /* First: who sees the result may start another, and use its objects. */
    if (shard != NULL)
        engine_leave(shard, op);
    else
        engine_leave_early();
    drop_kind(op);
    port = unlink_and_publish(op);
    awaited = is_awaited(op);
    if (port != NULL && !op->quiet)
        queue_packet(shard, op, port);
    else if (op->quiet == OP_CALLS)
        op_queue_call(op);
    else
        end_without_packet(op);
    if (awaited) /* the op may be gone: only its address is used */
        futex_wake(&op->state, INT_MAX);
}

void op_end_unseen(struct op *op, NTSTATUS status, size_t bytes)
{
    if (status == STATUS_CANCELLED)
        op_finish_error(op, -ECANCELED, 0);
    else
        op_finish(op, status, bytes);
    op_complete(NULL, op);
}
