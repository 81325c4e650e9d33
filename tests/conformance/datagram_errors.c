/* Datagrams: what is refused, and what comes back. */
#include "datagrams.h"

/* Claim:  arguments: no address 10057 (or 10039), another family 10047, too
 *         short 10014, port 0 10049; no room for the sender 10014.
 * Source: "sendto function", "recvfrom function", Return value.
 *         Wine 8: other numbers; a receive with MSG_WAITALL waits. */
static void arguments(void)
{
    struct rig rig = rig_new();
    struct address other = loopback(AF_INET6, 9), nowhere = rig.peer_at;
    struct sockaddr *to = address_of(&rig.peer_at);
    int short_room = 8;
    DWORD error;

    SetLastError(UNTOUCHED);
    CHECK(sendto(rig.mine, "x", 1, 0, NULL, 0) == SOCKET_ERROR);
    error = GetLastError();
    DIFFERS(WINE_8, "10022")
    CHECK(error == WSAENOTCONN || error == WSAEDESTADDRREQ, "error %u",
          (unsigned)error);
    DIFFERS(WINE_8, "another error")
    FAILS_ERROR(sendto(rig.mine, "x", 1, 0, address_of(&other), other.length),
                WSAEAFNOSUPPORT);
    FAILS_ERROR(sendto(rig.mine, "x", 1, 0, to, 4), WSAEFAULT);
    ((struct sockaddr_in *)&nowhere.storage)->sin_port = 0;
    DIFFERS(WINE_8, "another error")
    FAILS_ERROR(
        sendto(rig.mine, "x", 1, 0, address_of(&nowhere), nowhere.length),
        WSAEADDRNOTAVAIL);
    if (tap_where() != WINE_8) {
        rig.flags = 0;
        FAILS_ERROR(recvfrom(rig.mine, rig.buf, 1, 0, address_of(&rig.from),
                             &short_room),
                    WSAEFAULT);
        FAILS_ERROR(
            recvfrom(rig.mine, rig.buf, 1, 0, address_of(&rig.from), NULL),
            WSAEFAULT);
        CHECK(short_room == 8);
        FAILS_ERROR(recvfrom(rig.mine, rig.buf, 8, MSG_WAITALL, NULL, NULL),
                    WSAEOPNOTSUPP);
    }
    rig_free(&rig);
}

/* Claim:  what UDP cannot carry is 10040, without a packet.
 * Source: "WSASendTo function"; docs/semantics/sockets.md.
 *         Wine 8: with a packet. */
static void too_long(void)
{
    struct rig rig = rig_new();
    static char huge[70000];
    WSABUF buffer = {.len = sizeof huge, .buf = huge};

    FAILS_ERROR(sendto(rig.mine, huge, sizeof huge, 0, address_of(&rig.peer_at),
                       rig.peer_at.length),
                WSAEMSGSIZE);
    if (tap_where() != WINE_8)
        FAILS(WSASendTo(rig.mine, &buffer, 1, NULL, 0, address_of(&rig.peer_at),
                        rig.peer_at.length, &rig.ov, NULL),
              WSAEMSGSIZE);
    CHECK(sendto(rig.mine, huge, 65507, 0, address_of(&rig.peer_at),
                 rig.peer_at.length) == 65507);
    rig_free(&rig);
}

/* Claim:  a broadcast needs SO_BROADCAST: 10013, no packet.
 * Source: "sendto function", Remarks.  Wine 8: a packet as well. */
static void broadcast(void)
{
    struct rig rig = rig_new();
    struct address all = rig.peer_at;
    WSABUF buffer = {.len = 1, .buf = rig.buf};

    ((struct sockaddr_in *)&all.storage)->sin_addr.s_addr = INADDR_BROADCAST;
    FAILS_ERROR(sendto(rig.mine, "x", 1, 0, address_of(&all), all.length),
                WSAEACCES);
    if (tap_where() != WINE_8)
        FAILS(WSASendTo(rig.mine, &buffer, 1, NULL, 0, address_of(&all),
                        all.length, &rig.ov, NULL),
              WSAEACCES);
    rig_free(&rig);
}

