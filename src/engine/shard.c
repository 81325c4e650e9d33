/* One shard: a back-end's queue and who runs it.
 *
 * Callers push requests on a lock-free stack and write the wake-up only if the
 * shard sleeps; while it works it needs none, so requests batch by themselves.
 * io_uring is run by a thread of the library alone: it cancels what a task has
 * queued when the task exits, and its task work would interrupt the system
 * calls of the program's threads with EINTR. What knows no such thing is run by
 * whoever comes (engine/lead.c), and a caller that finds nobody there carries
 * its request out by itself. */
#include "engine/shard.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "base/clock.h"
#include "engine/spread.h"
#include "op/flow.h"
#include "port/port.h"
#include "sys/fd.h"
#include "sys/futex.h"
#include "sys/thread.h"

/* After so many requests carried out by their callers the kernel is asked what
 * else is ready: who always finds work of its own must not starve the others.
 */
#define VISITS_MAX 64u
/* A caller carries its request on for so many steps at once. */
#define STEPS_MAX 8
/* And looks after others' requests so many times. */
#define VISITS_RUNNING 8

static __thread struct shard *current; /* the shard this thread runs */

/* All rings and the direct one. A request has one byte for its shard: a
 * server has one for every silent connection. */
#define SHARDS_MAX (SPREAD_RINGS_MAX + 1)

static struct {
    struct shard *_Atomic shards[SHARDS_MAX + 1]; /* (a) set once; 0: none */
    _Atomic uint32_t count;                       /* (a) */
} numbered;

static void give_number(struct shard *shard)
{
    uint32_t number = atomic_fetch_add(&numbered.count, 1) + 1;

    assert(number <= SHARDS_MAX);
    shard->number = (uint8_t)number;
    atomic_store_explicit(&numbered.shards[number], shard,
                          memory_order_release);
}

/* Relaxed: who has read the number sees what was written before it was. */
struct shard *shard_numbered(uint8_t number)
{
    return atomic_load_explicit(&numbered.shards[number], memory_order_relaxed);
}

static void batch_flush(struct shard *shard)
{
    struct batch *batch = &shard->batch;

    if (batch->port == NULL)
        return;
    batch->delivered = true;
    batch->wanted |= lead_was_wanted(shard);
    batch->woke |= port_push_all(batch->port, &batch->packets);
    object_put(&batch->port->head);
    batch->port = NULL;
}

/* Everything that ended up to now. */
static void hand_on(struct shard *shard)
{
    batch_flush(shard);
    if (atomic_load_explicit(&shard->delivering, memory_order_relaxed))
        atomic_store_explicit(&shard->delivering, false, memory_order_release);
}

bool shard_delivers(const struct shard *shard)
{
    return atomic_load_explicit(&shard->delivering, memory_order_acquire);
}

void engine_deliver(struct shard *shard, struct port *port,
                    struct packet *packet)
{
    struct batch *batch = &shard->batch;

    if (batch->port != port) {
        batch_flush(shard);
        object_get(&port->head);
        batch->port = port;
    }
    packet_append(&batch->packets, packet);
}

void engine_issue(struct shard *shard, struct engine_io *io)
{
    io->issued = true;
    shard->backend->issue(shard->queue, io);
}

void engine_revoke(struct shard *shard, struct engine_io *io)
{
    shard->backend->revoke(shard->queue, io);
}

void engine_done(struct engine_io *io, int32_t result)
{
    io->issued = false;
    op_advance(current, LIST_ITEM(io, struct op, io), result);
}

static void awake(struct shard *shard)
{
    atomic_store_explicit(&shard->sleeping, 0, memory_order_relaxed);
    lead_awake(shard);
}

void engine_awake(void)
{
    awake(current);
}

/* Release pairs with the acquire in take_*: the op's fields are seen. The
 * order with `sleeping` is sequential on both sides: either we see the shard
 * asleep, or it sees our op before it sleeps. */
static void wake_if_asleep(struct shard *shard)
{
    atomic_thread_fence(memory_order_seq_cst);
    if (atomic_load_explicit(&shard->sleeping, memory_order_relaxed) == 0)
        return;
    if (atomic_exchange_explicit(&shard->sleeping, 0, memory_order_relaxed))
        shard->backend->wake(shard->queue);
}

uint64_t shard_ended(const struct shard *shard)
{
    return atomic_load_explicit(&shard->ended, memory_order_relaxed);
}

