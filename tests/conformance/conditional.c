/* WSAConnect, WSAAccept with a condition function, and the calls that end one
 * direction. */
#include "support.h"

#define FAILS(call, code) CHECK_FAILS((call) != SOCKET_ERROR, code)
#define REFUSED(call, code) CHECK_FAILS((call) != INVALID_SOCKET, code)
#define IGNORES "data for a connect or a disconnect is ignored"

/* What a condition function saw, and what it answers. */
struct condition {
    int answer, calls;
    DWORD thread;
    struct address peer, local;
    DWORD data;
};

static void keep(struct address *address, const WSABUF *name)
{
    CHECK(name && name->buf && name->len <= sizeof address->storage);
    memcpy(&address->storage, name->buf, name->len);
    address->length = (int)name->len;
}

static int CALLBACK decide(LPWSABUF caller, LPWSABUF caller_data, LPQOS service,
                           LPQOS group_service, LPWSABUF callee,
                           LPWSABUF callee_data, GROUP *group, DWORD_PTR data)
{
    struct condition *condition = (struct condition *)data;

    condition->calls++;
    condition->thread = GetCurrentThreadId();
    keep(&condition->peer, caller);
    keep(&condition->local, callee);
    condition->data = caller_data ? caller_data->len : 0;
    CHECK(!service && !group_service && group);
    if (callee_data)
        callee_data->len = 0;
    return condition->answer;
}

static unsigned short port_of(struct address *address)
{
    return ((struct sockaddr_in *)&address->storage)->sin_port;
}

struct rig {
    struct address address;
    SOCKET listener, client;
    struct condition condition;
};

static struct rig rig_new(int answer)
{
    struct rig rig = {.condition = {.answer = answer}};

    rig.listener = listener_new(AF_INET, &rig.address);
    rig.client = INVALID_SOCKET;
    return rig;
}

static void rig_free(struct rig *rig)
{
    closesocket(rig->client);
    closesocket(rig->listener);
}

static SOCKET ask(struct rig *rig)
{
    return WSAAccept(rig->listener, NULL, NULL, decide,
                     (DWORD_PTR)&rig->condition);
}

/* One byte each way. */
static void is_connected(SOCKET one, SOCKET other)
{
    char byte = 0;

    send_all(one, "a", 1);
    recv_all(other, &byte, 1);
    CHECK(byte == 'a');
    send_all(other, "b", 1);
    recv_all(one, &byte, 1);
    CHECK(byte == 'b');
}

/* ---- WSAAccept -------------------------------------------------------- */

/* Claim:  CF_ACCEPT: the function is called once, by this thread, with the
 *         peer's address, the local one and no data; the connection is there.
 * Source: "WSAAccept function", Remarks.  Wine 8: same. */
static void accepted(void)
{
    struct rig rig = rig_new(CF_ACCEPT);
    struct address client, peer = {.length = sizeof peer.storage};
    SOCKET server;

    rig.client = connected_to(&rig.address);
    client = bound_address(rig.client);
    server = WSAAccept(rig.listener, address_of(&peer), &peer.length, decide,
                       (DWORD_PTR)&rig.condition);
    CHECK(server != INVALID_SOCKET);
    CHECK(rig.condition.calls == 1);
    CHECK(rig.condition.thread == GetCurrentThreadId());
    CHECK(port_of(&rig.condition.peer) == port_of(&client));
    CHECK(port_of(&rig.condition.local) == port_of(&rig.address));
    CHECK(rig.condition.data == 0);
    CHECK(port_of(&peer) == port_of(&client) && peer.length == client.length);
    is_connected(server, rig.client);
    closesocket(server);
    rig_free(&rig);
}

/* Claim:  without a condition it is accept; without room for an address none
 *         is given.
 * Source: as above, lpfnCondition, addr.  Wine 8: same. */
