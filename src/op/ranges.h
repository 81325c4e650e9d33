/* Byte ranges locked by LockFile and LockFileEx: who has which, who waits.
 *
 * Windows' rules hold between the handles of this process, by a table of ours:
 * locks belong to the file object, shared ones stack, and they are mandatory.
 * What of that the kernel knows too it keeps towards other processes
 * (sys/disk_lock.h). It tells nobody when such a lock goes, so that those who
 * wait for another process are tried again every few milliseconds, by a thread
 * that exists only once something had to wait. */
#ifndef OP_RANGES_H
#define OP_RANGES_H

#include <stdatomic.h>
#include <stdbool.h>

#include "base/list.h"
#include "object/file.h"

struct op;

enum range_state {
    RANGE_NEW,      /* on no list */
    RANGE_WAITS,    /* for another to go */
    RANGE_HELD,     /* it counts */
    RANGE_RELEASED, /* was held, and was unlocked before its op knew */
    RANGE_CLOSED,   /* its handle was closed while it waited */
};

struct range {
    struct list_node link;    /* (r) held or waiting */
    struct file_object *file; /* (c) borrowed; takes its ranges along */
    uint64_t start, last;     /* (c) both in it, unless `empty` */
    bool empty, exclusive;    /* (c) */
    enum range_state state;   /* (r) */
    bool elsewhere;           /* (r) waits, and only for another process */
    bool lent;                /* (r) an op has it in hands: not to be freed */
    struct op *parked;        /* (r) who is told when it is had */
};

/* Not yet locked. *range: the caller's until it is held. STATUS_NO_MEMORY, or
 * STATUS_INVALID_LOCK_RANGE: it wraps around. */
NTSTATUS range_new(struct file_object *file, bool exclusive, uint64_t start,
                   uint64_t len, struct range **range);

/* STATUS_SUCCESS: held, and not the caller's any more. STATUS_LOCK_NOT_GRANTED;
 * STATUS_INVALID_HANDLE: the handle was closed. Who has pinned the file. */
NTSTATUS range_take(struct range *range);

/* Gives back one that is not held. */
void range_free(struct range *range);

/* For requests: takes it or lets it wait in its turn, and lends it to an op
 * either way. STATUS_SUCCESS, STATUS_INVALID_HANDLE as above, or
 * STATUS_INSUFFICIENT_RESOURCES: nobody would try it again. */
NTSTATUS range_queue(struct range *range);

/* For the op it is lent to, until something else than STATUS_PENDING comes,
 * with which the loan ends: STATUS_SUCCESS or STATUS_CANCELLED.
 * range_park: op_cancel will be called on `op` when it is had.
 * range_give_up: waits no longer. */
NTSTATUS range_park(struct range *range, struct op *op);
NTSTATUS range_give_up(struct range *range);

/* Ends the loan of an op that never started. */
void range_abandon(struct range *range);

/* Releases one lock of exactly these bytes, an exclusive one first.
 * STATUS_RANGE_NOT_LOCKED; who has pinned the file. */
NTSTATUS range_release(struct file_object *file, uint64_t start, uint64_t len);

/* Whether a lock forbids to read or write `len` bytes. */
bool range_forbids(const struct file_object *file, bool write, uint64_t start,
                   uint64_t len);

/* The last handle is closed: its locks go, and nothing is had any more. True if
 * something waited, which is to be cancelled now. Who has pinned the file. */
bool ranges_close(struct file_object *file);

extern _Atomic uint32_t ranges_held; /* (a) of all files */

/* False costs one load, and spares every read and write the question above. */
static inline bool ranges_any(void)
{
    return atomic_load_explicit(&ranges_held, memory_order_relaxed) > 0;
}

/* Tells the kernel what the handle of `range` has of these bytes, by the ranges
 * that are held: 0 or -errno, -EAGAIN: another process has some of them. Under
 * the lock of the ranges (op/range_kernel.c). */
int range_tell_kernel_locked(const struct list_node *held,
                             const struct range *range);

#endif
