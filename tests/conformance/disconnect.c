/* DisconnectEx, plain and with the socket to be used again. */
#include "support.h"

#define NO_REUSE "TF_REUSE_SOCKET leaves a socket that cannot be used again"
#define NO_FLAGS "DisconnectEx ignores unknown flags and the reserved value"
#define FAILS(call, code) CHECK_FAILS((call) != SOCKET_ERROR, code)

static int start_disconnect(SOCKET socket, OVERLAPPED *overlapped, DWORD flags)
{
    return extensions()->disconnect(socket, overlapped, flags, 0)
               ? 0
               : WSAGetLastError();
}

/* Claim:  with an OVERLAPPED it starts, posts one packet of 0 bytes, and the
 *         peer reads the end.
 * Source: "DisconnectEx"; Wine's ws2_32 sock test_shutdown_completion_port.
 *         Wine 8: same. */
static void posts_a_packet(void)
{
    HANDLE port = port_new(0);
    struct pair pair = pair_on(port, KEY);
    OVERLAPPED ov = overlapped_new(NULL);
    char byte;

    CHECK(started(start_disconnect(pair.mine, &ov, 0)));
    CHECK_PACKET(port, KEY, &ov, 0, 0);
    CHECK(recv(pair.peer, &byte, 1, 0) == 0);
    CHECK_NO_PACKET(port);
    pair_close(&pair);
    CloseHandle(port);
}

/* Claim:  so it does in skip mode, having returned 997.
 * Source: as above.  Wine 8: returns 997 and posts nothing. */
static void posts_in_skip_mode(void)
{
    HANDLE port = port_new(0);
    struct pair pair = pair_on(port, KEY);
    OVERLAPPED ov = overlapped_new(NULL);

    CHECK(SetFileCompletionNotificationModes(
        (HANDLE)pair.mine, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS));
    CHECK(start_disconnect(pair.mine, &ov, 0) == WSA_IO_PENDING);
    DIFFERS(WINE_8, "DisconnectEx in skip mode returns 997 and posts nothing")
    CHECK_PACKET(port, KEY, &ov, 0, 0);
    CHECK_NO_PACKET(port);
    pair_close(&pair);
    CloseHandle(port);
}

/* Claim:  without one it is synchronous, posts nothing, and may be repeated.
 * Source: as above.  Wine 8: same. */
static void synchronous_posts_nothing(void)
{
    HANDLE port = port_new(0);
    struct pair pair = pair_on(port, KEY);
    char byte;

    CHECK(start_disconnect(pair.mine, NULL, 0) == 0);
    CHECK(start_disconnect(pair.mine, NULL, 0) == 0);
    CHECK(recv(pair.peer, &byte, 1, 0) == 0);
    CHECK_NO_PACKET(port);
    pair_close(&pair);
    CloseHandle(port);
}

/* Claim:  a plain disconnect is a send shutdown: receiving goes on, sending is
 *         10058, connecting 10056, the peer's name is known.
 * Source: as above.  Wine 8: same. */
static void plain_is_a_send_shutdown(void)
{
    struct address address, peer = loopback(AF_INET, 0);
    SOCKET listener = listener_new(AF_INET, &address), mine, server;
    char byte = 0;

    mine = connected_to(&address);
    server = accept(listener, NULL, NULL);
    CHECK(start_disconnect(mine, NULL, 0) == 0);
    send_all(server, "x", 1);
    recv_all(mine, &byte, 1);
    FAILS(send(mine, "y", 1, 0), WSAESHUTDOWN);
    FAILS(connect(mine, address_of(&address), address.length), WSAEISCONN);
    CHECK(getpeername(mine, address_of(&peer), &peer.length) == 0);
    closesocket(server);
    closesocket(mine);
    closesocket(listener);
}

/* Claim:  not a socket 10038, not connected 10057, unknown flags or a reserved
 *         value 10022; nothing is posted.
 * Source: "DisconnectEx", Return value.  Wine 8: ignores flags and value. */
