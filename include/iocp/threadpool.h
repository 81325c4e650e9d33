/* The thread pool: work, timers, waits and I/O whose callbacks run on threads
 * that the library keeps.
 *
 * A pool is a completion port and the threads at it: no more of them run than
 * there are processors for the process, and while a callback blocks another one
 * gets its place. What the functions of "WhenCallbackReturns" and their kin
 * take as `pci` is the callback's first argument, good until it returns. PTP_
 * values are pointers, not handles: one that was closed must not be used again,
 * and is not recognised. */
#ifndef IOCP_THREADPOOL_H
#define IOCP_THREADPOOL_H

#include "error_codes.h"
#include "sync.h"
#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef DWORD TP_VERSION, *PTP_VERSION;
typedef struct _TP_CALLBACK_INSTANCE TP_CALLBACK_INSTANCE,
    *PTP_CALLBACK_INSTANCE;
typedef struct _TP_POOL TP_POOL, *PTP_POOL;
typedef struct _TP_CLEANUP_GROUP TP_CLEANUP_GROUP, *PTP_CLEANUP_GROUP;
typedef struct _TP_WORK TP_WORK, *PTP_WORK;
typedef struct _TP_TIMER TP_TIMER, *PTP_TIMER;
typedef struct _TP_WAIT TP_WAIT, *PTP_WAIT;
typedef struct _TP_IO TP_IO, *PTP_IO;
typedef DWORD TP_WAIT_RESULT;

typedef VOID(NTAPI *PTP_SIMPLE_CALLBACK)(PTP_CALLBACK_INSTANCE Instance,
                                         PVOID Context);
typedef VOID(NTAPI *PTP_CLEANUP_GROUP_CANCEL_CALLBACK)(PVOID ObjectContext,
                                                       PVOID CleanupContext);
typedef VOID(NTAPI *PTP_WORK_CALLBACK)(PTP_CALLBACK_INSTANCE Instance,
                                       PVOID Context, PTP_WORK Work);
typedef VOID(NTAPI *PTP_TIMER_CALLBACK)(PTP_CALLBACK_INSTANCE Instance,
                                        PVOID Context, PTP_TIMER Timer);
typedef VOID(NTAPI *PTP_WAIT_CALLBACK)(PTP_CALLBACK_INSTANCE Instance,
                                       PVOID Context, PTP_WAIT Wait,
                                       TP_WAIT_RESULT WaitResult);
typedef VOID(WINAPI *PTP_WIN32_IO_CALLBACK)(PTP_CALLBACK_INSTANCE Instance,
                                            PVOID Context, PVOID Overlapped,
                                            ULONG IoResult,
                                            ULONG_PTR NumberOfBytesTransferred,
                                            PTP_IO Io);

typedef enum _TP_CALLBACK_PRIORITY {
    TP_CALLBACK_PRIORITY_HIGH,
    TP_CALLBACK_PRIORITY_NORMAL,
    TP_CALLBACK_PRIORITY_LOW,
    TP_CALLBACK_PRIORITY_INVALID,
    TP_CALLBACK_PRIORITY_COUNT = TP_CALLBACK_PRIORITY_INVALID
} TP_CALLBACK_PRIORITY;

typedef struct _TP_POOL_STACK_INFORMATION {
    SIZE_T StackReserve;
    SIZE_T StackCommit;
} TP_POOL_STACK_INFORMATION, *PTP_POOL_STACK_INFORMATION;
IOCP_SIZE(TP_POOL_STACK_INFORMATION, 16);
IOCP_AT(TP_POOL_STACK_INFORMATION, StackCommit, 8);

typedef struct _TP_CALLBACK_ENVIRON_V1 {
    TP_VERSION Version;
    PTP_POOL Pool;
    PTP_CLEANUP_GROUP CleanupGroup;
    PTP_CLEANUP_GROUP_CANCEL_CALLBACK CleanupGroupCancelCallback;
    PVOID RaceDll;
    struct _ACTIVATION_CONTEXT *ActivationContext;
    PTP_SIMPLE_CALLBACK FinalizationCallback;
    union {
        DWORD Flags;
        struct {
            DWORD LongFunction : 1;
            DWORD Persistent : 1;
            DWORD Private : 30;
        } s;
    } u;
} TP_CALLBACK_ENVIRON_V1;
IOCP_SIZE(TP_CALLBACK_ENVIRON_V1, 64);
IOCP_AT(TP_CALLBACK_ENVIRON_V1, u, 56);

