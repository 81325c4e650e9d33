/* Waitable timers: a signal that a deadline sets, and an APC. */
#ifndef SYNC_TIMER_H
#define SYNC_TIMER_H

#include <stdbool.h>
#include <stdint.h>

#include "iocp/types.h"
#include "object/object.h"

struct thread;

/* Called on a thread that waits alertably, with the time as a FILETIME's two
 * halves. */
typedef void (*timer_function)(void *argument, DWORD low, DWORD high);

struct timer_setting {
    int64_t due;             /* as of deadline_set */
    uint32_t period_ms;      /* 0: once */
    timer_function function; /* NULL: none */
    void *argument;
    struct thread *thread; /* counted, the timer's then; NULL: no function */
};

/* A new timer with one reference, no handle and no name; or NULL. */
struct object *timer_new(bool manual_reset);

/* Stops the timer, takes back its signal and its APC, and starts it anew. What
 * is over already has signalled it when this returns. A failure leaves it
 * stopped: that of deadline_set. */
NTSTATUS timer_set(struct object *object, const struct timer_setting *setting);

/* Stops it and takes back its APC; the signal stays as it is. */
void timer_cancel(struct object *object);

#endif
