/* The status block's life, the event, GetOverlappedResult. */
#include "support.h"

/* Claim:  while pending Internal is 0x103 and InternalHigh untouched; the
 *         completion stores both.
 * Source: "OVERLAPPED structure"; Wine's ws2_32 sock tests.  Wine 8: same. */
static void status_block_of_a_pending_request(void)
{
    struct pair pair = pair_new(AF_INET);
    OVERLAPPED ov = overlapped_new(event_new());
    char buf[8];

    pend_recv(pair.mine, buf, sizeof buf, &ov);
    CHECK(ov.Internal == PENDING && ov.InternalHigh == UNTOUCHED);
    CHECK(!HasOverlappedIoCompleted(&ov));
    send_all(pair.peer, "abc", 3);
    CHECK(wait_for(ov.hEvent));
    CHECK(ov.Internal == 0 && ov.InternalHigh == 3);
    CHECK(HasOverlappedIoCompleted(&ov) && memcmp(buf, "abc", 3) == 0);
    CloseHandle(ov.hEvent);
    pair_close(&pair);
}

/* Claim:  starting resets the event, completing sets it.
 * Source: "OVERLAPPED structure", hEvent.  Wine 8: same. */
static void start_resets_the_event(void)
{
    struct pair pair = pair_new(AF_INET);
    OVERLAPPED ov = overlapped_new(event_new());
    char byte;

    SetEvent(ov.hEvent);
    pend_recv(pair.mine, &byte, 1, &ov);
    CHECK(!is_set(ov.hEvent));
    send_all(pair.peer, "x", 1);
    CHECK(wait_for(ov.hEvent) && is_set(ov.hEvent));
    CloseHandle(ov.hEvent);
    pair_close(&pair);
}

/* Claim:  an auto-reset event works; a successful wait uses up the signal.
 * Source: "OVERLAPPED structure".  Wine 8: same. */
static void auto_reset_event_works(void)
{
    struct pair pair = pair_new(AF_INET);
    OVERLAPPED ov = overlapped_new(CreateEventA(NULL, FALSE, FALSE, NULL));
    DWORD bytes = 0;
    char byte;

    pend_recv(pair.mine, &byte, 1, &ov);
    send_all(pair.peer, "x", 1);
    CHECK(wait_for(ov.hEvent) && !is_set(ov.hEvent));
    CHECK(GetOverlappedResult((HANDLE)pair.mine, &ov, &bytes, TRUE));
    CHECK(bytes == 1);
    CloseHandle(ov.hEvent);
    pair_close(&pair);
}

/* Claim:  for a finished request GetOverlappedResult does not wait, so does
 *         not use up an auto-reset event.
 * Source: docs/semantics/overlapped.md.  Wine 8: same. */
static void result_of_a_finished_request_uses_up_no_event(void)
{
    struct pair pair = pair_new(AF_INET);
    OVERLAPPED ov = overlapped_new(CreateEventA(NULL, FALSE, FALSE, NULL));
    DWORD bytes = 0;
    char byte;

    pend_recv(pair.mine, &byte, 1, &ov);
    send_all(pair.peer, "x", 1);
    CHECK(WAIT_UNTIL(HasOverlappedIoCompleted(&ov)));
    CHECK(GetOverlappedResult((HANDLE)pair.mine, &ov, &bytes, TRUE));
    CHECK(wait_for(ov.hEvent));
    CloseHandle(ov.hEvent);
    pair_close(&pair);
}

/* Claim:  pending and not waiting: FALSE, 996, even if the event happens to be
 *         set; bytes not needed.
 * Source: "GetOverlappedResult function"; Wine's kernel32 file
 *         test_overlapped.  Wine 8: same. */
static void pending_is_996(void)
{
    struct pair pair = pair_new(AF_INET);
    OVERLAPPED ov = overlapped_new(event_new());
    DWORD bytes = UNTOUCHED, flags = 0;
    char byte;

    pend_recv(pair.mine, &byte, 1, &ov);
    CHECK_FAILS(GetOverlappedResult((HANDLE)pair.mine, &ov, &bytes, FALSE),
                ERROR_IO_INCOMPLETE);
    SetEvent(ov.hEvent);
    CHECK_FAILS(GetOverlappedResult((HANDLE)pair.mine, &ov, &bytes, FALSE),
                ERROR_IO_INCOMPLETE);
    CHECK_FAILS(WSAGetOverlappedResult(pair.mine, &ov, &bytes, FALSE, &flags),
                WSA_IO_INCOMPLETE);
    send_all(pair.peer, "x", 1);
    CHECK(WAIT_UNTIL(HasOverlappedIoCompleted(&ov)));
    CHECK(GetOverlappedResult((HANDLE)pair.mine, &ov, &bytes, FALSE));
    CHECK(bytes == 1);
    CloseHandle(ov.hEvent);
    pair_close(&pair);
}

