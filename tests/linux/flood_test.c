/* Floods: many threads start as much as they can, and more than there is room
 * for. What is in flight stays at the limit, memory does not grow, and whatever
 * was started ends exactly once (docs/semantics/limits.md). */
#include "linux/pair.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <iocp/linux.h>
#include <mswsock.h>
#include <windows.h>

#define TAP_LAST_ERROR GetLastError()
#include "harness/tap.h"

#define THREADS 4
#define SIDES 8

/* A request that knows how often it ended. */
struct request {
    OVERLAPPED overlapped;
    char byte;
    _Atomic int ends;
};

struct flood {
    HANDLE port;
    HANDLE file;
    SOCKET sockets[SIDES];
    unsigned attempts; /* of each thread */
    _Atomic unsigned started, refused, ended;
    /* Tries to start one; the request belongs to it if that worked. */
    BOOL (*start)(struct flood *flood, unsigned i, struct request *request);
    DWORD error; /* what a refusal says */
};

static void set(IOCP_LIMITS limits)
{
    CHECK(IocpSetLimits(&limits, sizeof limits));
}

static IOCP_PORT_STATISTICS counters(HANDLE port)
{
    IOCP_PORT_STATISTICS stats = {0};

    CHECK(IocpGetPortStatistics(port, &stats, sizeof stats));
    return stats;
}

/* ---- The flood ---- */

static struct request *new_request(void)
{
    struct request *request = calloc(1, sizeof *request);

    if (request == NULL)
        abort();
    return request;
}

/* One attempt; true if it started. */
static BOOL attempt(struct flood *flood, unsigned i)
{
    struct request *request = new_request();

    if (flood->start(flood, i, request)) {
        flood->started++;
        return TRUE;
    }
    if (GetLastError() != flood->error)
        CHECK_ERROR(flood->error);
    free(request);
    flood->refused++;
    return FALSE;
}

/* So many attempts, whatever comes of them. */
static void *attack(void *argument)
{
    struct flood *flood = argument;

    for (unsigned i = 0; i < flood->attempts; i++)
        attempt(flood, i);
    return NULL;
}

/* Until so many have started. */
static void *insist(void *argument)
{
    struct flood *flood = argument;

    for (unsigned i = 0; i < flood->attempts; i++)
        while (!attempt(flood, i))
            SwitchToThread();
    return NULL;
}

static void run_threads(struct flood *flood, void *(*body)(void *),
                        pthread_t *threads)
{
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, body, flood);
}

static void join_threads(pthread_t *threads)
{
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
}

/* Takes a packet of a request, which must be its first. */
static BOOL take_one(struct flood *flood)
{
    OVERLAPPED *overlapped = pair_next(flood->port, NULL, NULL);
    struct request *request;

    if (!CHECK(overlapped != NULL))
        return FALSE;
    request = CONTAINING_RECORD(overlapped, struct request, overlapped);
    CHECK(++request->ends == 1);
    flood->ended++;
    free(request); /* a second end would touch it: the sanitizers see that */
    return TRUE;
}

static void take_all(struct flood *flood, unsigned count)
{
    while (count-- > 0 && take_one(flood))
        ;
    CHECK(counters(flood->port).InFlight == 0);
    CHECK(counters(flood->port).Queued == 0, "more ends than starts");
}

/* Everybody at once, and nobody takes a packet. */
static void flood_full(struct flood *flood, unsigned limit)
{
    pthread_t threads[THREADS];

    run_threads(flood, attack, threads);
    join_threads(threads);
    CHECK(flood->started == limit, "%u, not %u", flood->started, limit);
    CHECK(flood->refused == THREADS * flood->attempts - limit);
}

