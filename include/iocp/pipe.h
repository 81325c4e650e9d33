/* Named and anonymous pipes. Other processes of the same user open a named one
 * as this process does. A pipe has a server end and a client end, and a
 * direction for each; each read and write is a request like those of files, so
 * ReadFile, WriteFile, CancelIoEx, CloseHandle and the port serve it too.
 *
 * Errors of the other end: ERROR_BROKEN_PIPE for who reads from an end that is
 * closed, ERROR_NO_DATA for who writes to it, ERROR_PIPE_NOT_CONNECTED for both
 * after DisconnectNamedPipe. What the closed end had written is read first. */
#ifndef IOCP_PIPE_H
#define IOCP_PIPE_H

#include "error_codes.h"
#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* CreateNamedPipe: dwOpenMode */
#define PIPE_ACCESS_INBOUND 0x00000001  /* the client writes */
#define PIPE_ACCESS_OUTBOUND 0x00000002 /* the server writes */
#define PIPE_ACCESS_DUPLEX 0x00000003

/* dwPipeMode; the values of 0 are the other choice of each */
#define PIPE_WAIT 0x00000000
#define PIPE_NOWAIT 0x00000001
#define PIPE_READMODE_BYTE 0x00000000
#define PIPE_READMODE_MESSAGE 0x00000002
#define PIPE_TYPE_BYTE 0x00000000
#define PIPE_TYPE_MESSAGE 0x00000004
#define PIPE_ACCEPT_REMOTE_CLIENTS 0x00000000
#define PIPE_REJECT_REMOTE_CLIENTS 0x00000008

#define PIPE_UNLIMITED_INSTANCES 255

/* GetNamedPipeInfo: lpFlags */
#define PIPE_CLIENT_END 0x00000000
#define PIPE_SERVER_END 0x00000001

/* WaitNamedPipe and CallNamedPipe: nTimeOut */
#define NMPWAIT_WAIT_FOREVER 0xffffffff
#define NMPWAIT_NOWAIT 0x00000001
#define NMPWAIT_USE_DEFAULT_WAIT 0x00000000

/* Makes an instance of a named pipe: its server end. A client may open it from
 * now on.
 * In:      lpName: \\.\pipe\ and a name, in UTF-8; case does not matter.
 *          dwOpenMode: one PIPE_ACCESS_ value, and FILE_FLAG_OVERLAPPED,
 *          FILE_FLAG_FIRST_PIPE_INSTANCE; other flags are ignored. dwPipeMode:
 *          PIPE_ flags. nMaxInstances: 1 to 254, or PIPE_UNLIMITED_INSTANCES.
 *          nOutBufferSize, nInBufferSize: bytes toward the client and toward
 *          the server that may wait unread without making a writer wait.
 *          nDefaultTimeOut: for NMPWAIT_USE_DEFAULT_WAIT, in ms; 0 is 50. The
 *          first instance's counts. lpSecurityAttributes: ignored.
 * Out:     none.
 * Returns: the handle, or INVALID_HANDLE_VALUE; last error:
 *          ERROR_PATH_NOT_FOUND, no name; ERROR_INVALID_NAME, not the name of a
 *          pipe; ERROR_INVALID_PARAMETER, a flag or count that cannot be;
 *          ERROR_PIPE_BUSY, nMaxInstances of them exist; ERROR_ACCESS_DENIED,
 *          it was to be the first and is not, or type, direction or
 *          nMaxInstances differ from the first one's, or another process has
 *          the name; ERROR_NOT_ENOUGH_MEMORY; ERROR_NO_SYSTEM_RESOURCES.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: processes of the same user see the name, those of others do
 *          not; all instances of a name are of one process.
 * Source:  "CreateNamedPipeA function".
 * Test:    tests/conformance/pipe_create.c */
HANDLE WINAPI CreateNamedPipeA(LPCSTR lpName, DWORD dwOpenMode,
                               DWORD dwPipeMode, DWORD nMaxInstances,
                               DWORD nOutBufferSize, DWORD nInBufferSize,
                               DWORD nDefaultTimeOut,
                               LPSECURITY_ATTRIBUTES lpSecurityAttributes)
    IOCP_API(CreateNamedPipeA);

