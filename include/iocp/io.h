/* Calls on any handle that carries requests: read, write, result, cancel,
 * close.
 *
 * An OVERLAPPED and its buffer belong to the library from the call that starts
 * the request until its completion is seen, whatever happens in between, also
 * after CancelIoEx and after CloseHandle. Freeing them earlier is the classic
 * crash of completion-port programs. */
#ifndef IOCP_IO_H
#define IOCP_IO_H

#include "error_codes.h"
#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* SetFileCompletionNotificationModes */
#define FILE_SKIP_COMPLETION_PORT_ON_SUCCESS 0x1 /* none if not pending */
#define FILE_SKIP_SET_EVENT_ON_HANDLE 0x2        /* leave the handle's signal */

/* Whether a request has ended: true from the moment its result is final. Reads
 * memory only. Where it is true, the result and the data may be read, since the
 * acquire pairs with the library's release of Internal. */
#define HasOverlappedIoCompleted(overlapped)                                   \
    ((DWORD)__atomic_load_n(&(overlapped)->Internal, __ATOMIC_ACQUIRE) !=      \
     (DWORD)STATUS_PENDING)

/* What ReadFileEx and WriteFileEx call: with 0, also for a message that was
 * cut, or the Win32 error, and then 0 bytes. */
typedef VOID(WINAPI *LPOVERLAPPED_COMPLETION_ROUTINE)(
    DWORD dwErrorCode, DWORD dwNumberOfBytesTransfered,
    LPOVERLAPPED lpOverlapped);

/* Closes a handle of any kind; sockets too, but not those of FindFirstFile.
 * In:      hObject: the handle. It is not valid any more when the call returns.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_HANDLE, not such a
 *          handle. On the pseudo handles of GetCurrentProcess and
 *          GetCurrentThread: TRUE, and nothing happens.
 * Packet:  none of its own. Closing the last handle ends its pending requests,
 *          and each posts its packet as usual: receives and sends of a stream
 *          socket with ERROR_CONNECTION_ABORTED, a socket's other requests with
 *          ERROR_OPERATION_ABORTED; file requests run to their end. Closing a
 *          port discards its packets and ends the waits on it.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "CloseHandle function", Remarks.
 * Test:    tests/conformance/cancel.c, port_close.c */
BOOL WINAPI CloseHandle(HANDLE hObject) IOCP_API(CloseHandle);

/* Reads from a file, a pipe or a socket.
 * In:      hFile: the handle, opened for reading. lpBuffer,
 *          nNumberOfBytesToRead: where to and how much; borrowed until the
 *          request ends. 0 bytes is allowed, then lpBuffer may be NULL.
 *          lpOverlapped: the request, borrowed until it ends; Offset and
 *          OffsetHigh say where to read (ignored on sockets). Required for
 *          files opened with FILE_FLAG_OVERLAPPED. NULL on a synchronous handle
 *          reads at the file pointer and moves it.
 * Out:     *lpNumberOfBytesRead: 0 on entry, the count on TRUE; may be NULL if
 *          lpOverlapped is not. *lpOverlapped when the request ends. Reading a
 *          socket whose peer closed succeeds with 0 bytes; so does reading a
 *          synchronous file at its end without an OVERLAPPED.
 * Returns: TRUE: done. FALSE; last error: ERROR_IO_PENDING, started;
 *          ERROR_HANDLE_EOF, the offset is at or beyond the end (on an
 *          asynchronous file this comes as the completion);
 *          ERROR_INVALID_PARAMETER, lpOverlapped is missing, or the offset is
 *          bad or not aligned as FILE_FLAG_NO_BUFFERING asks;
 *          ERROR_ACCESS_DENIED, not opened for reading; ERROR_NOACCESS, the
 *          buffer is NULL or bad; ERROR_INVALID_HANDLE, hFile is not a handle
 *          that reads, or hEvent not an event; ERROR_INVALID_FUNCTION, a
 *          folder; ERROR_NO_SYSTEM_RESOURCES, out of memory or at a limit
 *          (see IocpSetLimits in linux.h);
 *          ERROR_NOT_SUPPORTED, no engine may run here (see IocpGetBackend).
 *          On pipes also ERROR_MORE_DATA, ERROR_BROKEN_PIPE, ERROR_NO_DATA,
 *          ERROR_PIPE_LISTENING and ERROR_PIPE_NOT_CONNECTED (see pipe.h).
 *          On sockets as WSARecv, with the Win32 numbers: a reset is
 *          ERROR_NETNAME_DELETED.
 * Packet:  one if TRUE or pending, and hFile has a port, and lpOverlapped is
 *          given; none otherwise, and see the rules in port.h.
 * Blocks:  until done, on a synchronous handle or without lpOverlapped; else
 *          never.  Threads: any, at once.
 * Windows: same, where Windows leaves a choice: on asynchronous files TRUE only
 *          for data in memory after FILE_SKIP_COMPLETION_PORT_ON_SUCCESS.
 * Source:  "ReadFile function", Parameters and Remarks.
 * Test:    tests/conformance/file_io.c, file_modes.c */