/* Everybody at once, while packets are taken as they come. */
static void flood_through(struct flood *flood, unsigned limit)
{
    unsigned count = THREADS * flood->attempts;
    pthread_t threads[THREADS];

    run_threads(flood, insist, threads);
    while (flood->ended < count && take_one(flood)) {
        IOCP_PORT_STATISTICS stats = counters(flood->port);

        if (stats.InFlight > limit || stats.Queued > limit)
            CHECK(0, "%llu in flight", stats.InFlight);
    }
    join_threads(threads);
    take_all(flood, 0);
    CHECK(flood->started == count && flood->ended == count);
}

/* ---- What they start ---- */

static BOOL start_receive(struct flood *flood, unsigned i,
                          struct request *request)
{
    return pair_receive(flood->sockets[i % SIDES], &request->byte,
                        &request->overlapped);
}

static BOOL start_read(struct flood *flood, unsigned i, struct request *request)
{
    (void)i;
    return ReadFile(flood->file, &request->byte, 1, NULL,
                    &request->overlapped) ||
           GetLastError() == ERROR_IO_PENDING;
}

static BOOL start_post(struct flood *flood, unsigned i, struct request *request)
{
    return PostQueuedCompletionStatus(flood->port, i, 0, &request->overlapped);
}

static void open_receives(struct flood *flood)
{
    SOCKET peer;

    pair_startup();
    flood->start = start_receive;
    flood->error = WSAENOBUFS;
    flood->port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    for (int i = 0; i < SIDES; i++) {
        pair_connect(&flood->sockets[i], &peer);
        CreateIoCompletionPort((HANDLE)flood->sockets[i], flood->port, 0, 0);
    }
}

static void open_reads(struct flood *flood)
{
    DWORD written = 0;
    HANDLE file = CreateFileA("flood.tmp", GENERIC_WRITE, 0, NULL,
                              CREATE_ALWAYS, 0, NULL);

    CHECK(WriteFile(file, "x", 1, &written, NULL) && CloseHandle(file));
    flood->start = start_read;
    flood->error = ERROR_NO_SYSTEM_RESOURCES;
    flood->file = CreateFileA("flood.tmp", GENERIC_READ, 0, NULL, OPEN_EXISTING,
                              FILE_FLAG_OVERLAPPED, NULL);
    flood->port = CreateIoCompletionPort(flood->file, NULL, 0, 0);
    CHECK(flood->port != NULL);
    unlink("flood.tmp");
}

static void close_sockets(struct flood *flood)
{
    for (int i = 0; i < SIDES; i++)
        closesocket(flood->sockets[i]);
}

/* ---- The cases ---- */

static void receives_fill_the_port(void)
{
    struct flood flood = {.attempts = 5000};

    open_receives(&flood);
    set((IOCP_LIMITS){.PortRequests = 700});
    flood_full(&flood, 700);
    CHECK(counters(flood.port).InFlight == 700);
    CHECK(counters(flood.port).Refused == flood.refused);
    close_sockets(&flood);
    take_all(&flood, 700);
}

static void receives_fill_the_process(void)
{
    struct flood flood = {.attempts = 5000};

    open_receives(&flood);
    set((IOCP_LIMITS){.ProcessRequests = 700});
    flood_full(&flood, 700);
    CHECK(counters(flood.port).Refused == 0, "it was not the port");
    close_sockets(&flood);
    take_all(&flood, 700);
}

static void receives_fill_their_sockets(void)
{
    struct flood flood = {.attempts = 5000};

    open_receives(&flood);
    set((IOCP_LIMITS){.HandleRequests = 90});
    flood_full(&flood, 90 * SIDES);
    close_sockets(&flood);
    take_all(&flood, 90 * SIDES);
}

/* Read or not, their packets count until they are taken. */
static void reads_fill_the_port(void)
{
    struct flood flood = {.attempts = 5000};

    open_reads(&flood);
    set((IOCP_LIMITS){.PortRequests = 300});
    flood_full(&flood, 300);
    take_all(&flood, 300);
}

static void reads_pass_the_port(void)
{
    struct flood flood = {.attempts = 5000};

    open_reads(&flood);
    set((IOCP_LIMITS){.PortRequests = 16});
    flood_through(&flood, 16);
}

