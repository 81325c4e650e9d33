/* Timers and waits of the thread pool. */
#include "api/threadpool.h"
#include "api/threadpool_timed.h"
#include "api/waitable.h"
#include "threadpool/timer.h"

/* ---- Timers ---- */

static struct pool_timer *timer_of(PTP_TIMER timer)
{
    return (struct pool_timer *)timer;
}

static void run_timer(struct pool_object *object, struct pool_run *run)
{
    PTP_TIMER_CALLBACK function = (PTP_TIMER_CALLBACK)object->function;

    function(instance_of(run), object->context, (PTP_TIMER)object);
}

PTP_TIMER WINAPI CreateThreadpoolTimer(PTP_TIMER_CALLBACK function,
                                       PVOID context,
                                       PTP_CALLBACK_ENVIRON environment)
{
    static const struct pool_object_kind kind = {
        .run = run_timer,
        .stop = pool_timer_stop,
        .destroy = pool_timer_destroy,
    };
    struct pool_timer *timer;
    struct pool_terms terms;

    if (!terms_read(&terms, environment, function != NULL))
        return NULL;
    timer = threadpool_alloc(sizeof *timer);
    if (timer != NULL && !pool_timer_fill(timer, &kind, &terms,
                                          (void (*)(void))function, context))
        timer = threadpool_failed(timer);
    return (PTP_TIMER)timer;
}

BOOL WINAPI SetThreadpoolTimerEx(PTP_TIMER timer, PFILETIME due_time,
                                 DWORD period_ms, DWORD window_ms)
{
    int64_t due;

    (void)window_ms;
    return timer != NULL &&
           pool_timer_set(timer_of(timer), due_of(due_time, &due), period_ms);
}

VOID WINAPI SetThreadpoolTimer(PTP_TIMER timer, PFILETIME due_time,
                               DWORD period_ms, DWORD window_ms)
{
    SetThreadpoolTimerEx(timer, due_time, period_ms, window_ms);
}

BOOL WINAPI IsThreadpoolTimerSet(PTP_TIMER timer)
{
    return timer != NULL && pool_timer_is_set(timer_of(timer));
}

VOID WINAPI WaitForThreadpoolTimerCallbacks(PTP_TIMER timer, BOOL cancel)
{
    threadpool_wait_for((struct pool_object *)timer, cancel);
}

VOID WINAPI CloseThreadpoolTimer(PTP_TIMER timer)
{
    if (timer != NULL)
        pool_object_close((struct pool_object *)timer);
}

/* ---- Waits ---- */

static struct pool_wait *wait_of(PTP_WAIT wait)
{
    return (struct pool_wait *)wait;
}

static void run_wait(struct pool_object *object, struct pool_run *run)
{
    PTP_WAIT_CALLBACK function = (PTP_WAIT_CALLBACK)object->function;

    pool_wait_forget_target((struct pool_wait *)object);
    function(instance_of(run), object->context, (PTP_WAIT)object,
             run->news.result == WAIT_SIGNALLED ? WAIT_OBJECT_0 : WAIT_TIMEOUT);
}

PTP_WAIT WINAPI CreateThreadpoolWait(PTP_WAIT_CALLBACK function, PVOID context,
                                     PTP_CALLBACK_ENVIRON environment)
{
    static const struct pool_object_kind kind = {
        .run = run_wait,
        .stop = pool_wait_stop,
        .destroy = pool_wait_destroy,
    };
    struct pool_wait *wait;
    struct pool_terms terms;

    if (!terms_read(&terms, environment, function != NULL))
        return NULL;
    wait = threadpool_alloc(sizeof *wait);
    if (wait != NULL &&
        !pool_wait_fill(wait, &kind, &terms, (void (*)(void))function, context))
        wait = threadpool_failed(wait);
    return (PTP_WAIT)wait;
}

NTSTATUS wait_target_find(HANDLE handle, struct wait_target *target)
{
    NTSTATUS status;

    target->object = waitable_find(handle, &target->waitable, &status);
    if (target->object == NULL || target->waitable->kind != WAITABLE_OWNED)
        return status;
    object_put(target->object);
    target->object = NULL;
    return STATUS_INVALID_PARAMETER;
}

BOOL WINAPI SetThreadpoolWaitEx(PTP_WAIT wait, HANDLE handle, PFILETIME timeout,
                                PVOID reserved)
{
    struct wait_target target = {NULL, NULL};
    int64_t due;
    bool ended;

    (void)reserved;
    if (wait == NULL)
        return FALSE;
    if (handle == NULL)
        return pool_wait_set(wait_of(wait), NULL, NULL);
    if (handle != INVALID_HANDLE_VALUE)
        wait_target_find(handle, &target);
    ended = pool_wait_set(wait_of(wait), &target, due_of(timeout, &due));
    if (target.object != NULL)
        object_put(target.object);
    return ended;
}

VOID WINAPI SetThreadpoolWait(PTP_WAIT wait, HANDLE handle, PFILETIME timeout)
{
    SetThreadpoolWaitEx(wait, handle, timeout, NULL);
}

VOID WINAPI WaitForThreadpoolWaitCallbacks(PTP_WAIT wait, BOOL cancel)
{
    threadpool_wait_for((struct pool_object *)wait, cancel);
}

VOID WINAPI CloseThreadpoolWait(PTP_WAIT wait)
{
    if (wait != NULL)
        pool_object_close((struct pool_object *)wait);
}
