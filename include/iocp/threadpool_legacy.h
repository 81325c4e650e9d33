/* The thread pool's older calls: work items, registered waits, timer queues,
 * and files whose requests end in a function. They share the pool of the
 * process with the newer ones (threadpool.h). */
#ifndef IOCP_THREADPOOL_LEGACY_H
#define IOCP_THREADPOOL_LEGACY_H

#include "error_codes.h"
#include "io.h"
#include "thread.h"
#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

#define WT_EXECUTEDEFAULT 0x00000000
#define WT_EXECUTEINIOTHREAD 0x00000001
#define WT_EXECUTEINUITHREAD 0x00000002
#define WT_EXECUTEINWAITTHREAD 0x00000004
#define WT_EXECUTEONLYONCE 0x00000008
#define WT_EXECUTELONGFUNCTION 0x00000010
#define WT_EXECUTEINTIMERTHREAD 0x00000020
#define WT_EXECUTEINPERSISTENTIOTHREAD 0x00000040
#define WT_EXECUTEINPERSISTENTTHREAD 0x00000080
#define WT_TRANSFER_IMPERSONATION 0x00000100
#define WT_SET_MAX_THREADPOOL_THREADS(Flags, Limit) ((Flags) |= (Limit) << 16)

typedef VOID(NTAPI *WAITORTIMERCALLBACKFUNC)(PVOID, BOOLEAN);
typedef WAITORTIMERCALLBACKFUNC WAITORTIMERCALLBACK;

/* Has a function called once by the pool of the process.
 * In:      Function: called as Function(Context); its result is not looked at.
 *          Flags: WT_; only WT_EXECUTELONGFUNCTION has an effect.
 * Out:     none.
 * Returns: TRUE; FALSE: ERROR_INVALID_PARAMETER (no function),
 *          ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: a number of threads in the flags
 *          (WT_SET_MAX_THREADPOOL_THREADS) is not looked at, and no thread is
 *          a persistent one.
 * Source:  "QueueUserWorkItem function", Parameters.
 * Test:    tests/conformance/work_items.c */
BOOL WINAPI QueueUserWorkItem(LPTHREAD_START_ROUTINE Function, PVOID Context,
                              ULONG Flags) IOCP_API(QueueUserWorkItem);

/* Has the requests of a file or socket end in a function, which the pool of
 * the process calls: associates it with that pool's port for as long as it is
 * open.
 * In:      FileHandle: opened for overlapped requests, without a port.
 *          Function: called as Function(error, bytes, overlapped), error being
 *          what GetOverlappedResult would set. Flags: 0.
 * Out:     none.
 * Returns: TRUE; FALSE: ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER (no
 *          function, flags, a port already, or not overlapped),
 *          ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  as for any file with a port; each becomes a call.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: some Windows give the function an NTSTATUS.
 * Source:  "BindIoCompletionCallback function", Remarks.
 * Test:    tests/conformance/bind_callback.c */
BOOL WINAPI BindIoCompletionCallback(HANDLE FileHandle,
                                     LPOVERLAPPED_COMPLETION_ROUTINE Function,
                                     ULONG Flags)
    IOCP_API(BindIoCompletionCallback);

/* Has a function called each time an object is signalled, whose signal is
 * taken as by a wait, or a time has passed.
 * In:      hObject: what WaitForSingleObject takes, but no mutex. Callback:
 *          called as Callback(Context, timed out). dwMilliseconds: counted
 *          anew after each call; INFINITE, never; 0, at once. dwFlags:
 *          WT_EXECUTEONLYONCE: one call. WT_EXECUTELONGFUNCTION: it takes its
 *          time. WT_EXECUTEINWAITTHREAD: one call after the other; so it is
 *          for manual-reset objects too. Others have no effect.
 * Out:     *phNewWaitObject: a wait handle, for UnregisterWait alone; written
 *          only on success.
 * Returns: TRUE; FALSE: ERROR_INVALID_HANDLE (also: not to be waited for),
 *          ERROR_INVALID_PARAMETER (no function, no place for the handle, a
 *          mutex), ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: a mutex is taken by some thread of the pool there.
 * Source:  "RegisterWaitForSingleObject function", Parameters, Remarks.
 * Test:    tests/conformance/registered_waits.c */
BOOL WINAPI RegisterWaitForSingleObject(PHANDLE phNewWaitObject, HANDLE hObject,
                                        WAITORTIMERCALLBACK Callback,
                                        PVOID Context, ULONG dwMilliseconds,
                                        ULONG dwFlags)
    IOCP_API(RegisterWaitForSingleObject);

/* Ends a registered wait. Needed also after a call of WT_EXECUTEONLYONCE.
 * In:      WaitHandle: not ended yet.
 * Out:     none.
 * Returns: TRUE when no call is queued or runs; FALSE: ERROR_IO_PENDING (the
 *          wait ends after its calls), ERROR_INVALID_HANDLE (also: ended
 *          already).
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "UnregisterWait function", Return value.
 * Test:    tests/conformance/registered_waits.c */
BOOL WINAPI UnregisterWait(HANDLE WaitHandle) IOCP_API(UnregisterWait);

