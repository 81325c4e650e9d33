/* Urgent data of TCP: MSG_OOB, SO_OOBINLINE, SIOCATMARK. */
#include "support.h"

#define FAILS(call, code) CHECK_FAILS((call) != SOCKET_ERROR, code)

static int at_mark(SOCKET socket)
{
    u_long mark = 77;

    CHECK(ioctlsocket(socket, SIOCATMARK, &mark) == 0);
    CHECK(mark == 0 || mark == 1);
    return mark == 1;
}

static void take_inline(SOCKET socket)
{
    BOOL on = TRUE;

    CHECK(setsockopt(socket, SOL_SOCKET, SO_OOBINLINE, (char *)&on,
                     sizeof on) == 0);
}

static void send_urgent(SOCKET socket, const char *data, int length)
{
    CHECK(send(socket, data, length, MSG_OOB) == length);
}

static u_long readable(SOCKET socket)
{
    u_long bytes = 0;

    CHECK(ioctlsocket(socket, FIONREAD, &bytes) == 0);
    return bytes;
}

/* Claim:  the urgent byte is not among the others; MSG_OOB gets it.
 * Source: "Protocol-Independent Out-of-Band Data"; "recv function", MSG_OOB.
 *         Wine 8: same. */
static void out_of_line(void)
{
    struct pair pair = pair_new(AF_INET);
    char buf[8];

    send_all(pair.peer, "ab", 2);
    send_urgent(pair.peer, "!", 1);
    send_all(pair.peer, "cd", 2);
    CHECK(WAIT_UNTIL(recv(pair.mine, buf, sizeof buf, MSG_OOB) == 1));
    CHECK(buf[0] == '!');
    recv_all(pair.mine, buf, 4);
    CHECK(memcmp(buf, "abcd", 4) == 0);
    pair_close(&pair);
}

/* Claim:  with SO_OOBINLINE it is in its place, receives stop before it, and
 *         SIOCATMARK says when it comes next; MSG_OOB is 10022.
 * Source: "ioctlsocket function", SIOCATMARK; "recv function", Return value.
 *         Wine 8: is at the mark before it, too. */
static void in_line(void)
{
    struct pair pair = pair_new(AF_INET);
    char buf[8];

    take_inline(pair.mine);
    send_all(pair.peer, "ab", 2);
    send_urgent(pair.peer, "!", 1);
    send_all(pair.peer, "cd", 2);
    CHECK(WAIT_UNTIL(readable(pair.mine) == 5));
    DIFFERS(WINE_8, "SIOCATMARK is TRUE before the mark")
    CHECK(!at_mark(pair.mine));
    FAILS(recv(pair.mine, buf, 1, MSG_OOB), WSAEINVAL);
    CHECK(recv(pair.mine, buf, sizeof buf, 0) == 2);
    CHECK(at_mark(pair.mine));
    recv_all(pair.mine, buf + 2, 3);
    CHECK(memcmp(buf, "ab!cd", 5) == 0);
    pair_close(&pair);
}

/* Claim:  without urgent data SIOCATMARK is TRUE; by WSAIoctl as well, whose
 *         packet has 0 bytes.
 * Source: "ioctlsocket function", SIOCATMARK; "WSAIoctl function".  Wine 8:
 *         same. */
static void nothing_urgent(void)
{
    HANDLE port = port_new(0);
    struct pair pair = pair_on(port, KEY);
    OVERLAPPED ov = overlapped_new(NULL);
    BOOL mark = 77;
    DWORD bytes = UNTOUCHED;

    CHECK(at_mark(pair.mine));
    send_all(pair.peer, "ab", 2);
    CHECK(WAIT_UNTIL(readable(pair.mine) == 2));
    CHECK(at_mark(pair.mine));
    CHECK(WSAIoctl(pair.mine, SIOCATMARK, NULL, 0, &mark, sizeof mark, &bytes,
                   &ov, NULL) == 0);
    CHECK(mark == TRUE && bytes == sizeof mark);
    CHECK_PACKET(port, KEY, &ov, 0, 0);
    FAILS(
        WSAIoctl(pair.mine, SIOCATMARK, NULL, 0, &mark, 1, &bytes, NULL, NULL),
        WSAEFAULT);
    pair_close(&pair);
    CloseHandle(port);
}

/* Claim:  requests carry it as well: an overlapped send with MSG_OOB, and a
 *         receive that finds it.
 * Source: "WSASend function", "WSARecv function", MSG_OOB.  Wine 8: same. */
static void requests(void)
{
    HANDLE port = port_new(0);
    struct pair pair = pair_on(port, KEY);
    OVERLAPPED send = overlapped_new(NULL), ov = overlapped_new(NULL);
    char out = '!', in = 0, byte;
    WSABUF from = {1, &out}, to = {1, &in};
    DWORD flags = MSG_OOB, bytes;
    int result;

    result = WSASend(pair.mine, &from, 1, &bytes, MSG_OOB, &send, NULL);
    CHECK(result == 0 || WSAGetLastError() == WSA_IO_PENDING);
    CHECK_PACKET(port, KEY, &send, 1, 0);
    CHECK(WAIT_UNTIL(recv(pair.peer, &byte, 1, MSG_OOB) == 1));
    CHECK(byte == '!');
    send_urgent(pair.peer, "?", 1);
    CHECK(WAIT_UNTIL(recv(pair.mine, &byte, 1, MSG_OOB | MSG_PEEK) == 1));
    result = WSARecv(pair.mine, &to, 1, &bytes, &flags, &ov, NULL);
    CHECK(result == 0 || WSAGetLastError() == WSA_IO_PENDING);
    CHECK_PACKET(port, KEY, &ov, 1, 0);
    CHECK(in == '?');
    pair_close(&pair);
    CloseHandle(port);
}

/* Claim:  of several urgent bytes the last is the urgent one.
 * Source: "Protocol-Independent Out-of-Band Data".  Wine 8: same. */
static void last_byte_is_urgent(void)
{
    struct pair pair = pair_new(AF_INET);
    char buf[8];

    send_urgent(pair.peer, "abc", 3);
    CHECK(WAIT_UNTIL(recv(pair.mine, buf, sizeof buf, MSG_OOB) == 1));
    CHECK(buf[0] == 'c');
    recv_all(pair.mine, buf, 2);
    CHECK(memcmp(buf, "ab", 2) == 0);
    pair_close(&pair);
}

/* Claim:  datagrams have none: 10045.
 * Source: "send function", "recv function", Return value.  Wine 8: same. */
static void not_of_datagrams(void)
{
    SOCKET one, other;
    char byte;

    udp_pair(&one, &other);
    FAILS(send(one, "x", 1, MSG_OOB), WSAEOPNOTSUPP);
    if (tap_where() != WINE_8) /* which waits */
        FAILS(recv(other, &byte, 1, MSG_OOB), WSAEOPNOTSUPP);
    closesocket(one);
    closesocket(other);
}

TAP_MAIN(CASE(out_of_line), CASE(in_line), CASE(nothing_urgent), CASE(requests),
         CASE(last_byte_is_urgent), CASE(not_of_datagrams))
