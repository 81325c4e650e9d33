/* Waiting for the end of a request, and the list of who waits in one.
 *
 * Blocked threads are few, and blocking costs a wake-up anyway: a list under a
 * lock, several of them so that threads seldom meet. Threads are told apart by
 * their id, as one that has no object yet may block too. The kernel may give an
 * id to another thread, but only after the first one's object says that it has
 * ended: looked at under the lock, that tells them apart. */
#include "op/blocking.h"

#include <errno.h>

#include "base/clock.h"
#include "base/lock.h"
#include "object/thread.h"
#include "op/cancel.h"
#include "op/op.h"
#include "port/concurrency.h"
#include "sys/futex.h"
#include "sys/thread_id.h"

#define BUCKETS 64u /* a power of two */

static struct bucket {
    struct lock lock;
    struct list_node calls; /* (lock); its first use makes it a list */
} buckets[BUCKETS] = {
    [0 ... BUCKETS - 1] = {.lock = LOCK_INITIALISER(LOCK_POOL)},
};

static struct bucket *bucket_of(uint32_t thread_id)
{
    return &buckets[thread_id & (BUCKETS - 1)];
}

void blocking_enter(struct blocking_call *call, struct op *op,
                    struct object *target)
{
    struct bucket *bucket;

    call->op = op;
    call->target = target;
    call->thread_id = sys_thread_id();
    bucket = bucket_of(call->thread_id);
    lock_take(&bucket->lock);
    if (bucket->calls.next == NULL)
        list_init(&bucket->calls);
    list_append(&bucket->calls, &call->link);
    lock_drop(&bucket->lock);
}

void blocking_leave(struct blocking_call *call)
{
    struct bucket *bucket = bucket_of(call->thread_id);

    lock_take(&bucket->lock);
    list_remove(&call->link);
    lock_drop(&bucket->lock);
}

static struct blocking_call *find_locked(const struct bucket *bucket,
                                         uint32_t thread_id)
{
    if (bucket->calls.next == NULL)
        return NULL;
    LIST_FOR_EACH (node, &bucket->calls) {
        struct blocking_call *call =
            LIST_ITEM(node, struct blocking_call, link);

        if (call->thread_id == thread_id)
            return call;
    }
    return NULL;
}

static bool has_ended(const struct thread *thread)
{
    return atomic_load_explicit(&thread->done.signalled, memory_order_acquire);
}

struct op *blocking_find(struct thread *thread, struct object **target)
{
    uint32_t id = thread_id(thread);
    struct bucket *bucket = bucket_of(id);
    struct blocking_call *call = NULL;
    struct op *op = NULL;

    lock_take(&bucket->lock);
    if (!has_ended(thread))
        call = find_locked(bucket, id);
    if (call != NULL) {
        op = call->op;
        *target = call->target;
        op_get(op);
        object_get(*target);
    }
    lock_drop(&bucket->lock);
    return op;
}

/* ---- Waiting ---- */

static uint32_t state_of(struct op *op)
{
    return atomic_load_explicit(&op->state, memory_order_acquire);
}

/* The deadline: cancels once, then waits for the end that must come. */
static void wait_finished(struct op *op, uint64_t deadline_ns)
{
    uint32_t state;

    while ((state = state_of(op)) != OP_FREE)
        if (futex_wait(&op->state, state, deadline_ns) == -ETIMEDOUT &&
            state_of(op) != OP_FREE) {
            op_cancel(op);
            deadline_ns = CLOCK_NEVER;
        }
}

void op_ask_wake_locked(struct op *op)
{
    atomic_fetch_or_explicit(&op->asked, OP_ASKED_WAKE, memory_order_relaxed);
}

void op_await(struct op *op)
{
    uint32_t state;

    while ((state = state_of(op)) < OP_QUEUED)
        futex_wait(&op->state, state, CLOCK_NEVER);
}

NTSTATUS op_run(struct op *op, uint64_t deadline_ns, size_t *bytes)
{
    struct object *target = &op->target->head;
    struct blocking_call call;
    NTSTATUS status;

    op_get(op);
    object_get(target);
    status = op_start_blocking(op);
    if (status != STATUS_PENDING) {
        op_put(op);
        object_put(target);
        return status;
    }
    blocking_enter(&call, op, target);
    concurrency_block();
    wait_finished(op, deadline_ns);
    concurrency_unblock();
    blocking_leave(&call);
    object_put(target);
    status = op->packet.status;
    if (status == STATUS_CANCELLED && deadline_ns != CLOCK_NEVER &&
        clock_now_ns() >= deadline_ns)
        status = STATUS_IO_TIMEOUT;
    if (bytes != NULL)
        *bytes = op->packet.information;
    op_put(op);
    return status;
}