BOOL WINAPI ReadFile(HANDLE hFile, LPVOID lpBuffer, DWORD nNumberOfBytesToRead,
                     LPDWORD lpNumberOfBytesRead, LPOVERLAPPED lpOverlapped)
    IOCP_API(ReadFile);

/* Writes to a file, a pipe or a socket.
 * In:      hFile: the handle, opened for writing.
 *          lpBuffer, nNumberOfBytesToWrite: what; borrowed until the request
 *          ends. 0 bytes is allowed and changes nothing.
 *          lpOverlapped: as for ReadFile; Offset and OffsetHigh both 0xFFFFFFFF
 *          append to the file.
 * Out:     *lpNumberOfBytesWritten: 0 on entry, the count on TRUE; may be NULL
 *          if lpOverlapped is not. *lpOverlapped when the request ends.
 * Returns: TRUE: done. FALSE; last error: ERROR_IO_PENDING, started;
 *          ERROR_INVALID_PARAMETER, as for ReadFile; ERROR_ACCESS_DENIED, not
 *          opened for writing; ERROR_INVALID_USER_BUFFER, the buffer is NULL (a
 *          bad one may be ERROR_NOACCESS); ERROR_DISK_FULL, no space left;
 *          ERROR_BROKEN_PIPE, nobody reads the FIFO; ERROR_INVALID_HANDLE,
 *          ERROR_INVALID_FUNCTION, ERROR_NO_SYSTEM_RESOURCES and
 *          ERROR_NOT_SUPPORTED as for ReadFile. On pipes also ERROR_NO_DATA,
 *          ERROR_PIPE_LISTENING and ERROR_PIPE_NOT_CONNECTED (see pipe.h). On
 *          sockets as WSASend, with the Win32 numbers: a reset is
 *          ERROR_NETNAME_DELETED.
 * Packet:  as for ReadFile.
 * Blocks:  as for ReadFile.  Threads: any, at once; overlapping writes in
 *          flight at once land in any order.
 * Windows: same.
 * Source:  "WriteFile function", Parameters and Remarks.
 * Test:    tests/conformance/file_io.c */
BOOL WINAPI WriteFile(HANDLE hFile, LPCVOID lpBuffer,
                      DWORD nNumberOfBytesToWrite,
                      LPDWORD lpNumberOfBytesWritten, LPOVERLAPPED lpOverlapped)
    IOCP_API(WriteFile);