/* The same for a name in UTF-16. */
HANDLE WINAPI CreateNamedPipeW(LPCWSTR lpName, DWORD dwOpenMode,
                               DWORD dwPipeMode, DWORD nMaxInstances,
                               DWORD nOutBufferSize, DWORD nInBufferSize,
                               DWORD nDefaultTimeOut,
                               LPSECURITY_ATTRIBUTES lpSecurityAttributes)
    IOCP_API(CreateNamedPipeW);

/* Waits for a client at the server end of a pipe.
 * In:      hNamedPipe: the server end. lpOverlapped: the request, borrowed
 *          until it ends; without one, or on a synchronous handle, the call
 *          waits.
 * Out:     *lpOverlapped when the request ends.
 * Returns: TRUE: a client came while the call waited. FALSE; last error:
 *          ERROR_IO_PENDING, started; ERROR_PIPE_CONNECTED, a client was there
 *          already, which is a connection too; ERROR_NO_DATA, a client was
 *          there and has closed its end: disconnect first;
 *          ERROR_PIPE_LISTENING, PIPE_NOWAIT and no client yet;
 *          ERROR_INVALID_FUNCTION, a client end, or no pipe;
 *          ERROR_INVALID_HANDLE; ERROR_NO_SYSTEM_RESOURCES.
 * Packet:  one, of 0 bytes, if pending and the pipe has a port; none with any
 *          other error, ERROR_PIPE_CONNECTED included.
 * Blocks:  until a client comes, on a synchronous handle or without
 *          lpOverlapped; else never.  Threads: any, at once.
 * Windows: same. With PIPE_NOWAIT it is never TRUE.
 * Source:  "ConnectNamedPipe function", Remarks.
 * Test:    tests/conformance/pipe_connect.c */
BOOL WINAPI ConnectNamedPipe(HANDLE hNamedPipe, LPOVERLAPPED lpOverlapped)
    IOCP_API(ConnectNamedPipe);

/* Sends the client of a pipe away. What either end has not read is lost; the
 * client's handle stays, and fails, until it is closed.
 * In:      hNamedPipe: the server end.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_PIPE_NOT_CONNECTED, that was done
 *          before; ERROR_INVALID_FUNCTION, a client end, or no pipe;
 *          ERROR_INVALID_HANDLE.
 * Packet:  none of its own; pending requests of both ends end with
 *          ERROR_PIPE_NOT_CONNECTED and post theirs.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "DisconnectNamedPipe function", Remarks.
 * Test:    tests/conformance/pipe_close.c */
BOOL WINAPI DisconnectNamedPipe(HANDLE hNamedPipe)
    IOCP_API(DisconnectNamedPipe);

/* Waits until an instance of a named pipe listens. Somebody else may open it
 * first: CreateFile says so then.
 * In:      lpNamedPipeName: as for CreateNamedPipe. nTimeOut: milliseconds, or
 *          an NMPWAIT_ value.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_SEM_TIMEOUT; ERROR_FILE_NOT_FOUND,
 *          there is no such pipe, or none any more; ERROR_BAD_NETPATH,
 *          another machine's; ERROR_INVALID_NAME; ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  until then, at most nTimeOut.  Threads: any, at once.
 * Windows: same.
 * Source:  "WaitNamedPipeA function".
 * Test:    tests/conformance/pipe_connect.c */
BOOL WINAPI WaitNamedPipeA(LPCSTR lpNamedPipeName, DWORD nTimeOut)
    IOCP_API(WaitNamedPipeA);

/* The same for a name in UTF-16. */
BOOL WINAPI WaitNamedPipeW(LPCWSTR lpNamedPipeName, DWORD nTimeOut)
    IOCP_API(WaitNamedPipeW);

