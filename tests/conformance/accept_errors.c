/* What AcceptEx refuses at once: no packet, Internal pending. */
#include "support.h"

#define TAKES_ANY "AcceptEx takes every kind of acceptor"
#define ROOM ((DWORD)(ACCEPT_ROOM / 2))

/* A listener on a port, an acceptor, and one call to make of them. */
struct rig {
    HANDLE port;
    struct address address;
    SOCKET listener, acceptor;
    OVERLAPPED ov;
    char buf[ACCEPT_ROOM];
};

static struct rig rig_new(void)
{
    struct rig rig = {.port = port_new(0)};

    rig.listener = listener_new(AF_INET, &rig.address);
    rig.acceptor = tcp_new(AF_INET);
    rig.ov = overlapped_new(NULL);
    port_add(rig.port, (HANDLE)rig.listener, KEY);
    return rig;
}

static void rig_free(struct rig *rig)
{
    closesocket(rig->acceptor);
    closesocket(rig->listener);
    CHECK_NO_PACKET(rig->port);
    CloseHandle(rig->port);
}

static int call(struct rig *rig, SOCKET listener, SOCKET acceptor)
{
    return start_accept(listener, acceptor, rig->buf, &rig->ov);
}

/* Claim:  no OVERLAPPED is 87, found before the lengths.
 * Source: Wine's ws2_32 sock test_AcceptEx.  Wine 8: same. */