/* Three limits at once, each near to the others. */
static void reads_pass_all_limits(void)
{
    struct flood flood = {.attempts = 5000};

    open_reads(&flood);
    set((IOCP_LIMITS){
        .HandleRequests = 9, .ProcessRequests = 10, .PortRequests = 16});
    flood_through(&flood, 16);
}

static void posts_fill_the_port(void)
{
    struct flood flood = {
        .attempts = 50000,
        .start = start_post,
        .error = ERROR_NO_SYSTEM_RESOURCES,
        .port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0),
    };

    set((IOCP_LIMITS){.PortPosts = 1000});
    flood_full(&flood, 1000);
    CHECK(counters(flood.port).Posted == 1000);
    take_all(&flood, 1000);
}

static void posts_pass_the_port(void)
{
    struct flood flood = {
        .attempts = 10000,
        .start = start_post,
        .error = ERROR_NO_SYSTEM_RESOURCES,
        .port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0),
    };

    set((IOCP_LIMITS){.PortPosts = 16});
    flood_through(&flood, 16);
}

static long resident_kib(void)
{
    FILE *status = fopen("/proc/self/status", "r");
    char line[128];
    long kib = 0;

    while (status != NULL && fgets(line, sizeof line, status) != NULL)
        if (sscanf(line, "VmRSS: %ld", &kib) == 1)
            break;
    if (status != NULL)
        fclose(status);
    return kib;
}

/* What is refused leaves nothing behind: a million of each, a few MiB at most
 * (one byte leaked a call would not show, a packet or a request would). */
static void refusals_take_no_memory(void)
{
    static struct request request; /* ends when the sockets have closed */
    struct flood flood = {.attempts = 0};
    long before;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    SKIP("the sanitizer keeps what was freed");
#endif
    open_receives(&flood);
    set((IOCP_LIMITS){.HandleRequests = 1, .PortPosts = 1});
    CHECK(start_receive(&flood, 0, &request));
    CHECK(start_post(&flood, 0, &request));
    before = resident_kib();
    CHECK(before > 0);
    for (int i = 0; i < 1000000; i++) {
        if (start_receive(&flood, 0, &request) ||
            start_post(&flood, 0, &request)) {
            CHECK(0, "number %d", i);
            break;
        }
    }
    CHECK(resident_kib() - before < 4096, "%ld KiB more",
          resident_kib() - before);
    close_sockets(&flood);
}

/* ---- Connections ---- */

static BOOL accept_start(SOCKET listener, SOCKET acceptor, char *block,
                         OVERLAPPED *overlapped)
{
    DWORD bytes;

    return AcceptEx(listener, acceptor, block, 0, sizeof(SOCKADDR_IN) + 16,
                    sizeof(SOCKADDR_IN) + 16, &bytes, overlapped) ||
           WSAGetLastError() == ERROR_IO_PENDING;
}

/* An AcceptEx that is refused leaves its acceptor for the next. */
static void accepts(void)
{
    OVERLAPPED overlapped[3] = {0};
    SOCKET acceptors[3], listener, peer;
    char blocks[3][2 * (sizeof(SOCKADDR_IN) + 16)];
    HANDLE port;
    SOCKADDR_IN name;

    pair_startup();
    listener = pair_listen(&name);
    port = CreateIoCompletionPort((HANDLE)listener, NULL, 1, 0);
    set((IOCP_LIMITS){.HandleRequests = 2});
    for (int i = 0; i < 3; i++)
        acceptors[i] = socket(AF_INET, SOCK_STREAM, 0);
    for (int i = 0; i < 2; i++)
        CHECK(accept_start(listener, acceptors[i], blocks[i], &overlapped[i]));
    CHECK(!accept_start(listener, acceptors[2], blocks[2], &overlapped[2]));
    CHECK_ERROR(WSAENOBUFS);
    CHECK(counters(port).InFlight == 2);
    peer = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(connect(peer, (SOCKADDR *)&name, sizeof name) == 0);
    CHECK(pair_next(port, NULL, NULL) == &overlapped[0]);
    CHECK(accept_start(listener, acceptors[2], blocks[2], &overlapped[2]));
}

