/* The engine at its limits: a full completion queue, no descriptors left. */
#include "linux/pair.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "engine/engine.h"
#include "harness/tap.h"

#define PAIRS 300

struct side {
    SOCKET ours, peer;
    OVERLAPPED overlapped;
    char byte;
};

/* More completions at once than a ring of two holds: they wait in the kernel
 * and all come. */
static void full_completion_queue_loses_nothing(void)
{
    static struct side sides[PAIRS];
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);

    if (getenv("IOCP_BACKEND") != NULL &&
        strcmp(getenv("IOCP_BACKEND"), "epoll") == 0)
        SKIP("epoll has no completion queue");
    setenv("IOCP_RING_SIZE", "2", 1);
    pair_startup();
    for (int i = 0; i < PAIRS; i++) {
        pair_connect(&sides[i].ours, &sides[i].peer);
        CreateIoCompletionPort((HANDLE)sides[i].ours, port, 0, 0);
        CHECK(
            pair_receive(sides[i].ours, &sides[i].byte, &sides[i].overlapped));
    }
    for (int round = 0; round < 20 && engine_chosen().overflows == 0; round++) {
        for (int i = 0; i < PAIRS; i++)
            CHECK(send(sides[i].peer, "x", 1, 0) == 1);
        for (int i = 0; i < PAIRS; i++) {
            OVERLAPPED *overlapped = pair_next(port, NULL, NULL);
            struct side *side;

            if (!CHECK(overlapped != NULL))
                return;
            side = CONTAINING_RECORD(overlapped, struct side, overlapped);
            CHECK(side->byte == 'x');
            side->byte = 0;
            CHECK(pair_receive(side->ours, &side->byte, &side->overlapped));
        }
    }
    CHECK(engine_chosen().overflows > 0, "the queue never overflowed");
}

/* Out of descriptors: creating fails with the documented error, what runs goes
 * on, and a started AcceptEx still gets its connection. */
static void no_descriptors_left(void)
{
    struct rlimit before, limit;
    SOCKET sockets[64], ours, peer;
    OVERLAPPED overlapped = {0};
    HANDLE port;
    char byte;
    int count = 0;

    pair_startup();
    pair_connect(&ours, &peer);
    getrlimit(RLIMIT_NOFILE, &before); /* the library raised it once */
    limit = before;
    limit.rlim_cur = 64;
    setrlimit(RLIMIT_NOFILE, &limit);
    port = CreateIoCompletionPort((HANDLE)ours, NULL, 0, 0);
    CHECK(pair_receive(ours, &byte, &overlapped));
    while (count < 64 &&
           (sockets[count] = socket(AF_INET, SOCK_STREAM, 0)) != INVALID_SOCKET)
        count++;
    CHECK(count < 64);
    CHECK_ERROR(WSAEMFILE);
    CHECK(CreateFileA("/dev/null", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0,
                      NULL) == INVALID_HANDLE_VALUE);
    CHECK_ERROR(ERROR_TOO_MANY_OPEN_FILES);
    CHECK(send(peer, "x", 1, 0) == 1);
    CHECK(pair_next(port, NULL, NULL) == &overlapped, "what runs goes on");
    setrlimit(RLIMIT_NOFILE, &before);
}

TAP_MAIN(CASE_LONG(full_completion_queue_loses_nothing, 60),
         CASE(no_descriptors_left))
