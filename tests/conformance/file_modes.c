/* SetFileCompletionNotificationModes. What the modes do to packets is in
 * packet_rules.c. */
#include "support.h"

#define SKIP_PORT FILE_SKIP_COMPLETION_PORT_ON_SUCCESS
#define SKIP_EVENT FILE_SKIP_SET_EVENT_ON_HANDLE

/* Claim:  both modes, together and one by one, before and after association.
 * Source: "SetFileCompletionNotificationModes function".  Wine 8: same. */
static void modes_can_be_set(void)
{
    HANDLE port = port_new(0), file = file_new(ASYNC, 10);
    SOCKET socket = tcp_new(AF_INET);

    CHECK(SetFileCompletionNotificationModes(file, 0));
    CHECK(SetFileCompletionNotificationModes(file, SKIP_PORT));
    port_add(port, file, KEY);
    CHECK(SetFileCompletionNotificationModes(file, SKIP_EVENT));
    CHECK(SetFileCompletionNotificationModes(file, SKIP_PORT | SKIP_EVENT));
    CHECK(SetFileCompletionNotificationModes((HANDLE)socket,
                                             SKIP_PORT | SKIP_EVENT));
    closesocket(socket);
    CloseHandle(file);
    CloseHandle(port);
}

/* Claim:  a mode that was set stays; passing 0 succeeds and changes nothing.
 * Source: as above, Remarks; Wine's ntdll file
 *         test_file_completion_information.  Wine 8: same. */
static void modes_cannot_be_cleared(void)
{
    HANDLE port = port_new(0);
    struct pair pair = pair_on(port, KEY);
    OVERLAPPED ov = overlapped_new(event_new());
    char byte;
    int result;

    CHECK(SetFileCompletionNotificationModes((HANDLE)pair.mine, SKIP_PORT));
    CHECK(SetFileCompletionNotificationModes((HANDLE)pair.mine, 0));
    CHECK(SetFileCompletionNotificationModes((HANDLE)pair.mine, SKIP_EVENT));
    send_all(pair.peer, "x", 1);
    result = start_recv(pair.mine, &byte, 1, &ov);
    CHECK(started(result) && wait_for(ov.hEvent));
    if (result == WSA_IO_PENDING)
        CHECK_PACKET(port, KEY, &ov, 1, 0);
    CHECK_NO_PACKET(port);
    CloseHandle(ov.hEvent);
    pair_close(&pair);
    CloseHandle(port);
}

/* Claim:  the skip mode needs an asynchronous handle: 87 on a synchronous one.
 * Source: Wine's ntdll file test_file_completion_information.
 *         Wine 8: same. */
static void synchronous_file_is_refused(void)
{
    HANDLE file = file_new(0, 10);
    SOCKET socket;

    CHECK_FAILS(SetFileCompletionNotificationModes(file, SKIP_PORT),
                ERROR_INVALID_PARAMETER);
    net_start();
    socket = WSASocketA(AF_INET, SOCK_STREAM, IPPROTO_TCP, NULL, 0, 0);
    CHECK_FAILS(SetFileCompletionNotificationModes((HANDLE)socket, SKIP_PORT),
                ERROR_INVALID_PARAMETER);
    closesocket(socket);
    CloseHandle(file);
}

/* Claim:  bits that mean nothing are 87, and nothing is set.
 * Source: docs/semantics/packets.md.  Wine 8: takes them. */
static void unknown_bits_are_refused(void)
{
    HANDLE port = port_new(0);
    struct pair pair = pair_on(port, KEY);
    OVERLAPPED ov = overlapped_new(NULL);
    char byte;

    DIFFERS(WINE_8, "unknown notification modes are accepted")
    CHECK_FAILS(SetFileCompletionNotificationModes((HANDLE)pair.mine, 0x80),
                ERROR_INVALID_PARAMETER);
    DIFFERS(WINE_8, "unknown notification modes are accepted")
    CHECK_FAILS(SetFileCompletionNotificationModes((HANDLE)pair.mine, 8),
                ERROR_INVALID_PARAMETER);
    send_all(pair.peer, "x", 1);
    CHECK(started(start_recv(pair.mine, &byte, 1, &ov)));
    CHECK_PACKET(port, KEY, &ov, 1, 0);
    pair_close(&pair);
    CloseHandle(port);
}

