/* Each limit is reached exactly at its number: the start that is over it fails
 * with its documented error and changes nothing, what runs goes on, and when
 * something has ended there is room for as much again
 * (docs/semantics/limits.md).
 */
#include "linux/pair.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <iocp/linux.h>
#include <windows.h>

#define TAP_LAST_ERROR GetLastError()
#include "harness/tap.h"

#define MANY 16

struct side {
    SOCKET ours, peer;
    OVERLAPPED overlapped[MANY];
    char bytes[MANY];
};

static void set(IOCP_LIMITS limits)
{
    CHECK(IocpSetLimits(&limits, sizeof limits));
}

static IOCP_PORT_STATISTICS counters(HANDLE port)
{
    IOCP_PORT_STATISTICS stats = {0};

    CHECK(IocpGetPortStatistics(port, &stats, sizeof stats));
    CHECK(stats.Size == sizeof stats);
    return stats;
}

static HANDLE new_port(void)
{
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);

    CHECK(port != NULL);
    return port;
}

/* A connection; with its own end on `port`, unless that is NULL. */
static void side_open(struct side *side, HANDLE port)
{
    memset(side, 0, sizeof *side);
    pair_startup();
    pair_connect(&side->ours, &side->peer);
    if (port != NULL)
        CHECK(CreateIoCompletionPort((HANDLE)side->ours, port, 1, 0) == port);
}

static BOOL receive(struct side *side, int i)
{
    return pair_receive(side->ours, &side->bytes[i], &side->overlapped[i]);
}

/* `count` receives start and one more does not. */
static void fills_at(struct side *side, int from, int count)
{
    for (int i = from; i < from + count; i++)
        CHECK(receive(side, i), "number %d", i);
    CHECK(!receive(side, from + count), "number %d", from + count);
    CHECK_ERROR(WSAENOBUFS);
}

/* ---- Posted packets ---- */

static BOOL post(HANDLE port)
{
    return PostQueuedCompletionStatus(port, 1, 2, NULL);
}

static void posts(void)
{
    HANDLE port = new_port(), other = new_port();
    OVERLAPPED_ENTRY entries[MANY];
    ULONG_PTR key;
    OVERLAPPED *overlapped;
    DWORD bytes;
    ULONG count;

    set((IOCP_LIMITS){.PortPosts = 5});
    for (int i = 0; i < 5; i++)
        CHECK(post(port));
    for (int i = 0; i < 3; i++) {
        CHECK(!post(port));
        CHECK_ERROR(ERROR_NO_SYSTEM_RESOURCES);
    }
    CHECK(counters(port).Posted == 5 && counters(port).Queued == 5);
    CHECK(counters(port).Refused == 3 && counters(port).InFlight == 0);
    CHECK(post(other), "each port has its own number");
    CHECK(GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, 0));
    CHECK(post(port), "room for one");
    CHECK(!post(port));
    CHECK(GetQueuedCompletionStatusEx(port, entries, 3, &count, 0, FALSE));
    CHECK(count == 3 && counters(port).Posted == 2);
    CHECK(GetQueuedCompletionStatusEx(port, entries, MANY, &count, 0, FALSE));
    CHECK(count == 2, "nothing refused is there");
    CHECK(counters(port).Posted == 0 && counters(port).Delivered == 6);
}

/* Completions are no posts: a queue full of posts takes them. */
static void posts_leave_requests_alone(void)
{
    HANDLE port = new_port();
    struct side side;

    side_open(&side, port);
    set((IOCP_LIMITS){.PortPosts = 1, .PortRequests = 1});
    CHECK(post(port) && !post(port));
    CHECK(receive(&side, 0));
    CHECK(send(side.peer, "x", 1, 0) == 1);
    CHECK(pair_next(port, NULL, NULL) == NULL, "the posted one");
    CHECK(pair_next(port, NULL, NULL) == &side.overlapped[0]);
}

/* ---- Requests on one handle ---- */

