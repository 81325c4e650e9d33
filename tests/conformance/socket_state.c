/* What a socket's state makes of a call: unconnected, shut down, reset. */
#include "support.h"

#define NO_PEER "no peer once the connection is over"
#define RESET_IS_END "after a reset receives succeed with 0 bytes"
#define FAILS(call, code) CHECK_FAILS((call) != SOCKET_ERROR, code)

/* Claim:  on a stream that was never connected: 10057 from every data call.
 * Source: "recv function", "send function", "shutdown function"; Wine's
 *         ws2_32 sock test_completion_port.
 *         Wine 8: a send fails with 10054. */
static void unconnected_stream(void)
{
    SOCKET socket = tcp_new(AF_INET);
    struct address address = loopback(AF_INET, 0);
    OVERLAPPED ov = overlapped_new(NULL);
    char byte;

    FAILS(recv(socket, &byte, 1, 0), WSAENOTCONN);
    CHECK(start_recv(socket, &byte, 1, &ov) == WSAENOTCONN);
    DIFFERS(WINE_8, "send on an unconnected stream fails with 10054")
    FAILS(send(socket, "x", 1, 0), WSAENOTCONN);
    DIFFERS(WINE_8, "send on an unconnected stream fails with 10054")
    CHECK(start_send(socket, "x", 1, &ov) == WSAENOTCONN);
    FAILS(shutdown(socket, SD_SEND), WSAENOTCONN);
    FAILS(getpeername(socket, address_of(&address), &address.length),
          WSAENOTCONN);
    closesocket(socket);
}

/* Claim:  a listener cannot move data, and has no peer: 10057; it cannot
 *         connect: 10022.
 * Source: as above; docs/semantics/sockets.md.
 *         Wine 8: a blocking or overlapped receive waits. */
static void listening_stream(void)
{
    static OVERLAPPED ov;
    static char byte;
    struct address address;
    SOCKET listener = listener_new(AF_INET, &address);
    u_long on = 1;

    CHECK(ioctlsocket(listener, FIONBIO, &on) == 0);
    FAILS(shutdown(listener, SD_BOTH), WSAENOTCONN);
    FAILS(getpeername(listener, address_of(&address), &address.length),
          WSAENOTCONN);
    FAILS(connect(listener, address_of(&address), address.length), WSAEINVAL);
    FAILS(recv(listener, &byte, 1, 0), WSAENOTCONN);
    DIFFERS(WINE_8, "an overlapped receive on a listener waits")
    CHECK(start_recv(listener, &byte, 1, &ov) == WSAENOTCONN);
    closesocket(listener);
}

/* Claim:  an unbound socket cannot listen; listening twice is fine; datagram
 *         sockets neither listen nor accept.
 * Source: "listen function", "accept function"; Wine's ws2_32 sock
 *         test_listen.  Wine 8: same. */
static void listening(void)
{
    SOCKET unbound = tcp_new(AF_INET), bound = tcp_bound(AF_INET), udp, other;

    FAILS(listen(unbound, 5), WSAEINVAL);
    CHECK_FAILS(accept(bound, NULL, NULL) != INVALID_SOCKET, WSAEINVAL);
    CHECK(listen(bound, 5) == 0);
    CHECK(listen(bound, 7) == 0);
    udp_pair(&udp, &other);
    FAILS(listen(udp, 5), WSAEOPNOTSUPP);
    CHECK_FAILS(accept(udp, NULL, NULL) != INVALID_SOCKET, WSAEOPNOTSUPP);
    closesocket(udp);
    closesocket(other);
    closesocket(unbound);
    closesocket(bound);
}

/* Claim:  a connected stream cannot connect again: 10056.
 * Source: "connect function".  Wine 8: same. */
static void connecting_twice(void)
{
    struct address address;
    SOCKET listener = listener_new(AF_INET, &address);
    SOCKET client = connected_to(&address);

    FAILS(connect(client, address_of(&address), address.length), WSAEISCONN);
    closesocket(client);
    closesocket(listener);
}

/* Claim:  a refused connect is 10061, and the socket may try again.
 * Source: "connect function", Remarks.  Wine 8: then fails with 10053. */