static void no_condition(void)
{
    struct rig rig = rig_new(CF_ACCEPT);
    struct address peer = {.length = sizeof peer.storage};
    SOCKET server;

    rig.client = connected_to(&rig.address);
    server = WSAAccept(rig.listener, address_of(&peer), &peer.length, NULL, 0);
    CHECK(server != INVALID_SOCKET && peer.length == rig.address.length);
    is_connected(server, rig.client);
    closesocket(server);
    closesocket(rig.client);
    rig.client = connected_to(&rig.address);
    server = WSAAccept(rig.listener, NULL, NULL, NULL, 0);
    CHECK(server != INVALID_SOCKET);
    closesocket(server);
    rig_free(&rig);
}

/* Claim:  CF_REJECT: 10061, and the peer's connection ends.
 * Source: "WSAAccept function", Return value.  Wine 8: same. */
static void rejected(void)
{
    struct rig rig = rig_new(CF_REJECT);
    DWORD timeout = DEADLINE / 2;
    char byte;

    rig.client = connected_to(&rig.address);
    setsockopt(rig.client, SOL_SOCKET, SO_RCVTIMEO, (char *)&timeout,
               sizeof timeout);
    REFUSED(ask(&rig), WSAECONNREFUSED);
    CHECK(rig.condition.calls == 1);
    SetLastError(0);
    CHECK(recv(rig.client, &byte, 1, 0) <= 0 && GetLastError() != WSAETIMEDOUT);
    rig_free(&rig);
}

/* Claim:  CF_DEFER: 11002; the same connection is asked about again, and may
 *         then be had.
 * Source: as above, Remarks.  Wine 8: same. */
static void deferred(void)
{
    struct rig rig = rig_new(CF_DEFER);
    struct address client;
    SOCKET server;

    rig.client = connected_to(&rig.address);
    client = bound_address(rig.client);
    REFUSED(ask(&rig), WSATRY_AGAIN);
    REFUSED(ask(&rig), WSATRY_AGAIN);
    CHECK(rig.condition.calls == 2);
    rig.condition.answer = CF_ACCEPT;
    server = ask(&rig);
    CHECK(server != INVALID_SOCKET && rig.condition.calls == 3);
    CHECK(port_of(&rig.condition.peer) == port_of(&client));
    is_connected(server, rig.client);
    closesocket(server);
    rig_free(&rig);
}

/* Claim:  a deferred connection comes before those behind it.
 * Source: as above.  Wine 8: same. */
static void deferred_comes_first(void)
{
    struct rig rig = rig_new(CF_DEFER);
    SOCKET second, server;
    struct address first;

    rig.client = connected_to(&rig.address);
    first = bound_address(rig.client);
    REFUSED(ask(&rig), WSATRY_AGAIN);
    second = connected_to(&rig.address);
    rig.condition.answer = CF_ACCEPT;
    server = ask(&rig);
    CHECK(port_of(&rig.condition.peer) == port_of(&first));
    is_connected(server, rig.client);
    closesocket(server);
    server = ask(&rig);
    is_connected(server, second);
    closesocket(server);
    closesocket(second);
    rig_free(&rig);
}

/* Claim:  accept takes what was deferred, also one that does not block.
 * Source: "WSAAccept function", Remarks.  Wine 8: same. */
static void deferred_for_accept(void)
{
    struct rig rig = rig_new(CF_DEFER);
    SOCKET server;
    u_long on = 1;

    rig.client = connected_to(&rig.address);
    REFUSED(ask(&rig), WSATRY_AGAIN);
    CHECK(ioctlsocket(rig.listener, FIONBIO, &on) == 0);
    server = accept(rig.listener, NULL, NULL);
    CHECK(server != INVALID_SOCKET);
    on = 0;
    CHECK(ioctlsocket(server, FIONBIO, &on) == 0);
    is_connected(server, rig.client);
    REFUSED(accept(rig.listener, NULL, NULL), WSAEWOULDBLOCK);
    closesocket(server);
    rig_free(&rig);
}

/* Claim:  so does AcceptEx.
 * Source: Wine's ws2_32 sock test_AcceptEx.  Wine 8: waits for the next. */
