/* A pool: a port, the threads at it, and the calls that wait for one.
 *
 * A call is queued in the pool, by priority; the port is told of all of them by
 * one packet, the baton. Who takes the baton takes the first call, and passes
 * the baton on while there are more. Packets of files come through the port as
 * they do anywhere. So the port decides how many threads run, and hands a
 * thread's place on while it blocks; the pool decides how many threads there
 * are.
 *
 * The trap: calls are submitted by who signals an object, under locks up to
 * LOCK_SHARE. Nothing on that way may take one of those, or drop the last
 * reference on anything. */
#ifndef THREADPOOL_POOL_H
#define THREADPOOL_POOL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/list.h"
#include "base/lock.h"
#include "port/port.h"
#include "sync/deadline.h"

#define POOL_PRIORITIES 3u /* TP_CALLBACK_PRIORITY: high, normal, low */
#define POOL_NORMAL 1u

struct pool {
    /* (a) Who can still queue something: the program, and each object. When
     * the last has left the threads end. */
    _Atomic uint32_t users;
    _Atomic uint32_t refs;   /* (a) of the memory: the users' one, the port's,
                              * each thread's */
    struct port *port;       /* (c) counted for the users, and each thread */
    struct port_owner owner; /* of the port */
    uint32_t processors;     /* (c) */
    struct lock lock;        /* level threadpool */
    struct packet baton;
    bool baton_queued;                       /* (t) */
    struct list_node calls[POOL_PRIORITIES]; /* (t) oldest first */
    _Atomic uint32_t threads, minimum;       /* (a) changed under the lock */
    uint32_t maximum;                        /* (t) of threads */
    size_t stack_reserve, stack_commit;      /* (t) bytes, or 0 */
    struct deadline growth;                  /* the next look at a backlog */
    bool growing;                            /* (t) it is set */
    uint64_t delivered;                      /* growth: at the last look */
    uint32_t stalled;                        /* growth: looks in vain */
    uint32_t granted;                        /* growth: the port's limit */
};

/* A new one, whose one user is the caller; NULL when memory is out. */
struct pool *pool_new(void);

/* The pool of the process, which is there for ever. NULL: memory is out. */
struct pool *pool_of_process(void);

static inline void pool_use(struct pool *pool)
{
    atomic_fetch_add_explicit(&pool->users, 1, memory_order_relaxed);
}

void pool_leave(struct pool *pool);

/* Of threads. A minimum makes those that are missing: false, some could not
 * be. */
void pool_set_maximum(struct pool *pool, uint32_t threads);
bool pool_set_minimum(struct pool *pool, uint32_t threads);

/* Whether another callback could run now, or a thread be made for it. */
bool pool_has_more_threads(struct pool *pool);

/* Calls wait: the pool's lock is held. True: pool_pass_baton is due once it
 * was dropped. */
bool pool_needs_baton_locked(struct pool *pool);
void pool_pass_baton(struct pool *pool);

void pool_put(struct pool *pool);

#endif
