#include "port/waiters.h"

#include <errno.h>

#include "sys/cpu.h"
#include "sys/futex.h"

static const struct waiter_leader *_Atomic the_leader;

void waiter_set_leader(const struct waiter_leader *leader)
{
    atomic_store_explicit(&the_leader, leader, memory_order_release);
}

static const struct waiter_leader *leader_of_all(void)
{
    return atomic_load_explicit(&the_leader, memory_order_acquire);
}

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
        uint32_t before = atomic_exchange_explicit(&waiter->state, state,
                                                   memory_order_acq_rel);

        if (before == WAITER_ASLEEP)
            futex_wake(&waiter->state, 1);
        else if (before == WAITER_LEADS)
            leader_of_all()->wake();
        waiter = next;
    }
}

static uint32_t state_of(struct waiter *waiter)
{
    return atomic_load_explicit(&waiter->state, memory_order_acquire);
}

bool waiter_is_parked(struct waiter *waiter)
{
    return state_of(waiter) == WAITER_PARKED;
}

static bool change(struct waiter *waiter, uint32_t from, uint32_t to)
{
    return atomic_compare_exchange_strong_explicit(
        &waiter->state, &from, to, memory_order_acquire, memory_order_acquire);
}

bool waiter_leads(struct waiter *waiter)
{
    return change(waiter, WAITER_PARKED, WAITER_LEADS);
}

void waiter_led(struct waiter *waiter)
{
    change(waiter, WAITER_LEADS, WAITER_PARKED);
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
    const struct waiter_leader *leader = leader_of_all();
    uint32_t state;

    if (leader != NULL)
        leader->lead(waiter, deadline_ns);
    else if (spin)
        spin_a_moment(waiter);
    /* From here on a waker has to call. */
    if (!change(waiter, WAITER_PARKED, WAITER_ASLEEP) &&
        !is_waiting(state = state_of(waiter)))
        return (enum waiter_state)state;
    while (is_waiting(state = state_of(waiter)))
        if (futex_wait(&waiter->state, WAITER_ASLEEP, deadline_ns) ==
            -ETIMEDOUT) {
            state = state_of(waiter);
            return is_waiting(state) ? WAITER_PARKED : (enum waiter_state)state;
        }
    return (enum waiter_state)state;
}