/* Nobody who takes packets from a port waits for it, perhaps: it has none, or
 * sends none there. */
static bool is_hosted(const struct op *op)
{
    return !op_is_charged(op);
}

/* No read-modify-write: who runs the shard alone ends requests. The mark comes
 * before the handle's lock, and so before who starts its next request there. */
void engine_leave(struct shard *shard, const struct op *op)
{
    if (!atomic_load_explicit(&shard->delivering, memory_order_relaxed))
        atomic_store_explicit(&shard->delivering, true, memory_order_relaxed);
    atomic_store_explicit(&shard->ended, shard_ended(shard) + 1,
                          memory_order_relaxed);
    if (shard->backend->movable && is_hosted(op))
        atomic_fetch_sub_explicit(&shard->lead.hosted, 1, memory_order_relaxed);
}

/* The submitted requests, oldest first. */
static struct op *take_submitted(struct shard *shard)
{
    struct op *newest =
        atomic_exchange_explicit(&shard->submitted, NULL, memory_order_acquire);
    struct op *oldest = NULL;

    while (newest != NULL) {
        struct op *next = newest->submit_next;

        newest->submit_next = oldest;
        oldest = newest;
        newest = next;
    }
    return oldest;
}

/* Sequentially consistent: see shard_take. */
static bool has_requests(struct shard *shard)
{
    return atomic_load(&shard->submitted) || atomic_load(&shard->cancelled);
}

bool shard_is_idle(struct shard *shard)
{
    return atomic_load_explicit(&shard->arrived, memory_order_relaxed) ==
               shard_ended(shard) &&
           !has_requests(shard);
}

static void arrive(struct shard *shard, struct op *op)
{
    uint64_t arrived =
        atomic_load_explicit(&shard->arrived, memory_order_relaxed);

    atomic_store_explicit(&shard->arrived, arrived + 1, memory_order_relaxed);
    op_arrive(shard, op);
}

static void take_requests(struct shard *shard)
{
    /* Cancels first: every op in that list was submitted before it got there,
     * so it is in the list taken second, or has arrived already. */
    struct op *cancelled =
        atomic_exchange_explicit(&shard->cancelled, NULL, memory_order_acquire);
    struct op *submitted = take_submitted(shard);
    struct op *next;

    for (; submitted != NULL; submitted = next) {
        next = submitted->submit_next;
        arrive(shard, submitted);
    }
    for (; cancelled != NULL; cancelled = next) {
        next = cancelled->cancel_next;
        op_abort(shard, cancelled);
    }
    hand_on(shard);
}

static bool may_sleep(struct shard *shard)
{
    atomic_store_explicit(&shard->sleeping, 1, memory_order_relaxed);
    atomic_thread_fence(memory_order_seq_cst); /* see wake_if_asleep */
    return !has_requests(shard) && lead_falls_asleep(shard);
}

static void count_poll(struct shard *shard)
{
    _Atomic uint64_t *polls = &shard->lead.polls;

    shard->visits = 0;
    atomic_store_explicit(polls,
                          atomic_load_explicit(polls, memory_order_relaxed) + 1,
                          memory_order_relaxed);
}

void shard_turn(struct shard *shard, uint64_t deadline_ns)
{
    shard->batch.delivered = false;
    shard->batch.woke = false;
    shard->batch.wanted = false;
    take_requests(shard);
    if (deadline_ns != CLOCK_NOW && !may_sleep(shard)) {
        awake(shard);
        deadline_ns = CLOCK_NOW;
    }
    shard->backend->run(shard->queue, deadline_ns);
    awake(shard);
    count_poll(shard);
    hand_on(shard);
    balance_round(shard);
    if (!shard->backend->movable)
        rings_round(shard);
}

/* ---- Callers that carry out their requests themselves ---- */

/* Sequentially consistent, as is pushing a request before it: who finds the
 * shard taken has pushed before the other looks for requests when it leaves. */
bool shard_take(struct shard *shard)
{
    uint32_t free = 0;

    if (atomic_load(&shard->taken) != 0 ||
        !atomic_compare_exchange_strong(&shard->taken, &free, 1))
        return false;
    current = shard;
    return true;
}

static void let_go(struct shard *shard)
{
    current = NULL;
    atomic_exchange(&shard->taken, 0);
}