static void refused_connect(void)
{
    SOCKET dead = tcp_bound(AF_INET), client = tcp_new(AF_INET);
    struct address address = bound_address(dead);

    FAILS(connect(client, address_of(&address), address.length),
          WSAECONNREFUSED);
    CHECK(listen(dead, 5) == 0);
    DIFFERS(WINE_8, "a socket whose connect was refused cannot try again")
    CHECK(connect(client, address_of(&address), address.length) == 0);
    closesocket(client);
    closesocket(dead);
}

/* Claim:  after SD_SEND sends are 10058, receives go on; the peer sees the end.
 * Source: "shutdown function".  Wine 8: same. */
static void shut_for_sending(void)
{
    struct pair pair = pair_new(AF_INET);
    OVERLAPPED ov = overlapped_new(event_new());
    char byte = 0;

    CHECK(shutdown(pair.mine, SD_SEND) == 0);
    FAILS(send(pair.mine, "x", 1, 0), WSAESHUTDOWN);
    CHECK(start_send(pair.mine, "x", 1, &ov) == WSAESHUTDOWN);
    CHECK(recv(pair.peer, &byte, 1, 0) == 0);
    pend_recv(pair.mine, &byte, 1, &ov);
    send_all(pair.peer, "x", 1);
    CHECK(wait_for(ov.hEvent) && byte == 'x');
    CHECK(shutdown(pair.mine, SD_SEND) == 0); /* again */
    CloseHandle(ov.hEvent);
    pair_close(&pair);
}

/* Claim:  SD_RECEIVE neither ends nor disturbs a pending receive, which still
 *         gets the next data; new ones are 10058.
 * Source: Wine's ws2_32 sock test_shutdown.  Wine 8: same. */
static void shut_for_receiving(void)
{
    HANDLE port = port_new(0);
    struct pair pair = pair_on(port, KEY);
    OVERLAPPED ov = overlapped_new(NULL), other = overlapped_new(NULL);
    char bytes[4] = "";

    pend_recv(pair.mine, bytes, 1, &ov);
    CHECK(shutdown(pair.mine, SD_RECEIVE) == 0);
    CHECK_NO_PACKET(port);
    FAILS(recv(pair.mine, bytes, 1, 0), WSAESHUTDOWN);
    CHECK(start_recv(pair.mine, bytes + 1, 1, &other) == WSAESHUTDOWN);
    send_all(pair.peer, "x", 1);
    CHECK_PACKET(port, KEY, &ov, 1, 0);
    CHECK(bytes[0] == 'x');
    send_all(pair.mine, "y", 1); /* sending goes on */
    recv_all(pair.peer, bytes, 1);
    CHECK_NO_PACKET(port);
    pair_close(&pair);
    CloseHandle(port);
}

/* Claim:  a bad direction is 10022; both is both; datagrams may be shut down.
 * Source: "shutdown function".  Wine 8: same. */
static void shutdown_values(void)
{
    struct pair pair = pair_new(AF_INET);
    SOCKET udp, other;
    char byte;

    FAILS(shutdown(pair.mine, 3), WSAEINVAL);
    FAILS(shutdown(pair.mine, -1), WSAEINVAL);
    CHECK(shutdown(pair.mine, SD_BOTH) == 0);
    FAILS(send(pair.mine, "x", 1, 0), WSAESHUTDOWN);
    FAILS(recv(pair.mine, &byte, 1, 0), WSAESHUTDOWN);
    udp_pair(&udp, &other);
    CHECK(shutdown(udp, SD_SEND) == 0);
    FAILS(send(udp, "x", 1, 0), WSAESHUTDOWN);
    closesocket(udp);
    closesocket(other);
    pair_close(&pair);
}

/* Claim:  a reset while a receive is pending: packet FALSE with 64, bytes 0;
 *         10054 from WSAGetOverlappedResult; SO_ERROR reads 0.
 * Source: Wine's ws2_32 sock test_completion_port, test_tcp_reset.
 *         Wine 8: same. */
static void reset_while_pending(void)
{
    HANDLE port = port_new(0);
    struct pair pair = pair_on(port, KEY);
    OVERLAPPED ov = overlapped_new(NULL);
    int error = 77, length = sizeof error;
    DWORD bytes = UNTOUCHED;
    char byte;

    pend_recv(pair.mine, &byte, 1, &ov);
    reset_close(pair.peer);
    CHECK_PACKET(port, KEY, &ov, 0, ERROR_NETNAME_DELETED);
    CHECK((DWORD)ov.Internal == 0xc000020d && ov.InternalHigh == 0);
    CHECK(wsa_result(pair.mine, &ov, &bytes) == WSAECONNRESET && bytes == 0);
    CHECK_FAILS(GetOverlappedResult((HANDLE)pair.mine, &ov, &bytes, FALSE),
                ERROR_NETNAME_DELETED);
    CHECK(getsockopt(pair.mine, SOL_SOCKET, SO_ERROR, (char *)&error,
                     &length) == 0 &&
          error == 0);
    closesocket(pair.mine);
    CloseHandle(port);
}

