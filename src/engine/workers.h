/* A few threads for system calls that block: reads and writes of files that
 * are not in memory, devices that cannot be waited for. One starts when work
 * finds none idle, up to WORKERS_MAX; one that was idle for long enough ends.
 *
 * One thread, the owner, adds work, takes it back and collects what finished;
 * the workers do the rest. (api/lookup.c has several threads add and take back,
 * which the lock allows, and collects inside `wake`.) */
#ifndef ENGINE_WORKERS_H
#define ENGINE_WORKERS_H

#include <stdatomic.h>
#include <stdbool.h>

#include "base/list.h"
#include "base/lock.h"

#define WORKERS_MAX 16u

/* Embedded in what is to be done. On one list at a time; the owner may use
 * `link` for its own lists before it adds the work and after it collected it.
 */
struct work {
    struct list_node link; /* (w) between add and collect */
    bool queued;           /* (w) no worker has taken it yet */
};

struct workers {
    struct lock lock;          /* level engine; letter w */
    _Atomic uint32_t changes;  /* (a) futex: work was queued, or `ending` set,
                                * or the last thread left */
    struct list_node queued;   /* (w) oldest first */
    struct list_node finished; /* (w) oldest first */
    unsigned waiting;          /* (w) length of `queued` */
    unsigned threads, idle;    /* (w) */
    bool ending;               /* (w) */
    _Atomic bool has_finished; /* (a) a look without the lock */
    unsigned idle_ms;          /* (c) after which a thread ends */
    void (*carry)(struct work *work); /* (c) does it; any worker */
    void (*wake)(void *owner);        /* (c) something finished */
    void *owner;                      /* (c) for `wake` */
};

void workers_init(struct workers *workers, void (*carry)(struct work *work),
                  void (*wake)(void *owner), void *owner, unsigned idle_ms);
/* Waits for the threads to end; what is queued is done first. */
void workers_fini(struct workers *workers);

/* Cannot fail: when no thread is to be had, the caller's does it. */
void workers_add(struct workers *workers, struct work *work);

/* True: nobody had begun it, and nobody will; it does not finish. */
bool workers_take_back(struct workers *workers, struct work *work);

/* Moves what finished since the last time to the end of `list`. */
void workers_collect(struct workers *workers, struct list_node *list);

#endif
