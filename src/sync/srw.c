/* Slim reader/writer locks: one word, zero when free.
 *
 * The word counts readers, or says WRITER; two flags say that somebody of a
 * kind may be asleep. Whoever makes the lock free clears the flags in the same
 * step and wakes: one writer, or all readers when no writer sleeps. A writer
 * that slept takes both flags with it, as it cannot know who sleeps besides:
 * so a flag is missing only while a thread is awake that brings it back.
 *
 * Who wants to share waits behind a writer that waits, or writers would never
 * get in; a thread that shares the lock twice may therefore wait for itself,
 * on Windows too.
 *
 * The trap: from the moment the word is free the next owner may release the
 * memory. The step that frees it is the last touch; waking needs the address
 * alone. */
#include <limits.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "iocp/locks.h"
#include "port/concurrency.h"
#include "sys/cpu.h"
#include "sys/futex_kinds.h"

#define WRITERS_SLEEP 0x80000000u
#define READERS_SLEEP 0x40000000u
#define SLEEPERS (WRITERS_SLEEP | READERS_SLEEP)
#define WRITER 0x3FFFFFFFu /* in the place of a count */
#define READERS_MAX (WRITER - 1)
#define SPINS 100

static _Atomic uint32_t *word_of(SRWLOCK *lock)
{
    return (_Atomic uint32_t *)(void *)&lock->Ptr;
}

static uint32_t count_of(uint32_t state)
{
    return state & ~SLEEPERS;
}

static bool swap(_Atomic uint32_t *word, uint32_t *from, uint32_t to)
{
    return atomic_compare_exchange_weak_explicit(
        word, from, to, memory_order_acquire, memory_order_relaxed);
}

static bool may_share(uint32_t state)
{
    return state < READERS_MAX; /* no writer, and nobody waits */
}

static bool may_own(uint32_t state)
{
    return count_of(state) == 0;
}

/* A short look whether it gets free before there is anybody to queue behind. */
static uint32_t spin(_Atomic uint32_t *word, bool (*may)(uint32_t))
{
    uint32_t state = atomic_load_explicit(word, memory_order_relaxed);
    unsigned rounds = cpu_count() > 1 ? SPINS : 0;

    while (rounds-- > 0 && !may(state) && (state & SLEEPERS) == 0) {
        cpu_relax();
        state = atomic_load_explicit(word, memory_order_relaxed);
    }
    return state;
}

/* Sets the flag of a kind and sleeps. */
static void sleep_as(enum futex_kind kind, _Atomic uint32_t *word,
                     uint32_t state, uint32_t flags)
{
    if ((state & flags) == flags || swap(word, &state, state | flags))
        futex_wait_as(kind, word, state | flags);
}

static void own_slowly(_Atomic uint32_t *word)
{
    uint32_t flags = 0; /* to bring back */
    uint32_t state = spin(word, may_own);

    concurrency_block();
    for (;;) {
        if (may_own(state)) {
            if (swap(word, &state, state | WRITER | flags))
                break;
            continue;
        }
        sleep_as(FUTEX_WRITER, word, state, flags | WRITERS_SLEEP);
        flags = SLEEPERS;
        state = atomic_load_explicit(word, memory_order_relaxed);
    }
    concurrency_unblock();
}

static void share_slowly(_Atomic uint32_t *word)
{
    uint32_t state = spin(word, may_share);

    concurrency_block();
    for (;;) {
        if (may_share(state)) {
            if (swap(word, &state, state + 1))
                break;
            continue;
        }
        sleep_as(FUTEX_READER, word, state, READERS_SLEEP);
        state = atomic_load_explicit(word, memory_order_relaxed);
    }
    concurrency_unblock();
}

/* The lock was made free while somebody may have slept. */
static void wake(_Atomic uint32_t *word, uint32_t state)
{
    if ((state & WRITERS_SLEEP) != 0 &&
        futex_wake_kind(FUTEX_WRITER, word, 1) > 0)
        return;
    futex_wake_kind(FUTEX_READER, word, INT_MAX);
}

VOID WINAPI InitializeSRWLock(PSRWLOCK lock)
{
    lock->Ptr = NULL;
}

BOOLEAN WINAPI TryAcquireSRWLockExclusive(PSRWLOCK lock)
{
    uint32_t state = 0;

    return atomic_compare_exchange_strong_explicit(word_of(lock), &state,
                                                   WRITER, memory_order_acquire,
                                                   memory_order_relaxed);
}

VOID WINAPI AcquireSRWLockExclusive(PSRWLOCK lock)
{
    if (!TryAcquireSRWLockExclusive(lock))
        own_slowly(word_of(lock));
}

VOID WINAPI ReleaseSRWLockExclusive(PSRWLOCK lock)
{
    _Atomic uint32_t *word = word_of(lock);
    uint32_t state = atomic_exchange_explicit(word, 0, memory_order_release);

    if ((state & SLEEPERS) != 0)
        wake(word, state);
}

BOOLEAN WINAPI TryAcquireSRWLockShared(PSRWLOCK lock)
{
    _Atomic uint32_t *word = word_of(lock);
    uint32_t state = atomic_load_explicit(word, memory_order_relaxed);

    while (may_share(state))
        if (swap(word, &state, state + 1))
            return TRUE;
    return FALSE;
}

VOID WINAPI AcquireSRWLockShared(PSRWLOCK lock)
{
    if (!TryAcquireSRWLockShared(lock))
        share_slowly(word_of(lock));
}

VOID WINAPI ReleaseSRWLockShared(PSRWLOCK lock)
{
    _Atomic uint32_t *word = word_of(lock);
    uint32_t state = atomic_load_explicit(word, memory_order_relaxed);
    bool last;

    do
        last = count_of(state) == 1;
    while (!atomic_compare_exchange_weak_explicit(
        word, &state, last ? 0 : state - 1, memory_order_release,
        memory_order_relaxed));
    if (last && (state & SLEEPERS) != 0)
        wake(word, state);
}
