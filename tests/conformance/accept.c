/* AcceptEx, GetAcceptExSockaddrs, SO_UPDATE_ACCEPT_CONTEXT. */
#include "support.h"

#define TOO_SMALL "AcceptEx refuses a small address length at once, 10022"
#define NO_UPDATE "an AcceptEx socket is whole before the context update"
#define FAILS(call, code) CHECK_FAILS((call) != SOCKET_ERROR, code)

/* A listener on a port with KEY, an acceptor, room for data and addresses. */
struct rig {
    HANDLE port;
    struct address address;
    SOCKET listener, acceptor, client;
    OVERLAPPED ov;
    char buf[64 + ACCEPT_ROOM];
};

static struct rig rig_new(int family)
{
    struct rig rig = {.port = port_new(0), .client = INVALID_SOCKET};

    rig.listener = listener_new(family, &rig.address);
    rig.acceptor = tcp_new(family);
    rig.ov = overlapped_new(NULL);
    port_add(rig.port, (HANDLE)rig.listener, KEY);
    return rig;
}

static void rig_free(struct rig *rig)
{
    closesocket(rig->client);
    closesocket(rig->acceptor);
    closesocket(rig->listener);
    CloseHandle(rig->port);
}

/* AcceptEx with `data` bytes of room for data and the longest addresses. */
static int start_with(struct rig *rig, DWORD data, DWORD local, DWORD remote)
{
    DWORD bytes = UNTOUCHED;
    BOOL done = extensions()->accept(rig->listener, rig->acceptor, rig->buf,
                                     data, local, remote, &bytes, &rig->ov);

    if (!done)
        CHECK(bytes == UNTOUCHED || bytes == 0, "bytes %u", (unsigned)bytes);
    return done ? 0 : WSAGetLastError();
}

static int update(struct rig *rig)
{
    return setsockopt(rig->acceptor, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT,
                      (char *)&rig->listener, sizeof rig->listener);
}

static void accept_and_talk(int family)
{
    struct rig rig = rig_new(family);
    char buf[8];

    CHECK(start_accept(rig.listener, rig.acceptor, rig.buf, &rig.ov) ==
          WSA_IO_PENDING);
    CHECK(rig.ov.Internal == PENDING);
    rig.client = connected_to(&rig.address);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 0, 0);
    CHECK(rig.ov.Internal == 0 && rig.ov.InternalHigh == 0);
    CHECK(update(&rig) == 0);
    send_all(rig.client, "hello", 5);
    recv_all(rig.acceptor, buf, 5);
    send_all(rig.acceptor, "you", 3);
    recv_all(rig.client, buf, 3);
    CHECK_NO_PACKET(rig.port);
    rig_free(&rig);
}

/* Claim:  without data it completes on connection; the packet is the
 *         listener's.
 * Source: "AcceptEx function", Remarks.  Wine 8: same. */
static void completes_on_connection(void)
{
    accept_and_talk(AF_INET);
    accept_and_talk(AF_INET6);
}

/* Claim:  a connection that waits already is taken, too.
 * Source: as above.  Wine 8: same. */
static void takes_a_connection_that_waits(void)
{
    struct rig rig = rig_new(AF_INET);

    rig.client = connected_to(&rig.address);
    CHECK(started(start_accept(rig.listener, rig.acceptor, rig.buf, &rig.ov)));
    CHECK_PACKET(rig.port, KEY, &rig.ov, 0, 0);
    CHECK(update(&rig) == 0);
    send_all(rig.acceptor, "x", 1);
    rig_free(&rig);
}

/* Claim:  with room for data it waits for the first data, which is at the head
 *         of the buffer; the packet's bytes are the data only.
 * Source: as above.  Wine 8: same. */
static void waits_for_data(void)
{
    const DWORD room = ACCEPT_ROOM / 2;
    struct rig rig = rig_new(AF_INET);

    CHECK(start_with(&rig, 64, room, room) == WSA_IO_PENDING);
    rig.client = connected_to(&rig.address);
    CHECK_NO_PACKET(rig.port);
    send_all(rig.client, "hello", 5);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 5, 0);
    CHECK(memcmp(rig.buf, "hello", 5) == 0);
    rig_free(&rig);
}

/* Claim:  a client that closes without data: success with 0 bytes.
 * Source: Wine's ws2_32 sock test_AcceptEx.  Wine 8: same. */
static void end_instead_of_data(void)
{
    const DWORD room = ACCEPT_ROOM / 2;
    struct rig rig = rig_new(AF_INET);

    CHECK(start_with(&rig, 64, room, room) == WSA_IO_PENDING);
    rig.client = connected_to(&rig.address);
    shutdown(rig.client, SD_SEND);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 0, 0);
    rig_free(&rig);
}

