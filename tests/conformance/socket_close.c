/* closesocket with requests in flight, and what the peer sees of it. */
#include "support.h"

#define CLOSED_676 "requests of a closed socket end with 0x8000000a, 676"

static void close_by_socket(SOCKET socket)
{
    CHECK(closesocket(socket) == 0);
}

static void close_by_handle(SOCKET socket)
{
    CHECK(CloseHandle((HANDLE)socket));
}

/* Claim:  closing completes a pending receive with 0xC0000241: 1236, bytes 0,
 *         by closesocket and CloseHandle alike; event set.
 * Source: Wine's ws2_32 sock test_iocp.  Wine 8: 676. */
static void pending_receive_is_aborted(void)
{
    void (*const ways[])(SOCKET) = {close_by_socket, close_by_handle};

    for (unsigned i = 0; i < COUNT_OF(ways); i++) {
        HANDLE port = port_new(0);
        struct pair pair = pair_on(port, KEY);
        OVERLAPPED ov = overlapped_new(event_new());
        char byte;

        pend_recv(pair.mine, &byte, 1, &ov);
        ways[i](pair.mine);
        DIFFERS(WINE_8, CLOSED_676)
        CHECK_PACKET(port, KEY, &ov, 0, ERROR_CONNECTION_ABORTED);
        DIFFERS(WINE_8, CLOSED_676)
        CHECK((DWORD)ov.Internal == 0xc0000241 && ov.InternalHigh == 0);
        CHECK(is_set(ov.hEvent));
        CHECK_NO_PACKET(port);
        CloseHandle(ov.hEvent);
        closesocket(pair.peer);
        CloseHandle(port);
    }
}

/* Claim:  every pending request gets its own packet.
 * Source: as above.  Wine 8: same, but 676. */
static void every_request_gets_its_packet(void)
{
    enum { MANY = 50 };
    static OVERLAPPED ov[MANY];
    static char bytes[MANY];
    HANDLE port = port_new(0);
    struct pair pair = pair_on(port, KEY);
    int seen[MANY] = {0}, aborted = 0;

    for (int i = 0; i < MANY; i++) {
        ov[i] = overlapped_new(NULL);
        pend_recv(pair.mine, &bytes[i], 1, &ov[i]);
    }
    closesocket(pair.mine);
    for (int i = 0; i < MANY; i++) {
        struct packet got = packet_next(port, DEADLINE);

        if (!CHECK(got.overlapped && !got.ok && got.bytes == 0))
            break;
        aborted += got.error == ERROR_CONNECTION_ABORTED;
        seen[got.overlapped - ov]++;
    }
    for (int i = 0; i < MANY; i++)
        CHECK(seen[i] == 1, "request %d: %d", i, seen[i]);
    DIFFERS(WINE_8, CLOSED_676)
    CHECK(aborted == MANY, "%d aborted", aborted);
    CHECK_NO_PACKET(port);
    closesocket(pair.peer);
    CloseHandle(port);
}

/* Claim:  the peer sees the close at once, though a receive was pending, and
 *         no byte sent afterwards is taken by it.
 * Source: "closesocket function".  Wine 8: same. */
static void peer_sees_the_close(void)
{
    HANDLE port = port_new(0);
    struct pair pair = pair_on(port, KEY);
    OVERLAPPED ov = overlapped_new(NULL);
    char byte = 0, other;

    pend_recv(pair.mine, &byte, 1, &ov);
    closesocket(pair.mine);
    CHECK(recv(pair.peer, &other, 1, 0) == 0);
    send(pair.peer, "x", 1, 0);
    CHECK(packet_next(port, DEADLINE).overlapped == &ov && byte == 0);
    closesocket(pair.peer);
    CloseHandle(port);
}

/* Claim:  data accepted before the close still arrives, then the end.
 * Source: "closesocket function", graceful close.  Wine 8: same. */
static void sent_data_arrives(void)
{
    enum { SIZE = 100000 };
    static char data[SIZE], copy[SIZE];
    HANDLE port = port_new(0);
    struct pair pair = pair_on(port, KEY);
    OVERLAPPED ov = overlapped_new(NULL);
    char byte;

    fill_pattern(data, SIZE, 6);
    CHECK(started(start_send(pair.mine, data, SIZE, &ov)));
    CHECK_PACKET(port, KEY, &ov, SIZE, 0);
    closesocket(pair.mine);
    recv_all(pair.peer, copy, SIZE);
    CHECK(recv(pair.peer, &byte, 1, 0) == 0);
    CHECK(memcmp(data, copy, SIZE) == 0);
    closesocket(pair.peer);
    CloseHandle(port);
}

