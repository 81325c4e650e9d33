/* The thread pool: timers, waits, and files whose requests end in callbacks.
 * See threadpool.h. */
#ifndef IOCP_THREADPOOL_OBJECTS_H
#define IOCP_THREADPOOL_OBJECTS_H

#include "threadpool.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Timers ---- */

/* Makes a timer, which is not set. Thousands of them take one thread.
 * In:      pfnti: called as pfnti(instance, pv, timer). pcbe: the environment,
 *          copied; NULL for the process's pool.
 * Out:     none.
 * Returns: the timer; NULL: ERROR_INVALID_PARAMETER (no function, or the
 *          environment), ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "CreateThreadpoolTimer function", Return value.
 * Test:    tests/conformance/pool_timer.c */
PTP_TIMER WINAPI CreateThreadpoolTimer(PTP_TIMER_CALLBACK pfnti, PVOID pv,
                                       PTP_CALLBACK_ENVIRON pcbe)
    IOCP_API(CreateThreadpoolTimer);

/* Sets a timer, in the place of an earlier setting. Calls that are queued
 * already stay.
 * In:      pti: a timer; NULL does nothing. pftDueTime: negative, from now on
 *          in 100 ns; positive, a time of day, which follows the clock when
 *          that is set; zero, at once; NULL unsets the timer. msPeriod:
 *          milliseconds between the calls after the first; 0, there is only
 *          one. msWindowLength: not needed.
 * Out:     none.
 * Returns: nothing.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: a timer is never late to share a wake-up with others.
 * Source:  "SetThreadpoolTimer function", Parameters, Remarks.
 * Test:    tests/conformance/pool_timer.c */
VOID WINAPI SetThreadpoolTimer(PTP_TIMER pti, PFILETIME pftDueTime,
                               DWORD msPeriod, DWORD msWindowLength)
    IOCP_API(SetThreadpoolTimer);

/* As SetThreadpoolTimer, and says whether that took an earlier setting away.
 * In:      as there.
 * Out:     none.
 * Returns: TRUE when the timer was set and its call was not queued yet; FALSE
 *          otherwise, also for NULL. No last error.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: as there.
 * Source:  "SetThreadpoolTimerEx function", Return value.
 * Test:    tests/conformance/pool_timer.c */
BOOL WINAPI SetThreadpoolTimerEx(PTP_TIMER pti, PFILETIME pftDueTime,
                                 DWORD msPeriod, DWORD msWindowLength)
    IOCP_API(SetThreadpoolTimerEx);

/* Says whether a timer is set: by the last call that set or unset it, also
 * when it has run down since.
 * In:      pti: a timer.
 * Out:     none.
 * Returns: TRUE or FALSE; FALSE for NULL. No last error.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "IsThreadpoolTimerSet function", Return value.
 * Test:    tests/conformance/pool_timer.c */
BOOL WINAPI IsThreadpoolTimerSet(PTP_TIMER pti) IOCP_API(IsThreadpoolTimerSet);

/* Waits until no call of a timer is queued or runs. One that is not due yet is
 * not waited for.
 * In:      pti: a timer; NULL does nothing. fCancelPendingCallbacks: TRUE
 *          drops those that have not started.
 * Out:     none.
 * Returns: nothing.
 * Packet:  none.
 * Blocks:  until then; for ever in a callback of the same timer. Gives the
 *          place on a port to another thread.  Threads: any, at once.
 * Windows: same.
 * Source:  "WaitForThreadpoolTimerCallbacks function", Parameters.
 * Test:    tests/conformance/pool_timer.c */
VOID WINAPI WaitForThreadpoolTimerCallbacks(PTP_TIMER pti,
                                            BOOL fCancelPendingCallbacks)
    IOCP_API(WaitForThreadpoolTimerCallbacks);

/* Unsets a timer and gives it up. Calls that are queued or run go on.
 * In:      pti: a timer; NULL does nothing. Not one whose cleanup group
 *          released it.
 * Out:     none.
 * Returns: nothing.
 * Packet:  none.
 * Blocks:  until no thread is about to queue a call.  Threads: any, at once.
 * Windows: same.
 * Source:  "CloseThreadpoolTimer function", Remarks.
 * Test:    tests/conformance/pool_timer.c */
VOID WINAPI CloseThreadpoolTimer(PTP_TIMER pti) IOCP_API(CloseThreadpoolTimer);

/* ---- Waits ---- */

/* Makes a wait object, which waits for nothing yet. Thousands of them take no
 * thread at all.
 * In:      pfnwa: called as pfnwa(instance, pv, wait, result); result is
 *          WAIT_OBJECT_0 or WAIT_TIMEOUT. pcbe: the environment, copied; NULL
 *          for the process's pool.
 * Out:     none.
 * Returns: the object; NULL: ERROR_INVALID_PARAMETER (no function, or the
 *          environment), ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "CreateThreadpoolWait function", Return value.
 * Test:    tests/conformance/pool_wait.c */
PTP_WAIT WINAPI CreateThreadpoolWait(PTP_WAIT_CALLBACK pfnwa, PVOID pv,
                                     PTP_CALLBACK_ENVIRON pcbe)
    IOCP_API(CreateThreadpoolWait);

/* Has the function called when an object is signalled, whose signal is taken
 * as by a wait, or at a time. Once: it has to be set again for each call.
 * Takes the place of an earlier setting.
 * In:      pwa: a wait object; NULL does nothing. h: what WaitForSingleObject
 *          takes, but no mutex; may be closed at once. NULL only ends an
 *          earlier setting. INVALID_HANDLE_VALUE, and what cannot be waited
 *          for, is never signalled. pftTimeout: NULL, never; zero, at once
 *          unless the object is signalled; else as for SetThreadpoolTimer.
 * Out:     none.
 * Returns: nothing.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: a bad handle raises an exception there.
 * Source:  "SetThreadpoolWait function", Parameters, Remarks.
 * Test:    tests/conformance/pool_wait.c */
