/* Mutexes with a level. A thread takes locks upwards only, which rules out
 * deadlock by construction; builds without NDEBUG assert it at every take.
 * No lock is ever held over user code, a blocking call or a wake-up, but
 * for the event of a request that ends (publish_locked in op/op.c) and that of
 * WSAEventSelect (record_locked in op/socket_events.c). */
#ifndef BASE_LOCK_H
#define BASE_LOCK_H

#include <stdatomic.h>
#include <stdint.h>
#include <sys/single_threaded.h>

#include "sys/futex.h"

enum lock_level {
    LOCK_CALL = 5,        /* calls that wait for each other, of one object */
    LOCK_TABLE = 10,      /* handle table growth and free list; pipes' names */
    LOCK_SELECTION = 20,  /* all that WSAEventSelect selected */
    LOCK_OBJECT = 30,     /* one file, socket, pipe or thread object */
    LOCK_SHARE = 40,      /* share modes, or locked ranges, of all open files */
    LOCK_APC = 50,        /* the APCs of one thread */
    LOCK_THREADPOOL = 55, /* one pool, cleanup group; who has which key */
    LOCK_PORT = 60,       /* one completion port */
    LOCK_ENGINE = 70,     /* starting and stopping shards */
    LOCK_SPREAD = 80,     /* which ring has a handle */
    LOCK_SYNC = 90,       /* the dispatcher: every waitable and wait block */
    LOCK_POOL = 100,      /* global list of free requests and packets */
    LOCK_MEMORY = 110,    /* what VirtualAlloc and MapViewOfFile gave out */
    LOCK_DEADLINE = 120,  /* what is to happen at a time */
};

/* Eight bytes, where a pthread mutex takes forty: every socket has one, and a
 * server touches thousands of sockets in turn. */
struct lock {
    _Atomic uint32_t word; /* enum lock_word; the futex */
    enum lock_level level; /* (c) */
};

enum lock_word {
    LOCK_FREE,
    LOCK_HELD,
    LOCK_WANTED, /* held, and who drops it has to wake somebody */
};

#define LOCK_INITIALISER(level_)                                               \
    {                                                                          \
        LOCK_FREE, (level_)                                                    \
    }

void lock_init(struct lock *lock, enum lock_level level);

/* Takes a lock that was not free at the first look. */
void lock_await(struct lock *lock);

/* The check of levels, in builds without NDEBUG. */
void lock_assert_upwards(const struct lock *lock);
void lock_forget_level(const struct lock *lock);

/* The step a lock takes, and what was there before. In a process of one thread
 * nobody can come in between, and it need not be atomic: as the C library does
 * for its own mutexes. */
static inline uint32_t lock_step(struct lock *lock, uint32_t to)
{
    uint32_t from = LOCK_FREE;

    if (__libc_single_threaded) {
        from = atomic_load_explicit(&lock->word, memory_order_relaxed);
        atomic_store_explicit(&lock->word, to, memory_order_relaxed);
    } else if (to == LOCK_FREE)
        from = atomic_exchange_explicit(&lock->word, to, memory_order_release);
    else
        /* Acquire pairs with the release of the holder before. */
        atomic_compare_exchange_strong_explicit(
            &lock->word, &from, to, memory_order_acquire, memory_order_relaxed);
    return from;
}

static inline void lock_take(struct lock *lock)
{
#ifndef NDEBUG
    lock_assert_upwards(lock);
#endif
    if (lock_step(lock, LOCK_HELD) != LOCK_FREE)
        lock_await(lock);
}

/* After the step the lock may be gone with its object: a wake-up of an address
 * that is nothing any more wakes nobody. */
static inline void lock_drop(struct lock *lock)
{
#ifndef NDEBUG
    lock_forget_level(lock);
#endif
    if (lock_step(lock, LOCK_FREE) == LOCK_WANTED)
        futex_wake(&lock->word, 1);
}

#endif
