/* What must hold of a port whenever nobody holds its lock, and from one such
 * moment to the next. The checker knows the structures and none of the code
 * that changes them:
 *
 *   packets leave oldest first and come in behind; none vanishes
 *   the newest parked thread is handed a packet, and only under the limit
 *   packets queued, a thread parked and a slot free never hold at once
 *   `running` is the number of threads that count, and rises above the limit
 *   only by a thread that takes back the slot it gave away or gives up waiting
 *   who takes a packet itself, without having been parked, is under the limit
 *   who comes back from a wait, or from blocking, counts, whatever the limit
 */
#include "sim/checker.h"

#include <string.h>

#include "iocp/errors.h"
#include "port/port_thread.h"
#include "sim/runtime.h"

#define PORTS_MAX 8u
#define QUEUE_MAX 4096u
#define STACK_MAX SIM_THREADS_MAX

struct shadow {
    const struct port *port;
    const struct packet *queue[QUEUE_MAX];
    size_t queued;
    struct waiter *parked[STACK_MAX];
    size_t parked_count;
    uint32_t running;
    uint64_t delivered;
};

static struct shadow shadows[PORTS_MAX];
/* Of each thread of the world: where port_thread_join keeps its state. */
static struct port_thread *members[SIM_THREADS_MAX];

struct port_thread *__real_port_thread_join(struct port *port);
struct port_thread *__wrap_port_thread_join(struct port *port);

struct port_thread *__wrap_port_thread_join(struct port *port)
{
    struct port_thread *self = __real_port_thread_join(port);

    members[sim_self()] = self;
    return self;
}

/* ---- Who comes back counts ---- */

/* In its present dequeue: it was parked. */
static bool was_parked[SIM_THREADS_MAX];

/* Or it is seen asleep right then: it sleeps on a lock, say. */
static void check_counts(const char *after)
{
    const struct port_thread *self = members[sim_self()];

    SIM_CHECK(self->counted || self->away, "nobody counts the thread after %s",
              after);
}

NTSTATUS __real_port_wait(struct port *port, struct packet_queue *taken,
                          uint32_t capacity, uint64_t deadline_ns);
NTSTATUS __wrap_port_wait(struct port *port, struct packet_queue *taken,
                          uint32_t capacity, uint64_t deadline_ns);

NTSTATUS __wrap_port_wait(struct port *port, struct packet_queue *taken,
                          uint32_t capacity, uint64_t deadline_ns)
{
    NTSTATUS status;

    was_parked[sim_self()] = false;
    status = __real_port_wait(port, taken, capacity, deadline_ns);
    if (status != STATUS_ABANDONED_WAIT_0)
        check_counts("a wait for packets");
    return status;
}

void __real_concurrency_unblock(void);
void __wrap_concurrency_unblock(void);

void __wrap_concurrency_unblock(void)
{
    const struct port_thread *self = members[sim_self()];
    bool ends = self != NULL && self->port != NULL && self->gave_slot &&
                self->block_depth == 1;

    __real_concurrency_unblock();
    if (ends)
        check_counts("blocking");
}

void checker_thread_ended(void)
{
    members[sim_self()] = NULL; /* its thread-local storage goes away */
}

/* In this heap no later port gets the storage of an earlier one. */
static struct shadow *shadow_of(const struct port *port)
{
    for (unsigned i = 0; i < PORTS_MAX; i++) {
        if (shadows[i].port == NULL)
            shadows[i].port = port;
        if (shadows[i].port == port)
            return &shadows[i];
    }
    sim_fail("more ports than the checker has room for");
}

static void see(const struct port *port, struct shadow *now)
{
    const struct packet *packet = port->queue.oldest;

    now->port = port;
    now->queued = 0;
    now->parked_count = 0;
    for (; packet != NULL; packet = packet->next) {
        SIM_CHECK(now->queued < QUEUE_MAX, "the queue runs in a circle");
        now->queue[now->queued++] = packet;
    }
    LIST_FOR_EACH (node, &port->parked) {
        SIM_CHECK(now->parked_count < STACK_MAX, "the stack runs in a circle");
        now->parked[now->parked_count++] = LIST_ITEM(node, struct waiter, link);
    }
    now->running = port->running;
    now->delivered = port->delivered;
    SIM_CHECK(now->queued == port->queue.count, "%zu packets, counted %zu",
              now->queued, port->queue.count);
    SIM_CHECK(now->parked_count == port->parked_count,
              "%zu threads, counted %u", now->parked_count, port->parked_count);
}

/* How many packets left at the front; the rest stays as it was. */
static size_t count_taken(const struct shadow *before, const struct shadow *now)
{
    size_t taken = 0;

    while (taken < before->queued &&
           (now->queued == 0 || before->queue[taken] != now->queue[0]))
        taken++;
    for (size_t i = taken; i < before->queued; i++)
        SIM_CHECK(i - taken < now->queued &&
                      now->queue[i - taken] == before->queue[i],
                  "packet %zu of the queue changed its place", i);
    return taken;
}

