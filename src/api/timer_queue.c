/* Timer queues: timers of the process's pool, and who ends them together. */
#include <limits.h>
#include <stdlib.h>

#include "api/threadpool.h"
#include "api/threadpool_end.h"
#include "base/clock.h"
#include "iocp/threadpool_legacy.h"
#include "port/concurrency.h"
#include "sys/futex.h"
#include "threadpool/timer.h"

struct timer_queue {
    struct object head;      /* each timer has a reference */
    struct lock lock;        /* level object */
    struct list_node timers; /* (o) not deleted */
    bool deleted;            /* (o) */
    _Atomic uint32_t alive;  /* (a) timers, deleted ones too; a futex */
    struct object *event;    /* counted; set when the last timer is gone */
};

struct queue_timer {
    struct pool_timer timer;
    struct timer_queue *queue; /* (c) counted */
    struct list_node link;     /* (queue) */
    HANDLE handle;             /* (c) */
    bool once;                 /* (c) */
    struct object *event;      /* counted; set with the end */
};

/* ---- Queues ---- */

static void queue_destroy(struct object *object)
{
    struct timer_queue *queue = (struct timer_queue *)object;

    end_tell(queue->event);
    free(queue);
}

static const struct object_ops queue_ops = {
    .name = "timer queue",
    .destroy = queue_destroy,
};

static struct timer_queue *queue_new(void)
{
    struct timer_queue *queue = threadpool_alloc(sizeof *queue);

    if (queue == NULL)
        return NULL;
    object_init(&queue->head, OBJECT_TIMER_QUEUE, &queue_ops);
    lock_init(&queue->lock, LOCK_OBJECT);
    list_init(&queue->timers);
    return queue;
}

/* There for ever; with a reference for the caller. */
static struct timer_queue *default_queue(void)
{
    static struct timer_queue *_Atomic queue_of_process;
    struct timer_queue *queue = atomic_load(&queue_of_process), *made;

    if (queue == NULL) {
        made = queue_new();
        if (made == NULL)
            return NULL;
        if (atomic_compare_exchange_strong(&queue_of_process, &queue, made))
            queue = made;
        else
            object_put(&made->head);
    }
    object_get(&queue->head);
    return queue;
}

static struct timer_queue *queue_find(HANDLE handle)
{
    NTSTATUS status;
    struct object *object;

    if (handle == NULL)
        return default_queue();
    object = table_get(handle, OBJECT_TIMER_QUEUE, &status);
    if (object == NULL)
        api_fail(status);
    return (struct timer_queue *)object;
}

HANDLE WINAPI CreateTimerQueue(VOID)
{
    struct timer_queue *queue = queue_new();
    HANDLE handle = NULL;
    NTSTATUS status;

    if (queue == NULL)
        return NULL;
    status = table_insert(&queue->head, &handle);
    object_put(&queue->head);
    return api_result(status) ? handle : NULL;
}

/* ---- Timers ---- */

static void run(struct pool_object *object, struct pool_run *run)
{
    (void)run;
    ((WAITORTIMERCALLBACK)object->function)(object->context, TRUE);
}

static void destroy(struct pool_object *object)
{
    struct queue_timer *timer = (struct queue_timer *)object;

    pool_timer_destroy(object);
    end_tell(timer->event);
    if (atomic_fetch_sub(&timer->queue->alive, 1) == 1)
        futex_wake(&timer->queue->alive, INT_MAX);
    object_put(&timer->queue->head);
}

static const struct pool_object_kind kind = {
    .run = run,
    .stop = pool_timer_stop,
    .destroy = destroy,
};

static struct queue_timer *make(struct timer_queue *queue,
                                WAITORTIMERCALLBACK function, PVOID context,
                                ULONG flags)
{
    const struct pool_terms terms = {
        .priority = TP_CALLBACK_PRIORITY_NORMAL,
        .is_long = (flags & WT_EXECUTELONGFUNCTION) != 0,
    };
    struct queue_timer *timer = calloc(1, sizeof *timer);

    if (timer == NULL || !pool_timer_fill(&timer->timer, &kind, &terms,
                                          (void (*)(void))function, context)) {
        free(timer);
        return NULL;
    }
    object_get(&queue->head);
    atomic_fetch_add(&queue->alive, 1);
    timer->queue = queue;
    timer->once = (flags & WT_EXECUTEONLYONCE) != 0;
    list_init(&timer->link);
    return timer;
}

/* False: the queue is deleted already. */
static bool join(struct queue_timer *timer)
{
    struct timer_queue *queue = timer->queue;
    bool joined;

    lock_take(&queue->lock);
    joined = !queue->deleted;
    if (joined)
        list_append(&queue->timers, &timer->link);
    lock_drop(&queue->lock);
    return joined;
}

static void leave(struct queue_timer *timer)
{
    lock_take(&timer->queue->lock);
    list_remove(&timer->link);
    lock_drop(&timer->queue->lock);
}

/* Takes over the reference of end_take, and one on the event. True while
 * callbacks are queued or run. */
static bool end(struct queue_timer *timer, HANDLE completion,
                struct object *event)
{
    struct pool_object *object = &timer->timer.object;
    bool pending;

    leave(timer);
    pool_timer_stop(object);
    timer->event = event;
    pending = end_is_pending(object, completion);
    pool_object_close(object);
    pool_object_put(object);
    return pending;
}