/* Claim:  a huge pending send is aborted by the close.
 * Source: docs/semantics/cancel-close.md.
 *         Wine 8: goes on sending until the peer closes. */
static void pending_send_is_aborted(void)
{
    static OVERLAPPED ov;
    const ULONG size = 8u << 20;
    HANDLE port = port_new(0);
    struct pair pair = pair_on(port, KEY);
    char *data = calloc(1, size);
    struct packet got;

    CHECK(start_send(pair.mine, data, size, &ov) == WSA_IO_PENDING);
    closesocket(pair.mine);
    got = packet_next(port, DEADLINE / 2);
    DIFFERS(WINE_8, "a pending send goes on after closesocket")
    CHECK(got.overlapped == &ov && got.key == KEY &&
              got.error == ERROR_CONNECTION_ABORTED,
          "error %u", (unsigned)got.error);
    closesocket(pair.peer);
    if (!got.overlapped)
        packet_next(port, DEADLINE);
    CHECK_NO_PACKET(port);
    free(data);
    CloseHandle(port);
}

/* Claim:  closing a listener completes its pending AcceptEx with 995; closing
 *         the acceptor does, too.
 * Source: Wine's ws2_32 sock test_AcceptEx.  Wine 8: same. */
static void pending_accept_is_cancelled(void)
{
    for (int i = 0; i < 2; i++) {
        HANDLE port = port_new(0);
        struct address address;
        SOCKET listener = listener_new(AF_INET, &address);
        SOCKET acceptor = tcp_new(AF_INET);
        OVERLAPPED ov = overlapped_new(NULL);
        char buf[ACCEPT_ROOM];

        port_add(port, (HANDLE)listener, KEY);
        CHECK(start_accept(listener, acceptor, buf, &ov) == WSA_IO_PENDING);
        closesocket(i == 0 ? listener : acceptor);
        CHECK_PACKET(port, KEY, &ov, 0, ERROR_OPERATION_ABORTED);
        CHECK((DWORD)ov.Internal == 0xc0000120);
        CHECK_NO_PACKET(port);
        closesocket(i == 0 ? acceptor : listener);
        CloseHandle(port);
    }
}

/* Claim:  a pending datagram receive ends with 995.
 * Source: docs/semantics/cancel-close.md.  Wine 8: with 676. */
static void pending_datagram_receive_is_cancelled(void)
{
    HANDLE port = port_new(0);
    SOCKET mine, peer;
    OVERLAPPED ov = overlapped_new(NULL);
    char buf[8];

    udp_pair(&mine, &peer);
    port_add(port, (HANDLE)mine, KEY);
    pend_recv(mine, buf, 8, &ov);
    closesocket(mine);
    DIFFERS(WINE_8, CLOSED_676)
    CHECK_PACKET(port, KEY, &ov, 0, ERROR_OPERATION_ABORTED);
    closesocket(peer);
    CloseHandle(port);
}

/* Claim:  with nothing pending there is no packet.
 * Source: docs/semantics/cancel-close.md.  Wine 8: same. */
static void nothing_pending_posts_nothing(void)
{
    HANDLE port = port_new(0);
    struct pair pair = pair_on(port, KEY);

    pair_close(&pair);
    CHECK_NO_PACKET(port);
    CloseHandle(port);
}

/* Claim:  with SO_LINGER {1, 0} the close is a reset: 64 for the peer's
 *         pending receive.
 * Source: "SO_LINGER"; docs/semantics/cancel-close.md.  Wine 8: same. */
static void hard_close_resets(void)
{
    HANDLE port = port_new(0);
    struct pair pair = pair_on(port, KEY);
    OVERLAPPED ov = overlapped_new(NULL);
    char byte;

    pend_recv(pair.mine, &byte, 1, &ov);
    reset_close(pair.peer);
    CHECK_PACKET(port, KEY, &ov, 0, ERROR_NETNAME_DELETED);
    closesocket(pair.mine);
    CloseHandle(port);
}

