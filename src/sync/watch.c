/* The word of a watch says where it is: PARKED, linked and nobody is at it;
 * RUNNING or POKED, somebody asks a computed object; DONE and LEFT, off the
 * list. Whoever moves it away from PARKED has it, until he parks it again or
 * calls `ended`. */
#include "sync/watch.h"

static uint32_t look_locked(struct watch *watch, struct wake_batch *wakes)
{
    struct sleeper *sleeper = &watch->sleeper;
    uint32_t state = SLEEPER_RUNNING;

    if (atomic_load(&sleeper->word) == SLEEPER_LEFT)
        return SLEEPER_LEFT;
    if (sleeper_check_locked(sleeper, wakes))
        return SLEEPER_DONE;
    if (wakes->count == WAKE_BATCH_MAX)
        return SLEEPER_RUNNING; /* there are others in front of us */
    if (atomic_compare_exchange_strong(&sleeper->word, &state, SLEEPER_PARKED))
        return SLEEPER_PARKED;
    return state;
}

/* Looks until nothing is new: PARKED, or DONE or LEFT. A computed object is
 * asked without the lock, and only after registering, as in wait.c. */
static uint32_t look(struct watch *watch)
{
    struct sleeper *sleeper = &watch->sleeper;
    struct waitable *waitable = watch->block.waitable;
    uint32_t state;

    do {
        struct wake_batch wakes;

        state = SLEEPER_POKED;
        atomic_compare_exchange_strong(&sleeper->word, &state, SLEEPER_RUNNING);
        if (waitable->poll != NULL)
            sleeper->ready = waitable->poll(waitable) ? 1 : 0;
        wake_batch_init(&wakes);
        dispatcher_lock();
        state = look_locked(watch, &wakes);
        dispatcher_unlock();
        wake_batch_send(&wakes);
    } while (state == SLEEPER_POKED || state == SLEEPER_RUNNING);
    return state;
}

static void told(struct sleeper *sleeper)
{
    struct watch *watch = LIST_ITEM(sleeper, struct watch, sleeper);
    uint32_t state = atomic_load(&sleeper->word);

    if (state != SLEEPER_DONE)
        state = look(watch);
    if (state != SLEEPER_PARKED)
        watch->ended(watch, state == SLEEPER_DONE);
}

bool watch_start(struct watch *watch, struct waitable *waitable,
                 void (*ended)(struct watch *watch, bool satisfied))
{
    watch->sleeper = (struct sleeper){
        .word = SLEEPER_RUNNING,
        .count = 1,
        .computed = waitable->poll != NULL ? 1 : 0,
        .blocks = &watch->block,
        .tell = told,
    };
    watch->block = (struct wait_block){
        .waitable = waitable,
        .sleeper = &watch->sleeper,
    };
    watch->ended = ended;
    if (waitable_try_take(waitable))
        return true;
    dispatcher_lock();
    sleeper_link_locked(&watch->sleeper);
    dispatcher_unlock();
    return look(watch) == SLEEPER_DONE;
}

bool watch_cancel(struct watch *watch)
{
    struct sleeper *sleeper = &watch->sleeper;
    uint32_t before;

    dispatcher_lock();
    before = atomic_load(&sleeper->word);
    if (before != SLEEPER_DONE && before != SLEEPER_LEFT) {
        sleeper_unlink_locked(sleeper);
        before = atomic_exchange(&sleeper->word, SLEEPER_LEFT);
    }
    dispatcher_unlock();
    if (before == SLEEPER_PARKED)
        watch->ended(watch, false);
    return before != SLEEPER_DONE;
}