static bool is_parked(const struct shadow *in, const struct waiter *waiter)
{
    for (size_t i = 0; i < in->parked_count; i++)
        if (in->parked[i] == waiter)
            return true;
    return false;
}

static struct waiter *own_waiter(void)
{
    struct port_thread *self = members[sim_self()];

    return self != NULL ? &self->waiter : NULL;
}

/* Who left the stack: handed over or abandoned from its top, or the caller
 * itself, at its deadline. Returns how many were handed a packet. */
static size_t check_stack(const struct shadow *before, const struct shadow *now)
{
    size_t handed = 0;
    bool stays = false;

    for (size_t i = 0; i < before->parked_count; i++) {
        struct waiter *waiter = before->parked[i];

        if (is_parked(now, waiter)) {
            stays = true;
            continue;
        }
        if (waiter == own_waiter() && waiter->packet == NULL)
            continue;
        SIM_CHECK(!stays, "an older thread was released before a newer one");
        handed += !now->port->closed;
    }
    return handed;
}

/* Who stays on the stack keeps his place; who is new is on top. */
static void check_order(const struct shadow *before, const struct shadow *now)
{
    size_t at = 0;

    for (size_t i = 0; i < now->parked_count; i++) {
        if (!is_parked(before, now->parked[i])) {
            SIM_CHECK(i == 0, "a thread parks below others");
            continue;
        }
        while (at < before->parked_count &&
               before->parked[at] != now->parked[i])
            at++;
        SIM_CHECK(at < before->parked_count, "parked threads change places");
    }
}

static uint32_t count_members(const struct port *port)
{
    uint32_t count = 0;

    for (unsigned i = 0; i < SIM_THREADS_MAX; i++)
        count += members[i] != NULL && members[i]->port == port &&
                 members[i]->counted;
    return count;
}

static void check_running(const struct shadow *now)
{
    uint32_t count = count_members(now->port);

    SIM_CHECK(now->running == count, "%u run, %u count as running",
              now->running, count);
}

static void check_rules(const struct shadow *now)
{
    SIM_CHECK(now->queued == 0 || now->parked_count == 0 ||
                  now->running >= now->port->concurrency,
              "%zu packets wait, %zu threads are parked, and only %u of %u run",
              now->queued, now->parked_count, now->running,
              now->port->concurrency);
    check_running(now);
}

static void check_step(const struct shadow *before, const struct shadow *now)
{
    size_t taken = count_taken(before, now);
    size_t handed = check_stack(before, now);
    uint32_t limit = now->port->concurrency;

    check_order(before, now);
    if (now->port->closed) {
        SIM_CHECK(now->queued == 0 && now->parked_count == 0,
                  "a closed port keeps packets or threads");
        return;
    }
    /* The shadow sees a packet that came and went between two of its looks
     * only in the count. */
    SIM_CHECK(now->delivered - before->delivered >= taken,
              "%zu packets left, %llu were delivered", taken,
              (unsigned long long)(now->delivered - before->delivered));
    SIM_CHECK(handed == 0 || now->running <= limit,
              "%u run of %u, and a packet was handed over", now->running,
              limit);
    SIM_CHECK(now->delivered == before->delivered || handed > 0 ||
                  was_parked[sim_self()] || now->running <= limit,
              "%u run of %u, and one of them has taken a packet", now->running,
              limit);
    if (own_waiter() != NULL && is_parked(now, own_waiter()))
        was_parked[sim_self()] = true;
}

/* Misplaces what a fault of ours would; only in worlds that ask for it. */
static void plant(struct port *port)
{
    struct packet *first = port->queue.oldest;

    if (port->queue.count > 2 && sim_planted(PLANT_REORDER)) {
        struct packet *second = first->next;

        first->next = second->next;
        second->next = first;
        port->queue.oldest = second;
    }
    if (port->parked_count > 1 && sim_planted(PLANT_OLDEST_FIRST)) {
        struct list_node *newest = list_first(&port->parked);

        list_remove(newest);
        list_append(&port->parked, newest);
    }
    if (sim_planted(PLANT_OVERCOUNT))
        port->running += 2;
}

void checker_lock_dropped(struct lock *lock)
{
    static struct shadow now;
    struct port *port;
    struct shadow *before;

    if (lock->level != LOCK_PORT)
        return;
    port = LIST_ITEM(lock, struct port, lock);
    if (sim_plant != PLANT_NOTHING)
        plant(port);
    before = shadow_of(port);
    see(port, &now);
    check_rules(&now);
    check_step(before, &now);
    *before = now;
}

void checker_finish(void)
{
    for (unsigned i = 0; i < PORTS_MAX && shadows[i].port != NULL; i++)
        SIM_CHECK(shadows[i].queued == 0, "packets are left in a port");
}
