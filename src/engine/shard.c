/* One shard: a thread of the library and its back-end's queue.
 *
 * Callers push requests on a lock-free stack and write the wake-up only if the
 * shard sleeps; while it works it needs none, so requests batch by themselves.
 * Application threads never touch the back-end: io_uring cancels what a task
 * has queued when the task exits, and its task work would interrupt their
 * system calls with EINTR. */
#include "engine/shard.h"

#include <errno.h>
#include <stdlib.h>

#include "base/gate.h"
#include "base/limits.h"
#include "iocp/errors.h"
#include "op/flow.h"
#include "port/port.h"
#include "sys/fd.h"
#include "sys/futex.h"
#include "sys/thread.h"

/* Packets for one port, queued to it together. */
struct batch {
    struct port *port; /* counted; NULL: empty */
    struct packet_queue packets;
};

struct shard {
    const struct engine_backend *backend; /* (c) */
    void *queue;                          /* (c) the back-end's */
    /* Beside `submitted`: who enters has the cache line for what it does next,
     * so that counting adds no second one for threads to fight over. */
    struct gate in_flight;
    struct op *_Atomic submitted; /* (a) newest first */
    struct op *_Atomic cancelled; /* (a) newest first */
    _Atomic uint32_t sleeping;    /* (a) */
    struct batch batch;           /* (shard) */
    _Atomic uint64_t ended;       /* (shard) to set, (a) to read */
    _Atomic uint32_t opened; /* (a) futex word of shard_start: 1, or -errno */
};

static __thread struct shard *current; /* the shard this thread runs */

static void batch_flush(struct batch *batch)
{
    if (batch->port == NULL)
        return;
    port_push_all(batch->port, &batch->packets);
    object_put(&batch->port->head);
    batch->port = NULL;
}

void engine_deliver(struct shard *shard, struct port *port,
                    struct packet *packet)
{
    struct batch *batch = &shard->batch;

    if (batch->port != port) {
        batch_flush(batch);
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

void engine_awake(void)
{
    atomic_store_explicit(&current->sleeping, 0, memory_order_relaxed);
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

static uint64_t ended(struct shard *shard)
{
    return atomic_load_explicit(&shard->ended, memory_order_relaxed);
}

/* The gate has not heard of all that ended. There is no lock, so another thread
 * may tell an older count after ours; it counts only if nothing ended since. */
static bool enter_exactly(struct shard *shard, uint32_t limit)
{
    uint64_t left;

    do {
        left = ended(shard);
        gate_tell(&shard->in_flight, left);
        if (gate_enter(&shard->in_flight, limit))
            return true;
    } while (ended(shard) != left);
    return false;
}

bool shard_enter(struct shard *shard, bool force)
{
    uint32_t limit = limit_of(LIMIT_PROCESS_REQUESTS);

    if (gate_enter(&shard->in_flight, limit) || enter_exactly(shard, limit))
        return true;
    if (force)
        gate_force(&shard->in_flight);
    return force;
}

void shard_leave_early(struct shard *shard)
{
    gate_give_up(&shard->in_flight);
}

/* No read-modify-write: the shard's thread alone ends requests. */
void engine_leave(struct shard *shard)
{
    atomic_store_explicit(&shard->ended, ended(shard) + 1,
                          memory_order_relaxed);
}

void shard_submit(struct shard *shard, struct op *op)
{
    struct op *newest =
        atomic_load_explicit(&shard->submitted, memory_order_relaxed);

    do
        op->submit_next = newest;
    while (!atomic_compare_exchange_weak_explicit(&shard->submitted, &newest,
                                                  op, memory_order_release,
                                                  memory_order_relaxed));
    wake_if_asleep(shard);
}

void shard_cancel(struct shard *shard, struct op *op)
{
    struct op *newest =
        atomic_load_explicit(&shard->cancelled, memory_order_relaxed);

    do
        op->cancel_next = newest;
    while (!atomic_compare_exchange_weak_explicit(&shard->cancelled, &newest,
                                                  op, memory_order_release,
                                                  memory_order_relaxed));
    wake_if_asleep(shard);
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
        op_arrive(shard, submitted);
    }
    for (; cancelled != NULL; cancelled = next) {
        next = cancelled->cancel_next;
        op_abort(shard, cancelled);
    }
    batch_flush(&shard->batch);
}

static bool has_requests(struct shard *shard)
{
    return atomic_load_explicit(&shard->submitted, memory_order_relaxed) ||
           atomic_load_explicit(&shard->cancelled, memory_order_relaxed);
}

static void turn(struct shard *shard)
{
    bool sleep;

    take_requests(shard);
    atomic_store_explicit(&shard->sleeping, 1, memory_order_relaxed);
    atomic_thread_fence(memory_order_seq_cst); /* see wake_if_asleep */
    sleep = !has_requests(shard);
    if (!sleep)
        atomic_store_explicit(&shard->sleeping, 0, memory_order_relaxed);
    shard->backend->run(shard->queue, sleep);
    atomic_store_explicit(&shard->sleeping, 0, memory_order_relaxed);
    batch_flush(&shard->batch);
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

    current = shard;
    fd_spare_restore();
    report_opened(shard, rc);
    if (rc < 0)
        return NULL;
    for (;;) /* as long as the process lives */
        turn(shard);
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
    rc = thread_start("iocp-shard", shard_main, shard);
    if (rc == 0)
        rc = wait_opened(shard);
    if (rc < 0) {
        free(shard);
        return rc;
    }
    *started = shard;
    return 0;
}

uint64_t shard_overflows(struct shard *shard)
{
    return shard->backend->overflows(shard->queue);
}