/* Looks at what a pipe holds, and leaves it there.
 * In:      hNamedPipe: an end that may be read. lpBuffer, nBufferSize: where to
 *          and how much; lpBuffer may be NULL.
 * Out:     each may be NULL, and is untouched on failure: *lpBytesRead, copied;
 *          *lpTotalBytesAvail, bytes in the pipe; *lpBytesLeftThisMessage, of
 *          the first message, behind what was copied; 0 in byte-type pipes.
 * Returns: TRUE, also with nothing there; or FALSE; last error: ERROR_BAD_PIPE,
 *          the pipe was never connected, or is disconnected;
 *          ERROR_BROKEN_PIPE, the other end is closed and nothing is left;
 *          ERROR_PIPE_NOT_CONNECTED, this client was sent away;
 *          ERROR_ACCESS_DENIED, not open for reading; ERROR_INVALID_FUNCTION,
 *          no pipe; ERROR_INVALID_HANDLE.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "PeekNamedPipe function".
 * Test:    tests/conformance/pipe_message.c */
BOOL WINAPI PeekNamedPipe(HANDLE hNamedPipe, LPVOID lpBuffer, DWORD nBufferSize,
                          LPDWORD lpBytesRead, LPDWORD lpTotalBytesAvail,
                          LPDWORD lpBytesLeftThisMessage)
    IOCP_API(PeekNamedPipe);

/* Writes a message and reads the next one, as one request.
 * In:      hNamedPipe: a duplex end in message-read mode. lpInBuffer,
 *          nInBufferSize: the message; used during the call only.
 *          lpOutBuffer, nOutBufferSize: room for the answer, borrowed until
 *          the request ends. lpOverlapped: as for ReadFile.
 * Out:     *lpBytesRead, which may be NULL: 0 on entry, the length of the
 *          answer on TRUE. *lpOverlapped when the request ends.
 * Returns: TRUE: done. FALSE; last error: ERROR_IO_PENDING, started;
 *          ERROR_MORE_DATA, the answer was longer: the next read has the rest;
 *          ERROR_BAD_PIPE, not duplex or not in message-read mode;
 *          ERROR_PIPE_BUSY, something is there to be read before;
 *          ERROR_BROKEN_PIPE, the other end is closed; otherwise as ReadFile.
 * Packet:  as for ReadFile, with the length of the answer.
 * Blocks:  until the answer is there, on a synchronous handle or without
 *          lpOverlapped; else never.  Threads: any, at once.
 * Windows: same. The message is sent whatever the pipe's buffer size.
 * Source:  "TransactNamedPipe function", Remarks.
 * Test:    tests/conformance/pipe_message.c */
BOOL WINAPI TransactNamedPipe(HANDLE hNamedPipe, LPVOID lpInBuffer,
                              DWORD nInBufferSize, LPVOID lpOutBuffer,
                              DWORD nOutBufferSize, LPDWORD lpBytesRead,
                              LPOVERLAPPED lpOverlapped)
    IOCP_API(TransactNamedPipe);

/* Opens a message pipe, writes a message, reads the answer, closes the pipe.
 * In:      lpNamedPipeName: as for CreateNamedPipe. lpInBuffer to
 *          nOutBufferSize: as for TransactNamedPipe. nTimeOut: how long to wait
 *          for an instance, as for WaitNamedPipe.
 * Out:     *lpBytesRead, which may be NULL: the length of the answer.
 * Returns: TRUE; or FALSE; last error: ERROR_MORE_DATA, the answer was longer,
 *          and the rest is lost; ERROR_INVALID_PARAMETER, a byte-type pipe;
 *          otherwise as CreateFile, WaitNamedPipe and TransactNamedPipe.
 * Packet:  none.
 * Blocks:  until the answer is there.  Threads: any, at once.
 * Windows: same.
 * Source:  "CallNamedPipeA function".
 * Test:    tests/conformance/pipe_message.c */
BOOL WINAPI CallNamedPipeA(LPCSTR lpNamedPipeName, LPVOID lpInBuffer,
                           DWORD nInBufferSize, LPVOID lpOutBuffer,
                           DWORD nOutBufferSize, LPDWORD lpBytesRead,
                           DWORD nTimeOut) IOCP_API(CallNamedPipeA);

