#include "threadpool/object.h"

#include <limits.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/pool.h"
#include "port/concurrency.h"
#include "sys/futex.h"
#include "threadpool/group.h"

bool object_fill(struct pool_object *object,
                 const struct pool_object_kind *kind,
                 const struct pool_terms *terms, void (*function)(void),
                 void *context)
{
    struct pool *pool = terms->pool != NULL ? terms->pool : pool_of_process();

    if (pool == NULL)
        return false;
    object->kind = kind;
    object->terms = *terms;
    object->terms.pool = pool;
    object->function = function;
    object->context = context;
    atomic_init(&object->refs, kind->closes_itself ? 2 : 1);
    atomic_init(&object->state, POOL_OPEN);
    list_init(&object->calls);
    list_init(&object->member);
    pool_use(pool);
    if (terms->group != NULL)
        group_add(terms->group, object);
    return true;
}

void pool_object_get(struct pool_object *object)
{
    atomic_fetch_add_explicit(&object->refs, 1, memory_order_relaxed);
}

static void put_several(struct pool_object *object, uint32_t count)
{
    struct pool *pool = object->terms.pool;

    if (count == 0 || atomic_fetch_sub_explicit(&object->refs, count,
                                                memory_order_acq_rel) != count)
        return;
    if (object->kind->destroy != NULL)
        object->kind->destroy(object);
    if (object->terms.group != NULL)
        group_put(object->terms.group);
    free(object);
    pool_leave(pool);
}

void pool_object_put(struct pool_object *object)
{
    put_several(object, 1);
}

/* True: it was open, and its reference is the caller's. While its group closes
 * it the group is to know. */
static bool shut(struct pool_object *object)
{
    if (atomic_exchange(&object->state, POOL_CLOSED) != POOL_OPEN)
        return false;
    if (object->terms.group != NULL)
        group_remove(object->terms.group, object);
    if (object->kind->stop != NULL)
        object->kind->stop(object);
    return true;
}

void pool_object_close(struct pool_object *object)
{
    if (shut(object))
        pool_object_put(object);
}

/* ---- Queueing ---- */

static struct pool_call *new_call_locked(struct pool_object *object)
{
    if (object->first_used)
        return pool_take(POOL_CALL, sizeof(struct pool_call));
    object->first_used = true;
    return &object->first;
}

static void free_call_locked(struct pool_object *object, struct pool_call *call)
{
    if (call == &object->first)
        object->first_used = false;
    else
        pool_give(POOL_CALL, call);
}

static void queue_locked(struct pool_object *object, struct pool_call *call,
                         uint32_t result)
{
    pool_object_get(object);
    call->object = object;
    call->result = result;
    list_append(&object->terms.pool->calls[object->terms.priority],
                &call->link);
    list_append(&object->calls, &call->of_object);
}

static void submit_locked(struct pool_object *object, uint32_t result)
{
    struct pool_call *call = new_call_locked(object);

    object->pending++;
    if (call != NULL)
        queue_locked(object, call, result);
    else
        object->more[result]++;
}

void pool_object_submit(struct pool_object *object, uint32_t result)
{
    struct pool *pool = object->terms.pool;
    bool baton;

    lock_take(&pool->lock);
    if (!object->refuses)
        submit_locked(object, result);
    baton = pool_needs_baton_locked(pool);
    lock_drop(&pool->lock);
    if (baton)
        pool_pass_baton(pool);
}

/* `first` is free: what there was no memory for takes its turn. */
static void queue_more_locked(struct pool_object *object)
{
    uint32_t result = object->more[0] == 0;

    if (object->first_used || object->more[result] == 0)
        return;
    object->more[result]--;
    queue_locked(object, new_call_locked(object), result);
}

/* ---- Ending ---- */

static bool is_busy_locked(const struct pool_object *object)
{
    return object->pending != 0 || object->running != 0;
}

/* Drops the pool's lock, and wakes who waits if nothing is left to wait for. */
static void end_and_drop(struct pool_object *object)
{
    bool wake = false;

    if (!is_busy_locked(object)) {
        atomic_fetch_add(&object->ends, 1);
        wake = object->waiting != 0;
    }
    lock_drop(&object->terms.pool->lock);
    if (wake)
        futex_wake(&object->ends, INT_MAX);
}

/* Takes all queued calls off, and forgets what was announced; returns how many
 * references that frees. */
