/* Events, waits, critical sections.
 *
 * Every wait here gives the caller's place on its completion port to another
 * thread while it blocks. Waiting for a mutex of pthreads or in poll() does so
 * a fraction of a millisecond later; see IocpEnterBlocking in linux.h. */
#ifndef IOCP_SYNC_H
#define IOCP_SYNC_H

#include "error_codes.h"
#include "interlocked.h"
#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

#define MAXIMUM_WAIT_OBJECTS 64
#define CRITICAL_SECTION_NO_DEBUG_INFO 0x01000000
#define CREATE_EVENT_MANUAL_RESET 0x00000001
#define CREATE_EVENT_INITIAL_SET 0x00000002
#define EVENT_MODIFY_STATE 0x0002
#define EVENT_ALL_ACCESS 0x001F0003

/* A lock inside one process. Programs look at LockCount (-1: free, else not),
 * RecursionCount, OwningThread (a thread id, 0: nobody), SpinCount, and whether
 * DebugInfo is NULL: only before the section is made and after it is deleted.
 * LockSemaphore stays NULL. */
struct _RTL_CRITICAL_SECTION_DEBUG;
typedef struct _RTL_CRITICAL_SECTION {
    struct _RTL_CRITICAL_SECTION_DEBUG *DebugInfo;
    LONG LockCount;
    LONG RecursionCount;
    HANDLE OwningThread;
    HANDLE LockSemaphore;
    ULONG_PTR SpinCount;
} RTL_CRITICAL_SECTION, *PRTL_CRITICAL_SECTION;
typedef RTL_CRITICAL_SECTION CRITICAL_SECTION, *PCRITICAL_SECTION,
    *LPCRITICAL_SECTION;

IOCP_SIZE(CRITICAL_SECTION, 40);
IOCP_AT(CRITICAL_SECTION, LockCount, 8);
IOCP_AT(CRITICAL_SECTION, RecursionCount, 12);
IOCP_AT(CRITICAL_SECTION, OwningThread, 16);
IOCP_AT(CRITICAL_SECTION, LockSemaphore, 24);
IOCP_AT(CRITICAL_SECTION, SpinCount, 32);

/* Makes an event, or opens the event of that name in this process.
 * In:      lpEventAttributes: NULL, or ignored. bManualReset: TRUE, a set event
 *          stays set until ResetEvent; FALSE, it lets one waiter pass and
 *          resets itself. bInitialState: whether it starts set. lpName: NULL,
 *          or a name (with regard to case); UTF-8 in the A form, UTF-16 in the
 *          W form.
 * Out:     none.
 * Returns: the handle, or NULL; last error: ERROR_NOT_ENOUGH_MEMORY;
 *          ERROR_NO_SYSTEM_RESOURCES, no handle left; ERROR_INVALID_HANDLE, an
 *          object of another kind has the name; ERROR_PATH_NOT_FOUND, it has
 *          a backslash (Global\ and Local\ in front are left out);
 *          ERROR_INVALID_NAME, nothing follows those; ERROR_BAD_PATHNAME, it
 *          begins with a backslash; ERROR_FILENAME_EXCED_RANGE, of the A form:
 *          it has more than MAX_PATH characters. On success 0, or
 *          ERROR_ALREADY_EXISTS if the event was there (its state stays as it
 *          is).
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: names are those of one process; where another one of the
 *          user has it this is NULL with ERROR_ALREADY_EXISTS.
 * Source:  "CreateEventA function", Parameters and Return value.
 * Test:    tests/conformance/sync_events.c, tests/conformance/sync_names.c */
HANDLE WINAPI CreateEventA(LPSECURITY_ATTRIBUTES lpEventAttributes,
                           BOOL bManualReset, BOOL bInitialState, LPCSTR lpName)
    IOCP_API(CreateEventA);

/* The same for a UTF-16 name. */
HANDLE WINAPI CreateEventW(LPSECURITY_ATTRIBUTES lpEventAttributes,
                           BOOL bManualReset, BOOL bInitialState,
                           LPCWSTR lpName) IOCP_API(CreateEventW);