/* The same for a name in UTF-16. */
BOOL WINAPI CallNamedPipeW(LPCWSTR lpNamedPipeName, LPVOID lpInBuffer,
                           DWORD nInBufferSize, LPVOID lpOutBuffer,
                           DWORD nOutBufferSize, LPDWORD lpBytesRead,
                           DWORD nTimeOut) IOCP_API(CallNamedPipeW);

/* Changes how one end of a pipe reads and waits.
 * In:      hNamedPipe: the end. lpMode: PIPE_READMODE_ and PIPE_WAIT or
 *          PIPE_NOWAIT; NULL leaves both. lpMaxCollectionCount,
 *          lpCollectDataTimeout: NULL; they are of clients on other machines.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_PARAMETER, another flag,
 *          one of the last two is given, or message-read mode on a byte-type
 *          pipe; ERROR_PIPE_NOT_CONNECTED, this client was sent away;
 *          ERROR_INVALID_FUNCTION, no pipe; ERROR_INVALID_HANDLE.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same; any handle may do it.
 * Source:  "SetNamedPipeHandleState function".
 * Test:    tests/conformance/pipe_message.c */
BOOL WINAPI SetNamedPipeHandleState(HANDLE hNamedPipe, LPDWORD lpMode,
                                    LPDWORD lpMaxCollectionCount,
                                    LPDWORD lpCollectDataTimeout)
    IOCP_API(SetNamedPipeHandleState);

/* Tells how one end of a pipe reads and waits.
 * In:      hNamedPipe: the end. lpMaxCollectionCount, lpCollectDataTimeout,
 *          lpUserName: NULL. nMaxUserNameSize: ignored.
 * Out:     each may be NULL: *lpState, PIPE_READMODE_MESSAGE and PIPE_NOWAIT;
 *          *lpCurInstances, how many instances the pipe has.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_PARAMETER, one of those
 *          that have to be NULL is not; ERROR_PIPE_NOT_CONNECTED, this client
 *          was sent away; ERROR_INVALID_FUNCTION, no pipe;
 *          ERROR_INVALID_HANDLE.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: no user names, for there is no impersonation.
 * Source:  "GetNamedPipeHandleStateW function".
 * Test:    tests/conformance/pipe_create.c */
BOOL WINAPI GetNamedPipeHandleStateA(HANDLE hNamedPipe, LPDWORD lpState,
                                     LPDWORD lpCurInstances,
                                     LPDWORD lpMaxCollectionCount,
                                     LPDWORD lpCollectDataTimeout,
                                     LPSTR lpUserName, DWORD nMaxUserNameSize)
    IOCP_API(GetNamedPipeHandleStateA);

/* The same for a user name in UTF-16. */
BOOL WINAPI GetNamedPipeHandleStateW(HANDLE hNamedPipe, LPDWORD lpState,
                                     LPDWORD lpCurInstances,
                                     LPDWORD lpMaxCollectionCount,
                                     LPDWORD lpCollectDataTimeout,
                                     LPWSTR lpUserName, DWORD nMaxUserNameSize)
    IOCP_API(GetNamedPipeHandleStateW);

/* Tells what a pipe is like.
 * In:      hNamedPipe: either end, of an anonymous pipe too.
 * Out:     each may be NULL: *lpFlags, PIPE_SERVER_END and PIPE_TYPE_MESSAGE;
 *          *lpOutBufferSize, *lpInBufferSize, *lpMaxInstances, as the pipe was
 *          made.
 * Returns: TRUE, or FALSE; last error: ERROR_PIPE_NOT_CONNECTED, this client
 *          was sent away; ERROR_INVALID_FUNCTION, no pipe;
 *          ERROR_INVALID_HANDLE.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetNamedPipeInfo function".
 * Test:    tests/conformance/pipe_create.c */
BOOL WINAPI GetNamedPipeInfo(HANDLE hNamedPipe, LPDWORD lpFlags,
                             LPDWORD lpOutBufferSize, LPDWORD lpInBufferSize,
                             LPDWORD lpMaxInstances) IOCP_API(GetNamedPipeInfo);

