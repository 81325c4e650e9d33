/* WSARecv: what completes it, with what, in which order. */
#include "support.h"

struct rig {
    HANDLE port;
    struct pair pair;
    OVERLAPPED ov;
    char buf[64];
};

static struct rig rig_new(int family)
{
    struct rig rig = {.port = port_new(0), .pair = pair_new(family)};

    port_add(rig.port, (HANDLE)rig.pair.mine, KEY);
    rig.ov = overlapped_new(NULL);
    return rig;
}

static void rig_free(struct rig *rig)
{
    pair_close(&rig->pair);
    CloseHandle(rig->port);
}

/* Claim:  a receive completes with what is there, not when it is full.
 * Source: "WSARecv function", Remarks.  Wine 8: same. */
static void completes_with_what_is_there(void)
{
    static const int families[] = {AF_INET, AF_INET6};

    for (unsigned i = 0; i < COUNT_OF(families); i++) {
        struct rig rig = rig_new(families[i]);

        pend_recv(rig.pair.mine, rig.buf, sizeof rig.buf, &rig.ov);
        send_all(rig.pair.peer, "abc", 3);
        CHECK_PACKET(rig.port, KEY, &rig.ov, 3, 0);
        CHECK(memcmp(rig.buf, "abc", 3) == 0);
        CHECK_NO_PACKET(rig.port);
        rig_free(&rig);
    }
}

/* Claim:  data that waits already is taken: 0 or 997, and a packet.
 * Source: "WSARecv function"; docs/semantics/sockets.md.  Wine 8: same. */
static void takes_data_that_waits(void)
{
    struct rig rig = rig_new(AF_INET);
    WSABUF buffer = {.len = 8, .buf = rig.buf};
    DWORD bytes = UNTOUCHED, flags = 0;
    int result;

    send_all(rig.pair.peer, "abc", 3);
    result = WSARecv(rig.pair.mine, &buffer, 1, &bytes, &flags, &rig.ov, NULL);
    if (result == 0)
        CHECK(bytes == 3 && flags == 0);
    else
        CHECK(WSAGetLastError() == WSA_IO_PENDING && bytes == UNTOUCHED);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 3, 0);
    rig_free(&rig);
}

/* Claim:  on 997 the count is not written.
 * Source: Wine's ws2_32 sock tests; docs/semantics/sockets.md.
 *         Wine 8: same. */
static void count_is_untouched_when_pending(void)
{
    struct rig rig = rig_new(AF_INET);
    WSABUF buffer = {.len = 8, .buf = rig.buf};
    DWORD bytes = UNTOUCHED, flags = 0;

    CHECK_FAILS(
        WSARecv(rig.pair.mine, &buffer, 1, &bytes, &flags, &rig.ov, NULL) == 0,
        WSA_IO_PENDING);
    CHECK(bytes == UNTOUCHED);
    send_all(rig.pair.peer, "x", 1);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 1, 0);
    CHECK(bytes == UNTOUCHED);
    rig_free(&rig);
}

/* Claim:  buffers are filled in order; the array may be gone by then.
 * Source: "WSARecv function", lpBuffers.  Wine 8: same. */
static void buffers_are_filled_in_order(void)
{
    struct rig rig = rig_new(AF_INET);
    WSABUF buffers[4] = {{.len = 2, .buf = rig.buf},
                         {.len = 0, .buf = NULL},
                         {.len = 3, .buf = rig.buf + 10},
                         {.len = 8, .buf = rig.buf + 20}};
    DWORD flags = 0;

    CHECK_FAILS(
        WSARecv(rig.pair.mine, buffers, 4, NULL, &flags, &rig.ov, NULL) == 0,
        WSA_IO_PENDING);
    memset(buffers, 0, sizeof buffers);
    send_all(rig.pair.peer, "abcdefg", 7);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 7, 0);
    CHECK(memcmp(rig.buf, "ab", 3) == 0);
    CHECK(memcmp(rig.buf + 10, "cde", 4) == 0);
    CHECK(memcmp(rig.buf + 20, "fg", 3) == 0);
    rig_free(&rig);
}

/* Claim:  receives are filled in the order they were posted, each completes
 *         by itself.
 * Source: Wine's ws2_32 sock test_simultaneous_async_recv.  Wine 8: same. */
