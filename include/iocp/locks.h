/* Locks in memory of the program's own: slim reader/writer locks, condition
 * variables, waits for an address, one-time initialisation, barriers.
 *
 * All of them are zero when nobody uses them, need no end but the barrier, and
 * work inside one process. Who blocks in one gives its place on its completion
 * port to another thread meanwhile; none of these waits is alertable. */
#ifndef IOCP_LOCKS_H
#define IOCP_LOCKS_H

#include "error_codes.h"
#include "sync.h"
#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

#define RTL_SRWLOCK_INIT                                                       \
    {                                                                          \
        0                                                                      \
    }
#define SRWLOCK_INIT RTL_SRWLOCK_INIT
#define RTL_CONDITION_VARIABLE_INIT                                            \
    {                                                                          \
        0                                                                      \
    }
#define CONDITION_VARIABLE_INIT RTL_CONDITION_VARIABLE_INIT
#define RTL_CONDITION_VARIABLE_LOCKMODE_SHARED 0x1
#define CONDITION_VARIABLE_LOCKMODE_SHARED                                     \
    RTL_CONDITION_VARIABLE_LOCKMODE_SHARED
#define RTL_RUN_ONCE_INIT                                                      \
    {                                                                          \
        0                                                                      \
    }
#define INIT_ONCE_STATIC_INIT RTL_RUN_ONCE_INIT
#define RTL_RUN_ONCE_CHECK_ONLY 0x00000001
#define RTL_RUN_ONCE_ASYNC 0x00000002
#define RTL_RUN_ONCE_INIT_FAILED 0x00000004
#define RTL_RUN_ONCE_CTX_RESERVED_BITS 2
#define INIT_ONCE_CHECK_ONLY RTL_RUN_ONCE_CHECK_ONLY
#define INIT_ONCE_ASYNC RTL_RUN_ONCE_ASYNC
#define INIT_ONCE_INIT_FAILED RTL_RUN_ONCE_INIT_FAILED
#define INIT_ONCE_CTX_RESERVED_BITS RTL_RUN_ONCE_CTX_RESERVED_BITS
#define SYNCHRONIZATION_BARRIER_FLAGS_SPIN_ONLY 0x01
#define SYNCHRONIZATION_BARRIER_FLAGS_BLOCK_ONLY 0x02
#define SYNCHRONIZATION_BARRIER_FLAGS_NO_DELETE 0x04

typedef struct _RTL_SRWLOCK {
    PVOID Ptr;
} RTL_SRWLOCK, *PRTL_SRWLOCK;
typedef RTL_SRWLOCK SRWLOCK, *PSRWLOCK;
IOCP_SIZE(SRWLOCK, 8);
IOCP_AT(SRWLOCK, Ptr, 0);

typedef struct _RTL_CONDITION_VARIABLE {
    PVOID Ptr;
} RTL_CONDITION_VARIABLE, *PRTL_CONDITION_VARIABLE;
typedef RTL_CONDITION_VARIABLE CONDITION_VARIABLE, *PCONDITION_VARIABLE;
IOCP_SIZE(CONDITION_VARIABLE, 8);
IOCP_AT(CONDITION_VARIABLE, Ptr, 0);

typedef union _RTL_RUN_ONCE {
    PVOID Ptr;
} RTL_RUN_ONCE, *PRTL_RUN_ONCE;
typedef RTL_RUN_ONCE INIT_ONCE;
typedef PRTL_RUN_ONCE PINIT_ONCE, LPINIT_ONCE;
IOCP_SIZE(INIT_ONCE, 8);
IOCP_AT(INIT_ONCE, Ptr, 0);

typedef BOOL(CALLBACK *PINIT_ONCE_FN)(PINIT_ONCE InitOnce, PVOID Parameter,
                                      PVOID *Context);