typedef struct _TP_CALLBACK_ENVIRON_V3 {
    TP_VERSION Version;
    PTP_POOL Pool;
    PTP_CLEANUP_GROUP CleanupGroup;
    PTP_CLEANUP_GROUP_CANCEL_CALLBACK CleanupGroupCancelCallback;
    PVOID RaceDll;
    struct _ACTIVATION_CONTEXT *ActivationContext;
    PTP_SIMPLE_CALLBACK FinalizationCallback;
    union {
        DWORD Flags;
        struct {
            DWORD LongFunction : 1;
            DWORD Persistent : 1;
            DWORD Private : 30;
        } s;
    } u;
    TP_CALLBACK_PRIORITY CallbackPriority;
    DWORD Size;
} TP_CALLBACK_ENVIRON_V3;
typedef TP_CALLBACK_ENVIRON_V3 TP_CALLBACK_ENVIRON, *PTP_CALLBACK_ENVIRON;
IOCP_SIZE(TP_CALLBACK_ENVIRON_V3, 72);
IOCP_AT(TP_CALLBACK_ENVIRON_V3, Pool, 8);
IOCP_AT(TP_CALLBACK_ENVIRON_V3, CleanupGroup, 16);
IOCP_AT(TP_CALLBACK_ENVIRON_V3, CleanupGroupCancelCallback, 24);
IOCP_AT(TP_CALLBACK_ENVIRON_V3, RaceDll, 32);
IOCP_AT(TP_CALLBACK_ENVIRON_V3, ActivationContext, 40);
IOCP_AT(TP_CALLBACK_ENVIRON_V3, FinalizationCallback, 48);
IOCP_AT(TP_CALLBACK_ENVIRON_V3, u, 56);
IOCP_AT(TP_CALLBACK_ENVIRON_V3, CallbackPriority, 60);
IOCP_AT(TP_CALLBACK_ENVIRON_V3, Size, 64);

/* ---- Environments: these write to the structure and nowhere else ---- */

FORCEINLINE VOID InitializeThreadpoolEnvironment(PTP_CALLBACK_ENVIRON pcbe)
{
    pcbe->Version = 3;
    pcbe->Pool = NULL;
    pcbe->CleanupGroup = NULL;
    pcbe->CleanupGroupCancelCallback = NULL;
    pcbe->RaceDll = NULL;
    pcbe->ActivationContext = NULL;
    pcbe->FinalizationCallback = NULL;
    pcbe->u.Flags = 0;
    pcbe->CallbackPriority = TP_CALLBACK_PRIORITY_NORMAL;
    pcbe->Size = (DWORD)sizeof(TP_CALLBACK_ENVIRON);
}

FORCEINLINE VOID DestroyThreadpoolEnvironment(PTP_CALLBACK_ENVIRON pcbe)
{
    (void)pcbe;
}

FORCEINLINE VOID SetThreadpoolCallbackPool(PTP_CALLBACK_ENVIRON pcbe,
                                           PTP_POOL ptpp)
{
    pcbe->Pool = ptpp;
}

FORCEINLINE VOID SetThreadpoolCallbackCleanupGroup(
    PTP_CALLBACK_ENVIRON pcbe, PTP_CLEANUP_GROUP ptpcg,
    PTP_CLEANUP_GROUP_CANCEL_CALLBACK pfng)
{
    pcbe->CleanupGroup = ptpcg;
    pcbe->CleanupGroupCancelCallback = pfng;
}

FORCEINLINE VOID SetThreadpoolCallbackRunsLong(PTP_CALLBACK_ENVIRON pcbe)
{
    pcbe->u.s.LongFunction = 1;
}

FORCEINLINE VOID SetThreadpoolCallbackPersistent(PTP_CALLBACK_ENVIRON pcbe)
{
    pcbe->u.s.Persistent = 1;
}

FORCEINLINE VOID SetThreadpoolCallbackPriority(PTP_CALLBACK_ENVIRON pcbe,
                                               TP_CALLBACK_PRIORITY Priority)
{
    pcbe->CallbackPriority = Priority;
}

FORCEINLINE VOID SetThreadpoolCallbackLibrary(PTP_CALLBACK_ENVIRON pcbe,
                                              PVOID mod)
{
    pcbe->RaceDll = mod;
}

/* ---- Pools ---- */

/* Makes a pool of its own, beside that of the process. It has no threads
 * before there is something to do.
 * In:      reserved: NULL.
 * Out:     none.
 * Returns: the pool; NULL: ERROR_INVALID_PARAMETER (reserved),
 *          ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "CreateThreadpool function", Return value.
 * Test:    tests/conformance/pool_work.c */
