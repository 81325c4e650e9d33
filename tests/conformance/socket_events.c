/* WSAEventSelect: what is recorded, when again, and what sets the event. */
#include "support.h"

#define FAILS(call, code) CHECK_FAILS((call) != SOCKET_ERROR, code)

/* The bits recorded now, and the error of one of them. */
static LONG taken(SOCKET socket, HANDLE event, int bit, int *error)
{
    WSANETWORKEVENTS events;

    memset(&events, 0xff, sizeof events);
    CHECK(WSAEnumNetworkEvents(socket, event, &events) == 0);
    if (error != NULL)
        *error = events.iErrorCode[bit];
    return events.lNetworkEvents;
}

/* Waits for the event and takes the record. */
static LONG next(SOCKET socket, HANDLE event)
{
    CHECK(wait_for(event));
    return taken(socket, event, 0, NULL);
}

/* Nothing sets the event for a while. */
static int stays_unset(HANDLE event)
{
    return WaitForSingleObject(event, QUIET) == WAIT_TIMEOUT;
}

/* Claim:  FD_READ is recorded once, and again only after a receive, if data is
 *         left then.
 * Source: "WSAEventSelect function", Remarks (re-enabling functions).
 *         Wine 8: same. */
static void read_is_enabled_by_receiving(void)
{
    struct pair pair = pair_new(AF_INET);
    HANDLE event = event_new();
    char byte;

    CHECK(WSAEventSelect(pair.mine, event, FD_READ) == 0);
    CHECK(!is_set(event));
    send_all(pair.peer, "ab", 2);
    CHECK(next(pair.mine, event) == FD_READ);
    CHECK(!is_set(event));
    send_all(pair.peer, "c", 1);
    CHECK(stays_unset(event));
    CHECK(recv(pair.mine, &byte, 1, 0) == 1);
    CHECK(next(pair.mine, event) == FD_READ);
    pair_close(&pair);
    CloseHandle(event);
}

/* Claim:  once all is received, the next data is recorded.
 * Source: as above.  Wine 8: same. */
static void read_comes_back(void)
{
    struct pair pair = pair_new(AF_INET);
    HANDLE event = event_new();
    char bytes[4];

    CHECK(WSAEventSelect(pair.mine, event, FD_READ) == 0);
    for (int i = 0; i < 20; i++) {
        send_all(pair.peer, "x", 1);
        CHECK(next(pair.mine, event) == FD_READ);
        CHECK(recv(pair.mine, bytes, sizeof bytes, 0) == 1);
        CHECK(taken(pair.mine, event, 0, NULL) == 0);
    }
    FAILS(recv(pair.mine, bytes, 1, 0), WSAEWOULDBLOCK);
    pair_close(&pair);
    CloseHandle(event);
}

/* Claim:  what holds when the selection is made sets the event at once: data,
 *         and room to send on a connection.
 * Source: as above.  Wine 8: same. */
static void holds_already(void)
{
    struct pair pair = pair_new(AF_INET);
    HANDLE event = event_new();
    char byte;

    send_all(pair.peer, "x", 1);
    CHECK(recv(pair.mine, &byte, 1, MSG_PEEK) == 1);
    CHECK(WSAEventSelect(pair.mine, event, FD_READ | FD_WRITE) == 0);
    CHECK(next(pair.mine, event) == (FD_READ | FD_WRITE));
    CHECK(stays_unset(event));
    pair_close(&pair);
    CloseHandle(event);
}

/* Claim:  FD_WRITE is recorded again when there is room after a send that would
 *         have had to wait.
 * Source: as above.  Wine 8: same. */
