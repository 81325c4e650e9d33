#include "base/lock.h"

#include <assert.h>
#include <stdbool.h>

#include "base/clock.h"
#include "sys/cpu.h"

/* One bit a level held by this thread; levels are multiples of ten. */
static __thread unsigned held_levels;

void lock_assert_upwards(const struct lock *lock)
{
    unsigned bit = 1u << (lock->level / 10);

    assert(held_levels < bit && "lock taken against the order of levels");
    held_levels |= bit;
}

void lock_forget_level(const struct lock *lock)
{
    held_levels &= ~(1u << (lock->level / 10));
}

/* A lock is held for some tens of instructions: looking for a moment, no longer
 * than sleeping would take, is cheaper than to sleep, unless the holder has
 * lost its processor. Where processors are far from each other every
 * instruction that touches the lock's object takes long, so the moment is some
 * microseconds. */
#define LOOKS 200

static bool take_if_free(struct lock *lock)
{
    uint32_t word = LOCK_FREE;

    return atomic_load_explicit(&lock->word, memory_order_relaxed) ==
               LOCK_FREE &&
           atomic_compare_exchange_strong_explicit(
               &lock->word, &word, LOCK_HELD, memory_order_acquire,
               memory_order_relaxed);
}

/* Who slept takes the lock as LOCK_WANTED, as others may still sleep. */
void lock_await(struct lock *lock)
{
    for (int i = 0; i < LOOKS; i++) {
        if (take_if_free(lock))
            return;
        cpu_relax();
    }
    while (atomic_exchange_explicit(&lock->word, LOCK_WANTED,
                                    memory_order_acquire) != LOCK_FREE)
        futex_wait(&lock->word, LOCK_WANTED, CLOCK_NEVER);
}

void lock_init(struct lock *lock, enum lock_level level)
{
    atomic_init(&lock->word, LOCK_FREE);
    lock->level = level;
}
