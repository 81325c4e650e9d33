/* The completion port: one queue of finished requests, and the threads that
 * take them.
 *
 * A handle is associated with a port once. From then on each of its requests
 * that starts posts exactly one packet to the port when it ends, unless one of
 * three rules suppresses it: FILE_SKIP_COMPLETION_PORT_ON_SUCCESS and the call
 * did not return pending; the low bit of OVERLAPPED.hEvent is set; the call was
 * made without an OVERLAPPED.
 *
 * Packets leave oldest first. Waiting threads are woken newest first. At most
 * as many threads run as the port was made for; a thread that blocks inside the
 * library gives its place to another, and takes it back when it wakes even if
 * the port is then over its limit.
 *
 * Trap for newcomers: a call that succeeds at once posts a packet too. Handle
 * the result there or when the packet comes, never in both places. */
#ifndef IOCP_PORT_H
#define IOCP_PORT_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Rights of a port, for calls that take a mask; nothing looks at them. */
#define IO_COMPLETION_MODIFY_STATE 0x0002
#define IO_COMPLETION_ALL_ACCESS 0x001F0003

/* One packet, as GetQueuedCompletionStatusEx delivers it. Internal holds the
 * request's NTSTATUS (Windows documents it as reserved). */
typedef struct _OVERLAPPED_ENTRY {
    ULONG_PTR lpCompletionKey;
    LPOVERLAPPED lpOverlapped;
    ULONG_PTR Internal;
    DWORD dwNumberOfBytesTransferred;
} OVERLAPPED_ENTRY, *LPOVERLAPPED_ENTRY;

IOCP_SIZE(OVERLAPPED_ENTRY, 32);
IOCP_AT(OVERLAPPED_ENTRY, lpOverlapped, 8);
IOCP_AT(OVERLAPPED_ENTRY, Internal, 16);
IOCP_AT(OVERLAPPED_ENTRY, dwNumberOfBytesTransferred, 24);

/* Makes a port, associates a handle with a port, or does both.
 * In:      FileHandle: INVALID_HANDLE_VALUE to associate nothing, else a socket
 *          or a file opened with FILE_FLAG_OVERLAPPED; it stays the caller's.
 *          ExistingCompletionPort: the port to associate with; NULL makes a new
 *          one.
 *          CompletionKey: any value; comes back with each packet of FileHandle.
 *          NumberOfConcurrentThreads: how many threads may run at once, fixed
 *          for the port's life; 0 is the number of processors. Ignored when
 *          ExistingCompletionPort is given.
 * Out:     none.
 * Returns: the port (ExistingCompletionPort itself if given), or NULL. Last
 *          error: ERROR_INVALID_HANDLE, a handle that is closed or of another
 *          kind; ERROR_INVALID_PARAMETER, FileHandle is synchronous, or is
 *          associated already (even with the same port), or
 *          INVALID_HANDLE_VALUE together with a port;
 *          ERROR_NO_SYSTEM_RESOURCES, out of memory or handles. Unchanged on
 *          success.
 * Packet:  none. Requests in flight on FileHandle post theirs from now on.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same. An association cannot be undone: it lasts until the last
 *          handle of the file is closed.
 * Source:  "CreateIoCompletionPort function", Return value and Remarks.
 * Test:    tests/conformance/port_create.c */
HANDLE WINAPI CreateIoCompletionPort(HANDLE FileHandle,
                                     HANDLE ExistingCompletionPort,
                                     ULONG_PTR CompletionKey,
                                     DWORD NumberOfConcurrentThreads)
    IOCP_API(CreateIoCompletionPort);

