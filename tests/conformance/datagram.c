/* WSASendTo, WSARecvFrom, sendto, recvfrom: datagrams with an address. */
#include "support.h"

#define FAILS(call, code) CHECK_FAILS((call) == 0, code)
#define FAILS_ERROR(call, code) CHECK_FAILS((call) != SOCKET_ERROR, code)

struct rig {
    HANDLE port;
    SOCKET mine, peer; /* bound, not connected; `mine` has the port */
    struct address mine_at, peer_at;
    OVERLAPPED ov;
    struct address from;
    char buf[64];
    DWORD flags, bytes;
};

static struct rig rig_new(void)
{
    struct rig rig;

    memset(&rig, 0, sizeof rig);
    rig.port = port_new(0);
    rig.mine = udp_bound(&rig.mine_at);
    rig.peer = udp_bound(&rig.peer_at);
    port_add(rig.port, (HANDLE)rig.mine, KEY);
    rig.ov = overlapped_new(NULL);
    rig.from.length = sizeof rig.from.storage;
    rig.bytes = UNTOUCHED;
    return rig;
}

static void rig_free(struct rig *rig)
{
    CHECK_NO_PACKET(rig->port);
    closesocket(rig->mine);
    closesocket(rig->peer);
    CloseHandle(rig->port);
}

static int same_address(const struct address *one, const struct address *other)
{
    const struct sockaddr_in *left = (const void *)&one->storage;
    const struct sockaddr_in *right = (const void *)&other->storage;

    return one->length == other->length && left->sin_family == AF_INET &&
           left->sin_port == right->sin_port &&
           left->sin_addr.s_addr == right->sin_addr.s_addr;
}

static void send_one(SOCKET socket, const char *text, struct address *to)
{
    int length = (int)strlen(text);

    CHECK(sendto(socket, text, length, 0, address_of(to), to->length) ==
          length);
}

/* WSARecvFrom: 0 done at once, else the last error. */
static int receive_from(struct rig *rig, ULONG room, OVERLAPPED *ov)
{
    WSABUF buffer = {.len = room, .buf = rig->buf};

    return WSARecvFrom(rig->mine, &buffer, 1, ov != NULL ? NULL : &rig->bytes,
                       &rig->flags, address_of(&rig->from), &rig->from.length,
                       ov, NULL) == 0
               ? 0
               : WSAGetLastError();
}

/* Makes the receive that is posted now the next thing that happens. */
static void skip_mode(struct rig *rig)
{
    CHECK(SetFileCompletionNotificationModes(
        (HANDLE)rig->mine, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS));
}

/* Claim:  a datagram goes where it is told, and who receives it is told from
 *         where it came.
 * Source: "sendto function", "recvfrom function".  Wine 8: same. */
static void there_and_back(void)
{
    struct rig rig = rig_new();

    send_one(rig.mine, "ping", &rig.peer_at);
    CHECK(recvfrom(rig.peer, rig.buf, sizeof rig.buf, 0, address_of(&rig.from),
                   &rig.from.length) == 4);
    CHECK(memcmp(rig.buf, "ping", 4) == 0);
    CHECK(same_address(&rig.from, &rig.mine_at));
    send_one(rig.peer, "again", &rig.from);
    CHECK(recvfrom(rig.mine, rig.buf, sizeof rig.buf, 0, NULL, NULL) == 5);
    rig_free(&rig);
}

/* Claim:  the same with IPv6.
 * Source: as above.  Wine 8: same. */
static void ipv6(void)
{
    struct address at, from = {.length = sizeof from.storage};
    SOCKET one, other;
    char buf[8];

    net_start();
    one = socket(AF_INET6, SOCK_DGRAM, 0);
    other = socket(AF_INET6, SOCK_DGRAM, 0);
    at = loopback(AF_INET6, 0);
    CHECK(bind(one, address_of(&at), at.length) == 0);
    at = bound_address(one);
    send_one(other, "six", &at);
    CHECK(recvfrom(one, buf, sizeof buf, 0, address_of(&from), &from.length) ==
          3);
    CHECK(from.length == sizeof(struct sockaddr_in6));
    CHECK(from.storage.ss_family == AF_INET6);
    closesocket(one);
    closesocket(other);
}

/* Claim:  an overlapped send posts a packet with its bytes, of several buffers
 *         one datagram; the address may be gone by then.
 * Source: "WSASendTo function", Parameters and Remarks.  Wine 8: same. */