/* Ends a registered wait, and says when its calls are over.
 * In:      WaitHandle: not ended yet. CompletionEvent: NULL, as the call
 *          without Ex; INVALID_HANDLE_VALUE waits for the calls; an event is
 *          set after them.
 * Out:     none.
 * Returns: TRUE when no call is queued or runs any more; FALSE:
 *          ERROR_IO_PENDING (the wait ends after its calls),
 *          ERROR_INVALID_HANDLE (of the wait, also: ended already; or of the
 *          event).
 * Packet:  none.
 * Blocks:  with INVALID_HANDLE_VALUE, until the calls returned; for ever in
 *          one of them.  Threads: any, at once.
 * Windows: same.
 * Source:  "UnregisterWaitEx function", Parameters, Return value.
 * Test:    tests/conformance/registered_waits.c */
BOOL WINAPI UnregisterWaitEx(HANDLE WaitHandle, HANDLE CompletionEvent)
    IOCP_API(UnregisterWaitEx);

/* Makes a queue of timers, which are ended together.
 * Out:     none.
 * Returns: the queue, for the calls below alone; NULL:
 *          ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "CreateTimerQueue function", Return value.
 * Test:    tests/conformance/timer_queues.c */
HANDLE WINAPI CreateTimerQueue(VOID) IOCP_API(CreateTimerQueue);

/* Ends a queue and its timers.
 * In:      TimerQueue: from CreateTimerQueue.
 * Out:     none.
 * Returns: TRUE when no call is queued or runs; FALSE: ERROR_IO_PENDING,
 *          ERROR_INVALID_HANDLE.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "DeleteTimerQueue function", Remarks.
 * Test:    tests/conformance/timer_queues.c */
BOOL WINAPI DeleteTimerQueue(HANDLE TimerQueue) IOCP_API(DeleteTimerQueue);

/* Ends a queue and its timers, and says when their calls are over.
 * In:      TimerQueue: from CreateTimerQueue. CompletionEvent: NULL, as the
 *          call without Ex; INVALID_HANDLE_VALUE waits for the calls; an event
 *          is set after them.
 * Out:     none.
 * Returns: TRUE with INVALID_HANDLE_VALUE, or when no call is queued or runs;
 *          FALSE: ERROR_IO_PENDING (always with NULL), ERROR_INVALID_HANDLE.
 * Packet:  none.
 * Blocks:  with INVALID_HANDLE_VALUE, until the calls returned; for ever in
 *          one of them.  Threads: any, at once.
 * Windows: same.
 * Source:  "DeleteTimerQueueEx function", Parameters.
 * Test:    tests/conformance/timer_queues.c */
BOOL WINAPI DeleteTimerQueueEx(HANDLE TimerQueue, HANDLE CompletionEvent)
    IOCP_API(DeleteTimerQueueEx);

/* Has a function called after a time, and then again and again.
 * In:      TimerQueue: NULL for the process's. Callback: called as
 *          Callback(Parameter, TRUE). DueTime, Period: milliseconds; Period 0,
 *          one call. Flags: WT_EXECUTEONLYONCE: Period counts as 0.
 *          WT_EXECUTELONGFUNCTION: it takes its time. Others have no effect.
 * Out:     *phNewTimer: the timer, for the calls below alone; NULL on failure.
 * Returns: TRUE; FALSE: ERROR_INVALID_PARAMETER (no function, no place for the
 *          handle), ERROR_INVALID_HANDLE, ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: no call runs on the thread that keeps the time
 *          (WT_EXECUTEINTIMERTHREAD).
 * Source:  "CreateTimerQueueTimer function", Parameters.
 * Test:    tests/conformance/timer_queues.c */
BOOL WINAPI CreateTimerQueueTimer(PHANDLE phNewTimer, HANDLE TimerQueue,
                                  WAITORTIMERCALLBACK Callback, PVOID Parameter,
                                  DWORD DueTime, DWORD Period, ULONG Flags)
    IOCP_API(CreateTimerQueueTimer);

/* Sets a timer anew. One whose only call was made stays as it is.
 * In:      TimerQueue: not looked at. Timer: of CreateTimerQueueTimer.
 *          DueTime, Period: as there.
 * Out:     none.
 * Returns: TRUE; FALSE: ERROR_INVALID_HANDLE.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "ChangeTimerQueueTimer function", Remarks.
 * Test:    tests/conformance/timer_queues.c */
BOOL WINAPI ChangeTimerQueueTimer(HANDLE TimerQueue, HANDLE Timer,
                                  ULONG DueTime, ULONG Period)
    IOCP_API(ChangeTimerQueueTimer);

/* Ends a timer.
 * In:      TimerQueue: not looked at. Timer: of CreateTimerQueueTimer.
 *          CompletionEvent: NULL, nothing more; INVALID_HANDLE_VALUE waits for
 *          the calls; an event is set after them.
 * Out:     none.
 * Returns: TRUE with INVALID_HANDLE_VALUE, or when no call is queued or runs;
 *          FALSE: ERROR_IO_PENDING (the timer ends after its calls),
 *          ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER (no timer).
 * Packet:  none.
 * Blocks:  with INVALID_HANDLE_VALUE, until the calls returned; for ever in
 *          one of them.  Threads: any, at once.
 * Windows: same.
 * Source:  "DeleteTimerQueueTimer function", Parameters, Return value.
 * Test:    tests/conformance/timer_queues.c */
BOOL WINAPI DeleteTimerQueueTimer(HANDLE TimerQueue, HANDLE Timer,
                                  HANDLE CompletionEvent)
    IOCP_API(DeleteTimerQueueTimer);

#ifdef __cplusplus
}
#endif

#endif
