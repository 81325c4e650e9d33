/* Waitable timers: objects that are signalled when a time has come.
 *
 * All of them cost one thread of the library, "iocp-timers", which the first
 * one that is set starts; it runs no code of the program. */
#ifndef IOCP_TIMER_H
#define IOCP_TIMER_H

#include "error_codes.h"
#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

#define CREATE_WAITABLE_TIMER_MANUAL_RESET 0x00000001
#define CREATE_WAITABLE_TIMER_HIGH_RESOLUTION 0x00000002
#define TIMER_QUERY_STATE 0x0001
#define TIMER_MODIFY_STATE 0x0002
#define TIMER_ALL_ACCESS 0x001F0003

#define POWER_REQUEST_CONTEXT_VERSION 0
#define POWER_REQUEST_CONTEXT_SIMPLE_STRING 0x00000001
#define POWER_REQUEST_CONTEXT_DETAILED_STRING 0x00000002

/* Why the machine is to wake up. */
typedef struct _REASON_CONTEXT {
    ULONG Version; /* POWER_REQUEST_CONTEXT_VERSION */
    DWORD Flags;   /* which member of Reason */
    union {
        struct {
            HMODULE LocalizedReasonModule;
            ULONG LocalizedReasonId;
            ULONG ReasonStringCount;
            LPWSTR *ReasonStrings;
        } Detailed;
        LPWSTR SimpleReasonString;
    } Reason;
} REASON_CONTEXT, *PREASON_CONTEXT;

IOCP_SIZE(REASON_CONTEXT, 32);
IOCP_AT(REASON_CONTEXT, Flags, 4);
IOCP_AT(REASON_CONTEXT, Reason, 8);
IOCP_AT(REASON_CONTEXT, Reason.Detailed.LocalizedReasonId, 16);
IOCP_AT(REASON_CONTEXT, Reason.Detailed.ReasonStringCount, 20);
IOCP_AT(REASON_CONTEXT, Reason.Detailed.ReasonStrings, 24);

/* What a timer calls: its argument, and the time when it was signalled, as the
 * two halves of a FILETIME. */
typedef VOID(CALLBACK *PTIMERAPCROUTINE)(LPVOID lpArgToCompletionRoutine,
                                         DWORD dwTimerLowValue,
                                         DWORD dwTimerHighValue);

/* Makes a timer, which is not set and not signalled, or opens the timer of that
 * name in this process.
 * In:      lpTimerAttributes: NULL, or ignored. bManualReset: TRUE, it stays
 *          signalled until it is set again; FALSE, it lets one waiter pass and
 *          resets itself. lpTimerName: NULL, or a name (with regard to case);
 *          UTF-8 in the A form, UTF-16 in the W form.
 * Out:     none.
 * Returns: the handle, or NULL; last error: ERROR_NOT_ENOUGH_MEMORY;
 *          ERROR_NO_SYSTEM_RESOURCES, no handle left; ERROR_INVALID_HANDLE, an
 *          object of another kind has the name; ERROR_PATH_NOT_FOUND, it has a
 *          backslash (Global\ and Local\ in front are left out);
 *          ERROR_INVALID_NAME, nothing follows those; ERROR_BAD_PATHNAME, it
 *          begins with a backslash; ERROR_FILENAME_EXCED_RANGE, of the A form:
 *          it has more than MAX_PATH characters. On success 0,
 *          or ERROR_ALREADY_EXISTS if the timer was there (it stays as it is).
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: names are those of one process; where another one of the
 *          user has it this is NULL with ERROR_ALREADY_EXISTS.
 * Source:  "CreateWaitableTimerA function", Parameters and Return value.
 * Test:    tests/conformance/sync_timer.c */
HANDLE WINAPI CreateWaitableTimerA(LPSECURITY_ATTRIBUTES lpTimerAttributes,
                                   BOOL bManualReset, LPCSTR lpTimerName)
    IOCP_API(CreateWaitableTimerA);

/* The same for a UTF-16 name. */
HANDLE WINAPI CreateWaitableTimerW(LPSECURITY_ATTRIBUTES lpTimerAttributes,
                                   BOOL bManualReset, LPCWSTR lpTimerName)
    IOCP_API(CreateWaitableTimerW);

/* The same with flags.
 * In:      lpTimerAttributes, lpTimerName: as above. dwFlags:
 *          CREATE_WAITABLE_TIMER_MANUAL_RESET or 0, and
 *          CREATE_WAITABLE_TIMER_HIGH_RESOLUTION, which every timer has.
 *          dwDesiredAccess: not looked at.
 * Out:     none.
 * Returns: as above; also NULL with ERROR_INVALID_PARAMETER, other flags.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: names are those of one process; where another one of the
 *          user has it this is NULL with ERROR_ALREADY_EXISTS; every handle
 *          has every access.
 * Source:  "CreateWaitableTimerExW function", Parameters.
 * Test:    tests/conformance/sync_timer.c */
HANDLE WINAPI CreateWaitableTimerExA(LPSECURITY_ATTRIBUTES lpTimerAttributes,
                                     LPCSTR lpTimerName, DWORD dwFlags,
                                     DWORD dwDesiredAccess)
    IOCP_API(CreateWaitableTimerExA);

/* The same for a UTF-16 name. */
HANDLE WINAPI CreateWaitableTimerExW(LPSECURITY_ATTRIBUTES lpTimerAttributes,
                                     LPCWSTR lpTimerName, DWORD dwFlags,
                                     DWORD dwDesiredAccess)
    IOCP_API(CreateWaitableTimerExW);