static void deferred_for_accept_ex(void)
{
    struct rig rig = rig_new(CF_DEFER);
    SOCKET acceptor = tcp_new(AF_INET);
    OVERLAPPED ov = overlapped_new(NULL);
    HANDLE port = port_new(0);
    char buf[ACCEPT_ROOM];

    if (tap_where() == WINE_8)
        SKIP("AcceptEx does not see what was deferred");
    port_add(port, (HANDLE)rig.listener, KEY);
    rig.client = connected_to(&rig.address);
    REFUSED(ask(&rig), WSATRY_AGAIN);
    CHECK(started(start_accept(rig.listener, acceptor, buf, &ov)));
    CHECK_PACKET(port, KEY, &ov, 0, 0);
    is_connected(acceptor, rig.client);
    closesocket(acceptor);
    rig_free(&rig);
    CloseHandle(port);
}

/* Claim:  what is deferred ends with its listener.
 * Source: "closesocket function".  Wine 8: same. */
static void deferred_ends_with_listener(void)
{
    struct rig rig = rig_new(CF_DEFER);
    DWORD timeout = DEADLINE / 2;
    char byte;

    rig.client = connected_to(&rig.address);
    setsockopt(rig.client, SOL_SOCKET, SO_RCVTIMEO, (char *)&timeout,
               sizeof timeout);
    REFUSED(ask(&rig), WSATRY_AGAIN);
    CHECK(closesocket(rig.listener) == 0);
    SetLastError(0);
    CHECK(recv(rig.client, &byte, 1, 0) <= 0 && GetLastError() != WSAETIMEDOUT);
    rig.listener = INVALID_SOCKET;
    rig_free(&rig);
}

/* Claim:  another answer is 10022.
 * Source: "WSAAccept function", WSAEINVAL.  Wine 8: 10038. */
static void strange_answer(void)
{
    struct rig rig = rig_new(77);

    rig.client = connected_to(&rig.address);
    DIFFERS(WINE_8, "a strange answer is 10038")
    REFUSED(ask(&rig), WSAEINVAL);
    CHECK(rig.condition.calls == 1);
    rig_free(&rig);
}

/* Claim:  no socket 10038, a datagram socket 10045, not listening 10022, room
 *         too small 10014, nobody there 10035; nobody is asked then.
 * Source: "WSAAccept function", Return value.  Wine 8: same. */
static void wrong_listeners(void)
{
    struct rig rig = rig_new(CF_ACCEPT);
    SOCKET listener = rig.listener, lone = tcp_bound(AF_INET), udp;
    struct address address, peer = {.length = 4};
    u_long on = 1;

    udp = udp_bound(&address);
    rig.listener = INVALID_SOCKET;
    REFUSED(ask(&rig), WSAENOTSOCK);
    rig.listener = udp;
    REFUSED(ask(&rig), WSAEOPNOTSUPP);
    rig.listener = lone;
    REFUSED(ask(&rig), WSAEINVAL);
    rig.listener = listener;
    CHECK(ioctlsocket(rig.listener, FIONBIO, &on) == 0);
    REFUSED(ask(&rig), WSAEWOULDBLOCK);
    rig.client = connected_to(&rig.address);
    REFUSED(WSAAccept(rig.listener, address_of(&peer), &peer.length, decide,
                      (DWORD_PTR)&rig.condition),
            WSAEFAULT);
    CHECK(peer.length == 4);
    closesocket(udp);
    closesocket(lone);
    rig_free(&rig);
}

/* ---- WSAConnect ------------------------------------------------------- */

static int connect_with(SOCKET socket, struct address *to, WSABUF *caller,
                        WSABUF *callee, QOS *service, QOS *group)
{
    return WSAConnect(socket, address_of(to), to->length, caller, callee,
                      service, group);
}

/* Claim:  it connects as connect does; nothing comes back from the peer, and
 *         it is not told when it fails at once.
 * Source: "WSAConnect function", lpCalleeData.  Wine 8: leaves the length. */
static void connects(void)
{
    struct address address;
    SOCKET listener = listener_new(AF_INET, &address);
    SOCKET client = tcp_new(AF_INET), server;
    char room[4];
    WSABUF callee = {sizeof room, room};

    CHECK(connect_with(client, &address, NULL, &callee, NULL, NULL) == 0);
    DIFFERS(WINE_8, IGNORES)
    CHECK(callee.len == 0);
    server = accept(listener, NULL, NULL);
    is_connected(client, server);
    FAILS(connect_with(client, &address, NULL, NULL, NULL, NULL), WSAEISCONN);
    closesocket(server);
    closesocket(client);
    closesocket(listener);
}

