/* GetOverlappedResultEx: GetOverlappedResult with a time, alertable. */
#include "support.h"

static volatile LONG ran;

static void CALLBACK note(ULONG_PTR value)
{
    (void)value;
    InterlockedIncrement(&ran);
}

static void queue(void)
{
    ran = 0;
    CHECK(QueueUserAPC(note, GetCurrentThread(), 0) != 0);
}

static BOOL result(SOCKET socket, OVERLAPPED *overlapped, DWORD *bytes,
                   DWORD ms, BOOL alertable)
{
    *bytes = UNTOUCHED;
    return GetOverlappedResultEx((HANDLE)socket, overlapped, bytes, ms,
                                 alertable);
}

/* Claim:  pending, with no time: 996; the APC stays queued even if alertable.
 *         With a time that ends: 258.
 * Source: "GetOverlappedResultEx function"; Wine's kernel32 pipe
 *         test_GetOverlappedResultEx.  Wine 8: same. */
static void pending(void)
{
    struct pair pair = pair_new(AF_INET);
    OVERLAPPED overlapped = overlapped_new(NULL);
    DWORD bytes;
    char data[8];

    pend_recv(pair.mine, data, sizeof data, &overlapped);
    queue();
    CHECK_FAILS(result(pair.mine, &overlapped, &bytes, 0, FALSE),
                ERROR_IO_INCOMPLETE);
    CHECK_FAILS(result(pair.mine, &overlapped, &bytes, 0, TRUE),
                ERROR_IO_INCOMPLETE);
    CHECK_FAILS(result(pair.mine, &overlapped, &bytes, 1, FALSE), WAIT_TIMEOUT);
    CHECK(ran == 0 && bytes == UNTOUCHED);
    CHECK_FAILS(result(pair.mine, &overlapped, &bytes, 1000, TRUE),
                WAIT_IO_COMPLETION);
    CHECK(ran == 1);
    CHECK_FAILS(result(pair.mine, &overlapped, &bytes, 1, TRUE), WAIT_TIMEOUT);
    send_all(pair.peer, "abc", 3);
    CHECK(result(pair.mine, &overlapped, &bytes, DEADLINE, TRUE) && bytes == 3);
    pair_close(&pair);
}

/* Claim:  with an event the wait is for that; an end is told as by
 *         GetOverlappedResult, and no APC runs then.
 * Source: "GetOverlappedResultEx function".  Wine 8: same. */
static void complete(void)
{
    struct pair pair = pair_new(AF_INET);
    HANDLE event = event_new();
    OVERLAPPED overlapped = overlapped_new(event);
    DWORD bytes;
    char data[8];

    pend_recv(pair.mine, data, sizeof data, &overlapped);
    send_all(pair.peer, "abc", 3);
    CHECK(wait_for(event));
    queue();
    SetLastError(UNTOUCHED);
    CHECK(result(pair.mine, &overlapped, &bytes, INFINITE, TRUE));
    CHECK_ERROR(UNTOUCHED);
    CHECK(bytes == 3 && ran == 0);
    CHECK(result(INVALID_SOCKET, &overlapped, &bytes, 0, FALSE) && bytes == 3);
    CHECK(SleepEx(0, TRUE) == WAIT_IO_COMPLETION && ran == 1);
    CloseHandle(event);
    pair_close(&pair);
}

/* Claim:  a failure is told as by GetOverlappedResult: 995 for a cancelled
 *         request.
 * Source: "GetOverlappedResultEx function".  Wine 8: same. */
static void cancelled(void)
{
    struct pair pair = pair_new(AF_INET);
    OVERLAPPED overlapped = overlapped_new(NULL);
    DWORD bytes;
    char data[8];

    pend_recv(pair.mine, data, sizeof data, &overlapped);
    CHECK(CancelIoEx((HANDLE)pair.mine, &overlapped));
    CHECK_FAILS(result(pair.mine, &overlapped, &bytes, INFINITE, TRUE),
                ERROR_OPERATION_ABORTED);
    CHECK(bytes == 0);
    pair_close(&pair);
}

/* Claim:  GetOverlappedResult waits, and is not alertable.
 * Source: "GetOverlappedResult function".  Wine 8: same. */
static DWORD WINAPI send_later(void *socket)
{
    let_it_block();
    send_all(*(SOCKET *)socket, "abc", 3);
    return 0;
}

static void plain_is_not_alertable(void)
{
    struct pair pair = pair_new(AF_INET);
    OVERLAPPED overlapped = overlapped_new(NULL);
    DWORD bytes = 0, flags = 0;
    HANDLE thread;
    char data[8];

    pend_recv(pair.mine, data, sizeof data, &overlapped);
    queue();
    thread = thread_start(send_later, &pair.peer);
    CHECK(GetOverlappedResult((HANDLE)pair.mine, &overlapped, &bytes, TRUE));
    CHECK(bytes == 3 && ran == 0);
    thread_join(thread);
    pend_recv(pair.mine, data, sizeof data, &overlapped);
    thread = thread_start(send_later, &pair.peer);
    CHECK(WSAGetOverlappedResult(pair.mine, &overlapped, &bytes, TRUE, &flags));
    CHECK(bytes == 3 && ran == 0);
    thread_join(thread);
    CHECK(SleepEx(0, TRUE) == WAIT_IO_COMPLETION && ran == 1);
    pair_close(&pair);
}

TAP_MAIN(CASE(pending), CASE(complete), CASE(cancelled),
         CASE(plain_is_not_alertable))
