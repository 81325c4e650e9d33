/* Condition variables, WaitOnAddress, one-time initialisation, barriers: what
 * of them checks arguments and sets the last error. The rest, and slim locks,
 * is in sync/. */
#include "api/api.h"
#include "base/clock.h"
#include "iocp/locks.h"
#include "iocp/sync.h"
#include "sync/address_wait.h"
#include "sync/barrier.h"
#include "sync/condition.h"
#include "sync/once.h"

/* ---- Condition variables ---- */

static BOOL in_time(bool woken)
{
    return woken ? TRUE : api_error(ERROR_TIMEOUT);
}

BOOL WINAPI SleepConditionVariableCS(PCONDITION_VARIABLE condition,
                                     PCRITICAL_SECTION section,
                                     DWORD timeout_ms)
{
    uint64_t deadline_ns = clock_deadline_ns(timeout_ms);
    uint32_t ticket = condition_enter(condition);
    bool woken;

    LeaveCriticalSection(section);
    woken = condition_sleep(condition, ticket, deadline_ns);
    EnterCriticalSection(section);
    return in_time(woken);
}

static bool sleep_unlocked(CONDITION_VARIABLE *condition, SRWLOCK *lock,
                           DWORD timeout_ms, bool shared)
{
    uint64_t deadline_ns = clock_deadline_ns(timeout_ms);
    uint32_t ticket = condition_enter(condition);

    if (shared)
        ReleaseSRWLockShared(lock);
    else
        ReleaseSRWLockExclusive(lock);
    return condition_sleep(condition, ticket, deadline_ns);
}

BOOL WINAPI SleepConditionVariableSRW(PCONDITION_VARIABLE condition,
                                      PSRWLOCK lock, DWORD timeout_ms,
                                      ULONG flags)
{
    bool shared = (flags & CONDITION_VARIABLE_LOCKMODE_SHARED) != 0;
    bool woken;

    if ((flags & ~(ULONG)CONDITION_VARIABLE_LOCKMODE_SHARED) != 0)
        return api_error(ERROR_INVALID_PARAMETER);
    woken = sleep_unlocked(condition, lock, timeout_ms, shared);
    if (shared)
        AcquireSRWLockShared(lock);
    else
        AcquireSRWLockExclusive(lock);
    return in_time(woken);
}

/* ---- WaitOnAddress ---- */

static bool has_size(SIZE_T size)
{
    return size == 1 || size == 2 || size == 4 || size == 8;
}

BOOL WINAPI WaitOnAddress(volatile VOID *address, PVOID compare, SIZE_T size,
                          DWORD timeout_ms)
{
    if (!has_size(size))
        return api_error(ERROR_INVALID_PARAMETER);
    if (!address_is_possible((const void *)address) ||
        !address_is_possible(compare))
        return api_error(ERROR_NOACCESS);
    return in_time(
        address_wait(address, compare, size, clock_deadline_ns(timeout_ms)));
}

VOID WINAPI WakeByAddressSingle(PVOID address)
{
    address_wake(address, false);
}

VOID WINAPI WakeByAddressAll(PVOID address)
{
    address_wake(address, true);
}

/* ---- One-time initialisation ---- */

#define CONTEXT_RESERVED (((ULONG_PTR)1 << INIT_ONCE_CTX_RESERVED_BITS) - 1)

VOID WINAPI InitOnceInitialize(PINIT_ONCE once)
{
    once->Ptr = NULL;
}

static void give_context(LPVOID *to, void *context)
{
    if (to != NULL)
        *to = context;
}

static BOOL begin(PINIT_ONCE once, bool together, PBOOL pending,
                  LPVOID *context)
{
    void *found = NULL;
    enum once_begun begun = once_begin(once, together, &found);

    if (begun == ONCE_MIXED)
        return api_error(ERROR_INVALID_PARAMETER);
    *pending = begun == ONCE_YOURS;
    if (begun == ONCE_FINISHED)
        give_context(context, found);
    return TRUE;
}

