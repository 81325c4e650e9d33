/* How urgent threads are. A nice value that only goes up would leave a thread
 * that was urgent once with less than others have for ever: who may not go back
 * does not go at all. The value is kept in any case, as programs ask for it. */
#include "iocp/thread_priority.h"

#include "api/api.h"
#include "api/thread.h"
#include "iocp/thread.h"
#include "sys/priority.h"

enum { NICE_STEP = 5, NICEST = 19, LEAST_NICE = -20 };

static bool is_known(int priority)
{
    return (priority >= THREAD_PRIORITY_LOWEST &&
            priority <= THREAD_PRIORITY_HIGHEST) ||
           priority == THREAD_PRIORITY_IDLE ||
           priority == THREAD_PRIORITY_TIME_CRITICAL;
}

static int nice_for(int priority)
{
    int nice = priority_normal() - NICE_STEP * priority;

    if (priority == THREAD_PRIORITY_IDLE || nice > NICEST)
        return NICEST;
    return priority == THREAD_PRIORITY_TIME_CRITICAL || nice < LEAST_NICE
               ? LEAST_NICE
               : nice;
}

static void apply(struct thread *thread)
{
    int priority = atomic_load(&thread->in_background)
                       ? THREAD_PRIORITY_IDLE
                       : atomic_load(&thread->priority);

    /* The number of a thread that has ended may be another's by now. */
    if (atomic_load(&thread->exit_code) == STILL_ACTIVE &&
        priority_may_return())
        priority_set((int)thread_id(thread), nice_for(priority));
}

/* The calling thread's only. */
static DWORD enter_or_leave(struct thread *thread, bool enters)
{
    if (atomic_load(&thread->in_background) == enters)
        return enters ? ERROR_THREAD_MODE_ALREADY_BACKGROUND
                      : ERROR_THREAD_MODE_NOT_BACKGROUND;
    atomic_store(&thread->in_background, enters);
    apply(thread);
    return ERROR_SUCCESS;
}

static DWORD set(struct thread *thread, int priority)
{
    if (priority == THREAD_MODE_BACKGROUND_BEGIN ||
        priority == THREAD_MODE_BACKGROUND_END)
        return thread_id(thread) == GetCurrentThreadId()
                   ? enter_or_leave(thread,
                                    priority == THREAD_MODE_BACKGROUND_BEGIN)
                   : ERROR_INVALID_PARAMETER;
    if (!is_known(priority))
        return ERROR_INVALID_PARAMETER;
    atomic_store(&thread->priority, priority);
    apply(thread);
    return ERROR_SUCCESS;
}

BOOL WINAPI SetThreadPriority(HANDLE handle, int priority)
{
    struct thread *thread = thread_find(handle);
    DWORD error;

    if (thread == NULL)
        return FALSE;
    error = set(thread, priority);
    object_put(&thread->head);
    return error == ERROR_SUCCESS ? TRUE : api_error(error);
}

int WINAPI GetThreadPriority(HANDLE handle)
{
    struct thread *thread = thread_find(handle);
    int priority;

    if (thread == NULL)
        return THREAD_PRIORITY_ERROR_RETURN;
    priority = atomic_load(&thread->priority);
    object_put(&thread->head);
    return priority;
}

BOOL WINAPI SetThreadPriorityBoost(HANDLE handle, BOOL disable)
{
    struct thread *thread = thread_find(handle);

    if (thread == NULL)
        return FALSE;
    atomic_store(&thread->boost_off, disable != FALSE);
    object_put(&thread->head);
    return TRUE;
}

BOOL WINAPI GetThreadPriorityBoost(HANDLE handle, PBOOL disabled)
{
    struct thread *thread = thread_find(handle);

    if (thread == NULL)
        return FALSE;
    if (disabled != NULL)
        *disabled = atomic_load(&thread->boost_off) ? TRUE : FALSE;
    object_put(&thread->head);
    return disabled != NULL ? TRUE : api_error(ERROR_NOACCESS);
}