/* The same with flags in the place of two arguments.
 * In:      lpEventAttributes, lpName: as above. dwFlags:
 *          CREATE_EVENT_MANUAL_RESET, CREATE_EVENT_INITIAL_SET, or 0.
 *          dwDesiredAccess: not looked at.
 * Out:     none.
 * Returns: as above; also NULL with ERROR_INVALID_PARAMETER, other flags.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: names are those of one process; where another one of the
 *          user has it this is NULL with ERROR_ALREADY_EXISTS; every handle
 *          has every access.
 * Source:  "CreateEventExA function", Parameters.
 * Test:    tests/conformance/sync_names.c */
HANDLE WINAPI CreateEventExA(LPSECURITY_ATTRIBUTES lpEventAttributes,
                             LPCSTR lpName, DWORD dwFlags,
                             DWORD dwDesiredAccess) IOCP_API(CreateEventExA);

/* The same for a UTF-16 name. */
HANDLE WINAPI CreateEventExW(LPSECURITY_ATTRIBUTES lpEventAttributes,
                             LPCWSTR lpName, DWORD dwFlags,
                             DWORD dwDesiredAccess) IOCP_API(CreateEventExW);

/* Opens the event of that name in this process.
 * In:      dwDesiredAccess: not looked at. bInheritHandle: sets
 *          HANDLE_FLAG_INHERIT. lpName: as above.
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
 * Source:  "OpenEventA function", Return value.
 * Test:    tests/conformance/sync_names.c */
HANDLE WINAPI OpenEventA(DWORD dwDesiredAccess, BOOL bInheritHandle,
                         LPCSTR lpName) IOCP_API(OpenEventA);

/* The same for a UTF-16 name. */
HANDLE WINAPI OpenEventW(DWORD dwDesiredAccess, BOOL bInheritHandle,
                         LPCWSTR lpName) IOCP_API(OpenEventW);

/* Sets an event for those who wait for it at this moment, and resets it: all of
 * them pass, or one if it is automatic.
 * In:      hEvent: an event.
 * Out:     none.
 * Returns: TRUE. FALSE; last error: ERROR_INVALID_HANDLE, no event.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once. A thread that does not wait just then
 *          misses it.
 * Windows: same.
 * Source:  "PulseEvent function", Remarks.
 * Test:    tests/conformance/sync_names.c */
BOOL WINAPI PulseEvent(HANDLE hEvent) IOCP_API(PulseEvent);

/* Sets an event: releases one waiter (auto reset) or all (manual reset).
 * In:      hEvent: the event; its low two bits are ignored.
 * Out:     none.
 * Returns: TRUE, also if it was set, or FALSE; last error:
 *          ERROR_INVALID_HANDLE, not an event.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "SetEvent function", Remarks.
 * Test:    tests/conformance/sync_events.c */
BOOL WINAPI SetEvent(HANDLE hEvent) IOCP_API(SetEvent);

/* Resets an event.
 * In:      hEvent: the event; its low two bits are ignored.
 * Out:     none.
 * Returns: TRUE, also if it was not set, or FALSE; last error:
 *          ERROR_INVALID_HANDLE, not an event.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "ResetEvent function", Remarks.
 * Test:    tests/conformance/sync_events.c */
BOOL WINAPI ResetEvent(HANDLE hEvent) IOCP_API(ResetEvent);

/* Waits until an object is signalled: an event that is set, a thread that has
 * ended, a file or socket whose last request is done, a port that holds
 * packets.
 * In:      hHandle: the object. dwMilliseconds: longest wait; 0 looks only,
 *          INFINITE waits for ever.
 * Out:     none. The wait resets an auto-reset event.
 * Returns: WAIT_OBJECT_0; WAIT_TIMEOUT; or WAIT_FAILED, last error:
 *          ERROR_INVALID_HANDLE, not an object to wait for.
 * Packet:  none; waiting for a port takes no packet and does not make the
 *          caller belong to it.
 * Blocks:  until signalled or the time is over. Not alertable.  Threads: any.
 * Windows: same.
 * Source:  "WaitForSingleObject function", Return value and Remarks.
 * Test:    tests/conformance/sync_events.c */
DWORD WINAPI WaitForSingleObject(HANDLE hHandle, DWORD dwMilliseconds)
    IOCP_API(WaitForSingleObject);

