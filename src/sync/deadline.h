/* What is to happen at a time. One thread for the process, "iocp-timers", which
 * the first deadline starts, sleeps until the earliest of them is over; while
 * there is none it sleeps. A deadline costs its own memory and nothing else:
 * setting one can fail only as long as the thread does not run.
 *
 * A deadline is of one clock: a relative one counts the time that the machine
 * runs, an absolute one waits for what the wall clock shows, and follows it
 * when it is changed. deadline_repeat counts on from a deadline that expired,
 * so that what is periodic does not drift.
 *
 * The trap: `expire` may be on its way while its deadline is cancelled or set
 * again. Who does either under a lock of his takes that lock in `expire` too
 * and there knows: deadline_is_set says that what expired has been replaced,
 * and that it was cancelled his own notes say. */
#ifndef SYNC_DEADLINE_H
#define SYNC_DEADLINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/heap.h"
#include "iocp/types.h"

/* `due` of so many milliseconds from now. */
static inline int64_t deadline_after_ms(uint32_t milliseconds)
{
    return -(int64_t)milliseconds * 10000;
}

struct deadline {
    struct heap_node node; /* (deadline lock) */
    int64_t due_ns;        /* (deadline lock) set, or when it last was over */
    uint32_t era;          /* (deadline lock) 0: not set */
    bool wall;             /* (deadline lock) of which clock it is */
    /* (c) Runs on "iocp-timers" with no lock held. It must not block: all other
     * deadlines wait for it. It is the last to touch the deadline, and may free
     * it if nobody else sets, cancels or settles it. */
    void (*expire)(struct deadline *deadline);
};

void deadline_init(struct deadline *deadline,
                   void (*expire)(struct deadline *deadline));

/* Has it expire at `due`, as Win32 says it: below 0 so many 100 ns from now,
 * above 0 at that FILETIME, 0 at once (but never inside the call). Replaces
 * what it was set to. Any lock may be held. STATUS_SUCCESS, or why there is no
 * thread: never, if this deadline or another one was set before. */
NTSTATUS deadline_set(struct deadline *deadline, int64_t due);

/* For a deadline that is not set: from here on setting it cannot fail. False:
 * there is no thread for it. */
bool deadline_start_time(struct deadline *deadline);

/* Has it expire again, a multiple of `period_ns` (not 0) after the moment for
 * which it last was set: the first that is not over. The clock is that of
 * relative deadlines, whatever it was before. For a deadline that expired, in
 * `expire` or later. */
void deadline_repeat(struct deadline *deadline, uint64_t period_ns);

/* True: it was set, and will not expire. False: it was not; `expire` has run,
 * or runs. */
bool deadline_cancel(struct deadline *deadline);

bool deadline_is_set(struct deadline *deadline);

/* Returns when no `expire` of it runs; not from there, and with no lock that it
 * takes. Its memory may go then, if it is not set. */
void deadline_settle(struct deadline *deadline);

#endif
