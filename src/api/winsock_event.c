/* The events of Winsock are events: these calls are other names for theirs.
 * "The WSACreateEvent function creates ... a manual-reset event object with an
 * initial state of nonsignaled" (WSACreateEvent, Remarks). */
#include "api/winsock.h"
#include "iocp/io.h"
#include "iocp/sync.h"

/* The last error says ERROR_INVALID_HANDLE, which is WSA_INVALID_HANDLE. */
static BOOL only_if_started(BOOL (*call)(HANDLE), WSAEVENT event)
{
    return winsock_started() && call(event);
}

WSAEVENT WSAAPI WSACreateEvent(void)
{
    return winsock_started() ? CreateEventA(NULL, TRUE, FALSE, NULL)
                             : WSA_INVALID_EVENT;
}

BOOL WSAAPI WSACloseEvent(WSAEVENT hEvent)
{
    return only_if_started(CloseHandle, hEvent);
}

BOOL WSAAPI WSASetEvent(WSAEVENT hEvent)
{
    return only_if_started(SetEvent, hEvent);
}

BOOL WSAAPI WSAResetEvent(WSAEVENT hEvent)
{
    return only_if_started(ResetEvent, hEvent);
}
