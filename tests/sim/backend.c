/* The simulated back-end: the third one behind engine/engine.h. The seed
 * decides which of the issued ios the kernel gets done in a turn, in which
 * order, and who is faster, a cancel or what it cancels. It stands in the
 * places of both real ones, so that engine/select.c runs as it is. */
#include <errno.h>
#include <string.h>

#include "engine/engine.h"
#include "engine/uring.h"
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

static struct {
    struct issued ios[ISSUED_MAX];
    unsigned count;
    bool woken;
    unsigned swift; /* odds that the kernel is not done with an io yet */
} queue;

void backend_look(void)
{
    sim_wake(&queue, 1);
}

static int open_queue(void **opaque)
{
    queue.swift = 1 + (unsigned)sim_random(6);
    *opaque = &queue;
    return 0;
}

/* Where "uring" is refused, the other one has to do. */
static int open_or_refuse(void **opaque)
{
    static const int refusals[] = {-EPERM, -ENOSYS, -EINVAL};

    return sim_chance(4) ? refusals[sim_random(3)] : open_queue(opaque);
}

static void close_queue(void *opaque)
{
    (void)opaque;
}

static void issue(void *opaque, struct engine_io *io)
{
    (void)opaque;
    sim_log("issue %p code %d fd %d", (void *)io, io->code, io->fd);
    if (queue.count == ISSUED_MAX)
        sim_fail("too many requests are with the simulated kernel");
    queue.ios[queue.count].io = io;
    queue.ios[queue.count++].revoked = false;
}

static void revoke(void *opaque, struct engine_io *io)
{
    (void)opaque;
    sim_log("revoke %p", (void *)io);
    for (unsigned i = 0; i < queue.count; i++)
        if (queue.ios[i].io == io)
            queue.ios[i].revoked = true;
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
static unsigned collect(struct result *results, unsigned most)
{
    unsigned found = 0;

    for (unsigned i = 0; i < queue.count && found < most; i++) {
        struct issued issued = queue.ios[i];
        int32_t value = sim_chance(queue.swift) && queue.swift > 1
                            ? -EAGAIN
                            : attempt(&issued);

        if (value == -EAGAIN)
            continue;
        results[found].io = issued.io;
        results[found++].value = value;
        queue.ios[i--] = queue.ios[--queue.count];
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

static bool progress(void)
{
    struct result results[64];
    unsigned count = collect(results, sizeof results / sizeof *results);

    shuffle(results, count);
    for (unsigned i = 0; i < count; i++)
        hand_on(&results[i]);
    return count > 0;
}

static bool something_is_ready(void)
{
    for (unsigned i = 0; i < queue.count; i++)
        if (queue.ios[i].revoked || network_is_ready(queue.ios[i].io))
            return true;
    return false;
}

static void run(void *opaque, bool sleep)
{
    (void)opaque;
    for (;;) {
        if (progress() || !sleep || queue.woken)
            break;
        if (something_is_ready())
            sim_yield();
        else
            sim_sleep(&queue, SIM_NEVER);
    }
    queue.woken = false;
    if (sim_chance(2))
        engine_awake();
}

static void wake(void *opaque)
{
    (void)opaque;
    queue.woken = true;
    backend_look();
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
    SIM_CHECK(queue.count == 0, "%u requests are left with the kernel",
              queue.count);
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
    .open = open_queue,
    .close = close_queue,
    .issue = issue,
    .revoke = revoke,
    .run = run,
    .wake = wake,
    .overflows = overflows,
};
