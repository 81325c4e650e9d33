#include "base/lock.h"

#include <assert.h>

#ifndef NDEBUG
/* One bit a level held by this thread; levels are multiples of ten. */
static __thread unsigned held_levels;

static void assert_upwards(const struct lock *lock)
{
    unsigned bit = 1u << (lock->level / 10);

    assert(held_levels < bit && "lock taken against the order of levels");
    held_levels |= bit;
}

static void forget_level(const struct lock *lock)
{
    held_levels &= ~(1u << (lock->level / 10));
}
#else
static void assert_upwards(const struct lock *lock)
{
    (void)lock;
}

static void forget_level(const struct lock *lock)
{
    (void)lock;
}
#endif

void lock_init(struct lock *lock, enum lock_level level)
{
    pthread_mutex_init(&lock->mutex, NULL);
    lock->level = level;
}

void lock_fini(struct lock *lock)
{
    pthread_mutex_destroy(&lock->mutex);
}

void lock_take(struct lock *lock)
{
    assert_upwards(lock);
    pthread_mutex_lock(&lock->mutex);
}

void lock_drop(struct lock *lock)
{
    forget_level(lock);
    pthread_mutex_unlock(&lock->mutex);
}