static void overlapped_send(void)
{
    struct rig rig = rig_new();
    struct address to = rig.peer_at;
    WSABUF parts[] = {{3, (char *)"one"}, {0, NULL}, {3, (char *)"two"}};

    CHECK(started(WSASendTo(rig.mine, parts, 3, NULL, 0, address_of(&to),
                            to.length, &rig.ov, NULL) == 0
                      ? 0
                      : WSAGetLastError()));
    memset(&to, 0, sizeof to);
    memset(parts, 0, sizeof parts);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 6, 0);
    CHECK(recv(rig.peer, rig.buf, sizeof rig.buf, 0) == 6);
    CHECK(memcmp(rig.buf, "onetwo", 6) == 0);
    rig_free(&rig);
}

/* Claim:  a pending receive writes data, address and its length when it ends,
 *         not the count.
 * Source: "WSARecvFrom function", Remarks.  Wine 8: same. */
static void pending_receive(void)
{
    struct rig rig = rig_new();
    WSABUF buffer = {.len = sizeof rig.buf, .buf = rig.buf};

    CHECK(WSARecvFrom(rig.mine, &buffer, 1, &rig.bytes, &rig.flags,
                      address_of(&rig.from), &rig.from.length, &rig.ov,
                      NULL) != 0);
    CHECK_ERROR(WSA_IO_PENDING);
    CHECK(rig.bytes == UNTOUCHED);
    CHECK(rig.from.length == sizeof rig.from.storage);
    send_one(rig.peer, "later", &rig.mine_at);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 5, 0);
    CHECK(memcmp(rig.buf, "later", 5) == 0);
    CHECK(same_address(&rig.from, &rig.peer_at));
    rig_free(&rig);
}

/* Claim:  an empty datagram is a success with 0 bytes, and has a sender.
 * Source: "recvfrom function", Remarks.  Wine 8: same. */
static void empty_datagram(void)
{
    struct rig rig = rig_new();

    CHECK(receive_from(&rig, sizeof rig.buf, &rig.ov) == WSA_IO_PENDING);
    send_one(rig.peer, "", &rig.mine_at);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 0, 0);
    CHECK(same_address(&rig.from, &rig.peer_at));
    rig_free(&rig);
}

/* Claim:  pended, a datagram that is too long fills the buffer; the packet says
 *         234 with its size, WSAGetOverlappedResult 10040 and MSG_PARTIAL; the
 *         rest is lost, the address is good.
 * Source: "WSARecvFrom function", Remarks; docs/semantics/sockets.md.
 *         Wine 8: same, but for MSG_PARTIAL. */
static void cut_while_pending(void)
{
    struct rig rig = rig_new();
    DWORD bytes = 0, flags = 0;

    CHECK(receive_from(&rig, 4, &rig.ov) == WSA_IO_PENDING);
    send_one(rig.peer, "too long", &rig.mine_at);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 4, ERROR_MORE_DATA);
    CHECK(memcmp(rig.buf, "too ", 5) == 0);
    CHECK(same_address(&rig.from, &rig.peer_at));
    CHECK_FAILS(
        WSAGetOverlappedResult(rig.mine, &rig.ov, &bytes, FALSE, &flags),
        WSAEMSGSIZE);
    CHECK(bytes == 4);
    rig.ov = overlapped_new(NULL);
    CHECK(receive_from(&rig, 4, &rig.ov) == WSA_IO_PENDING);
    send_one(rig.peer, "next", &rig.mine_at);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 4, 0);
    rig_free(&rig);
}

/* Claim:  at once it is 10040 and a packet all the same, unless in skip mode.
 * Source: docs/semantics/sockets.md.  Wine 8: same. */
static void cut_at_once(void)
{
    struct rig rig = rig_new();
    int error;

    send_one(rig.peer, "too long", &rig.mine_at);
    error = receive_from(&rig, 4, &rig.ov);
    CHECK(error == WSAEMSGSIZE || error == WSA_IO_PENDING, "error %d", error);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 4, ERROR_MORE_DATA);
    CHECK(same_address(&rig.from, &rig.peer_at));
    skip_mode(&rig);
    rig.ov = overlapped_new(NULL);
    rig.from.length = sizeof rig.from.storage;
    send_one(rig.peer, "too long", &rig.mine_at);
    error = receive_from(&rig, 4, &rig.ov);
    CHECK(error == WSAEMSGSIZE || error == WSA_IO_PENDING, "error %d", error);
    if (error == WSA_IO_PENDING)
        CHECK_PACKET(rig.port, KEY, &rig.ov, 4, ERROR_MORE_DATA);
    CHECK(same_address(&rig.from, &rig.peer_at));
    rig_free(&rig);
}