PTP_POOL WINAPI CreateThreadpool(PVOID reserved) IOCP_API(CreateThreadpool);

/* Gives a pool up. Objects that are bound to it go on; it ends with the last
 * of them.
 * In:      ptpp: from CreateThreadpool; NULL does nothing.
 * Out:     none.
 * Returns: nothing.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "CloseThreadpool function", Remarks.
 * Test:    tests/conformance/pool_work.c */
VOID WINAPI CloseThreadpool(PTP_POOL ptpp) IOCP_API(CloseThreadpool);

/* Sets how many threads a pool may have. More callbacks wait for one.
 * In:      ptpp: a pool; NULL does nothing. cthrdMost: 1 or more (0 counts as
 *          1); 500 to begin with. Raises a minimum that is above it to the
 *          same number.
 * Out:     none.
 * Returns: nothing.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: where the minimum is higher the page leaves open which of
 *          them gives way.
 * Source:  "SetThreadpoolThreadMaximum function", Remarks.
 * Test:    tests/conformance/pool_work.c */
VOID WINAPI SetThreadpoolThreadMaximum(PTP_POOL ptpp, DWORD cthrdMost)
    IOCP_API(SetThreadpoolThreadMaximum);

/* Sets how many threads a pool keeps when it is idle, and makes those that are
 * missing.
 * In:      ptpp: a pool. cthrdMic: 0 to begin with; raises a maximum that is
 *          below it.
 * Out:     none.
 * Returns: TRUE; FALSE: ERROR_INVALID_PARAMETER (NULL),
 *          ERROR_NOT_ENOUGH_MEMORY (the threads could not be made).
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "SetThreadpoolThreadMinimum function", Return value.
 * Test:    tests/conformance/pool_work.c */
BOOL WINAPI SetThreadpoolThreadMinimum(PTP_POOL ptpp, DWORD cthrdMic)
    IOCP_API(SetThreadpoolThreadMinimum);

/* Sets the size of the stacks of the threads that a pool makes from here on.
 * In:      ptpp: a pool. ptpsi: StackReserve, in bytes; 0: as usual.
 *          StackCommit is kept and not used.
 * Out:     none.
 * Returns: TRUE; FALSE: ERROR_INVALID_PARAMETER (NULL).
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: memory is committed when it is touched.
 * Source:  "SetThreadpoolStackInformation function", Parameters.
 * Test:    tests/conformance/pool_work.c */
BOOL WINAPI SetThreadpoolStackInformation(PTP_POOL ptpp,
                                          PTP_POOL_STACK_INFORMATION ptpsi)
    IOCP_API(SetThreadpoolStackInformation);

/* Gives what SetThreadpoolStackInformation set.
 * In:      ptpp: a pool.
 * Out:     *ptpsi: zeros if nothing was set.
 * Returns: TRUE; FALSE: ERROR_INVALID_PARAMETER (NULL).
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: the sizes of the program's image are not told where
 *          nothing was set.
 * Source:  "QueryThreadpoolStackInformation function", Parameters.
 * Test:    tests/conformance/pool_work.c */
BOOL WINAPI QueryThreadpoolStackInformation(PTP_POOL ptpp,
                                            PTP_POOL_STACK_INFORMATION ptpsi)
    IOCP_API(QueryThreadpoolStackInformation);

/* ---- Work ---- */

/* Has a function called once by a pool.
 * In:      pfns: called as pfns(instance, pv). pcbe: the environment, copied;
 *          NULL for the process's pool.
 * Out:     none.
 * Returns: TRUE; FALSE: ERROR_INVALID_PARAMETER (no function, or the
 *          environment), ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "TrySubmitThreadpoolCallback function", Return value.
 * Test:    tests/conformance/pool_work.c */
BOOL WINAPI TrySubmitThreadpoolCallback(PTP_SIMPLE_CALLBACK pfns, PVOID pv,
                                        PTP_CALLBACK_ENVIRON pcbe)
    IOCP_API(TrySubmitThreadpoolCallback);

/* Makes a work object, whose function runs once for every
 * SubmitThreadpoolWork.
 * In:      pfnwk: called as pfnwk(instance, pv, work). pcbe: the environment,
 *          copied; NULL for the process's pool.
 * Out:     none.
 * Returns: the object; NULL: ERROR_INVALID_PARAMETER (no function, or the
 *          environment), ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "CreateThreadpoolWork function", Return value.
 * Test:    tests/conformance/pool_work.c */