/* A listener takes so many and no more, whoever asks; each ends once. */
struct acceptors {
    SOCKET listener;
    OVERLAPPED overlapped[THREADS * 20];
    char blocks[THREADS * 20][2 * (sizeof(SOCKADDR_IN) + 16)];
    _Atomic unsigned next, started;
};

static void *accept_many(void *argument)
{
    struct acceptors *all = argument;

    for (int i = 0; i < 20; i++) {
        unsigned mine = all->next++;
        SOCKET acceptor = socket(AF_INET, SOCK_STREAM, 0);

        if (accept_start(all->listener, acceptor, all->blocks[mine],
                         &all->overlapped[mine]))
            all->started++;
        else
            CHECK_ERROR(WSAENOBUFS);
    }
    return NULL;
}

static void accepts_fill_their_listener(void)
{
    static struct acceptors all;
    int ends[THREADS * 20] = {0};
    pthread_t threads[THREADS];
    SOCKADDR_IN name;
    HANDLE port;

    pair_startup();
    all.listener = pair_listen(&name);
    port = CreateIoCompletionPort((HANDLE)all.listener, NULL, 1, 0);
    set((IOCP_LIMITS){.HandleRequests = 50});
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, accept_many, &all);
    join_threads(threads);
    CHECK(all.started == 50, "%u", all.started);
    closesocket(all.listener);
    for (int i = 0; i < 50; i++) {
        OVERLAPPED *overlapped = pair_next(port, NULL, NULL);

        if (!CHECK(overlapped != NULL))
            return;
        CHECK(++ends[overlapped - all.overlapped] == 1);
    }
    CHECK(counters(port).InFlight == 0 && counters(port).Queued == 0);
}

/* A ConnectEx that is refused leaves its socket free to try again. */
static void connects(void)
{
    static const GUID id = WSAID_CONNECTEX;
    LPFN_CONNECTEX connect_ex;
    OVERLAPPED overlapped = {0}, waiting = {0};
    SOCKADDR_IN name, any = {.sin_family = AF_INET};
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    SOCKET s, ours, peer;
    DWORD bytes;
    char byte;

    pair_startup();
    pair_connect(&ours, &peer);
    pair_listen(&name);
    s = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(CreateIoCompletionPort((HANDLE)s, port, 1, 0) == port);
    CHECK(WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, (void *)&id,
                   sizeof id, &connect_ex, sizeof connect_ex, &bytes, NULL,
                   NULL) == 0);
    CHECK(bind(s, (SOCKADDR *)&any, sizeof any) == 0);
    set((IOCP_LIMITS){.ProcessRequests = 1});
    CHECK(pair_receive(ours, &byte, &waiting));
    CHECK(!connect_ex(s, (SOCKADDR *)&name, sizeof name, NULL, 0, NULL,
                      &overlapped));
    CHECK_ERROR(WSAENOBUFS);
    set((IOCP_LIMITS){.ProcessRequests = 2});
    CHECK(!connect_ex(s, (SOCKADDR *)&name, sizeof name, NULL, 0, NULL,
                      &overlapped));
    CHECK_ERROR(ERROR_IO_PENDING);
    CHECK(pair_next(port, NULL, NULL) == &overlapped);
}

TAP_MAIN(CASE(receives_fill_the_port), CASE(receives_fill_the_process),
         CASE(receives_fill_their_sockets), CASE(reads_fill_the_port),
         CASE_LONG(reads_pass_the_port, 120),
         CASE_LONG(reads_pass_all_limits, 120), CASE(posts_fill_the_port),
         CASE_LONG(posts_pass_the_port, 120),
         CASE_LONG(refusals_take_no_memory, 60), CASE(accepts),
         CASE(accepts_fill_their_listener), CASE(connects))