/* A port that nobody has. */
static struct address nobody(void)
{
    struct address at;
    SOCKET socket = udp_bound(&at);

    closesocket(socket);
    return at;
}

/* Claim:  a datagram that found nobody ends a pending receive of its sender:
 *         1234 in the packet, 10054 from Winsock.
 * Source: "WSARecvFrom function", Return value; docs/semantics/sockets.md.
 *         Wine 8: knows it of connected sockets only. */
static void unreachable_while_pending(void)
{
    struct rig rig;
    struct address gone;
    DWORD bytes, flags;

    if (tap_where() == WINE_8)
        SKIP("unconnected sockets are not told");
    rig = rig_new();
    gone = nobody();
    CHECK(receive_from(&rig, sizeof rig.buf, &rig.ov) == WSA_IO_PENDING);
    send_one(rig.mine, "anybody?", &gone);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 0, ERROR_PORT_UNREACHABLE);
    CHECK_FAILS(
        WSAGetOverlappedResult(rig.mine, &rig.ov, &bytes, FALSE, &flags),
        WSAECONNRESET);
    rig_free(&rig);
}

/* Claim:  later, the next receive is told; each such datagram is told once, and
 *         sends are not concerned.
 * Source: as above.  Wine 8: as above. */
static void unreachable_before(void)
{
    struct rig rig;
    struct address gone;
    u_long on = 1;

    if (tap_where() == WINE_8)
        SKIP("unconnected sockets are not told");
    rig = rig_new();
    gone = nobody();
    CHECK(ioctlsocket(rig.mine, FIONBIO, &on) == 0);
    send_one(rig.mine, "anybody?", &gone);
    CHECK(WAIT_UNTIL(
        recvfrom(rig.mine, rig.buf, sizeof rig.buf, 0, NULL, NULL) < 0 &&
        WSAGetLastError() == WSAECONNRESET));
    FAILS_ERROR(recvfrom(rig.mine, rig.buf, sizeof rig.buf, 0, NULL, NULL),
                WSAEWOULDBLOCK);
    send_one(rig.mine, "anybody?", &gone);
    send_one(rig.mine, "you?", &rig.peer_at);
    CHECK(WAIT_UNTIL(
        recvfrom(rig.mine, rig.buf, sizeof rig.buf, 0, NULL, NULL) < 0 &&
        WSAGetLastError() == WSAECONNRESET));
    send_one(rig.peer, "yes", &rig.mine_at);
    CHECK(WAIT_UNTIL(
        recvfrom(rig.mine, rig.buf, sizeof rig.buf, 0, NULL, NULL) == 3));
    rig_free(&rig);
}

static void no_news(SOCKET socket)
{
    BOOL off = FALSE;
    DWORD bytes;

    CHECK(WSAIoctl(socket, _WSAIOW(IOC_VENDOR, 12), &off, sizeof off, NULL, 0,
                   &bytes, NULL, NULL) == 0);
}

/* Claim:  SIO_UDP_CONNRESET off: nobody is told.
 * Source: "Winsock IOCTLs", SIO_UDP_CONNRESET.  Wine 8: same. */
static void unreachable_unheard(void)
{
    struct rig rig = rig_new();
    struct address gone = nobody();

    no_news(rig.mine);
    CHECK(receive_from(&rig, sizeof rig.buf, &rig.ov) == WSA_IO_PENDING);
    send_one(rig.mine, "anybody?", &gone);
    send_one(rig.peer, "me", &rig.mine_at);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 2, 0);
    rig_free(&rig);
}

/* Claim:  a connected socket is told by its plain receive, too.
 * Source: "recv function", Return value.  Wine 8: waits. */
static void unreachable_when_connected(void)
{
    struct rig rig;
    struct address gone;

    if (tap_where() == WINE_8)
        SKIP("the receive waits");
    rig = rig_new();
    gone = nobody();
    CHECK(connect(rig.mine, address_of(&gone), gone.length) == 0);
    CHECK(send(rig.mine, "anybody?", 8, 0) == 8);
    FAILS_ERROR(recv(rig.mine, rig.buf, sizeof rig.buf, 0), WSAECONNRESET);
    rig_free(&rig);
}