static uint32_t drop_calls_locked(struct pool_object *object)
{
    uint32_t dropped = object->pending - object->more[0] - object->more[1];
    struct list_node *node;

    while ((node = list_first(&object->calls)) != NULL) {
        struct pool_call *call = LIST_ITEM(node, struct pool_call, of_object);

        list_remove(&call->of_object);
        list_remove(&call->link);
        free_call_locked(object, call);
    }
    object->more[0] = object->more[1] = 0;
    object->pending = 0;
    return dropped;
}

static bool drop_all(struct pool_object *object, bool for_good)
{
    uint32_t dropped;
    bool began;

    lock_take(&object->terms.pool->lock);
    began = object->began;
    object->refuses = object->refuses || for_good;
    dropped = drop_calls_locked(object);
    end_and_drop(object);
    put_several(object, dropped);
    return began;
}

void pool_object_cancel(struct pool_object *object)
{
    drop_all(object, false);
}

bool pool_object_refuse(struct pool_object *object)
{
    return drop_all(object, true);
}

bool pool_object_is_busy(struct pool_object *object)
{
    bool busy;

    lock_take(&object->terms.pool->lock);
    busy = is_busy_locked(object);
    lock_drop(&object->terms.pool->lock);
    return busy;
}

void pool_object_announce(struct pool_object *object)
{
    pool_object_get(object);
    lock_take(&object->terms.pool->lock);
    object->pending++;
    lock_drop(&object->terms.pool->lock);
}

void pool_object_withdraw(struct pool_object *object)
{
    bool announced;

    lock_take(&object->terms.pool->lock);
    announced = object->pending > 0;
    object->pending -= announced;
    end_and_drop(object);
    if (announced)
        pool_object_put(object);
}

static void wait_until_over(struct pool_object *object, bool all)
{
    struct pool *pool = object->terms.pool;
    uint32_t ends;

    lock_take(&pool->lock);
    object->waiting++;
    while (is_busy_locked(object) || (all && object->released != 0)) {
        ends = atomic_load(&object->ends);
        lock_drop(&pool->lock);
        concurrency_block();
        futex_wait(&object->ends, ends, CLOCK_NEVER);
        concurrency_unblock();
        lock_take(&pool->lock);
    }
    object->waiting--;
    lock_drop(&pool->lock);
}

void pool_object_wait(struct pool_object *object)
{
    wait_until_over(object, false);
}

void pool_object_wait_for_all(struct pool_object *object)
{
    wait_until_over(object, true);
}

/* ---- Running ---- */

void object_begin_locked(struct pool_object *object)
{
    object->pending--;
    object->running++;
    object->began = true;
}

bool object_take_call_locked(struct pool *pool, struct pool_run *run)
{
    struct list_node *node = NULL;
    struct pool_object *object;
    struct pool_call *call;

    for (unsigned i = 0; node == NULL && i < POOL_PRIORITIES; i++)
        node = list_first(&pool->calls[i]);
    if (node == NULL)
        return false;
    call = LIST_ITEM(node, struct pool_call, link);
    object = call->object;
    *run = (struct pool_run){.object = object, .news.result = call->result};
    list_remove(&call->link);
    list_remove(&call->of_object);
    free_call_locked(object, call);
    queue_more_locked(object);
    object_begin_locked(object);
    return true;
}

void pool_run_release(struct pool_run *run)
{
    struct pool_object *object = run->object;

    if (run->released)
        return;
    run->released = true;
    lock_take(&object->terms.pool->lock);
    object->running--;
    object->released++;
    end_and_drop(object);
}

static void end(struct pool_run *run)
{
    struct pool_object *object = run->object;

    lock_take(&object->terms.pool->lock);
    if (run->released)
        object->released--;
    else
        object->running--;
    end_and_drop(object);
}

void pool_object_run(struct pool_run *run)
{
    struct pool_object *object = run->object;

    if (object->terms.is_long) {
        run->is_long = true;
        concurrency_block();
    }
    object->kind->run(object, run);
    if (object->terms.finally != NULL)
        object->terms.finally(run, object->context);
    if (run->after != NULL)
        run->after(run);
    if (run->is_long)
        concurrency_unblock();
    end(run);
    put_several(object, object->kind->closes_itself && shut(object) ? 2 : 1);
}