static DWORD WINAPI send_later(void *socket)
{
    let_it_block();
    send_all((SOCKET)socket, "abc", 3);
    return 0;
}

/* Claim:  with bWait it waits for the event.
 * Source: "GetOverlappedResult function".  Wine 8: same. */
static void result_waits_for_the_event(void)
{
    struct pair pair = pair_new(AF_INET);
    OVERLAPPED ov = overlapped_new(event_new());
    DWORD bytes = 0;
    char buf[8];
    HANDLE thread;

    pend_recv(pair.mine, buf, sizeof buf, &ov);
    thread = thread_start(send_later, (void *)pair.peer);
    CHECK(GetOverlappedResult((HANDLE)pair.mine, &ov, &bytes, TRUE));
    CHECK(bytes == 3);
    thread_join(thread);
    CloseHandle(ov.hEvent);
    pair_close(&pair);
}

/* Claim:  without an event it waits for the file itself, and so it may for a
 *         disk file.
 * Source: "GetOverlappedResult function", Remarks.  Wine 8: same. */
static void result_waits_for_the_file(void)
{
    HANDLE file = file_new(ASYNC, 100), thread;
    struct pair pair = pair_new(AF_INET);
    OVERLAPPED ov = overlapped_at(10), other = overlapped_new(NULL);
    DWORD bytes = 0;
    char buf[8];

    CHECK(started(start_read(file, buf, sizeof buf, &ov)));
    CHECK(GetOverlappedResult(file, &ov, &bytes, TRUE) && bytes == 8);
    pend_recv(pair.mine, buf, sizeof buf, &other);
    thread = thread_start(send_later, (void *)pair.peer);
    CHECK(GetOverlappedResult((HANDLE)pair.mine, &other, &bytes, TRUE));
    CHECK(bytes == 3);
    thread_join(thread);
    pair_close(&pair);
    CloseHandle(file);
}

/* Claim:  WSAGetOverlappedResult waits, too, and gives the flags.
 * Source: "WSAGetOverlappedResult function".  Wine 8: same. */
static void winsock_result_waits(void)
{
    struct pair pair = pair_new(AF_INET);
    OVERLAPPED ov = overlapped_new(event_new());
    DWORD bytes = 0, flags = UNTOUCHED;
    char buf[8];
    HANDLE thread;

    pend_recv(pair.mine, buf, sizeof buf, &ov);
    thread = thread_start(send_later, (void *)pair.peer);
    CHECK(WSAGetOverlappedResult(pair.mine, &ov, &bytes, TRUE, &flags));
    CHECK(bytes == 3 && flags == 0);
    thread_join(thread);
    CloseHandle(ov.hEvent);
    pair_close(&pair);
}

/* Claim:  without an event the socket itself is the event: not signalled while
 *         a receive pends, signalled when it is done.
 * Source: Wine's ws2_32 sock test_nonblocking_async_recv.  Wine 8: same. */
static void socket_is_its_own_event(void)
{
    struct pair pair = pair_new(AF_INET);
    OVERLAPPED ov = overlapped_new(NULL);
    char byte;

    pend_recv(pair.mine, &byte, 1, &ov);
    CHECK(!is_set((HANDLE)pair.mine));
    send_all(pair.peer, "x", 1);
    CHECK(wait_for((HANDLE)pair.mine) && ov.InternalHigh == 1);
    pair_close(&pair);
}

/* Claim:  with an event of its own the request does not signal the socket.
 * Source: docs/semantics/overlapped.md.  Wine 8: same. */
static void own_event_spares_the_socket(void)
{
    struct pair pair = pair_new(AF_INET);
    OVERLAPPED plain = overlapped_new(NULL), ov = overlapped_new(event_new());
    char bytes[2];

    pend_recv(pair.mine, &bytes[0], 1, &ov);
    pend_recv(pair.mine, &bytes[1], 1, &plain);
    CHECK(!is_set((HANDLE)pair.mine));
    send_all(pair.peer, "x", 1);
    CHECK(wait_for(ov.hEvent));
    CHECK(!is_set((HANDLE)pair.mine));
    send_all(pair.peer, "y", 1);
    CHECK(wait_for((HANDLE)pair.mine));
    CloseHandle(ov.hEvent);
    pair_close(&pair);
}

