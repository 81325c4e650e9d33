/* Posting and dequeuing: order, verbatim values, timeouts, last errors, and
 * the port as something to wait on. */
#include "support.h"

/* Claim:  packets leave in the order they came, all three values verbatim;
 *         the OVERLAPPED pointer is never followed.
 * Source: "PostQueuedCompletionStatus function"; "I/O Completion Ports".
 *         Wine 8: same. */
static void posts_come_back_in_order(void)
{
    HANDLE port = port_new(0);

    for (ULONG_PTR i = 0; i < 1000; i++)
        post(port, (DWORD)(i * 3), i << 40 | i, (OVERLAPPED *)(i * 16 + 1));
    for (ULONG_PTR i = 0; i < 1000; i++)
        CHECK_PACKET(port, i << 40 | i, (OVERLAPPED *)(i * 16 + 1),
                     (DWORD)(i * 3), 0);
    CHECK_NO_PACKET(port);
    CloseHandle(port);
}

/* Claim:  extreme values pass too; a NULL overlapped is TRUE, for a posted
 *         packet is always a success.
 * Source: "PostQueuedCompletionStatus function", Remarks.  Wine 8: same. */
static void extreme_values_come_back(void)
{
    HANDLE port = port_new(0);

    post(port, 0xffffffff, ~(ULONG_PTR)0, (OVERLAPPED *)~(ULONG_PTR)0);
    post(port, 0, 0, NULL);
    CHECK_PACKET(port, ~(ULONG_PTR)0, (OVERLAPPED *)~(ULONG_PTR)0, 0xffffffff,
                 0);
    CHECK_PACKET(port, 0, NULL, 0, 0);
    CloseHandle(port);
}

/* Claim:  an empty port: FALSE, 258, *overlapped NULL, bytes and key left
 *         alone, with a zero and with a small timeout.
 * Source: "GetQueuedCompletionStatus function", Remarks; untouched outputs as
 *         Wine's tests observe on Windows.  Wine 8: same. */
static void timeout_touches_only_the_pointer(void)
{
    static const DWORD timeouts[] = {0, 1, 50};
    HANDLE port = port_new(0);

    for (unsigned i = 0; i < COUNT_OF(timeouts); i++) {
        DWORD bytes = UNTOUCHED;
        ULONG_PTR key = UNTOUCHED;
        OVERLAPPED *ov = (OVERLAPPED *)16;

        CHECK_FAILS(
            GetQueuedCompletionStatus(port, &bytes, &key, &ov, timeouts[i]),
            WAIT_TIMEOUT);
        CHECK(ov == NULL && bytes == UNTOUCHED && key == UNTOUCHED);
    }
    CloseHandle(port);
}

/* Claim:  the wait is not shorter than asked (but for clock granularity).
 * Source: "GetQueuedCompletionStatus function", dwMilliseconds.
 *         Wine 8: same. */
static void timeout_waits_its_time(void)
{
    HANDLE port = port_new(0);
    ULONGLONG start = GetTickCount64(), waited;

    CHECK(!packet_next(port, 120).ok);
    waited = GetTickCount64() - start;
    CHECK(waited >= 100 && waited < DEADLINE, "%u ms", (unsigned)waited);
    CloseHandle(port);
}

/* Claim:  dequeuing a success leaves the last error as it was.
 * Source: Wine's ws2_32 sock test, test_completion_port.  Wine 8: same. */
static void success_keeps_the_last_error(void)
{
    HANDLE port = port_new(0);
    OVERLAPPED_ENTRY entry;
    OVERLAPPED *ov;
    ULONG_PTR key;
    DWORD bytes;
    ULONG count;

    SetLastError(UNTOUCHED);
    CHECK(PostQueuedCompletionStatus(port, 1, KEY, NULL));
    CHECK(PostQueuedCompletionStatus(port, 1, KEY, NULL));
    CHECK_ERROR(UNTOUCHED);
    CHECK(GetQueuedCompletionStatus(port, &bytes, &key, &ov, 0));
    CHECK_ERROR(UNTOUCHED);
    CHECK(GetQueuedCompletionStatusEx(port, &entry, 1, &count, 0, FALSE));
    CHECK_ERROR(UNTOUCHED);
    CloseHandle(port);
}

static DWORD WINAPI post_later(void *port)
{
    let_it_block();
    post(port, 7, KEY, (OVERLAPPED *)32);
    return 0;
}

