/* Three may end a wait: the object, the time, a call. Whoever clears `set` is
 * the one, but only over the time and other calls: over the object only the
 * watch decides, whose signal may be taken already (watch_cancel). */
#include "threadpool/wait.h"

#include <limits.h>

#include "base/clock.h"
#include "sys/futex.h"

static struct pool_wait *of(struct pool_object *object)
{
    return (struct pool_wait *)object;
}

static bool claim(struct pool_wait *wait)
{
    struct lock *lock = &wait->object.terms.pool->lock;
    bool set;

    lock_take(lock);
    set = wait->set;
    wait->set = false;
    lock_drop(lock);
    return set;
}

/* The watch is over, and its memory free for another. */
static void end_watch(struct pool_wait *wait)
{
    atomic_store(&wait->watching, 0);
    futex_wake(&wait->watching, INT_MAX);
}

static void await_watch(struct pool_wait *wait)
{
    while (atomic_load(&wait->watching) != 0)
        futex_wait(&wait->watching, 1, CLOCK_NEVER);
}

/* Maybe under locks of who signals: see pool.h. It needs no reference: an
 * object with a watch is open, or waits for its end. */
static void ended(struct watch *watch, bool satisfied)
{
    struct pool_wait *wait = LIST_ITEM(watch, struct pool_wait, watch);

    if (satisfied) {
        claim(wait);
        deadline_cancel(&wait->timeout);
        pool_object_submit(&wait->object, WAIT_SIGNALLED);
    }
    end_watch(wait);
}

/* True: nothing was taken from the object, and it will not be. */
static bool cancel_watch(struct pool_wait *wait)
{
    return !wait->watched || watch_cancel(&wait->watch);
}

static void expire(struct deadline *deadline)
{
    struct pool_wait *wait = LIST_ITEM(deadline, struct pool_wait, timeout);

    if (claim(wait) && cancel_watch(wait))
        pool_object_submit(&wait->object, WAIT_TIMED_OUT);
}

bool pool_wait_fill(struct pool_wait *wait, const struct pool_object_kind *kind,
                    const struct pool_terms *terms, void (*function)(void),
                    void *context)
{
    lock_init(&wait->calls, LOCK_CALL);
    deadline_init(&wait->timeout, expire);
    return deadline_start_time(&wait->timeout) &&
           object_fill(&wait->object, kind, terms, function, context);
}

/* ---- Setting ---- */

/* Returns with nothing of the earlier setting left but calls that are queued;
 * true when there was one, and it led to none. */
static bool end_earlier(struct pool_wait *wait)
{
    bool ended_it = claim(wait) && cancel_watch(wait);

    deadline_cancel(&wait->timeout);
    deadline_settle(&wait->timeout);
    await_watch(wait);
    if (wait->target != NULL)
        object_put(wait->target);
    wait->target = NULL;
    return ended_it;
}

/* True: its signal was there, and is taken. */
static bool start_watch(struct pool_wait *wait,
                        const struct wait_target *target)
{
    object_get(target->object);
    wait->target = target->object;
    atomic_store(&wait->watching, 1);
    if (!watch_start(&wait->watch, target->waitable, ended))
        return false;
    ended(&wait->watch, true);
    return true;
}

static void start(struct pool_wait *wait, const struct wait_target *target,
                  const int64_t *due)
{
    struct lock *lock = &wait->object.terms.pool->lock;

    lock_take(lock);
    wait->set = true;
    lock_drop(lock);
    wait->watched = target->object != NULL;
    if (target->object != NULL && start_watch(wait, target))
        return;
    if (due != NULL && *due == 0)
        expire(&wait->timeout);
    else if (due != NULL)
        deadline_set(&wait->timeout, *due);
}

bool pool_wait_set(struct pool_wait *wait, const struct wait_target *target,
                   const int64_t *due)
{
    bool ended_it;

    lock_take(&wait->calls);
    ended_it = end_earlier(wait);
    /* One that is closed waits for nothing any more. */
    if (target != NULL && atomic_load(&wait->object.state) == POOL_OPEN)
        start(wait, target, due);
    lock_drop(&wait->calls);
    return ended_it;
}

void pool_wait_forget_target(struct pool_wait *wait)
{
    struct object *target = NULL;

    lock_take(&wait->calls);
    if (atomic_load(&wait->watching) == 0) {
        target = wait->target;
        wait->target = NULL;
    }
    lock_drop(&wait->calls);
    if (target != NULL)
        object_put(target);
}

void pool_wait_stop(struct pool_object *object)
{
    pool_wait_set(of(object), NULL, NULL);
}

void pool_wait_destroy(struct pool_object *object)
{
    pool_wait_stop(object);
}
