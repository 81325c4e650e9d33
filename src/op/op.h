/* One request in flight.
 *
 *   NEW        being filled by the call that starts it
 *   SUBMITTED  on its object's pending list; owned by the shard, or by the
 *              kernel through it; the caller's OVERLAPPED and buffers are lent
 *   DONE       ended exactly once; on no list
 *   QUEUED     its packet waits in a port, or with a thread, or is being
 *              handed to one
 *   FREE       delivered; the storage goes back to the pool
 *
 * Only op_set_state changes the state. Cancelling is not a state: it asks, and
 * the one completion still comes. */
#ifndef OP_OP_H
#define OP_OP_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/list.h"
#include "engine/engine.h"
#include "iocp/errors.h"
#include "iocp/types.h"
#include "object/io_object.h"
#include "op/kinds.h"
#include "port/packet.h"

enum op_state { OP_NEW, OP_SUBMITTED, OP_DONE, OP_QUEUED, OP_FREE };

/* Why a request posts no packet. */
enum op_quiet {
    OP_POSTS,
    OP_QUIET,      /* the low bit of hEvent */
    OP_BACKGROUND, /* no OVERLAPPED, and nobody waits */
    OP_BLOCKING,   /* no OVERLAPPED: op_run waits */
    OP_CALLS,      /* a completion routine (op/routine.h) */
};

/* What somebody wants of a request that runs. */
enum op_asked {
    OP_ASKED_CANCEL = 1 << 0,
    OP_ASKED_WAKE = 1 << 1, /* a thread waits for its end (op_await) */
};

/* Where it is as to its lane. */
enum op_place {
    OP_OUTSIDE,
    OP_LEFT,    /* before its end: it is not counted there any more */
    OP_LENT,    /* the lane is lent to the call that starts it */
    OP_INSIDE,  /* it is the lane's active request */
    OP_LEAVING, /* and lets the next one start; set by op_leave_lane */
};

/* What a step of a request wants. */
enum op_step {
    OP_STEP_ISSUE, /* op->io is filled: carry it out, then call step again */
    OP_STEP_DONE,  /* op_finish was called */
    OP_STEP_PARK,  /* kinds without a lane: nothing for the kernel; step will
                    * be called with -ECANCELED, after an op_cancel */
};

struct op_kind {
    const char *name;
    enum lane_kind lane;
    /* The call that starts a request may make its first step, and carry out its
     * first io, if the lane is free: op_begin_here. */
    bool begins_here;
    /* Runs on the shard. First with result 0 and phase 0, then with each
     * result; moves op->phase along. Never blocks. */
    enum op_step (*step)(struct op *op, int32_t result);
    /* A request that waits for another thread of the process, not for the
     * kernel, sees no shard. `begin` carries it out or queues it, where
     * `cancel` finds it; both may end it (op_complete without a shard). NULL:
     * the request goes to its shard. */
    void (*begin)(struct op *op);
    void (*cancel)(struct op *op);
    /* What a request says that was cut off because its handle was closed. */
    NTSTATUS closed_status;
    /* Drops what the kind took when it started; may be NULL. Runs once, at the
     * end or when the start fails. */
    void (*drop)(struct op *op);
};

/* What is touched on the way of a receive stands in front, and what only some
 * kinds keep at the end, where the storage of the small ones ends. */
struct op {
    union {
        /* `overlapped`: (c) borrowed until DONE; NULL: synchronous. `status`
         * and `information`, the bytes so far: (shard) until DONE. */
        struct packet packet;
        struct op *submit_next; /* (shard list) where a queue has its `next` */
    };
    const struct op_kind *kind;    /* (c) */
    struct io_object *target;      /* (c) counted, until DONE */
    struct object *event;          /* (c) counted; hEvent, or NULL; the thread
                                    * of a completion routine */
    struct list_node pending_link; /* (o) target->pending */
    struct op *cancel_next;        /* (shard list) */
    _Atomic uint32_t refs;         /* (a) flow, waiting call, cancel in transit;
                                    * who has the last one needs no lock */
    _Atomic uint32_t state;        /* (a) enum op_state, changed by its owner;
                                    * futex word of a synchronous caller */
    DWORD thread_id;               /* (c) who started it, for CancelIo */
    _Atomic uint8_t asked;         /* (a) enum op_asked bits, only ever set */
    bool roomy;                    /* (c) the storage holds all of `data` */
    bool owns_iov;                 /* (c) io.iov is from malloc */
    uint8_t quiet;                 /* (c) enum op_quiet */
    bool ported;                   /* (c) its object had a port at its start */
    uint8_t shard;       /* (o) its number, or 0; set once, with SUBMITTED */
    char peeked;         /* (kernel) a zero-byte receive looks at one byte */
    bool arrived;        /* (shard) taken off the submit list */
    uint8_t place;       /* enum op_place: the caller's until it is submitted,
                          * then (shard) */
    uint8_t wanted;      /* enum op_step, while LENT: of its last step */
    bool waits;          /* (shard) io.waiting is on its lane's list; without a
                          * lane: it is parked */
    uint8_t phase;       /* (shard) where `step` is */
    struct iovec buffer; /* (shard) io.iov points here, or elsewhere */
    struct engine_io io; /* (shard) */
    union op_data data;  /* by kind */
};