static NTSTATUS start(struct timer_queue *queue, HANDLE *handle,
                      WAITORTIMERCALLBACK function, PVOID context, DWORD due_ms,
                      DWORD period_ms, ULONG flags)
{
    struct queue_timer *timer = make(queue, function, context, flags);
    const int64_t due = deadline_after_ms(due_ms);
    NTSTATUS status;

    if (timer == NULL)
        return STATUS_NO_MEMORY;
    pool_object_get(&timer->timer.object); /* a callback may end it */
    status =
        end_handle(&timer->timer.object, OBJECT_QUEUE_TIMER, &timer->handle);
    if (status == STATUS_SUCCESS) {
        *handle = timer->handle; /* before the first callback */
        status = STATUS_INVALID_HANDLE;
        if (join(timer)) {
            pool_timer_set(&timer->timer, &due, timer->once ? 0 : period_ms);
            status = STATUS_SUCCESS;
        } else if (end_take(timer->handle, OBJECT_QUEUE_TIMER) != NULL)
            end(timer, NULL, NULL);
    }
    pool_object_put(&timer->timer.object);
    return status;
}

BOOL WINAPI CreateTimerQueueTimer(PHANDLE handle, HANDLE queue_handle,
                                  WAITORTIMERCALLBACK function, PVOID context,
                                  DWORD due_ms, DWORD period_ms, ULONG flags)
{
    struct timer_queue *queue;
    NTSTATUS status;

    if (handle == NULL)
        return api_error(ERROR_INVALID_PARAMETER);
    *handle = NULL;
    if (function == NULL)
        return api_error(ERROR_INVALID_PARAMETER);
    queue = queue_find(queue_handle);
    if (queue == NULL)
        return FALSE;
    status = start(queue, handle, function, context, due_ms, period_ms, flags);
    object_put(&queue->head);
    return api_result(status);
}

BOOL WINAPI ChangeTimerQueueTimer(HANDLE queue, HANDLE handle, ULONG due_ms,
                                  ULONG period_ms)
{
    struct queue_timer *timer =
        (struct queue_timer *)end_find(handle, OBJECT_QUEUE_TIMER);

    (void)queue;
    if (timer == NULL)
        return FALSE;
    pool_timer_move(&timer->timer, deadline_after_ms(due_ms),
                    timer->once ? 0 : period_ms);
    pool_object_put(&timer->timer.object);
    return TRUE;
}

/* ---- Ending ---- */

BOOL WINAPI DeleteTimerQueueTimer(HANDLE queue, HANDLE handle,
                                  HANDLE completion)
{
    struct queue_timer *timer;
    struct object *event;

    (void)queue;
    if (handle == NULL)
        return api_error(ERROR_INVALID_PARAMETER);
    if (!end_event(completion, &event))
        return FALSE;
    timer = (struct queue_timer *)end_take(handle, OBJECT_QUEUE_TIMER);
    if (timer != NULL)
        return end(timer, completion, event) ? api_error(ERROR_IO_PENDING)
                                             : TRUE;
    if (event != NULL)
        object_put(event);
    return FALSE;
}

/* NULL: there is none left. */
static HANDLE take_next(struct timer_queue *queue)
{
    struct list_node *node;
    HANDLE handle = NULL;

    lock_take(&queue->lock);
    queue->deleted = true;
    node = list_first(&queue->timers);
    if (node != NULL) {
        handle = LIST_ITEM(node, struct queue_timer, link)->handle;
        list_remove(node);
    }
    lock_drop(&queue->lock);
    return handle;
}

/* Also timers that were deleted before, and whose callbacks were not waited
 * for. */
static void await_all(struct timer_queue *queue)
{
    uint32_t alive;

    concurrency_block();
    while ((alive = atomic_load(&queue->alive)) != 0)
        futex_wait(&queue->alive, alive, CLOCK_NEVER);
    concurrency_unblock();
}

/* True while callbacks are queued or run. */
static bool end_all(struct timer_queue *queue, HANDLE completion)
{
    HANDLE handle;

    while ((handle = take_next(queue)) != NULL) {
        struct queue_timer *timer =
            (struct queue_timer *)end_take(handle, OBJECT_QUEUE_TIMER);

        if (timer != NULL) /* else somebody deletes it at the same time */
            end(timer, NULL, NULL);
    }
    if (completion == INVALID_HANDLE_VALUE)
        await_all(queue);
    return atomic_load(&queue->alive) != 0;
}

BOOL WINAPI DeleteTimerQueueEx(HANDLE handle, HANDLE completion)
{
    struct object *event;
    NTSTATUS status;
    struct timer_queue *queue;
    bool pending;

    if (!end_event(completion, &event))
        return FALSE;
    queue =
        (struct timer_queue *)table_get(handle, OBJECT_TIMER_QUEUE, &status);
    if (queue != NULL)
        status = table_close(handle, OBJECT_TIMER_QUEUE);
    if (queue != NULL && status == STATUS_SUCCESS) {
        queue->event = event;
        pending = end_all(queue, completion) || completion == NULL;
        status = pending ? STATUS_PENDING : STATUS_SUCCESS;
    } else if (event != NULL)
        object_put(event);
    if (queue != NULL)
        object_put(&queue->head);
    return status == STATUS_SUCCESS ? TRUE : api_fail(status);
}

/* As if the program asked not to be told, but TRUE when nothing runs. */
BOOL WINAPI DeleteTimerQueue(HANDLE handle)
{
    NTSTATUS status;
    struct timer_queue *queue =
        (struct timer_queue *)table_get(handle, OBJECT_TIMER_QUEUE, &status);

    if (queue == NULL)
        return api_fail(status);
    status = table_close(handle, OBJECT_TIMER_QUEUE);
    if (status == STATUS_SUCCESS && end_all(queue, NULL))
        status = STATUS_PENDING;
    object_put(&queue->head);
    return status == STATUS_SUCCESS ? TRUE : api_fail(status);
}
