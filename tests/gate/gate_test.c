/* Counts that may not creep up: what a message costs in system calls and
 * allocations, what a connection costs in memory. They are counts, not times,
 * and each is checked against a bound that is a little above what it was when
 * it was last set; who lowers a count lowers its bound. */
#include "linux/pair.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <iocp/linux.h>

#include "gate/counters.h"
#include "harness/tap.h"

#define PAIRS 64u
#define MESSAGE 64u
#define WARM_UP 2000u
#define MESSAGES 20000u
#define BYTES_OF_A_CONNECTION 560u

/* One end of a connection: it sends, waits for the answer, and so on. */
struct end {
    OVERLAPPED receive, send;
    SOCKET socket;
    char in[MESSAGE], out[MESSAGE];
};

static struct end ends[2 * PAIRS];
static HANDLE port;

static BOOL is_uring(void)
{
    IOCP_BACKEND_INFO info;

    return IocpGetBackend(&info, sizeof info) &&
           strcmp(info.Name, "uring") == 0;
}

static void receive(struct end *end)
{
    WSABUF buffer = {MESSAGE, end->in};
    DWORD flags = 0;

    CHECK(WSARecv(end->socket, &buffer, 1, NULL, &flags, &end->receive, NULL) ==
              0 ||
          WSAGetLastError() == WSA_IO_PENDING);
}

static void send_on(struct end *end)
{
    WSABUF buffer = {MESSAGE, end->out};

    CHECK(WSASend(end->socket, &buffer, 1, NULL, 0, &end->send, NULL) == 0 ||
          WSAGetLastError() == WSA_IO_PENDING);
}

static void open_pairs(void)
{
    pair_startup();
    port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    for (unsigned i = 0; i < PAIRS; i++) {
        pair_connect(&ends[2 * i].socket, &ends[2 * i + 1].socket);
        for (unsigned j = 2 * i; j < 2 * i + 2; j++)
            CHECK(CreateIoCompletionPort((HANDLE)ends[j].socket, port,
                                         (ULONG_PTR)&ends[j], 0) == port);
    }
    for (unsigned i = 0; i < 2 * PAIRS; i++)
        receive(&ends[i]);
    for (unsigned i = 0; i < PAIRS; i++)
        send_on(&ends[2 * i]);
}

/* What arrives is answered; a message here is one receive and one send. */
static void pass(unsigned messages)
{
    OVERLAPPED_ENTRY entries[PAIRS];
    ULONG count;

    while (messages > 0) {
        if (!CHECK(GetQueuedCompletionStatusEx(port, entries, PAIRS, &count,
                                               tap_scaled(10000), FALSE)))
            return;
        for (ULONG i = 0; i < count; i++) {
            struct end *end = (struct end *)entries[i].lpCompletionKey;

            if (entries[i].lpOverlapped != &end->receive)
                continue;
            receive(end);
            send_on(end);
            messages -= messages > 0;
        }
    }
}

/* Bounds: a message of the hand-written epoll server takes 2.0. */
static void system_calls_of_a_message(void)
{
    double calls;

    open_pairs();
    pass(WARM_UP);
    counters_reset();
    pass(MESSAGES);
    calls = (double)counters.calls / MESSAGES;
    tap_diag("%.3f system calls a message", calls);
    CHECK(calls <= (is_uring() ? 0.4 : 3.5), "%.3f", calls);
}

static void no_allocation_for_a_message(void)
{
    open_pairs();
    pass(WARM_UP);
    counters_reset();
    pass(MESSAGES);
    CHECK(counters.allocations == 0, "%llu in %u messages",
          (unsigned long long)counters.allocations, MESSAGES);
}

static struct end *more(unsigned count)
{
    struct end *made = calloc(count, sizeof *made);

    for (unsigned i = 0; i < count; i += 2) {
        pair_connect(&made[i].socket, &made[i + 1].socket);
        for (unsigned j = i; j < i + 2; j++) {
            CreateIoCompletionPort((HANDLE)made[j].socket, port, 0, 0);
            receive(&made[j]);
        }
    }
    return made;
}