/* Claim:  once the reset was seen a receive is refused with 10054, every time,
 *         without a packet; recv and send agree.
 * Source: as above.  Wine 8: reads the end of the stream. */
static void reset_before_the_call(void)
{
    HANDLE port = port_new(0);
    struct pair pair = pair_on(port, KEY);
    OVERLAPPED ov = overlapped_new(NULL);
    char byte;

    pend_recv(pair.mine, &byte, 1, &ov);
    reset_close(pair.peer);
    CHECK_PACKET(port, KEY, &ov, 0, ERROR_NETNAME_DELETED);
    for (int i = 0; i < 2; i++) {
        DIFFERS(WINE_8, RESET_IS_END)
        CHECK(start_recv(pair.mine, &byte, 1, &ov) == WSAECONNRESET);
        DIFFERS(WINE_8, RESET_IS_END)
        FAILS(recv(pair.mine, &byte, 1, 0), WSAECONNRESET);
    }
    CHECK(start_send(pair.mine, "x", 1, &ov) == WSAECONNRESET);
    FAILS(send(pair.mine, "x", 1, 0), WSAECONNRESET);
    DIFFERS(WINE_8, RESET_IS_END)
    CHECK_NO_PACKET(port);
    closesocket(pair.mine);
    CloseHandle(port);
}

/* Claim:  a reset that came while nothing was pending: the next receive fails
 *         with 10054, at once or (64) through its packet.
 * Source: as above.  Wine 8: reads the end of the stream. */
static void reset_while_idle(void)
{
    HANDLE port = port_new(0);
    struct pair pair = pair_on(port, KEY);
    OVERLAPPED ov = overlapped_new(NULL);
    struct packet got;
    char byte;
    int result;

    reset_close(pair.peer);
    result = start_recv(pair.mine, &byte, 1, &ov);
    got = packet_next(port, result == WSAECONNRESET ? QUIET : DEADLINE);
    DIFFERS(WINE_8, RESET_IS_END)
    CHECK(result == WSAECONNRESET ||
          (result == WSA_IO_PENDING && got.overlapped == &ov &&
           got.error == ERROR_NETNAME_DELETED && got.bytes == 0));
    CHECK(started(result) == (got.overlapped != NULL));
    closesocket(pair.mine);
    CloseHandle(port);
}

/* Claim:  a huge send that the peer resets ends with an error, once.
 * Source: "WSASend function".  Wine 8: same. */
static void reset_while_sending(void)
{
    const ULONG size = 8u << 20;
    HANDLE port = port_new(0);
    struct pair pair = pair_on(port, KEY);
    OVERLAPPED ov = overlapped_new(NULL);
    char *data = calloc(1, size);
    struct packet got;

    CHECK(start_send(pair.mine, data, size, &ov) == WSA_IO_PENDING);
    reset_close(pair.peer);
    got = packet_next(port, DEADLINE);
    CHECK(!got.ok && got.overlapped == &ov && got.key == KEY);
    CHECK(got.error == ERROR_NETNAME_DELETED ||
              got.error == ERROR_CONNECTION_ABORTED,
          "error %u", (unsigned)got.error);
    CHECK_NO_PACKET(port);
    closesocket(pair.mine);
    free(data);
    CloseHandle(port);
}

/* Claim:  a reset while a receive and a half-done send are pending: both end
 *         with an error, whichever hears of it first.
 * Source: as reset_while_pending.  Wine 8: same; later calls read the end of
 *         the stream. */