/* Claim:  success leaves the last error alone; asking again gives the same.
 * Source: docs/semantics/overlapped.md.  Wine 8: same. */
static void result_can_be_asked_twice(void)
{
    struct pair pair = pair_new(AF_INET);
    OVERLAPPED ov = overlapped_new(event_new());
    DWORD bytes = 0;
    char byte;

    pend_recv(pair.mine, &byte, 1, &ov);
    send_all(pair.peer, "x", 1);
    CHECK(wait_for(ov.hEvent));
    SetLastError(UNTOUCHED);
    for (int i = 0; i < 3; i++) {
        bytes = 0;
        CHECK(GetOverlappedResult((HANDLE)pair.mine, &ov, &bytes, i & 1));
        CHECK(bytes == 1);
    }
    CHECK_ERROR(UNTOUCHED);
    CloseHandle(ov.hEvent);
    pair_close(&pair);
}

/* Claim:  the handle serves for waiting only: for a finished request NULL, a
 *         closed one or any other will do.
 * Source: Wine's kernel32 file test_overlapped.  Wine 8: same. */
static void finished_request_needs_no_handle(void)
{
    OVERLAPPED ov = {.Internal = 0, .InternalHigh = 0x123456789};
    DWORD bytes = 0;

    CHECK(GetOverlappedResult(NULL, &ov, &bytes, FALSE));
    CHECK(bytes == 0x23456789); /* the low 32 bits */
    CHECK(GetOverlappedResult(NULL, &ov, &bytes, TRUE));
    CHECK(GetOverlappedResult((HANDLE)0xbad0bad0, &ov, &bytes, TRUE));
}

/* Claim:  statuses become Win32 errors, bytes are delivered with every one.
 * Source: "GetOverlappedResult function"; docs/semantics/overlapped.md.
 *         Wine 8: same. */
static void statuses_become_win32_errors(void)
{
    static const struct {
        DWORD status, error;
    } rows[] = {
        {0xc0000120, ERROR_OPERATION_ABORTED},
        {0xc0000011, ERROR_HANDLE_EOF},
        {0x80000005, ERROR_MORE_DATA},
        {0xc000020d, ERROR_NETNAME_DELETED},
        {0xc0000241, ERROR_CONNECTION_ABORTED},
        {0xc0000236, ERROR_CONNECTION_REFUSED},
        {0xc000023f, ERROR_PORT_UNREACHABLE},
        {0xc00000b5, ERROR_SEM_TIMEOUT},
        {0xc0000022, ERROR_ACCESS_DENIED},
        {0xc0000005, ERROR_NOACCESS},
        {0xc0000008, ERROR_INVALID_HANDLE},
        {0xc000000d, ERROR_INVALID_PARAMETER},
        {0xc0000023, ERROR_INSUFFICIENT_BUFFER},
        {0xc000009a, ERROR_NO_SYSTEM_RESOURCES},
        {0xc00000bb, ERROR_NOT_SUPPORTED},
        {0xc000007f, ERROR_DISK_FULL},
        {0xc0000054, ERROR_LOCK_VIOLATION},
        {0xc000014b, ERROR_BROKEN_PIPE},
    };

    for (unsigned i = 0; i < COUNT_OF(rows); i++) {
        OVERLAPPED ov = {.Internal = rows[i].status, .InternalHigh = 77};
        DWORD bytes = 0;

        CHECK_FAILS(GetOverlappedResult(NULL, &ov, &bytes, FALSE),
                    rows[i].error);
        CHECK(bytes == 77);
    }
}

/* Claim:  the same statuses become Winsock errors in WSAGetOverlappedResult;
 *         what has no row of its own becomes 10022.
 * Source: Wine's ws2_32 sock test_WSAGetOverlappedResult.  Wine 8: same. */