static void no_overlapped(void)
{
    struct rig rig = rig_new();
    DWORD bytes;

    CHECK_FAILS(extensions()->accept(rig.listener, rig.acceptor, rig.buf, 0,
                                     ROOM, ROOM, &bytes, NULL),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(extensions()->accept(rig.listener, rig.acceptor, rig.buf, 0, 0,
                                     0, &bytes, NULL),
                ERROR_INVALID_PARAMETER);
    rig_free(&rig);
}

/* Claim:  what is no socket is 10038, in either place.
 * Source: as above.  Wine 8: same. */
static void no_sockets(void)
{
    struct rig rig = rig_new();
    HANDLE event = event_new();
    SOCKET closed = tcp_new(AF_INET);

    closesocket(closed);
    CHECK(call(&rig, INVALID_SOCKET, rig.acceptor) == WSAENOTSOCK);
    CHECK(call(&rig, closed, rig.acceptor) == WSAENOTSOCK);
    CHECK(call(&rig, (SOCKET)event, rig.acceptor) == WSAENOTSOCK);
    CHECK(call(&rig, rig.listener, INVALID_SOCKET) == WSAENOTSOCK);
    CHECK(call(&rig, rig.listener, closed) == WSAENOTSOCK);
    CHECK(call(&rig, rig.listener, (SOCKET)event) == WSAENOTSOCK);
    CloseHandle(event);
    rig_free(&rig);
}

/* Claim:  a socket that does not listen is 10022, and Internal is 0x103.
 * Source: as above.  Wine 8: starts. */
static void no_listener(void)
{
    static struct rig rig;
    SOCKET quiet[2] = {tcp_new(AF_INET), tcp_bound(AF_INET)};

    rig = rig_new();
    for (int i = 0; i < 2; i++) {
        SOCKET acceptor = tcp_new(AF_INET);

        DIFFERS(WINE_8, "AcceptEx starts on a socket that does not listen")
        CHECK(call(&rig, quiet[i], acceptor) == WSAEINVAL &&
              rig.ov.Internal == PENDING && rig.ov.InternalHigh == UNTOUCHED);
        closesocket(quiet[i]);
        CHECK(WAIT_UNTIL(tap_where() != WINE_8 || rig.ov.Internal != PENDING));
        closesocket(acceptor);
        rig.ov = overlapped_new(NULL);
    }
    rig_free(&rig);
}

/* Claim:  an acceptor that is connected, bound, listens, or is a datagram
 *         socket is 10022.
 * Source: as above.  Wine 8: takes them all. */
static void unfit_acceptors(void)
{
    struct rig rig = rig_new();
    struct pair pair = pair_new(AF_INET);
    struct address address;
    SOCKET listening = listener_new(AF_INET, &address), udp;
    SOCKET bound = tcp_bound(AF_INET);

    udp = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
    const SOCKET unfit[] = {pair.mine,    pair.peer, listening,
                            rig.listener, bound,     udp};

    for (unsigned i = 0; i < COUNT_OF(unfit); i++) {
        DIFFERS(WINE_8, TAKES_ANY)
        CHECK(call(&rig, rig.listener, unfit[i]) == WSAEINVAL, "row %u", i);
    }
    CHECK_NO_PACKET(rig.port);
    closesocket(rig.listener);
    while (tap_where() == WINE_8 && packet_next(rig.port, QUIET).overlapped)
        ; /* what it took */
    rig.listener = INVALID_SOCKET;
    closesocket(bound);
    closesocket(udp);
    closesocket(listening);
    pair_close(&pair);
    rig_free(&rig);
}

/* Claim:  so is one that waits in another AcceptEx; and it can neither connect
 *         nor ConnectEx meanwhile.
 * Source: as above.  Wine 8: same. */
static void busy_acceptor(void)
{
    struct rig rig = rig_new();
    OVERLAPPED other = overlapped_new(NULL);
    char buf[ACCEPT_ROOM];

    CHECK(call(&rig, rig.listener, rig.acceptor) == WSA_IO_PENDING);
    CHECK(start_accept(rig.listener, rig.acceptor, buf, &other) == WSAEINVAL);
    CHECK_FAILS(connect(rig.acceptor, address_of(&rig.address),
                        rig.address.length) == 0,
                WSAEINVAL);
    CHECK(start_connect(rig.acceptor, &rig.address, &other) == WSAEINVAL);
    CHECK(CancelIoEx((HANDLE)rig.listener, NULL));
    CHECK_PACKET(rig.port, KEY, &rig.ov, 0, ERROR_OPERATION_ABORTED);
    CHECK(call(&rig, rig.listener, rig.acceptor) == WSA_IO_PENDING);
    CHECK(CancelIoEx((HANDLE)rig.listener, NULL));
    CHECK_PACKET(rig.port, KEY, &rig.ov, 0, ERROR_OPERATION_ABORTED);
    rig_free(&rig);
}

/* Claim:  no buffer, or no room for the remote address, is 10014.
 * Source: as above.  Wine 8: no buffer is 10022. */
static void no_room(void)
{
    struct rig rig = rig_new();
    DWORD bytes;

    DIFFERS(WINE_8, "AcceptEx without a buffer is 10022")
    CHECK_FAILS(extensions()->accept(rig.listener, rig.acceptor, NULL, 0, ROOM,
                                     ROOM, &bytes, &rig.ov),
                WSAEFAULT);
    CHECK_FAILS(extensions()->accept(rig.listener, rig.acceptor, rig.buf, 0,
                                     ROOM, 0, &bytes, &rig.ov),
                WSAEFAULT);
    CHECK(rig.ov.Internal == PENDING);
    rig_free(&rig);
}

/* Claim:  CancelIo of the acceptor does nothing to the request, of the
 *         listener it cancels: 995.
 * Source: as above.  Wine 8: same. */
static void request_belongs_to_the_listener(void)
{
    struct rig rig = rig_new();

    CHECK(call(&rig, rig.listener, rig.acceptor) == WSA_IO_PENDING);
    CHECK(CancelIo((HANDLE)rig.acceptor));
    CHECK_NO_PACKET(rig.port);
    CHECK(CancelIo((HANDLE)rig.listener));
    CHECK_PACKET(rig.port, KEY, &rig.ov, 0, ERROR_OPERATION_ABORTED);
    rig_free(&rig);
}

/* Claim:  closing the acceptor after the connection, before the data: 995 or
 *         1236, once.
 * Source: as above (both were seen on Windows).  Wine 8: 676. */
static void acceptor_closed_before_data(void)
{
    struct rig rig = rig_new();
    struct packet got;
    SOCKET client;
    DWORD bytes;

    CHECK_FAILS(extensions()->accept(rig.listener, rig.acceptor, rig.buf, 8,
                                     ROOM - 8, ROOM, &bytes, &rig.ov),
                ERROR_IO_PENDING);
    client = connected_to(&rig.address);
    let_it_block();
    closesocket(rig.acceptor);
    got = packet_next(rig.port, DEADLINE);
    CHECK(got.overlapped == &rig.ov && got.key == KEY && !got.ok);
    CHECK(got.error == ERROR_OPERATION_ABORTED ||
              got.error == ERROR_CONNECTION_ABORTED,
          "error %u", (unsigned)got.error);
    closesocket(client);
    rig_free(&rig);
}

/* Claim:  the update wants the handle of a socket: a NULL or a short value is
 *         10014.
 * Source: "setsockopt function", WSAEFAULT.  Wine 8: takes anything. */
static void wrong_updates(void)
{
    struct rig rig = rig_new();
    SOCKET client;

    CHECK(call(&rig, rig.listener, rig.acceptor) == WSA_IO_PENDING);
    client = connected_to(&rig.address);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 0, 0);
    DIFFERS(WINE_8, "SO_UPDATE_ACCEPT_CONTEXT takes any value")
    CHECK_FAILS(setsockopt(rig.acceptor, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT,
                           NULL, 0) == 0,
                WSAEFAULT);
    DIFFERS(WINE_8, "SO_UPDATE_ACCEPT_CONTEXT takes any value")
    CHECK_FAILS(setsockopt(rig.acceptor, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT,
                           (char *)&rig.listener, 2) == 0,
                WSAEFAULT);
    closesocket(client);
    rig_free(&rig);
}

TAP_MAIN(CASE(no_overlapped), CASE(no_sockets), CASE(no_listener),
         CASE(unfit_acceptors), CASE(busy_acceptor), CASE(no_room),
         CASE(request_belongs_to_the_listener),
         CASE(acceptor_closed_before_data), CASE(wrong_updates))
