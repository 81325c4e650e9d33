/* Starting against associating and closing: one thread gives a socket its
 * port while a second one starts a request on it and a third one closes it.
 * Each request ends, and has one packet if the port was there before the
 * close, none if there was never a port, else at most one. And a pipe that is
 * closed while it is read: the read is refused, or ends as a broken pipe.
 * IOCP_RACE_ROUNDS says how many sockets; sanitizers make it slow. */
#include "linux/pair.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
    HANDLE pipe, client; /* or these */
    char byte;
    bool started;
    atomic_bool associated;
    bool before; /* the port was there when it was closed */
    unsigned packets;
    DWORD error; /* of the last one */
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

static void do_read(struct round *round)
{
    DWORD error;

    round->started =
        ReadFile(round->pipe, &round->byte, 1, NULL, &round->overlapped);
    error = round->started ? 0 : GetLastError();
    CHECK(!round->started);
    CHECK(error == ERROR_IO_PENDING || error == ERROR_INVALID_HANDLE,
          "refused with %u", error);
    round->started = error == ERROR_IO_PENDING;
}

static void do_nothing(struct round *round)
{
    (void)round;
}

static void do_close_pipe(struct round *round)
{
    CHECK(CloseHandle(round->pipe));
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

static void make_socket(struct round *round)
{
    round->socket = socket_new();
}

static void make_pipe(struct round *round)
{
    char name[64]; /* of this process: others run the same test */

    snprintf(name, sizeof name, "\\\\.\\pipe\\openiocp-closing-%u",
             GetCurrentProcessId());
    round->pipe = CreateNamedPipeA(
        name, PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED, PIPE_TYPE_BYTE,
        PIPE_UNLIMITED_INSTANCES, 100, 100, 0, NULL);
    round->client = CreateFileA(name, GENERIC_READ | GENERIC_WRITE, 0, NULL,
                                OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);
    CHECK(round->client != INVALID_HANDLE_VALUE);
    round->before = CreateIoCompletionPort(round->pipe, field.port,
                                           (ULONG_PTR)round, 0) != NULL;
    round->associated = round->before;
}

static void take_packets(DWORD ms)
{
    OVERLAPPED *overlapped;
    ULONG_PTR key;
    DWORD bytes, error;

    for (;;) {
        error =
            GetQueuedCompletionStatus(field.port, &bytes, &key, &overlapped, ms)
                ? 0
                : GetLastError();
        if (overlapped == NULL)
            break;
        ((struct round *)overlapped)->error = error;
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

static void run_batches(void (*make)(struct round *))
{
    for (unsigned i = 0; i < field.count; i += BATCH) {
        field.first = i;
        for (unsigned j = 0; j < BATCH; j++)
            make(&field.rounds[i + j]);
        pthread_barrier_wait(&field.barrier);
        pthread_barrier_wait(&field.barrier);
        end_all(i);
        take_packets(0);
        for (unsigned j = 0; j < BATCH; j++)
            if (field.rounds[i + j].client != NULL)
                CloseHandle(field.rounds[i + j].client);
    }
}

static void race(void (*make)(struct round *), void (**acts)(struct round *))
{
    pthread_t threads[THREADS];

    field_open();
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, play, &acts[i]);
    run_batches(make);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    await_packets();
    judge();
}

static void field_close(void)
{
    CloseHandle(field.port);
    free(field.rounds);
}

static void associated_and_closed(void)
{
    static void (*acts[THREADS])(struct round *) = {do_start, do_associate,
                                                    do_close};

    race(make_socket, acts);
    field_close();
}

static void pipe_closed(void)
{
    static void (*acts[THREADS])(struct round *) = {do_read, do_nothing,
                                                    do_close_pipe};

    race(make_pipe, acts);
    for (unsigned i = 0; i < field.count; i++)
        if (field.rounds[i].started &&
            !CHECK(field.rounds[i].error == ERROR_BROKEN_PIPE, "ended with %u",
                   field.rounds[i].error))
            break;
    field_close();
}

/* ---- The moment itself ---- */

struct pipe_end;
struct pipe_request;
NTSTATUS __real_pipe_submit(const struct pipe_end *end,
                            struct pipe_request *request, bool may_wait);
NTSTATUS __wrap_pipe_submit(const struct pipe_end *end,
                            struct pipe_request *request, bool may_wait);

static HANDLE close_now;

/* The linker puts it before the library's: the handle is closed when the
 * request has been counted, and is not in the pipe yet. */
NTSTATUS __wrap_pipe_submit(const struct pipe_end *end,
                            struct pipe_request *request, bool may_wait)
{
    HANDLE closed = may_wait ? close_now : NULL;

    if (closed != NULL) {
        close_now = NULL;
        CHECK(CloseHandle(closed));
    }
    return __real_pipe_submit(end, request, may_wait);
}

static void closed_on_the_way(struct round *round)
{
    make_pipe(round);
    close_now = round->pipe;
}

static void ends_broken(struct round *round)
{
    CHECK(GetLastError() == ERROR_IO_PENDING);
    CHECK(close_now == NULL);
    while (round->packets == 0)
        take_packets(1);
    CHECK(round->error == ERROR_BROKEN_PIPE, "ended with %u", round->error);
    CHECK((DWORD)round->overlapped.Internal == 0xC000014B);
    CloseHandle(round->client);
}

static void pipe_closed_on_the_way(void)
{
    static char much[1000];
    struct round read = {0}, write = {0}, listen = {0};

    pair_startup();
    field.port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    closed_on_the_way(&read);
    CHECK(!ReadFile(read.pipe, &read.byte, 1, NULL, &read.overlapped));
    ends_broken(&read);
    closed_on_the_way(&write);
    CHECK(!WriteFile(write.pipe, much, sizeof much, NULL, &write.overlapped));
    ends_broken(&write);
    closed_on_the_way(&listen);
    CHECK(DisconnectNamedPipe(listen.pipe));
    CHECK(!ConnectNamedPipe(listen.pipe, &listen.overlapped));
    ends_broken(&listen);
    CloseHandle(field.port);
}

/* ---- The moment of an open ---- */

struct pipe;
bool __real_pipe_admit(struct pipe *pipe, uint32_t process,
                       struct pipe_end *end);
bool __wrap_pipe_admit(struct pipe *pipe, uint32_t process,
                       struct pipe_end *end);

static HANDLE close_at_admit;

/* The handle is closed when an instance was chosen for a client, who is not let
 * in yet. */
bool __wrap_pipe_admit(struct pipe *pipe, uint32_t process,
                       struct pipe_end *end)
{
    HANDLE closed = close_at_admit;

    close_at_admit = NULL;
    if (closed != NULL)
        CHECK(CloseHandle(closed));
    return __real_pipe_admit(pipe, process, end);
}

static HANDLE instance(const char *name)
{
    HANDLE server = CreateNamedPipeA(name, PIPE_ACCESS_DUPLEX, 0,
                                     PIPE_UNLIMITED_INSTANCES, 0, 0, 0, NULL);

    CHECK(server != INVALID_HANDLE_VALUE);
    return server;
}

static HANDLE client_of(const char *name)
{
    return CreateFileA(name, GENERIC_READ | GENERIC_WRITE, 0, NULL,
                       OPEN_EXISTING, 0, NULL);
}

/* One that listens all the time is found, whatever becomes of others. */
static void another_listens(void)
{
    HANDLE second, client;
    char name[64];

    snprintf(name, sizeof name, "\\\\.\\pipe\\iocp-moment-%d", (int)getpid());
    close_at_admit = instance(name);
    second = instance(name);
    client = client_of(name);
    CHECK(close_at_admit == NULL && client != INVALID_HANDLE_VALUE);
    CHECK(client_of(name) == INVALID_HANDLE_VALUE);
    CHECK(GetLastError() == ERROR_PIPE_BUSY);
    CloseHandle(client);
    CloseHandle(second);
    close_at_admit = instance(name);
    CHECK(client_of(name) == INVALID_HANDLE_VALUE);
    CHECK(GetLastError() == ERROR_FILE_NOT_FOUND);
}

TAP_MAIN(CASE_LONG(associated_and_closed, 200), CASE_LONG(pipe_closed, 200),
         CASE(pipe_closed_on_the_way), CASE(another_listens))
