/* Waits of a pool. */
#ifndef THREADPOOL_WAIT_H
#define THREADPOOL_WAIT_H

#include "object/object.h"
#include "sync/watch.h"
#include "threadpool/object.h"

/* Of a call: what ended the wait. */
#define WAIT_SIGNALLED 0u
#define WAIT_TIMED_OUT 1u

struct pool_wait {
    struct pool_object object;
    struct lock calls; /* level call */
    struct watch watch;
    _Atomic uint32_t watching; /* (a) `watch` is in use; a futex */
    bool set;                  /* (t) nothing has ended the wait yet */
    bool watched;              /* (calls) what is waited for has a watch */
    struct object *target;     /* (calls) counted, or NULL */
    struct deadline timeout;
};

/* Fills in a wait that is zero. False: no pool, or no thread for the time. */
bool pool_wait_fill(struct pool_wait *wait, const struct pool_object_kind *kind,
                    const struct pool_terms *terms, void (*function)(void),
                    void *context);

/* What to wait for. */
struct wait_target {
    struct object *object; /* NULL: nothing, only the time */
    struct waitable *waitable;
};

/* Waits anew, until `due` (deadline_set), or for ever if that is NULL; `target`
 * NULL only ends the wait. True when an earlier one was ended with nothing
 * queued. */
bool pool_wait_set(struct pool_wait *wait, const struct wait_target *target,
                   const int64_t *due);

/* For the kind's `run`: the object that was waited for is not needed. */
void pool_wait_forget_target(struct pool_wait *wait);

/* To be the kind's `stop` and `destroy`. */
void pool_wait_stop(struct pool_object *object);
void pool_wait_destroy(struct pool_object *object);

#endif
