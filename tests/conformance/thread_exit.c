/* What becomes of a thread's requests when it ends. */
#include "support.h"

struct starter {
    struct pair pair;
    HANDLE handle; /* what the requests are started on */
    OVERLAPPED ov, other;
    char buf[16];
};

static DWORD WINAPI start_two(void *argument)
{
    struct starter *starter = argument;

    CHECK(start_read(starter->handle, starter->buf, 8, &starter->ov) ==
          ERROR_IO_PENDING);
    CHECK(start_read(starter->handle, starter->buf + 8, 8, &starter->other) ==
          ERROR_IO_PENDING);
    return 0;
}

static struct starter starter_new(struct pair pair)
{
    struct starter starter = {.pair = pair, .handle = (HANDLE)pair.mine};

    return starter;
}

/* Claim:  without a port they are cancelled: 995, 0 bytes, events set. The
 *         thread ends after them: its handle says so no earlier, so whoever
 *         waits for it may drop the OVERLAPPED.
 * Source: "ExitThread function", Remarks.  Wine 8: same. */
static void cancelled_before_the_end(void)
{
    for (int i = 0; i < 200; i++) {
        struct starter starter = starter_new(pair_new(AF_INET));

        starter.ov.hEvent = event_new();
        thread_join(thread_start(start_two, &starter));
        CHECK((DWORD)starter.ov.Internal == 0xc0000120 &&
              starter.ov.InternalHigh == 0);
        CHECK((DWORD)starter.other.Internal == 0xc0000120);
        CHECK(is_set(starter.ov.hEvent));
        CloseHandle(starter.ov.hEvent);
        pair_close(&starter.pair);
    }
}

/* Claim:  with a port they live on, however they were started.
 * Source: Wine's ws2_32 sock iocp_async_read_thread.  Wine 8: same. */
static void ported_requests_live_on(void)
{
    HANDLE port = port_new(0);
    struct starter starter = starter_new(pair_on(port, KEY));

    thread_join(thread_start(start_two, &starter));
    CHECK_NO_PACKET(port);
    CHECK(starter.ov.Internal == PENDING && starter.other.Internal == PENDING);
    send_all(starter.pair.peer, "abc", 3);
    CHECK_PACKET(port, KEY, &starter.ov, 3, 0);
    CHECK(CancelIoEx(starter.handle, &starter.other));
    CHECK_PACKET(port, KEY, &starter.other, 0, ERROR_OPERATION_ABORTED);
    pair_close(&starter.pair);
    CloseHandle(port);
}

struct associated {
    struct starter starter;
    HANDLE started, end;
};

static DWORD WINAPI start_and_stay(void *argument)
{
    struct associated *associated = argument;

    start_two(&associated->starter);
    SetEvent(associated->started);
    wait_for(associated->end);
    return 0;
}

/* Claim:  started before the association they die, and post: the port counts
 *         that was there when they started.
 * Source: "ExitThread function", Remarks; Wine.  Wine 8: same. */
static void ported_meanwhile(void)
{
    HANDLE port = port_new(0), thread;
    struct associated associated = {starter_new(pair_new(AF_INET)), event_new(),
                                    event_new()};
    struct starter *starter = &associated.starter;

    thread = thread_start(start_and_stay, &associated);
    CHECK(wait_for(associated.started));
    port_add(port, starter->handle, KEY);
    SetEvent(associated.end);
    thread_join(thread);
    for (int i = 0; i < 2; i++) {
        struct packet got = packet_next(port, DEADLINE);

        CHECK(got.key == KEY && got.error == ERROR_OPERATION_ABORTED);
        CHECK(got.overlapped == &starter->ov ||
              got.overlapped == &starter->other);
    }
    CHECK_NO_PACKET(port);
    CHECK(starter->ov.Internal == starter->other.Internal);
    pair_close(&starter->pair);
    CloseHandle(associated.started);
    CloseHandle(associated.end);
    CloseHandle(port);
}

/* Claim:  the requests of other threads stay.
 * Source: "ExitThread function", Remarks.  Wine 8: same. */
static void others_stay(void)
{
    struct starter starter = starter_new(pair_new(AF_INET));
    OVERLAPPED mine = overlapped_at(0);
    DWORD count = 0;
    char buf[8];

    mine.hEvent = event_new();
    CHECK(start_read(starter.handle, buf, 8, &mine) == ERROR_IO_PENDING);
    thread_join(thread_start(start_two, &starter));
    CHECK((DWORD)starter.ov.Internal == 0xc0000120);
    CHECK(mine.Internal == PENDING && !is_set(mine.hEvent));
    send_all(starter.pair.peer, "abc", 3);
    CHECK(GetOverlappedResult(starter.handle, &mine, &count, TRUE));
    CHECK(count == 3 && memcmp(buf, "abc", 3) == 0);
    CloseHandle(mine.hEvent);
    pair_close(&starter.pair);
}

static DWORD WINAPI start_two_and_exit(void *argument)
{
    start_two(argument);
    ExitThread(3);
}

/* Claim:  ExitThread ends them as a return does.
 * Source: as above.  Wine 8: same. */
static void by_exit_thread(void)
{
    struct starter starter = starter_new(pair_new(AF_INET));
    HANDLE thread = thread_start(start_two_and_exit, &starter);
    DWORD code = 0;

    CHECK(wait_for(thread));
    CHECK(GetExitCodeThread(thread, &code) && code == 3);
    CHECK((DWORD)starter.ov.Internal == 0xc0000120);
    thread_join(thread);
    pair_close(&starter.pair);
}

/* Claim:  started through a duplicate they are the thread's as well.
 * Source: as above.  Wine 8: same. */
static void by_a_duplicate(void)
{
    struct starter starter = starter_new(pair_new(AF_INET));
    HANDLE self = GetCurrentProcess();

    CHECK(DuplicateHandle(self, (HANDLE)starter.pair.mine, self,
                          &starter.handle, 0, FALSE, DUPLICATE_SAME_ACCESS));
    thread_join(thread_start(start_two, &starter));
    CHECK((DWORD)starter.ov.Internal == 0xc0000120);
    CHECK((DWORD)starter.other.Internal == 0xc0000120);
    CloseHandle(starter.handle);
    pair_close(&starter.pair);
}

TAP_MAIN(CASE_LONG(cancelled_before_the_end, 60), CASE(ported_requests_live_on),
         CASE(ported_meanwhile), CASE(others_stay), CASE(by_exit_thread),
         CASE(by_a_duplicate))