/* Starts a read that ends with a call, on this thread.
 * In:      hFile: opened with FILE_FLAG_OVERLAPPED, or a socket; without a
 *          port. lpBuffer, nNumberOfBytesToRead, lpOverlapped: as for ReadFile,
 *          but hEvent is the caller's own: it is not looked at.
 *          lpCompletionRoutine: called in the first alertable wait of this
 *          thread after the end, never before this call returned; lost if the
 *          thread ends first, which cancels the read.
 * Out:     *lpOverlapped when the request ends, before the call.
 * Returns: TRUE: started, or done; last error 0, or ERROR_MORE_DATA, the
 * message was cut. FALSE, and no call follows; last error:
 *          ERROR_INVALID_PARAMETER, the handle is synchronous or has a port, no
 *          routine, no lpOverlapped; else as ReadFile without ERROR_IO_PENDING.
 * Packet:  none, also if the handle gets a port before the end.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "ReadFileEx function", Parameters and Remarks.
 * Test:    tests/conformance/apc_files.c */
BOOL WINAPI ReadFileEx(HANDLE hFile, LPVOID lpBuffer,
                       DWORD nNumberOfBytesToRead, LPOVERLAPPED lpOverlapped,
                       LPOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine)
    IOCP_API(ReadFileEx);

/* Starts a write that ends with a call, on this thread.
 * In:      as for ReadFileEx; the bytes as for WriteFile.
 * Out:     *lpOverlapped when the request ends, before the call.
 * Returns: as ReadFileEx, with the errors of WriteFile.
 * Packet:  as for ReadFileEx.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "WriteFileEx function", Parameters and Remarks.
 * Test:    tests/conformance/apc_files.c */
BOOL WINAPI WriteFileEx(HANDLE hFile, LPCVOID lpBuffer,
                        DWORD nNumberOfBytesToWrite, LPOVERLAPPED lpOverlapped,
                        LPOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine)
    IOCP_API(WriteFileEx);

/* Gives the result of a request.
 * In:      hFile: the handle it was started on; used only to wait, and only if
 *          hEvent is NULL. lpOverlapped: the request. bWait: whether to wait
 *          for its end.
 * Out:     *lpNumberOfBytesTransferred: the count, whenever the request has
 *          ended, also in failure; untouched while it is pending.
 * Returns: TRUE: it succeeded. FALSE; last error: ERROR_IO_INCOMPLETE, pending
 *          and bWait is FALSE; ERROR_INVALID_HANDLE, the event or hFile cannot
 *          be waited on; ERROR_INVALID_PARAMETER, a pointer is NULL; else the
 *          Win32 number of the request's status (ERROR_MORE_DATA: the message
 *          was cut, the count is valid). Unchanged on TRUE.
 * Packet:  none, and the request's own packet stays in the port.
 * Blocks:  with bWait until the request ends: on OVERLAPPED.hEvent, or on hFile
 *          if that is NULL. Not alertable.  Threads: any, at once.
 * Windows: same. After a call that failed at once, do not call it with bWait:
 *          such a request never ends.
 * Source:  "GetOverlappedResult function", Remarks.
 * Test:    tests/conformance/overlapped.c */
BOOL WINAPI GetOverlappedResult(HANDLE hFile, LPOVERLAPPED lpOverlapped,
                                LPDWORD lpNumberOfBytesTransferred, BOOL bWait)
    IOCP_API(GetOverlappedResult);

/* Gives the result of a request, waiting no longer than told.
 * In:      hFile, lpOverlapped: as above. dwMilliseconds: 0 looks only;
 *          INFINITE waits for ever. bAlertable: TRUE, run APCs that are queued
 *          or come meanwhile, unless dwMilliseconds is 0.
 * Out:     as above.
 * Returns: as above; FALSE; last error: ERROR_IO_INCOMPLETE, pending and
 *          dwMilliseconds is 0; WAIT_TIMEOUT, the time is over;
 *          WAIT_IO_COMPLETION, APCs ran.
 * Packet:  none, as above.
 * Blocks:  until the request ends or the time is over.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetOverlappedResultEx function", Parameters and Return value.
 * Test:    tests/conformance/overlapped_ex.c */
