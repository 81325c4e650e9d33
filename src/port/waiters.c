#include "port/waiters.h"

#include <errno.h>

#include "base/clock.h"
#include "sys/futex.h"

void wake_list_init(struct wake_list *wakes)
{
    wakes->first = NULL;
    wakes->last = &wakes->first;
}

void wake_list_add(struct wake_list *wakes, struct waiter *waiter)
{
    waiter->wake_next = NULL;
    *wakes->last = waiter;
    wakes->last = &waiter->wake_next;
}

void wake_list_wake(struct wake_list *wakes, enum waiter_state state)
{
    struct waiter *waiter = wakes->first;

    while (waiter != NULL) {
        struct waiter *next = waiter->wake_next;

        /* Release pairs with the acquire in waiter_park: the packet is seen.
         * A waiter that is not asleep yet sees the state and never sleeps. */
        atomic_store_explicit(&waiter->state, state, memory_order_release);
        futex_wake(&waiter->state, 1);
        waiter = next;
    }
}

enum waiter_state waiter_park(struct waiter *waiter, uint64_t deadline_ns)
{
    for (;;) {
        uint32_t state =
            atomic_load_explicit(&waiter->state, memory_order_acquire);

        if (state != WAITER_PARKED)
            return (enum waiter_state)state;
        if (futex_wait(&waiter->state, WAITER_PARKED, deadline_ns) ==
            -ETIMEDOUT)
            return (enum waiter_state)atomic_load_explicit(
                &waiter->state, memory_order_acquire);
    }
}
