/* AcceptEx that waits for data of a client that sends none; and AcceptEx on a
 * listener that closes. */
#include "support.h"

#define ROOM ((DWORD)(ACCEPT_ROOM / 2))
#define NOT_CONNECTED 0xffffffffu

struct rig {
    HANDLE port;
    struct address address;
    SOCKET listener, acceptor, client;
    OVERLAPPED ov;
    char buf[8 + ACCEPT_ROOM];
};

static struct rig rig_new(void)
{
    struct rig rig = {.port = port_new(0), .client = INVALID_SOCKET};

    rig.listener = listener_new(AF_INET, &rig.address);
    rig.acceptor = tcp_new(AF_INET);
    rig.ov = overlapped_new(NULL);
    port_add(rig.port, (HANDLE)rig.listener, KEY);
    return rig;
}

static void rig_free(struct rig *rig)
{
    closesocket(rig->client);
    closesocket(rig->acceptor);
    closesocket(rig->listener);
    CHECK_NO_PACKET(rig->port);
    CloseHandle(rig->port);
}

/* Waits for a connection, and for data of it. */
static void wait_for_data(struct rig *rig)
{
    DWORD bytes;

    CHECK_FAILS(extensions()->accept(rig->listener, rig->acceptor, rig->buf, 8,
                                     ROOM, ROOM, &bytes, &rig->ov),
                ERROR_IO_PENDING);
}

static DWORD connect_time(SOCKET socket)
{
    DWORD seconds = 77;
    int length = sizeof seconds;

    CHECK(getsockopt(socket, SOL_SOCKET, SO_CONNECT_TIME, (char *)&seconds,
                     &length) == 0);
    CHECK(length == sizeof seconds);
    return seconds;
}

/* The client's connection ends, in whatever way. */
static void client_sees_an_end(struct rig *rig)
{
    DWORD timeout = DEADLINE;
    char byte;

    setsockopt(rig->client, SOL_SOCKET, SO_RCVTIMEO, (char *)&timeout,
               sizeof timeout);
    SetLastError(0);
    CHECK(recv(rig->client, &byte, 1, 0) <= 0 &&
          GetLastError() != WSAETIMEDOUT);
}

/* Claim:  SO_CONNECT_TIME tells whether a client is there that says nothing:
 * all bits set before, seconds since; closing the acceptor ends request and
 *         connection.
 * Source: "AcceptEx function", Remarks; "SOL_SOCKET Socket Options".  Wine 8:
 *         the request ends with 676. */
static void silent_client_is_found(void)
{
    struct rig rig = rig_new();
    struct packet got;

    wait_for_data(&rig);
    CHECK(connect_time(rig.acceptor) == NOT_CONNECTED);
    rig.client = connected_to(&rig.address);
    CHECK(WAIT_UNTIL(connect_time(rig.acceptor) != NOT_CONNECTED));
    CHECK(connect_time(rig.acceptor) < 60);
    CHECK_NO_PACKET(rig.port);
    closesocket(rig.acceptor);
    got = packet_next(rig.port, DEADLINE);
    CHECK(got.overlapped == &rig.ov && got.key == KEY && !got.ok &&
          got.bytes == 0);
    client_sees_an_end(&rig);
    rig.acceptor = INVALID_SOCKET;
    rig_free(&rig);
}

/* Claim:  it stands in nobody's way: the next AcceptEx, and accept, take the
 *         next clients meanwhile, and its data is still waited for.
 * Source: "AcceptEx function", Remarks.  Wine 8: same. */
static void others_are_served(void)
{
    struct rig rig = rig_new();
    SOCKET acceptor = tcp_new(AF_INET), second, third, server;
    OVERLAPPED ov = overlapped_new(NULL);
    char buf[ACCEPT_ROOM];

    wait_for_data(&rig);
    rig.client = connected_to(&rig.address);
    CHECK(WAIT_UNTIL(connect_time(rig.acceptor) != NOT_CONNECTED));
    CHECK(started(start_accept(rig.listener, acceptor, buf, &ov)));
    second = connected_to(&rig.address);
    CHECK_PACKET(rig.port, KEY, &ov, 0, 0);
    third = connected_to(&rig.address);
    server = accept(rig.listener, NULL, NULL);
    CHECK(server != INVALID_SOCKET);
    send_all(rig.client, "late", 4);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 4, 0);
    CHECK(memcmp(rig.buf, "late", 4) == 0);
    closesocket(server);
    closesocket(third);
    closesocket(second);
    closesocket(acceptor);
    rig_free(&rig);
}

/* FD_ACCEPT is recorded, and accept finds a connection. */
static void told_of_connection(SOCKET listener, HANDLE event)
{
    WSANETWORKEVENTS events;
    SOCKET server;

    CHECK(wait_for(event));
    CHECK(WSAEnumNetworkEvents(listener, event, &events) == 0);
    CHECK(events.lNetworkEvents == FD_ACCEPT);
    server = accept(listener, NULL, NULL);
    CHECK(server != INVALID_SOCKET);
    closesocket(server);
}

/* Claim:  of the next client FD_ACCEPT tells, as the AcceptEx has its own.
 * Source: "WSAEventSelect function", FD_ACCEPT.  Wine 8: same. */