BOOL WINAPI InitOnceBeginInitialize(LPINIT_ONCE once, DWORD flags,
                                    PBOOL pending, LPVOID *context)
{
    void *found;

    if ((flags & ~(DWORD)(INIT_ONCE_CHECK_ONLY | INIT_ONCE_ASYNC)) != 0 ||
        flags == (INIT_ONCE_CHECK_ONLY | INIT_ONCE_ASYNC))
        return api_error(ERROR_INVALID_PARAMETER);
    if (flags != INIT_ONCE_CHECK_ONLY)
        return begin(once, flags == INIT_ONCE_ASYNC, pending, context);
    if (!once_is_finished(once, &found))
        return api_error(ERROR_GEN_FAILURE);
    *pending = FALSE;
    give_context(context, found);
    return TRUE;
}

static bool may_complete(DWORD flags, LPVOID context)
{
    if ((flags & ~(DWORD)(INIT_ONCE_ASYNC | INIT_ONCE_INIT_FAILED)) != 0 ||
        ((ULONG_PTR)context & CONTEXT_RESERVED) != 0)
        return false;
    return (flags & INIT_ONCE_INIT_FAILED) == 0 ||
           (flags == INIT_ONCE_INIT_FAILED && context == NULL);
}

BOOL WINAPI InitOnceComplete(LPINIT_ONCE once, DWORD flags, LPVOID context)
{
    if (!may_complete(flags, context))
        return api_error(ERROR_INVALID_PARAMETER);
    return api_result(flags == INIT_ONCE_INIT_FAILED
                          ? once_fail(once)
                          : once_end(once, flags == INIT_ONCE_ASYNC, context));
}

/* The callback's own last error is what the caller of a failed call sees. */
BOOL WINAPI InitOnceExecuteOnce(PINIT_ONCE once, PINIT_ONCE_FN function,
                                PVOID parameter, LPVOID *context)
{
    void *made = NULL;
    BOOL pending;

    if (!begin(once, false, &pending, context))
        return FALSE;
    if (!pending)
        return TRUE;
    if (!function(once, parameter, &made)) {
        once_fail(once);
        return FALSE;
    }
    if (!InitOnceComplete(once, 0, made)) {
        once_fail(once); /* or the others would wait for ever */
        return api_error(ERROR_INVALID_PARAMETER);
    }
    give_context(context, made);
    return TRUE;
}

/* ---- Barriers ---- */

#define SPINS_DEFAULT 2000

BOOL WINAPI InitializeSynchronizationBarrier(LPSYNCHRONIZATION_BARRIER barrier,
                                             LONG threads, LONG spins)
{
    if (barrier == NULL || threads < 1 || spins < -1)
        return api_error(ERROR_INVALID_PARAMETER);
    barrier_init(barrier, (uint32_t)threads,
                 spins < 0 ? SPINS_DEFAULT : (uint32_t)spins);
    return TRUE;
}

static enum barrier_wait way_of(DWORD flags)
{
    if ((flags & SYNCHRONIZATION_BARRIER_FLAGS_SPIN_ONLY) != 0)
        return BARRIER_SPINS_ONLY;
    return (flags & SYNCHRONIZATION_BARRIER_FLAGS_BLOCK_ONLY) != 0
               ? BARRIER_BLOCKS
               : BARRIER_SPINS_FIRST;
}

BOOL WINAPI EnterSynchronizationBarrier(LPSYNCHRONIZATION_BARRIER barrier,
                                        DWORD flags)
{
    return barrier_enter(barrier, way_of(flags),
                         (flags & SYNCHRONIZATION_BARRIER_FLAGS_NO_DELETE) ==
                             0);
}

BOOL WINAPI DeleteSynchronizationBarrier(LPSYNCHRONIZATION_BARRIER barrier)
{
    if (barrier != NULL)
        barrier_end(barrier);
    return TRUE;
}
