/* CreateEvent, SetEvent, ResetEvent. */
#include <stdbool.h>
#include <stdlib.h>

#include "api/api.h"
#include "base/utf.h"
#include "iocp/sync.h"
#include "sync/event.h"

/* Names are compared exactly, upper and lower case differ. The last error is
 * set on success too: 183 when the name was there, else 0. */
static HANDLE event_create(BOOL manual_reset, BOOL signalled, const char *name)
{
    bool existed;
    struct event *event =
        event_open(manual_reset != FALSE, signalled != FALSE, name, &existed);
    HANDLE handle = NULL;
    NTSTATUS status;

    if (event == NULL) {
        last_error_set(ERROR_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    status = table_insert(&event->head, &handle);
    object_put(&event->head);
    if (!NT_SUCCESS(status)) {
        api_fail(status);
        return NULL;
    }
    last_error_set(existed ? ERROR_ALREADY_EXISTS : ERROR_SUCCESS);
    return handle;
}

HANDLE WINAPI CreateEventA(LPSECURITY_ATTRIBUTES security, BOOL manual_reset,
                           BOOL signalled, LPCSTR name)
{
    (void)security; /* handles are never inherited */
    return event_create(manual_reset, signalled,
                        name != NULL && *name != '\0' ? name : NULL);
}

HANDLE WINAPI CreateEventW(LPSECURITY_ATTRIBUTES security, BOOL manual_reset,
                           BOOL signalled, LPCWSTR name)
{
    HANDLE handle;
    char *utf8;

    if (name == NULL)
        return CreateEventA(security, manual_reset, signalled, NULL);
    utf8 = utf8_from_utf16(name);
    if (utf8 == NULL) {
        last_error_set(ERROR_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    handle = CreateEventA(security, manual_reset, signalled, utf8);
    free(utf8);
    return handle;
}

BOOL WINAPI SetEvent(HANDLE handle)
{
    NTSTATUS status;
    struct object *object = table_get(handle, OBJECT_EVENT, &status);

    if (object == NULL)
        return api_fail(status);
    waitable_set(event_waitable(object));
    object_put(object);
    return TRUE;
}

BOOL WINAPI ResetEvent(HANDLE handle)
{
    NTSTATUS status;
    struct object *object = table_get(handle, OBJECT_EVENT, &status);

    if (object == NULL)
        return api_fail(status);
    waitable_reset(event_waitable(object));
    object_put(object);
    return TRUE;
}