static void posting_order_is_filling_order(void)
{
    struct rig rig = rig_new(AF_INET);
    OVERLAPPED ov[4];

    for (int i = 0; i < 4; i++) {
        ov[i] = overlapped_new(NULL);
        pend_recv(rig.pair.mine, rig.buf + 4 * i, 4, &ov[i]);
    }
    send_all(rig.pair.peer, "0123456789", 10);
    CHECK_PACKET(rig.port, KEY, &ov[0], 4, 0);
    CHECK_PACKET(rig.port, KEY, &ov[1], 4, 0);
    CHECK_PACKET(rig.port, KEY, &ov[2], 2, 0);
    CHECK_NO_PACKET(rig.port);
    send_all(rig.pair.peer, "rest", 4);
    CHECK_PACKET(rig.port, KEY, &ov[3], 4, 0);
    CHECK(memcmp(rig.buf, "0123456789\0\0rest", 16) == 0);
    rig_free(&rig);
}

#define ROUNDS 2000
#define WINDOW 8

/* Claim:  so it stays under a stream of data: WINDOW receives always posted,
 *         packets in order, no byte lost or moved (s).
 * Source: as above.  Wine 8: same. */
static void order_holds_in_a_stream(void)
{
    static char data[ROUNDS], copy[ROUNDS];
    OVERLAPPED ov[WINDOW];
    struct rig rig = rig_new(AF_INET);
    int posted = 0, taken = 0;

    fill_pattern(data, sizeof data, 3);
    for (; posted < WINDOW; posted++) {
        ov[posted] = overlapped_new(NULL);
        CHECK(
            started(start_recv(rig.pair.mine, copy + posted, 1, &ov[posted])));
    }
    while (taken < ROUNDS) {
        if (taken % 100 == 0)
            send_all(rig.pair.peer, data + taken, 100);
        if (!CHECK_PACKET(rig.port, KEY, &ov[taken % WINDOW], 1, 0))
            break;
        if (posted < ROUNDS) {
            CHECK(started(start_recv(rig.pair.mine, copy + posted, 1,
                                     &ov[posted % WINDOW])));
            posted++;
        }
        taken++;
    }
    CHECK(memcmp(data, copy, sizeof data) == 0);
    CHECK_NO_PACKET(rig.port);
    rig_free(&rig);
}

/* Claim:  the peer's FIN is success with 0 bytes, pending or at once, each
 *         time, with a packet each.
 * Source: "WSARecv function", Remarks; Wine's ws2_32 sock
 *         test_completion_port.  Wine 8: same. */
static void end_of_stream(void)
{
    struct rig rig = rig_new(AF_INET);

    pend_recv(rig.pair.mine, rig.buf, 8, &rig.ov);
    CHECK(shutdown(rig.pair.peer, SD_SEND) == 0);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 0, 0);
    CHECK(rig.ov.Internal == 0 && rig.ov.InternalHigh == 0);
    for (int i = 0; i < 3; i++) {
        CHECK(started(start_recv(rig.pair.mine, rig.buf, 8, &rig.ov)));
        CHECK_PACKET(rig.port, KEY, &rig.ov, 0, 0);
    }
    CHECK_NO_PACKET(rig.port);
    rig_free(&rig);
}

/* Claim:  several pending receives all end with the FIN, data before it goes
 *         to the first.
 * Source: as above.  Wine 8: same. */
static void end_of_stream_ends_them_all(void)
{
    struct rig rig = rig_new(AF_INET);
    OVERLAPPED ov[3];

    for (int i = 0; i < 3; i++) {
        ov[i] = overlapped_new(NULL);
        pend_recv(rig.pair.mine, rig.buf + i * 8, 8, &ov[i]);
    }
    send_all(rig.pair.peer, "abc", 3);
    CHECK_PACKET(rig.port, KEY, &ov[0], 3, 0);
    closesocket(rig.pair.peer);
    CHECK_PACKET(rig.port, KEY, &ov[1], 0, 0);
    CHECK_PACKET(rig.port, KEY, &ov[2], 0, 0);
    closesocket(rig.pair.mine);
    CloseHandle(rig.port);
}

/* Claim:  a receive of zero bytes waits for data, completes with 0, and leaves
 *         the data; with data there it completes at once.
 * Source: Wine's ws2_32 sock test_empty_recv.  Wine 8: same. */