/* Claim:  closing with unread data resets as well.
 * Source: docs/semantics/cancel-close.md.  Wine 8: same. */
static void close_with_unread_data_resets(void)
{
    HANDLE port = port_new(0);
    struct pair pair = pair_on(port, KEY);
    OVERLAPPED ov = overlapped_new(NULL);
    u_long waiting = 0;
    char byte;

    pend_recv(pair.mine, &byte, 1, &ov);
    send_all(pair.mine, "unread", 6);
    CHECK(WAIT_UNTIL(ioctlsocket(pair.peer, FIONREAD, &waiting) == 0 &&
                     waiting == 6));
    closesocket(pair.peer);
    CHECK_PACKET(port, KEY, &ov, 0, ERROR_NETNAME_DELETED);
    closesocket(pair.mine);
    CloseHandle(port);
}

/* Claim:  a socket is closed once: again is 10038.
 * Source: "closesocket function".  Wine 8: same. */
static void closing_twice(void)
{
    SOCKET socket = tcp_new(AF_INET);

    CHECK(closesocket(socket) == 0);
    CHECK_FAILS(closesocket(socket) == 0, WSAENOTSOCK);
}

static DWORD WINAPI send_a_byte(void *socket)
{
    send((SOCKET)socket, "x", 1, 0);
    return 0;
}

/* Claim:  close against data arriving: exactly one packet, either the byte or
 *         the abort (s).
 * Source: docs/semantics/cancel-close.md.  Wine 8: same, but 676. */
static void close_races_with_data(void)
{
    HANDLE port = port_new(0);
    int wrong = 0;

    for (int i = 0; i < 300; i++) {
        struct pair pair = pair_on(port, KEY);
        OVERLAPPED ov = overlapped_new(NULL);
        HANDLE thread;
        struct packet got;
        char byte;

        pend_recv(pair.mine, &byte, 1, &ov);
        thread = thread_start(send_a_byte, (void *)pair.peer);
        closesocket(pair.mine);
        got = packet_next(port, DEADLINE);
        CHECK(got.overlapped == &ov);
        CHECK(got.bytes == (DWORD)got.ok);
        wrong += !got.ok && got.error != ERROR_CONNECTION_ABORTED;
        thread_join(thread);
        closesocket(pair.peer);
    }
    DIFFERS(WINE_8, CLOSED_676)
    CHECK(wrong == 0, "%d wrong errors", wrong);
    CHECK_NO_PACKET(port);
    CloseHandle(port);
}

/* Claim:  close against a connection arriving: exactly one packet for the
 *         AcceptEx (s).
 * Source: docs/semantics/cancel-close.md.  Wine 8: same. */
static void close_races_with_a_connection(void)
{
    HANDLE port = port_new(0);

    for (int i = 0; i < 200; i++) {
        struct address address;
        SOCKET listener = listener_new(AF_INET, &address);
        SOCKET acceptor = tcp_new(AF_INET), client = tcp_new(AF_INET);
        OVERLAPPED ov = overlapped_new(NULL);
        char buf[ACCEPT_ROOM];
        struct packet got;
        u_long on = 1;

        port_add(port, (HANDLE)listener, KEY);
        CHECK(started(start_accept(listener, acceptor, buf, &ov)));
        ioctlsocket(client, FIONBIO, &on);
        connect(client, address_of(&address), address.length);
        closesocket(listener);
        got = packet_next(port, DEADLINE);
        CHECK(got.overlapped == &ov && got.key == KEY);
        CHECK(got.ok || got.error == ERROR_OPERATION_ABORTED, "error %u",
              (unsigned)got.error);
        closesocket(client);
        closesocket(acceptor);
    }
    CHECK_NO_PACKET(port);
    CloseHandle(port);
}

TAP_MAIN(CASE(pending_receive_is_aborted), CASE(every_request_gets_its_packet),
         CASE(peer_sees_the_close), CASE(sent_data_arrives),
         CASE(pending_send_is_aborted), CASE(pending_accept_is_cancelled),
         CASE(pending_datagram_receive_is_cancelled),
         CASE(nothing_pending_posts_nothing), CASE(hard_close_resets),
         CASE(close_with_unread_data_resets), CASE(closing_twice),
         CASE_LONG(close_races_with_data, 60),
         CASE_LONG(close_races_with_a_connection, 60))