static void reset_while_both_pend(void)
{
    const ULONG size = 8u << 20;
    char *data = calloc(1, size);

    for (int round = 0; round < 40; round++) {
        HANDLE port = port_new(0);
        struct pair pair = pair_on(port, KEY);
        OVERLAPPED sent = overlapped_new(NULL), received = overlapped_new(NULL);
        char byte;

        pend_recv(pair.mine, &byte, 1, &received);
        CHECK(start_send(pair.mine, data, size, &sent) == WSA_IO_PENDING);
        reset_close(pair.peer);
        for (int i = 0; i < 2; i++) {
            struct packet got = packet_next(port, DEADLINE);

            CHECK(!got.ok && got.error != WAIT_TIMEOUT, "round %d, error %u",
                  round, (unsigned)got.error);
        }
        DIFFERS(WINE_8, RESET_IS_END)
        CHECK(start_recv(pair.mine, &byte, 1, &received) == WSAECONNRESET);
        closesocket(pair.mine);
        CloseHandle(port);
    }
    free(data);
}

/* Claim:  who reads the reset as SO_ERROR does not take it from the calls that
 *         come later.
 * Source: as reset_before_the_call.  Wine 8: reads the end of the stream. */
static void reset_read_as_error(void)
{
    struct pair pair = pair_new(AF_INET);
    WSAPOLLFD asked = {.fd = pair.mine, .events = POLLIN};
    int error = 0, length = sizeof error;
    char byte;

    reset_close(pair.peer);
    CHECK(WSAPoll(&asked, 1, DEADLINE) == 1);
    CHECK(getsockopt(pair.mine, SOL_SOCKET, SO_ERROR, (char *)&error,
                     &length) == 0);
    DIFFERS(WINE_8, RESET_IS_END)
    FAILS(recv(pair.mine, &byte, 1, 0), WSAECONNRESET);
    closesocket(pair.mine);
}

/* Claim:  an unconnected datagram socket cannot send without an address, nor
 *         receive before it is bound.
 * Source: "send function"; Wine's ws2_32 sock test_connect_udp.
 *         Wine 8: a receive waits, a send is 10022. */
static void unconnected_datagrams(void)
{
    SOCKET udp;
    u_long on = 1;
    char byte;

    net_start();
    udp = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
    CHECK(ioctlsocket(udp, FIONBIO, &on) == 0);
    DIFFERS(WINE_8, "a receive on an unbound datagram socket waits")
    FAILS(recv(udp, &byte, 1, 0), WSAEINVAL);
    DIFFERS(WINE_8, "send on an unconnected datagram socket fails with 10022")
    FAILS(send(udp, "x", 1, 0), WSAENOTCONN);
    closesocket(udp);
}

/* The peer of `socket` is the one that had this name. */
static void check_peer(SOCKET socket, const struct address *name)
{
    struct address now;

    now.length = sizeof now.storage;
    DIFFERS(WINE_8, NO_PEER)
    CHECK(getpeername(socket, address_of(&now), &now.length) == 0);
    DIFFERS(WINE_8, NO_PEER)
    CHECK(now.length == name->length &&
          memcmp(&now.storage, &name->storage, (size_t)now.length) == 0);
}

static void end_and_ask(int family, int reset)
{
    struct pair pair = pair_new(family);
    struct address name = bound_address(pair.peer);
    char byte;

    if (reset) {
        reset_close(pair.peer);
        while (recv(pair.mine, &byte, 1, 0) > 0)
            continue;
    } else {
        CHECK(shutdown(pair.mine, SD_SEND) == 0);
        closesocket(pair.peer);
        CHECK(recv(pair.mine, &byte, 1, 0) == 0);
    }
    check_peer(pair.mine, &name);
    closesocket(pair.mine);
}

/* Claim:  the peer has its name until the socket is closed, also once the
 *         connection is over: servers log it then.
 * Source: "getpeername function" (Windows keeps the name with the socket).
 *         Wine 8: 10057. */
static void peer_of_an_ended_connection(void)
{
    end_and_ask(AF_INET, 0);
    end_and_ask(AF_INET, 1);
    end_and_ask(AF_INET6, 0);
    end_and_ask(AF_INET6, 1);
}

TAP_MAIN(CASE(unconnected_stream), CASE(listening_stream), CASE(listening),
         CASE(connecting_twice), CASE(refused_connect), CASE(shut_for_sending),
         CASE(shut_for_receiving), CASE(shutdown_values),
         CASE(reset_while_pending), CASE(reset_before_the_call),
         CASE(reset_while_idle), CASE(reset_while_sending),
         CASE(reset_while_both_pend), CASE(reset_read_as_error),
         CASE(unconnected_datagrams), CASE(peer_of_an_ended_connection))
