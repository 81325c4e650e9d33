/* The simulated back-end: the third one behind engine/engine.h. The seed
 * decides which of the issued ios the kernel gets done in a turn, in which
 * order, and who is faster, a cancel or what it cancels. It stands in the
 * places of both real ones, so that engine/select.c runs as it is. */
#include <errno.h>
#include <string.h>

#include "base/clock.h"
#include "engine/engine.h"
#include "engine/uring.h"
#include "object/socket_store.h"
#include "sim/network.h"
#include "sim/runtime.h"

#define ISSUED_MAX 1024u

struct issued {
    struct engine_io *io;
    bool revoked;
};

struct result {
    struct engine_io *io;
    int32_t value;
};

/* One of a shard. */
struct queue {
    struct issued ios[ISSUED_MAX];
    unsigned count;
    bool woken;
    unsigned swift; /* odds that the kernel is not done with an io yet */
};

#define QUEUES_MAX 4u
static struct queue queues[QUEUES_MAX];
static unsigned queue_count;

void backend_look(void)
{
    for (unsigned i = 0; i < queue_count; i++)
        sim_wake(&queues[i], 1);
}

static int open_queue(void **opaque)
{
    struct queue *queue = &queues[queue_count++];

    queue->swift = 1 + (unsigned)sim_random(6);
    *opaque = queue;
    return 0;
}

/* Where "uring" is refused, the other one has to do. */
static int open_or_refuse(void **opaque)
{
    static const int refusals[] = {-EPERM, -ENOSYS, -EINVAL};

    return sim_chance(2) ? refusals[sim_random(3)] : open_queue(opaque);
}

static void close_queue(void *opaque)
{
    (void)opaque;
}

static void issue(void *opaque, struct engine_io *io)
{
    struct queue *queue = opaque;

    sim_log("issue %p code %d fd %d to %u", (void *)io, io->code, io->fd,
            (unsigned)(queue - queues));
    if (queue->count == ISSUED_MAX)
        sim_fail("too many requests are with the simulated kernel");
    queue->ios[queue->count].io = io;
    queue->ios[queue->count++].revoked = false;
}

static void revoke(void *opaque, struct engine_io *io)
{
    struct queue *queue = opaque;

    sim_log("revoke %p", (void *)io);
    for (unsigned i = 0; i < queue->count; i++)
        if (queue->ios[i].io == io)
            queue->ios[i].revoked = true;
}

static bool is_disk(const struct engine_io *io)
{
    return io->code == ENGINE_READ || io->code == ENGINE_WRITE;
}

/* -EAGAIN: not yet. */
static int32_t attempt(const struct issued *issued)
{
    struct engine_io *io = issued->io;

    if (issued->revoked && sim_chance(2))
        return is_disk(io) && sim_chance(2) ? -EINTR : -ECANCELED;
    if (is_disk(io))
        return disk_try(io);
    return network_try(io);
}

/* Results first, then what follows from them: a step may issue again. */
static unsigned collect(struct queue *queue, struct result *results,
                        unsigned most)
{
    unsigned found = 0;

    for (unsigned i = 0; i < queue->count && found < most; i++) {
        struct issued issued = queue->ios[i];
        int32_t value = sim_chance(queue->swift) && queue->swift > 1
                            ? -EAGAIN
                            : attempt(&issued);

        if (value == -EAGAIN)
            continue;
        results[found].io = issued.io;
        results[found++].value = value;
        queue->ios[i--] = queue->ios[--queue->count];
    }
    return found;
}

static void shuffle(struct result *results, unsigned count)
{
    for (; count > 1; count--) {
        uint64_t other = sim_random(count);
        struct result last = results[count - 1];

        results[count - 1] = results[other];
        results[other] = last;
    }
}

static void hand_on(const struct result *result)
{
    struct engine_io *io = result->io;
    void *buffer = io->iov_count > 0 ? io->iov[0].iov_base : NULL;
    bool late = io->code == ENGINE_RECEIVE && result->value > 0 &&
                sim_planted(PLANT_LATE_WRITE);
    bool wrong = io->code == ENGINE_RECEIVE && result->value > 0 &&
                 sim_planted(PLANT_WRONG_BYTES);

    sim_log("result %p code %d: %d", (void *)io, io->code, result->value);
    if (sim_planted(PLANT_LOST_RESULT))
        return;
    if (sim_planted(PLANT_DOUBLE_RESULT))
        engine_done(io, result->value);
    engine_done(io, result->value + wrong);
    if (late) {
        for (int i = 0; i < 40; i++)
            sim_yield();
        sim_accessed(buffer, 1);
    }
}

static bool progress(struct queue *queue)
{
    struct result results[64];
    unsigned count = collect(queue, results, sizeof results / sizeof *results);

    shuffle(results, count);
    for (unsigned i = 0; i < count; i++)
        hand_on(&results[i]);
    return count > 0;
}

static bool something_is_ready(const struct queue *queue)
{
    for (unsigned i = 0; i < queue->count; i++)
        if (queue->ios[i].revoked || network_is_ready(queue->ios[i].io))
            return true;
    return false;
}

static void run(void *opaque, uint64_t deadline_ns)
{
    struct queue *queue = opaque;

    for (;;) {
        if (progress(queue) || deadline_ns == CLOCK_NOW || queue->woken)
            break;
        if (something_is_ready(queue))
            sim_yield();
        else if (sim_sleep(queue, deadline_ns) != 0)
            break;
    }
    queue->woken = false;
    if (sim_chance(2))
        engine_awake();
}

/* A caller looks: its own request may be done, or any other. */
static bool finish(void *opaque)
{
    struct queue *queue = opaque;

    return sim_chance(2) && progress(queue) && queue->count > 0 &&
           sim_chance(4);
}

static void wake(void *opaque)
{
    struct queue *queue = opaque;

    queue->woken = true;
    sim_wake(queue, 1);
    sim_point();
}

/* Of the kernel, for engine/select.c: nothing was found. */
uint32_t uring_found(void)
{
    return 0;
}

static uint64_t overflows(void *opaque)
{
    (void)opaque;
    return 0;
}

void backend_finish(void)
{
    socket_store_empty();
    for (unsigned i = 0; i < queue_count; i++)
        SIM_CHECK(queues[i].count == 0, "%u requests are left with the kernel",
                  queues[i].count);
    SIM_CHECK(descriptor_count() == 1, "%u descriptors are open, not the spare",
              descriptor_count());
}

const struct engine_backend engine_uring = {
    .name = "uring",
    .open = open_or_refuse,
    .close = close_queue,
    .issue = issue,
    .revoke = revoke,
    .run = run,
    .wake = wake,
    .overflows = overflows,
};

const struct engine_backend engine_epoll = {
    .name = "epoll",
    .movable = true,
    .open = open_queue,
    .close = close_queue,
    .issue = issue,
    .revoke = revoke,
    .run = run,
    .finish = finish,
    .wake = wake,
    .overflows = overflows,
};
