/* Very many requests on one socket. */
#include "linux/pair.h"

#include <string.h>

#include "harness/tap.h"

#define KEY 7

enum { MANY = 3000 };

static unsigned dice(unsigned *seed, unsigned sides)
{
    *seed = *seed * 1103515245u + 12345u;
    return (*seed >> 16) % sides;
}

static void take_all(HANDLE port, const OVERLAPPED *first, int *counts,
                     int wanted)
{
    for (int i = 0; i < wanted; i++) {
        OVERLAPPED *overlapped = pair_next(port, NULL, NULL);

        if (!CHECK(overlapped != NULL))
            return;
        counts[overlapped - first]++;
    }
}

/* Cancels by address find just those they ask for, also where two have the same
 * one, and while others come and go: the index over them is made, grows, and is
 * dropped. */
static void many_on_one_socket(void)
{
    static OVERLAPPED overlapped[MANY];
    static char bytes[MANY];
    static int counts[MANY];
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    SOCKET ours, peer;
    unsigned seed = 5;

    pair_startup();
    pair_connect(&ours, &peer);
    CreateIoCompletionPort((HANDLE)ours, port, KEY, 0);
    for (int i = 0; i < MANY; i++)
        CHECK(pair_receive(ours, &bytes[i], &overlapped[i]));
    CHECK(pair_receive(ours, &bytes[9], &overlapped[9])); /* twice */
    CHECK(CancelIoEx((HANDLE)ours, &overlapped[9]));
    take_all(port, overlapped, counts, 2);
    CHECK(counts[9] == 2);
    CHECK(!CancelIoEx((HANDLE)ours, &overlapped[9]) &&
          GetLastError() == ERROR_NOT_FOUND);
    CHECK(pair_receive(ours, &bytes[9], &overlapped[9]));
    for (int round = 0; round < 3 * MANY; round++) {
        int i = (int)dice(&seed, MANY);

        if (!CHECK(CancelIoEx((HANDLE)ours, &overlapped[i])))
            break;
        memset(counts, 0, sizeof counts);
        take_all(port, overlapped, counts, 1);
        if (!CHECK(counts[i] == 1))
            break;
        CHECK(pair_receive(ours, &bytes[i], &overlapped[i]));
    }
    memset(counts, 0, sizeof counts);
    for (int i = 0; i < MANY - 10; i++)
        CHECK(CancelIoEx((HANDLE)ours, &overlapped[i]));
    take_all(port, overlapped, counts, MANY - 10);
    CHECK(CancelIoEx((HANDLE)ours, &overlapped[MANY - 1]));
    CHECK(CancelIoEx((HANDLE)ours, NULL));
    take_all(port, overlapped, counts, 10);
    for (int i = 0; i < MANY; i++)
        CHECK(counts[i] == 1);
    closesocket(ours);
    closesocket(peer);
    CloseHandle(port);
}

TAP_MAIN(CASE_LONG(many_on_one_socket, 100))