static void zero_byte_receive(void)
{
    struct rig rig = rig_new(AF_INET);

    pend_recv(rig.pair.mine, rig.buf, 0, &rig.ov);
    CHECK_NO_PACKET(rig.port);
    send_all(rig.pair.peer, "abc", 3);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 0, 0);
    CHECK(started(start_recv(rig.pair.mine, rig.buf, 0, &rig.ov)));
    CHECK_PACKET(rig.port, KEY, &rig.ov, 0, 0);
    recv_all(rig.pair.mine, rig.buf, 3);
    CHECK(memcmp(rig.buf, "abc", 3) == 0);
    pend_recv(rig.pair.mine, NULL, 0, &rig.ov);
    CHECK(shutdown(rig.pair.peer, SD_SEND) == 0);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 0, 0);
    rig_free(&rig);
}

/* Claim:  MSG_WAITALL does not go with a non-blocking socket, or MSG_OOB:
 * 10045. Source: "recv function", Parameters.  Wine 8: takes it. */
static void waitall_and_nonblocking(void)
{
    struct pair pair = pair_new(AF_INET);
    u_long on = 1;
    char buf[4];

    if (tap_where() == WINE_8)
        SKIP("takes it");
    send_all(pair.peer, "abcd", 4);
    CHECK(recv(pair.mine, buf, 1, MSG_WAITALL | MSG_OOB) == SOCKET_ERROR);
    CHECK(WSAGetLastError() == WSAEOPNOTSUPP);
    CHECK(ioctlsocket(pair.mine, FIONBIO, &on) == 0);
    CHECK(recv(pair.mine, buf, 4, MSG_WAITALL) == SOCKET_ERROR);
    CHECK(WSAGetLastError() == WSAEOPNOTSUPP);
    CHECK(recv(pair.mine, buf, 4, 0) == 4);
    pair_close(&pair);
}

/* Claim:  MSG_WAITALL completes when full.
 * Source: "WSARecv function", lpFlags.  Wine 8: completes with less. */
static void waitall_completes_when_full(void)
{
    struct rig rig = rig_new(AF_INET);
    WSABUF buffer = {.len = 6, .buf = rig.buf};
    DWORD flags = MSG_WAITALL;

    CHECK_FAILS(
        WSARecv(rig.pair.mine, &buffer, 1, NULL, &flags, &rig.ov, NULL) == 0,
        WSA_IO_PENDING);
    send_all(rig.pair.peer, "abc", 3);
    DIFFERS(WINE_8, "an overlapped receive ignores MSG_WAITALL")
    CHECK_NO_PACKET(rig.port);
    send_all(rig.pair.peer, "def", 3);
    DIFFERS(WINE_8, "an overlapped receive ignores MSG_WAITALL")
    CHECK_PACKET(rig.port, KEY, &rig.ov, 6, 0);
    DIFFERS(WINE_8, "an overlapped receive ignores MSG_WAITALL")
    CHECK(memcmp(rig.buf, "abcdef", 6) == 0);
    rig_free(&rig);
}

/* Claim:  and with what it has when the peer closes.
 * Source: as above.  Wine 8: same. */
static void waitall_ends_with_the_stream(void)
{
    struct rig rig = rig_new(AF_INET);
    WSABUF buffer = {.len = 6, .buf = rig.buf};
    DWORD flags = MSG_WAITALL;

    CHECK_FAILS(
        WSARecv(rig.pair.mine, &buffer, 1, NULL, &flags, &rig.ov, NULL) == 0,
        WSA_IO_PENDING);
    send_all(rig.pair.peer, "abc", 3);
    shutdown(rig.pair.peer, SD_SEND);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 3, 0);
    rig_free(&rig);
}

/* Claim:  MSG_PEEK leaves the data for the next.
 * Source: "WSARecv function", lpFlags.  Wine 8: same. */