/* Claim:  INFINITE waits until a packet comes.
 * Source: "GetQueuedCompletionStatus function".  Wine 8: same. */
static void infinite_wait_ends_with_a_post(void)
{
    HANDLE port = port_new(0);
    HANDLE thread = thread_start(post_later, port);
    struct packet got = packet_next(port, INFINITE);

    CHECK(got.ok && got.bytes == 7 && got.key == KEY &&
          got.overlapped == (OVERLAPPED *)32);
    thread_join(thread);
    CloseHandle(port);
}

/* Claim:  GetQueuedCompletionStatusEx takes what is there, up to the count,
 *         in order, and never waits for more.
 * Source: "GetQueuedCompletionStatusEx function", Remarks.  Wine 8: same. */
static void ex_takes_what_is_there(void)
{
    HANDLE port = port_new(0);
    OVERLAPPED_ENTRY entries[8];
    ULONG count = 0;

    for (ULONG_PTR i = 0; i < 5; i++)
        post(port, (DWORD)i + 10, i, (OVERLAPPED *)(i * 8));
    CHECK(
        GetQueuedCompletionStatusEx(port, entries, 3, &count, INFINITE, FALSE));
    CHECK(count == 3, "count %u", (unsigned)count);
    for (ULONG_PTR i = 0; i < count; i++)
        CHECK(entries[i].lpCompletionKey == i &&
              entries[i].lpOverlapped == (OVERLAPPED *)(i * 8) &&
              entries[i].dwNumberOfBytesTransferred == i + 10 &&
              entries[i].Internal == 0);
    CHECK(
        GetQueuedCompletionStatusEx(port, entries, 8, &count, INFINITE, FALSE));
    CHECK(count == 2 && entries[0].lpCompletionKey == 3 &&
          entries[1].lpCompletionKey == 4);
    CloseHandle(port);
}

/* Claim:  on an empty port it is FALSE with 258.
 * Source: "GetQueuedCompletionStatusEx function", Return value.
 *         Wine 8: same. */
static void ex_times_out(void)
{
    HANDLE port = port_new(0);
    OVERLAPPED_ENTRY entries[2];
    ULONG count = 0;

    CHECK_FAILS(GetQueuedCompletionStatusEx(port, entries, 2, &count, 0, FALSE),
                WAIT_TIMEOUT);
    CHECK_FAILS(
        GetQueuedCompletionStatusEx(port, entries, 2, &count, 30, FALSE),
        WAIT_TIMEOUT);
    CHECK(count <= 1, "count %u", (unsigned)count);
    CloseHandle(port);
}

/* Claim:  TRUE even when every entry is a failed request; the NTSTATUS is in
 *         Internal, the upper half 0, and no last error is set.
 * Source: "GetQueuedCompletionStatusEx function", Remarks;
 *         docs/semantics/ports.md.
 *         Wine 8: leaves the upper half as the caller's memory had it. */
static void ex_is_true_for_failed_requests(void)
{
    HANDLE port = port_new(0);
    struct pair pair = pair_on(port, KEY);
    OVERLAPPED ov[2] = {overlapped_new(NULL), overlapped_new(NULL)};
    OVERLAPPED_ENTRY entries[4];
    ULONG taken = 0, count;
    char bytes[2];

    for (int i = 0; i < 2; i++)
        pend_recv(pair.mine, &bytes[i], 1, &ov[i]);
    CHECK(CancelIoEx((HANDLE)pair.mine, NULL));
    memset(entries, 0xff, sizeof entries);
    SetLastError(UNTOUCHED);
    for (; taken < 2; taken += count) {
        count = 0;
        if (!CHECK(GetQueuedCompletionStatusEx(port, entries + taken, 2, &count,
                                               DEADLINE, FALSE)))
            break;
    }
    CHECK_ERROR(UNTOUCHED);
    for (ULONG i = 0; i < taken; i++) {
        CHECK((DWORD)entries[i].Internal == 0xc0000120 &&
              entries[i].lpOverlapped->Internal == 0xc0000120 &&
              entries[i].dwNumberOfBytesTransferred == 0 &&
              entries[i].lpCompletionKey == KEY);
        DIFFERS(WINE_8, "the upper half of OVERLAPPED_ENTRY.Internal is left")
        CHECK(entries[i].Internal >> 32 == 0);
    }
    CHECK_NO_PACKET(port);
    pair_close(&pair);
    CloseHandle(port);
}

