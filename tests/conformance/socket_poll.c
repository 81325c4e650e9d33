/* WSAPoll and select: what is ready, and what is said of it. */
#include "support.h"

#define BOTH (POLLIN | POLLOUT)

/* What WSAPoll says of one socket, without waiting; negative: the error. */
static int poll_now(SOCKET s, SHORT events)
{
    WSAPOLLFD one = {.fd = s, .events = events, .revents = 0x55};
    int count = WSAPoll(&one, 1, 0);

    if (count == SOCKET_ERROR)
        return -WSAGetLastError();
    CHECK(count == (one.revents != 0));
    return one.revents;
}

enum { R = 1, W = 2, E = 4 };

/* In which of three sets select leaves a socket, without waiting. */
static int select_now(SOCKET s)
{
    fd_set sets[3];
    struct timeval at_once = {0, 0};
    int count, found = 0;

    for (unsigned i = 0; i < COUNT_OF(sets); i++) {
        FD_ZERO(&sets[i]);
        FD_SET(s, &sets[i]);
    }
    count = select(0, &sets[0], &sets[1], &sets[2], &at_once);
    if (count == SOCKET_ERROR)
        return -WSAGetLastError();
    for (unsigned i = 0; i < COUNT_OF(sets); i++)
        if (FD_ISSET(s, &sets[i]))
            found |= 1 << i;
    CHECK(count == !!(found & R) + !!(found & W) + !!(found & E));
    return found;
}

/* Claim:  FD_SET adds once, FD_CLR keeps the order, FD_ISSET finds.
 * Source: "select function", Remarks.  Wine 8: same. */
static void sets(void)
{
    fd_set set;

    FD_ZERO(&set);
    FD_SET((SOCKET)4, &set);
    FD_SET((SOCKET)8, &set);
    FD_SET((SOCKET)4, &set);
    FD_SET((SOCKET)12, &set);
    CHECK(set.fd_count == 3 && FD_ISSET((SOCKET)8, &set));
    FD_CLR((SOCKET)4, &set);
    FD_CLR((SOCKET)44, &set);
    CHECK(set.fd_count == 2 && !FD_ISSET((SOCKET)4, &set));
    CHECK(set.fd_array[0] == 8 && set.fd_array[1] == 12);
    for (unsigned i = 0; i < 100; i++)
        FD_SET((SOCKET)(100 + i), &set);
    CHECK(set.fd_count == FD_SETSIZE && FD_SETSIZE == 64);
}

/* Claim:  a stream that is no connection is ready for nothing; a datagram
 *         socket may send.
 * Source: "WSAPoll function", Remarks.  Wine 8: same. */
static void unconnected(void)
{
    SOCKET stream = tcp_new(AF_INET), bound = tcp_bound(AF_INET);
    SOCKET datagrams = socket(AF_INET, SOCK_DGRAM, 0);

    CHECK(poll_now(stream, BOTH) == 0 && select_now(stream) == 0);
    CHECK(poll_now(bound, BOTH) == 0 && select_now(bound) == 0);
    CHECK(poll_now(datagrams, BOTH) == POLLWRNORM);
    CHECK(select_now(datagrams) == W);
    closesocket(stream);
    closesocket(bound);
    closesocket(datagrams);
}

/* Claim:  a listener is readable when a connection waits.
 * Source: "WSAPoll function", Remarks.  Wine 8: same. */
static void listening(void)
{
    struct address address;
    SOCKET listener = listener_new(AF_INET, &address), client;

    CHECK(poll_now(listener, BOTH) == 0 && select_now(listener) == 0);
    client = connected_to(&address);
    WAIT_UNTIL(poll_now(listener, BOTH) != 0);
    CHECK(poll_now(listener, BOTH) == POLLRDNORM);
    CHECK(select_now(listener) == R);
    closesocket(accept(listener, NULL, NULL));
    CHECK(poll_now(listener, BOTH) == 0);
    closesocket(client);
    closesocket(listener);
}

/* Claim:  a connection is writable, and readable once data is there; only
 *         what was asked for is told.
 * Source: "WSAPoll function", Remarks.  Wine 8: same. */
static void connected(void)
{
    struct pair pair = pair_new(AF_INET);

    CHECK(poll_now(pair.mine, BOTH) == POLLWRNORM);
    CHECK(select_now(pair.mine) == W);
    send_all(pair.peer, "x", 1);
    WAIT_UNTIL(select_now(pair.mine) & R);
    CHECK(select_now(pair.mine) == (R | W));
    CHECK(poll_now(pair.mine, BOTH) == (POLLRDNORM | POLLWRNORM));
    CHECK(poll_now(pair.mine, POLLIN) == POLLRDNORM);
    CHECK(poll_now(pair.mine, POLLRDBAND) == 0);
    CHECK(poll_now(pair.mine, 0) == 0);
    pair_close(&pair);
}