static void peek_leaves_the_data(void)
{
    struct rig rig = rig_new(AF_INET);
    WSABUF buffer = {.len = 8, .buf = rig.buf};
    DWORD flags = MSG_PEEK;
    int result;

    send_all(rig.pair.peer, "abc", 3);
    result = WSARecv(rig.pair.mine, &buffer, 1, NULL, &flags, &rig.ov, NULL);
    CHECK(result == 0 || WSAGetLastError() == WSA_IO_PENDING);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 3, 0);
    CHECK(started(start_recv(rig.pair.mine, rig.buf + 8, 8, &rig.ov)));
    CHECK_PACKET(rig.port, KEY, &rig.ov, 3, 0);
    CHECK(memcmp(rig.buf, "abc", 3) == 0 && memcmp(rig.buf + 8, "abc", 3) == 0);
    rig_free(&rig);
}

/* Claim:  an overlapped receive pends on a non-blocking socket, too, and comes
 *         before a later plain recv.
 * Source: Wine's ws2_32 sock test_nonblocking_async_recv.  Wine 8: same. */
static void pends_on_a_non_blocking_socket(void)
{
    struct rig rig = rig_new(AF_INET);
    u_long on = 1;

    CHECK(ioctlsocket(rig.pair.mine, FIONBIO, &on) == 0);
    pend_recv(rig.pair.mine, rig.buf, 8, &rig.ov);
    send_all(rig.pair.peer, "abc", 3);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 3, 0);
    CHECK_FAILS(recv(rig.pair.mine, rig.buf, 8, 0) != SOCKET_ERROR,
                WSAEWOULDBLOCK);
    rig_free(&rig);
}

/* Claim:  on a socket made without WSA_FLAG_OVERLAPPED the call blocks until
 *         it is done, OVERLAPPED or not.
 * Source: docs/semantics/sockets.md.  Wine 8: same. */
static void blocks_on_a_synchronous_socket(void)
{
    struct address address;
    SOCKET listener = listener_new(AF_INET, &address), mine, peer;
    OVERLAPPED ov = overlapped_new(NULL);
    char buf[8];

    mine = WSASocketA(AF_INET, SOCK_STREAM, IPPROTO_TCP, NULL, 0, 0);
    CHECK(connect(mine, address_of(&address), address.length) == 0);
    peer = accept(listener, NULL, NULL);
    send_all(peer, "abc", 3);
    CHECK(start_recv(mine, buf, 8, &ov) == 0);
    CHECK(ov.Internal == 0 && ov.InternalHigh == 3);
    CHECK(start_send(mine, "de", 2, &ov) == 0);
    CHECK(ov.Internal == 0 && ov.InternalHigh == 2);
    closesocket(mine);
    closesocket(peer);
    closesocket(listener);
}

/* Claim:  datagrams come one a receive; an empty one is success with 0.
 * Source: "WSARecv function", Remarks.  Wine 8: same. */
static void datagrams_come_one_a_receive(void)
{
    HANDLE port = port_new(0);
    SOCKET mine, peer;
    OVERLAPPED ov = overlapped_new(NULL);
    char buf[8];

    udp_pair(&mine, &peer);
    port_add(port, (HANDLE)mine, KEY);
    pend_recv(mine, buf, 8, &ov);
    CHECK(send(peer, "one", 3, 0) == 3);
    CHECK_PACKET(port, KEY, &ov, 3, 0);
    CHECK(send(peer, "", 0, 0) == 0 && send(peer, "xyz", 3, 0) == 3);
    CHECK(started(start_recv(mine, buf, 8, &ov)));
    CHECK_PACKET(port, KEY, &ov, 0, 0);
    CHECK(started(start_recv(mine, buf, 8, &ov)));
    CHECK_PACKET(port, KEY, &ov, 3, 0);
    CHECK_NO_PACKET(port);
    closesocket(mine);
    closesocket(peer);
    CloseHandle(port);
}

TAP_MAIN(CASE(waitall_and_nonblocking), CASE(completes_with_what_is_there),
         CASE(takes_data_that_waits), CASE(count_is_untouched_when_pending),
         CASE(buffers_are_filled_in_order),
         CASE(posting_order_is_filling_order),
         CASE_LONG(order_holds_in_a_stream, 60), CASE(end_of_stream),
         CASE(end_of_stream_ends_them_all), CASE(zero_byte_receive),
         CASE(waitall_completes_when_full), CASE(waitall_ends_with_the_stream),
         CASE(peek_leaves_the_data), CASE(pends_on_a_non_blocking_socket),
         CASE(blocks_on_a_synchronous_socket),
         CASE(datagrams_come_one_a_receive))
