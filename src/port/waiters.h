/* The threads parked on a port: a stack, so that the newest is woken first and
 * its stack and caches are still warm. Each sleeps on a futex word of its own
 * and is handed its packet directly, so a wake-up never finds the queue empty.
 */
#ifndef PORT_WAITERS_H
#define PORT_WAITERS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/list.h"
#include "port/packet.h"

enum waiter_state {
    WAITER_PARKED,    /* on the port's stack, or about to be told otherwise */
    WAITER_ASLEEP,    /* the same, and needs a wake-up call */
    WAITER_LEADS,     /* the same, and needs waiter_leader's */
    WAITER_HANDED,    /* `packet` is set, its slot is counted */
    WAITER_ABANDONED, /* the port was closed */
    WAITER_ALERTED,   /* an APC came; its slot is counted */
};

struct waiter {
    _Atomic uint32_t state; /* (a) enum waiter_state; the futex word */
    struct packet *packet;  /* (port lock) until HANDED */
    struct list_node link;  /* (port lock) the port's stack, newest first */
    struct waiter *wake_next;
    bool *counted; /* (port lock) the thread's own "I count as running" */
};

/* Waiters taken off a stack under the port lock, woken after it is dropped. */
struct wake_list {
    struct waiter *first;
    struct waiter **last;
};

void wake_list_init(struct wake_list *wakes);
void wake_list_add(struct wake_list *wakes, struct waiter *waiter);

/* Tells every waiter of the list its new state. No lock is held: from here on
 * the waiters run, and their memory may be gone. */
void wake_list_wake(struct wake_list *wakes, enum waiter_state state);

/* What a parked thread may do in the place of sleeping: run a shard of the
 * engine, which is above this layer. */
struct waiter_leader {
    /* Runs until the waiter is told something, or the deadline, or as long as
     * it likes. */
    void (*lead)(struct waiter *waiter, uint64_t deadline_ns);
    /* Ends the sleep of a waiter that leads. Any thread. */
    void (*wake)(void);
};

/* Once, for all ports. */
void waiter_set_leader(const struct waiter_leader *leader);

/* For the leader: true while it was told nothing. */
bool waiter_is_parked(struct waiter *waiter);
/* Around its sleep. False: it was told something, and must not sleep. */
bool waiter_leads(struct waiter *waiter);
void waiter_led(struct waiter *waiter);

/* Waits until the waiter is told something else or the deadline passes; then
 * returns PARKED. May lead meanwhile. Looks for a moment before it sleeps, if
 * `spin`. */
enum waiter_state waiter_park(struct waiter *waiter, bool spin,
                              uint64_t deadline_ns);

#endif
