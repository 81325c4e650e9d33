/* Every change of queue, stack or running count ends in dispatch_locked, which
 * restores the port's one invariant: packets queued, a thread parked and a slot
 * free never hold at the same time. Packets therefore leave strictly oldest
 * first, whether they are taken or handed over. */
#include "port/port.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "iocp/errors.h"
#include "port/port_thread.h"
#include "sys/cpu.h"

static void port_destroy(struct object *object);

static void port_close(struct object *object)
{
    port_end((struct port *)object);
}

static struct waitable *port_waitable(struct object *object)
{
    return &((struct port *)object)->signal;
}

static const struct object_ops port_ops = {
    .name = "port",
    .close = port_close,
    .destroy = port_destroy,
    .waitable = port_waitable,
};

/* Signalled while packets are queued, and once for all when it is closed. */
static bool port_is_signalled(struct waitable *signal)
{
    struct port *port = LIST_ITEM(signal, struct port, signal);
    bool signalled;

    lock_take(&port->lock);
    signalled = port->queue.count > 0 || port->closed;
    lock_drop(&port->lock);
    return signalled;
}

struct port *port_new(uint32_t concurrency)
{
    struct port *port = aligned_alloc(CACHE_LINE, sizeof *port);

    if (port == NULL)
        return NULL;
    memset(port, 0, sizeof *port);
    object_init(&port->head, OBJECT_PORT, &port_ops);
    lock_init(&port->lock, LOCK_PORT);
    packet_queue_init(&port->queue);
    list_init(&port->parked);
    port->concurrency = concurrency != 0 ? concurrency : cpu_usable();
    port->may_spin = cpu_count() > 1; /* else whom it waits for cannot run */
    lookout_init(&port->lookout);
    waitable_init(&port->signal, false, false);
    port->signal.poll = port_is_signalled;
    return port;
}

static void port_destroy(struct object *object)
{
    struct port *port = (struct port *)object;

    packet_discard_all(&port->queue);
    if (port->owner != NULL)
        port->owner->gone(port->owner);
    free(port);
}

static struct waiter *unpark_newest_locked(struct port *port)
{
    struct waiter *waiter =
        LIST_ITEM(list_first(&port->parked), struct waiter, link);

    list_remove(&waiter->link);
    port->parked_count--;
    return waiter;
}

static void hand_over_locked(struct port *port, struct wake_list *wakes)
{
    struct waiter *waiter = unpark_newest_locked(port);

    waiter->packet = packet_take_oldest(&port->queue);
    *waiter->counted = true;
    port->running++;
    port->delivered++;
    wake_list_add(wakes, waiter);
}

static void dispatch_locked(struct port *port, struct wake_list *wakes)
{
    wake_list_init(wakes);
    while (port->queue.count > 0 && port->parked_count > 0 &&
           port->running < port->concurrency)
        hand_over_locked(port, wakes);
}

/* Whether the owner of the port has to be told. */
static bool has_backlog_locked(const struct port *port)
{
    return port->owner != NULL && port->queue.count > 0;
}

bool port_dispatch_and_drop(struct port *port)
{
    struct wake_list wakes;
    bool woke, calls, backlog;

    dispatch_locked(port, &wakes);
    woke = wakes.first != NULL;
    calls = lookout_wanted_locked(port);
    backlog = has_backlog_locked(port);
    lock_drop(&port->lock);
    if (calls)
        lookout_call(port);
    if (woke)
        wake_list_wake(&wakes, WAITER_HANDED);
    if (backlog)
        port->owner->backlog(port->owner);
    return woke;
}

/* Drops the lock; wakes whom the change released. True if there was any. */
static inline bool dispatch_and_drop(struct port *port)
{
    if (port->parked_count > 0 || has_backlog_locked(port))
        return port_dispatch_and_drop(port);
    lock_drop(&port->lock); /* the usual case under load */
    return false;
}

/* Direct waits on the handle are rare. A watcher counts itself before it takes
 * the port's lock to look at the queue, so either it sees our packet, or we,
 * having held the lock after it, see the count: no fence is needed. */
static void tell_watchers(struct port *port)
{
    if (atomic_load_explicit(&port->signal.watchers, memory_order_relaxed) > 0)
        waitable_notify(&port->signal);
}

bool port_push_all(struct port *port, struct packet_queue *packets)
{
    bool woke;

    lock_take(&port->lock);
    port->pushed += packet_completions(packets);
    if (port->closed) {
        lock_drop(&port->lock);
        packet_discard_all(packets);
        return false;
    }
    packet_append_all(&port->queue, packets);
    woke = dispatch_and_drop(port);
    tell_watchers(port);
    return woke;
}

void port_push_open(struct port *port, struct packet *packet,
                    void (*decided)(struct packet *packet, bool queued))
{
    lock_take(&port->lock);
    port->pushed++;
    decided(packet, !port->closed);
    if (!port->closed)
        packet_append(&port->queue, packet);
    dispatch_and_drop(port);
    tell_watchers(port);
}