/* Claim:  out-of-band data is POLLRDBAND, and exceptfds.
 * Source: "select function", Remarks.  Wine 8: same. */
static void out_of_band(void)
{
    struct pair pair = pair_new(AF_INET);

    CHECK(send(pair.peer, "!", 1, MSG_OOB) == 1);
    WAIT_UNTIL(select_now(pair.mine) & E);
    CHECK(poll_now(pair.mine, POLLRDBAND) == POLLRDBAND);
    CHECK(poll_now(pair.mine, POLLRDNORM) == 0);
    pair_close(&pair);
}

/* Claim:  the peer's end is told, asked for or not, when its data was taken:
 *         POLLHUP, readable.
 * Source: "WSAPoll function", Remarks.  Wine 8: same. */
static void end_of_stream(void)
{
    struct pair pair = pair_new(AF_INET);
    char byte;

    send_all(pair.peer, "x", 1);
    shutdown(pair.peer, SD_SEND);
    WAIT_UNTIL(poll_now(pair.mine, BOTH) & POLLRDNORM);
    CHECK(poll_now(pair.mine, BOTH) == (POLLRDNORM | POLLWRNORM));
    CHECK(poll_now(pair.mine, 0) == 0);
    recv_all(pair.mine, &byte, 1);
    WAIT_UNTIL(poll_now(pair.mine, BOTH) & POLLHUP);
    CHECK(poll_now(pair.mine, BOTH) == (POLLHUP | POLLWRNORM));
    CHECK(poll_now(pair.mine, 0) == POLLHUP);
    CHECK(select_now(pair.mine) == (R | W));
    pair_close(&pair);
}

/* Claim:  a reset is POLLERR with POLLHUP; readable and writable.
 * Source: "WSAPoll function", Remarks.  Wine 8: same. */
static void reset(void)
{
    struct pair pair = pair_new(AF_INET);

    reset_close(pair.peer);
    WAIT_UNTIL(poll_now(pair.mine, BOTH) & POLLERR);
    CHECK(poll_now(pair.mine, BOTH) == (POLLERR | POLLHUP | POLLWRNORM));
    CHECK(select_now(pair.mine) == (R | W));
    closesocket(pair.mine);
}

static SOCKET connecting_to(struct address *address)
{
    SOCKET s = tcp_new(AF_INET);
    u_long yes = 1;

    ioctlsocket(s, FIONBIO, &yes);
    CHECK(connect(s, address_of(address), address->length) == SOCKET_ERROR &&
          WSAGetLastError() == WSAEWOULDBLOCK);
    return s;
}

/* Claim:  a connect that goes on is over when the socket is writable, and the
 *         socket is connected then.
 * Source: "select function", Remarks.  Wine 8: same. */
static void connecting(void)
{
    for (unsigned i = 0; i < 50; i++) {
        struct address address;
        SOCKET listener = listener_new(AF_INET, &address);
        SOCKET s = connecting_to(&address);
        fd_set set;

        FD_ZERO(&set);
        FD_SET(s, &set);
        CHECK(select(0, NULL, &set, NULL, NULL) == 1);
        CHECK(send(s, "x", 1, 0) == 1);
        closesocket(s);
        closesocket(listener);
    }
}

/* Claim:  a connect that failed is in exceptfds; SO_ERROR says why.
 * Source: "select function", Remarks.  Wine 8: same. */
static void refused(void)
{
    struct address address;
    SOCKET nobody = tcp_bound(AF_INET), s;
    int error = 0, length = sizeof error;
    fd_set read, write, except;

    address = bound_address(nobody);
    s = connecting_to(&address);
    FD_ZERO(&read);
    FD_ZERO(&write);
    FD_ZERO(&except);
    FD_SET(s, &read);
    FD_SET(s, &write);
    FD_SET(s, &except);
    CHECK(select(0, &read, &write, &except, NULL) >= 1);
    CHECK(FD_ISSET(s, &except));
    CHECK(poll_now(s, POLLIN) & POLLERR);
    CHECK(getsockopt(s, SOL_SOCKET, SO_ERROR, (char *)&error, &length) == 0 &&
          error == WSAECONNREFUSED);
    closesocket(s);
    closesocket(nobody);
}

/* Claim:  who receives no more is not told of data.
 * Source: "WSAPoll function", Remarks.  Wine 8: same. */
