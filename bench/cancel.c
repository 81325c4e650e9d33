/* What it takes to cancel one receive among thousands that are pending: from
 * the call of CancelIoEx until its packet is there.
 *
 *   cancel [PENDING [ROUNDS]]
 *
 *   one    all are pending on one socket
 *   each   each has a socket of its own
 *
 * A round is SAMPLES cancels of a receive chosen at random, which is then
 * started anew. Prints `cancel_case us us ...`, the median of each round, and
 * `cancel_case_99 us us ...`, the 99th in a hundred.
 *
 * Win32 source.
 */
#include <winsock2.h>

#include <ws2tcpip.h>

#include <windows.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SAMPLES = 1000, ROUNDS_MAX = 99, CASES = 2 };

struct request {
    OVERLAPPED overlapped;
    SOCKET socket;
    char byte;
};

static struct request *requests;
static unsigned pending = 8000;
static HANDLE port;
static double ticks_per_us;

static void fail(const char *what)
{
    fprintf(stderr, "cancel: %s: error %lu\n", what,
            (unsigned long)GetLastError());
    exit(EXIT_FAILURE);
}

/* A datagram socket to which nobody sends. */
static SOCKET silent_socket(void)
{
    SOCKADDR_IN name = {.sin_family = AF_INET};
    SOCKET made = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);

    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (made == INVALID_SOCKET || bind(made, (SOCKADDR *)&name, sizeof name))
        fail("socket");
    if (CreateIoCompletionPort((HANDLE)made, port, 0, 0) == NULL)
        fail("CreateIoCompletionPort");
    return made;
}

static void receive_start(struct request *request)
{
    WSABUF buffer = {1, &request->byte};
    DWORD flags = 0;

    memset(&request->overlapped, 0, sizeof request->overlapped);
    if (WSARecv(request->socket, &buffer, 1, NULL, &flags, &request->overlapped,
                NULL) == 0 ||
        WSAGetLastError() != WSA_IO_PENDING)
        fail("WSARecv");
}

static void take_packet(const OVERLAPPED *expected)
{
    OVERLAPPED *overlapped = NULL;
    ULONG_PTR key;
    DWORD bytes;

    if (GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, 10000) ||
        overlapped == NULL || (expected != NULL && overlapped != expected))
        fail("no packet of the cancelled request");
}

static double now_us(void)
{
    LARGE_INTEGER count;

    QueryPerformanceCounter(&count);
    return (double)count.QuadPart / ticks_per_us;
}

static double cancel_one(struct request *request)
{
    double start = now_us();

    if (!CancelIoEx((HANDLE)request->socket, &request->overlapped))
        fail("CancelIoEx");
    take_packet(&request->overlapped);
    return now_us() - start;
}

static int compare(const void *one, const void *other)
{
    double left = *(const double *)one, right = *(const double *)other;

    return (left > right) - (left < right);
}

static void round_run(double *median, double *high)
{
    static double samples[SAMPLES];

    for (int i = 0; i < SAMPLES; i++) {
        struct request *request = &requests[(unsigned)rand() % pending];

        samples[i] = cancel_one(request);
        receive_start(request);
    }
    qsort(samples, SAMPLES, sizeof *samples, compare);
    *median = samples[SAMPLES / 2];
    *high = samples[SAMPLES / 100 * 99];
}

static void print(const char *name, const char *more, const double *values,
                  unsigned rounds)
{
    printf("cancel_%s%s", name, more);
    for (unsigned i = 0; i < rounds; i++)
        printf(" %.2f", values[i]);
    printf("\n");
}

static void case_run(const char *name, BOOL one_socket, unsigned rounds)
{
    double medians[ROUNDS_MAX], highs[ROUNDS_MAX], unused;

    for (unsigned i = 0; i < pending; i++) {
        requests[i].socket =
            one_socket && i > 0 ? requests[0].socket : silent_socket();
        receive_start(&requests[i]);
    }
    round_run(&unused, &unused); /* warms up */
    for (unsigned i = 0; i < rounds; i++)
        round_run(&medians[i], &highs[i]);
    print(name, "", medians, rounds);
    print(name, "_99", highs, rounds);
    for (unsigned i = 0; i < pending; i++)
        if (!one_socket || i == 0)
            closesocket(requests[i].socket);
    for (unsigned i = 0; i < pending; i++)
        take_packet(NULL);
}

int main(int argc, char **argv)
{
    unsigned rounds = argc > 2 ? (unsigned)atoi(argv[2]) : 7;
    LARGE_INTEGER frequency;
    WSADATA data;

    if (argc > 1)
        pending = (unsigned)atoi(argv[1]);
    if (rounds == 0 || rounds > ROUNDS_MAX || pending == 0)
        fail("usage: cancel [PENDING [ROUNDS]]");
    requests = calloc(pending, sizeof *requests);
    QueryPerformanceFrequency(&frequency);
    ticks_per_us = (double)frequency.QuadPart / 1e6;
    port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    if (requests == NULL || port == NULL || WSAStartup(0x0202, &data) != 0)
        fail("start");
    case_run("one", TRUE, rounds);
    case_run("each", FALSE, rounds);
    return 0;
}
