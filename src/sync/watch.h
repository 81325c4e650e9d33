/* A wait without a thread: what is to be done when an object is signalled.
 *
 * It consumes the signal as a thread's wait does, and stands in the same queue.
 * What watches owns the watch's memory and a reference on what contains the
 * waitable; both have to be there until `ended` was called, which happens
 * exactly once for every watch_start that returned false. */
#ifndef SYNC_WATCH_H
#define SYNC_WATCH_H

#include <stdbool.h>

#include "sync/wait.h"

struct watch {
    struct sleeper sleeper;
    struct wait_block block;
    /* `satisfied`, or cancelled. Runs on the thread that signalled or
     * cancelled, maybe under a lock of LOCK_OBJECT: takes locks above LOCK_APC
     * only, and drops no reference but to the watch itself. */
    void (*ended)(struct watch *watch, bool satisfied);
};

/* True: the object was signalled, its signal is taken, and `ended` will not be
 * called. The waitable may not be of the kind that a thread owns. */
bool watch_start(struct watch *watch, struct waitable *waitable,
                 void (*ended)(struct watch *watch, bool satisfied));

/* Of a watch that was started. True: the object was not and will not be
 * consumed; `ended` says so, from here or from another thread. False: it is
 * satisfied, and `ended` says that, or has. Not while it is being started. */
bool watch_cancel(struct watch *watch);

#endif
