/* Waitable timers. */
#include "iocp/timer.h"

#include "api/api.h"
#include "api/named.h"
#include "object/thread.h"
#include "sync/timer.h"

static HANDLE create(BOOL manual_reset, struct given_name name)
{
    return named_create(timer_new(manual_reset != FALSE), name);
}

HANDLE WINAPI CreateWaitableTimerA(LPSECURITY_ATTRIBUTES security,
                                   BOOL manual_reset, LPCSTR name)
{
    (void)security; /* handles are inherited by nobody */
    return create(manual_reset, (struct given_name){name, NULL});
}

HANDLE WINAPI CreateWaitableTimerW(LPSECURITY_ATTRIBUTES security,
                                   BOOL manual_reset, LPCWSTR name)
{
    (void)security;
    return create(manual_reset, (struct given_name){NULL, name});
}

static HANDLE create_by_flags(DWORD flags, struct given_name name)
{
    const DWORD known = CREATE_WAITABLE_TIMER_MANUAL_RESET |
                        CREATE_WAITABLE_TIMER_HIGH_RESOLUTION;

    if ((flags & ~known) != 0) {
        api_error(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    return create((flags & CREATE_WAITABLE_TIMER_MANUAL_RESET) != 0, name);
}

HANDLE WINAPI CreateWaitableTimerExA(LPSECURITY_ATTRIBUTES security,
                                     LPCSTR name, DWORD flags, DWORD access)
{
    (void)security;
    (void)access;
    return create_by_flags(flags, (struct given_name){name, NULL});
}

HANDLE WINAPI CreateWaitableTimerExW(LPSECURITY_ATTRIBUTES security,
                                     LPCWSTR name, DWORD flags, DWORD access)
{
    (void)security;
    (void)access;
    return create_by_flags(flags, (struct given_name){NULL, name});
}

HANDLE WINAPI OpenWaitableTimerA(DWORD access, BOOL inherit, LPCSTR name)
{
    (void)access;
    return named_open(OBJECT_TIMER, inherit, (struct given_name){name, NULL});
}

HANDLE WINAPI OpenWaitableTimerW(DWORD access, BOOL inherit, LPCWSTR name)
{
    (void)access;
    return named_open(OBJECT_TIMER, inherit, (struct given_name){NULL, name});
}

/* ---- Setting ---- */

static NTSTATUS set(HANDLE handle, struct timer_setting *setting)
{
    NTSTATUS status;
    struct object *timer = table_get(handle, OBJECT_TIMER, &status);

    if (timer == NULL)
        return status;
    status = STATUS_SUCCESS;
    if (setting->function != NULL) {
        setting->thread = thread_current();
        if (setting->thread == NULL)
            status = STATUS_NO_MEMORY;
    }
    if (status == STATUS_SUCCESS)
        status = timer_set(timer, setting);
    object_put(timer);
    return status;
}

static BOOL set_checked(HANDLE handle, const LARGE_INTEGER *due, LONG period_ms,
                        PTIMERAPCROUTINE routine, LPVOID argument, BOOL resume)
{
    struct timer_setting setting = {
        .period_ms = (uint32_t)period_ms,
        .function = routine,
        .argument = argument,
    };
    NTSTATUS status;

    if (due == NULL)
        return api_error(ERROR_NOACCESS);
    if (period_ms < 0)
        return api_error(ERROR_INVALID_PARAMETER);
    setting.due = due->QuadPart;
    status = set(handle, &setting);
    if (status != STATUS_SUCCESS)
        return api_fail(status);
    /* "If the system does not support a restore, the call succeeds, but
     * GetLastError returns ERROR_NOT_SUPPORTED" (SetWaitableTimer). */
    if (resume)
        last_error_set(ERROR_NOT_SUPPORTED);
    return TRUE;
}

BOOL WINAPI SetWaitableTimer(HANDLE handle, const LARGE_INTEGER *due,
                             LONG period_ms, PTIMERAPCROUTINE routine,
                             LPVOID argument, BOOL resume)
{
    return set_checked(handle, due, period_ms, routine, argument, resume);
}

/* A timer that is never late needs no leave to be. */
BOOL WINAPI SetWaitableTimerEx(HANDLE handle, const LARGE_INTEGER *due,
                               LONG period_ms, PTIMERAPCROUTINE routine,
                               LPVOID argument, PREASON_CONTEXT reason,
                               ULONG tolerable_ms)
{
    (void)tolerable_ms;
    if (reason != NULL &&
        (reason->Version != POWER_REQUEST_CONTEXT_VERSION ||
         (reason->Flags != POWER_REQUEST_CONTEXT_SIMPLE_STRING &&
          reason->Flags != POWER_REQUEST_CONTEXT_DETAILED_STRING)))
        return api_error(ERROR_INVALID_PARAMETER);
    return set_checked(handle, due, period_ms, routine, argument,
                       reason != NULL);
}

BOOL WINAPI CancelWaitableTimer(HANDLE handle)
{
    NTSTATUS status;
    struct object *timer = table_get(handle, OBJECT_TIMER, &status);

    if (timer == NULL)
        return api_fail(status);
    timer_cancel(timer);
    object_put(timer);
    return TRUE;
}
