/* Timers of a pool. */
#ifndef THREADPOOL_TIMER_H
#define THREADPOOL_TIMER_H

#include "threadpool/object.h"

struct pool_timer {
    struct pool_object object;
    struct deadline deadline;
    bool armed;         /* (t) a call is due, or will be */
    bool set;           /* (t) by the last call, whatever came of it */
    uint32_t period_ms; /* (t) 0: once */
};

/* Fills in a timer that is zero. False: no pool, or no thread for the time. */
bool pool_timer_fill(struct pool_timer *timer,
                     const struct pool_object_kind *kind,
                     const struct pool_terms *terms, void (*function)(void),
                     void *context);

/* Sets it, as deadline_set; `due` NULL unsets it. True when a call of an
 * earlier setting was still to be queued. */
bool pool_timer_set(struct pool_timer *timer, const int64_t *due,
                    uint32_t period_ms);
/* Sets it anew if a call is still to be queued. */
void pool_timer_move(struct pool_timer *timer, int64_t due, uint32_t period_ms);
bool pool_timer_is_set(struct pool_timer *timer);

/* To be the kind's `stop` and `destroy`. */
void pool_timer_stop(struct pool_object *object);
void pool_timer_destroy(struct pool_object *object);

#endif