/* The same wait, which APCs can end.
 * In:      hHandle, dwMilliseconds: as above. bAlertable: TRUE, run APCs that
 *          are queued or come meanwhile.
 * Out:     as above.
 * Returns: as above; or WAIT_IO_COMPLETION: APCs ran, and the object was not
 *          looked at again. An object that is signalled at once comes first.
 * Packet:  none.
 * Blocks:  as above.  Threads: any.
 * Windows: same.
 * Source:  "WaitForSingleObjectEx function", Return value.
 * Test:    tests/conformance/apc.c */
DWORD WINAPI WaitForSingleObjectEx(HANDLE hHandle, DWORD dwMilliseconds,
                                   BOOL bAlertable)
    IOCP_API(WaitForSingleObjectEx);

/* Waits until one of several objects is signalled, or all of them at once.
 * In:      nCount: 1 to MAXIMUM_WAIT_OBJECTS. lpHandles: that many objects.
 *          bWaitAll: TRUE for all. dwMilliseconds: as above.
 * Out:     none. Only the object that ended the wait changes; with bWaitAll
 *          none does until all are signalled, then all do in one step.
 * Returns: WAIT_OBJECT_0 + i: lpHandles[i], the smallest i; with bWaitAll
 *          WAIT_OBJECT_0; WAIT_TIMEOUT; or WAIT_FAILED, last error:
 *          ERROR_INVALID_PARAMETER, a bad count, or a handle twice with
 *          bWaitAll; ERROR_NOACCESS, lpHandles is NULL; ERROR_INVALID_HANDLE,
 *          one is not an object to wait for.
 * Packet:  none.
 * Blocks:  until signalled or the time is over. Not alertable.  Threads: any.
 * Windows: same.
 * Source:  "WaitForMultipleObjects function", Return value and Remarks.
 * Test:    tests/conformance/sync_events.c */
DWORD WINAPI WaitForMultipleObjects(DWORD nCount, const HANDLE *lpHandles,
                                    BOOL bWaitAll, DWORD dwMilliseconds)
    IOCP_API(WaitForMultipleObjects);

/* The same wait, which APCs can end.
 * In:      as above; bAlertable: TRUE, run APCs that are queued or come
 *          meanwhile.
 * Out:     as above.
 * Returns: as above; or WAIT_IO_COMPLETION: APCs ran. Objects that satisfy the
 *          wait at once come first.
 * Packet:  none.
 * Blocks:  as above.  Threads: any.
 * Windows: same.
 * Source:  "WaitForMultipleObjectsEx function", Return value.
 * Test:    tests/conformance/apc.c */
DWORD WINAPI WaitForMultipleObjectsEx(DWORD nCount, const HANDLE *lpHandles,
                                      BOOL bWaitAll, DWORD dwMilliseconds,
                                      BOOL bAlertable)
    IOCP_API(WaitForMultipleObjectsEx);

#define QS_ALLEVENTS 0x1CBF
#define QS_ALLINPUT 0x1CFF
#define MWMO_WAITALL 0x0001
#define MWMO_ALERTABLE 0x0002
#define MWMO_INPUTAVAILABLE 0x0004

/* Waits until one of several objects is signalled. There is no message queue
 * here, so who asks for input too is refused: it would never come.
 * In:      nCount: 0 to MAXIMUM_WAIT_OBJECTS - 1. pHandles: that many objects.
 *          dwMilliseconds: as above. dwWakeMask: 0. dwFlags: 0, or
 *          MWMO_ALERTABLE: run APCs that are queued or come meanwhile;
 *          MWMO_INPUTAVAILABLE changes nothing.
 * Out:     none. Only the object that ended the wait changes.
 * Returns: WAIT_OBJECT_0 + i: pHandles[i], the smallest i; WAIT_TIMEOUT;
 *          WAIT_IO_COMPLETION: APCs ran; or WAIT_FAILED, last error:
 *          ERROR_NOT_SUPPORTED, dwWakeMask is not 0, or MWMO_WAITALL, which
 *          waits for input as well; ERROR_INVALID_PARAMETER, a bad count or
 *          flag; others as for WaitForMultipleObjects.
 * Packet:  none.
 * Blocks:  until signalled or the time is over.  Threads: any.
 * Windows: input ends the wait, as WAIT_OBJECT_0 + nCount.
 * Source:  "MsgWaitForMultipleObjectsEx function", Parameters.
 * Test:    tests/conformance/message_waits.c */
