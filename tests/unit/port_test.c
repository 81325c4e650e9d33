/* The packet queue, the stack of waiters and the running count, seen from
 * inside. Nobody sleeps: a test waits until the port says who is parked. */
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

#include "base/clock.h"
#include "harness/tap.h"
#include "iocp/errors.h"
#include "port/concurrency.h"
#include "port/port.h"

struct worker {
    pthread_t thread;
    struct port *port;
    uint64_t deadline_ns;
    NTSTATUS status;
    ULONG_PTR key;
    _Atomic int got;     /* has a packet */
    _Atomic int may_end; /* told to go on after it */
};

static uint32_t parked(struct port *port)
{
    uint32_t count;

    lock_take(&port->lock);
    count = port->parked_count;
    lock_drop(&port->lock);
    return count;
}

static uint32_t running(struct port *port)
{
    uint32_t count;

    lock_take(&port->lock);
    count = port->running;
    lock_drop(&port->lock);
    return count;
}

static void until_parked(struct port *port, uint32_t count)
{
    while (parked(port) != count)
        sched_yield();
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    struct packet_queue taken;

    worker->status = port_wait(worker->port, &taken, 1, worker->deadline_ns);
    if (worker->status == STATUS_SUCCESS) {
        worker->key = taken.oldest->key;
        packet_discard_all(&taken);
    }
    worker->got = 1;
    while (!worker->may_end)
        sched_yield();
    return NULL;
}

static void worker_start(struct worker *worker, struct port *port)
{
    uint32_t before = parked(port);

    *worker = (struct worker){.port = port, .deadline_ns = CLOCK_NEVER};
    pthread_create(&worker->thread, NULL, work, worker);
    until_parked(port, before + 1);
}

static void worker_end(struct worker *worker)
{
    worker->may_end = 1;
    pthread_join(worker->thread, NULL);
}

static void post(struct port *port, ULONG_PTR key)
{
    port_push(port, packet_new(key, NULL, 0));
}

static ULONG_PTR take_one(struct port *port)
{
    struct packet_queue taken;
    ULONG_PTR key;

    if (!CHECK(port_wait(port, &taken, 1, CLOCK_NOW) == STATUS_SUCCESS))
        return 0;
    key = taken.oldest->key;
    packet_discard_all(&taken);
    return key;
}

static void packets_leave_oldest_first(void)
{
    struct port *port = port_new(1);

    for (ULONG_PTR key = 1; key <= 1000; key++)
        post(port, key);
    for (ULONG_PTR key = 1; key <= 1000; key++)
        if (!CHECK(take_one(port) == key))
            break;
    object_put(&port->head);
}

static void batch_takes_what_is_there(void)
{
    struct port *port = port_new(1);
    struct packet_queue taken;

    for (ULONG_PTR key = 1; key <= 5; key++)
        post(port, key);
    CHECK(port_wait(port, &taken, 3, CLOCK_NOW) == STATUS_SUCCESS);
    CHECK(taken.count == 3 && taken.oldest->key == 1);
    packet_discard_all(&taken);
    CHECK(port_wait(port, &taken, 3, CLOCK_NOW) == STATUS_SUCCESS);
    CHECK(taken.count == 2 && taken.oldest->key == 4);
    packet_discard_all(&taken);
    CHECK(running(port) == 1, "a batch counts as one running thread");
    object_put(&port->head);
}

static void newest_waiter_gets_the_packet(void)
{
    struct port *port = port_new(4);
    struct worker older, newer;

    worker_start(&older, port);
    worker_start(&newer, port);
    post(port, 1);
    while (!newer.got)
        sched_yield();
    CHECK(!older.got && newer.key == 1);
    post(port, 2);
    while (!older.got)
        sched_yield();
    CHECK(older.key == 2);
    worker_end(&older);
    worker_end(&newer);
    CHECK(running(port) == 0, "exited threads give their slots back");
    object_put(&port->head);
}

static void limit_holds_packets_back(void)
{
    struct port *port = port_new(1);
    struct worker first, second;

    worker_start(&second, port);
    worker_start(&first, port);
    post(port, 1);
    post(port, 2);
    while (!first.got)
        sched_yield();
    CHECK(parked(port) == 1 && running(port) == 1);
    worker_end(&first); /* its exit releases the next packet */
    while (!second.got)
        sched_yield();
    CHECK(second.key == 2);
    worker_end(&second);
    object_put(&port->head);
}

