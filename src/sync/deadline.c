#include "sync/deadline.h"

#include "base/clock.h"
#include "base/errmap.h"
#include "base/lock.h"
#include "sys/clock_timer.h"
#include "sys/fd.h"
#include "sys/futex.h"
#include "sys/ready.h"
#include "sys/ready_thread.h"
#include "sys/thread.h"

#define FOREVER INT64_MAX
#define AWAKE                                                                  \
    0 /* earlier than all: the thread sets the timer when it is done */
#define NS_PER_UNIT 100

/* The deadlines of one clock. */
struct dial {
    struct heap heap;
    int timer;      /* the descriptor; -1: there is none yet */
    int64_t set_ns; /* what the timer is set to; FOREVER: to nothing; AWAKE */
};

/* Changed under the lock alone. */
static struct {
    struct lock lock;
    struct dial dials[2]; /* of the monotonic clock and of the wall's */
    int watch;            /* the descriptor; -1: the thread does not run */
    bool hooked;
    uint32_t era; /* one more in each child of fork(): all is unset there */
    struct deadline *running; /* only compared: it may be gone */
    uint32_t settling;        /* how many sleep on `ends` */
    _Atomic uint32_t ends;    /* (a) of an `expire`, counted; a futex */
} all = {
    .lock = LOCK_INITIALISER(LOCK_DEADLINE),
    .dials = {{.timer = -1}, {.timer = -1}},
    .watch = -1,
    .era = 1,
};

static int64_t now_ns(bool wall)
{
    return (int64_t)(wall ? clock_wall_ns() : clock_now_ns());
}

/* ---- Setting and cancelling ---- */

/* A timer that runs out too early is no harm: the thread looks, and sets it to
 * what is first. So it is set only when there is something earlier. */
static void push_locked(struct deadline *deadline, bool wall, int64_t due_ns)
{
    struct dial *dial = &all.dials[wall];

    deadline->wall = wall;
    deadline->due_ns = due_ns;
    deadline->era = all.era;
    deadline->node.key = due_ns;
    heap_push(&dial->heap, &deadline->node);
    if (due_ns >= dial->set_ns)
        return;
    dial->set_ns = due_ns;
    clock_timer_set(dial->timer, due_ns);
}

static bool is_set_locked(const struct deadline *deadline)
{
    return deadline->era == all.era;
}

static bool unset_locked(struct deadline *deadline)
{
    bool was_set = is_set_locked(deadline);

    if (was_set)
        heap_remove(&all.dials[deadline->wall].heap, &deadline->node);
    deadline->era = 0;
    return was_set;
}

bool deadline_cancel(struct deadline *deadline)
{
    bool was_set;

    lock_take(&all.lock);
    was_set = unset_locked(deadline);
    lock_drop(&all.lock);
    return was_set;
}

bool deadline_is_set(struct deadline *deadline)
{
    bool is_set;

    lock_take(&all.lock);
    is_set = is_set_locked(deadline);
    lock_drop(&all.lock);
    return is_set;
}

/* ---- The thread ---- */

static struct deadline *take_due(struct dial *dial, int64_t now)
{
    struct heap_node *first;
    struct deadline *deadline = NULL;

    lock_take(&all.lock);
    first = dial->heap.first;
    if (first != NULL && first->key <= now) {
        deadline = HEAP_ITEM(first, struct deadline, node);
        unset_locked(deadline);
        dial->set_ns = AWAKE;
        all.running = deadline;
    } else {
        dial->set_ns = first != NULL ? first->key : FOREVER;
        if (dial->set_ns != FOREVER)
            clock_timer_set(dial->timer, dial->set_ns);
    }
    lock_drop(&all.lock);
    return deadline;
}

static void expire(struct deadline *deadline)
{
    bool wake;

    deadline->expire(deadline);
    lock_take(&all.lock);
    all.running = NULL;
    atomic_fetch_add(&all.ends, 1);
    wake = all.settling != 0;
    lock_drop(&all.lock);
    if (wake)
        futex_wake(&all.ends, INT32_MAX);
}

/* What is set meanwhile waits for the next round, even if it is due: the other
 * clock is to have its turn. */
static void look(uint64_t token)
{
    int64_t now = now_ns(token != 0);
    struct deadline *deadline;

    while ((deadline = take_due(&all.dials[token], now)) != NULL)
        expire(deadline);
}

void deadline_settle(struct deadline *deadline)
{
    uint32_t ends;

    lock_take(&all.lock);
    while (all.running == deadline) {
        ends = atomic_load(&all.ends);
        all.settling++;
        lock_drop(&all.lock);
        futex_wait(&all.ends, ends, CLOCK_NEVER);
        lock_take(&all.lock);
        all.settling--;
    }
    lock_drop(&all.lock);
}

