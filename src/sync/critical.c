/* Critical sections: a recursive mutex inside the caller's 40 bytes.
 *
 * LockCount is the whole state, and the word a thread sleeps on: -1 free, 0
 * owned, 1 owned and somebody may be asleep. Programs look at it only to see
 * whether it is -1, which holds as on Windows. A woken thread competes with
 * newcomers: Windows promises no fairness either, and handing over would cost
 * a context switch at every release.
 *
 * The trap: from the moment LockCount is -1 the next owner may enter, delete
 * and free the section. Leaving touches it no more, but for a wake-up on its
 * address, which futex_wake allows. */
#include "iocp/sync.h"

#include <stdatomic.h>
#include <stdbool.h>

#include "base/clock.h"
#include "object/thread.h"
#include "port/concurrency.h"
#include "sys/cpu.h"
#include "sys/futex.h"

#define FREE ((uint32_t)-1)
#define OWNED 0u
#define CONTENDED 1u

static _Atomic uint32_t *lock_word(CRITICAL_SECTION *section)
{
    return (_Atomic uint32_t *)(void *)&section->LockCount;
}

/* Other threads compare it with their own id while the owner writes it. */
static _Atomic uintptr_t *owner_word(CRITICAL_SECTION *section)
{
    return (_Atomic uintptr_t *)(void *)&section->OwningThread;
}

static uintptr_t owner_get(CRITICAL_SECTION *section)
{
    return atomic_load_explicit(owner_word(section), memory_order_relaxed);
}

static void owner_set(CRITICAL_SECTION *section, uintptr_t owner)
{
    atomic_store_explicit(owner_word(section), owner, memory_order_relaxed);
}

static bool take_free(CRITICAL_SECTION *section, uint32_t as)
{
    uint32_t expected = FREE;

    return atomic_compare_exchange_strong_explicit(
        lock_word(section), &expected, as, memory_order_acquire,
        memory_order_relaxed);
}

/* A thread may set it while others spin. */
static _Atomic ULONG_PTR *spin_word(CRITICAL_SECTION *section)
{
    return (_Atomic ULONG_PTR *)(void *)&section->SpinCount;
}

static bool take_spinning(CRITICAL_SECTION *section)
{
    /* The high bits are flags on Windows (RtlInitializeCriticalSectionEx). */
    ULONG_PTR rounds =
        atomic_load_explicit(spin_word(section), memory_order_relaxed) &
        0x00FFFFFF;

    while (rounds-- > 0) {
        if (atomic_load_explicit(lock_word(section), memory_order_relaxed) ==
                FREE &&
            take_free(section, OWNED))
            return true;
        YieldProcessor();
    }
    return false;
}

/* Marks it contended at every try: we do not know whether others sleep. */
static void take_sleeping(CRITICAL_SECTION *section)
{
    concurrency_block();
    while (atomic_exchange_explicit(lock_word(section), CONTENDED,
                                    memory_order_acquire) != FREE)
        futex_wait(lock_word(section), CONTENDED, CLOCK_NEVER);
    concurrency_unblock();
}

static void own(CRITICAL_SECTION *section, uintptr_t self)
{
    owner_set(section, self);
    section->RecursionCount = 1;
}

VOID WINAPI EnterCriticalSection(LPCRITICAL_SECTION section)
{
    uintptr_t self = thread_current_id();

    if (take_free(section, OWNED)) {
        own(section, self);
        return;
    }
    if (owner_get(section) == self) {
        section->RecursionCount++;
        return;
    }
    if (!take_spinning(section))
        take_sleeping(section);
    own(section, self);
}

BOOL WINAPI TryEnterCriticalSection(LPCRITICAL_SECTION section)
{
    uintptr_t self = thread_current_id();

    if (take_free(section, OWNED)) {
        own(section, self);
        return TRUE;
    }
    if (owner_get(section) != self)
        return FALSE;
    section->RecursionCount++;
    return TRUE;
}

/* By a thread that does not own it: undefined on Windows, and here. */
VOID WINAPI LeaveCriticalSection(LPCRITICAL_SECTION section)
{
    _Atomic uint32_t *word = lock_word(section);

    if (--section->RecursionCount > 0)
        return;
    owner_set(section, 0);
    if (atomic_exchange_explicit(word, FREE, memory_order_release) == CONTENDED)
        futex_wake(word, 1);
}

/* What Windows writes where a section has no debug information, as ours never
 * has. Programs only ask whether it is NULL: then the section is not made yet,
 * or deleted. */
#define NO_DEBUG_INFO ((struct _RTL_CRITICAL_SECTION_DEBUG *)(uintptr_t)-1)

/* "On single-processor systems, the spin count is ignored and set to 0." */
static ULONG_PTR useful_spins(DWORD spin)
{
    return spin != 0 && cpu_count() > 1 ? spin : 0;
}

BOOL WINAPI InitializeCriticalSectionEx(LPCRITICAL_SECTION section, DWORD spin,
                                        DWORD flags)
{
    (void)flags; /* all of them concern debug information */
    section->DebugInfo = NO_DEBUG_INFO;
    section->LockCount = -1;
    section->RecursionCount = 0;
    section->OwningThread = NULL;
    section->LockSemaphore = NULL;
    section->SpinCount = useful_spins(spin);
    return TRUE;
}

BOOL WINAPI InitializeCriticalSectionAndSpinCount(LPCRITICAL_SECTION section,
                                                  DWORD spin)
{
    return InitializeCriticalSectionEx(section, spin, 0);
}

VOID WINAPI InitializeCriticalSection(LPCRITICAL_SECTION section)
{
    InitializeCriticalSectionEx(section, 0, 0);
}

DWORD WINAPI SetCriticalSectionSpinCount(LPCRITICAL_SECTION section, DWORD spin)
{
    return (DWORD)atomic_exchange_explicit(
        spin_word(section), useful_spins(spin), memory_order_relaxed);
}

/* Leaves the section free: entering a deleted one works by accident, as in
 * many programs on Windows. */
VOID WINAPI DeleteCriticalSection(LPCRITICAL_SECTION section)
{
    InitializeCriticalSectionEx(section, 0, 0);
    section->DebugInfo = NULL;
}