/* Claim:  a count of 0 is refused with 87, and takes nothing.
 * Source: docs/semantics/ports.md.  Wine 8: returns TRUE. */
static void ex_with_room_for_none(void)
{
    HANDLE port = port_new(0);
    OVERLAPPED_ENTRY entry;
    ULONG count = 0;

    post(port, 1, KEY, NULL);
    DIFFERS(WINE_8, "GetQueuedCompletionStatusEx with count 0 is TRUE")
    CHECK_FAILS(GetQueuedCompletionStatusEx(port, &entry, 0, &count, 0, FALSE),
                ERROR_INVALID_PARAMETER);
    CHECK_PACKET(port, KEY, NULL, 1, 0);
    CloseHandle(port);
}

/* Claim:  posts and finished requests share one queue, in the order in which
 *         they were queued.
 * Source: "I/O Completion Ports" (packets are queued first in, first out).
 *         Wine 8: same. */
static void posts_and_requests_share_the_queue(void)
{
    HANDLE port = port_new(0);
    struct pair pair = pair_on(port, KEY);
    OVERLAPPED ov = overlapped_new(event_new());
    char byte;

    post(port, 1, OTHER_KEY, NULL);
    pend_recv(pair.mine, &byte, 1, &ov);
    post(port, 2, OTHER_KEY, NULL);
    send_all(pair.peer, "x", 1);
    CHECK(wait_for(port));
    CHECK_PACKET(port, OTHER_KEY, NULL, 1, 0);
    CHECK_PACKET(port, OTHER_KEY, NULL, 2, 0);
    CHECK_PACKET(port, KEY, &ov, 1, 0);
    CloseHandle(ov.hEvent);
    pair_close(&pair);
    CloseHandle(port);
}

/* ---- Many threads ----------------------------------------------------- */

#define PRODUCERS 4
#define EACH 2000

struct traffic {
    HANDLE port;
    volatile LONG producers, taken, twice;
    volatile LONG seen[PRODUCERS][EACH];
};

static DWORD WINAPI produce(void *argument)
{
    struct traffic *traffic = argument;
    ULONG_PTR me = (ULONG_PTR)InterlockedIncrement(&traffic->producers) - 1;

    for (DWORD i = 0; i < EACH; i++)
        PostQueuedCompletionStatus(traffic->port, i, me, NULL);
    return 0;
}

static DWORD WINAPI consume(void *argument)
{
    struct traffic *traffic = argument;
    struct packet got;

    while ((got = packet_next(traffic->port, DEADLINE)).ok) {
        if (got.key >= PRODUCERS)
            return 0;
        if (InterlockedIncrement(&traffic->seen[got.key][got.bytes]) != 1)
            InterlockedIncrement(&traffic->twice);
        InterlockedIncrement(&traffic->taken);
    }
    return 0;
}

/* Claim:  the packets of each posting thread come in its order.
 * Source: "I/O Completion Ports".  Wine 8: same. */
static void order_holds_for_each_producer(void)
{
    static struct traffic traffic;
    HANDLE threads[PRODUCERS];
    DWORD next[PRODUCERS] = {0};

    traffic.port = port_new(0);
    for (int i = 0; i < PRODUCERS; i++)
        threads[i] = thread_start(produce, &traffic);
    for (int i = 0; i < PRODUCERS * EACH; i++) {
        struct packet got = packet_next(traffic.port, DEADLINE);

        if (!CHECK(got.ok && got.key < PRODUCERS &&
                   got.bytes == next[got.key]++))
            break;
    }
    for (int i = 0; i < PRODUCERS; i++)
        thread_join(threads[i]);
    CHECK_NO_PACKET(traffic.port);
    CloseHandle(traffic.port);
}

/* Claim:  each packet is taken by exactly one thread (s).
 * Source: "I/O Completion Ports".  Wine 8: same. */
static void each_packet_is_taken_once(void)
{
    static struct traffic traffic;
    HANDLE threads[2 * PRODUCERS];

    traffic.port = port_new(2);
    for (int i = 0; i < 2 * PRODUCERS; i++)
        threads[i] = thread_start(i % 2 ? produce : consume, &traffic);
    CHECK(WAIT_UNTIL(traffic.taken == PRODUCERS * EACH), "%d taken",
          (int)traffic.taken);
    CHECK(traffic.twice == 0, "%d twice", (int)traffic.twice);
    for (int i = 0; i < PRODUCERS; i++)
        post(traffic.port, 0, PRODUCERS, NULL);
    for (int i = 0; i < 2 * PRODUCERS; i++)
        thread_join(threads[i]);
    CloseHandle(traffic.port);
}