static void write_is_enabled_by_a_full_socket(void)
{
    static char bytes[1 << 16];
    struct pair pair = pair_new(AF_INET);
    HANDLE event = event_new();
    u_long on = 1;
    int got;

    CHECK(WSAEventSelect(pair.mine, event, FD_WRITE) == 0);
    CHECK(next(pair.mine, event) == FD_WRITE);
    do { /* a late acknowledgement makes room, too */
        while (send(pair.mine, bytes, sizeof bytes, 0) > 0)
            continue;
        CHECK(WSAGetLastError() == WSAEWOULDBLOCK);
    } while (!stays_unset(event) && next(pair.mine, event) == FD_WRITE);
    CHECK(ioctlsocket(pair.peer, FIONBIO, &on) == 0);
    while (!is_set(event)) {
        got = recv(pair.peer, bytes, sizeof bytes, 0);
        CHECK(got > 0 || WSAGetLastError() == WSAEWOULDBLOCK);
    }
    CHECK(next(pair.mine, event) == FD_WRITE);
    pair_close(&pair);
    CloseHandle(event);
}

/* Claim:  FD_ACCEPT is recorded for a connection, and again after an accept
 *         while more wait.
 * Source: as above.  Wine 8: same. */
static void accept_is_enabled_by_accepting(void)
{
    struct address address;
    SOCKET listener = listener_new(AF_INET, &address), clients[2], accepted;
    HANDLE event = event_new();

    CHECK(WSAEventSelect(listener, event, FD_ACCEPT) == 0);
    CHECK(!is_set(event));
    clients[0] = connected_to(&address);
    CHECK(next(listener, event) == FD_ACCEPT);
    clients[1] = connected_to(&address);
    CHECK(stays_unset(event));
    accepted = accept(listener, NULL, NULL);
    CHECK(accepted != INVALID_SOCKET);
    CHECK(next(listener, event) == FD_ACCEPT);
    closesocket(accepted);
    closesocket(accept(listener, NULL, NULL));
    CHECK_FAILS(accept(listener, NULL, NULL) != INVALID_SOCKET, WSAEWOULDBLOCK);
    closesocket(clients[0]);
    closesocket(clients[1]);
    closesocket(listener);
    CloseHandle(event);
}

/* Claim:  an accepted socket selects what its listener does.
 * Source: "WSAEventSelect function", Remarks.  Wine 8: same. */
static void accepted_inherits(void)
{
    struct address address;
    SOCKET listener = listener_new(AF_INET, &address), client, accepted;
    HANDLE event = event_new();

    CHECK(WSAEventSelect(listener, event, FD_ACCEPT | FD_READ) == 0);
    client = connected_to(&address);
    CHECK(next(listener, event) == FD_ACCEPT);
    accepted = accept(listener, NULL, NULL);
    CHECK(accepted != INVALID_SOCKET);
    CHECK(taken(accepted, event, 0, NULL) == 0);
    send_all(client, "x", 1);
    CHECK(next(accepted, event) == FD_READ);
    CHECK(taken(listener, NULL, 0, NULL) == 0);
    closesocket(accepted);
    closesocket(client);
    closesocket(listener);
    CloseHandle(event);
}

/* Claim:  connect on a selecting socket does not wait; FD_CONNECT says how it
 *         ended, with FD_WRITE if well; a repeated call before it is 10037 or
 *         10056.
 * Source: as above; "connect function", Remarks.  Wine 8: same. */
static void connecting(void)
{
    struct address address;
    SOCKET listener = listener_new(AF_INET, &address);
    SOCKET client = tcp_new(AF_INET);
    HANDLE event = event_new();
    LONG bits = 0;
    int error = -1;

    CHECK(WSAEventSelect(client, event, FD_CONNECT | FD_WRITE) == 0);
    CHECK(!is_set(event));
    FAILS(connect(client, address_of(&address), address.length),
          WSAEWOULDBLOCK);
    while ((bits & FD_CONNECT) == 0) {
        CHECK(wait_for(event));
        bits |= taken(client, event, FD_CONNECT_BIT, &error);
    }
    CHECK(error == 0);
    while ((bits & FD_WRITE) == 0)
        bits |= next(client, event);
    CHECK(bits == (FD_CONNECT | FD_WRITE));
    FAILS(connect(client, address_of(&address), address.length), WSAEISCONN);
    closesocket(client);
    closesocket(listener);
    CloseHandle(event);
}

