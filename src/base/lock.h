/* Mutexes with a level. A thread takes locks upwards only, which rules out
 * deadlock by construction; builds without NDEBUG assert it at every take.
 * No lock is ever held over user code, a blocking call or a wake-up. */
#ifndef BASE_LOCK_H
#define BASE_LOCK_H

#include <pthread.h>

enum lock_level {
    LOCK_TABLE = 10,  /* handle table growth and free list */
    LOCK_OBJECT = 20, /* one file, socket or thread object */
    LOCK_SHARE = 30,  /* share modes of all open files */
    LOCK_PORT = 40,   /* one completion port */
    LOCK_ENGINE = 50, /* starting and stopping shards */
    LOCK_SYNC = 60,   /* the dispatcher: every waitable and wait block */
    LOCK_POOL = 70,   /* global list of free requests and packets */
};

struct lock {
    pthread_mutex_t mutex;
    enum lock_level level;
};

#define LOCK_INITIALISER(level_)                                               \
    {                                                                          \
        PTHREAD_MUTEX_INITIALIZER, (level_)                                    \
    }

void lock_init(struct lock *lock, enum lock_level level);
void lock_fini(struct lock *lock);

/* The check of levels, in builds without NDEBUG. */
void lock_assert_upwards(const struct lock *lock);
void lock_forget_level(const struct lock *lock);

static inline void lock_take(struct lock *lock)
{
#ifndef NDEBUG
    lock_assert_upwards(lock);
#endif
    pthread_mutex_lock(&lock->mutex);
}

static inline void lock_drop(struct lock *lock)
{
#ifndef NDEBUG
    lock_forget_level(lock);
#endif
    pthread_mutex_unlock(&lock->mutex);
}

#endif