static void handle_of_a_socket(void)
{
    HANDLE port = new_port();
    struct side side, other;
    OVERLAPPED before;

    side_open(&side, port);
    side_open(&other, port);
    set((IOCP_LIMITS){.HandleRequests = 4});
    side.overlapped[4].hEvent = CreateEventA(NULL, TRUE, TRUE, NULL);
    side.overlapped[4].Internal = 0x1234;
    side.overlapped[4].InternalHigh = 0x5678;
    before = side.overlapped[4];
    fills_at(&side, 0, 4);
    CHECK(memcmp(&before, &side.overlapped[4], sizeof before) == 0);
    CHECK(WaitForSingleObject(before.hEvent, 0) == WAIT_OBJECT_0, "not reset");
    CHECK(receive(&other, 0), "each handle has its own number");
    CHECK(send(side.peer, "x", 1, 0) == 1);
    CHECK(pair_next(port, NULL, NULL) == &side.overlapped[0]);
    fills_at(&side, 5, 1);
    CHECK(counters(port).InFlight == 5);
    CHECK(counters(port).Refused == 0, "the handle refused, not the port");
    set((IOCP_LIMITS){.HandleRequests = 2});
    CHECK(send(side.peer, "yz", 2, 0) == 2, "what runs is not touched");
    CHECK(pair_next(port, NULL, NULL) == &side.overlapped[1]);
    CHECK(pair_next(port, NULL, NULL) == &side.overlapped[2]);
    CHECK(!receive(&side, 7), "still two");
    CHECK(send(side.peer, "y", 1, 0) == 1);
    CHECK(pair_next(port, NULL, NULL) == &side.overlapped[3]);
    fills_at(&side, 8, 1);
}

static void handle_of_a_file(void)
{
    char bytes[MANY];
    OVERLAPPED overlapped[MANY] = {0};
    HANDLE pipe, port;

    unlink("limits.fifo");
    CHECK(mkfifo("limits.fifo", 0600) == 0);
    pipe = CreateFileA("limits.fifo", GENERIC_READ | GENERIC_WRITE,
                       FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING,
                       FILE_FLAG_OVERLAPPED, NULL);
    port = CreateIoCompletionPort(pipe, NULL, 1, 0);
    CHECK(port != NULL);
    set((IOCP_LIMITS){.HandleRequests = 3});
    for (int i = 0; i < 3; i++) {
        CHECK(!ReadFile(pipe, &bytes[i], 1, NULL, &overlapped[i]));
        CHECK_ERROR(ERROR_IO_PENDING);
    }
    overlapped[3].Internal = 7;
    CHECK(!ReadFile(pipe, &bytes[3], 1, NULL, &overlapped[3]));
    CHECK_ERROR(ERROR_NO_SYSTEM_RESOURCES);
    CHECK(overlapped[3].Internal == 7);
    CHECK(!WriteFile(pipe, "x", 1, NULL, &overlapped[3]));
    CHECK_ERROR(ERROR_NO_SYSTEM_RESOURCES);
    CHECK(CancelIoEx(pipe, &overlapped[1]));
    CHECK(pair_next(port, NULL, NULL) == &overlapped[1]);
    CHECK(!WriteFile(pipe, "x", 1, NULL, &overlapped[4]));
    CHECK_ERROR(ERROR_IO_PENDING);
    CHECK(pair_next(port, NULL, NULL) != NULL);
    CHECK(pair_next(port, NULL, NULL) != NULL);
    unlink("limits.fifo");
}

static void *receive_blocking(void *argument)
{
    struct side *side = argument;
    char byte = 0;

    CHECK(recv(side->ours, &byte, 1, 0) == 1, "error %d", WSAGetLastError());
    return NULL;
}

/* As many as threads wait: they count, and are not refused. */
static void blocking_calls_pass(void)
{
    HANDLE port = new_port();
    struct side side;
    pthread_t thread;

    side_open(&side, port);
    set((IOCP_LIMITS){.HandleRequests = 1, .ProcessRequests = 1});
    fills_at(&side, 0, 1);
    pthread_create(&thread, NULL, receive_blocking, &side);
    CHECK(send(side.peer, "xy", 2, 0) == 2);
    CHECK(pair_next(port, NULL, NULL) == &side.overlapped[0]);
    pthread_join(thread, NULL);
    fills_at(&side, 2, 1);
}

