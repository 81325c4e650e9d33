/* Waiting for one of several objects, or for all of them, and what waitable.c
 * and wait.c share: the dispatcher.
 *
 * A thread that has to block makes one `sleeper` and one `wait_block` an
 * object, all on its own stack, and links the blocks to the objects. Whoever
 * signals an object satisfies sleepers in the order in which they came and
 * takes their blocks off: a sleeper that is told DONE has nothing to undo.
 *
 * The trap: a sleeper's memory is its thread's stack. It may be touched under
 * the dispatcher lock while its blocks are linked, and never after its word
 * became DONE. */
#ifndef SYNC_WAIT_H
#define SYNC_WAIT_H

#include <stddef.h>

#include "iocp/types.h"
#include "sync/apc.h"
#include "sync/waitable.h"

#define WAIT_MANY_MAX 64u /* MAXIMUM_WAIT_OBJECTS */

/* Waits for any of `count` objects (the lowest index wins, and only its signal
 * is consumed) or for all of them (nothing is consumed until all are signalled
 * at one moment; none may come twice). `count` is 1 to WAIT_MANY_MAX; the
 * caller holds a reference on each. Returns false at the deadline; else *index
 * says which one, 0 for all. Gives the port slot back while it blocks. */
bool wait_many(struct waitable **list, unsigned count, bool all,
               uint64_t deadline_ns, unsigned *index);

/* The same, alertable: STATUS_SUCCESS, STATUS_TIMEOUT, or STATUS_USER_APC when
 * the caller is to run what is queued. An object that is signalled already
 * counts before an APC, and an APC before the deadline. `count` may be 0: only
 * an APC ends that wait. `apcs` NULL: nothing is queued, or will be. */
NTSTATUS wait_alertable(struct waitable **list, unsigned count, bool all,
                        uint64_t deadline_ns, struct apc_queue *apcs,
                        unsigned *index);

/* Releases those who wait at this moment, as waitable_set does, and leaves the
 * object unsignalled. */
void waitable_pulse(struct waitable *waitable);

/* ---- The dispatcher: for waitable.c and wait.c only ---- */

/* The sleeper's word. Changed under the dispatcher lock, except that its own
 * thread moves RUNNING to PARKED. */
enum sleeper_state {
    SLEEPER_RUNNING, /* registered, on its way to sleep */
    SLEEPER_PARKED,  /* asleep, or as good as: needs a wake-up call */
    SLEEPER_POKED,   /* shall look at its objects again */
    SLEEPER_DONE,    /* satisfied, `index` is set; hands off from here on */
    SLEEPER_LEFT,    /* a watch that was cancelled while it looked */
};

struct wait_block {
    struct list_node link; /* (dispatcher lock) waitable->blocks */
    struct waitable *waitable;
    struct sleeper *sleeper;
    unsigned index;
};

struct sleeper {
    _Atomic uint32_t word; /* (a) enum sleeper_state; the futex word */
    bool all;              /* (c) */
    unsigned count;        /* (c) */
    unsigned index;        /* (dispatcher lock) until DONE */
    bool abandoned;        /* (dispatcher lock) until DONE */
    struct owner *owner;   /* (c) the thread, if it may come to own objects */
    /* (c) For who does not sleep (sync/watch.h), in the place of a wake-up;
     * NULL for threads. Holds no dispatcher lock. */
    void (*tell)(struct sleeper *sleeper);
    struct sleeper *told_next; /* in a batch */
    uint64_t computed;         /* (c) bit i: object i has a poll function */
    uint64_t ready;            /* own thread: bit i: its poll said yes */
    struct wait_block *blocks;
};

struct owner;

void dispatcher_lock(void);
void dispatcher_unlock(void);

/* Takes the signal of an object without the lock, if it can be had so: true
 * when the object is signalled and nobody is queued for it. */
bool waitable_try_take(struct waitable *waitable);

/* Signals a counted or owned object, whose signal changes under the lock. */
void waitable_signal_locked(struct waitable *waitable);

/* Links a sleeper's blocks, or takes them off. */
void sleeper_link_locked(struct sleeper *sleeper);
void sleeper_unlink_locked(struct sleeper *sleeper);

/* Has the sleeper look again; nothing if it is done. True when its word has to
 * be woken. */
bool sleeper_poke_locked(struct sleeper *sleeper);

/* Looks at the sleeper's own objects after `ready` was filled in. Returns true
 * when that satisfied it: its blocks are off and `index` is set. Words to wake
 * for others that were satisfied on the way are left in `wakes`. */
struct wake_batch;
bool sleeper_check_locked(struct sleeper *sleeper, struct wake_batch *wakes);

/* Words to wake once the lock is dropped. The sleepers behind them may be gone
 * by then, which futex_wake allows. */
#define WAKE_BATCH_MAX 64u

struct wake_batch {
    unsigned count;
    _Atomic uint32_t *words[WAKE_BATCH_MAX];
    struct sleeper *told; /* those to be told; alive until they were */
};

static inline void wake_batch_init(struct wake_batch *wakes)
{
    wakes->count = 0;
    wakes->told = NULL;
}

void wake_batch_send(struct wake_batch *wakes);

#endif
