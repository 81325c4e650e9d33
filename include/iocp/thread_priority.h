/* How urgent threads are.
 *
 * Linux' word for it is the nice value: 0 is THREAD_PRIORITY_NORMAL, or what
 * the process was started with; each step is 5, IDLE is 19, TIME_CRITICAL is
 * -20. More urgent than that start only who may (CAP_SYS_NICE, RLIMIT_NICE) can
 * make a thread; who may not could not make it normal again either, so then
 * nothing is changed. The value is kept and told in any case. */
#ifndef IOCP_THREAD_PRIORITY_H
#define IOCP_THREAD_PRIORITY_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

#define THREAD_BASE_PRIORITY_LOWRT 15
#define THREAD_BASE_PRIORITY_MAX 2
#define THREAD_BASE_PRIORITY_MIN (-2)
#define THREAD_BASE_PRIORITY_IDLE (-15)

#define THREAD_PRIORITY_LOWEST THREAD_BASE_PRIORITY_MIN
#define THREAD_PRIORITY_BELOW_NORMAL (THREAD_PRIORITY_LOWEST + 1)
#define THREAD_PRIORITY_NORMAL 0
#define THREAD_PRIORITY_HIGHEST THREAD_BASE_PRIORITY_MAX
#define THREAD_PRIORITY_ABOVE_NORMAL (THREAD_PRIORITY_HIGHEST - 1)
#define THREAD_PRIORITY_ERROR_RETURN 0x7fffffff
#define THREAD_PRIORITY_TIME_CRITICAL THREAD_BASE_PRIORITY_LOWRT
#define THREAD_PRIORITY_IDLE THREAD_BASE_PRIORITY_IDLE
#define THREAD_MODE_BACKGROUND_BEGIN 0x00010000
#define THREAD_MODE_BACKGROUND_END 0x00020000

/* Says how urgent a thread is.
 * In:      hThread: a thread. nPriority: THREAD_PRIORITY_; or, for the calling
 *          thread by GetCurrentThread(), THREAD_MODE_BACKGROUND_BEGIN, as idle
 *          as can be, until THREAD_MODE_BACKGROUND_END.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_PARAMETER, another number,
 *          or background for another thread;
 *          ERROR_THREAD_MODE_ALREADY_BACKGROUND,
 *          ERROR_THREAD_MODE_NOT_BACKGROUND; ERROR_INVALID_HANDLE, not a thread
 *          of this process.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: it has an effect for who may only, see above. No class of a
 *          process is real-time, so -7 to -3 and 3 to 6 are other numbers.
 * Source:  "SetThreadPriority function", Parameters.
 * Test:    tests/conformance/affinity.c */
BOOL WINAPI SetThreadPriority(HANDLE hThread, int nPriority)
    IOCP_API(SetThreadPriority);

/* Tells how urgent a thread is.
 * In:      hThread: a thread.
 * Out:     none.
 * Returns: what SetThreadPriority set, at first 0; or
 *          THREAD_PRIORITY_ERROR_RETURN; last error: ERROR_INVALID_HANDLE, not
 *          a thread of this process.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: background mode does not change what is told.
 * Source:  "GetThreadPriority function", Return value.
 * Test:    tests/conformance/affinity.c */
int WINAPI GetThreadPriority(HANDLE hThread) IOCP_API(GetThreadPriority);

/* Says whether a thread is to be more urgent for a while after a wait.
 * In:      hThread: a thread. bDisablePriorityBoost: TRUE, it is not.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_HANDLE, not a thread of
 *          this process.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: Linux decides that by itself; it is remembered.
 * Source:  "SetThreadPriorityBoost function", Parameters.
 * Test:    tests/conformance/affinity.c */
BOOL WINAPI SetThreadPriorityBoost(HANDLE hThread, BOOL bDisablePriorityBoost)
    IOCP_API(SetThreadPriorityBoost);

/* Tells that.
 * In:      hThread: a thread.
 * Out:     *pDisablePriorityBoost: TRUE, it is not; untouched on failure.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_HANDLE, not a thread of
 *          this process; ERROR_NOACCESS, the pointer is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: as above.
 * Source:  "GetThreadPriorityBoost function", Parameters.
 * Test:    tests/conformance/affinity.c */
BOOL WINAPI GetThreadPriorityBoost(HANDLE hThread, PBOOL pDisablePriorityBoost)
    IOCP_API(GetThreadPriorityBoost);

#ifdef __cplusplus
}
#endif

#endif
