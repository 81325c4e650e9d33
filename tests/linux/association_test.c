/* Associating against starting and closing: one thread gives a socket its
 * port while a second one starts a request on it and a third one closes it.
 * Each request ends, and has one packet if the port was there before the
 * close, none if there was never a port, else at most one.
 * IOCP_RACE_ROUNDS says how many sockets; sanitizers make it slow. */
#include "linux/pair.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "harness/tap.h"

#define ROUNDS 100000

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SLOWER 10
#else
#define SLOWER 1
#endif

enum { BATCH = 50, THREADS = 3 };

struct round {
    OVERLAPPED overlapped; /* first: a packet names it */
    SOCKET socket;
    char byte;
    bool started;
    atomic_bool associated;
    bool before; /* the port was there when it was closed */
    unsigned packets;
};

static struct field {
    HANDLE port;
    struct round *rounds;
    unsigned count, first; /* of all, of this batch */
    pthread_barrier_t barrier;
} field;

/* ---- What the three do, each to one socket ---- */

static void do_start(struct round *round)
{
    WSABUF buffer = {1, &round->byte};
    DWORD flags = 0;

    round->started = WSARecv(round->socket, &buffer, 1, NULL, &flags,
                             &round->overlapped, NULL) == 0 ||
                     WSAGetLastError() == WSA_IO_PENDING;
}

static void do_associate(struct round *round)
{
    round->associated =
        CreateIoCompletionPort((HANDLE)round->socket, field.port,
                               (ULONG_PTR)round, 0) == field.port;
}

static void do_close(struct round *round)
{
    round->before = round->associated;
    CHECK(closesocket(round->socket) == 0);
}

static void *play(void *argument)
{
    void (*act)(struct round *) = ((void (**)(struct round *))argument)[0];

    for (unsigned i = 0; i < field.count; i += BATCH) {
        pthread_barrier_wait(&field.barrier);
        for (unsigned j = 0; j < BATCH; j++)
            act(&field.rounds[field.first + j]);
        pthread_barrier_wait(&field.barrier);
    }
    return NULL;
}

/* ---- Around it ---- */

/* A datagram socket: cheap to make, and nothing ever comes. */
static SOCKET socket_new(void)
{
    SOCKADDR_IN any = {.sin_family = AF_INET};
    SOCKET made = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);

    any.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(bind(made, (SOCKADDR *)&any, sizeof any) == 0);
    return made;
}

static void take_packets(DWORD ms)
{
    OVERLAPPED *overlapped;
    ULONG_PTR key;
    DWORD bytes;

    for (;;) {
        GetQueuedCompletionStatus(field.port, &bytes, &key, &overlapped, ms);
        if (overlapped == NULL)
            break;
        CHECK(key == (ULONG_PTR)overlapped && bytes == 0);
        ((struct round *)overlapped)->packets++;
    }
}

static void end_all(unsigned first)
{
    for (unsigned i = first; i < first + BATCH; i++)
        while (field.rounds[i].started &&
               !HasOverlappedIoCompleted(&field.rounds[i].overlapped))
            sched_yield();
}

/* Those whose port was early enough have a packet, which may be on its way. */
static void await_packets(void)
{
    for (unsigned i = 0; i < field.count; i++)
        while (field.rounds[i].started && field.rounds[i].before &&
               field.rounds[i].packets == 0)
            take_packets(1);
    take_packets(100);
}

static void judge(void)
{
    unsigned posted = 0, early = 0;

    for (unsigned i = 0; i < field.count; i++) {
        struct round *round = &field.rounds[i];
        unsigned most = round->started && round->associated;
        unsigned least = round->started && round->before;

        if (!CHECK(round->packets >= least && round->packets <= most,
                   "%u packets, started %d, associated %d, before %d",
                   round->packets, round->started, round->associated,
                   round->before))
            break;
        posted += round->packets;
        early += least;
    }
    tap_diag("%u sockets, %u packets, %u of them certain", field.count, posted,
             early);
    CHECK(posted > 0);
}

static unsigned rounds_wanted(void)
{
    const char *wanted = getenv("IOCP_RACE_ROUNDS");
    unsigned all = wanted != NULL ? (unsigned)atoi(wanted) : ROUNDS / SLOWER;

    if (all != ROUNDS)
        tap_diag("%u rounds instead of %u", all, ROUNDS);
    return all < BATCH ? BATCH : all - all % BATCH;
}

static void field_open(void)
{
    pair_startup();
    field.port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    field.count = rounds_wanted();
    field.rounds = calloc(field.count, sizeof *field.rounds);
    pthread_barrier_init(&field.barrier, NULL, THREADS + 1);
}

static void run_batches(void)
{
    for (unsigned i = 0; i < field.count; i += BATCH) {
        field.first = i;
        for (unsigned j = 0; j < BATCH; j++)
            field.rounds[i + j].socket = socket_new();
        pthread_barrier_wait(&field.barrier);
        pthread_barrier_wait(&field.barrier);
        end_all(i);
        take_packets(0);
    }
}

static void association_races(void)
{
    static void (*acts[THREADS])(struct round *) = {do_start, do_associate,
                                                    do_close};
    pthread_t threads[THREADS];

    field_open();
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, play, &acts[i]);
    run_batches();
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    await_packets();
    judge();
    CloseHandle(field.port);
    free(field.rounds);
}

TAP_MAIN(CASE_LONG(association_races, 200))