/* Claim:  a refused connect is FD_CONNECT with 10061, and nothing else.
 * Source: "WSAEnumNetworkEvents function".  Wine 8: same. */
static void refused(void)
{
    SOCKET bound = tcp_bound(AF_INET), client = tcp_new(AF_INET);
    struct address address = bound_address(bound);
    HANDLE event = event_new();
    int error = 0;

    CHECK(WSAEventSelect(client, event, FD_CONNECT | FD_WRITE | FD_CLOSE) == 0);
    FAILS(connect(client, address_of(&address), address.length),
          WSAEWOULDBLOCK);
    CHECK(wait_for(event));
    CHECK(taken(client, event, FD_CONNECT_BIT, &error) == FD_CONNECT);
    CHECK(error == WSAECONNREFUSED);
    CHECK(stays_unset(event));
    closesocket(client);
    closesocket(bound);
    CloseHandle(event);
}

/* Claim:  the peer's end is FD_CLOSE, once, with no error, after the data.
 * Source: as above.  Wine 8: same. */
static void closed_by_the_peer(void)
{
    struct pair pair = pair_new(AF_INET);
    HANDLE event = event_new();
    int error = -1;
    char byte;

    CHECK(WSAEventSelect(pair.mine, event, FD_CLOSE) == 0);
    closesocket(pair.peer);
    CHECK(wait_for(event));
    CHECK(taken(pair.mine, event, FD_CLOSE_BIT, &error) == FD_CLOSE);
    CHECK(error == 0);
    CHECK(recv(pair.mine, &byte, 1, 0) == 0);
    CHECK(stays_unset(event));
    closesocket(pair.mine);
    CloseHandle(event);
}

/* Claim:  a reset is FD_CLOSE with 10054.
 * Source: as above.
 *         Wine 8: no error; after a reset receives succeed with 0 bytes. */
static void reset_by_the_peer(void)
{
    struct pair pair = pair_new(AF_INET);
    HANDLE event = event_new();
    int error = 0;
    char byte;

    CHECK(WSAEventSelect(pair.mine, event, FD_CLOSE) == 0);
    reset_close(pair.peer);
    CHECK(wait_for(event));
    CHECK(taken(pair.mine, event, FD_CLOSE_BIT, &error) == FD_CLOSE);
    DIFFERS(WINE_8, "a reset is FD_CLOSE without an error")
    CHECK(error == WSAECONNRESET);
    DIFFERS(WINE_8, "after a reset receives succeed with 0 bytes")
    FAILS(recv(pair.mine, &byte, 1, 0), WSAECONNRESET);
    closesocket(pair.mine);
    CloseHandle(event);
}

/* Claim:  the socket is non-blocking, and FIONBIO 0 is 10022 until the
 *         selection is ended.
 * Source: as above; "ioctlsocket function", Remarks.  Wine 8: same. */
static void keeps_it_from_blocking(void)
{
    struct pair pair = pair_new(AF_INET);
    HANDLE event = event_new();
    u_long off = 0;
    char byte;

    CHECK(WSAEventSelect(pair.mine, event, FD_READ) == 0);
    FAILS(recv(pair.mine, &byte, 1, 0), WSAEWOULDBLOCK);
    FAILS(ioctlsocket(pair.mine, FIONBIO, &off), WSAEINVAL);
    CHECK(WSAEventSelect(pair.mine, NULL, 0) == 0);
    FAILS(recv(pair.mine, &byte, 1, 0), WSAEWOULDBLOCK);
    CHECK(ioctlsocket(pair.mine, FIONBIO, &off) == 0);
    send_all(pair.peer, "x", 1);
    CHECK(recv(pair.mine, &byte, 1, 0) == 1);
    CHECK(stays_unset(event));
    pair_close(&pair);
    CloseHandle(event);
}

/* Claim:  a new selection takes the place of the old one, mask and event.
 * Source: as above.  Wine 8: same. */