/* Claim:  plain recvfrom says 10040, and has filled buffer and address.
 * Source: "recvfrom function", Return value.  Wine 8: same. */
static void cut_in_a_plain_call(void)
{
    struct rig rig = rig_new();

    send_one(rig.peer, "too long", &rig.mine_at);
    FAILS_ERROR(recvfrom(rig.mine, rig.buf, 4, 0, address_of(&rig.from),
                         &rig.from.length),
                WSAEMSGSIZE);
    CHECK(memcmp(rig.buf, "too ", 5) == 0);
    CHECK(same_address(&rig.from, &rig.peer_at));
    rig_free(&rig);
}

/* Claim:  MSG_PEEK leaves the datagram, also with no room for it; without it a
 *         receive of zero bytes takes the datagram, and cuts it.
 * Source: "recvfrom function", flags; docs/semantics/sockets.md.
 *         Wine 8: same. */
static void peek_and_no_room(void)
{
    struct rig rig = rig_new();

    send_one(rig.peer, "first", &rig.mine_at);
    send_one(rig.peer, "second", &rig.mine_at);
    CHECK(recvfrom(rig.mine, rig.buf, sizeof rig.buf, MSG_PEEK, NULL, NULL) ==
          5);
    FAILS_ERROR(recvfrom(rig.mine, rig.buf, 0, MSG_PEEK, NULL, NULL),
                WSAEMSGSIZE);
    FAILS_ERROR(recvfrom(rig.mine, rig.buf, 0, 0, NULL, NULL), WSAEMSGSIZE);
    CHECK(recvfrom(rig.mine, rig.buf, sizeof rig.buf, 0, NULL, NULL) == 6);
    rig_free(&rig);
}

/* Claim:  several receives are filled in the order they were posted, each with
 *         its own sender; several sends arrive in theirs.
 * Source: docs/semantics/sockets.md.  Wine 8: same. */
static void order(void)
{
    enum { COUNT = 8 };
    struct rig rig = rig_new();
    OVERLAPPED receives[COUNT];
    struct address from[COUNT];
    char bytes[COUNT], sent[COUNT];

    for (int i = 0; i < COUNT; i++) {
        WSABUF buffer = {1, &bytes[i]};

        receives[i] = overlapped_new(NULL);
        from[i].length = sizeof from[i].storage;
        CHECK(WSARecvFrom(rig.mine, &buffer, 1, NULL, &rig.flags,
                          address_of(&from[i]), &from[i].length, &receives[i],
                          NULL) != 0);
        CHECK_ERROR(WSA_IO_PENDING);
    }
    for (int i = 0; i < COUNT; i++) {
        sent[i] = (char)('a' + i);
        CHECK(sendto(rig.peer, &sent[i], 1, 0, address_of(&rig.mine_at),
                     rig.mine_at.length) == 1);
    }
    for (int i = 0; i < COUNT; i++) {
        CHECK_PACKET(rig.port, KEY, &receives[i], 1, 0);
        CHECK(bytes[i] == sent[i]);
        CHECK(same_address(&from[i], &rig.peer_at));
    }
    for (int i = 0; i < COUNT; i++) {
        WSABUF buffer = {1, &sent[i]};

        receives[i] = overlapped_new(NULL);
        CHECK(started(WSASendTo(rig.mine, &buffer, 1, NULL, 0,
                                address_of(&rig.peer_at), rig.peer_at.length,
                                &receives[i], NULL) == 0
                          ? 0
                          : WSAGetLastError()));
    }
    for (int i = 0; i < COUNT; i++) {
        CHECK_PACKET(rig.port, KEY, &receives[i], 1, 0);
        CHECK(recv(rig.peer, bytes, 1, 0) == 1 && bytes[0] == sent[i]);
    }
    rig_free(&rig);
}

/* Claim:  sending binds the socket; before, it cannot receive: 10022.
 * Source: "sendto function", Remarks; Wine's ws2_32 sock test_connect_udp.
 *         Wine 8: a plain receive is 10022 as well. */