/* Claim:  ConnectEx posts in skip mode, for it returned 997.
 * Source: Wine's ws2_32 sock test_connect_completion_port.  Wine 8: same. */
static void connect_posts_in_skip_mode(void)
{
    HANDLE port = port_new(0);
    struct address address;
    SOCKET listener = listener_new(AF_INET, &address), socket;
    OVERLAPPED ov = overlapped_new(NULL);

    socket = tcp_bound(AF_INET);
    port_add(port, (HANDLE)socket, KEY);
    CHECK(SetFileCompletionNotificationModes((HANDLE)socket, SKIP_PORT));
    CHECK(start_connect(socket, &address, &ov) == WSA_IO_PENDING);
    CHECK_PACKET(port, KEY, &ov, 0, 0);
    CHECK_NO_PACKET(port);
    closesocket(socket);
    closesocket(listener);
    CloseHandle(port);
}

/* Claim:  the same for a refused connection: 1225 through the port.
 * Source: as above.  Wine 8: same. */
static void refused_connect_posts_in_skip_mode(void)
{
    HANDLE port = port_new(0);
    SOCKET socket = tcp_bound(AF_INET), dead = tcp_bound(AF_INET);
    struct address address = bound_address(dead);
    OVERLAPPED ov = overlapped_new(NULL);

    port_add(port, (HANDLE)socket, KEY);
    CHECK(SetFileCompletionNotificationModes((HANDLE)socket, SKIP_PORT));
    CHECK(start_connect(socket, &address, &ov) == WSA_IO_PENDING);
    CHECK_PACKET(port, KEY, &ov, 0, ERROR_CONNECTION_REFUSED);
    CHECK_NO_PACKET(port);
    closesocket(dead);
    closesocket(socket);
    CloseHandle(port);
}

/* Claim:  disk reads that return 997 post in skip mode; those that return TRUE
 *         do not.
 * Source: "SetFileCompletionNotificationModes function".  Wine 8: same. */
static void disk_reads_in_skip_mode(void)
{
    HANDLE port = port_new(0), file = file_new(ASYNC, 100);
    OVERLAPPED ov = overlapped_at(0);
    char buf[100];
    int result;

    port_add(port, file, KEY);
    CHECK(SetFileCompletionNotificationModes(file, SKIP_PORT));
    result = start_read(file, buf, sizeof buf, &ov);
    CHECK(started(result), "result %d", result);
    if (result == ERROR_IO_PENDING)
        CHECK_PACKET(port, KEY, &ov, sizeof buf, 0);
    CHECK_NO_PACKET(port);
    CHECK(ov.Internal == 0 && ov.InternalHigh == sizeof buf);
    CloseHandle(file);
    CloseHandle(port);
}

/* Claim:  the skip-event mode spares the file object, never an event of the
 *         request's own.
 * Source: "SetFileCompletionNotificationModes function", Flags.
 *         Wine 8: same. */
static void skip_event_spares_only_the_handle(void)
{
    HANDLE port = port_new(0);
    struct pair pair = pair_on(port, KEY);
    OVERLAPPED ov = overlapped_new(event_new()), plain = overlapped_new(NULL);
    char bytes[2];

    CHECK(SetFileCompletionNotificationModes((HANDLE)pair.mine, SKIP_EVENT));
    pend_recv(pair.mine, &bytes[0], 1, &ov);
    send_all(pair.peer, "x", 1);
    CHECK_PACKET(port, KEY, &ov, 1, 0);
    CHECK(is_set(ov.hEvent));
    pend_recv(pair.mine, &bytes[1], 1, &plain);
    CHECK(!is_set((HANDLE)pair.mine));
    send_all(pair.peer, "y", 1);
    CHECK_PACKET(port, KEY, &plain, 1, 0);
    CHECK(!is_set((HANDLE)pair.mine));
    CloseHandle(ov.hEvent);
    pair_close(&pair);
    CloseHandle(port);
}

TAP_MAIN(CASE(modes_can_be_set), CASE(modes_cannot_be_cleared),
         CASE(synchronous_file_is_refused), CASE(unknown_bits_are_refused),
         CASE(connect_posts_in_skip_mode),
         CASE(refused_connect_posts_in_skip_mode),
         CASE(disk_reads_in_skip_mode), CASE(skip_event_spares_only_the_handle))