/* Claim:  a client that resets before it sent data ends the request, with 64
 *         or with success and 0 bytes.
 * Source: docs/semantics/accept-connect.md.  Wine 8: one of these. */
static void reset_instead_of_data(void)
{
    const DWORD room = ACCEPT_ROOM / 2;
    struct rig rig = rig_new(AF_INET);
    struct packet got;

    CHECK(start_with(&rig, 64, room, room) == WSA_IO_PENDING);
    rig.client = connected_to(&rig.address);
    let_it_block();
    reset_close(rig.client);
    got = packet_next(rig.port, DEADLINE);
    CHECK(got.overlapped == &rig.ov && got.bytes == 0);
    CHECK(got.ok || got.error == ERROR_NETNAME_DELETED, "error %u",
          (unsigned)got.error);
    rig_free(&rig);
}

static unsigned port_of(const struct sockaddr *address)
{
    return address->sa_family == AF_INET6
               ? ntohs(((const struct sockaddr_in6 *)address)->sin6_port)
               : ntohs(((const struct sockaddr_in *)address)->sin_port);
}

static void addresses_of(int family, DWORD data)
{
    const DWORD room = ACCEPT_ROOM / 2;
    struct rig rig = rig_new(family);
    struct sockaddr *local = NULL, *remote = NULL;
    int local_length = 0, remote_length = 0;
    struct address client;

    CHECK(start_with(&rig, data, room, room) == WSA_IO_PENDING);
    rig.client = connected_to(&rig.address);
    client = bound_address(rig.client);
    send_all(rig.client, "x", 1);
    CHECK_PACKET(rig.port, KEY, &rig.ov, data ? 1 : 0, 0);
    extensions()->sockaddrs(rig.buf, data, room, room, &local, &local_length,
                            &remote, &remote_length);
    CHECK((char *)local >= rig.buf + data &&
          (char *)remote < rig.buf + sizeof rig.buf);
    CHECK(local->sa_family == family && remote->sa_family == family);
    CHECK(local_length == rig.address.length);
    CHECK(remote_length == rig.address.length);
    CHECK(port_of(local) == port_of(address_of(&rig.address)));
    CHECK(port_of(remote) == port_of(address_of(&client)));
    rig_free(&rig);
}

/* Claim:  GetAcceptExSockaddrs points into the buffer at both addresses, with
 *         and without data, IPv4 and IPv6.
 * Source: "GetAcceptExSockaddrs function".  Wine 8: same. */
static void addresses(void)
{
    addresses_of(AF_INET, 0);
    addresses_of(AF_INET, 64);
    addresses_of(AF_INET6, 0);
    addresses_of(AF_INET6, 64);
}

static void listen_on_any(SOCKET s, struct sockaddr_in *name)
{
    int length = sizeof *name;

    memset(name, 0, sizeof *name);
    name->sin_family = AF_INET;
    name->sin_addr.s_addr = htonl(INADDR_ANY);
    CHECK(bind(s, (struct sockaddr *)name, sizeof *name) == 0);
    CHECK(listen(s, SOMAXCONN) == 0);
    CHECK(getsockname(s, (struct sockaddr *)name, &length) == 0);
}

/* One client of `name`; the block and getsockname agree about that. */
static void arrives_at(SOCKET listener, HANDLE port, struct sockaddr_in *name)
{
    const DWORD room = ACCEPT_ROOM / 2;
    SOCKET acceptor = tcp_new(AF_INET), client = tcp_new(AF_INET);
    OVERLAPPED ov = overlapped_new(NULL);
    char buf[ACCEPT_ROOM];
    struct sockaddr *local = NULL, *remote;
    struct sockaddr_in own;
    int local_length, remote_length, length = sizeof own;

    CHECK(started(start_accept(listener, acceptor, buf, &ov)));
    CHECK(connect(client, (struct sockaddr *)name, sizeof *name) == 0);
    CHECK_PACKET(port, KEY, &ov, 0, 0);
    extensions()->sockaddrs(buf, 0, room, room, &local, &local_length, &remote,
                            &remote_length);
    CHECK(memcmp(local, name, 8) == 0); /* family, port, address */
    CHECK(setsockopt(acceptor, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT,
                     (char *)&listener, sizeof listener) == 0);
    CHECK(getsockname(acceptor, (struct sockaddr *)&own, &length) == 0);
    CHECK(memcmp(&own, name, 8) == 0);
    closesocket(client);
    closesocket(acceptor);
}

/* Claim:  the local address is the one the client connected to, also when the
 *         listener is bound to all of them.
 * Source: "AcceptEx function", dwLocalAddressLength.  Wine 8: same. */
