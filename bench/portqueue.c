/* Post and get: what one packet through a completion port costs, against a
 * mutex and a condition variable. Win32 source but for the rival queue.
 *
 *   single   post then get in one thread, nothing ever waits
 *   1p1c     one producer, one consumer
 *   2p4c     two producers, four consumers
 *
 * Prints `queue_case ns ns ...` lines, a figure a round; the two queues take
 * turns, and who begins changes each round.
 *
 * The trap: without a limit on packets in flight a quick producer measures the
 * allocator. A producer stops at WINDOW packets and yields until consumers
 * have caught up; it looks at their counters only when its credit is used up.
 */
#include <windows.h>

#include "queue_condvar.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    WINDOW = 4096,    /* packets in flight, about */
    CAPACITY = 16384, /* no producer may ever meet it */
    THREADS_MAX = 8,
    ROUNDS_MAX = 99,
    STOP_KEY = 1, /* the packet that ends a consumer */
    DATA_KEY = 2
};

enum { QUEUES = 2, CASES = 3 };

/* One of the two queues, behind the same three calls. */
struct queue {
    const char *name;
    void *(*open)(unsigned consumers);
    void (*close)(void *state);
    void (*post)(void *state, uintptr_t key);
    uintptr_t (*get)(void *state);
};

/* Each counter on its own cache line, written by one thread only. */
struct counter {
    _Alignas(64) atomic_uint packets;
};

struct run {
    const struct queue *queue;
    void *state;
    unsigned producers;
    unsigned consumers;
    unsigned packets; /* of each producer */
    atomic_int ready; /* threads that wait for `go` */
    atomic_int go;
    struct counter posted[THREADS_MAX];
    struct counter taken[THREADS_MAX];
};

struct worker {
    struct run *run;
    unsigned number;
};

static void fail(const char *what)
{
    fprintf(stderr, "portqueue: %s: error %lu\n", what,
            (unsigned long)GetLastError());
    exit(EXIT_FAILURE);
}

/* ------------------------------------------------------- the two queues -- */

static void *port_open(unsigned consumers)
{
    HANDLE port =
        CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, consumers);

    if (!port)
        fail("CreateIoCompletionPort");
    return port;
}

static void port_close(void *state)
{
    CloseHandle((HANDLE)state);
}

static void port_post(void *state, uintptr_t key)
{
    if (!PostQueuedCompletionStatus((HANDLE)state, 0, key, NULL))
        fail("PostQueuedCompletionStatus");
}

static uintptr_t port_get(void *state)
{
    DWORD bytes;
    ULONG_PTR key;
    OVERLAPPED *overlapped;

    if (!GetQueuedCompletionStatus((HANDLE)state, &bytes, &key, &overlapped,
                                   INFINITE))
        fail("GetQueuedCompletionStatus");
    return key;
}

static void *condvar_open(unsigned consumers)
{
    (void)consumers;
    return queue_condvar_new(CAPACITY);
}

static void condvar_close(void *state)
{
    queue_condvar_free(state);
}

static void condvar_post(void *state, uintptr_t key)
{
    queue_condvar_push(state, (struct queue_packet){.key = key});
}

static uintptr_t condvar_get(void *state)
{
    return queue_condvar_pop(state).key;
}

static const struct queue queues[QUEUES] = {
    {"port", port_open, port_close, port_post, port_get},
    {"condvar", condvar_open, condvar_close, condvar_post, condvar_get}};

/* ------------------------------------------------- producers, consumers -- */

static unsigned sum(struct counter *counters, unsigned count)
{
    unsigned total = 0;

    for (unsigned i = 0; i < count; i++)
        total +=
            atomic_load_explicit(&counters[i].packets, memory_order_relaxed);
    return total;
}

/* How many packets this producer may post before it looks again. */
static unsigned credit_wait(struct run *run)
{
    for (;;) {
        unsigned in_flight =
            sum(run->posted, run->producers) - sum(run->taken, run->consumers);

        if ((int)in_flight < WINDOW / 2)
            return WINDOW / 2 / run->producers;
        Sleep(0);
    }
}

static void start_wait(struct run *run)
{
    atomic_fetch_add(&run->ready, 1);
    while (!atomic_load(&run->go))
        Sleep(0);
}

static DWORD WINAPI producer_run(LPVOID argument)
{
    struct worker *worker = argument;
    struct run *run = worker->run;
    struct counter *posted = &run->posted[worker->number];
    unsigned credit = 0;

    start_wait(run);
    for (unsigned i = 1; i <= run->packets; i++) {
        if (credit == 0)
            credit = credit_wait(run);
        credit--;
        run->queue->post(run->state, DATA_KEY);
        atomic_store_explicit(&posted->packets, i, memory_order_relaxed);
    }
    return 0;
}