/* A child of fork() has neither the thread nor anything that it would tell:
 * there no deadline is set, and the next one starts another thread. Whoever
 * held the lock is not here. */
static void in_child(void)
{
    for (int i = 0; i < 2; i++) {
        if (all.dials[i].timer >= 0)
            fd_close(all.dials[i].timer);
        all.dials[i].timer = -1;
    }
    if (all.watch >= 0)
        fd_close(all.watch);
    all.watch = -1;
    lock_init(&all.lock, LOCK_DEADLINE);
    all.era++;
    all.running = NULL;
    all.settling = 0;
}

/* ---- Its start ---- */

/* The watch must be there. */
static int open_dial_locked(struct dial *dial, uint64_t token)
{
    int timer = clock_timer_open(token != 0);
    int rc = timer;

    if (rc < 0)
        return rc;
    rc = ready_watch_add(all.watch, timer, token);
    if (rc < 0) {
        fd_close(timer);
        return rc;
    }
    dial->timer = timer;
    dial->set_ns = FOREVER;
    dial->heap.first = NULL;
    return 0;
}

/* What is there is kept when the next step fails: a thread that sleeps cannot
 * be told to end. */
static int start_locked(void)
{
    int rc = all.hooked ? 0 : thread_at_fork(in_child);

    if (rc < 0)
        return rc;
    all.hooked = true;
    if (all.watch < 0) {
        rc = ready_thread_start("iocp-timers", look);
        if (rc < 0)
            return rc;
        all.watch = rc;
    }
    for (uint64_t token = 0; token < 2; token++)
        if (all.dials[token].timer < 0 &&
            (rc = open_dial_locked(&all.dials[token], token)) < 0)
            return rc;
    return 0;
}

/* ---- For all ---- */

void deadline_init(struct deadline *deadline,
                   void (*expire_it)(struct deadline *deadline))
{
    deadline->era = 0;
    deadline->due_ns = 0;
    deadline->wall = false;
    deadline->expire = expire_it;
}

/* More nanoseconds than there are is never. */
static int64_t ns_of(int64_t units)
{
    return units < FOREVER / NS_PER_UNIT ? units * NS_PER_UNIT : FOREVER;
}

static int64_t later(int64_t ns, int64_t by_ns)
{
    return by_ns < FOREVER - ns ? ns + by_ns : FOREVER;
}

static int64_t due_ns(int64_t due)
{
    if (due > 0) /* what is over for the wall clock of Linux is over for us */
        return due > CLOCK_UNIX_EPOCH ? ns_of(due - CLOCK_UNIX_EPOCH) : 1;
    if (due <
        -(FOREVER / NS_PER_UNIT)) /* its negation may not even be a number */
        return FOREVER;
    return later(now_ns(false), ns_of(-due));
}

static bool runs_locked(void)
{
    return all.dials[1].timer >= 0; /* the last step of the start */
}

NTSTATUS deadline_set(struct deadline *deadline, int64_t due)
{
    int64_t ns = due_ns(due);
    int rc;

    lock_take(&all.lock);
    rc = runs_locked() ? 0 : start_locked();
    if (rc == 0) {
        unset_locked(deadline);
        push_locked(deadline, due > 0, ns);
    }
    lock_drop(&all.lock);
    return rc == 0 ? STATUS_SUCCESS : errmap_file(-rc);
}

bool deadline_start_time(struct deadline *deadline)
{
    bool started = deadline_set(deadline, INT64_MIN) >= 0;

    deadline_cancel(deadline);
    return started;
}

/* How late it is, on its own clock, is a time on the other one as well. A wall
 * clock that was moved does not say how late, and then the phase of the period
 * is any. */
static int64_t next_ns(const struct deadline *deadline, int64_t period_ns)
{
    int64_t now = now_ns(false);
    int64_t late = (deadline->wall ? now_ns(true) : now) - deadline->due_ns;

    if (late < 0)
        late = 0;
    return later(now - late % period_ns, period_ns);
}

void deadline_repeat(struct deadline *deadline, uint64_t period_ns)
{
    int64_t period = period_ns < FOREVER ? (int64_t)period_ns : FOREVER;

    lock_take(&all.lock);
    if (runs_locked()) { /* else a child of fork() */
        unset_locked(deadline);
        push_locked(deadline, false, next_ns(deadline, period));
    }
    lock_drop(&all.lock);
}
