/* The events of Winsock are events: these calls are other names for theirs.
 * "The WSACreateEvent function creates ... a manual-reset event object with an
 * initial state of nonsignaled" (WSACreateEvent, Remarks). The page also knows
 * WSANOTINITIALISED; Microsoft's own samples call it before WSAStartup, and it
 * works there. The last error is that of the Win32 call: ERROR_INVALID_HANDLE
 * is WSA_INVALID_HANDLE. */
#include "api/winsock.h"
#include "iocp/io.h"
#include "iocp/socket_events.h"
#include "iocp/sync.h"

WSAEVENT WSAAPI WSACreateEvent(void)
{
    return CreateEventA(NULL, TRUE, FALSE, NULL);
}

BOOL WSAAPI WSACloseEvent(WSAEVENT hEvent)
{
    return CloseHandle(hEvent);
}

BOOL WSAAPI WSASetEvent(WSAEVENT hEvent)
{
    return SetEvent(hEvent);
}

BOOL WSAAPI WSAResetEvent(WSAEVENT hEvent)
{
    return ResetEvent(hEvent);
}
