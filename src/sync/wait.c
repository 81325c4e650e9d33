/* The waiting side: try without the lock, register, look once more, sleep.
 * What satisfies a sleeper is in waitable.c. */
#include "sync/wait.h"

#include <errno.h>

#include "base/clock.h"
#include "port/concurrency.h"
#include "sys/futex.h"

static bool try_any(struct waitable **list, unsigned count, unsigned *index)
{
    for (unsigned i = 0; i < count; i++)
        if (waitable_try_take(list[i])) {
            *index = i;
            return true;
        }
    return false;
}

/* Whether a poll can end without a look under the lock: one object that is
 * surely unsignalled (for all), or every one (for any). A computed object has
 * been asked by try_any; for all it has to be asked again. */
static bool hopeless(struct waitable **list, unsigned count, bool all)
{
    for (unsigned i = 0; i < count; i++) {
        bool clear = list[i]->poll != NULL
                         ? !all
                         : atomic_load(&list[i]->signalled) == 0;

        if (clear == all)
            return all;
    }
    return !all;
}

static void sleeper_init(struct sleeper *sleeper, struct wait_block *blocks,
                         struct waitable **list, unsigned count, bool all)
{
    atomic_init(&sleeper->word, SLEEPER_RUNNING);
    sleeper->all = all;
    sleeper->count = count;
    sleeper->index = 0;
    sleeper->computed = 0;
    sleeper->ready = 0;
    sleeper->blocks = blocks;
    for (unsigned i = 0; i < count; i++) {
        blocks[i].waitable = list[i];
        blocks[i].sleeper = sleeper;
        blocks[i].index = i;
        if (list[i]->poll != NULL)
            sleeper->computed |= (uint64_t)1 << i;
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
        wakes.count = 0;
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

/* The deadline passed. True if somebody satisfied us just before. */
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

static bool sleep_until(struct sleeper *sleeper, uint64_t deadline_ns)
{
    for (;;) {
        enum sleeper_state state = park(sleeper, deadline_ns);
        uint32_t poked = SLEEPER_POKED;

        if (state == SLEEPER_DONE)
            return true;
        if (state == SLEEPER_PARKED)
            return leave(sleeper);
        /* Before looking, so that a poke that comes now is not forgotten. If
         * it fails, we are DONE, and `look` says so. */
        atomic_compare_exchange_strong(&sleeper->word, &poked, SLEEPER_RUNNING);
        if (look(sleeper, false))
            return true;
    }
}

bool wait_many(struct waitable **list, unsigned count, bool all,
               uint64_t deadline_ns, unsigned *index)
{
    struct wait_block blocks[WAIT_MANY_MAX];
    struct sleeper sleeper;
    bool done;

    if (!all && try_any(list, count, index))
        return true;
    if (deadline_ns == CLOCK_NOW && hopeless(list, count, all))
        return false;
    sleeper_init(&sleeper, blocks, list, count, all);
    done = enter(&sleeper);
    if (!done && deadline_ns == CLOCK_NOW) {
        done = leave(&sleeper);
    } else if (!done) {
        concurrency_block();
        done = sleep_until(&sleeper, deadline_ns);
        concurrency_unblock();
    }
    if (done)
        *index = sleeper.index;
    return done;
}

bool waitable_wait(struct waitable *waitable, uint64_t deadline_ns)
{
    unsigned index;

    return waitable_try_take(waitable) ||
           wait_many(&waitable, 1, false, deadline_ns, &index);
}