static void local_address_of_each(void)
{
    HANDLE port = port_new(0);
    SOCKET listener = tcp_new(AF_INET);
    struct sockaddr_in name;

    listen_on_any(listener, &name);
    port_add(port, (HANDLE)listener, KEY);
    for (DWORD last = 1; last <= 3; last++) {
        name.sin_addr.s_addr = htonl(0x7f000000 + last);
        arrives_at(listener, port, &name);
    }
    closesocket(listener);
    CloseHandle(port);
}

/* Claim:  exactly sizeof(address) + 16 is enough room.
 * Source: "AcceptEx function", dwLocalAddressLength.  Wine 8: same. */
static void smallest_room(void)
{
    const DWORD room = sizeof(struct sockaddr_in) + 16;
    struct rig rig = rig_new(AF_INET);
    struct sockaddr *local = NULL, *remote = NULL;
    int local_length = 0, remote_length = 0;

    CHECK(start_with(&rig, 0, room, room) == WSA_IO_PENDING);
    rig.client = connected_to(&rig.address);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 0, 0);
    extensions()->sockaddrs(rig.buf, 0, room, room, &local, &local_length,
                            &remote, &remote_length);
    CHECK(local && port_of(local) == port_of(address_of(&rig.address)));
    rig_free(&rig);
}

/* Claim:  a local length of 0 is allowed; then only the remote address is
 *         there, the local outputs stay untouched.
 * Source: Wine's ws2_32 sock test_AcceptEx.  Wine 8: writes them. */
static void no_local_address(void)
{
    const DWORD room = ACCEPT_ROOM / 2;
    struct rig rig = rig_new(AF_INET);
    struct sockaddr *local = (struct sockaddr *)16, *remote = NULL;
    int local_length = 77, remote_length = 0;
    struct address client;

    CHECK(start_with(&rig, 0, 0, room) == WSA_IO_PENDING);
    rig.client = connected_to(&rig.address);
    client = bound_address(rig.client);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 0, 0);
    extensions()->sockaddrs(rig.buf, 0, 0, room, &local, &local_length, &remote,
                            &remote_length);
    DIFFERS(WINE_8, "GetAcceptExSockaddrs writes a local address of length 0")
    CHECK(local == (struct sockaddr *)16 && local_length == 77);
    CHECK(remote && port_of(remote) == port_of(address_of(&client)));
    rig_free(&rig);
}

/* Claim:  room that is too small is found out on connection: 122; the
 *         connection stays to be accepted.
 * Source: as above.  Wine 8: refuses it at once, with 10022. */
static void room_too_small(void)
{
    const DWORD room = ACCEPT_ROOM / 2;
    struct rig rig = rig_new(AF_INET);
    SOCKET accepted;

    DIFFERS(WINE_8, TOO_SMALL)
    CHECK(start_with(&rig, 0, room, 3) == WSA_IO_PENDING);
    rig.client = connected_to(&rig.address);
    DIFFERS(WINE_8, TOO_SMALL)
    CHECK_PACKET(rig.port, KEY, &rig.ov, 0, ERROR_INSUFFICIENT_BUFFER);
    DIFFERS(WINE_8, TOO_SMALL)
    CHECK((DWORD)rig.ov.Internal == 0xc0000023);
    accepted = accept(rig.listener, NULL, NULL);
    CHECK(accepted != INVALID_SOCKET);
    send_all(accepted, "x", 1);
    closesocket(accepted);
    rig_free(&rig);
}

/* Claim:  several pending requests are served first in, first out.
 * Source: docs/semantics/accept-connect.md.  Wine 8: same. */
static void served_in_order(void)
{
    enum { MANY = 4 };
    struct rig rig = rig_new(AF_INET);
    static OVERLAPPED ov[MANY];
    static char bufs[MANY][ACCEPT_ROOM];
    SOCKET acceptors[MANY];

    for (int i = 0; i < MANY; i++) {
        ov[i] = overlapped_new(NULL);
        acceptors[i] = tcp_new(AF_INET);
        CHECK(start_accept(rig.listener, acceptors[i], bufs[i], &ov[i]) ==
              WSA_IO_PENDING);
    }
    for (int i = 0; i < MANY; i++) {
        SOCKET client = connected_to(&rig.address);

        CHECK_PACKET(rig.port, KEY, &ov[i], 0, 0);
        closesocket(client);
        closesocket(acceptors[i]);
    }
    CHECK_NO_PACKET(rig.port);
    rig_free(&rig);
}

/* Claim:  before the update getpeername and shutdown are 10057, after it they
 *         work; the connect time counts.
 * Source: "AcceptEx function", Remarks.
 *         Wine 8: works before, too. */