/* A stream's receive or send of one buffer. A server has one for every silent
 * connection, so it pays for no more. */
#define OP_SMALL_BYTES (offsetof(struct op, data) + sizeof(struct op_stream))
_Static_assert(OP_SMALL_BYTES <= 216, "with malloc's word 224 bytes");

/* A request on `target`, in state NEW, its `data` zero: validates hEvent, takes
 * references, makes sure the engine runs. `overlapped` NULL: a synchronous
 * request, which posts nothing and is waited for by op_run. On failure *op is
 * untouched. */
NTSTATUS op_new(const struct op_kind *kind, struct io_object *target,
                OVERLAPPED *overlapped, struct op **op);

/* The same for a receive or send: room for `count` buffers in op->io.iov, and
 * nothing in `data`. Takes over the caller's reference on the target instead of
 * one of its own. `plain`: of a stream. */
NTSTATUS op_new_transfer(const struct op_kind *kind, struct io_object *target,
                         OVERLAPPED *overlapped, uint32_t count, bool plain,
                         struct op **op);

/* The port counts it since its start. */
static inline bool op_is_charged(const struct op *op)
{
    return op->ported && op->quiet == OP_POSTS;
}

/* Starts the request: STATUS_PENDING, or an error (the handle is closed, a
 * limit is reached) and nothing was started and the op is gone. */
NTSTATUS op_start(struct op *op);

/* The same for one without an OVERLAPPED that a thread will wait for: no limit
 * refuses it. For op_run only. */
NTSTATUS op_start_blocking(struct op *op);

/* Has the end of a request on its object's pending list wake op_await. The
 * caller has the object's lock, and keeps a reference on the op. */
void op_ask_wake_locked(struct op *op);

/* Waits until the OVERLAPPED of such a request has its result. */
void op_await(struct op *op);

/* Starts a synchronous request and waits for its end, giving the thread's port
 * slot back. No limit refuses it: there are as many as threads that wait. At
 * the deadline it is cancelled: STATUS_IO_TIMEOUT, unless it made it after all.
 * *bytes may be NULL. The op is gone afterwards. */
NTSTATUS op_run(struct op *op, uint64_t deadline_ns, size_t *bytes);

/* The event object of an OVERLAPPED, referenced; *event NULL when it names
 * none. hEvent's low two bits are no part of the handle; the lowest says "no
 * packet" (GetQueuedCompletionStatus, Remarks). Fails with the status of
 * ERROR_INVALID_HANDLE. */
NTSTATUS op_event_of(const OVERLAPPED *overlapped, struct object **event);

/* Writes the status block: bytes first, then the status. */
void op_write_result(OVERLAPPED *overlapped, NTSTATUS status, size_t bytes);

/* Gives up a request that never started. */
void op_abandon(struct op *op);

void op_set_state(struct op *op, enum op_state to);
void op_get(struct op *op);
void op_put(struct op *op);

/* For steps: says how the request ended. */
enum op_step op_finish(struct op *op, NTSTATUS status, size_t bytes);

/* The same for a negative result of a file or socket io; a cancel becomes what
 * its cause demands (cancelled, or the handle was closed). */
enum op_step op_finish_error(struct op *op, int32_t result, size_t bytes);

/* The same for a send on op->target: a reset is remembered, as the kernel tells
 * of it only once. */
enum op_step op_finish_send_error(struct op *op, int32_t result, size_t bytes);

/* Finishes and completes a request that no shard ever saw: STATUS_CANCELLED
 * becomes what a cancel or a close ends it with. */
void op_end_unseen(struct op *op, NTSTATUS status, size_t bytes);

/* For steps: the next io is one on `io`, which is pinned. */
void op_use_fd(struct op *op, const struct io_object *io);
/* For steps: the request wants nothing more of the object's lane. */
void op_leave_lane(struct op *op);

/* Drops `count` bytes that went through from the front of op->io.iov. */
void op_skip(struct op *op, size_t count);

/* True when the request should stop before its next step. */
bool op_is_cancelled(struct op *op);

/* Ends a request that finished: unlinks it, writes the OVERLAPPED, signals,
 * queues the packet. Cannot fail. Shard's thread, once. `shard` NULL: by the
 * call that started it, and no shard has seen it. */
void op_complete(struct shard *shard, struct op *op);

#endif