typedef struct _RTL_BARRIER {
    DWORD Reserved1;
    DWORD Reserved2;
    ULONG_PTR Reserved3[2];
    DWORD Reserved4;
    DWORD Reserved5;
} RTL_BARRIER, *PRTL_BARRIER;
typedef RTL_BARRIER SYNCHRONIZATION_BARRIER;
typedef PRTL_BARRIER PSYNCHRONIZATION_BARRIER, LPSYNCHRONIZATION_BARRIER;
IOCP_SIZE(SYNCHRONIZATION_BARRIER, 32);
IOCP_AT(SYNCHRONIZATION_BARRIER, Reserved1, 0);
IOCP_AT(SYNCHRONIZATION_BARRIER, Reserved2, 4);
IOCP_AT(SYNCHRONIZATION_BARRIER, Reserved3, 8);
IOCP_AT(SYNCHRONIZATION_BARRIER, Reserved4, 24);
IOCP_AT(SYNCHRONIZATION_BARRIER, Reserved5, 28);

/* Makes a slim lock that is free; SRWLOCK_INIT does the same.
 * In:      SRWLock: 8 bytes of the program's own, which may not move while the
 *          lock is used.
 * Out:     *SRWLock.
 * Returns: nothing.
 * Packet:  none.
 * Blocks:  never.  Threads: one, before any use.
 * Windows: same.
 * Source:  "InitializeSRWLock function", Remarks.
 * Test:    tests/conformance/sync_srw.c */
VOID WINAPI InitializeSRWLock(PSRWLOCK SRWLock) IOCP_API(InitializeSRWLock);

/* Takes a slim lock for this thread alone.
 * In:      SRWLock: made. Not taken by the calling thread already: that waits
 *          for ever.
 * Out:     none.
 * Returns: nothing; cannot fail.
 * Packet:  none.
 * Blocks:  until nobody else has the lock. Neither fair nor first come, first
 *          served.  Threads: any, at once.
 * Windows: same.
 * Source:  "AcquireSRWLockExclusive function", "Slim Reader/Writer (SRW)
 *          Locks".
 * Test:    tests/conformance/sync_srw.c */
VOID WINAPI AcquireSRWLockExclusive(PSRWLOCK SRWLock)
    IOCP_API(AcquireSRWLockExclusive);

/* Takes a slim lock together with others who share it.
 * In:      SRWLock: made. A thread that shares it twice may wait for itself,
 *          when another waits to have it alone.
 * Out:     none.
 * Returns: nothing; cannot fail.
 * Packet:  none.
 * Blocks:  while one thread has the lock alone, or waits for that.  Threads:
 *          any, at once.
 * Windows: same.
 * Source:  "AcquireSRWLockShared function", "Slim Reader/Writer (SRW) Locks".
 * Test:    tests/conformance/sync_srw.c */
VOID WINAPI AcquireSRWLockShared(PSRWLOCK SRWLock)
    IOCP_API(AcquireSRWLockShared);

/* Takes a slim lock alone, if that needs no wait.
 * In:      SRWLock: made.
 * Out:     none.
 * Returns: TRUE: taken. FALSE: somebody has it; the last error is unchanged.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "TryAcquireSRWLockExclusive function", Return value.
 * Test:    tests/conformance/sync_srw.c */
BOOLEAN WINAPI TryAcquireSRWLockExclusive(PSRWLOCK SRWLock)
    IOCP_API(TryAcquireSRWLockExclusive);

/* Takes a slim lock together with others, if that needs no wait.
 * In:      SRWLock: made.
 * Out:     none.
 * Returns: TRUE: taken. FALSE: a thread has it alone, or waits for that; the
 *          last error is unchanged.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "TryAcquireSRWLockShared function", Return value.
 * Test:    tests/conformance/sync_srw.c */
BOOLEAN WINAPI TryAcquireSRWLockShared(PSRWLOCK SRWLock)
    IOCP_API(TryAcquireSRWLockShared);

/* Gives back a slim lock that was taken alone.
 * In:      SRWLock: taken so; by another thread or not at all is not reported,
 *          and damages it.
 * Out:     none.
 * Returns: nothing.
 * Packet:  none.
 * Blocks:  never.  Threads: who took it.
 * Windows: same.
 * Source:  "ReleaseSRWLockExclusive function".
 * Test:    tests/conformance/sync_srw.c */
VOID WINAPI ReleaseSRWLockExclusive(PSRWLOCK SRWLock)
    IOCP_API(ReleaseSRWLockExclusive);