size_t port_push(struct port *port, struct packet *packet)
{
    size_t queued;

    lock_take(&port->lock);
    port->pushed++;
    if (port->closed) {
        lock_drop(&port->lock);
        packet->release(packet);
        return 0;
    }
    packet_append(&port->queue, packet);
    queued = packet_completions(&port->queue);
    dispatch_and_drop(port);
    tell_watchers(port);
    return queued;
}

bool port_remove(struct port *port, struct packet *packet)
{
    bool found;

    lock_take(&port->lock);
    found = packet_take(&port->queue, packet);
    lock_drop(&port->lock);
    return found;
}

bool port_post(struct port *port, struct packet *packet)
{
    packet->posted = true;
    lock_take(&port->lock);
    if (port->closed) {
        lock_drop(&port->lock);
        packet->release(packet);
        return true;
    }
    if (port->queue.posted >= limit_of(LIMIT_PORT_POSTS)) {
        port->refused++;
        lock_drop(&port->lock);
        return false;
    }
    packet_append(&port->queue, packet);
    dispatch_and_drop(port);
    tell_watchers(port);
    return true;
}

/* Moves up to `capacity` packets to the end of `taken`. */
static inline void take_locked(struct port *port, struct packet_queue *taken,
                               uint32_t capacity)
{
    size_t before = taken->count;

    if (port->queue.count <= capacity)
        packet_append_all(taken, &port->queue);
    else
        while (capacity-- > 0)
            packet_append(taken, packet_take_oldest(&port->queue));
    port->delivered += taken->count - before;
}

/* A woken thread already holds a slot and one packet; it takes along what has
 * been queued meanwhile, as one dequeue of a batch. */
static void take_rest(struct port *port, struct packet_queue *taken,
                      uint32_t capacity)
{
    if (capacity == 0)
        return;
    lock_take(&port->lock);
    take_locked(port, taken, capacity);
    lock_drop(&port->lock);
}

static void park_locked(struct port *port, struct port_thread *self)
{
    struct waiter *waiter = &self->waiter;

    atomic_store_explicit(&waiter->state, WAITER_PARKED, memory_order_relaxed);
    waiter->packet = NULL;
    waiter->counted = &self->counted;
    atomic_store_explicit(&self->arrived, false, memory_order_relaxed);
    list_push(&port->parked, &waiter->link);
    port->parked_count++;
}

/* At the deadline, or for an APC: true if the waiter was still parked and now
 * is not. False when somebody handed it a packet first; that news is then on
 * its way. */
static bool unpark_late(struct port *port, struct port_thread *self)
{
    bool parked;

    lock_take(&port->lock);
    parked = list_linked(&self->waiter.link);
    if (parked) {
        list_remove(&self->waiter.link);
        port->parked_count--;
        slot_take_locked(port, self);
    }
    lock_drop(&port->lock);
    return parked;
}

/* What the waiter was told; PARKED: nothing until the deadline. */
static enum waiter_state await_news(struct port *port, struct port_thread *self,
                                    uint64_t deadline_ns)
{
    enum waiter_state state =
        waiter_park(&self->waiter, port->may_spin, deadline_ns);

    if (state == WAITER_PARKED && !unpark_late(port, self))
        state = waiter_park(&self->waiter, false, CLOCK_NEVER);
    atomic_store_explicit(&self->arrived, true, memory_order_relaxed);
    return state;
}

static NTSTATUS park(struct port *port, struct port_thread *self,
                     struct packet_queue *taken, uint32_t capacity,
                     uint64_t deadline_ns)
{
    enum waiter_state state = await_news(port, self, deadline_ns);

    if (state == WAITER_PARKED)
        return STATUS_TIMEOUT;
    if (state != WAITER_HANDED)
        return state == WAITER_ALERTED ? STATUS_USER_APC
                                       : STATUS_ABANDONED_WAIT_0;
    packet_append(taken, self->waiter.packet);
    take_rest(port, taken, capacity - 1);
    return STATUS_SUCCESS;
}

/* The caller is done with its previous packet and looks for the next. */
static void slot_leave_locked(struct port *port, struct port_thread *self)
{
    self->gave_slot = false; /* a dequeue inside a bracket ends the bracket */
    slot_drop_locked(port, self);
}

/* Drops the lock after a change that is no dispatch. */
static __attribute__((noinline)) void look_and_drop(struct port *port)
{
    bool calls = lookout_wanted_locked(port);

    lock_drop(&port->lock);
    if (calls)
        lookout_call(port);
}

/* Takes what is there, or parks: then STATUS_PENDING. Packets come before APCs,
 * and those before the deadline. */