static void errors(void)
{
    HANDLE port = port_new(0);
    struct pair pair = pair_on(port, KEY);
    SOCKET lone = tcp_bound(AF_INET);
    OVERLAPPED ov = overlapped_new(NULL);

    port_add(port, (HANDLE)lone, KEY);
    CHECK(start_disconnect(INVALID_SOCKET, &ov, 0) == WSAENOTSOCK);
    CHECK(start_disconnect(INVALID_SOCKET, NULL, 0) == WSAENOTSOCK);
    CHECK(start_disconnect(lone, &ov, 0) == WSAENOTCONN);
    CHECK(start_disconnect(lone, NULL, 0) == WSAENOTCONN);
    CHECK_NO_PACKET(port);
    DIFFERS(WINE_8, NO_FLAGS)
    CHECK(start_disconnect(pair.mine, &ov, 0x80) == WSAEINVAL);
    DIFFERS(WINE_8, NO_FLAGS)
    CHECK_FAILS(extensions()->disconnect(pair.mine, &ov, 0, 1), WSAEINVAL);
    DIFFERS(WINE_8, NO_FLAGS)
    CHECK_NO_PACKET(port);
    closesocket(lone);
    pair_close(&pair);
    CloseHandle(port);
}

/* ---- Reuse ------------------------------------------------------------ */

/* An acceptor with its own key beside the listener's, connected. */
struct rig {
    HANDLE port;
    struct address address;
    SOCKET listener, acceptor, client;
    OVERLAPPED ov;
    char buf[ACCEPT_ROOM];
};

static void rig_connect(struct rig *rig)
{
    CHECK(started(
        start_accept(rig->listener, rig->acceptor, rig->buf, &rig->ov)));
    rig->client = connected_to(&rig->address);
    CHECK_PACKET(rig->port, KEY, &rig->ov, 0, 0);
    CHECK(setsockopt(rig->acceptor, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT,
                     (char *)&rig->listener, sizeof rig->listener) == 0);
}

static struct rig rig_new(void)
{
    struct rig rig = {.port = port_new(0)};

    rig.listener = listener_new(AF_INET, &rig.address);
    rig.acceptor = tcp_new(AF_INET);
    rig.ov = overlapped_new(NULL);
    port_add(rig.port, (HANDLE)rig.listener, KEY);
    port_add(rig.port, (HANDLE)rig.acceptor, OTHER_KEY);
    return rig;
}

static void rig_free(struct rig *rig)
{
    closesocket(rig->acceptor);
    closesocket(rig->listener);
    CloseHandle(rig->port);
}

/* One conversation on the acceptor, then back to unconnected. */
static void use_and_disconnect(struct rig *rig, int client_first)
{
    OVERLAPPED ov = overlapped_new(NULL);
    char byte;

    pend_recv(rig->acceptor, &byte, 1, &ov);
    send_all(rig->client, "x", 1);
    CHECK_PACKET(rig->port, OTHER_KEY, &ov, 1, 0);
    if (client_first)
        closesocket(rig->client);
    CHECK(started(start_disconnect(rig->acceptor, &ov, TF_REUSE_SOCKET)));
    if (!client_first) {
        CHECK(recv(rig->client, &byte, 1, 0) == 0);
        closesocket(rig->client);
    }
    CHECK_PACKET(rig->port, OTHER_KEY, &ov, 0, 0);
}

/* Claim:  after a disconnect for reuse the same handle serves AcceptEx again,
 *         with its old association and key, over and over (s).
 * Source: "DisconnectEx", TF_REUSE_SOCKET; docs/semantics/accept-connect.md.
 *         Wine 8: nothing is posted and sends are 10058 afterwards. */
static void acceptor_is_used_again(void)
{
    struct rig rig = rig_new();

    if (tap_where() == WINE_8)
        SKIP(NO_REUSE);
    for (int i = 0; i < 50; i++) {
        rig_connect(&rig);
        use_and_disconnect(&rig, i & 1);
    }
    CHECK_NO_PACKET(rig.port);
    rig_free(&rig);
}

/* Claim:  in between it is unconnected: 10057 from send and recv.
 * Source: docs/semantics/accept-connect.md.  Wine 8: as above. */
static void reusable_socket_is_unconnected(void)
{
    struct rig rig = rig_new();
    char byte;

    rig_connect(&rig);
    use_and_disconnect(&rig, 0);
    DIFFERS(WINE_8, NO_REUSE)
    FAILS(send(rig.acceptor, "x", 1, 0), WSAENOTCONN);
    DIFFERS(WINE_8, NO_REUSE)
    FAILS(recv(rig.acceptor, &byte, 1, 0), WSAENOTCONN);
    DIFFERS(WINE_8, NO_REUSE)
    CHECK(start_disconnect(rig.acceptor, NULL, 0) == WSAENOTCONN);
    rig_free(&rig);
}

/* Claim:  the skip mode survives, too.
 * Source: docs/semantics/accept-connect.md (the same file object).
 *         Wine 8: as above. */