BOOL WINAPI GetOverlappedResultEx(HANDLE hFile, LPOVERLAPPED lpOverlapped,
                                  LPDWORD lpNumberOfBytesTransferred,
                                  DWORD dwMilliseconds, BOOL bAlertable)
    IOCP_API(GetOverlappedResultEx);

/* Cancels the requests the calling thread has pending on a handle.
 * In:      hFile: the handle, or another handle of the same file or socket.
 * Out:     none.
 * Returns: TRUE, also when nothing was pending, or FALSE; last error:
 *          ERROR_INVALID_HANDLE, not a handle that carries requests.
 * Packet:  none of its own; each request it ends posts its packet as usual,
 *          with ERROR_OPERATION_ABORTED and 0 bytes, or its normal result if
 *          that was quicker.
 * Blocks:  never; the requests may end later.  Threads: any, at once.
 * Windows: same.
 * Source:  "CancelIo function", Remarks.
 * Test:    tests/conformance/cancel.c */
BOOL WINAPI CancelIo(HANDLE hFile) IOCP_API(CancelIo);

/* Cancels requests pending on a handle, whichever thread started them.
 * In:      hFile: as for CancelIo. lpOverlapped: the one to cancel, compared
 *          and not followed; NULL cancels all.
 * Out:     none.
 * Returns: TRUE: at least one was found. FALSE; last error: ERROR_NOT_FOUND,
 *          none was; ERROR_INVALID_HANDLE, not a handle that carries requests.
 * Packet:  as for CancelIo.
 * Blocks:  never; the requests may end later, so lpOverlapped must stay valid.
 *          Threads: any, at once.
 * Windows: same.
 * Source:  "CancelIoEx function", Remarks.
 * Test:    tests/conformance/cancel.c */
BOOL WINAPI CancelIoEx(HANDLE hFile, LPOVERLAPPED lpOverlapped)
    IOCP_API(CancelIoEx);

/* Cancels the blocking request a thread waits in.
 * In:      hThread: the thread.
 * Out:     none.
 * Returns: TRUE: it is told; the call it is in fails with
 *          ERROR_OPERATION_ABORTED, unless it was quicker. FALSE; last error:
 *          ERROR_NOT_FOUND, it is in no such call: it computes, waits for an
 *          object or a packet, or has pending requests only;
 *          ERROR_INVALID_HANDLE, not a thread.
 * Packet:  none. An OVERLAPPED given to the call is not written.
 * Blocks:  never; the call may return later.  Threads: any, at once.
 * Windows: same. Reads and writes of disk files are not cancelled here; calls
 *          of Winsock are.
 * Source:  "CancelSynchronousIo function", Remarks.
 * Test:    tests/conformance/cancel_sync.c */
BOOL WINAPI CancelSynchronousIo(HANDLE hThread) IOCP_API(CancelSynchronousIo);

/* Chooses which completions of a handle are announced.
 * In:      FileHandle: an asynchronous file or a socket. Flags:
 *          FILE_SKIP_COMPLETION_PORT_ON_SUCCESS, no packet for a request whose
 *          call did not return pending; FILE_SKIP_SET_EVENT_ON_HANDLE, the
 *          handle itself is not signalled (an hEvent still is). Flags add up; 0
 *          changes nothing; none can be taken back.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_PARAMETER, an unknown
 *          flag, or the first flag on a synchronous handle;
 *          ERROR_INVALID_HANDLE, not a file or socket.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once. All handles of the file share it.
 * Windows: same.
 * Source:  "SetFileCompletionNotificationModes function", Parameters.
 * Test:    tests/conformance/file_modes.c */
BOOL WINAPI SetFileCompletionNotificationModes(HANDLE FileHandle, UCHAR Flags)
    IOCP_API(SetFileCompletionNotificationModes);

#ifdef __cplusplus
}
#endif

#endif
