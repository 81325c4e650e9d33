/* WSASendTo, WSARecvFrom, sendto, recvfrom: datagrams with an address. */
#include "datagrams.h"

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
         CASE(order), CASE(sending_binds), CASE(cancelled), CASE(timeout),
         CASE(by_event))