/* Tells which process has opened the client end of a pipe.
 * In:      Pipe: either end.
 * Out:     *ClientProcessId, as the kernel says; untouched on failure.
 * Returns: TRUE, or FALSE; last error: ERROR_PIPE_NOT_CONNECTED, there was no
 *          client yet; ERROR_NOACCESS, nowhere to store it;
 *          ERROR_INVALID_FUNCTION, no pipe; ERROR_INVALID_HANDLE.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetNamedPipeClientProcessId function".
 * Test:    tests/conformance/pipe_create.c */
BOOL WINAPI GetNamedPipeClientProcessId(HANDLE Pipe, PULONG ClientProcessId)
    IOCP_API(GetNamedPipeClientProcessId);

/* Tells which process has made a pipe.
 * In:      Pipe: either end.
 * Out:     *ServerProcessId; untouched on failure.
 * Returns: TRUE, or FALSE; last error: ERROR_NOACCESS, nowhere to store it;
 *          ERROR_INVALID_FUNCTION, no pipe; ERROR_INVALID_HANDLE.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetNamedPipeServerProcessId function".
 * Test:    tests/conformance/pipe_create.c */
BOOL WINAPI GetNamedPipeServerProcessId(HANDLE Pipe, PULONG ServerProcessId)
    IOCP_API(GetNamedPipeServerProcessId);

/* Would let the calling thread act as the client of a pipe.
 * In:      hNamedPipe: the server end.
 * Out:     none.
 * Returns: FALSE; last error: ERROR_CALL_NOT_IMPLEMENTED;
 *          ERROR_INVALID_FUNCTION, a client end, or no pipe;
 *          ERROR_INVALID_HANDLE.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: threads have no identity of their own here, and every
 *          client is the server's user already.
 * Source:  "ImpersonateNamedPipeClient function".
 * Test:    tests/linux/pipe_processes_test.c */
BOOL WINAPI ImpersonateNamedPipeClient(HANDLE hNamedPipe)
    IOCP_API(ImpersonateNamedPipeClient);

/* Has the calling thread act as its process again.
 * In:      none.
 * Out:     none.
 * Returns: TRUE: it never does anything else, as ImpersonateNamedPipeClient
 *          fails.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same, for a thread that impersonates nobody.
 * Source:  "RevertToSelf function".
 * Test:    tests/linux/pipe_processes_test.c */
BOOL WINAPI RevertToSelf(VOID) IOCP_API(RevertToSelf);

/* Makes an anonymous pipe: two synchronous handles that no port takes.
 * In:      nSize: bytes that may wait unread; 0 is 4096. lpPipeAttributes:
 *          ignored.
 * Out:     *hReadPipe, *hWritePipe; untouched on failure.
 * Returns: TRUE, or FALSE; last error: ERROR_NOACCESS, nowhere to store them;
 *          ERROR_NOT_ENOUGH_MEMORY; ERROR_NO_SYSTEM_RESOURCES, no handle left.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: handles are not inherited.
 * Source:  "CreatePipe function".
 * Test:    tests/conformance/pipe_anonymous.c */
BOOL WINAPI CreatePipe(PHANDLE hReadPipe, PHANDLE hWritePipe,
                       LPSECURITY_ATTRIBUTES lpPipeAttributes, DWORD nSize)
    IOCP_API(CreatePipe);

#ifdef UNICODE
#define CreateNamedPipe CreateNamedPipeW
#define WaitNamedPipe WaitNamedPipeW
#define CallNamedPipe CallNamedPipeW
#define GetNamedPipeHandleState GetNamedPipeHandleStateW
#else
#define CreateNamedPipe CreateNamedPipeA
#define WaitNamedPipe WaitNamedPipeA
#define CallNamedPipe CallNamedPipeA
#define GetNamedPipeHandleState GetNamedPipeHandleStateA
#endif

#ifdef __cplusplus
}
#endif

#endif
