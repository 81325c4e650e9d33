#include "threadpool/timer.h"

#define NS_PER_MS 1000000u

static struct pool_timer *of(struct pool_object *object)
{
    return (struct pool_timer *)object;
}

/* On the thread that keeps the time. It may come late, for a setting that is
 * none any more (sync/deadline.h). */
static void expire(struct deadline *deadline)
{
    struct pool_timer *timer = LIST_ITEM(deadline, struct pool_timer, deadline);
    struct lock *lock = &timer->object.terms.pool->lock;
    bool due;

    lock_take(lock);
    due = timer->armed && !deadline_is_set(deadline);
    if (due && timer->period_ms != 0)
        deadline_repeat(deadline, (uint64_t)timer->period_ms * NS_PER_MS);
    else if (due)
        timer->armed = false;
    lock_drop(lock);
    if (due)
        pool_object_submit(&timer->object, 0);
}

bool pool_timer_fill(struct pool_timer *timer,
                     const struct pool_object_kind *kind,
                     const struct pool_terms *terms, void (*function)(void),
                     void *context)
{
    deadline_init(&timer->deadline, expire);
    return deadline_start_time(&timer->deadline) &&
           object_fill(&timer->object, kind, terms, function, context);
}

/* One that is closed is not set any more: its calls are waited for, or nobody
 * would free it. */
static void set_locked(struct pool_timer *timer, const int64_t *due,
                       uint32_t period_ms)
{
    if (atomic_load(&timer->object.state) != POOL_OPEN)
        due = NULL;
    deadline_cancel(&timer->deadline);
    timer->set = timer->armed = due != NULL;
    timer->period_ms = period_ms;
    if (due != NULL)
        deadline_set(&timer->deadline, *due);
}

bool pool_timer_set(struct pool_timer *timer, const int64_t *due,
                    uint32_t period_ms)
{
    struct lock *lock = &timer->object.terms.pool->lock;
    bool was_armed;

    lock_take(lock);
    was_armed = timer->armed;
    set_locked(timer, due, period_ms);
    lock_drop(lock);
    return was_armed;
}

void pool_timer_move(struct pool_timer *timer, int64_t due, uint32_t period_ms)
{
    struct lock *lock = &timer->object.terms.pool->lock;

    lock_take(lock);
    if (timer->armed)
        set_locked(timer, &due, period_ms);
    lock_drop(lock);
}

bool pool_timer_is_set(struct pool_timer *timer)
{
    struct lock *lock = &timer->object.terms.pool->lock;
    bool set;

    lock_take(lock);
    set = timer->set;
    lock_drop(lock);
    return set;
}

/* Once nothing expires any more nothing is queued either. */
void pool_timer_stop(struct pool_object *object)
{
    pool_timer_set(of(object), NULL, 0);
    deadline_settle(&of(object)->deadline);
}

void pool_timer_destroy(struct pool_object *object)
{
    pool_timer_stop(object);
}
