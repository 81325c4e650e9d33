/* APCs: what a thread has been asked to call the next time it waits alertably.
 *
 * An APC is a packet that goes to a thread and not to a port. So the end of a
 * request is the same thing in both cases, its storage is there before the
 * request starts, and to queue it cannot fail.
 *
 * A thread that waits alertably arms its queue: from then on whoever queues an
 * APC ends the wait. What the wait is (a port, objects, a request) the alert
 * knows. APCs run on the thread itself after it gave everything back that it
 * held for the wait; never while it holds a lock.
 *
 * The trap: whoever queues an APC tells the alert under the queue's lock, and
 * the waiting thread disarms under it: an alert lives no longer. What has to be
 * woken after that is named by struct apc_wake, and may be gone by then. */
#ifndef SYNC_APC_H
#define SYNC_APC_H

#include <stdatomic.h>
#include <stdbool.h>

#include "base/lock.h"
#include "port/packet.h"

/* A wake-up, due when the queue's lock is dropped. */
struct apc_wake {
    void (*call)(void *what); /* NULL: none is due */
    void *what;
};

/* How to end the wait that a thread is in. */
struct apc_alert {
    /* Holds the queue's lock; takes what it needs above it. */
    void (*tell)(struct apc_alert *alert, struct apc_wake *wake);
};

struct apc_queue {
    struct lock lock;            /* level apc */
    bool closed;                 /* (apc lock) the thread has ended */
    _Atomic bool pending;        /* (a) something is queued */
    struct packet_queue packets; /* (apc lock) oldest first */
    struct apc_alert *alert;     /* (apc lock) borrowed while armed */
};

/* An APC that is queued again and again, once at a time, and that its owner may
 * take back: a timer's. What it is to call is copied when it leaves the queue,
 * and from then on nothing touches it: its memory may go once it is withdrawn.
 */
struct apc_again {
    struct packet packet;
    uint64_t time; /* (apc lock) what it is told: a FILETIME */
    bool queued;   /* (apc lock) of the queue it was last pushed to */
};

void apc_init(struct apc_queue *apcs);

/* Queues an APC, which then is the queue's, and ends the thread's wait if that
 * is alertable. False when the thread has ended: the packet is the caller's.
 * Any thread; locks below LOCK_APC may be held only if nobody can wait. */
bool apc_push(struct apc_queue *apcs, struct packet *packet);

void apc_again_init(struct apc_again *again, enum packet_call call);

/* The same for one that may be queued still, with the time of now; then it
 * stays where it is. Wakes nobody: any lock below LOCK_APC may be held, and the
 * wake-up is due when they are dropped. */
bool apc_push_again(struct apc_queue *apcs, struct apc_again *again,
                    struct apc_wake *wake);

/* Takes it back, unless it left the queue: then it has run, or is about to. */
void apc_withdraw(struct apc_queue *apcs, struct apc_again *again);

/* The thread has ended: drops what is queued, and nothing comes any more. */
void apc_close(struct apc_queue *apcs);

/* ---- For the thread itself ---- */

/* NULL, the queue of a thread nobody can name, has nothing. */
static inline bool apc_pending(const struct apc_queue *apcs)
{
    return apcs != NULL &&
           atomic_load_explicit(&apcs->pending, memory_order_acquire);
}

/* Before it sleeps. False: something is queued already. */
bool apc_arm(struct apc_queue *apcs, struct apc_alert *alert);
/* After it, before the alert's memory goes. */
void apc_disarm(struct apc_queue *apcs);

/* Runs all that is queued, in order, with what is queued meanwhile. */
void apc_run(struct apc_queue *apcs);

#endif