/* ---- The port as a waitable object ------------------------------------ */

/* Claim:  a port is signalled while packets are queued; waiting takes none.
 * Source: Wine's ntdll sync tests as observed on Windows.  Wine 8: same. */
static void port_is_signalled_while_packets_are_queued(void)
{
    HANDLE port = port_new(0), both[2] = {event_new(), port};

    CHECK(!is_set(port));
    post(port, 1, KEY, NULL);
    post(port, 2, KEY, NULL);
    CHECK(is_set(port) && is_set(port));
    CHECK(WaitForMultipleObjects(2, both, FALSE, 0) == WAIT_OBJECT_0 + 1);
    CHECK_PACKET(port, KEY, NULL, 1, 0);
    CHECK(is_set(port));
    CHECK_PACKET(port, KEY, NULL, 2, 0);
    CHECK(!is_set(port));
    CloseHandle(both[0]);
    CloseHandle(port);
}

struct waiter {
    HANDLE port;
    DWORD ms;
    DWORD result;
};

static DWORD WINAPI wait_directly(void *argument)
{
    struct waiter *waiter = argument;

    waiter->result = WaitForSingleObject(waiter->port, waiter->ms);
    return 0;
}

/* Claim:  one post releases every direct waiter, and the packet stays.
 * Source: as above.  Wine 8: releases one of them a post. */
static void one_post_releases_all_direct_waiters(void)
{
    HANDLE port = port_new(0), threads[2];
    struct waiter waiters[2] = {{.port = port, .ms = DEADLINE_AFTER_BLOCKING},
                                {.port = port, .ms = DEADLINE_AFTER_BLOCKING}};

    for (int i = 0; i < 2; i++)
        threads[i] = thread_start(wait_directly, &waiters[i]);
    let_it_block();
    post(port, 1, KEY, NULL);
    thread_join(threads[0]);
    thread_join(threads[1]);
    DIFFERS(WINE_8, "one post releases one thread waiting on the port handle")
    CHECK(waiters[0].result == WAIT_OBJECT_0 &&
          waiters[1].result == WAIT_OBJECT_0);
    CHECK_PACKET(port, KEY, NULL, 1, 0);
    CloseHandle(port);
}

static DWORD WINAPI take_one(void *port)
{
    CHECK_PACKET(port, KEY, NULL, 1, 0);
    return 0;
}

/* Claim:  with a thread blocked in a dequeue the packet goes straight to it:
 *         a thread waiting on the port handle is not released.
 * Source: Wine's ntdll sync tests (Windows 10 1607 and later).
 *         Wine 8: same, as long as the dequeuing thread came first. */
static void blocked_dequeue_comes_before_a_direct_waiter(void)
{
    HANDLE port = port_new(0), taker = thread_start(take_one, port), thread;
    struct waiter waiter = {.port = port, .ms = tap_scaled(200)};

    let_it_block();
    thread = thread_start(wait_directly, &waiter);
    let_it_block();
    post(port, 1, KEY, NULL);
    thread_join(taker);
    thread_join(thread);
    CHECK(waiter.result == WAIT_TIMEOUT, "result %u", (unsigned)waiter.result);
    CloseHandle(port);
}

TAP_MAIN(CASE(posts_come_back_in_order), CASE(extreme_values_come_back),
         CASE(timeout_touches_only_the_pointer), CASE(timeout_waits_its_time),
         CASE(success_keeps_the_last_error),
         CASE(infinite_wait_ends_with_a_post), CASE(ex_takes_what_is_there),
         CASE(ex_times_out), CASE(ex_is_true_for_failed_requests),
         CASE(ex_with_room_for_none), CASE(posts_and_requests_share_the_queue),
         CASE_LONG(order_holds_for_each_producer, 60),
         CASE_LONG(each_packet_is_taken_once, 60),
         CASE(port_is_signalled_while_packets_are_queued),
         CASE(one_post_releases_all_direct_waiters),
         CASE(blocked_dequeue_comes_before_a_direct_waiter))