static void next_client_is_told(void)
{
    struct rig rig = rig_new();
    HANDLE event = event_new();
    SOCKET second;

    wait_for_data(&rig);
    rig.client = connected_to(&rig.address);
    CHECK(WAIT_UNTIL(connect_time(rig.acceptor) != NOT_CONNECTED));
    CHECK(WSAEventSelect(rig.listener, event, FD_ACCEPT) == 0);
    CHECK(!is_set(event));
    second = connected_to(&rig.address);
    told_of_connection(rig.listener, event);
    send_all(rig.client, "late", 4);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 4, 0);
    closesocket(second);
    CloseHandle(event);
    rig_free(&rig);
}

/* Claim:  of two clients that come while there is one AcceptEx, FD_ACCEPT tells
 *         of the second.
 * Source: as above.  Wine 8: same. */
static void second_of_two_is_told(void)
{
    struct rig rig = rig_new();
    HANDLE event = event_new();
    SOCKET second;

    CHECK(WSAEventSelect(rig.listener, event, FD_ACCEPT) == 0);
    CHECK(started(start_accept(rig.listener, rig.acceptor, rig.buf, &rig.ov)));
    rig.client = tcp_new(AF_INET);
    second = tcp_new(AF_INET);
    CHECK(connect(rig.client, address_of(&rig.address), rig.address.length) ==
          0);
    CHECK(connect(second, address_of(&rig.address), rig.address.length) == 0);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 0, 0);
    told_of_connection(rig.listener, event);
    closesocket(second);
    CloseHandle(event);
    rig_free(&rig);
}

/* Claim:  cancelling the listener's request ends it though a client is there:
 *         995.
 * Source: "CancelIoEx function".  Wine 8: same. */
static void cancelled_while_silent(void)
{
    struct rig rig = rig_new();

    wait_for_data(&rig);
    rig.client = connected_to(&rig.address);
    CHECK(WAIT_UNTIL(connect_time(rig.acceptor) != NOT_CONNECTED));
    CHECK(CancelIoEx((HANDLE)rig.listener, &rig.ov));
    CHECK_PACKET(rig.port, KEY, &rig.ov, 0, ERROR_OPERATION_ABORTED);
    closesocket(rig.acceptor);
    client_sees_an_end(&rig);
    rig.acceptor = INVALID_SOCKET;
    rig_free(&rig);
}

/* Claim:  a listener that closes ends every AcceptEx, the one that waits for
 *         data too: 995, once each; AcceptEx on it afterwards is 10038.
 * Source: Wine's ws2_32 sock test_AcceptEx; "closesocket function".  Wine 8:
 *         676. */
static void listener_closes(void)
{
    enum { MANY = 4 };
    struct rig rig = rig_new();
    SOCKET acceptors[MANY];
    static OVERLAPPED ov[MANY];
    static char bufs[MANY][ACCEPT_ROOM];
    int seen[MANY + 1] = {0};

    wait_for_data(&rig);
    rig.client = connected_to(&rig.address);
    CHECK(WAIT_UNTIL(connect_time(rig.acceptor) != NOT_CONNECTED));
    for (int i = 0; i < MANY; i++) {
        acceptors[i] = tcp_new(AF_INET);
        ov[i] = overlapped_new(NULL);
        CHECK(start_accept(rig.listener, acceptors[i], bufs[i], &ov[i]) ==
              WSA_IO_PENDING);
    }
    CHECK(closesocket(rig.listener) == 0);
    for (int i = 0; i <= MANY; i++) {
        struct packet got = packet_next(rig.port, DEADLINE);
        int at = got.overlapped == &rig.ov ? MANY : (int)(got.overlapped - ov);

        if (!CHECK(got.overlapped && !got.ok && got.key == KEY))
            break;
        if (tap_where() != WINE_8)
            CHECK(got.error == ERROR_OPERATION_ABORTED, "request %d: error %u",
                  at, (unsigned)got.error);
        seen[at]++;
    }
    for (int i = 0; i <= MANY; i++)
        CHECK(seen[i] == 1, "request %d", i);
    CHECK(start_accept(rig.listener, acceptors[0], bufs[0], &ov[0]) ==
          WSAENOTSOCK);
    for (int i = 0; i < MANY; i++)
        closesocket(acceptors[i]);
    rig.listener = INVALID_SOCKET;
    rig_free(&rig);
}

/* Claim:  an acceptor whose listener closed before anybody came can be used
 * with another listener. Source: "AcceptEx function", sAcceptSocket.  Wine 8:
 * same. */
static void acceptor_is_free_again(void)
{
    struct rig rig = rig_new();
    struct packet got;
    struct address address;
    SOCKET other;

    wait_for_data(&rig);
    closesocket(rig.listener);
    got = packet_next(rig.port, DEADLINE);
    CHECK(got.overlapped == &rig.ov && !got.ok);
    other = listener_new(AF_INET, &address);
    port_add(rig.port, (HANDLE)other, OTHER_KEY);
    rig.listener = other;
    rig.ov = overlapped_new(NULL);
    wait_for_data(&rig);
    rig.client = connected_to(&address);
    send_all(rig.client, "x", 1);
    CHECK_PACKET(rig.port, OTHER_KEY, &rig.ov, 1, 0);
    rig_free(&rig);
}

TAP_MAIN(CASE(silent_client_is_found), CASE(others_are_served),
         CASE(next_client_is_told), CASE(second_of_two_is_told),
         CASE(cancelled_while_silent), CASE(listener_closes),
         CASE(acceptor_is_free_again))