static void modes_survive_reuse(void)
{
    struct rig rig = rig_new();
    OVERLAPPED ov = overlapped_new(NULL);
    char byte;
    int result;

    if (tap_where() == WINE_8)
        SKIP(NO_REUSE);
    rig_connect(&rig);
    CHECK(SetFileCompletionNotificationModes(
        (HANDLE)rig.acceptor, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS));
    use_and_disconnect(&rig, 0);
    rig_connect(&rig);
    send_all(rig.client, "x", 1);
    let_it_block();
    result = start_recv(rig.acceptor, &byte, 1, &ov);
    CHECK(started(result), "result %d", result);
    if (result == WSA_IO_PENDING)
        CHECK_PACKET(rig.port, OTHER_KEY, &ov, 1, 0);
    CHECK_NO_PACKET(rig.port);
    closesocket(rig.client);
    rig_free(&rig);
}

/* Claim:  a socket from ConnectEx may ConnectEx again (bound again if it must).
 * Source: "DisconnectEx", TF_REUSE_SOCKET (whether it stays bound is not said);
 *         docs/semantics/accept-connect.md.  Wine 8: as above. */
static void connector_is_used_again(void)
{
    HANDLE port = port_new(0);
    struct address address, any;
    SOCKET listener = listener_new(AF_INET, &address), mine, server;
    OVERLAPPED ov = overlapped_new(NULL);

    if (tap_where() == WINE_8)
        SKIP(NO_REUSE);
    mine = tcp_bound(AF_INET);
    port_add(port, (HANDLE)mine, KEY);
    for (int i = 0; i < 10; i++) {
        CHECK(started(start_connect(mine, &address, &ov)));
        CHECK_PACKET(port, KEY, &ov, 0, 0);
        CHECK(setsockopt(mine, SOL_SOCKET, SO_UPDATE_CONNECT_CONTEXT, NULL,
                         0) == 0);
        server = accept(listener, NULL, NULL);
        closesocket(server);
        CHECK(started(start_disconnect(mine, &ov, TF_REUSE_SOCKET)));
        CHECK_PACKET(port, KEY, &ov, 0, 0);
        any = loopback(AF_INET, 0);
        bind(mine, address_of(&any), any.length);
    }
    CHECK_NO_PACKET(port);
    closesocket(mine);
    closesocket(listener);
    CloseHandle(port);
}

/* Claim:  reuse without an OVERLAPPED is synchronous and posts nothing.
 * Source: "DisconnectEx", lpOverlapped.  Wine 8: as above. */
static void synchronous_reuse(void)
{
    struct rig rig = rig_new();

    if (tap_where() == WINE_8)
        SKIP(NO_REUSE);
    for (int i = 0; i < 3; i++) {
        rig_connect(&rig);
        closesocket(rig.client);
        CHECK(start_disconnect(rig.acceptor, NULL, TF_REUSE_SOCKET) == 0);
    }
    CHECK_NO_PACKET(rig.port);
    rig_free(&rig);
}

/* Claim:  one who selects is told of the end of each connection that the socket
 *         has.
 * Source: "WSAEventSelect function", FD_CLOSE; "DisconnectEx",
 *         TF_REUSE_SOCKET.  Wine 8: as above. */
static void each_end_is_told(void)
{
    struct rig rig = rig_new();
    HANDLE event = event_new();
    WSANETWORKEVENTS told;

    if (tap_where() == WINE_8)
        SKIP(NO_REUSE);
    CHECK(WSAEventSelect(rig.acceptor, event, FD_CLOSE) == 0);
    for (int i = 0; i < 3; i++) {
        rig_connect(&rig);
        closesocket(rig.client);
        CHECK(wait_for(event), "round %d", i);
        CHECK(WSAEnumNetworkEvents(rig.acceptor, event, &told) == 0 &&
                  told.lNetworkEvents == FD_CLOSE,
              "round %d", i);
        rig.ov = overlapped_new(NULL);
        CHECK(
            started(start_disconnect(rig.acceptor, &rig.ov, TF_REUSE_SOCKET)));
        CHECK_PACKET(rig.port, OTHER_KEY, &rig.ov, 0, 0);
    }
    rig_free(&rig);
    CloseHandle(event);
}

TAP_MAIN(CASE(posts_a_packet), CASE(posts_in_skip_mode),
         CASE(synchronous_posts_nothing), CASE(plain_is_a_send_shutdown),
         CASE(errors), CASE_LONG(acceptor_is_used_again, 60),
         CASE(reusable_socket_is_unconnected), CASE(modes_survive_reuse),
         CASE(connector_is_used_again), CASE(synchronous_reuse),
         CASE(each_end_is_told))