/* Behind a pending send shutdown is a request; refused, it may be repeated. */
static void shutdown_behind_a_send(void)
{
    static char much[1 << 24], sink[1 << 16];
    WSABUF buffer = {sizeof much, much};
    HANDLE port = new_port();
    struct side side;
    DWORD bytes;
    int got;

    side_open(&side, port);
    set((IOCP_LIMITS){.HandleRequests = 1});
    CHECK(WSASend(side.ours, &buffer, 1, NULL, 0, &side.overlapped[0], NULL) ==
          SOCKET_ERROR);
    CHECK_ERROR(WSA_IO_PENDING);
    CHECK(shutdown(side.ours, SD_SEND) == SOCKET_ERROR);
    CHECK_ERROR(WSAENOBUFS);
    set((IOCP_LIMITS){.HandleRequests = 2});
    CHECK(shutdown(side.ours, SD_SEND) == 0);
    for (size_t left = sizeof much; left > 0; left -= (size_t)got) {
        got = recv(side.peer, sink, sizeof sink, 0);
        if (!CHECK(got > 0))
            break;
    }
    CHECK(recv(side.peer, sink, 1, 0) == 0, "the end comes behind the data");
    CHECK(pair_next(port, NULL, &bytes) == &side.overlapped[0]);
    CHECK(bytes == sizeof much);
}

/* ---- Requests of one port ---- */

/* Until the packet is taken, so a program that never looks is stopped too. */
static void port_until_dequeued(void)
{
    HANDLE port = new_port();
    struct side side, other;

    side_open(&side, port);
    side_open(&other, port);
    set((IOCP_LIMITS){.PortRequests = 3});
    CHECK(receive(&other, 0));
    fills_at(&side, 0, 2);
    CHECK(!receive(&other, 1));
    CHECK(counters(port).InFlight == 3 && counters(port).Refused == 2);
    CHECK(send(side.peer, "xy", 2, 0) == 2);
    while (counters(port).Queued < 2)
        Sleep(0);
    CHECK(!receive(&side, 3), "both ended, and still count");
    CHECK(counters(port).InFlight == 3);
    CHECK(pair_next(port, NULL, NULL) == &side.overlapped[0]);
    CHECK(counters(port).InFlight == 2);
    fills_at(&side, 4, 1);
}

/* An ioctl ends inside the call; its packet is bounded like any other. */
static void port_and_ends_inside_the_call(void)
{
    HANDLE port = new_port();
    struct side side;
    u_long readable;
    DWORD returned;

    side_open(&side, port);
    set((IOCP_LIMITS){.PortRequests = 2});
    for (int i = 0; i < 2; i++)
        CHECK(WSAIoctl(side.ours, FIONREAD, NULL, 0, &readable, sizeof readable,
                       &returned, &side.overlapped[i], NULL) == 0);
    side.overlapped[2].Internal = 7;
    CHECK(WSAIoctl(side.ours, FIONREAD, NULL, 0, &readable, sizeof readable,
                   &returned, &side.overlapped[2], NULL) == SOCKET_ERROR);
    CHECK_ERROR(WSAENOBUFS);
    CHECK(side.overlapped[2].Internal == 7);
    CHECK(!receive(&side, 3));
    CHECK(counters(port).InFlight == 2 && counters(port).Queued == 2);
    CHECK(pair_next(port, NULL, NULL) == &side.overlapped[0]);
    CHECK(receive(&side, 3) && !receive(&side, 4));
}

/* Who started without a port cannot be refused by it: all packets come, and
 * the port takes new requests when it is below its number again. */
static void port_associated_in_flight(void)
{
    HANDLE port = new_port();
    struct side side;

    side_open(&side, NULL);
    set((IOCP_LIMITS){.PortRequests = 2});
    for (int i = 0; i < 3; i++)
        CHECK(receive(&side, i));
    CHECK(CreateIoCompletionPort((HANDLE)side.ours, port, 1, 0) == port);
    CHECK(counters(port).InFlight == 0, "charged when they end");
    CHECK(send(side.peer, "xyz", 3, 0) == 3);
    while (counters(port).Queued < 3)
        Sleep(0);
    CHECK(counters(port).InFlight == 3);
    CHECK(!receive(&side, 3));
    CHECK(pair_next(port, NULL, NULL) == &side.overlapped[0]);
    CHECK(!receive(&side, 3));
    CHECK(pair_next(port, NULL, NULL) == &side.overlapped[1]);
    fills_at(&side, 4, 1);
}