DWORD WINAPI MsgWaitForMultipleObjectsEx(DWORD nCount, const HANDLE *pHandles,
                                         DWORD dwMilliseconds, DWORD dwWakeMask,
                                         DWORD dwFlags)
    IOCP_API(MsgWaitForMultipleObjectsEx);

/* The same wait, which APCs do not end.
 * In:      nCount, pHandles, dwMilliseconds, dwWakeMask: as above. fWaitAll:
 *          FALSE; TRUE waits for input as well.
 * Out:     as above.
 * Returns: as above, but WAIT_IO_COMPLETION; ERROR_NOT_SUPPORTED also if
 *          fWaitAll is TRUE.
 * Packet:  none.
 * Blocks:  as above.  Threads: any.
 * Windows: as above.
 * Source:  "MsgWaitForMultipleObjects function", Parameters.
 * Test:    tests/conformance/message_waits.c */
DWORD WINAPI MsgWaitForMultipleObjects(DWORD nCount, const HANDLE *pHandles,
                                       BOOL fWaitAll, DWORD dwMilliseconds,
                                       DWORD dwWakeMask)
    IOCP_API(MsgWaitForMultipleObjects);

/* Sets an event, then waits for an object.
 * In:      hObjectToSignal: an event. hObjectToWaitOn, dwMilliseconds,
 *          bAlertable: as in WaitForSingleObjectEx.
 * Out:     as there.
 * Returns: as there; a call that fails has signalled nothing. WAIT_FAILED, last
 *          error: ERROR_INVALID_HANDLE, not an event, or not an object to wait
 *          for.
 * Packet:  none.
 * Blocks:  as there.  Threads: any.
 * Windows: same; the two are one step neither here nor there.
 * Source:  "SignalObjectAndWait function", Parameters and Remarks.
 * Test:    tests/conformance/apc.c */
DWORD WINAPI SignalObjectAndWait(HANDLE hObjectToSignal, HANDLE hObjectToWaitOn,
                                 DWORD dwMilliseconds, BOOL bAlertable)
    IOCP_API(SignalObjectAndWait);

/* Sleeps.
 * In:      dwMilliseconds: how long; 0 yields the processor, INFINITE never
 *          ends.
 * Out:     none.
 * Returns: nothing; the last error is unchanged.
 * Packet:  none.
 * Blocks:  that long. Not alertable.  Threads: any.
 * Windows: same.
 * Source:  "Sleep function", Remarks.
 * Test:    tests/conformance/threads.c */
VOID WINAPI Sleep(DWORD dwMilliseconds) IOCP_API(Sleep);

/* Sleeps; APCs can end it.
 * In:      dwMilliseconds: as above. bAlertable: TRUE, run APCs that are queued
 *          or come meanwhile.
 * Out:     none.
 * Returns: 0: the time is over; WAIT_IO_COMPLETION: APCs ran. The last error is
 *          unchanged.
 * Packet:  none.
 * Blocks:  that long.  Threads: any.
 * Windows: same.
 * Source:  "SleepEx function", Return value.
 * Test:    tests/conformance/apc.c */
DWORD WINAPI SleepEx(DWORD dwMilliseconds, BOOL bAlertable) IOCP_API(SleepEx);

/* Makes a critical section, free.
 * In:      lpCriticalSection: memory of the caller's, which must not move.
 * Out:     *lpCriticalSection.
 * Returns: nothing; cannot fail.
 * Packet:  none.
 * Blocks:  never.  Threads: one, before any use.
 * Windows: same.
 * Source:  "InitializeCriticalSection function", Remarks.
 * Test:    tests/conformance/sync_critical.c */
VOID WINAPI InitializeCriticalSection(LPCRITICAL_SECTION lpCriticalSection)
    IOCP_API(InitializeCriticalSection);

/* Makes a critical section whose Enter spins before it blocks.
 * In:      lpCriticalSection: as above. dwSpinCount: turns to spin.
 * Out:     *lpCriticalSection.
 * Returns: TRUE; cannot fail.
 * Packet:  none.
 * Blocks:  never.  Threads: one, before any use.
 * Windows: same; the count is ignored on one processor.
 * Source:  "InitializeCriticalSectionAndSpinCount function", Return value.
 * Test:    tests/conformance/sync_critical.c */
