/* ConnectEx and SO_UPDATE_CONNECT_CONTEXT. */
#include "support.h"

#define NO_RETRY "a socket whose connect was refused cannot try again"
#define NO_UPDATE "a ConnectEx socket is whole before the context update"
#define FAILS(call, code) CHECK_FAILS((call) != SOCKET_ERROR, code)

/* A listener and a bound socket on a port with KEY. */
struct rig {
    HANDLE port;
    struct address address;
    SOCKET listener, socket, server;
    OVERLAPPED ov;
};

static struct rig rig_new(int family)
{
    struct rig rig = {.port = port_new(0), .server = INVALID_SOCKET};

    rig.listener = listener_new(family, &rig.address);
    rig.socket = tcp_bound(family);
    rig.ov = overlapped_new(NULL);
    port_add(rig.port, (HANDLE)rig.socket, KEY);
    return rig;
}

static void rig_connect(struct rig *rig)
{
    CHECK(started(start_connect(rig->socket, &rig->address, &rig->ov)));
    CHECK_PACKET(rig->port, KEY, &rig->ov, 0, 0);
    rig->server = accept(rig->listener, NULL, NULL);
    CHECK(rig->server != INVALID_SOCKET);
}

static void rig_free(struct rig *rig)
{
    closesocket(rig->server);
    closesocket(rig->socket);
    closesocket(rig->listener);
    CloseHandle(rig->port);
}

static int update(SOCKET socket)
{
    return setsockopt(socket, SOL_SOCKET, SO_UPDATE_CONNECT_CONTEXT, NULL, 0);
}

/* Claim:  it connects, posts one packet of 0 bytes; IPv4 and IPv6.
 * Source: "ConnectEx function".  Wine 8: same. */
static void connects(void)
{
    static const int families[] = {AF_INET, AF_INET6};

    for (unsigned i = 0; i < COUNT_OF(families); i++) {
        struct rig rig = rig_new(families[i]);
        char buf[8];

        rig_connect(&rig);
        CHECK(rig.ov.Internal == 0 && rig.ov.InternalHigh == 0);
        CHECK(update(rig.socket) == 0);
        send_all(rig.socket, "hello", 5);
        recv_all(rig.server, buf, 5);
        send_all(rig.server, "you", 3);
        recv_all(rig.socket, buf, 3);
        CHECK_NO_PACKET(rig.port);
        rig_free(&rig);
    }
}

/* Claim:  data to send goes along, its count is the packet's.
 * Source: "ConnectEx function", lpSendBuffer.  Wine 8: same. */
static void sends_data_along(void)
{
    struct rig rig = rig_new(AF_INET);
    DWORD bytes = UNTOUCHED;
    char buf[8];

    CHECK_FAILS(extensions()->connect(rig.socket, address_of(&rig.address),
                                      rig.address.length, (void *)"hello", 5,
                                      &bytes, &rig.ov),
                ERROR_IO_PENDING);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 5, 0);
    rig.server = accept(rig.listener, NULL, NULL);
    recv_all(rig.server, buf, 5);
    CHECK(memcmp(buf, "hello", 5) == 0);
    rig_free(&rig);
}

/* Claim:  a refused connection is a completion: 1225, and 10061 for
 *         WSAGetOverlappedResult.
 * Source: Wine's ws2_32 sock test_connect_completion_port.  Wine 8: same. */
static void refused(void)
{
    struct rig rig = rig_new(AF_INET);
    DWORD bytes = UNTOUCHED;

    closesocket(rig.listener);
    CHECK(start_connect(rig.socket, &rig.address, &rig.ov) == WSA_IO_PENDING);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 0, ERROR_CONNECTION_REFUSED);
    CHECK((DWORD)rig.ov.Internal == 0xc0000236);
    CHECK(wsa_result(rig.socket, &rig.ov, &bytes) == WSAECONNREFUSED);
    CHECK_NO_PACKET(rig.port);
    rig.listener = INVALID_SOCKET;
    rig_free(&rig);
}

/* Claim:  after that the same socket may try again.
 * Source: "ConnectEx function", Return value.  Wine 8: cannot. */
