#include "engine/workers.h"

#include <limits.h>

#include "base/clock.h"
#include "sys/futex.h"
#include "sys/thread.h"

void workers_init(struct workers *workers, void (*carry)(struct work *work),
                  void (*wake)(void *owner), void *owner, unsigned idle_ms)
{
    lock_init(&workers->lock, LOCK_ENGINE);
    atomic_init(&workers->changes, 0);
    list_init(&workers->queued);
    list_init(&workers->finished);
    workers->waiting = 0;
    workers->threads = 0;
    workers->idle = 0;
    workers->ending = false;
    atomic_init(&workers->has_finished, false);
    workers->idle_ms = idle_ms;
    workers->carry = carry;
    workers->wake = wake;
    workers->owner = owner;
}

static void tell(struct workers *workers, int count)
{
    atomic_fetch_add(&workers->changes, 1);
    futex_wake(&workers->changes, count);
}

/* Who looked under the lock and found nothing misses no change: it is counted
 * after the lock that the change was made under, so after this look. */
static int await_change_locked(struct workers *workers, uint64_t deadline_ns)
{
    uint32_t seen = atomic_load(&workers->changes);
    int rc;

    lock_drop(&workers->lock);
    rc = futex_wait(&workers->changes, seen, deadline_ns);
    lock_take(&workers->lock);
    return rc;
}

void workers_fini(struct workers *workers)
{
    lock_take(&workers->lock);
    workers->ending = true;
    tell(workers, INT_MAX);
    while (workers->threads > 0)
        await_change_locked(workers, CLOCK_NEVER);
    lock_drop(&workers->lock);
}

static void unqueue_locked(struct workers *workers, struct work *work)
{
    list_remove(&work->link);
    work->queued = false;
    workers->waiting--;
}

static struct work *take_locked(struct workers *workers)
{
    struct list_node *oldest = list_first(&workers->queued);
    struct work *work;

    if (oldest == NULL)
        return NULL;
    work = LIST_ITEM(oldest, struct work, link);
    unqueue_locked(workers, work);
    return work;
}

/* NULL: nothing came for too long. */
static struct work *wait_locked(struct workers *workers)
{
    uint64_t deadline_ns = clock_deadline_ns(workers->idle_ms);
    struct work *work;
    int rc = 0;

    workers->idle++;
    while ((work = take_locked(workers)) == NULL && rc == 0 && !workers->ending)
        rc = await_change_locked(workers, deadline_ns);
    workers->idle--;
    return work;
}

/* Only the first of several that finish wakes the owner. */
static bool finish_locked(struct workers *workers, struct work *work)
{
    bool first = list_empty(&workers->finished);

    list_append(&workers->finished, &work->link);
    atomic_store_explicit(&workers->has_finished, true, memory_order_relaxed);
    return first;
}

/* Called and left with the lock held; the work is done without it. */
static void do_one(struct workers *workers, struct work *work)
{
    bool first;

    lock_drop(&workers->lock);
    workers->carry(work);
    lock_take(&workers->lock);
    first = finish_locked(workers, work);
    lock_drop(&workers->lock);
    if (first)
        workers->wake(workers->owner);
    lock_take(&workers->lock);
}

static void *worker_main(void *argument)
{
    struct workers *workers = argument;
    struct work *work;

    lock_take(&workers->lock);
    while ((work = wait_locked(workers)) != NULL)
        do_one(workers, work);
    workers->threads--;
    if (workers->ending)
        tell(workers, INT_MAX); /* workers_fini */
    lock_drop(&workers->lock);
    return NULL;
}

/* No thread could be made. If there is none at all, late is better than never:
 * the caller's thread does what would wait for ever. */
static void do_without_thread(struct workers *workers)
{
    struct work *work;

    lock_take(&workers->lock);
    workers->threads--;
    while (workers->threads == 0 && (work = take_locked(workers)) != NULL)
        do_one(workers, work);
    lock_drop(&workers->lock);
}

void workers_add(struct workers *workers, struct work *work)
{
    bool grow;

    lock_take(&workers->lock);
    list_append(&workers->queued, &work->link);
    work->queued = true;
    workers->waiting++;
    grow = workers->waiting > workers->idle && workers->threads < WORKERS_MAX;
    if (grow)
        workers->threads++;
    lock_drop(&workers->lock);
    if (!grow)
        tell(workers, 1);
    else if (thread_start("iocp-worker", worker_main, workers) < 0)
        do_without_thread(workers);
}

bool workers_take_back(struct workers *workers, struct work *work)
{
    bool taken;

    lock_take(&workers->lock);
    taken = work->queued;
    if (taken)
        unqueue_locked(workers, work);
    lock_drop(&workers->lock);
    return taken;
}

void workers_collect(struct workers *workers, struct list_node *list)
{
    struct list_node *node;

    /* Missed here, it is seen after the wake-up that its worker owes. */
    if (!atomic_load_explicit(&workers->has_finished, memory_order_relaxed))
        return;
    lock_take(&workers->lock);
    atomic_store_explicit(&workers->has_finished, false, memory_order_relaxed);
    while ((node = list_first(&workers->finished)) != NULL) {
        list_remove(node);
        list_append(list, node);
    }
    lock_drop(&workers->lock);
}