static void port_and_requests_without_packet(void)
{
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL), port = new_port();
    struct side side;

    side_open(&side, port);
    set((IOCP_LIMITS){.PortRequests = 1});
    for (int i = 0; i < 3; i++) {
        side.overlapped[i].hEvent = (HANDLE)((ULONG_PTR)event | 1);
        CHECK(receive(&side, i), "it will queue none");
    }
    CHECK(counters(port).InFlight == 0);
    fills_at(&side, 3, 1);
    CHECK(send(side.peer, "wxyz", 4, 0) == 4);
    CHECK(pair_next(port, NULL, NULL) == &side.overlapped[3]);
    CHECK(counters(port).InFlight == 0);
}

/* ---- Requests of the process ---- */

static void process_wide(void)
{
    HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL);
    struct side side, other;

    side_open(&side, NULL);
    side_open(&other, new_port());
    set((IOCP_LIMITS){.ProcessRequests = 3});
    side.overlapped[0].hEvent = event;
    CHECK(receive(&other, 0));
    fills_at(&side, 0, 2);
    CHECK(!receive(&other, 1));
    CHECK_ERROR(WSAENOBUFS);
    for (int round = 0; round < 100; round++) {
        CHECK(send(side.peer, "x", 1, 0) == 1);
        WaitForSingleObject(event, INFINITE);
        CHECK(receive(&other, 2), "the event says that there is room");
        CHECK(CancelIoEx((HANDLE)other.ours, &other.overlapped[2]));
        WaitForSingleObject((HANDLE)other.ours, INFINITE);
        while (!HasOverlappedIoCompleted(&side.overlapped[1]))
            CHECK(send(side.peer, "x", 1, 0) == 1);
        if (!CHECK(receive(&side, 0)) || !CHECK(receive(&side, 1)))
            break;
    }
}

/* What a port discards when it is closed has ended as well. */
static void closed_ports_give_room_back(void)
{
    set((IOCP_LIMITS){.ProcessRequests = 2, .PortRequests = 2});
    for (int round = 0; round < 5; round++) {
        HANDLE port = new_port();
        struct side side;

        side_open(&side, port);
        fills_at(&side, 0, 2);
        CloseHandle(port);
        CHECK(send(side.peer, "xy", 2, 0) == 2);
        while (!HasOverlappedIoCompleted(&side.overlapped[1]))
            Sleep(0);
        CHECK(receive(&side, 2), "the port is gone and counts on");
        closesocket(side.ours);
        while (!HasOverlappedIoCompleted(&side.overlapped[2]))
            Sleep(0);
    }
}

/* ---- Handles ---- */

static void handles(void)
{
    HANDLE events[10];
    DWORD open = 0;

    pair_startup();
    do
        set((IOCP_LIMITS){.Handles = ++open});
    while ((events[0] = CreateEventA(NULL, TRUE, FALSE, NULL)) == NULL);
    set((IOCP_LIMITS){.Handles = open + 9});
    for (int i = 1; i < 10; i++)
        CHECK((events[i] = CreateEventA(NULL, TRUE, FALSE, NULL)) != NULL);
    CHECK(CreateEventA(NULL, TRUE, FALSE, NULL) == NULL);
    CHECK_ERROR(ERROR_NO_SYSTEM_RESOURCES);
    CHECK(CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0) == NULL);
    CHECK_ERROR(ERROR_NO_SYSTEM_RESOURCES);
    CHECK(CreateFileA("/dev/null", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0,
                      NULL) == INVALID_HANDLE_VALUE);
    CHECK_ERROR(ERROR_NO_SYSTEM_RESOURCES);
    CHECK(socket(AF_INET, SOCK_STREAM, 0) == INVALID_SOCKET);
    CHECK_ERROR(WSAENOBUFS);
    CHECK(SetEvent(events[9]) && CloseHandle(events[9]));
    CHECK((events[9] = CreateEventA(NULL, TRUE, FALSE, NULL)) != NULL);
    CHECK(CreateEventA(NULL, TRUE, FALSE, NULL) == NULL);
}

