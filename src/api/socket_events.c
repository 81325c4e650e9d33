/* WSAEventSelect, WSAEnumNetworkEvents, WSAWaitForMultipleEvents. */
#include "iocp/socket_events.h"

#include "api/winsock.h"
#include "op/socket_events.h"
#include "sync/event.h"

_Static_assert(FD_READ == SOCKET_EVENT_READ && FD_WRITE == SOCKET_EVENT_WRITE &&
                   FD_OOB == SOCKET_EVENT_OOB &&
                   FD_ACCEPT == SOCKET_EVENT_ACCEPT &&
                   FD_CONNECT == SOCKET_EVENT_CONNECT &&
                   FD_CLOSE == SOCKET_EVENT_CLOSE &&
                   FD_MAX_EVENTS == SOCKET_EVENT_KINDS,
               "the same bits below");

static DWORD select_events(struct socket_object *socket, HANDLE handle,
                           LONG mask)
{
    struct object *event = NULL;
    NTSTATUS status;

    if (mask != 0) {
        event = table_get(handle, OBJECT_EVENT, NULL);
        if (event == NULL)
            return WSAEINVAL;
    }
    status = socket_events_select(socket, event, (uint32_t)mask);
    if (event != NULL)
        object_put(event);
    return errmap_winsock(status);
}

int WSAAPI WSAEventSelect(SOCKET s, WSAEVENT hEventObject, LONG lNetworkEvents)
{
    struct socket_object *socket = winsock_get(s);
    DWORD error;

    if (socket == NULL)
        return SOCKET_ERROR;
    error = select_events(socket, hEventObject, lNetworkEvents);
    winsock_put(socket);
    return error != 0 ? winsock_error(error) : winsock_result(0);
}

static DWORD take_events(struct socket_object *socket, HANDLE handle,
                         WSANETWORKEVENTS *events)
{
    struct object *event = NULL;
    struct socket_record record;

    if (events == NULL)
        return WSAEFAULT;
    if (handle != NULL) {
        event = table_get(handle, OBJECT_EVENT, NULL);
        if (event == NULL)
            return WSAEINVAL;
    }
    socket_events_take(socket, event, &record);
    if (event != NULL)
        object_put(event);
    events->lNetworkEvents = (LONG)record.events;
    for (int i = 0; i < FD_MAX_EVENTS; i++)
        events->iErrorCode[i] = (int)errmap_winsock(record.statuses[i]);
    return 0;
}

int WSAAPI WSAEnumNetworkEvents(SOCKET s, WSAEVENT hEventObject,
                                LPWSANETWORKEVENTS lpNetworkEvents)
{
    struct socket_object *socket = winsock_get(s);
    DWORD error;

    if (socket == NULL)
        return SOCKET_ERROR;
    error = take_events(socket, hEventObject, lpNetworkEvents);
    winsock_put(socket);
    return error != 0 ? winsock_error(error) : winsock_result(0);
}

DWORD WSAAPI WSAWaitForMultipleEvents(DWORD cEvents, const WSAEVENT *lphEvents,
                                      BOOL fWaitAll, DWORD dwTimeout,
                                      BOOL fAlertable)
{
    return WaitForMultipleObjectsEx(cEvents, lphEvents, fWaitAll, dwTimeout,
                                    fAlertable);
}