VOID WINAPI SetThreadpoolWait(PTP_WAIT pwa, HANDLE h, PFILETIME pftTimeout)
    IOCP_API(SetThreadpoolWait);

/* As SetThreadpoolWait, and says whether that took an earlier setting away.
 * In:      as there; Reserved: not looked at.
 * Out:     none.
 * Returns: TRUE when the object waited and its call was not queued yet; FALSE
 *          otherwise, also for NULL. No last error.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: as there.
 * Source:  "SetThreadpoolWaitEx function", Return value.
 * Test:    tests/conformance/pool_wait.c */
BOOL WINAPI SetThreadpoolWaitEx(PTP_WAIT pwa, HANDLE h, PFILETIME pftTimeout,
                                PVOID Reserved) IOCP_API(SetThreadpoolWaitEx);

/* Waits until no call of a wait object is queued or runs. A signal that has
 * not come is not waited for.
 * In:      pwa: a wait object; NULL does nothing. fCancelPendingCallbacks:
 *          TRUE drops those that have not started.
 * Out:     none.
 * Returns: nothing.
 * Packet:  none.
 * Blocks:  until then; for ever in a callback of the same object. Gives the
 *          place on a port to another thread.  Threads: any, at once.
 * Windows: same.
 * Source:  "WaitForThreadpoolWaitCallbacks function", Parameters.
 * Test:    tests/conformance/pool_wait.c */
VOID WINAPI WaitForThreadpoolWaitCallbacks(PTP_WAIT pwa,
                                           BOOL fCancelPendingCallbacks)
    IOCP_API(WaitForThreadpoolWaitCallbacks);

/* Ends the waiting and gives the object up. Calls that are queued or run go
 * on.
 * In:      pwa: a wait object; NULL does nothing. Not one whose cleanup group
 *          released it.
 * Out:     none.
 * Returns: nothing.
 * Packet:  none.
 * Blocks:  until no thread is about to queue a call.  Threads: any, at once.
 * Windows: same.
 * Source:  "CloseThreadpoolWait function", Remarks.
 * Test:    tests/conformance/pool_wait.c */
VOID WINAPI CloseThreadpoolWait(PTP_WAIT pwa) IOCP_API(CloseThreadpoolWait);

/* ---- I/O ---- */

/* Has the requests of a file or socket end in a function: associates it with
 * the port of a pool, for as long as it is open.
 * In:      fl: opened for overlapped requests, without a port. pfnio: called
 *          as pfnio(instance, pv, overlapped, error, bytes, io), error being
 *          what GetOverlappedResult would set. pcbe: the environment, copied;
 *          NULL for the process's pool.
 * Out:     none.
 * Returns: the object; NULL: ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER (no
 *          function, the environment, a port already, or not overlapped),
 *          ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  as for any file with a port; each becomes a call.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "CreateThreadpoolIo function", Remarks.
 * Test:    tests/conformance/pool_io.c */
PTP_IO WINAPI CreateThreadpoolIo(HANDLE fl, PTP_WIN32_IO_CALLBACK pfnio,
                                 PVOID pv, PTP_CALLBACK_ENVIRON pcbe)
    IOCP_API(CreateThreadpoolIo);

/* Announces one request: has to be called before each. The end of one that was
 * not announced is dropped.
 * In:      pio: an I/O object; NULL does nothing.
 * Out:     none.
 * Returns: nothing.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: memory is corrupted there without it.
 * Source:  "StartThreadpoolIo function", Remarks.
 * Test:    tests/conformance/pool_io.c */
VOID WINAPI StartThreadpoolIo(PTP_IO pio) IOCP_API(StartThreadpoolIo);

/* Takes an announcement back: the request failed at once, or will queue no
 * packet (FILE_SKIP_COMPLETION_PORT_ON_SUCCESS). Cancels nothing.
 * In:      pio: an I/O object; NULL does nothing.
 * Out:     none.
 * Returns: nothing.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "CancelThreadpoolIo function", Remarks.
 * Test:    tests/conformance/pool_io.c */
VOID WINAPI CancelThreadpoolIo(PTP_IO pio) IOCP_API(CancelThreadpoolIo);

/* Waits until every announced request has ended and its call returned.
 * In:      pio: an I/O object; NULL does nothing. fCancelPendingCallbacks:
 *          TRUE forgets what was announced: those calls will not be made; the
 *          requests go on.
 * Out:     none.
 * Returns: nothing.
 * Packet:  none.
 * Blocks:  until then; for ever in a callback of the same object. Gives the
 *          place on a port to another thread.  Threads: any, at once.
 * Windows: same.
 * Source:  "WaitForThreadpoolIoCallbacks function", Parameters.
 * Test:    tests/conformance/pool_io.c */
VOID WINAPI WaitForThreadpoolIoCallbacks(PTP_IO pio,
                                         BOOL fCancelPendingCallbacks)
    IOCP_API(WaitForThreadpoolIoCallbacks);

/* Gives an I/O object up. Calls of requests that were announced are still
 * made; the file stays associated.
 * In:      pio: an I/O object; NULL does nothing. Not one whose cleanup group
 *          released it.
 * Out:     none.
 * Returns: nothing.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "CloseThreadpoolIo function", Remarks.
 * Test:    tests/conformance/pool_io.c */
VOID WINAPI CloseThreadpoolIo(PTP_IO pio) IOCP_API(CloseThreadpoolIo);

#ifdef __cplusplus
}
#endif

#endif
