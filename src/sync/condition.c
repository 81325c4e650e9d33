/* Condition variables: a count of wake-ups, which is the word threads sleep on,
 * and a count of threads between entering and waking. Whoever reads the first
 * with the lock held sleeps only while it is the same: a wake-up in between is
 * not lost.
 *
 * A waker that sees nobody has nobody to wake: who looked at the program's
 * condition before it was changed, under the lock, had entered by then.
 *
 * The trap: the program may release the memory when all have woken. The waker's
 * last touch is the count of wake-ups. */
#include "sync/condition.h"

#include <errno.h>
#include <limits.h>
#include <stdatomic.h>

#include "port/concurrency.h"
#include "sys/futex.h"

struct words {
    _Atomic uint32_t wakes;
    _Atomic uint32_t threads;
};
_Static_assert(sizeof(struct words) == sizeof(CONDITION_VARIABLE),
               "it is the caller's memory");

static struct words *words_of(CONDITION_VARIABLE *condition)
{
    return (struct words *)(void *)condition;
}

uint32_t condition_enter(CONDITION_VARIABLE *condition)
{
    struct words *words = words_of(condition);

    atomic_fetch_add(&words->threads, 1);
    return atomic_load(&words->wakes);
}

bool condition_sleep(CONDITION_VARIABLE *condition, uint32_t ticket,
                     uint64_t deadline_ns)
{
    struct words *words = words_of(condition);
    bool woken;
    int rc = 0;

    concurrency_block();
    while (!(woken = atomic_load(&words->wakes) != ticket) && rc != -ETIMEDOUT)
        rc = futex_wait(&words->wakes, ticket, deadline_ns);
    concurrency_unblock();
    atomic_fetch_sub(&words->threads, 1);
    return woken;
}

static void wake(CONDITION_VARIABLE *condition, int count)
{
    struct words *words = words_of(condition);

    if (atomic_load(&words->threads) == 0)
        return;
    atomic_fetch_add(&words->wakes, 1);
    futex_wake(&words->wakes, count);
}

VOID WINAPI InitializeConditionVariable(PCONDITION_VARIABLE condition)
{
    condition->Ptr = NULL;
}

VOID WINAPI WakeConditionVariable(PCONDITION_VARIABLE condition)
{
    wake(condition, 1);
}

VOID WINAPI WakeAllConditionVariable(PCONDITION_VARIABLE condition)
{
    wake(condition, INT_MAX);
}