static void tries_again_after_refusal(void)
{
    struct rig rig = rig_new(AF_INET);
    SOCKET dead = tcp_bound(AF_INET);
    struct address address = bound_address(dead);
    struct packet got;

    CHECK(start_connect(rig.socket, &address, &rig.ov) == WSA_IO_PENDING);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 0, ERROR_CONNECTION_REFUSED);
    DIFFERS(WINE_8, NO_RETRY)
    CHECK(started(start_connect(rig.socket, &rig.address, &rig.ov)));
    got = packet_next(rig.port, DEADLINE);
    DIFFERS(WINE_8, NO_RETRY)
    CHECK(got.ok && got.overlapped == &rig.ov, "error %u", (unsigned)got.error);
    closesocket(dead);
    rig_free(&rig);
}

/* Claim:  an unbound socket is 10022, a missing OVERLAPPED 87, a connected one
 *         10056, a listener 10022; nothing is posted.
 * Source: Wine's ws2_32 sock test_connect.  Wine 8: same. */
static void refuses_by_state(void)
{
    struct rig rig = rig_new(AF_INET);
    SOCKET unbound = tcp_new(AF_INET);
    struct pair pair = pair_on(rig.port, OTHER_KEY);

    CHECK(start_connect(unbound, &rig.address, &rig.ov) == WSAEINVAL);
    CHECK(start_connect(rig.socket, &rig.address, NULL) ==
          ERROR_INVALID_PARAMETER);
    CHECK(start_connect(rig.listener, &rig.address, &rig.ov) == WSAEINVAL);
    CHECK(start_connect(INVALID_SOCKET, &rig.address, &rig.ov) == WSAENOTSOCK);
    CHECK(start_connect(pair.peer, &rig.address, &rig.ov) == WSAEISCONN);
    CHECK(start_connect(pair.mine, &rig.address, &rig.ov) == WSAEISCONN);
    CHECK_NO_PACKET(rig.port);
    pair_close(&pair);
    closesocket(unbound);
    rig_free(&rig);
}

/* Claim:  once connected it is 10056.
 * Source: as above.  Wine 8: same. */
static void connects_once(void)
{
    struct rig rig = rig_new(AF_INET);
    OVERLAPPED ov = overlapped_new(NULL);

    rig_connect(&rig);
    CHECK(update(rig.socket) == 0);
    CHECK(start_connect(rig.socket, &rig.address, &ov) == WSAEISCONN);
    FAILS(connect(rig.socket, address_of(&rig.address), rig.address.length),
          WSAEISCONN);
    CHECK_NO_PACKET(rig.port);
    rig_free(&rig);
}

/* Claim:  an address of another family is 10047, a short one 10014.
 * Source: docs/semantics/accept-connect.md.  Wine 8: 10045, 10049. */
static void wrong_addresses(void)
{
    struct rig rig = rig_new(AF_INET);
    struct address other = loopback(AF_INET6, 4711);

    DIFFERS(WINE_8, "ConnectEx with another family is 10045")
    CHECK(start_connect(rig.socket, &other, &rig.ov) == WSAEAFNOSUPPORT);
    other = rig.address;
    other.length = 3;
    DIFFERS(WINE_8, "ConnectEx with a short address is 10049")
    CHECK(start_connect(rig.socket, &other, &rig.ov) == WSAEFAULT);
    CHECK_NO_PACKET(rig.port);
    rig_free(&rig);
}

/* Claim:  before the update data flows, but shutdown and getpeername are
 *         10057; after it they work.
 * Source: "ConnectEx function", Remarks.  Wine 8: works before, too. */
static void update_makes_it_whole(void)
{
    struct rig rig = rig_new(AF_INET);
    struct address peer = loopback(AF_INET, 0);
    char byte;

    rig_connect(&rig);
    send_all(rig.socket, "x", 1);
    recv_all(rig.server, &byte, 1);
    DIFFERS(WINE_8, NO_UPDATE)
    FAILS(getpeername(rig.socket, address_of(&peer), &peer.length),
          WSAENOTCONN);
    DIFFERS(WINE_8, NO_UPDATE)
    FAILS(shutdown(rig.socket, SD_SEND), WSAENOTCONN);
    CHECK(update(rig.socket) == 0);
    CHECK(getpeername(rig.socket, address_of(&peer), &peer.length) == 0);
    CHECK(memcmp(&peer.storage, &rig.address.storage, 8) == 0);
    CHECK(shutdown(rig.socket, SD_SEND) == 0);
    CHECK(recv(rig.server, &byte, 1, 0) == 0);
    rig_free(&rig);
}