static inline __attribute__((always_inline)) NTSTATUS
take_or_park(struct port *port, struct port_thread *self,
             struct packet_queue *taken, uint32_t capacity,
             uint64_t deadline_ns, const struct apc_queue *apcs)
{
    NTSTATUS status = STATUS_TIMEOUT;

    packet_queue_init(taken);
    lock_take(&port->lock);
    slot_leave_locked(port, self);
    if (port->closed) {
        lock_drop(&port->lock);
        return STATUS_ABANDONED_WAIT_0;
    }
    if (port->queue.count > 0 && port->running < port->concurrency) {
        take_locked(port, taken, capacity);
        status = STATUS_SUCCESS;
    } else if (apc_pending(apcs)) {
        status = STATUS_USER_APC;
    } else if (deadline_ns != CLOCK_NOW) {
        park_locked(port, self);
        look_and_drop(port);
        return STATUS_PENDING;
    }
    slot_take_locked(port, self);
    atomic_store_explicit(&self->arrived, true, memory_order_relaxed);
    if (port->lookout.away > 0)
        look_and_drop(port);
    else
        lock_drop(&port->lock);
    return status;
}

NTSTATUS port_wait(struct port *port, struct packet_queue *taken,
                   uint32_t capacity, uint64_t deadline_ns)
{
    struct port_thread *self = port_thread_join(port);
    NTSTATUS status =
        take_or_park(port, self, taken, capacity, deadline_ns, NULL);

    return status == STATUS_PENDING
               ? park(port, self, taken, capacity, deadline_ns)
               : status;
}

/* ---- Alertable ---- */

/* How an APC ends the wait of a parked thread: it is taken off the stack, as
 * for a packet, and told something else. */
struct alerted_thread {
    struct apc_alert alert;
    struct port *port;
    struct port_thread *self;
};

static void wake_alerted(void *waiter)
{
    struct wake_list wakes;

    wake_list_init(&wakes);
    wake_list_add(&wakes, waiter);
    wake_list_wake(&wakes, WAITER_ALERTED);
}

static void tell_alerted(struct apc_alert *alert, struct apc_wake *wake)
{
    struct alerted_thread *alerted =
        LIST_ITEM(alert, struct alerted_thread, alert);

    /* Off the stack it waits for the news, however late: it is there still
     * when the wake-up comes. */
    if (unpark_late(alerted->port, alerted->self))
        *wake = (struct apc_wake){wake_alerted, &alerted->self->waiter};
}

static NTSTATUS park_alertable(struct port *port, struct port_thread *self,
                               struct packet_queue *taken, uint32_t capacity,
                               uint64_t deadline_ns, struct apc_queue *apcs)
{
    struct alerted_thread alerted = {{tell_alerted}, port, self};
    NTSTATUS status;

    if (!apc_arm(apcs, &alerted.alert) && unpark_late(port, self)) {
        atomic_store_explicit(&self->arrived, true, memory_order_relaxed);
        return STATUS_USER_APC;
    }
    status = park(port, self, taken, capacity, deadline_ns);
    apc_disarm(apcs);
    return status;
}

NTSTATUS port_wait_alertable(struct port *port, struct packet_queue *taken,
                             uint32_t capacity, uint64_t deadline_ns,
                             struct apc_queue *apcs)
{
    struct port_thread *self;
    NTSTATUS status;

    if (apcs == NULL)
        return port_wait(port, taken, capacity, deadline_ns);
    self = port_thread_join(port);
    do {
        status = take_or_park(port, self, taken, capacity, deadline_ns, apcs);
        if (status == STATUS_PENDING)
            status =
                park_alertable(port, self, taken, capacity, deadline_ns, apcs);
        /* Else it was withdrawn when it had ended the wait, as a timer's may
         * be: there is nothing to run, so the wait goes on. */
    } while (status == STATUS_USER_APC && !apc_pending(apcs));
    return status;
}

void port_set_concurrency(struct port *port, uint32_t concurrency)
{
    lock_take(&port->lock);
    port->concurrency = concurrency;
    dispatch_and_drop(port);
}

struct port_look port_look(struct port *port)
{
    struct port_look look;

    lock_take(&port->lock);
    look.backlog = port->queue.count > 0;
    look.parked = port->parked_count > 0;
    look.limited = port->running >= port->concurrency;
    look.delivered = port->delivered;
    lock_drop(&port->lock);
    return look;
}

void port_end(struct port *port)
{
    struct packet_queue undelivered;
    struct wake_list wakes;

    packet_queue_init(&undelivered);
    wake_list_init(&wakes);
    lock_take(&port->lock);
    port->closed = true;
    packet_append_all(&undelivered, &port->queue);
    while (port->parked_count > 0)
        wake_list_add(&wakes, unpark_newest_locked(port));
    lock_drop(&port->lock);
    wake_list_wake(&wakes, WAITER_ABANDONED);
    tell_watchers(port);
    packet_discard_all(&undelivered);
}
