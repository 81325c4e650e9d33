#include "threadpool/pool.h"

#include <stdlib.h>

#include "sys/cpu.h"
#include "threadpool/worker.h"

#define MAXIMUM_AT_FIRST 500u
/* While calls wait: after what time there is one thread more, in 100 ns. Soon,
 * when callbacks block and processors are idle; that still makes hundreds of
 * callbacks no reason for hundreds of threads. */
#define GROWTH_SOON 40000
#define GROWTH_LATER 250000
/* In how many looks nothing began, before one more may run. */
#define STALLED_LOOKS 20u

/* ---- Threads ---- */

static bool may_start_locked(struct pool *pool)
{
    return pool->threads < pool->maximum && atomic_load(&pool->users) != 0;
}

static void look_later_locked(struct pool *pool, int64_t after)
{
    if (!pool->growing && atomic_load(&pool->users) != 0)
        pool->growing = deadline_set(&pool->growth, -after) >= 0;
}

/* Makes a thread, which is counted already. */
static bool start_thread(struct pool *pool, size_t stack_bytes)
{
    bool started;

    object_get(&pool->port->head);
    atomic_fetch_add(&pool->refs, 1);
    started = worker_start(pool, stack_bytes);
    if (started)
        return true;
    lock_take(&pool->lock);
    pool->threads--;
    look_later_locked(pool, GROWTH_LATER);
    lock_drop(&pool->lock);
    object_put(&pool->port->head);
    atomic_fetch_sub(&pool->refs, 1); /* not the last: the caller has one */
    return false;
}

/* As many threads as there are processors come at once, others one by one:
 * hundreds of calls that block for a moment are not worth hundreds of threads,
 * and one that is dropped meanwhile not even one. */
static void on_backlog(struct port_owner *owner)
{
    struct pool *pool = LIST_ITEM(owner, struct pool, owner);
    size_t stack_bytes;
    bool start;

    lock_take(&pool->lock);
    start = pool->threads < pool->processors && may_start_locked(pool);
    stack_bytes = pool->stack_reserve;
    if (start)
        pool->threads++;
    else
        look_later_locked(pool, GROWTH_SOON);
    lock_drop(&pool->lock);
    if (start)
        start_thread(pool, stack_bytes);
}

/* All places are taken by callbacks that neither end nor block: one more may
 * run, and they share the processors. */
static void relieve_stall(struct pool *pool, uint64_t delivered)
{
    pool->stalled = delivered == pool->delivered ? pool->stalled + 1 : 0;
    pool->delivered = delivered;
    if (pool->stalled < STALLED_LOOKS)
        return;
    pool->stalled = 0;
    port_set_concurrency(pool->port, ++pool->granted);
}

static void end_stall(struct pool *pool)
{
    pool->stalled = 0;
    if (pool->granted == pool->processors)
        return;
    pool->granted = pool->processors;
    port_set_concurrency(pool->port, pool->granted);
}

/* Looks at the backlog, and again after a while until there is none. */
static void grow(struct deadline *deadline)
{
    struct pool *pool = LIST_ITEM(deadline, struct pool, growth);
    struct port_look look;
    bool start = false;
    size_t stack_bytes;

    lock_take(&pool->lock);
    pool->growing = false; /* what comes from here on sets it again */
    lock_drop(&pool->lock);
    look = port_look(pool->port);
    if (!look.backlog || !look.limited)
        end_stall(pool);
    else
        relieve_stall(pool, look.delivered);
    lock_take(&pool->lock);
    stack_bytes = pool->stack_reserve;
    if (look.backlog) {
        start = !look.parked && may_start_locked(pool);
        pool->threads += start;
        look_later_locked(pool, look.limited ? GROWTH_LATER : GROWTH_SOON);
    }
    lock_drop(&pool->lock);
    if (start)
        start_thread(pool, stack_bytes);
}

bool pool_has_more_threads(struct pool *pool)
{
    bool parked = port_look(pool->port).parked, more;

    lock_take(&pool->lock);
    more = parked || pool->threads < pool->maximum;
    lock_drop(&pool->lock);
    return more;
}

