/* A phase has a number; who is not the last to arrive waits for the next one.
 * The last sets the count back before it moves the phase on, so a thread that
 * comes round at once finds the barrier ready.
 *
 * The trap: the last touch of a thread that leaves is what it tells
 * barrier_end, of one that does not tell, its look at the phase. */
#include "sync/barrier.h"

#include <limits.h>
#include <stdatomic.h>

#include "base/clock.h"
#include "port/concurrency.h"
#include "sys/cpu.h"
#include "sys/futex.h"

#define ENDING 0x80000000u /* in `inside`: barrier_end sleeps on it */

struct words {
    uint32_t threads;         /* (c) */
    uint32_t spins;           /* (c) */
    _Atomic uint32_t missing; /* still to come in this phase */
    _Atomic uint32_t phase;   /* a futex word */
    _Atomic uint32_t inside; /* told threads that have not left; a futex word */
};
_Static_assert(sizeof(struct words) <= sizeof(SYNCHRONIZATION_BARRIER),
               "it is the caller's memory");

static struct words *words_of(SYNCHRONIZATION_BARRIER *barrier)
{
    return (struct words *)(void *)barrier;
}

void barrier_init(SYNCHRONIZATION_BARRIER *barrier, uint32_t threads,
                  uint32_t spins)
{
    struct words *words = words_of(barrier);

    words->threads = threads;
    words->spins = cpu_count() > 1 ? spins : 0;
    atomic_init(&words->missing, threads);
    atomic_init(&words->phase, 0);
    atomic_init(&words->inside, 0);
}

static bool has_moved(struct words *words, uint32_t phase)
{
    return atomic_load_explicit(&words->phase, memory_order_acquire) != phase;
}

static bool moves_while_spinning(struct words *words, uint32_t phase,
                                 enum barrier_wait how)
{
    uint32_t rounds = how == BARRIER_BLOCKS ? 0 : words->spins;

    while (how == BARRIER_SPINS_ONLY || rounds-- > 0) {
        if (has_moved(words, phase))
            return true;
        cpu_relax();
    }
    return false;
}

static void await(struct words *words, uint32_t phase, enum barrier_wait how)
{
    if (moves_while_spinning(words, phase, how))
        return;
    concurrency_block();
    while (!has_moved(words, phase))
        futex_wait(&words->phase, phase, CLOCK_NEVER);
    concurrency_unblock();
}

static void move_on(struct words *words)
{
    atomic_store(&words->missing, words->threads);
    atomic_fetch_add(&words->phase, 1);
    futex_wake(&words->phase, INT_MAX);
}

static void leave(struct words *words)
{
    if (atomic_fetch_sub(&words->inside, 1) == (ENDING | 1))
        futex_wake(&words->inside, INT_MAX);
}

bool barrier_enter(SYNCHRONIZATION_BARRIER *barrier, enum barrier_wait how,
                   bool told)
{
    struct words *words = words_of(barrier);
    uint32_t phase = atomic_load(&words->phase);
    bool last;

    if (told)
        atomic_fetch_add(&words->inside, 1);
    last = atomic_fetch_sub(&words->missing, 1) == 1;
    if (last)
        move_on(words);
    else
        await(words, phase, how);
    if (told)
        leave(words);
    return last;
}

void barrier_end(SYNCHRONIZATION_BARRIER *barrier)
{
    struct words *words = words_of(barrier);
    uint32_t inside = atomic_fetch_or(&words->inside, ENDING) | ENDING;

    concurrency_block();
    while (inside != ENDING) {
        futex_wait(&words->inside, inside, CLOCK_NEVER);
        inside = atomic_load(&words->inside);
    }
    concurrency_unblock();
}