/* Opens the timer of that name in this process.
 * In:      dwDesiredAccess: not looked at. bInheritHandle: sets
 *          HANDLE_FLAG_INHERIT. lpTimerName: as above.
 * Out:     none.
 * Returns: the handle, or NULL; last error: ERROR_NOT_SUPPORTED, another
 *          process of the user has it; ERROR_FILE_NOT_FOUND, nothing has the
 *          name; ERROR_INVALID_PARAMETER, it is NULL; ERROR_INVALID_HANDLE,
 *          as above, or it is empty; ERROR_PATH_NOT_FOUND, ERROR_INVALID_NAME,
 *          ERROR_BAD_PATHNAME, ERROR_FILENAME_EXCED_RANGE,
 *          ERROR_NOT_ENOUGH_MEMORY and ERROR_NO_SYSTEM_RESOURCES as above.
 *          Success leaves the last error alone.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: names are those of one process; every handle has every
 *          access.
 * Source:  "OpenWaitableTimerW function", Return value.
 * Test:    tests/conformance/sync_timer.c */
HANDLE WINAPI OpenWaitableTimerA(DWORD dwDesiredAccess, BOOL bInheritHandle,
                                 LPCSTR lpTimerName)
    IOCP_API(OpenWaitableTimerA);

/* The same for a UTF-16 name. */
HANDLE WINAPI OpenWaitableTimerW(DWORD dwDesiredAccess, BOOL bInheritHandle,
                                 LPCWSTR lpTimerName)
    IOCP_API(OpenWaitableTimerW);

/* Sets a timer: takes back its signal and a call that has not been made yet,
 * and has it signalled at a time. In:      hTimer: a timer. lpDueTime: below 0
 * so many 100 ns from now (the time that the machine sleeps does not count),
 * above 0 a FILETIME, which follows changes of the system clock, 0 or one that
 * is over at once. lPeriod: 0, or after how many ms it is signalled again, and
 * again; counted from the due time, so it does not drift, and what was missed
 *          is left out. pfnCompletionRoutine: NULL, or what the calling thread
 *          runs in an alertable wait each time the timer is signalled; one that
 *          is still to run is not queued twice. lpArgToCompletionRoutine: given
 *          to it. fResume: to wake the machine, which is not done.
 * Out:     none.
 * Returns: TRUE; last error: ERROR_NOT_SUPPORTED if fResume, else left alone.
 *          FALSE; last error: ERROR_INVALID_HANDLE, no timer;
 *          ERROR_INVALID_PARAMETER, lPeriod is below 0; ERROR_NOACCESS,
 *          lpDueTime is NULL; ERROR_NOT_ENOUGH_MEMORY, or that of a thread or
 *          descriptor that cannot be had: the timer is stopped then.
 * Packet:  none; the routine is an APC.
 * Blocks:  never.  Threads: any, at once. When the thread that set a timer with
 *          a routine has ended, the timer is signalled no more.
 * Windows: same.
 * Source:  "SetWaitableTimer function", Parameters and Remarks.
 * Test:    tests/conformance/sync_timer.c */
BOOL WINAPI SetWaitableTimer(HANDLE hTimer, const LARGE_INTEGER *lpDueTime,
                             LONG lPeriod,
                             PTIMERAPCROUTINE pfnCompletionRoutine,
                             LPVOID lpArgToCompletionRoutine, BOOL fResume)
    IOCP_API(SetWaitableTimer);

/* The same with a reason to wake the machine, and how late it may be.
 * In:      hTimer to lpArgToCompletionRoutine: as above. WakeContext: NULL, or
 *          that the machine is to wake up, and why. TolerableDelay: ms; not
 * made use of. Out:     none. Returns: as above; ERROR_NOT_SUPPORTED beside
 * TRUE if WakeContext is not NULL; also FALSE with ERROR_INVALID_PARAMETER, its
 * Version or Flags are none of those above. Packet:  none; the routine is an
 * APC. Blocks:  never.  Threads: any, at once; as above. Windows: same. Source:
 * "SetWaitableTimerEx function", Parameters and Remarks. Test:
 * tests/conformance/sync_timer.c */
BOOL WINAPI SetWaitableTimerEx(HANDLE hTimer, const LARGE_INTEGER *lpDueTime,
                               LONG lPeriod,
                               PTIMERAPCROUTINE pfnCompletionRoutine,
                               LPVOID lpArgToCompletionRoutine,
                               PREASON_CONTEXT WakeContext,
                               ULONG TolerableDelay)
    IOCP_API(SetWaitableTimerEx);

/* Stops a timer, and takes back a call that has not been made yet.
 * In:      hTimer: a timer; need not be set.
 * Out:     none.
 * Returns: TRUE; it stays signalled, or not, as it is. FALSE; last error:
 *          ERROR_INVALID_HANDLE, no timer.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "CancelWaitableTimer function", Remarks.
 * Test:    tests/conformance/sync_timer.c */
BOOL WINAPI CancelWaitableTimer(HANDLE hTimer) IOCP_API(CancelWaitableTimer);

#ifdef UNICODE
#define CreateWaitableTimer CreateWaitableTimerW
#define CreateWaitableTimerEx CreateWaitableTimerExW
#define OpenWaitableTimer OpenWaitableTimerW
#else
#define CreateWaitableTimer CreateWaitableTimerA
#define CreateWaitableTimerEx CreateWaitableTimerExA
#define OpenWaitableTimer OpenWaitableTimerA
#endif

#ifdef __cplusplus
}
#endif

#endif