PTP_WORK WINAPI CreateThreadpoolWork(PTP_WORK_CALLBACK pfnwk, PVOID pv,
                                     PTP_CALLBACK_ENVIRON pcbe)
    IOCP_API(CreateThreadpoolWork);

/* Queues one call. Of one priority calls start in the order in which they were
 * queued; several may run at once.
 * In:      pwk: a work object; NULL does nothing.
 * Out:     none.
 * Returns: nothing; cannot fail.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "SubmitThreadpoolWork function", Remarks.
 * Test:    tests/conformance/pool_work.c */
VOID WINAPI SubmitThreadpoolWork(PTP_WORK pwk) IOCP_API(SubmitThreadpoolWork);

/* Waits until no call of an object is queued or runs.
 * In:      pwk: a work object; NULL does nothing. fCancelPendingCallbacks:
 *          TRUE drops those that have not started.
 * Out:     none.
 * Returns: nothing.
 * Packet:  none.
 * Blocks:  until then; for ever in a callback of the same object. Gives the
 *          place on a port to another thread.  Threads: any, at once.
 * Windows: same.
 * Source:  "WaitForThreadpoolWorkCallbacks function", Parameters.
 * Test:    tests/conformance/pool_work.c */
VOID WINAPI WaitForThreadpoolWorkCallbacks(PTP_WORK pwk,
                                           BOOL fCancelPendingCallbacks)
    IOCP_API(WaitForThreadpoolWorkCallbacks);

/* Gives an object up. Calls that are queued or run go on; its memory goes
 * after them.
 * In:      pwk: a work object; NULL does nothing. Not one whose cleanup group
 *          released it.
 * Out:     none.
 * Returns: nothing.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "CloseThreadpoolWork function", Remarks.
 * Test:    tests/conformance/pool_work.c */
VOID WINAPI CloseThreadpoolWork(PTP_WORK pwk) IOCP_API(CloseThreadpoolWork);

/* ---- Cleanup groups ---- */

/* Makes a group. What is made with an environment that names it becomes a
 * member, until it is closed.
 * In:      none.
 * Out:     none.
 * Returns: the group; NULL: ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "CreateThreadpoolCleanupGroup function", Return value.
 * Test:    tests/conformance/pool_cleanup.c */
PTP_CLEANUP_GROUP WINAPI CreateThreadpoolCleanupGroup(VOID)
    IOCP_API(CreateThreadpoolCleanupGroup);

/* Unsets all members, waits for their calls, and closes them: they must not be
 * closed again.
 * In:      ptpcg: a group; NULL does nothing. fCancelPendingCallbacks: TRUE
 *          drops calls that have not started, and has the function that the
 *          environment named called once for each member, as function(context
 *          of the member, pvCleanupContext); not for a simple callback that has
 *          started, nor an object that its callback closes meanwhile.
 * Out:     none.
 * Returns: nothing.
 * Packet:  none.
 * Blocks:  until then; for ever in a callback of a member. Gives the place on
 *          a port to another thread.  Threads: any, at once.
 * Windows: same.
 * Source:  "CloseThreadpoolCleanupGroupMembers function", Remarks;
 *          "SetThreadpoolCallbackCleanupGroup function", pfng.
 * Test:    tests/conformance/pool_cleanup.c, tests/conformance/pool_cancel.c */
VOID WINAPI CloseThreadpoolCleanupGroupMembers(PTP_CLEANUP_GROUP ptpcg,
                                               BOOL fCancelPendingCallbacks,
                                               PVOID pvCleanupContext)
    IOCP_API(CloseThreadpoolCleanupGroupMembers);

/* Gives a group up, which has no members any more.
 * In:      ptpcg: a group; NULL does nothing.
 * Out:     none.
 * Returns: nothing.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "CloseThreadpoolCleanupGroup function", Remarks.
 * Test:    tests/conformance/pool_cleanup.c */
VOID WINAPI CloseThreadpoolCleanupGroup(PTP_CLEANUP_GROUP ptpcg)
    IOCP_API(CloseThreadpoolCleanupGroup);

/* ---- In a callback ---- */

/* Has an event set after the callback returned. One each, of events,
 * semaphores, mutexes, critical sections and libraries; the last named counts.
 * In:      pci: the callback's instance; NULL does nothing. evt: an event,
 *          open until then.
 * Out:     none.
 * Returns: nothing.
 * Packet:  none.
 * Blocks:  never.  Threads: that of the callback.
 * Windows: differs: what cannot be done then raises an exception there.
 * Source:  "SetEventWhenCallbackReturns function", Parameters.
 * Test:    tests/conformance/pool_instance.c */
