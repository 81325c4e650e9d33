#include "base/lock.h"

#include <assert.h>

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

void lock_init(struct lock *lock, enum lock_level level)
{
    pthread_mutex_init(&lock->mutex, NULL);
    lock->level = level;
}

void lock_fini(struct lock *lock)
{
    pthread_mutex_destroy(&lock->mutex);
}
