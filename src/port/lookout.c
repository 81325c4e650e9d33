#include "port/lookout.h"

#include "base/clock.h"
#include "base/lock.h"
#include "port/port.h"
#include "port/port_thread.h"
#include "sys/thread.h"
#include "sys/thread_state.h"
#include "sys/wake_timer.h"

/* A thread may be expected to block soon after it got its packet, and then one
 * is found after a tenth of a millisecond. Later it may block at any moment,
 * and one is found after half of LOOK_NS, as a rule. A look costs some twenty
 * microseconds; where for long nobody was found, that is saved. */
#define FIRST_LOOK_NS 100000u
#define LOOK_NS 300000u
#define SELDOM_NS 2000000u
#define IN_VAIN_MAX 200u
/* After so long a calm a port is new again. */
#define CALM_NS 10000000u
/* At one look; the others are next. */
#define SUSPECTS_MAX 64u

void lookout_init(struct lookout *lookout)
{
    list_init(&lookout->members);
}

void lookout_know_locked(struct port *port, struct list_node *member)
{
    list_append(&port->lookout.members, member);
    port->lookout.member_count++;
}

void lookout_forget_locked(struct port *port, struct list_node *member)
{
    if (!list_linked(member))
        return;
    list_remove(member);
    port->lookout.member_count--;
}

/* ---- When ---- */

/* Packets and threads that only the limit keeps apart. */
static bool is_limited_locked(const struct port *port)
{
    return port->queue.count > 0 && port->parked_count > 0;
}

/* If all who are away came back, would a packet be given out too early? */
static bool may_exceed_locked(const struct port *port)
{
    return port->lookout.away > 0 &&
           port->running + port->lookout.away > port->concurrency;
}

static uint64_t delay_locked(const struct port *port)
{
    return port->lookout.in_vain < IN_VAIN_MAX ? LOOK_NS : SELDOM_NS;
}

bool lookout_wanted_locked(struct port *port)
{
    struct lookout *lookout = &port->lookout;

    if (lookout->watched || port->closed ||
        (!is_limited_locked(port) && !may_exceed_locked(port)))
        return false;
    lookout->watched = true;
    object_get(&port->head);
    return true;
}

/* ---- Looking at one port ---- */

struct suspect {
    uint32_t thread_id;
    bool blocked;
};

static struct port_thread *next_member_locked(struct lookout *lookout)
{
    struct list_node *node = list_first(&lookout->members);

    list_remove(node);
    list_append(&lookout->members, node);
    return LIST_ITEM(node, struct port_thread, member);
}

/* Who counts, and who is away; in turn, if they are too many for one look. */
static unsigned suspects_locked(struct port *port, struct suspect *suspects)
{
    struct lookout *lookout = &port->lookout;
    unsigned count = 0;

    if (!is_limited_locked(port) && !may_exceed_locked(port))
        return 0;
    for (uint32_t i = 0; i < lookout->member_count && count < SUSPECTS_MAX;
         i++) {
        struct port_thread *member = next_member_locked(lookout);

        /* Who was handed a packet and sleeps has yet to hear of it. */
        if (member->away ||
            (member->counted &&
             atomic_load_explicit(&member->arrived, memory_order_relaxed))) {
            member->suspected = true;
            suspects[count++].thread_id = member->thread_id;
        }
    }
    return count;
}

/* True if that changed something. */
static bool judge_locked(struct port *port, struct port_thread *member,
                         bool blocked)
{
    if (blocked ? !member->counted : !member->away)
        return false;
    member->counted = !blocked;
    member->away = blocked;
    if (blocked) {
        port->running--;
        port->lookout.away++;
    } else {
        port->running++;
        port->lookout.away--;
    }
    return true;
}

/* Those that made a call since were not blocked, whatever was seen. */
static bool judge_all_locked(struct port *port, const struct suspect *suspects,
                             unsigned count)
{
    bool found = false;

    LIST_FOR_EACH (node, &port->lookout.members) {
        struct port_thread *member =
            LIST_ITEM(node, struct port_thread, member);

        for (unsigned i = 0; i < count && member->suspected; i++)
            if (suspects[i].thread_id == member->thread_id)
                found |= judge_locked(port, member, suspects[i].blocked);
    }
    return found;
}

/* How soon to look again; 0: no more. Threads that are away matter only while
 * packets move. */
static uint64_t next_look(struct port *port)
{
    struct lookout *lookout = &port->lookout;
    uint64_t delay_ns;
    bool matters;

    lock_take(&port->lock);
    delay_ns = delay_locked(port);
    matters =
        !port->closed &&
        (is_limited_locked(port) ||
         (may_exceed_locked(port) && port->delivered != lookout->delivered));
    lookout->delivered = port->delivered;
    lookout->looked_ns = clock_now_ns();
    lookout->watched = matters;
    lock_drop(&port->lock);
    return matters ? delay_ns : 0;
}