static void shut_for_receiving(void)
{
    struct pair pair = pair_new(AF_INET);

    shutdown(pair.mine, SD_RECEIVE);
    CHECK(poll_now(pair.mine, BOTH) == POLLWRNORM);
    CHECK(select_now(pair.mine) == W);
    pair_close(&pair);
}

static DWORD WINAPI send_later(void *socket)
{
    let_it_block();
    send_all(*(SOCKET *)socket, "x", 1);
    return 0;
}

/* Claim:  both wait until a socket is ready, as long as they are told.
 * Source: "WSAPoll function", Parameters.  Wine 8: same. */
static void wait_for_data(void)
{
    struct pair pair = pair_new(AF_INET);
    WSAPOLLFD one = {.fd = pair.mine, .events = POLLIN};
    HANDLE sender = thread_start(send_later, &pair.peer);
    fd_set set;
    char byte;

    CHECK(WSAPoll(&one, 1, -1) == 1 && one.revents == POLLRDNORM);
    recv_all(pair.mine, &byte, 1);
    thread_join(sender);
    sender = thread_start(send_later, &pair.peer);
    FD_ZERO(&set);
    FD_SET(pair.mine, &set);
    CHECK(select(0, &set, NULL, NULL, NULL) == 1);
    thread_join(sender);
    pair_close(&pair);
}

/* Claim:  the time runs out: 0, the last error is 0, the sets are empty.
 * Source: "select function", Return value.  Wine 8: same. */
static void time_runs_out(void)
{
    struct pair pair = pair_new(AF_INET);
    WSAPOLLFD one = {.fd = pair.mine, .events = POLLIN, .revents = 0x55};
    struct timeval soon = {0, 20000};
    ULONGLONG begin = GetTickCount64();
    fd_set set;

    SetLastError(UNTOUCHED);
    CHECK(WSAPoll(&one, 1, 20) == 0 && one.revents == 0);
    CHECK(WSAGetLastError() == 0);
    FD_ZERO(&set);
    FD_SET(pair.mine, &set);
    SetLastError(UNTOUCHED);
    CHECK(select(0, &set, NULL, NULL, &soon) == 0 && set.fd_count == 0);
    CHECK(WSAGetLastError() == 0);
    CHECK(GetTickCount64() - begin >= 20);
    pair_close(&pair);
}

/* Claim:  what select refuses; its sets are left alone.
 * Source: "select function", Return value. */
static void select_errors(void)
{
    struct timeval negative = {-1, 0};
    HANDLE event = event_new();
    fd_set set, empty;
    SOCKET s;

    net_start();
    s = socket(AF_INET, SOCK_DGRAM, 0);
    FD_ZERO(&set);
    FD_ZERO(&empty);
    FD_SET(s, &set);
    CHECK_FAILS(select(0, NULL, NULL, NULL, NULL) != SOCKET_ERROR, WSAEINVAL);
    CHECK_FAILS(select(0, &empty, &empty, NULL, NULL) != SOCKET_ERROR,
                WSAEINVAL);
    DIFFERS(WINE_8, "a negative time is none")
    CHECK_FAILS(select(0, NULL, &set, NULL, &negative) != SOCKET_ERROR,
                WSAEINVAL);
    FD_ZERO(&set);
    FD_SET(s, &set);
    FD_SET((SOCKET)event, &set);
    CHECK_FAILS(select(0, NULL, &set, NULL, NULL) != SOCKET_ERROR, WSAENOTSOCK);
    CHECK(set.fd_count == 2);
    CloseHandle(event);
    closesocket(s);
    CHECK_FAILS(select(0, NULL, &set, NULL, NULL) != SOCKET_ERROR, WSAENOTSOCK);
}

/* Claim:  what WSAPoll refuses.
 * Source: "WSAPoll function", Return value. */
static void poll_errors(void)
{
    WSAPOLLFD list[2] = {{.events = POLLOUT},
                         {.fd = INVALID_SOCKET, .events = POLLIN}};
    SOCKET s;

    net_start();
    list[0].fd = s = socket(AF_INET, SOCK_DGRAM, 0);
    CHECK_FAILS(WSAPoll(list, 0, 0) != SOCKET_ERROR, WSAEINVAL);
    CHECK_FAILS(WSAPoll(NULL, 0, 0) != SOCKET_ERROR, WSAEINVAL);
    CHECK_FAILS(WSAPoll(NULL, 1, 0) != SOCKET_ERROR, WSAEFAULT);
    list[1].revents = 0x55;
    CHECK(WSAPoll(list, 2, 0) == 1 && list[0].revents == POLLWRNORM);
    DIFFERS(WINE_8, "says that it is no socket")
    CHECK(list[1].revents == 0);
    DIFFERS(WINE_8, "takes events that nobody supports")
    CHECK(poll_now(s, POLLPRI) == -WSAEINVAL);
    DIFFERS(WINE_8, "takes events that nobody supports")
    CHECK(poll_now(s, POLLHUP) == -WSAEINVAL);
    closesocket(s);
    CHECK_FAILS(WSAPoll(list, 2, 0) != SOCKET_ERROR, WSAENOTSOCK);
    CHECK(list[0].revents == POLLNVAL);
}