static void selecting_again(void)
{
    struct pair pair = pair_new(AF_INET);
    HANDLE one = event_new(), other = event_new();

    CHECK(WSAEventSelect(pair.mine, one, FD_READ) == 0);
    CHECK(WSAEventSelect(pair.mine, other, FD_CLOSE) == 0);
    send_all(pair.peer, "x", 1);
    CHECK(stays_unset(one));
    CHECK(!is_set(other));
    CHECK(WSAEventSelect(pair.mine, one, FD_READ) == 0);
    CHECK(next(pair.mine, one) == FD_READ);
    CHECK(!is_set(other));
    pair_close(&pair);
    CloseHandle(one);
    CloseHandle(other);
}

/* Claim:  a pending overlapped receive takes the data: no FD_READ for it.
 * Source: Wine's ws2_32 sock test_iocp.  Wine 8: same. */
static void pending_receive_takes_it(void)
{
    HANDLE port = port_new(0), event = event_new();
    struct pair pair = pair_on(port, KEY);
    OVERLAPPED ov = overlapped_new(NULL);
    char bytes[8];

    CHECK(WSAEventSelect(pair.mine, event, FD_READ) == 0);
    pend_recv(pair.mine, bytes, sizeof bytes, &ov);
    send_all(pair.peer, "x", 1);
    CHECK_PACKET(port, KEY, &ov, 1, 0);
    CHECK(stays_unset(event));
    CHECK(taken(pair.mine, NULL, 0, NULL) == 0);
    pair_close(&pair);
    CloseHandle(port);
    CloseHandle(event);
}

/* Claim:  a datagram is FD_READ, one at a time.
 * Source: as above.  Wine 8: same. */
static void datagrams(void)
{
    HANDLE event = event_new();
    SOCKET one, other;
    char byte;

    udp_pair(&one, &other);
    CHECK(WSAEventSelect(one, event, FD_READ | FD_WRITE) == 0);
    CHECK(next(one, event) == FD_WRITE);
    send_all(other, "a", 1);
    send_all(other, "b", 1);
    CHECK(next(one, event) == FD_READ);
    CHECK(recv(one, &byte, 1, 0) == 1 && byte == 'a');
    CHECK(next(one, event) == FD_READ);
    CHECK(recv(one, &byte, 1, 0) == 1 && byte == 'b');
    closesocket(one);
    closesocket(other);
    CloseHandle(event);
}

/* Claim:  that a datagram found nobody is FD_READ: the receive tells it.
 * Source: as above.  Wine 8: knows it of connected sockets only. */
static void refused_datagram(void)
{
    HANDLE event = event_new();
    struct address gone, mine;
    SOCKET nobody = udp_bound(&gone), one = udp_bound(&mine);
    char byte;

    closesocket(nobody);
    CHECK(WSAEventSelect(one, event, FD_READ) == 0);
    CHECK(!is_set(event));
    CHECK(sendto(one, "x", 1, 0, address_of(&gone), gone.length) == 1);
    if (tap_where() != WINE_8) {
        CHECK(next(one, event) == FD_READ);
        FAILS(recv(one, &byte, 1, 0), WSAECONNRESET);
    }
    FAILS(recv(one, &byte, 1, 0), WSAEWOULDBLOCK);
    CHECK(stays_unset(event));
    closesocket(one);
    CloseHandle(event);
}

/* Claim:  the record is given without an event too, and nothing selected is an
 *         empty record.
 * Source: "WSAEnumNetworkEvents function", Parameters.  Wine 8: same. */
static void record_alone(void)
{
    struct pair pair = pair_new(AF_INET);
    HANDLE event = event_new();

    CHECK(taken(pair.mine, NULL, 0, NULL) == 0);
    CHECK(WSAEventSelect(pair.mine, event, FD_WRITE) == 0);
    CHECK(wait_for(event));
    CHECK(taken(pair.mine, NULL, 0, NULL) == FD_WRITE);
    CHECK(is_set(event));
    CHECK(taken(pair.mine, event, 0, NULL) == 0);
    CHECK(!is_set(event));
    pair_close(&pair);
    CloseHandle(event);
}

/* Claim:  no socket is 10038, no event 10022.
 * Source: the pages of both.  Wine 8: same. */
