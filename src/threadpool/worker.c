/* A thread of a pool takes packets from the pool's port, as any thread of a
 * server does: the baton, for which it takes a call, and the ends of requests.
 * It ends when nothing came for a while, or the port is closed. */
#include "threadpool/worker.h"

#include "base/clock.h"
#include "iocp/errors.h"
#include "object/thread.h"
#include "sys/thread.h"
#include "threadpool/io.h"
#include "threadpool/object.h"

#define IDLE_MS 5000u

static void run_call(struct pool *pool)
{
    struct pool_run run;
    bool baton, found;

    lock_take(&pool->lock);
    pool->baton_queued = false;
    found = object_take_call_locked(pool, &run);
    baton = pool_needs_baton_locked(pool);
    lock_drop(&pool->lock);
    if (baton)
        pool_pass_baton(pool);
    if (found)
        pool_object_run(&run);
}

static void run_packet(struct pool *pool, struct packet *packet)
{
    struct pool_run run;
    bool found = packet != &pool->baton;

    if (!found) {
        run_call(pool);
        return;
    }
    found = io_take_packet(packet, &run);
    packet->release(packet);
    if (found)
        pool_object_run(&run);
}

/* Whether this thread is one too many; then it is not counted any more. */
static bool retires(struct pool *pool)
{
    bool retire;

    lock_take(&pool->lock);
    retire = pool->threads > pool->minimum;
    pool->threads -= retire;
    lock_drop(&pool->lock);
    return retire;
}

/* What came after the wait was over had no thread to be handed to. */
static bool is_needed_again(struct pool *pool)
{
    struct port_look look = port_look(pool->port);
    bool needed;

    if (!look.backlog || look.parked)
        return false;
    lock_take(&pool->lock);
    needed = pool->threads < pool->maximum;
    pool->threads += needed;
    lock_drop(&pool->lock);
    return needed;
}

/* Who is not is to end after a while. */
static uint64_t idle_until(struct pool *pool)
{
    return atomic_load(&pool->threads) <= atomic_load(&pool->minimum)
               ? CLOCK_NEVER
               : clock_deadline_ns(IDLE_MS);
}

static void work(struct pool *pool)
{
    struct packet_queue taken;
    NTSTATUS status;

    do {
        packet_queue_init(&taken);
        status = port_wait(pool->port, &taken, 1, idle_until(pool));
        if (status == STATUS_SUCCESS)
            run_packet(pool, packet_take_oldest(&taken));
        else if (status != STATUS_TIMEOUT)
            return; /* the port is closed */
    } while (status == STATUS_SUCCESS || !retires(pool) ||
             is_needed_again(pool));
}

static uint32_t worker_main(void *argument)
{
    struct pool *pool = argument;

    thread_serves("iocp-pool");
    work(pool);
    object_put(&pool->port->head);
    pool_put(pool);
    return 0;
}

bool worker_start(struct pool *pool, size_t stack_bytes)
{
    struct thread *thread = thread_new(worker_main, pool, false);
    NTSTATUS status;

    if (thread == NULL)
        return false;
    status = thread_launch(thread, (struct thread_stack){stack_bytes, true});
    object_put(&thread->head);
    return status == STATUS_SUCCESS;
}
