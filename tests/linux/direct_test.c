/* A thread that waits for packets runs the direct shard (src/engine/lead.h).
 * None of that may be seen: it is woken as any other, newest first, in time;
 * and whoever does not wait for packets has his requests ended all the same. */
#include "linux/pair.h"

#include <iocp/linux.h>
#include <pthread.h>
#include <sched.h>
#include <string.h>

#include "harness/tap.h"

struct waiter {
    pthread_t thread;
    HANDLE port;
    DWORD timeout_ms;
    BOOL succeeded;
    DWORD error;
    OVERLAPPED *overlapped;
};

static SOCKET ours, peer;
static HANDLE port;

/* With a receive behind it, so that the engine runs. */
static void begin(void)
{
    static OVERLAPPED overlapped;
    static char byte;

    memset(&overlapped, 0, sizeof overlapped);
    pair_startup();
    pair_connect(&ours, &peer);
    port = CreateIoCompletionPort((HANDLE)ours, NULL, 0, 4);
    CHECK(pair_receive(ours, &byte, &overlapped));
    CHECK(send(peer, "x", 1, 0) == 1);
    CHECK(pair_next(port, NULL, NULL) == &overlapped);
}

static void end(void)
{
    closesocket(ours);
    closesocket(peer);
    CloseHandle(port);
}

static void *wait_for_packet(void *argument)
{
    struct waiter *waiter = argument;
    ULONG_PTR key;
    DWORD bytes;

    waiter->succeeded = GetQueuedCompletionStatus(
        waiter->port, &bytes, &key, &waiter->overlapped, waiter->timeout_ms);
    waiter->error = GetLastError();
    return NULL;
}

static void parked_are(DWORD count)
{
    IOCP_PORT_STATISTICS statistics;

    do {
        sched_yield();
        CHECK(IocpGetPortStatistics(port, &statistics, sizeof statistics));
    } while (statistics.Parked != count);
}

static void start(struct waiter *waiter, DWORD timeout_ms, DWORD parked)
{
    waiter->port = port;
    waiter->timeout_ms = timeout_ms;
    pthread_create(&waiter->thread, NULL, wait_for_packet, waiter);
    if (parked > 0)
        parked_are(parked);
}

static void post_wakes_who_leads(void)
{
    OVERLAPPED overlapped = {0};
    struct waiter waiter;

    begin();
    for (int i = 0; i < 50; i++) {
        start(&waiter, INFINITE, 1);
        CHECK(PostQueuedCompletionStatus(port, 0, 0, &overlapped));
        pthread_join(waiter.thread, NULL);
        CHECK(waiter.succeeded && waiter.overlapped == &overlapped);
    }
    end();
}

/* The first one leads, the others sleep. */
static void newest_is_woken_first(void)
{
    OVERLAPPED overlapped[3] = {{0}};
    struct waiter waiters[3];

    begin();
    for (DWORD i = 0; i < 3; i++)
        start(&waiters[i], INFINITE, i + 1);
    for (DWORD i = 3; i-- > 0;) {
        CHECK(PostQueuedCompletionStatus(port, 0, 0, &overlapped[i]));
        pthread_join(waiters[i].thread, NULL);
        CHECK(waiters[i].overlapped == &overlapped[i]);
    }
    end();
}

static void leader_is_in_time(void)
{
    struct waiter waiter;
    ULONGLONG before;

    begin();
    before = GetTickCount64();
    start(&waiter, 60, 0);
    pthread_join(waiter.thread, NULL);
    CHECK(!waiter.succeeded && waiter.error == WAIT_TIMEOUT);
    CHECK(GetTickCount64() - before >= 60 - 1);
    end();
}

static void closing_the_port_wakes_who_leads(void)
{
    struct waiter waiter;

    begin();
    start(&waiter, INFINITE, 1);
    closesocket(ours);
    CHECK(CloseHandle(port));
    pthread_join(waiter.thread, NULL);
    CHECK(!waiter.succeeded && waiter.error == ERROR_ABANDONED_WAIT_0);
    closesocket(peer);
}

/* "The system sets Internal": whoever looks at it sees the end, though he
 * never asks for a packet. */
static void nobody_waits_for_packets(void)
{
    OVERLAPPED overlapped = {0};
    char byte = 0;

    begin();
    for (int i = 0; i < 20; i++) {
        memset(&overlapped, 0, sizeof overlapped);
        CHECK(pair_receive(ours, &byte, &overlapped));
        CHECK(send(peer, "y", 1, 0) == 1);
        while (!HasOverlappedIoCompleted((volatile OVERLAPPED *)&overlapped))
            ;
        CHECK(byte == 'y' && overlapped.InternalHigh == 1);
        CHECK(pair_next(port, NULL, NULL) == &overlapped);
    }
    end();
}

static void *receive_blocking(void *argument)
{
    char *byte = argument;

    CHECK(recv(ours, byte, 1, 0) == 1);
    return NULL;
}

/* A request nobody takes a packet of, while another thread leads. */
static void blocking_calls_go_on(void)
{
    OVERLAPPED overlapped = {0};
    struct waiter waiter;
    pthread_t receiver;
    char byte = 0;

    begin();
    for (int i = 0; i < 20; i++) {
        start(&waiter, INFINITE, 1);
        pthread_create(&receiver, NULL, receive_blocking, &byte);
        CHECK(send(peer, "z", 1, 0) == 1);
        pthread_join(receiver, NULL);
        CHECK(byte == 'z');
        CHECK(PostQueuedCompletionStatus(port, 0, 0, &overlapped));
        pthread_join(waiter.thread, NULL);
        CHECK(waiter.overlapped == &overlapped);
    }
    end();
}

TAP_MAIN(CASE(post_wakes_who_leads), CASE(newest_is_woken_first),
         CASE(leader_is_in_time), CASE(closing_the_port_wakes_who_leads),
         CASE(nobody_waits_for_packets), CASE(blocking_calls_go_on))