static void sending_binds(void)
{
    struct address at, from = {.length = sizeof from.storage};
    struct address name = {.length = sizeof name.storage};
    SOCKET receiver = udp_bound(&at), sender;
    u_long on = 1;
    char buf[8];

    sender = socket(AF_INET, SOCK_DGRAM, 0);
    CHECK(ioctlsocket(sender, FIONBIO, &on) == 0);
    FAILS(getsockname(sender, address_of(&name), &name.length), WSAEINVAL);
    DIFFERS(WINE_8, "an unbound socket waits")
    FAILS_ERROR(recvfrom(sender, buf, sizeof buf, 0, NULL, NULL), WSAEINVAL);
    send_one(sender, "hello", &at);
    CHECK(getsockname(sender, address_of(&name), &name.length) == 0);
    CHECK(recvfrom(receiver, buf, sizeof buf, 0, address_of(&from),
                   &from.length) == 5);
    CHECK(((struct sockaddr_in *)&from.storage)->sin_port ==
          ((struct sockaddr_in *)&name.storage)->sin_port);
    send_one(receiver, "back", &from);
    CHECK(WAIT_UNTIL(recvfrom(sender, buf, sizeof buf, 0, NULL, NULL) == 4));
    closesocket(sender);
    closesocket(receiver);
}

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

/* Claim:  cancelled or closed, a receive ends with 995 and writes no address.
 * Source: docs/semantics/cancel-close.md.  Wine 8: same, but for the close. */
static void cancelled(void)
{
    struct rig rig = rig_new();

    CHECK(receive_from(&rig, sizeof rig.buf, &rig.ov) == WSA_IO_PENDING);
    CHECK(CancelIoEx((HANDLE)rig.mine, &rig.ov));
    CHECK_PACKET(rig.port, KEY, &rig.ov, 0, ERROR_OPERATION_ABORTED);
    CHECK(rig.from.storage.ss_family == 0);
    CHECK(rig.from.length == sizeof rig.from.storage);
    rig_free(&rig);
}

/* Claim:  SO_RCVTIMEO ends a blocking receive: 10060.
 * Source: "recvfrom function", Return value.  Wine 8: same. */
static void timeout(void)
{
    struct rig rig = rig_new();
    DWORD ms = 20;

    CHECK(setsockopt(rig.mine, SOL_SOCKET, SO_RCVTIMEO, (char *)&ms,
                     sizeof ms) == 0);
    FAILS_ERROR(recvfrom(rig.mine, rig.buf, 1, 0, NULL, NULL), WSAETIMEDOUT);
    rig_free(&rig);
}

/* Claim:  without a port the event of the OVERLAPPED is signalled.
 * Source: "WSARecvFrom function", Remarks.  Wine 8: same. */
static void by_event(void)
{
    struct address mine_at, peer_at, from = {.length = sizeof from.storage};
    SOCKET mine = udp_bound(&mine_at), peer = udp_bound(&peer_at);
    HANDLE event = event_new();
    OVERLAPPED ov = overlapped_new(event);
    char buf[8];
    WSABUF buffer = {.len = sizeof buf, .buf = buf};
    DWORD flags = 0, bytes;

    CHECK(WSARecvFrom(mine, &buffer, 1, NULL, &flags, address_of(&from),
                      &from.length, &ov, NULL) != 0);
    CHECK_ERROR(WSA_IO_PENDING);
    CHECK(!is_set(event));
    send_one(peer, "event", &mine_at);
    CHECK(wait_for(event));
    CHECK(WSAGetOverlappedResult(mine, &ov, &bytes, FALSE, &flags));
    CHECK(bytes == 5 && same_address(&from, &peer_at));
    closesocket(mine);
    closesocket(peer);
    CloseHandle(event);
}

TAP_MAIN(CASE(there_and_back), CASE(ipv6), CASE(overlapped_send),
         CASE(pending_receive), CASE(empty_datagram), CASE(cut_while_pending),
         CASE(cut_at_once), CASE(cut_in_a_plain_call), CASE(peek_and_no_room),
         CASE(order), CASE(sending_binds), CASE(arguments), CASE(too_long),
         CASE(broadcast), CASE(unreachable_while_pending),
         CASE(unreachable_before), CASE(unreachable_unheard),
         CASE(unreachable_when_connected), CASE(connected), CASE(port_stays),
         CASE(stream_ignores_the_address), CASE(cancelled), CASE(timeout),
         CASE(by_event))