/* Takes the oldest packet from a port, waiting for one if there is none.
 * In:      CompletionPort: the port. The caller belongs to it from now on, and
 *          no longer to the port it waited on before.
 *          dwMilliseconds: longest wait; 0 looks only, INFINITE waits for ever.
 * Out:     *lpOverlapped: the request's OVERLAPPED, or the posted pointer; NULL
 *          when there was no packet. *lpNumberOfBytesTransferred and
 *          *lpCompletionKey: those of the packet; left untouched when there was
 *          none.
 * Returns: TRUE: a packet of a request that succeeded, or a posted one.
 *          FALSE, *lpOverlapped not NULL: a packet of a request that failed;
 *          last error: the Win32 number of its status.
 *          FALSE, *lpOverlapped NULL: no packet; last error: WAIT_TIMEOUT, the
 *          time ran out; ERROR_ABANDONED_WAIT_0, the port was closed meanwhile;
 *          ERROR_INVALID_HANDLE, not a port; ERROR_NOACCESS, a pointer is NULL
 *          (nothing is written). Unchanged on TRUE.
 * Packet:  takes one.
 * Blocks:  until a packet is there and the port is under its limit, or the time
 *          is over. Not alertable.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetQueuedCompletionStatus function", Return value; "I/O Completion
 *          Ports", Threads and Concurrency.
 * Test:    tests/conformance/port_packets.c, port_concurrency.c,
 *          port_close.c */
BOOL WINAPI GetQueuedCompletionStatus(HANDLE CompletionPort,
                                      LPDWORD lpNumberOfBytesTransferred,
                                      PULONG_PTR lpCompletionKey,
                                      LPOVERLAPPED *lpOverlapped,
                                      DWORD dwMilliseconds)
    IOCP_API(GetQueuedCompletionStatus);

/* Takes up to ulCount of the oldest packets from a port, waiting for the first.
 * In:      CompletionPort: as above. ulCount: room in lpCompletionPortEntries,
 *          at least 1. dwMilliseconds: as above. fAlertable: TRUE, run APCs
 *          that are queued or come meanwhile, unless a packet is to be had.
 * Out:     lpCompletionPortEntries[0 .. *ulNumEntriesRemoved - 1], oldest
 *          first. *ulNumEntriesRemoved: 0 when there was no packet.
 * Returns: TRUE: at least one packet, of requests that succeeded or failed;
 *          (NTSTATUS)entry.Internal says which. FALSE; last error:
 *          WAIT_TIMEOUT, the time ran out; ERROR_ABANDONED_WAIT_0, the port was
 *          closed meanwhile; WAIT_IO_COMPLETION, APCs ran;
 *          ERROR_INVALID_HANDLE, not a port;
 *          ERROR_INVALID_PARAMETER, ulCount is 0, and ERROR_NOACCESS, a pointer
 *          is NULL (nothing is written). Unchanged on TRUE.
 * Packet:  takes those it returns; it never waits to fill the array. The whole
 *          batch counts as one running thread.
 * Blocks:  until a packet is there and the port is under its limit, or the time
 *          is over, or an APC comes.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetQueuedCompletionStatusEx function", Return value and Remarks.
 * Test:    tests/conformance/port_packets.c, apc_port.c */
BOOL WINAPI GetQueuedCompletionStatusEx(
    HANDLE CompletionPort, LPOVERLAPPED_ENTRY lpCompletionPortEntries,
    ULONG ulCount, PULONG ulNumEntriesRemoved, DWORD dwMilliseconds,
    BOOL fAlertable) IOCP_API(GetQueuedCompletionStatusEx);

/* Posts a packet of the caller's own to a port.
 * In:      CompletionPort: the port. The other three are carried to whoever
 *          takes the packet and are never looked at: lpOverlapped need not
 *          point to anything.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_HANDLE, not a port;
 *          ERROR_NO_SYSTEM_RESOURCES, out of memory, or the port has as many
 *          posted packets as IocpSetLimits (linux.h) lets it have.
 * Packet:  exactly one, behind those already queued, with status success.
 *          Notification modes do not apply to it.
 * Blocks:  never.  Threads: any, at once. The caller does not come to belong to
 *          the port.
 * Windows: same.
 * Source:  "PostQueuedCompletionStatus function", Parameters and Remarks.
 * Test:    tests/conformance/port_packets.c */
BOOL WINAPI PostQueuedCompletionStatus(HANDLE CompletionPort,
                                       DWORD dwNumberOfBytesTransferred,
                                       ULONG_PTR dwCompletionKey,
                                       LPOVERLAPPED lpOverlapped)
    IOCP_API(PostQueuedCompletionStatus);

#ifdef __cplusplus
}
#endif

#endif