BOOL WINAPI InitializeCriticalSectionAndSpinCount(
    LPCRITICAL_SECTION lpCriticalSection, DWORD dwSpinCount)
    IOCP_API(InitializeCriticalSectionAndSpinCount);

/* The same with flags.
 * In:      Flags: 0 or CRITICAL_SECTION_NO_DEBUG_INFO; not looked at. The
 *          others as above.
 * Out:     *lpCriticalSection.
 * Returns: TRUE; cannot fail.
 * Packet:  none.
 * Blocks:  never.  Threads: one, before any use.
 * Windows: differs: refuses unknown flags.
 * Source:  "InitializeCriticalSectionEx function", Parameters.
 * Test:    tests/conformance/sync_critical.c */
BOOL WINAPI InitializeCriticalSectionEx(LPCRITICAL_SECTION lpCriticalSection,
                                        DWORD dwSpinCount, DWORD Flags)
    IOCP_API(InitializeCriticalSectionEx);

/* Changes how long the Enter of a critical section spins before it blocks.
 * In:      lpCriticalSection: made, not deleted. dwSpinCount: turns to spin.
 * Out:     none.
 * Returns: the count before; cannot fail.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once, also while others enter.
 * Windows: same; on one processor the count stays 0.
 * Source:  "SetCriticalSectionSpinCount function", Return value.
 * Test:    tests/conformance/sync_critical.c */
DWORD WINAPI SetCriticalSectionSpinCount(LPCRITICAL_SECTION lpCriticalSection,
                                         DWORD dwSpinCount)
    IOCP_API(SetCriticalSectionSpinCount);

/* Takes a critical section; its owner may take it again.
 * In:      lpCriticalSection: made, not deleted.
 * Out:     none.
 * Returns: nothing; cannot fail.
 * Packet:  none.
 * Blocks:  until the section is free or the caller's. Not alertable, not fair.
 *          Threads: any, at once.
 * Windows: same.
 * Source:  "EnterCriticalSection function", Remarks.
 * Test:    tests/conformance/sync_critical.c */
VOID WINAPI EnterCriticalSection(LPCRITICAL_SECTION lpCriticalSection)
    IOCP_API(EnterCriticalSection);

/* Takes a critical section if that needs no wait.
 * In:      lpCriticalSection: as above.
 * Out:     none.
 * Returns: TRUE: taken. FALSE: another thread has it; the last error is
 *          unchanged.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "TryEnterCriticalSection function", Return value.
 * Test:    tests/conformance/sync_critical.c */
BOOL WINAPI TryEnterCriticalSection(LPCRITICAL_SECTION lpCriticalSection)
    IOCP_API(TryEnterCriticalSection);

/* Gives a critical section back, once for each time it was taken.
 * In:      lpCriticalSection: owned by the calling thread; anything else
 *          damages it and is not reported.
 * Out:     none.
 * Returns: nothing.
 * Packet:  none.
 * Blocks:  never.  Threads: the owner.
 * Windows: same.
 * Source:  "LeaveCriticalSection function", Remarks.
 * Test:    tests/conformance/sync_critical.c */
VOID WINAPI LeaveCriticalSection(LPCRITICAL_SECTION lpCriticalSection)
    IOCP_API(LeaveCriticalSection);

/* Ends a critical section's life.
 * In:      lpCriticalSection: owned by no one; not valid afterwards.
 * Out:     none.
 * Returns: nothing.
 * Packet:  none.
 * Blocks:  never.  Threads: one, after all use.
 * Windows: same.
 * Source:  "DeleteCriticalSection function", Remarks.
 * Test:    tests/conformance/sync_critical.c */
VOID WINAPI DeleteCriticalSection(LPCRITICAL_SECTION lpCriticalSection)
    IOCP_API(DeleteCriticalSection);

#ifdef UNICODE
#define CreateEvent CreateEventW
#define CreateEventEx CreateEventExW
#define OpenEvent OpenEventW
#else
#define CreateEvent CreateEventA
#define CreateEventEx CreateEventExA
#define OpenEvent OpenEventA
#endif

#ifdef __cplusplus
}
#endif

#endif