/* Claim:  refused 10061; short or no name 10014; another family 10047; no
 *         socket 10038; a listener 10022; nowhere 10049.
 * Source: "WSAConnect function", Return value.  Wine 8: other families and
 *         short names are other errors. */
static void connect_errors(void)
{
    struct address address, other = loopback(AF_INET6, 1), zero;
    SOCKET listener = listener_new(AF_INET, &address);
    SOCKET dead = tcp_bound(AF_INET), client = tcp_new(AF_INET);
    struct address nobody = bound_address(dead);

    FAILS(connect_with(INVALID_SOCKET, &address, NULL, NULL, NULL, NULL),
          WSAENOTSOCK);
    if (tap_where() != WINE_8) /* which crashes */
        FAILS(WSAConnect(client, NULL, 16, NULL, NULL, NULL, NULL), WSAEFAULT);
    DIFFERS(WINE_8, "a short address is 10049")
    FAILS(WSAConnect(client, address_of(&address), 3, NULL, NULL, NULL, NULL),
          WSAEFAULT);
    DIFFERS(WINE_8, "another family is 10045 or 10049")
    FAILS(connect_with(client, &other, NULL, NULL, NULL, NULL),
          WSAEAFNOSUPPORT);
    zero = loopback(AF_INET, 9);
    ((struct sockaddr_in *)&zero.storage)->sin_addr.s_addr = INADDR_ANY;
    DIFFERS(WINE_8, "connects to 0.0.0.0")
    FAILS(connect_with(client, &zero, NULL, NULL, NULL, NULL),
          WSAEADDRNOTAVAIL);
    closesocket(client);
    client = tcp_new(AF_INET);
    FAILS(connect_with(client, &nobody, NULL, NULL, NULL, NULL),
          WSAECONNREFUSED);
    FAILS(connect_with(listener, &nobody, NULL, NULL, NULL, NULL), WSAEINVAL);
    closesocket(dead);
    closesocket(client);
    closesocket(listener);
}

/* Claim:  data for the peer is 10043 on a stream, and not looked at on a
 *         datagram socket; a group is 10022; a service of best effort is taken,
 *         a better one is 10045.
 * Source: "WSAConnect function", Return value, Remarks.  Wine 8: ignores all
 *         of it. */
static void connect_extras(void)
{
    struct address address, to;
    SOCKET listener = listener_new(AF_INET, &address);
    SOCKET client = tcp_new(AF_INET), udp = udp_bound(&to);
    WSABUF data = {4, (char *)"data"};
    QOS service = {.SendingFlowspec = {.ServiceType = SERVICETYPE_BESTEFFORT}};
    QOS better = {.ReceivingFlowspec = {.ServiceType = SERVICETYPE_GUARANTEED}};

    if (tap_where() == WINE_8)
        SKIP("Wine 8 ignores all of it");
    FAILS(connect_with(client, &address, &data, NULL, NULL, NULL),
          WSAEPROTONOSUPPORT);
    FAILS(connect_with(client, &address, NULL, NULL, NULL, &service),
          WSAEINVAL);
    FAILS(connect_with(client, &address, NULL, NULL, &better, NULL),
          WSAEOPNOTSUPP);
    CHECK(connect_with(udp, &to, &data, NULL, NULL, NULL) == 0);
    CHECK(connect_with(client, &address, NULL, NULL, &service, NULL) == 0);
    closesocket(udp);
    closesocket(client);
    closesocket(listener);
}

/* Claim:  a socket that does not block is 10035, and 10037 or done after that.
 * Source: as above.  Wine 8: same. */