/* What the library allocates for a socket and the receive that is pending on
 * it, without buffer and OVERLAPPED, which are the program's. */
static void bytes_of_a_connection(void)
{
    enum { COUNT = 1000 };
    unsigned long long before, bytes;

    open_pairs();
    pass(WARM_UP);
    before = counters_live_bytes();
    more(COUNT);
    bytes = (counters_live_bytes() - before) / COUNT - sizeof(struct end);
    tap_diag("%llu bytes a connection with a receive pending", bytes);
    CHECK(bytes <= BYTES_OF_A_CONNECTION, "%llu", bytes);
}

/* ---- Reads of a file in memory ---- */

#define DEPTH_MAX 32u
#define BLOCK 4096u

struct read {
    OVERLAPPED overlapped;
    char block[BLOCK];
};

static struct read reads[DEPTH_MAX];
static HANDLE file;

static void open_file(void)
{
    char path[40]; /* the other engine's run has one of its own */
    DWORD bytes = 0;

    snprintf(path, sizeof path, "gate-%lu.tmp", GetCurrentProcessId() + 0ul);
    file = CreateFileA(path, GENERIC_READ | GENERIC_WRITE, 0, NULL,
                       CREATE_ALWAYS, FILE_FLAG_OVERLAPPED, NULL);
    unlink(path);
    port = CreateIoCompletionPort(file, NULL, 0, 1);
    WriteFile(file, reads[0].block, BLOCK, NULL, &reads[0].overlapped);
    CHECK(pair_next(port, NULL, &bytes) != NULL && bytes == BLOCK);
}

static BOOL start_read(struct read *read)
{
    return CHECK(!ReadFile(file, read->block, BLOCK, NULL, &read->overlapped) &&
                 GetLastError() == ERROR_IO_PENDING);
}

/* Each that is done goes again. False: something is wrong. */
static BOOL go_on(unsigned count)
{
    OVERLAPPED_ENTRY entries[DEPTH_MAX];
    ULONG taken;

    while (count > 0) {
        if (!CHECK(GetQueuedCompletionStatusEx(port, entries, DEPTH_MAX, &taken,
                                               tap_scaled(10000), FALSE)))
            return FALSE;
        for (ULONG i = 0; i < taken; i++) {
            if (!start_read(CONTAINING_RECORD(entries[i].lpOverlapped,
                                              struct read, overlapped)))
                return FALSE;
            count -= count > 0;
        }
    }
    return TRUE;
}

static void reads_begin(unsigned depth)
{
    open_file();
    for (unsigned i = 0; i < depth; i++)
        start_read(&reads[i]);
    go_on(WARM_UP);
    counters_reset();
}

static void system_calls_of_single_reads(void)
{
    double calls;

    reads_begin(1);
    if (!go_on(MESSAGES))
        return;
    calls = (double)counters.calls / MESSAGES;
    tap_diag("%.3f system calls a read, depth 1", calls);
    CHECK(calls <= 1.01, "%.3f", calls);
}

/* Of many at a time hardly any is made by itself: the ring makes batches. */
static void many_reads_go_to_the_ring(void)
{
    double alone;

    reads_begin(DEPTH_MAX);
    if (!is_uring())
        SKIP("the epoll engine has no batches");
    if (!go_on(MESSAGES))
        return;
    alone = (double)counters.reads / MESSAGES;
    tap_diag("%.3f of the reads made by themselves, depth %u; %.3f system "
             "calls a read",
             alone, DEPTH_MAX, (double)counters.calls / MESSAGES);
    CHECK(alone <= 0.2, "%.3f", alone);
}

TAP_MAIN(CASE(system_calls_of_a_message), CASE(no_allocation_for_a_message),
         CASE(bytes_of_a_connection), CASE(system_calls_of_single_reads),
         CASE(many_reads_go_to_the_ring))