static void mistakes(void)
{
    struct pair pair = pair_new(AF_INET);
    HANDLE event = event_new();
    WSANETWORKEVENTS events;

    FAILS(WSAEventSelect(INVALID_SOCKET, event, FD_READ), WSAENOTSOCK);
    FAILS(WSAEnumNetworkEvents(INVALID_SOCKET, event, &events), WSAENOTSOCK);
    FAILS(WSAEventSelect((SOCKET)event, event, FD_READ), WSAENOTSOCK);
    FAILS(WSAEventSelect(pair.mine, NULL, FD_READ), WSAEINVAL);
    pair_close(&pair);
    CloseHandle(event);
}

/* Claim:  WSAWaitForMultipleEvents gives the lowest index that is set, times
 *         out with 258, refuses 0 and more than 64 with 87, a bad event with 6.
 * Source: "WSAWaitForMultipleEvents function", Return value.  Wine 8: same. */
static void waiting(void)
{
    WSAEVENT events[3] = {NULL, NULL, NULL};
    WSAEVENT many[WSA_MAXIMUM_WAIT_EVENTS + 1];

    net_start();
    events[0] = WSACreateEvent();
    events[1] = WSACreateEvent();

    CHECK(WSAWaitForMultipleEvents(2, events, FALSE, 0, FALSE) ==
          WSA_WAIT_TIMEOUT);
    CHECK(WSASetEvent(events[1]));
    CHECK(WSAWaitForMultipleEvents(2, events, FALSE, WSA_INFINITE, FALSE) ==
          WSA_WAIT_EVENT_0 + 1);
    CHECK(WSAWaitForMultipleEvents(2, events, TRUE, 0, FALSE) ==
          WSA_WAIT_TIMEOUT);
    CHECK(WSASetEvent(events[0]));
    CHECK(WSAWaitForMultipleEvents(2, events, TRUE, 0, FALSE) ==
          WSA_WAIT_EVENT_0);
    CHECK_FAILS(WSAWaitForMultipleEvents(0, events, FALSE, 0, FALSE) !=
                    WSA_WAIT_FAILED,
                WSA_INVALID_PARAMETER);
    for (size_t i = 0; i < COUNT_OF(many); i++)
        many[i] = events[0];
    CHECK_FAILS(WSAWaitForMultipleEvents(COUNT_OF(many), many, FALSE, 0,
                                         FALSE) != WSA_WAIT_FAILED,
                WSA_INVALID_PARAMETER);
    CHECK_FAILS(WSAWaitForMultipleEvents(3, events, FALSE, 0, FALSE) !=
                    WSA_WAIT_FAILED,
                WSA_INVALID_HANDLE);
    CHECK(WSACloseEvent(events[0]));
    CHECK(WSACloseEvent(events[1]));
}

/* Claim:  closing a selecting socket, and its event first, harms nobody.
 * Source: "WSAEventSelect function", Remarks (closesocket ends it).
 *         Wine 8: same. */
static void closing_in_any_order(void)
{
    for (int i = 0; i < 50; i++) {
        struct pair pair = pair_new(AF_INET);
        HANDLE event = event_new();

        CHECK(WSAEventSelect(pair.mine, event, FD_READ | FD_CLOSE) == 0);
        send_all(pair.peer, "x", 1);
        if (i % 2 == 0)
            CloseHandle(event);
        pair_close(&pair);
        if (i % 2 != 0)
            CloseHandle(event);
    }
}

TAP_MAIN(CASE(read_is_enabled_by_receiving), CASE(read_comes_back),
         CASE(holds_already), CASE(write_is_enabled_by_a_full_socket),
         CASE(accept_is_enabled_by_accepting), CASE(accepted_inherits),
         CASE(connecting), CASE(refused), CASE(closed_by_the_peer),
         CASE(reset_by_the_peer), CASE(keeps_it_from_blocking),
         CASE(selecting_again), CASE(pending_receive_takes_it), CASE(datagrams),
         CASE(refused_datagram), CASE(record_alone), CASE(mistakes),
         CASE(waiting), CASE(closing_in_any_order))