static void statuses_become_winsock_errors(void)
{
    static const struct {
        DWORD status, error;
    } rows[] = {
        {0xc0000120, WSA_OPERATION_ABORTED},
        {0x80000005, WSAEMSGSIZE},
        {0xc000020d, WSAECONNRESET},
        {0xc0000241, WSAECONNABORTED},
        {0xc0000236, WSAECONNREFUSED},
        {0xc000023f, WSAECONNRESET},
        {0xc00000b5, WSAETIMEDOUT},
        {0xc0000140, WSAENOTCONN},
        {0xc000023b, WSAEISCONN},
        {0xc00000b0, WSAESHUTDOWN},
        {0xc0000022, WSAEACCES},
        {0xc0000005, WSAEFAULT},
        {0xc0000008, WSAENOTSOCK},
        {0xc0000023, WSAEFAULT},
        {0xc000009a, WSAENOBUFS},
        {0xc00000bb, WSAEOPNOTSUPP},
        {0xc000023c, WSAENETUNREACH},
        {0xc000023d, WSAEHOSTUNREACH},
        {0xc000020a, WSAEADDRINUSE},
        {0xc0000011, WSAEINVAL},
        {0xc000007f, WSAEINVAL},
        {0xc0001234, WSAEINVAL},
        {0x80000006, WSAEINVAL},
    };
    SOCKET socket = tcp_new(AF_INET);

    for (unsigned i = 0; i < COUNT_OF(rows); i++) {
        OVERLAPPED ov = {.Internal = rows[i].status, .InternalHigh = 77};
        DWORD bytes = 0, flags = 0;

        CHECK_FAILS(WSAGetOverlappedResult(socket, &ov, &bytes, FALSE, &flags),
                    rows[i].error);
        CHECK(bytes == 77, "status %x", (unsigned)rows[i].status);
    }
    closesocket(socket);
}

/* Claim:  informational statuses are successes for both calls.
 * Source: "GetOverlappedResult function"; docs/semantics/overlapped.md.
 *         Wine 8: GetOverlappedResult fails with their Win32 errors. */
static void informational_statuses_are_successes(void)
{
    static const DWORD statuses[] = {0, 0x10b, 0x10c, 0x40000000};
    SOCKET socket = tcp_new(AF_INET);

    for (unsigned i = 0; i < COUNT_OF(statuses); i++) {
        OVERLAPPED ov = {.Internal = statuses[i], .InternalHigh = 77};
        DWORD bytes = 0, flags = 0;

        if (statuses[i] != 0)
            DIFFERS(WINE_8, "GetOverlappedResult fails for 0x10b, 0x10c...")
        CHECK(GetOverlappedResult(NULL, &ov, &bytes, FALSE));
        bytes = 0;
        CHECK(WSAGetOverlappedResult(socket, &ov, &bytes, FALSE, &flags) &&
              bytes == 77);
    }
    closesocket(socket);
}

/* Claim:  a bad hEvent: 6, nothing is started.
 * Source: Wine's ntdll file tests; docs/semantics/overlapped.md.
 *         Wine 8: starts it. */
static void bad_event_starts_nothing(void)
{
    HANDLE file = file_new(ASYNC, 100), port = port_new(0), closed;
    OVERLAPPED ov = overlapped_at(0);
    char buf[8] = "before";

    closed = event_new();
    CloseHandle(closed);
    ov.hEvent = closed;
    port_add(port, file, KEY);
    DIFFERS(WINE_8, "a request with a closed hEvent is started")
    CHECK(start_read(file, buf, sizeof buf, &ov) == ERROR_INVALID_HANDLE);
    DIFFERS(WINE_8, "a request with a closed hEvent is started")
    CHECK_NO_PACKET(port);
    DIFFERS(WINE_8, "a request with a closed hEvent is started")
    CHECK(strcmp(buf, "before") == 0);
    CloseHandle(port);
    CloseHandle(file);
}

TAP_MAIN(CASE(status_block_of_a_pending_request), CASE(start_resets_the_event),
         CASE(auto_reset_event_works),
         CASE(result_of_a_finished_request_uses_up_no_event),
         CASE(pending_is_996), CASE(result_waits_for_the_event),
         CASE(result_waits_for_the_file), CASE(winsock_result_waits),
         CASE(socket_is_its_own_event), CASE(own_event_spares_the_socket),
         CASE(result_can_be_asked_twice),
         CASE(finished_request_needs_no_handle),
         CASE(statuses_become_win32_errors),
         CASE(statuses_become_winsock_errors),
         CASE(informational_statuses_are_successes),
         CASE(bad_event_starts_nothing))