/* Gives back a slim lock that was shared.
 * In:      SRWLock: shared by the calling thread; anything else is not
 *          reported, and damages it.
 * Out:     none.
 * Returns: nothing.
 * Packet:  none.
 * Blocks:  never.  Threads: who took it.
 * Windows: same.
 * Source:  "ReleaseSRWLockShared function".
 * Test:    tests/conformance/sync_srw.c */
VOID WINAPI ReleaseSRWLockShared(PSRWLOCK SRWLock)
    IOCP_API(ReleaseSRWLockShared);

/* Makes a condition variable; CONDITION_VARIABLE_INIT does the same.
 * In:      ConditionVariable: 8 bytes of the program's own, which may not move
 *          while it is used.
 * Out:     *ConditionVariable.
 * Returns: nothing.
 * Packet:  none.
 * Blocks:  never.  Threads: one, before any use.
 * Windows: same.
 * Source:  "InitializeConditionVariable function", Remarks.
 * Test:    tests/conformance/sync_condition.c */
VOID WINAPI InitializeConditionVariable(PCONDITION_VARIABLE ConditionVariable)
    IOCP_API(InitializeConditionVariable);

/* Leaves a critical section and sleeps, as one step, until woken; then enters
 * it again, whatever the result.
 * In:      ConditionVariable: made. CriticalSection: entered once.
 *          dwMilliseconds: how long to wait, or INFINITE.
 * Out:     none.
 * Returns: TRUE: woken, or for no reason: look at what you wait for again.
 *          FALSE; last error: ERROR_TIMEOUT.
 * Packet:  none.
 * Blocks:  until woken, and until the section is free. Not alertable.  Threads:
 *          the owner of the section.
 * Windows: same.
 * Source:  "SleepConditionVariableCS function", Return value and Remarks.
 * Test:    tests/conformance/sync_condition.c */
BOOL WINAPI SleepConditionVariableCS(PCONDITION_VARIABLE ConditionVariable,
                                     PCRITICAL_SECTION CriticalSection,
                                     DWORD dwMilliseconds)
    IOCP_API(SleepConditionVariableCS);

/* The same with a slim lock.
 * In:      ConditionVariable, dwMilliseconds: as above. SRWLock: taken by the
 *          calling thread. Flags: CONDITION_VARIABLE_LOCKMODE_SHARED if it is
 *          shared, else 0.
 * Out:     none.
 * Returns: TRUE: woken, or for no reason. FALSE; last error: ERROR_TIMEOUT;
 *          ERROR_INVALID_PARAMETER, other flags (the lock was not touched).
 * Packet:  none.
 * Blocks:  until woken, and until the lock can be had. Not alertable.  Threads:
 *          who has the lock.
 * Windows: same.
 * Source:  "SleepConditionVariableSRW function", Parameters and Return value.
 * Test:    tests/conformance/sync_condition.c */
BOOL WINAPI SleepConditionVariableSRW(PCONDITION_VARIABLE ConditionVariable,
                                      PSRWLOCK SRWLock, DWORD dwMilliseconds,
                                      ULONG Flags)
    IOCP_API(SleepConditionVariableSRW);

/* Wakes one of the threads that sleep on a condition variable.
 * In:      ConditionVariable: made.
 * Out:     none.
 * Returns: nothing; without a sleeper nothing happens, and nothing is
 *          remembered.
 * Packet:  none.
 * Blocks:  never.  Threads: any, with or without the lock.
 * Windows: same.
 * Source:  "WakeConditionVariable function", Remarks.
 * Test:    tests/conformance/sync_condition.c */
VOID WINAPI WakeConditionVariable(PCONDITION_VARIABLE ConditionVariable)
    IOCP_API(WakeConditionVariable);

/* Wakes all threads that sleep on a condition variable.
 * In:      ConditionVariable: made.
 * Out:     none.
 * Returns: nothing.
 * Packet:  none.
 * Blocks:  never.  Threads: any, with or without the lock.
 * Windows: same.
 * Source:  "WakeAllConditionVariable function", Remarks.
 * Test:    tests/conformance/sync_condition.c */
VOID WINAPI WakeAllConditionVariable(PCONDITION_VARIABLE ConditionVariable)
    IOCP_API(WakeAllConditionVariable);