/* Claim:  a connected socket hears its peer only, and may send elsewhere;
 *         connected to an address of zeros it is not connected any more, keeps
 *         its own address, and hears all again.
 * Source: "connect function", Remarks; "sendto function", to.
 *         Wine 8: a later send succeeds; the rest same. */
static void connected(void)
{
    struct rig rig = rig_new();
    struct address third_at, zero = loopback(AF_INET, 0), name;
    SOCKET third = udp_bound(&third_at);

    CHECK(connect(rig.mine, address_of(&rig.peer_at), rig.peer_at.length) == 0);
    no_news(third); /* a host may say that nobody heard it */
    send_one(third, "unheard", &rig.mine_at);
    send_one(rig.peer, "heard", &rig.mine_at);
    CHECK(recv(rig.mine, rig.buf, sizeof rig.buf, 0) == 5);
    send_one(rig.mine, "elsewhere", &third_at);
    CHECK(recv(third, rig.buf, sizeof rig.buf, 0) == 9);
    ((struct sockaddr_in *)&zero.storage)->sin_addr.s_addr = INADDR_ANY;
    CHECK(connect(rig.mine, address_of(&zero), zero.length) == 0);
    name = bound_address(rig.mine);
    CHECK(same_address(&name, &rig.mine_at));
    DIFFERS(WINE_8, "sends to itself")
    CHECK(send(rig.mine, "x", 1, 0) == SOCKET_ERROR);
    send_one(third, "heard now", &rig.mine_at);
    CHECK(recv(rig.mine, rig.buf, sizeof rig.buf, 0) == 9);
    closesocket(third);
    rig_free(&rig);
}

/* Claim:  a port that was chosen when it connected stays as well.
 * Source: "connect function", Remarks.  Wine 8: another port. */
static void port_stays(void)
{
    struct address at, zero = loopback(AF_INET, 0), before, after;
    SOCKET other = udp_bound(&at), socket_of_mine;

    socket_of_mine = socket(AF_INET, SOCK_DGRAM, 0);
    CHECK(connect(socket_of_mine, address_of(&at), at.length) == 0);
    before = bound_address(socket_of_mine);
    ((struct sockaddr_in *)&zero.storage)->sin_addr.s_addr = INADDR_ANY;
    CHECK(connect(socket_of_mine, address_of(&zero), zero.length) == 0);
    if (tap_where() != WINE_8) {
        after = bound_address(socket_of_mine);
        CHECK(((struct sockaddr_in *)&before.storage)->sin_port ==
              ((struct sockaddr_in *)&after.storage)->sin_port);
    }
    closesocket(socket_of_mine);
    closesocket(other);
}

/* Claim:  on a stream the address is neither read nor written.
 * Source: "WSASendTo function", "WSARecvFrom function", Parameters.
 *         Wine 8: same. */
static void stream_ignores_the_address(void)
{
    struct pair pair = pair_new(AF_INET);
    struct address other = loopback(AF_INET, 9), from;
    char byte;

    memset(&from, 0, sizeof from);
    from.length = sizeof from.storage;
    CHECK(sendto(pair.peer, "x", 1, 0, address_of(&other), other.length) == 1);
    CHECK(recvfrom(pair.mine, &byte, 1, 0, address_of(&from), &from.length) ==
          1);
    CHECK(from.storage.ss_family == 0);
    pair_close(&pair);
}

/* Claim:  an address of zeros, its family too, ends the association as well.
 * Source: "connect function", Remarks; OpenJDK's DatagramChannel does so.
 *         Wine 8: a send is 10022 then. */
static void zeros_end_it(void)
{
    struct rig rig = rig_new();
    struct address zero;

    memset(&zero, 0, sizeof zero);
    zero.length = (int)sizeof(struct sockaddr_in);
    CHECK(connect(rig.mine, address_of(&rig.peer_at), rig.peer_at.length) == 0);
    CHECK(send(rig.mine, "x", 1, 0) == 1);
    CHECK(connect(rig.mine, address_of(&zero), zero.length) == 0);
    DIFFERS(WINE_8, "10022")
    FAILS_ERROR(send(rig.mine, "x", 1, 0), WSAENOTCONN);
    FAILS_ERROR(getpeername(rig.mine, address_of(&rig.from), &rig.from.length),
                WSAENOTCONN);
    rig_free(&rig);
}