static void blocking_gives_the_slot_away(void)
{
    struct port *port = port_new(1);
    struct worker waiting;

    post(port, 1);
    CHECK(take_one(port) == 1);
    worker_start(&waiting, port);
    post(port, 2);
    CHECK(parked(port) == 1, "we still run: the limit is reached");
    concurrency_block();
    concurrency_block(); /* they nest: one slot only */
    while (!waiting.got)
        sched_yield();
    CHECK(running(port) == 1);
    concurrency_unblock();
    CHECK(running(port) == 1, "only the outermost takes the slot back");
    concurrency_unblock();
    CHECK(running(port) == 2, "taken back unconditionally, above the limit");
    worker_end(&waiting);
    CHECK(running(port) == 1);
    object_put(&port->head);
}

static void moving_to_another_port_leaves_the_first(void)
{
    struct port *first = port_new(1), *second = port_new(1);
    struct packet_queue taken;

    post(first, 1);
    CHECK(take_one(first) == 1);
    CHECK(running(first) == 1);
    CHECK(port_wait(second, &taken, 1, CLOCK_NOW) == STATUS_TIMEOUT);
    CHECK(running(first) == 0 && running(second) == 1,
          "a poll that finds nothing counts as running too");
    object_put(&first->head);
    object_put(&second->head);
}

static void timeout_takes_the_waiter_off(void)
{
    struct port *port = port_new(1);
    struct packet_queue taken;

    CHECK(port_wait(port, &taken, 1, clock_now_ns() + 1000000) ==
          STATUS_TIMEOUT);
    CHECK(parked(port) == 0 && running(port) == 1);
    post(port, 1);
    CHECK(take_one(port) == 1);
    object_put(&port->head);
}

static void close_wakes_and_discards(void)
{
    struct port *port = port_new(2);
    struct worker workers[4];

    for (int i = 0; i < 4; i++)
        worker_start(&workers[i], port);
    port->head.ops->close(&port->head);
    for (int i = 0; i < 4; i++) {
        while (!workers[i].got)
            sched_yield();
        CHECK(workers[i].status == STATUS_ABANDONED_WAIT_0);
        worker_end(&workers[i]);
    }
    post(port, 1);
    CHECK(port->queue.count == 0, "a dead port discards");
    object_put(&port->head);
}

/* Producers and consumers over a deadline that often just expires: each packet
 * is delivered exactly once. */
#define STRESS_PACKETS 20000u
static _Atomic unsigned seen[STRESS_PACKETS];
static _Atomic unsigned delivered;

static void *produce(void *port)
{
    for (unsigned i = 0; i < STRESS_PACKETS / 2; i++)
        post(port, i);
    return NULL;
}

static void *produce_rest(void *port)
{
    for (unsigned i = STRESS_PACKETS / 2; i < STRESS_PACKETS; i++)
        post(port, i);
    return NULL;
}

static void *consume(void *port)
{
    struct packet_queue taken;
    struct packet *packet;

    while (delivered < STRESS_PACKETS) {
        uint64_t deadline = clock_now_ns() + 20000;

        if (port_wait(port, &taken, 7, deadline) != STATUS_SUCCESS)
            continue;
        while ((packet = packet_take_oldest(&taken)) != NULL) {
            seen[packet->key]++;
            delivered++;
            packet->release(packet);
        }
    }
    return NULL;
}

static void every_packet_once(void)
{
    struct port *port = port_new(2);
    pthread_t threads[6];

    pthread_create(&threads[0], NULL, produce, port);
    pthread_create(&threads[1], NULL, produce_rest, port);
    for (int i = 2; i < 6; i++)
        pthread_create(&threads[i], NULL, consume, port);
    for (int i = 0; i < 6; i++)
        pthread_join(threads[i], NULL);
    for (unsigned i = 0; i < STRESS_PACKETS; i++)
        if (!CHECK(seen[i] == 1, "packet %u: %u times", i, seen[i]))
            break;
    CHECK(running(port) == 0 && parked(port) == 0);
    object_put(&port->head);
}

TAP_MAIN(CASE(packets_leave_oldest_first), CASE(batch_takes_what_is_there),
         CASE(newest_waiter_gets_the_packet), CASE(limit_holds_packets_back),
         CASE(blocking_gives_the_slot_away),
         CASE(moving_to_another_port_leaves_the_first),
         CASE(timeout_takes_the_waiter_off), CASE(close_wakes_and_discards),
         CASE_LONG(every_packet_once, 120))