/* Claim:  the connect time counts from the connection.
 * Source: "SOL_SOCKET Socket Options", SO_CONNECT_TIME.  Wine 8: same. */
static void connect_time_counts(void)
{
    struct rig rig = rig_new(AF_INET);
    int seconds = 0, length = sizeof seconds;

    CHECK(getsockopt(rig.socket, SOL_SOCKET, SO_CONNECT_TIME, (char *)&seconds,
                     &length) == 0 &&
          seconds == -1);
    rig_connect(&rig);
    CHECK(getsockopt(rig.socket, SOL_SOCKET, SO_CONNECT_TIME, (char *)&seconds,
                     &length) == 0 &&
          seconds >= 0 && seconds < 20);
    rig_free(&rig);
}

/* Claim:  receives and sends after it post with the socket's key.
 * Source: "ConnectEx function".  Wine 8: same. */
static void requests_after_it(void)
{
    struct rig rig = rig_new(AF_INET);
    OVERLAPPED ov = overlapped_new(NULL);
    char buf[8];

    rig_connect(&rig);
    CHECK(update(rig.socket) == 0);
    pend_recv(rig.socket, buf, 8, &ov);
    send_all(rig.server, "abc", 3);
    CHECK_PACKET(rig.port, KEY, &ov, 3, 0);
    CHECK(started(start_send(rig.socket, "de", 2, &ov)));
    CHECK_PACKET(rig.port, KEY, &ov, 2, 0);
    rig_free(&rig);
}

/* Claim:  getsockname works with and without the update.
 * Source: docs/semantics/accept-connect.md.  Wine 8: same. */
static void name_is_known(void)
{
    struct rig rig = rig_new(AF_INET);
    struct address before = bound_address(rig.socket), after;

    rig_connect(&rig);
    after = bound_address(rig.socket);
    CHECK(memcmp(&before.storage, &after.storage, 8) == 0);
    rig_free(&rig);
}

/* Claim:  connect posts no packet, successful or refused.
 * Source: Wine's ws2_32 sock test_connect_completion_port.  Wine 8: same. */
static void plain_connect_posts_nothing(void)
{
    struct rig rig = rig_new(AF_INET);
    SOCKET dead = tcp_bound(AF_INET), other = tcp_new(AF_INET);
    struct address address = bound_address(dead);

    port_add(rig.port, (HANDLE)other, OTHER_KEY);
    FAILS(connect(rig.socket, address_of(&address), address.length),
          WSAECONNREFUSED);
    CHECK(connect(other, address_of(&rig.address), rig.address.length) == 0);
    CHECK_NO_PACKET(rig.port);
    closesocket(other);
    closesocket(dead);
    rig_free(&rig);
}

/* Claim:  AcceptEx and ConnectEx meet in one process, many times over (s).
 * Source: both pages.  Wine 8: same. */
static void many_meetings(void)
{
    struct rig rig = rig_new(AF_INET);

    port_add(rig.port, (HANDLE)rig.listener, OTHER_KEY);
    for (int i = 0; i < 100; i++) {
        SOCKET acceptor = tcp_new(AF_INET), client = tcp_bound(AF_INET);
        OVERLAPPED accepting = overlapped_new(NULL);
        OVERLAPPED connecting = overlapped_new(NULL);
        char buf[ACCEPT_ROOM];
        int seen = 0;

        port_add(rig.port, (HANDLE)client, KEY);
        CHECK(started(start_accept(rig.listener, acceptor, buf, &accepting)));
        CHECK(started(start_connect(client, &rig.address, &connecting)));
        for (int n = 0; n < 2; n++) {
            struct packet got = packet_next(rig.port, DEADLINE);

            CHECK(got.ok);
            seen |= got.overlapped == &accepting    ? 1
                    : got.overlapped == &connecting ? 2
                                                    : 4;
        }
        CHECK(seen == 3, "seen %d", seen);
        closesocket(client);
        closesocket(acceptor);
    }
    CHECK_NO_PACKET(rig.port);
    rig_free(&rig);
}

TAP_MAIN(CASE(connects), CASE(sends_data_along), CASE(refused),
         CASE(tries_again_after_refusal), CASE(refuses_by_state),
         CASE(connects_once), CASE(wrong_addresses),
         CASE(update_makes_it_whole), CASE(connect_time_counts),
         CASE(requests_after_it), CASE(name_is_known),
         CASE(plain_connect_posts_nothing), CASE_LONG(many_meetings, 60))