/* `op`: the caller's own, or NULL. True: more is to be done. */
static bool visit(struct shard *shard, struct op *op)
{
    bool more;
    int steps = 0;

    if (has_requests(shard))
        take_requests(shard);
    if (op != NULL)
        arrive(shard, op);
    do
        more = shard->backend->finish(shard->queue);
    while (more && ++steps < STEPS_MAX);
    hand_on(shard);
    if (++shard->visits >= VISITS_MAX)
        shard_turn(shard, CLOCK_NOW);
    return more;
}

/* What was pushed meanwhile is ours to do if nobody came in between; but whom
 * others keep busy for long has his own work to do. */
static void leave(struct shard *shard, bool more)
{
    int visits = 0;

    let_go(shard);
    while (has_requests(shard) && visits++ < VISITS_RUNNING &&
           shard_take(shard)) {
        more |= visit(shard, NULL);
        let_go(shard);
    }
    if (more || visits > VISITS_RUNNING)
        lead_call(shard);
    else
        lead_left(shard);
}

void shard_leave(struct shard *shard)
{
    leave(shard, false);
}

/* After a push: who runs the shard sees it, or we do it. */
static void look_after(struct shard *shard)
{
    if (shard_take(shard))
        leave(shard, visit(shard, NULL));
    else
        wake_if_asleep(shard);
}

/* ---- Callers ---- */

static void push(struct shard *shard, struct op *op)
{
    struct op *newest =
        atomic_load_explicit(&shard->submitted, memory_order_relaxed);

    do
        op->submit_next = newest;
    while (!atomic_compare_exchange_weak(&shard->submitted, &newest, op));
}

/* The shard has it, or did it. */
static void submit_or_do(struct shard *shard, struct op *op)
{
    if (is_hosted(op))
        atomic_fetch_add_explicit(&shard->lead.hosted, 1, memory_order_relaxed);
    if (shard_take(shard)) {
        leave(shard, visit(shard, op));
    } else {
        push(shard, op);
        look_after(shard);
    }
}

void shard_submit(struct shard *shard, struct op *op)
{
    if (shard->backend->movable) {
        submit_or_do(shard, op);
        return;
    }
    push(shard, op);
    wake_if_asleep(shard);
}

void shard_cancel(struct shard *shard, struct op *op)
{
    struct op *newest =
        atomic_load_explicit(&shard->cancelled, memory_order_relaxed);

    do
        op->cancel_next = newest;
    while (!atomic_compare_exchange_weak(&shard->cancelled, &newest, op));
    if (shard->backend->movable)
        look_after(shard);
    else
        wake_if_asleep(shard);
}

/* Tells shard_start how opening the back-end went. After a failure the shard
 * belongs to that thread again and is not touched here. */
static void report_opened(struct shard *shard, int rc)
{
    atomic_store_explicit(&shard->opened, rc < 0 ? (uint32_t)rc : 1,
                          memory_order_release);
    futex_wake(&shard->opened, 1);
}

static void *shard_main(void *argument)
{
    struct shard *shard = argument;
    int rc = shard->backend->open(&shard->queue);

    fd_spare_restore();
    report_opened(shard, rc);
    if (rc < 0)
        return NULL;
    if (shard->backend->movable)
        lead_watch(shard); /* as long as the process lives */
    /* Woken by the first request of many, it would start with that one. */
    thread_yields_to_others();
    shard_take(shard);
    for (;;)
        shard_turn(shard, CLOCK_NEVER);
}

static int wait_opened(struct shard *shard)
{
    int32_t state;

    while ((state = (int32_t)atomic_load_explicit(&shard->opened,
                                                  memory_order_acquire)) == 0)
        futex_wait(&shard->opened, 0, UINT64_MAX);
    return state < 0 ? state : 0;
}

int shard_start(const struct engine_backend *backend, struct shard **started)
{
    struct shard *shard = calloc(1, sizeof *shard);
    int rc;

    if (shard == NULL)
        return -ENOMEM;
    shard->backend = backend;
    packet_queue_init(&shard->batch.packets);
    rc = backend->movable ? lead_open(&shard->lead) : 0;
    if (rc == 0)
        rc = thread_start(backend->movable ? "iocp-watch" : "iocp-shard",
                          shard_main, shard);
    if (rc == 0)
        rc = wait_opened(shard);
    if (rc < 0) {
        if (backend->movable)
            lead_close(&shard->lead);
        free(shard);
        return rc;
    }
    give_number(shard);
    if (backend->movable)
        lead_begin(shard);
    *started = shard;
    return 0;
}

uint64_t shard_overflows(struct shard *shard)
{
    return shard->backend->overflows(shard->queue);
}
