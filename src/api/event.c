/* Event objects. */
#include "api/api.h"
#include "api/named.h"
#include "iocp/sync.h"
#include "sync/event.h"
#include "sync/wait.h"

static HANDLE create(BOOL manual_reset, BOOL signalled, struct given_name name)
{
    return named_create(event_new(manual_reset != FALSE, signalled != FALSE),
                        name);
}

HANDLE WINAPI CreateEventA(LPSECURITY_ATTRIBUTES security, BOOL manual_reset,
                           BOOL signalled, LPCSTR name)
{
    (void)security; /* handles are inherited by nobody */
    return create(manual_reset, signalled, (struct given_name){name, NULL});
}

HANDLE WINAPI CreateEventW(LPSECURITY_ATTRIBUTES security, BOOL manual_reset,
                           BOOL signalled, LPCWSTR name)
{
    (void)security;
    return create(manual_reset, signalled, (struct given_name){NULL, name});
}

static HANDLE create_by_flags(DWORD flags, struct given_name name)
{
    const DWORD known = CREATE_EVENT_MANUAL_RESET | CREATE_EVENT_INITIAL_SET;

    if ((flags & ~known) != 0) {
        api_error(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    return create((flags & CREATE_EVENT_MANUAL_RESET) != 0,
                  (flags & CREATE_EVENT_INITIAL_SET) != 0, name);
}

HANDLE WINAPI CreateEventExA(LPSECURITY_ATTRIBUTES security, LPCSTR name,
                             DWORD flags, DWORD access)
{
    (void)security;
    (void)access;
    return create_by_flags(flags, (struct given_name){name, NULL});
}

HANDLE WINAPI CreateEventExW(LPSECURITY_ATTRIBUTES security, LPCWSTR name,
                             DWORD flags, DWORD access)
{
    (void)security;
    (void)access;
    return create_by_flags(flags, (struct given_name){NULL, name});
}

HANDLE WINAPI OpenEventA(DWORD access, BOOL inherit, LPCSTR name)
{
    (void)access;
    return named_open(OBJECT_EVENT, inherit, (struct given_name){name, NULL});
}

HANDLE WINAPI OpenEventW(DWORD access, BOOL inherit, LPCWSTR name)
{
    (void)access;
    return named_open(OBJECT_EVENT, inherit, (struct given_name){NULL, name});
}

static BOOL change(HANDLE handle, void (*how)(struct waitable *event))
{
    NTSTATUS status;
    struct object *object = table_get(handle, OBJECT_EVENT, &status);

    if (object == NULL)
        return api_fail(status);
    how(event_waitable(object));
    object_put(object);
    return TRUE;
}

/* As a rule nobody waits at that moment, and the signal is all there is to do:
 * no reference is needed for that. */
BOOL WINAPI SetEvent(HANDLE handle)
{
    struct slot *slot;
    NTSTATUS status;
    struct object *object = table_borrow(handle, OBJECT_EVENT, &slot, &status);

    if (object == NULL)
        return api_fail(status);
    if (!waitable_set_half(event_waitable(object))) {
        table_return(slot);
        return TRUE;
    }
    table_keep(slot, object);
    waitable_release(event_waitable(object));
    object_put(object);
    return TRUE;
}

BOOL WINAPI ResetEvent(HANDLE handle)
{
    return change(handle, waitable_reset);
}

BOOL WINAPI PulseEvent(HANDLE handle)
{
    return change(handle, waitable_pulse);
}
