/* The waiting side: try without the lock, register, look once more, sleep.
 * What satisfies a sleeper is in waitable.c. */
#include "sync/wait.h"

#include <errno.h>

#include "base/clock.h"
#include "iocp/errors.h"
#include "port/concurrency.h"
#include "sync/owned.h"
#include "sys/futex.h"

/* Whether the object cannot satisfy anybody now; what is owned may be ours,
 * which is only asked under the lock. */
static bool is_surely_clear(struct waitable *waitable)
{
    if (waitable->poll != NULL)
        return !waitable->poll(waitable);
    return waitable->kind != WAITABLE_OWNED &&
           atomic_load(&waitable->signalled) == 0;
}

/* The first object that may satisfy a wait for any; `count`: there is none. */
static unsigned first_hopeful(struct waitable **list, unsigned count)
{
    unsigned i = 0;

    while (i < count && is_surely_clear(list[i]))
        i++;
    return i;
}

/* Of several that are signalled the wait gives the smallest index
 * (WaitForMultipleObjects function, Return value): an object that may be
 * signalled, but cannot be taken without the lock, hides those behind it. Those
 * in front are looked at once more, as somebody may have set one of them and
 * then this one, in between. */
static bool try_any(struct waitable **list, unsigned count, unsigned *index)
{
    unsigned first = first_hopeful(list, count);

    *index = first;
    return first < count &&
           (first == 0 || first_hopeful(list, first) == first) &&
           waitable_try_take(list[first]);
}

/* Whether a poll can end without a look under the lock: one object that is
 * surely unsignalled (for all), or every one (for any). */
static bool hopeless(struct waitable **list, unsigned count, bool all)
{
    unsigned i = 0;

    if (!all)
        return first_hopeful(list, count) == count;
    while (i < count && !is_surely_clear(list[i]))
        i++;
    return i < count;
}

static void sleeper_init(struct sleeper *sleeper, struct wait_block *blocks,
                         struct waitable **list, unsigned count, bool all)
{
    atomic_init(&sleeper->word, SLEEPER_RUNNING);
    sleeper->all = all;
    sleeper->count = count;
    sleeper->index = 0;
    sleeper->abandoned = false;
    sleeper->owner = NULL;
    sleeper->tell = NULL;
    sleeper->computed = 0;
    sleeper->ready = 0;
    sleeper->blocks = blocks;
    for (unsigned i = 0; i < count; i++) {
        blocks[i].waitable = list[i];
        blocks[i].sleeper = sleeper;
        blocks[i].index = i;
        if (list[i]->poll != NULL)
            sleeper->computed |= (uint64_t)1 << i;
        if (list[i]->kind == WAITABLE_OWNED)
            sleeper->owner = owner_current();
    }
}

static uint64_t poll_computed(struct sleeper *sleeper)
{
    uint64_t ready = 0;

    for (unsigned i = 0; i < sleeper->count; i++) {
        struct waitable *waitable = sleeper->blocks[i].waitable;

        if (waitable->poll != NULL && waitable->poll(waitable))
            ready |= (uint64_t)1 << i;
    }
    return ready;
}

/* Looks at all objects, after registering if that is still to be done; true
 * when the wait is satisfied. */
static bool look(struct sleeper *sleeper, bool link)
{
    struct wake_batch wakes;
    bool done;

    if (sleeper->computed != 0)
        sleeper->ready = poll_computed(sleeper);
    do {
        wake_batch_init(&wakes);
        dispatcher_lock();
        if (link)
            sleeper_link_locked(sleeper);
        link = false;
        done = sleeper_check_locked(sleeper, &wakes);
        dispatcher_unlock();
        wake_batch_send(&wakes);
    } while (!done && wakes.count == WAKE_BATCH_MAX);
    return done;
}

/* Computed objects are asked without the lock, and only after registering:
 * else a change between the two would go unnoticed. */
static bool enter(struct sleeper *sleeper)
{
    if (sleeper->computed == 0)
        return look(sleeper, true);
    dispatcher_lock();
    sleeper_link_locked(sleeper);
    dispatcher_unlock();
    return look(sleeper, false);
}

/* The deadline passed, or an APC came. True if somebody satisfied us just
 * before. */
static bool leave(struct sleeper *sleeper)
{
    bool done;

    dispatcher_lock();
    done = atomic_load(&sleeper->word) == SLEEPER_DONE;
    if (!done)
        sleeper_unlink_locked(sleeper);
    dispatcher_unlock();
    return done;
}

/* Sleeps until the word is DONE or POKED; PARKED means the deadline passed. */
static enum sleeper_state park(struct sleeper *sleeper, uint64_t deadline_ns)
{
    uint32_t state = SLEEPER_RUNNING;