static DWORD WINAPI consumer_run(LPVOID argument)
{
    struct worker *worker = argument;
    struct run *run = worker->run;
    struct counter *taken = &run->taken[worker->number];
    unsigned count = 0;

    start_wait(run);
    while (run->queue->get(run->state) != STOP_KEY)
        atomic_store_explicit(&taken->packets, ++count, memory_order_relaxed);
    return 0;
}

static HANDLE worker_start(LPTHREAD_START_ROUTINE routine,
                           struct worker *worker)
{
    HANDLE thread = CreateThread(NULL, 0, routine, worker, 0, NULL);

    if (!thread)
        fail("CreateThread");
    return thread;
}

static void threads_join(HANDLE *threads, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        WaitForSingleObject(threads[i], INFINITE);
        CloseHandle(threads[i]);
    }
}

/* From the moment all threads are let go until the last packet is taken. */
static uint64_t threads_time_ns(struct run *run)
{
    struct worker workers[2 * THREADS_MAX];
    HANDLE producers[THREADS_MAX];
    HANDLE consumers[THREADS_MAX];
    uint64_t begin_ns;

    for (unsigned i = 0; i < run->consumers; i++) {
        workers[i] = (struct worker){run, i};
        consumers[i] = worker_start(consumer_run, &workers[i]);
    }
    for (unsigned i = 0; i < run->producers; i++) {
        workers[THREADS_MAX + i] = (struct worker){run, i};
        producers[i] = worker_start(producer_run, &workers[THREADS_MAX + i]);
    }
    while (atomic_load(&run->ready) < (int)(run->consumers + run->producers))
        Sleep(0);
    begin_ns = queue_clock_ns();
    atomic_store(&run->go, 1);
    threads_join(producers, run->producers);
    for (unsigned i = 0; i < run->consumers; i++)
        run->queue->post(run->state, STOP_KEY);
    threads_join(consumers, run->consumers);
    return queue_clock_ns() - begin_ns;
}

static uint64_t single_time_ns(struct run *run)
{
    uint64_t begin_ns = queue_clock_ns();

    for (unsigned i = 0; i < run->packets; i++) {
        run->queue->post(run->state, DATA_KEY);
        run->queue->get(run->state);
    }
    return queue_clock_ns() - begin_ns;
}

/* --------------------------------------------------------------- rounds -- */

struct bench_case {
    const char *name;
    unsigned producers; /* 0: one thread does both */
    unsigned consumers;
};

static const struct bench_case cases[CASES] = {
    {"single", 0, 1}, {"1p1c", 1, 1}, {"2p4c", 2, 4}};

static double case_ns(const struct queue *queue, const struct bench_case *what,
                      unsigned packets)
{
    static struct run run;
    unsigned share = what->producers ? what->producers : 1;
    uint64_t elapsed_ns;

    memset(&run, 0, sizeof(run));
    run.queue = queue;
    run.producers = what->producers;
    run.consumers = what->consumers;
    run.packets = packets / share;
    run.state = queue->open(what->consumers);
    if (what->producers)
        elapsed_ns = threads_time_ns(&run);
    else
        elapsed_ns = single_time_ns(&run);
    queue->close(run.state);
    return (double)elapsed_ns / (run.packets * share);
}

static void case_run(const struct bench_case *what, unsigned rounds,
                     unsigned packets)
{
    static double figures[QUEUES][ROUNDS_MAX];

    for (unsigned round = 0; round < rounds; round++) {
        for (unsigned i = 0; i < QUEUES; i++) {
            unsigned which = (round + i) % QUEUES;

            figures[which][round] = case_ns(&queues[which], what, packets);
        }
    }
    for (unsigned i = 0; i < QUEUES; i++) {
        printf("%s_%s", queues[i].name, what->name);
        for (unsigned round = 0; round < rounds; round++)
            printf(" %.1f", figures[i][round]);
        printf("\n");
    }
    fflush(stdout);
}

static unsigned number_parse(const char *text, unsigned high)
{
    char *end;
    unsigned long value = strtoul(text, &end, 10);

    if (end == text || *end || value < 1 || value > high) {
        fprintf(stderr, "usage: portqueue [ROUNDS [PACKETS]]\n");
        exit(EXIT_FAILURE);
    }
    return (unsigned)value;
}

int main(int argc, char **argv)
{
    unsigned rounds = argc > 1 ? number_parse(argv[1], ROUNDS_MAX) : 7;
    unsigned packets = argc > 2 ? number_parse(argv[2], 1u << 30) : 300000;

    for (unsigned i = 0; i < CASES; i++)
        case_run(&cases[i], rounds, packets);
    return EXIT_SUCCESS;
}