static void update_makes_it_whole(void)
{
    struct rig rig = rig_new(AF_INET);
    struct address peer = loopback(AF_INET, 0), client;
    int seconds = -2, length = sizeof seconds;
    char byte;

    CHECK(started(start_accept(rig.listener, rig.acceptor, rig.buf, &rig.ov)));
    rig.client = connected_to(&rig.address);
    client = bound_address(rig.client);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 0, 0);
    DIFFERS(WINE_8, NO_UPDATE)
    FAILS(getpeername(rig.acceptor, address_of(&peer), &peer.length),
          WSAENOTCONN);
    DIFFERS(WINE_8, NO_UPDATE)
    FAILS(shutdown(rig.acceptor, SD_SEND), WSAENOTCONN);
    CHECK(getsockopt(rig.acceptor, SOL_SOCKET, SO_CONNECT_TIME,
                     (char *)&seconds, &length) == 0 &&
          seconds >= 0 && seconds < 20);
    CHECK(update(&rig) == 0);
    CHECK(getpeername(rig.acceptor, address_of(&peer), &peer.length) == 0);
    CHECK(port_of(address_of(&peer)) == port_of(address_of(&client)));
    peer = bound_address(rig.acceptor);
    CHECK(port_of(address_of(&peer)) == port_of(address_of(&rig.address)));
    CHECK(shutdown(rig.acceptor, SD_SEND) == 0);
    CHECK(recv(rig.client, &byte, 1, 0) == 0);
    rig_free(&rig);
}

/* Claim:  the acceptor gets an association of its own, before or after.
 * Source: "AcceptEx function".  Wine 8: same. */
static void acceptor_has_its_own_key(void)
{
    struct rig rig = rig_new(AF_INET);
    OVERLAPPED ov = overlapped_new(NULL);
    char byte;

    port_add(rig.port, (HANDLE)rig.acceptor, OTHER_KEY);
    CHECK(started(start_accept(rig.listener, rig.acceptor, rig.buf, &rig.ov)));
    rig.client = connected_to(&rig.address);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 0, 0);
    CHECK(update(&rig) == 0);
    pend_recv(rig.acceptor, &byte, 1, &ov);
    send_all(rig.client, "x", 1);
    CHECK_PACKET(rig.port, OTHER_KEY, &ov, 1, 0);
    CHECK_NO_PACKET(rig.port);
    rig_free(&rig);
}

/* Claim:  the association of the listener may come while the request pends.
 * Source: Wine's ws2_32 sock test_completion_port.  Wine 8: same. */
static void association_may_come_later(void)
{
    HANDLE port = port_new(0);
    struct address address;
    SOCKET listener = listener_new(AF_INET, &address);
    SOCKET acceptor = tcp_new(AF_INET), client;
    OVERLAPPED ov = overlapped_new(NULL);
    char buf[ACCEPT_ROOM];

    CHECK(start_accept(listener, acceptor, buf, &ov) == WSA_IO_PENDING);
    port_add(port, (HANDLE)listener, KEY);
    client = connected_to(&address);
    CHECK_PACKET(port, KEY, &ov, 0, 0);
    closesocket(client);
    closesocket(acceptor);
    closesocket(listener);
    CloseHandle(port);
}

/* Claim:  many connections at once, each accepted exactly once (s).
 * Source: "AcceptEx function".  Wine 8: same. */
static void many_connections(void)
{
    enum { ROUNDS = 20, MANY = 16 };
    struct rig rig = rig_new(AF_INET);
    static OVERLAPPED ov[MANY];
    static char bufs[MANY][ACCEPT_ROOM];
    SOCKET acceptors[MANY], clients[MANY];

    for (int round = 0; round < ROUNDS; round++) {
        int seen[MANY] = {0};

        for (int i = 0; i < MANY; i++) {
            ov[i] = overlapped_new(NULL);
            acceptors[i] = tcp_new(AF_INET);
            CHECK(started(
                start_accept(rig.listener, acceptors[i], bufs[i], &ov[i])));
        }
        for (int i = 0; i < MANY; i++)
            clients[i] = connected_to(&rig.address);
        for (int i = 0; i < MANY; i++) {
            struct packet got = packet_next(rig.port, DEADLINE);

            if (CHECK(got.ok && got.overlapped))
                seen[got.overlapped - ov]++;
        }
        for (int i = 0; i < MANY; i++) {
            CHECK(seen[i] == 1);
            send_all(acceptors[i], "x", 1);
            closesocket(acceptors[i]);
            closesocket(clients[i]);
        }
    }
    CHECK_NO_PACKET(rig.port);
    rig_free(&rig);
}

TAP_MAIN(CASE(completes_on_connection), CASE(takes_a_connection_that_waits),
         CASE(waits_for_data), CASE(end_instead_of_data),
         CASE(reset_instead_of_data), CASE(addresses),
         CASE(local_address_of_each), CASE(smallest_room),
         CASE(no_local_address), CASE(room_too_small), CASE(served_in_order),
         CASE(update_makes_it_whole), CASE(acceptor_has_its_own_key),
         CASE(association_may_come_later), CASE_LONG(many_connections, 60))