VOID WINAPI SetEventWhenCallbackReturns(PTP_CALLBACK_INSTANCE pci, HANDLE evt)
    IOCP_API(SetEventWhenCallbackReturns);

/* Has a semaphore released after the callback returned.
 * In:      pci: the callback's instance; NULL does nothing. sem: a semaphore,
 *          open until then. crel: by how much.
 * Out:     none.
 * Returns: nothing.
 * Packet:  none.
 * Blocks:  never.  Threads: that of the callback.
 * Windows: differs: what cannot be done then raises an exception there.
 * Source:  "ReleaseSemaphoreWhenCallbackReturns function", Parameters.
 * Test:    tests/conformance/pool_instance.c */
VOID WINAPI ReleaseSemaphoreWhenCallbackReturns(PTP_CALLBACK_INSTANCE pci,
                                                HANDLE sem, DWORD crel)
    IOCP_API(ReleaseSemaphoreWhenCallbackReturns);

/* Has a mutex released after the callback returned.
 * In:      pci: the callback's instance; NULL does nothing. mut: a mutex that
 *          the callback owns then.
 * Out:     none.
 * Returns: nothing.
 * Packet:  none.
 * Blocks:  never.  Threads: that of the callback.
 * Windows: differs: what cannot be done then raises an exception there.
 * Source:  "ReleaseMutexWhenCallbackReturns function", Parameters.
 * Test:    tests/conformance/pool_instance.c */
VOID WINAPI ReleaseMutexWhenCallbackReturns(PTP_CALLBACK_INSTANCE pci,
                                            HANDLE mut)
    IOCP_API(ReleaseMutexWhenCallbackReturns);

/* Has a critical section left after the callback returned; before all others.
 * In:      pci: the callback's instance; NULL does nothing. pcs: one that the
 *          callback is in then.
 * Out:     none.
 * Returns: nothing.
 * Packet:  none.
 * Blocks:  never.  Threads: that of the callback.
 * Windows: differs: what cannot be done then raises an exception there.
 * Source:  "LeaveCriticalSectionWhenCallbackReturns function", Parameters.
 * Test:    tests/conformance/pool_instance.c */
VOID WINAPI LeaveCriticalSectionWhenCallbackReturns(PTP_CALLBACK_INSTANCE pci,
                                                    PCRITICAL_SECTION pcs)
    IOCP_API(LeaveCriticalSectionWhenCallbackReturns);

/* Has a library freed after the callback returned; after all others.
 * In:      pci: the callback's instance; NULL does nothing. mod: as for
 *          FreeLibrary.
 * Out:     none.
 * Returns: nothing.
 * Packet:  none.
 * Blocks:  never.  Threads: that of the callback.
 * Windows: differs: what cannot be done then raises an exception there.
 * Source:  "FreeLibraryWhenCallbackReturns function", Parameters.
 * Test:    tests/conformance/pool_instance.c */
VOID WINAPI FreeLibraryWhenCallbackReturns(PTP_CALLBACK_INSTANCE pci,
                                           HMODULE mod)
    IOCP_API(FreeLibraryWhenCallbackReturns);

/* Says that the callback will take its time: another one may run in its place.
 * In:      pci: the callback's instance.
 * Out:     none.
 * Returns: TRUE when there is, or may be made, another thread for the pool;
 *          FALSE when it has its maximum, or was told already:
 *          ERROR_THREAD_NOT_IN_PROCESS is never set. FALSE for NULL. No last
 *          error.
 * Packet:  none.
 * Blocks:  never.  Threads: that of the callback.
 * Windows: same.
 * Source:  "CallbackMayRunLong function", Return value.
 * Test:    tests/conformance/pool_instance.c */
BOOL WINAPI CallbackMayRunLong(PTP_CALLBACK_INSTANCE pci)
    IOCP_API(CallbackMayRunLong);

/* WaitForThreadpool...Callbacks do not wait for this callback any more, and its
 * object may be closed; its cleanup group still waits for it. It goes on.
 * In:      pci: the callback's instance; NULL does nothing.
 * Out:     none.
 * Returns: nothing.
 * Packet:  none.
 * Blocks:  never.  Threads: that of the callback.
 * Windows: same.
 * Source:  "DisassociateCurrentThreadFromCallback function", Remarks.
 * Test:    tests/conformance/pool_instance.c */
VOID WINAPI DisassociateCurrentThreadFromCallback(PTP_CALLBACK_INSTANCE pci)
    IOCP_API(DisassociateCurrentThreadFromCallback);

#ifdef __cplusplus
}
#endif

#endif