/* Sleeps while a value in memory is what it is.
 * In:      Address: the value, aligned to its size. CompareAddress: what it is
 *          compared with. AddressSize: 1, 2, 4 or 8 bytes. dwMilliseconds: how
 *          long to wait, or INFINITE.
 * Out:     none.
 * Returns: TRUE: the values differ, or the thread was woken: look again. FALSE;
 *          last error: ERROR_TIMEOUT; ERROR_INVALID_PARAMETER, another size;
 *          ERROR_NOACCESS, a pointer that cannot be.
 * Packet:  none.
 * Blocks:  until woken by the address. Not alertable.  Threads: any, at once.
 * Windows: differs: faults at a bad pointer.
 * Source:  "WaitOnAddress function", Parameters and Return value.
 * Test:    tests/conformance/sync_address.c */
BOOL WINAPI WaitOnAddress(volatile VOID *Address, PVOID CompareAddress,
                          SIZE_T AddressSize, DWORD dwMilliseconds)
    IOCP_API(WaitOnAddress);

/* Wakes the thread that has waited longest for an address.
 * In:      Address: as in WaitOnAddress; not looked at, may be NULL.
 * Out:     none.
 * Returns: nothing.
 * Packet:  none.
 * Blocks:  never.  Threads: any of the process.
 * Windows: same.
 * Source:  "WakeByAddressSingle function", Parameters.
 * Test:    tests/conformance/sync_address.c */
VOID WINAPI WakeByAddressSingle(PVOID Address) IOCP_API(WakeByAddressSingle);

/* Wakes all threads that wait for an address.
 * In:      Address: as in WaitOnAddress; not looked at, may be NULL.
 * Out:     none.
 * Returns: nothing.
 * Packet:  none.
 * Blocks:  never.  Threads: any of the process.
 * Windows: same.
 * Source:  "WakeByAddressAll function", Parameters.
 * Test:    tests/conformance/sync_address.c */
VOID WINAPI WakeByAddressAll(PVOID Address) IOCP_API(WakeByAddressAll);

/* Makes a one-time initialisation that has not begun; INIT_ONCE_STATIC_INIT
 * does the same.
 * In:      InitOnce: 8 bytes of the program's own, which may not move.
 * Out:     *InitOnce.
 * Returns: nothing.
 * Packet:  none.
 * Blocks:  never.  Threads: one, before any use.
 * Windows: same.
 * Source:  "InitOnceInitialize function", Remarks.
 * Test:    tests/conformance/sync_once.c */
VOID WINAPI InitOnceInitialize(PINIT_ONCE InitOnce)
    IOCP_API(InitOnceInitialize);

/* Has a function called once, however many threads ask for it.
 * In:      InitOnce: made. InitFn: gets InitOnce, Parameter and where to store
 *          a context whose two low bits are 0; returns TRUE if it worked.
 *          Parameter: passed on. Context: where the context goes, or NULL.
 * Out:     *Context, on success.
 * Returns: TRUE: the function worked, now or before. FALSE: it returned FALSE
 *          (the last error is what it left), and will be called again; last
 *          error: ERROR_INVALID_PARAMETER, low bits in the context, or
 *          InitOnceBeginInitialize began it with INIT_ONCE_ASYNC.
 * Packet:  none.
 * Blocks:  while another thread is in the function.  Threads: any, at once; not
 *          the function itself.
 * Windows: differs: stops the program at a bad context.
 * Source:  "InitOnceExecuteOnce function", Parameters and Return value.
 * Test:    tests/conformance/sync_once.c */
BOOL WINAPI InitOnceExecuteOnce(PINIT_ONCE InitOnce, PINIT_ONCE_FN InitFn,
                                PVOID Parameter, LPVOID *Context)
    IOCP_API(InitOnceExecuteOnce);

/* Begins a one-time initialisation that the caller carries out.
 * In:      lpInitOnce: made. dwFlags: 0, one thread initialises and the others
 *          wait here; INIT_ONCE_ASYNC, several may at once;
 *          INIT_ONCE_CHECK_ONLY, only look. fPending: see Out. lpContext: may
 *          be NULL.
 * Out:     *fPending: TRUE, the caller has to initialise and call
 *          InitOnceComplete. Else it is done, and *lpContext is its context.
 * Returns: TRUE. FALSE; last error: ERROR_GEN_FAILURE, with CHECK_ONLY: it is
 *          not done; ERROR_INVALID_PARAMETER, other flags, or it was begun in
 *          the other way.
 * Packet:  none.
 * Blocks:  with 0, while another thread initialises.  Threads: any, at once.
 * Windows: same.
 * Source:  "InitOnceBeginInitialize function", Parameters and Return value.
 * Test:    tests/conformance/sync_once.c */
