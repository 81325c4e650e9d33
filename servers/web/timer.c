/* The race this file is about: a timer may run out between arming and the
 * start of its request, when there is nothing to cancel yet. So an overdue
 * timer stays on a list and is cancelled again at each tick until the worker
 * that gets the completion disarms it. While it is on a list its connection
 * is alive, because the connection's end disarms it first. */
#include "timer.h"

#include <string.h>

void timers_init(struct timers *timers, void (*cancel)(struct timer *))
{
    memset(timers, 0, sizeof *timers);
    InitializeCriticalSection(&timers->lock);
    timers->cancel = cancel;
}

void timers_fini(struct timers *timers)
{
    DeleteCriticalSection(&timers->lock);
}

static void list_append(struct timer_list *list, struct timer *timer)
{
    timer->next = NULL;
    timer->previous = list->last;
    if (list->last)
        list->last->next = timer;
    else
        list->first = timer;
    list->last = timer;
}

static void list_remove(struct timer_list *list, struct timer *timer)
{
    if (timer->next)
        timer->next->previous = timer->previous;
    else
        list->last = timer->previous;
    if (timer->previous)
        timer->previous->next = timer->next;
    else
        list->first = timer->next;
}

void timer_arm(struct timers *timers, struct timer *timer, enum timer_kind kind)
{
    EnterCriticalSection(&timers->lock);
    timer->kind = kind;
    timer->expired = false;
    timer->deadline = GetTickCount64() + timers->timeout_ms[kind];
    list_append(&timers->lists[kind], timer);
    LeaveCriticalSection(&timers->lock);
}

enum timer_kind timer_disarm(struct timers *timers, struct timer *timer)
{
    enum timer_kind expired = TIMER_NONE;

    EnterCriticalSection(&timers->lock);
    if (timer->kind != TIMER_NONE && timer->expired) {
        list_remove(&timers->overdue, timer);
        expired = timer->kind;
    } else if (timer->kind != TIMER_NONE) {
        list_remove(&timers->lists[timer->kind], timer);
    }
    timer->kind = TIMER_NONE;
    LeaveCriticalSection(&timers->lock);
    return expired;
}

static void expire_until_locked(struct timers *timers, enum timer_kind kind,
                                ULONGLONG now)
{
    struct timer_list *list = &timers->lists[kind];
    struct timer *timer;

    while ((timer = list->first) != NULL && timer->deadline <= now) {
        list_remove(list, timer);
        timer->expired = true;
        list_append(&timers->overdue, timer);
    }
}

static void cancel_overdue_locked(struct timers *timers)
{
    struct timer *timer;

    for (timer = timers->overdue.first; timer; timer = timer->next)
        timers->cancel(timer);
}

void timers_expire(struct timers *timers)
{
    ULONGLONG now = GetTickCount64();

    EnterCriticalSection(&timers->lock);
    for (int kind = TIMER_NONE + 1; kind < TIMER_KINDS; kind++)
        expire_until_locked(timers, (enum timer_kind)kind, now);
    cancel_overdue_locked(timers);
    LeaveCriticalSection(&timers->lock);
}

void timers_expire_kind(struct timers *timers, enum timer_kind kind)
{
    EnterCriticalSection(&timers->lock);
    expire_until_locked(timers, kind, ~(ULONGLONG)0);
    LeaveCriticalSection(&timers->lock);
}