/* A socket whose datagram found nobody. */
static SOCKET refused_datagrams(BOOL connects, BOOL hears)
{
    struct address gone, mine;
    SOCKET nobody = udp_bound(&gone), s = udp_bound(&mine);
    DWORD bytes;
    u_long on = 1;

    closesocket(nobody);
    CHECK(ioctlsocket(s, FIONBIO, &on) == 0);
    CHECK(WSAIoctl(s, _WSAIOW(IOC_VENDOR, 12), &hears, sizeof hears, NULL, 0,
                   &bytes, NULL, NULL) == 0);
    if (connects)
        CHECK(connect(s, address_of(&gone), gone.length) == 0);
    CHECK(sendto(s, "x", 1, 0, connects ? NULL : address_of(&gone),
                 connects ? 0 : gone.length) == 1);
    return s;
}

/* Claim:  a receive that will tell that a datagram found nobody, at once, makes
 *         the socket readable.
 * Source: "select function", readfds ("a request will complete without
 *         blocking").  Wine 8: knows it of connected sockets only. */
static void refused_datagram(void)
{
    if (tap_where() == WINE_8)
        SKIP("unconnected sockets are not told");
    for (BOOL connects = FALSE; connects <= TRUE; connects++) {
        SOCKET s = refused_datagrams(connects, TRUE);
        char byte;
        fd_set set;

        FD_ZERO(&set);
        FD_SET(s, &set);
        CHECK(select(0, &set, NULL, NULL, NULL) == 1);
        CHECK(select_now(s) == (R | W));
        CHECK((poll_now(s, BOTH) & BOTH) == (POLLRDNORM | POLLWRNORM));
        CHECK_FAILS(recv(s, &byte, 1, 0) != SOCKET_ERROR, WSAECONNRESET);
        CHECK(select_now(s) == W && poll_now(s, BOTH) == POLLWRNORM);
        closesocket(s);
    }
}

/* Claim:  one that hears no such news is not.
 * Source: "Winsock IOCTLs", SIO_UDP_CONNRESET.  Wine 8: as above. */
static void unheard_datagram(void)
{
    if (tap_where() == WINE_8)
        SKIP("connected sockets are told");
    for (BOOL connects = FALSE; connects <= TRUE; connects++) {
        SOCKET s = refused_datagrams(connects, FALSE);
        char byte;

        CHECK(select_now(s) == W && poll_now(s, BOTH) == POLLWRNORM);
        CHECK_FAILS(recv(s, &byte, 1, 0) != SOCKET_ERROR, WSAEWOULDBLOCK);
        closesocket(s);
    }
}

struct waiter {
    SOCKET socket;
    WSAPOLLFD poll;
    volatile LONG begun;
};

static DWORD WINAPI poll_for_ever(void *argument)
{
    struct waiter *waiter = argument;

    InterlockedIncrement(&waiter->begun);
    return (DWORD)WSAPoll(&waiter->poll, 1, -1);
}

/* Claim:  closing a socket ends the wait for it: POLLNVAL.
 * Source: "WSAPoll function", Remarks.  Wine 8: same. */
static void close_ends_the_wait(void)
{
    struct pair pair = pair_new(AF_INET);
    SOCKET datagrams = socket(AF_INET, SOCK_DGRAM, 0);
    SOCKET closed[] = {pair.mine, datagrams};

    for (unsigned i = 0; i < COUNT_OF(closed); i++) {
        struct waiter waiter = {
            .poll = {.fd = closed[i], .events = POLLRDNORM}};
        HANDLE thread = thread_start(poll_for_ever, &waiter);

        WAIT_UNTIL(waiter.begun);
        let_it_block();
        closesocket(closed[i]);
        thread_join(thread);
        CHECK(waiter.poll.revents & POLLNVAL);
    }
    closesocket(pair.peer);
}

TAP_MAIN(CASE(sets), CASE(unconnected), CASE(listening), CASE(connected),
         CASE(out_of_band), CASE(end_of_stream), CASE(reset), CASE(connecting),
         CASE(refused), CASE(shut_for_receiving), CASE(wait_for_data),
         CASE(time_runs_out), CASE(select_errors), CASE(poll_errors),
         CASE(refused_datagram), CASE(unheard_datagram),
         CASE(close_ends_the_wait))