/* Claim:  connecting to 255.255.255.255 without SO_BROADCAST is 10013, and the
 *         peer before stays the peer.
 * Source: "connect function", Return value (WSAEACCES).  Wine 8: same. */
static void broadcast_is_no_peer(void)
{
    struct rig rig = rig_new();
    struct address all = rig.peer_at;
    SOCKET fresh = socket(AF_INET, SOCK_DGRAM, 0);

    ((struct sockaddr_in *)&all.storage)->sin_addr.s_addr = INADDR_BROADCAST;
    FAILS_ERROR(connect(fresh, address_of(&all), all.length), WSAEACCES);
    CHECK(connect(rig.mine, address_of(&rig.peer_at), rig.peer_at.length) == 0);
    FAILS_ERROR(connect(rig.mine, address_of(&all), all.length), WSAEACCES);
    CHECK(getpeername(rig.mine, address_of(&rig.from), &rig.from.length) == 0);
    CHECK(same_address(&rig.from, &rig.peer_at));
    CHECK(send(rig.mine, "still", 5, 0) == 5);
    CHECK(recv(rig.peer, rig.buf, sizeof rig.buf, 0) == 5);
    closesocket(fresh);
    rig_free(&rig);
}

/* Claim:  a peer that cannot be had changes nothing: the one before stays.
 * Source: "connect function", Remarks.
 *         Wine 8: 10045 for another family. */
static void failed_reconnect(void)
{
    struct rig rig = rig_new();
    struct address outside = rig.peer_at, other = loopback(AF_INET6, 9);

    /* Of a socket that is bound to loopback nothing leads out. */
    ((struct sockaddr_in *)&outside.storage)->sin_addr.s_addr =
        htonl(0xc0000201);
    CHECK(connect(rig.mine, address_of(&rig.peer_at), rig.peer_at.length) == 0);
    DIFFERS(WINE_8, "10045")
    FAILS_ERROR(connect(rig.mine, address_of(&other), other.length),
                WSAEAFNOSUPPORT);
    CHECK(connect(rig.mine, address_of(&outside), outside.length) ==
          SOCKET_ERROR);
    CHECK(getpeername(rig.mine, address_of(&rig.from), &rig.from.length) == 0);
    CHECK(same_address(&rig.from, &rig.peer_at));
    CHECK(send(rig.mine, "still", 5, 0) == 5);
    CHECK(recv(rig.peer, rig.buf, sizeof rig.buf, 0) == 5);
    rig_free(&rig);
}

/* Claim:  after shutdown(SD_SEND) a socket that is not connected sends nothing
 *         either: 10058. It still receives.
 * Source: "shutdown function", Remarks; "sendto function", WSAESHUTDOWN.
 *         Wine 8: same. */
static void shut_without_a_peer(void)
{
    struct rig rig = rig_new();

    CHECK(shutdown(rig.mine, SD_SEND) == 0);
    FAILS_ERROR(sendto(rig.mine, "x", 1, 0, address_of(&rig.peer_at),
                       rig.peer_at.length),
                WSAESHUTDOWN);
    send_one(rig.peer, "you", &rig.mine_at);
    CHECK(recv(rig.mine, rig.buf, sizeof rig.buf, 0) == 3);
    CHECK(shutdown(rig.peer, SD_BOTH) == 0);
    FAILS_ERROR(sendto(rig.peer, "x", 1, 0, address_of(&rig.mine_at),
                       rig.mine_at.length),
                WSAESHUTDOWN);
    rig_free(&rig);
}

TAP_MAIN(CASE(arguments), CASE(too_long), CASE(broadcast),
         CASE(unreachable_while_pending), CASE(unreachable_before),
         CASE(unreachable_unheard), CASE(unreachable_when_connected),
         CASE(connected), CASE(port_stays), CASE(stream_ignores_the_address),
         CASE(zeros_end_it), CASE(broadcast_is_no_peer), CASE(failed_reconnect),
         CASE(shut_without_a_peer))
