/* Two threads meet here: the one that sets or stops a timer, and
 * "iocp-timers", where its deadline is over. The timer's lock makes the signal,
 * the APC and the next deadline one step, and stopping another one; whom to
 * wake is found after the lock. In between the signal may be taken back: then
 * nobody is released, as if it had been stopped first, and its APC was taken
 * back too.
 *
 * A queued APC holds no reference: the end of the timer takes it back. */
#include "sync/timer.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/lock.h"
#include "iocp/errors.h"
#include "object/thread.h"
#include "sync/apc.h"
#include "sync/deadline.h"
#include "sync/named.h"
#include "sync/wait.h"
#include "sync/waitable.h"

#define NS_PER_MS 1000000u

struct timer {
    struct object head;
    struct waitable signal;
    struct named named;
    struct lock lock; /* level object */
    struct deadline deadline;
    bool runs;             /* (o) else what expires was stopped */
    uint32_t period_ms;    /* (o) 0: once */
    struct apc_again apc;  /* (o) beside what its queue's lock guards */
    struct thread *thread; /* (o) counted: who set it; NULL: no APC */
};

static struct timer *timer_of(struct object *object)
{
    return (struct timer *)object;
}

static struct waitable *timer_waitable(struct object *object)
{
    return &timer_of(object)->signal;
}

static struct named *timer_named(struct object *object)
{
    return &timer_of(object)->named;
}

/* ---- What is over ---- */

/* "If the thread that set the timer terminates and there is an associated
 * completion routine, the timer is canceled. However, the state of the timer
 * remains unchanged" (SetWaitableTimer, Remarks). Nobody can tell that it was
 * not stopped before its time came. */
static bool signal_locked(struct timer *timer, struct apc_wake *wake)
{
    if (timer->thread != NULL &&
        !apc_push_again(&timer->thread->apcs, &timer->apc, wake)) {
        timer->runs = false;
        return false;
    }
    waitable_set_half(&timer->signal);
    timer->runs = timer->period_ms != 0;
    return true;
}

static void wake_all(struct timer *timer, const struct apc_wake *wake)
{
    waitable_release(&timer->signal);
    if (wake->call != NULL)
        wake->call(wake->what);
}

/* It may have been stopped, or set again, since its deadline was over. */
static void expire(struct deadline *deadline)
{
    struct timer *timer = LIST_ITEM(deadline, struct timer, deadline);
    struct apc_wake wake = {NULL, NULL};

    lock_take(&timer->lock);
    if (timer->runs && !deadline_is_set(deadline) &&
        signal_locked(timer, &wake) && timer->runs)
        deadline_repeat(deadline, (uint64_t)timer->period_ms * NS_PER_MS);
    lock_drop(&timer->lock);
    wake_all(timer, &wake);
}

/* ---- Setting ---- */

/* The thread whose reference is to be put once the lock is dropped, or NULL. */
static struct thread *stop_locked(struct timer *timer)
{
    struct thread *thread = timer->thread;

    deadline_cancel(&timer->deadline);
    timer->runs = false;
    if (thread != NULL)
        apc_withdraw(&thread->apcs, &timer->apc);
    timer->thread = NULL;
    return thread;
}

static void put_thread(struct thread *thread)
{
    if (thread != NULL)
        object_put(&thread->head);
}

static bool is_over(int64_t due)
{
    return due == 0 || (due > 0 && (uint64_t)due <= clock_file_time());
}

static NTSTATUS start_locked(struct timer *timer, int64_t due,
                             struct apc_wake *wake)
{
    NTSTATUS status = STATUS_SUCCESS;

    timer->runs = true;
    if (!is_over(due))
        status = deadline_set(&timer->deadline, due);
    else {
        if (timer->period_ms != 0)
            status = deadline_set(&timer->deadline,
                                  deadline_after_ms(timer->period_ms));
        if (status == STATUS_SUCCESS)
            signal_locked(timer, wake); /* its thread is here */
    }
    if (status != STATUS_SUCCESS)
        timer->runs = false;
    return status;
}

NTSTATUS timer_set(struct object *object, const struct timer_setting *setting)
{
    struct timer *timer = timer_of(object);
    struct apc_wake wake = {NULL, NULL};
    struct thread *before;
    NTSTATUS status;

    lock_take(&timer->lock);
    before = stop_locked(timer);
    waitable_reset(&timer->signal);
    timer->period_ms = setting->period_ms;
    timer->thread = setting->thread;
    timer->apc.packet.key = (ULONG_PTR)setting->function;
    timer->apc.packet.information = (ULONG_PTR)setting->argument;
    status = start_locked(timer, setting->due, &wake);
    lock_drop(&timer->lock);
    wake_all(timer, &wake);
    put_thread(before);
    return status;
}

void timer_cancel(struct object *object)
{
    struct timer *timer = timer_of(object);
    struct thread *before;

    lock_take(&timer->lock);
    before = stop_locked(timer);
    lock_drop(&timer->lock);
    put_thread(before);
}

/* ---- Its life ---- */

static void timer_destroy(struct object *object)
{
    struct timer *timer = timer_of(object);

    named_leave(&timer->named);
    timer_cancel(object);
    deadline_settle(&timer->deadline);
    free(timer);
}

static const struct object_ops timer_ops = {
    .name = "timer",
    .destroy = timer_destroy,
    .waitable = timer_waitable,
    .named = timer_named,
};

struct object *timer_new(bool manual_reset)
{
    struct timer *timer = calloc(1, sizeof *timer);

    if (timer == NULL)
        return NULL;
    object_init(&timer->head, OBJECT_TIMER, &timer_ops);
    waitable_init(&timer->signal, !manual_reset, false);
    lock_init(&timer->lock, LOCK_OBJECT);
    deadline_init(&timer->deadline, expire);
    apc_again_init(&timer->apc, CALL_TIMER);
    return &timer->head;
}