/* ---- The calls ---- */

static void arguments(void)
{
    struct {
        IOCP_LIMITS known;
        DWORD later;
    } limits = {{.PortPosts = 3}, 0};
    IOCP_LIMITS before, after;

    CHECK(IocpGetLimits(&before, sizeof before));
    CHECK(before.Size == sizeof before && before.HandleRequests == 65536);
    CHECK(before.PortRequests == 1048576 && before.ProcessRequests == 2097152);
    CHECK(before.PortPosts == 1048576 && before.Handles == 1048576);
    CHECK(!IocpGetLimits(NULL, sizeof before));
    CHECK_ERROR(ERROR_INVALID_PARAMETER);
    CHECK(!IocpGetLimits(&after, sizeof after - 1));
    CHECK_ERROR(ERROR_INVALID_PARAMETER);
    CHECK(!IocpSetLimits(NULL, sizeof before));
    CHECK_ERROR(ERROR_INVALID_PARAMETER);
    for (DWORD size = 0; size < sizeof before; size++)
        CHECK(!IocpSetLimits(&limits.known, size));
    CHECK_ERROR(ERROR_INVALID_PARAMETER);
    CHECK(!IocpSetLimits(&limits.known, 0xFFFFFFFF));
    CHECK_ERROR(ERROR_INVALID_PARAMETER);
    limits.later = 1;
    CHECK(!IocpSetLimits(&limits.known, sizeof limits), "unknown here");
    CHECK_ERROR(ERROR_INVALID_PARAMETER);
    CHECK(IocpGetLimits(&after, sizeof after));
    CHECK(memcmp(&before, &after, sizeof before) == 0, "nothing changed");
    limits.later = 0;
    CHECK(IocpSetLimits(&limits.known, sizeof limits));
    before.PortPosts = 3;
    CHECK(IocpGetLimits(&after, sizeof after));
    CHECK(memcmp(&before, &after, sizeof before) == 0, "0 changes nothing");
    memset(&after, 0xFF, sizeof after);
    CHECK(IocpSetLimits(&after, sizeof after), "as good as none");
    CHECK(IocpGetLimits(&after, sizeof after));
    CHECK(after.Handles == 1048576 && after.PortPosts == 0xFFFFFFFF);
}

/* A program that was built when the structure was smaller. */
static void older_statistics(void)
{
    IOCP_PORT_STATISTICS stats;
    HANDLE port = new_port();

    CHECK(post(port));
    memset(&stats, 0x55, sizeof stats);
    CHECK(IocpGetPortStatistics(port, &stats, 32));
    CHECK(stats.Size == 32 && stats.Queued == 1 && stats.Delivered == 0);
    CHECK(stats.InFlight == 0x5555555555555555, "beyond what it has");
    CHECK(IocpGetPortStatistics(port, &stats, sizeof stats - 1));
    CHECK(stats.Size == 32 && stats.InFlight == 0x5555555555555555);
    CHECK(IocpGetPortStatistics(port, &stats, sizeof stats + 8));
    CHECK(stats.Size == sizeof stats && stats.Posted == 1);
    CHECK(!IocpGetPortStatistics(port, &stats, 31));
    CHECK_ERROR(ERROR_INVALID_PARAMETER);
    CHECK(!IocpGetPortStatistics(port, NULL, sizeof stats));
    CHECK_ERROR(ERROR_INVALID_PARAMETER);
    CHECK(!IocpGetPortStatistics(NULL, &stats, sizeof stats));
    CHECK_ERROR(ERROR_INVALID_HANDLE);
}

TAP_MAIN(CASE(posts), CASE(posts_leave_requests_alone),
         CASE(handle_of_a_socket), CASE(handle_of_a_file),
         CASE(blocking_calls_pass), CASE(shutdown_behind_a_send),
         CASE(port_until_dequeued), CASE(port_and_ends_inside_the_call),
         CASE(port_associated_in_flight),
         CASE(port_and_requests_without_packet), CASE(process_wide),
         CASE(closed_ports_give_room_back), CASE(handles), CASE(arguments),
         CASE(older_statistics))