void pool_set_maximum(struct pool *pool, uint32_t threads)
{
    lock_take(&pool->lock);
    pool->maximum = threads != 0 ? threads : 1;
    if (pool->minimum > pool->maximum)
        pool->minimum = pool->maximum;
    lock_drop(&pool->lock);
}

bool pool_set_minimum(struct pool *pool, uint32_t threads)
{
    uint32_t missing, minimum, maximum;
    size_t stack_bytes;

    lock_take(&pool->lock);
    minimum = pool->minimum;
    maximum = pool->maximum;
    pool->minimum = threads;
    if (pool->maximum < threads)
        pool->maximum = threads;
    missing = threads > pool->threads ? threads - pool->threads : 0;
    pool->threads += missing;
    stack_bytes = pool->stack_reserve;
    lock_drop(&pool->lock);
    for (; missing > 0; missing--)
        if (!start_thread(pool, stack_bytes))
            break;
    if (missing == 0)
        return true;
    lock_take(&pool->lock);
    pool->threads -= missing - 1;
    pool->minimum = minimum;
    pool->maximum = maximum;
    lock_drop(&pool->lock);
    return false;
}

/* ---- Calls ---- */

bool pool_needs_baton_locked(struct pool *pool)
{
    bool calls = false;

    for (unsigned i = 0; i < POOL_PRIORITIES; i++)
        calls = calls || !list_empty(&pool->calls[i]);
    if (!calls || pool->baton_queued)
        return false;
    pool->baton_queued = true;
    return true;
}

/* Who takes it may be the last to need the pool. */
void pool_pass_baton(struct pool *pool)
{
    struct port *port = pool->port;

    object_get(&port->head);
    port_charge_late(port);
    port_push(port, &pool->baton);
    object_put(&port->head);
}

static void leave_baton(struct packet *baton)
{
    (void)baton; /* part of the pool */
}

/* ---- Life ---- */

void pool_put(struct pool *pool)
{
    if (atomic_fetch_sub(&pool->refs, 1) == 1)
        free(pool);
}

static void port_is_gone(struct port_owner *owner)
{
    pool_put(LIST_ITEM(owner, struct pool, owner));
}

static void init(struct pool *pool)
{
    atomic_init(&pool->users, 1);
    atomic_init(&pool->refs, 2);
    lock_init(&pool->lock, LOCK_THREADPOOL);
    for (unsigned i = 0; i < POOL_PRIORITIES; i++)
        list_init(&pool->calls[i]);
    pool->owner = (struct port_owner){on_backlog, port_is_gone};
    pool->baton.release = leave_baton;
    pool->processors = pool->granted = pool->port->concurrency;
    pool->maximum = MAXIMUM_AT_FIRST;
    deadline_init(&pool->growth, grow);
}

struct pool *pool_new(void)
{
    struct pool *pool = calloc(1, sizeof *pool);

    if (pool == NULL)
        return NULL;
    pool->port = port_new(0);
    if (pool->port == NULL) {
        free(pool);
        return NULL;
    }
    init(pool);
    pool->port->owner = &pool->owner;
    if (deadline_start_time(&pool->growth))
        return pool;
    pool_leave(pool);
    return NULL;
}

void pool_leave(struct pool *pool)
{
    struct port *port = pool->port;

    if (atomic_fetch_sub(&pool->users, 1) != 1)
        return;
    port_end(port);
    lock_take(&pool->lock);
    deadline_cancel(&pool->growth);
    lock_drop(&pool->lock);
    deadline_settle(&pool->growth); /* it finds the users gone */
    object_put(&port->head);
    pool_put(pool);
}

struct pool *pool_of_process(void)
{
    static struct pool *_Atomic process_pool;
    struct pool *pool = atomic_load(&process_pool), *made;

    if (pool != NULL)
        return pool;
    made = pool_new();
    if (made == NULL)
        return NULL;
    if (atomic_compare_exchange_strong(&process_pool, &pool, made))
        return made;
    pool_leave(made);
    return pool;
}