static uint64_t look(struct port *port)
{
    struct suspect suspects[SUSPECTS_MAX];
    unsigned count;

    lock_take(&port->lock);
    count = suspects_locked(port, suspects);
    lock_drop(&port->lock);
    for (unsigned i = 0; i < count; i++)
        suspects[i].blocked = thread_is_blocked(suspects[i].thread_id);
    lock_take(&port->lock);
    if (judge_all_locked(port, suspects, count))
        port->lookout.in_vain = 0;
    else
        port->lookout.in_vain++;
    port_dispatch_and_drop(port);
    return next_look(port);
}

/* ---- The thread ---- */

static struct port *_Atomic called; /* (a) to be watched, newest first */
static _Atomic uint64_t due_ns = CLOCK_NEVER; /* (a) when the timer is set to */
static struct wake_timer timer;               /* (c) once started */

/* Unless it is set to an earlier time. Who else sets it meanwhile may come
 * between our two steps, so that we set it later than he wants. */
static void set_timer(uint64_t delay_ns)
{
    uint64_t at_ns = clock_now_ns() + delay_ns;
    uint64_t before = atomic_load(&due_ns);

    do {
        if (before <= at_ns)
            return;
    } while (!atomic_compare_exchange_weak(&due_ns, &before, at_ns));
    do {
        wake_timer_set(&timer, delay_ns);
        before = at_ns;
        at_ns = atomic_load(&due_ns);
        delay_ns = FIRST_LOOK_NS;
    } while (at_ns < before);
}

static struct port *add_called(struct port *watched)
{
    struct port *port = atomic_exchange(&called, NULL);

    while (port != NULL) {
        struct port *next = port->lookout.next;

        port->lookout.next = watched;
        watched = port;
        port = next;
    }
    return watched;
}

/* Those that stay, and when to look at them again. */
static struct port *look_at_all(struct port *watched, uint64_t *delay_ns)
{
    struct port *stay = NULL;

    *delay_ns = CLOCK_NEVER;
    while (watched != NULL) {
        struct port *port = watched;
        uint64_t next_ns;

        watched = port->lookout.next; /* once looked at it may be called anew */
        next_ns = look(port);
        if (next_ns == 0) {
            object_put(&port->head);
            continue;
        }
        port->lookout.next = stay;
        stay = port;
        if (next_ns < *delay_ns)
            *delay_ns = next_ns;
    }
    return stay;
}

static void *keep_lookout(void *unused)
{
    struct port *watched = NULL;
    uint64_t delay_ns;

    (void)unused;
    for (;;) {
        wake_timer_wait(&timer);
        atomic_store(&due_ns, CLOCK_NEVER);
        watched = look_at_all(add_called(watched), &delay_ns);
        if (watched != NULL)
            set_timer(delay_ns);
    }
    return NULL;
}

static bool start(void)
{
    static struct lock lock = LOCK_INITIALISER(LOCK_ENGINE);
    static bool open, started;
    bool runs;

    lock_take(&lock);
    if (!open)
        open = wake_timer_open(&timer) == 0;
    if (open && !started)
        started = thread_start("iocp-lookout", keep_lookout, NULL) == 0;
    runs = started;
    lock_drop(&lock);
    return runs;
}

/* Without a thread or a descriptor nobody is found; the next who wants it tries
 * again. */
static void give_up(struct port *port)
{
    lock_take(&port->lock);
    port->lookout.watched = false;
    lock_drop(&port->lock);
    object_put(&port->head);
}

/* `watched` is set: the port is ours alone until it is on the stack. */
static uint64_t first_delay(struct port *port)
{
    uint64_t now_ns = clock_now_ns(), delay_ns;
    struct lookout *lookout = &port->lookout;

    lock_take(&port->lock);
    delay_ns = delay_locked(port);
    if (now_ns - lookout->looked_ns > CALM_NS) {
        lookout->in_vain = 0;
        delay_ns = FIRST_LOOK_NS;
    }
    lock_drop(&port->lock);
    return delay_ns;
}

void lookout_call(struct port *port)
{
    static _Atomic bool runs;
    uint64_t delay_ns = first_delay(port);

    if (!atomic_load(&runs)) {
        if (!start()) {
            give_up(port);
            return;
        }
        atomic_store(&runs, true);
    }
    port->lookout.next = atomic_load(&called);
    while (!atomic_compare_exchange_weak(&called, &port->lookout.next, port))
        ;
    set_timer(delay_ns);
}