BOOL WINAPI InitOnceBeginInitialize(LPINIT_ONCE lpInitOnce, DWORD dwFlags,
                                    PBOOL fPending, LPVOID *lpContext)
    IOCP_API(InitOnceBeginInitialize);

/* Ends a one-time initialisation.
 * In:      lpInitOnce: begun. dwFlags: as it was begun, 0 or INIT_ONCE_ASYNC;
 *          or INIT_ONCE_INIT_FAILED alone. lpContext: for all who ask later,
 *          low two bits 0; NULL with INIT_FAILED.
 * Out:     none.
 * Returns: TRUE. FALSE; last error: ERROR_GEN_FAILURE, it was not begun, or
 *          another thread ended it first (its context counts);
 *          ERROR_INVALID_PARAMETER, flags or context.
 * Packet:  none.
 * Blocks:  never.  Threads: who began it.
 * Windows: same.
 * Source:  "InitOnceComplete function", Parameters and Return value.
 * Test:    tests/conformance/sync_once.c */
BOOL WINAPI InitOnceComplete(LPINIT_ONCE lpInitOnce, DWORD dwFlags,
                             LPVOID lpContext) IOCP_API(InitOnceComplete);

/* Makes a barrier.
 * In:      lpBarrier: 32 bytes of the program's own. lTotalThreads: how many
 *          have to come, at least 1. lSpinCount: turns to spin before blocking,
 *          -1 for 2000; 0 on one processor.
 * Out:     *lpBarrier.
 * Returns: TRUE. FALSE; last error: ERROR_INVALID_PARAMETER, NULL or a number
 *          below that.
 * Packet:  none.
 * Blocks:  never.  Threads: one, before any use.
 * Windows: same.
 * Source:  "InitializeSynchronizationBarrier function", Parameters.
 * Test:    tests/conformance/sync_barrier.c */
BOOL WINAPI InitializeSynchronizationBarrier(
    LPSYNCHRONIZATION_BARRIER lpBarrier, LONG lTotalThreads, LONG lSpinCount)
    IOCP_API(InitializeSynchronizationBarrier);

/* Waits until as many threads have come as the barrier was made for.
 * In:      lpBarrier: made. dwFlags: 0; or of SYNCHRONIZATION_BARRIER_FLAGS_
 *          the SPIN_ONLY (never block), BLOCK_ONLY (block at once), NO_DELETE
 *          (nobody calls DeleteSynchronizationBarrier: cheaper, if all say so).
 * Out:     none.
 * Returns: TRUE in the thread that came last, FALSE in all others; the barrier
 *          is ready for the next time.
 * Packet:  none.
 * Blocks:  until the last has come. Not alertable.  Threads: as many at once as
 *          it was made for.
 * Windows: same.
 * Source:  "EnterSynchronizationBarrier function", Parameters and Return value.
 * Test:    tests/conformance/sync_barrier.c */
BOOL WINAPI EnterSynchronizationBarrier(LPSYNCHRONIZATION_BARRIER lpBarrier,
                                        DWORD dwFlags)
    IOCP_API(EnterSynchronizationBarrier);

/* Ends a barrier's life: its memory is the program's again.
 * In:      lpBarrier: made; nobody enters it any more, some may not have left
 *          yet. NULL: nothing happens.
 * Out:     none.
 * Returns: TRUE.
 * Packet:  none.
 * Blocks:  until all who entered without NO_DELETE have left.  Threads: any,
 *          also one that has just left.
 * Windows: same.
 * Source:  "DeleteSynchronizationBarrier function", Remarks.
 * Test:    tests/conformance/sync_barrier.c */
BOOL WINAPI DeleteSynchronizationBarrier(LPSYNCHRONIZATION_BARRIER lpBarrier)
    IOCP_API(DeleteSynchronizationBarrier);

#ifdef __cplusplus
}
#endif

#endif
