/* Winsock 2: WSAEventSelect, what it records, and the wait for its events. */
#ifndef IOCP_SOCKET_EVENTS_H
#define IOCP_SOCKET_EVENTS_H

#include "socket.h"

#ifdef __cplusplus
extern "C" {
#endif

#define FD_READ_BIT 0
#define FD_READ (1 << FD_READ_BIT)
#define FD_WRITE_BIT 1
#define FD_WRITE (1 << FD_WRITE_BIT)
#define FD_OOB_BIT 2
#define FD_OOB (1 << FD_OOB_BIT)
#define FD_ACCEPT_BIT 3
#define FD_ACCEPT (1 << FD_ACCEPT_BIT)
#define FD_CONNECT_BIT 4
#define FD_CONNECT (1 << FD_CONNECT_BIT)
#define FD_CLOSE_BIT 5
#define FD_CLOSE (1 << FD_CLOSE_BIT)
#define FD_QOS_BIT 6
#define FD_QOS (1 << FD_QOS_BIT)
#define FD_GROUP_QOS_BIT 7
#define FD_GROUP_QOS (1 << FD_GROUP_QOS_BIT)
#define FD_ROUTING_INTERFACE_CHANGE_BIT 8
#define FD_ROUTING_INTERFACE_CHANGE (1 << FD_ROUTING_INTERFACE_CHANGE_BIT)
#define FD_ADDRESS_LIST_CHANGE_BIT 9
#define FD_ADDRESS_LIST_CHANGE (1 << FD_ADDRESS_LIST_CHANGE_BIT)
#define FD_MAX_EVENTS 10
#define FD_ALL_EVENTS ((1 << FD_MAX_EVENTS) - 1)

typedef struct _WSANETWORKEVENTS {
    LONG lNetworkEvents;
    int iErrorCode[FD_MAX_EVENTS];
} WSANETWORKEVENTS, *LPWSANETWORKEVENTS;
IOCP_SIZE(WSANETWORKEVENTS, 44);
IOCP_AT(WSANETWORKEVENTS, iErrorCode, 4);

/* Has an event set when something happens on a socket, and makes the socket
 * non-blocking.
 * In:      hEventObject: an event. lNetworkEvents: FD_READ, FD_WRITE, FD_OOB,
 *          FD_ACCEPT, FD_CONNECT, FD_CLOSE; the others never happen. 0 ends it,
 *          and the socket stays non-blocking until FIONBIO says otherwise.
 * Out:     the record of the socket is emptied; what holds already is recorded
 *          and sets the event.
 * Returns: 0, or SOCKET_ERROR; last error: WSAEINVAL, hEventObject is no event;
 *          WSAENOBUFS, out of memory.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: what an overlapped receive leaves behind is recorded by the
 *          next arrival or receive. Accepted sockets select what their listener
 *          does, as there.
 * Source:  "WSAEventSelect function", Remarks.
 * Test:    tests/conformance/socket_events.c */
int WSAAPI WSAEventSelect(SOCKET s, WSAEVENT hEventObject, LONG lNetworkEvents)
    IOCP_API(WSAEventSelect);

/* Tells what happened on a socket since it was asked last.
 * In:      hEventObject: NULL, or an event, which is reset.
 * Out:     *lpNetworkEvents: the FD_ bits, and for each of them 0 or an error.
 * Returns: 0, or SOCKET_ERROR; last error: WSAEFAULT, lpNetworkEvents is NULL;
 *          WSAEINVAL, hEventObject is neither NULL nor an event.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "WSAEnumNetworkEvents function", Remarks.
 * Test:    tests/conformance/socket_events.c */
int WSAAPI WSAEnumNetworkEvents(SOCKET s, WSAEVENT hEventObject,
                                LPWSANETWORKEVENTS lpNetworkEvents)
    IOCP_API(WSAEnumNetworkEvents);

/* Makes an event: manual reset, not set, no name.
 * In:      none.
 * Out:     none.
 * Returns: the event, or WSA_INVALID_EVENT; last error: WSA_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same; WSAStartup need not have been called.
 * Source:  "WSACreateEvent function", Remarks.
 * Test:    tests/conformance/sync_events.c */
WSAEVENT WSAAPI WSACreateEvent(void) IOCP_API(WSACreateEvent);

/* Closes an event.
 * In:      hEvent: not valid afterwards.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: WSA_INVALID_HANDLE, not an event.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same; WSAStartup need not have been called.
 * Source:  "WSACloseEvent function", Return value.
 * Test:    tests/conformance/sync_events.c */
BOOL WSAAPI WSACloseEvent(WSAEVENT hEvent) IOCP_API(WSACloseEvent);

/* Sets an event.
 * In:      hEvent: the event.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: WSA_INVALID_HANDLE, not an event.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same; WSAStartup need not have been called.
 * Source:  "WSASetEvent function", Return value.
 * Test:    tests/conformance/sync_events.c */
BOOL WSAAPI WSASetEvent(WSAEVENT hEvent) IOCP_API(WSASetEvent);

/* Resets an event.
 * In:      hEvent: the event.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: WSA_INVALID_HANDLE, not an event.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same; WSAStartup need not have been called.
 * Source:  "WSAResetEvent function", Return value.
 * Test:    tests/conformance/sync_events.c */
BOOL WSAAPI WSAResetEvent(WSAEVENT hEvent) IOCP_API(WSAResetEvent);

/* Waits for one of several events, or for all of them.
 * In:      cEvents, lphEvents: 1 to 64 of them. fWaitAll, dwTimeout,
 *          fAlertable: as WaitForMultipleObjectsEx.
 * Out:     none.
 * Returns: WSA_WAIT_EVENT_0 and the index; WSA_WAIT_TIMEOUT;
 *          WSA_WAIT_IO_COMPLETION, an APC ran; WSA_WAIT_FAILED; last error:
 *          WSA_INVALID_PARAMETER, no event or too many; WSA_INVALID_HANDLE.
 * Packet:  none.
 * Blocks:  until then.  Threads: any, at once.
 * Windows: same; WSAStartup need not have been called.
 * Source:  "WSAWaitForMultipleEvents function", Return value.
 * Test:    tests/conformance/socket_events.c */
DWORD WSAAPI WSAWaitForMultipleEvents(DWORD cEvents, const WSAEVENT *lphEvents,
                                      BOOL fWaitAll, DWORD dwTimeout,
                                      BOOL fAlertable)
    IOCP_API(WSAWaitForMultipleEvents);

#ifdef __cplusplus
}
#endif

#endif
