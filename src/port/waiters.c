#include "port/waiters.h"

#include <errno.h>

#include "sys/cpu.h"
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
         * A waiter that is not asleep yet will see the state by itself. */
        if (atomic_exchange_explicit(&waiter->state, state,
                                     memory_order_acq_rel) == WAITER_ASLEEP)
            futex_wake(&waiter->state, 1);
        waiter = next;
    }
}

static uint32_t state_of(struct waiter *waiter)
{
    return atomic_load_explicit(&waiter->state, memory_order_acquire);
}

/* A wake-up from another processor costs some ten microseconds; a look at a
 * word costs nothing. About two microseconds of looking, then sleep. */
#define SPINS 128

static void spin_a_moment(struct waiter *waiter)
{
    for (int i = 0; i < SPINS && state_of(waiter) == WAITER_PARKED; i++)
        cpu_relax();
}

static bool is_waiting(uint32_t state)
{
    return state == WAITER_PARKED || state == WAITER_ASLEEP;
}

enum waiter_state waiter_park(struct waiter *waiter, bool spin,
                              uint64_t deadline_ns)
{
    uint32_t state = WAITER_PARKED;

    if (spin)
        spin_a_moment(waiter);
    /* From here on a waker has to call. */
    if (!atomic_compare_exchange_strong_explicit(
            &waiter->state, &state, WAITER_ASLEEP, memory_order_acquire,
            memory_order_acquire) &&
        !is_waiting(state))
        return (enum waiter_state)state;
    while (is_waiting(state = state_of(waiter)))
        if (futex_wait(&waiter->state, WAITER_ASLEEP, deadline_ns) ==
            -ETIMEDOUT) {
            state = state_of(waiter);
            return is_waiting(state) ? WAITER_PARKED : (enum waiter_state)state;
        }
    return (enum waiter_state)state;
}