    atomic_compare_exchange_strong(&sleeper->word, &state, SLEEPER_PARKED);
    for (;;) {
        state = atomic_load_explicit(&sleeper->word, memory_order_acquire);
        if (state != SLEEPER_PARKED)
            return (enum sleeper_state)state;
        if (futex_wait(&sleeper->word, SLEEPER_PARKED, deadline_ns) ==
            -ETIMEDOUT)
            return SLEEPER_PARKED;
    }
}

/* Ends a wait that was not satisfied, unless it was at the last moment. */
static NTSTATUS give_up(struct sleeper *sleeper, NTSTATUS why)
{
    return leave(sleeper) ? STATUS_SUCCESS : why;
}

static NTSTATUS sleep_until(struct sleeper *sleeper, uint64_t deadline_ns,
                            const struct apc_queue *apcs)
{
    for (;;) {
        enum sleeper_state state = park(sleeper, deadline_ns);
        uint32_t poked = SLEEPER_POKED;

        if (state == SLEEPER_DONE)
            return STATUS_SUCCESS;
        if (state == SLEEPER_PARKED)
            return give_up(sleeper, STATUS_TIMEOUT);
        /* Before looking, for an APC and at the objects, so that a poke that
         * comes now is not forgotten. If it fails, we are DONE, and `look` says
         * so. */
        atomic_compare_exchange_strong(&sleeper->word, &poked, SLEEPER_RUNNING);
        if (apc_pending(apcs))
            return give_up(sleeper, STATUS_USER_APC);
        if (look(sleeper, false))
            return STATUS_SUCCESS;
    }
}

/* An alertable sleeper, and how an APC ends its wait: by a poke. */
struct alerted_sleeper {
    struct apc_alert alert;
    struct sleeper *sleeper;
};

static void wake_word(void *word)
{
    futex_wake(word, 1);
}

static void poke(struct apc_alert *alert, struct apc_wake *wake)
{
    struct sleeper *sleeper =
        LIST_ITEM(alert, struct alerted_sleeper, alert)->sleeper;

    dispatcher_lock();
    if (sleeper_poke_locked(sleeper))
        *wake = (struct apc_wake){wake_word, &sleeper->word};
    dispatcher_unlock();
}

static NTSTATUS sleep_alertable(struct sleeper *sleeper, uint64_t deadline_ns,
                                struct apc_queue *apcs)
{
    struct alerted_sleeper alerted = {{poke}, sleeper};
    NTSTATUS status;

    if (!apc_arm(apcs, &alerted.alert))
        return give_up(sleeper, STATUS_USER_APC);
    status = sleep_until(sleeper, deadline_ns, apcs);
    apc_disarm(apcs);
    return status;
}

static NTSTATUS sleep_blocked(struct sleeper *sleeper, uint64_t deadline_ns,
                              struct apc_queue *apcs)
{
    NTSTATUS status;

    concurrency_block();
    status = apcs != NULL ? sleep_alertable(sleeper, deadline_ns, apcs)
                          : sleep_until(sleeper, deadline_ns, NULL);
    concurrency_unblock();
    return status;
}

NTSTATUS wait_alertable(struct waitable **list, unsigned count, bool all,
                        uint64_t deadline_ns, struct apc_queue *apcs,
                        unsigned *index)
{
    struct wait_block blocks[WAIT_MANY_MAX];
    struct sleeper sleeper;
    NTSTATUS status = STATUS_SUCCESS;

    if (!all && try_any(list, count, index))
        return STATUS_SUCCESS;
    if (deadline_ns == CLOCK_NOW && hopeless(list, count, all))
        return apc_pending(apcs) ? STATUS_USER_APC : STATUS_TIMEOUT;
    sleeper_init(&sleeper, blocks, list, count, all);
    if (!enter(&sleeper)) {
        if (apc_pending(apcs))
            status = give_up(&sleeper, STATUS_USER_APC);
        else if (deadline_ns == CLOCK_NOW)
            status = give_up(&sleeper, STATUS_TIMEOUT);
        else
            status = sleep_blocked(&sleeper, deadline_ns, apcs);
    }
    if (status != STATUS_SUCCESS)
        return status;
    *index = sleeper.index;
    return sleeper.abandoned ? STATUS_ABANDONED_WAIT_0 : STATUS_SUCCESS;
}

bool wait_many(struct waitable **list, unsigned count, bool all,
               uint64_t deadline_ns, unsigned *index)
{
    return wait_alertable(list, count, all, deadline_ns, NULL, index) ==
           STATUS_SUCCESS;
}

bool waitable_wait(struct waitable *waitable, uint64_t deadline_ns)
{
    unsigned index;

    return waitable_try_take(waitable) ||
           wait_many(&waitable, 1, false, deadline_ns, &index);
}