static void connect_without_waiting(void)
{
    struct address address;
    SOCKET listener = listener_new(AF_INET, &address);
    SOCKET client = tcp_new(AF_INET), server;
    u_long on = 1;
    DWORD error;

    CHECK(ioctlsocket(client, FIONBIO, &on) == 0);
    FAILS(connect_with(client, &address, NULL, NULL, NULL, NULL),
          WSAEWOULDBLOCK);
    error = connect_with(client, &address, NULL, NULL, NULL, NULL) == 0
                ? 0
                : GetLastError();
    CHECK(error == WSAEALREADY || error == WSAEISCONN || error == WSAEINVAL,
          "error %u", (unsigned)error);
    server = accept(listener, NULL, NULL);
    CHECK(server != INVALID_SOCKET);
    closesocket(server);
    closesocket(client);
    closesocket(listener);
}

/* ---- Ending one direction --------------------------------------------- */

/* Claim:  WSASendDisconnect is shutdown of sending: the peer sees the end, this
 *         side still receives, sends are 10058; no packet.
 * Source: "WSASendDisconnect function", Remarks.  Wine 8: same. */
static void send_disconnect(void)
{
    HANDLE port = port_new(0);
    struct pair pair = pair_on(port, KEY);
    char byte;

    CHECK(WSASendDisconnect(pair.mine, NULL) == 0);
    CHECK(recv(pair.peer, &byte, 1, 0) == 0);
    FAILS(send(pair.mine, "x", 1, 0), WSAESHUTDOWN);
    send_all(pair.peer, "y", 1);
    recv_all(pair.mine, &byte, 1);
    CHECK(byte == 'y');
    CHECK_NO_PACKET(port);
    pair_close(&pair);
    CloseHandle(port);
}

/* Claim:  WSARecvDisconnect is shutdown of receiving: receives are 10058, this
 *         side still sends, and a receive that is pending gets the next data.
 * Source: "WSARecvDisconnect function", Remarks; Wine's ws2_32 sock
 *         test_shutdown.  Wine 8: same. */
static void receive_disconnect(void)
{
    HANDLE port = port_new(0);
    struct pair pair = pair_on(port, KEY);
    OVERLAPPED ov = overlapped_new(NULL);
    char buf[4], byte;

    pend_recv(pair.mine, buf, sizeof buf, &ov);
    CHECK(WSARecvDisconnect(pair.mine, NULL) == 0);
    FAILS(recv(pair.mine, &byte, 1, 0), WSAESHUTDOWN);
    CHECK_NO_PACKET(port);
    send_all(pair.mine, "x", 1);
    recv_all(pair.peer, &byte, 1);
    send_all(pair.peer, "abc", 3);
    CHECK_PACKET(port, KEY, &ov, 3, 0);
    pair_close(&pair);
    CloseHandle(port);
}

/* Claim:  no socket 10038, not connected 10057; data with it is 10042.
 * Source: "WSASendDisconnect function", Return value.  Wine 8: ignores the
 *         data. */
static void disconnect_errors(void)
{
    SOCKET lone = tcp_new(AF_INET);
    struct pair pair = pair_new(AF_INET);
    char room[4] = "bye";
    WSABUF data = {3, room};

    FAILS(WSASendDisconnect(INVALID_SOCKET, NULL), WSAENOTSOCK);
    FAILS(WSARecvDisconnect(INVALID_SOCKET, NULL), WSAENOTSOCK);
    FAILS(WSASendDisconnect(lone, NULL), WSAENOTCONN);
    FAILS(WSARecvDisconnect(lone, NULL), WSAENOTCONN);
    DIFFERS(WINE_8, IGNORES)
    FAILS(WSASendDisconnect(pair.mine, &data), WSAENOPROTOOPT);
    DIFFERS(WINE_8, IGNORES)
    FAILS(WSARecvDisconnect(pair.mine, &data), WSAENOPROTOOPT);
    pair_close(&pair);
    closesocket(lone);
}

TAP_MAIN(CASE(accepted), CASE(no_condition), CASE(rejected), CASE(deferred),
         CASE(deferred_comes_first), CASE(deferred_for_accept),
         CASE(deferred_for_accept_ex), CASE(deferred_ends_with_listener),
         CASE(strange_answer), CASE(wrong_listeners), CASE(connects),
         CASE(connect_errors), CASE(connect_extras),
         CASE(connect_without_waiting), CASE(send_disconnect),
         CASE(receive_disconnect), CASE(disconnect_errors))
