/* Making sockets, connecting them, blocking calls, start and end of Winsock. */
#include "support.h"

#define CHECK_SOCKET(call, code) CHECK_FAILS((call) != INVALID_SOCKET, code)
#define CHECK_ERR(call, code) CHECK_FAILS((call) == 0, code)

/* Claim:  WSAStartup gives back the version asked for.
 * Source: "WSAStartup function".  Wine 8: same. */
static void startup_gives_the_version(void)
{
    WSADATA data;

    memset(&data, 0, sizeof data);
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    CHECK(data.wVersion == MAKEWORD(2, 2) && data.wHighVersion >= 0x0202);
    CHECK(WSACleanup() == 0);
}

/* Claim:  version 1 is told how many sockets there may be, and how long a
 *         datagram.
 * Source: "WSADATA structure", iMaxSockets, iMaxUdpDg.  Wine 8: same. */
static void startup_of_version_1(void)
{
    WSADATA data;

    memset(&data, 0, sizeof data);
    CHECK(WSAStartup(MAKEWORD(1, 1), &data) == 0);
    CHECK(data.wVersion == MAKEWORD(1, 1) && data.iMaxSockets >= 64 &&
          data.iMaxUdpDg >= 512);
    CHECK(WSACleanup() == 0);
}

/* Claim:  it may be nested; sockets work until the last WSACleanup; after it
 *         calls fail with 10093.
 * Source: "WSACleanup function".  Wine 8: same. */
static void startup_nests(void)
{
    WSADATA data;
    SOCKET made;

    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    CHECK(WSACleanup() == 0);
    made = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    CHECK(made != INVALID_SOCKET);
    closesocket(made);
    CHECK(WSACleanup() == 0);
    CHECK_SOCKET(socket(AF_INET, SOCK_STREAM, IPPROTO_TCP), WSANOTINITIALISED);
    CHECK_ERR(WSACleanup(), WSANOTINITIALISED);
}

/* Claim:  families, types and protocols that go together.
 * Source: "socket function".  Wine 8: same. */
static void sockets_can_be_made(void)
{
    static const int rows[][3] = {
        {AF_INET, SOCK_STREAM, IPPROTO_TCP},  {AF_INET, SOCK_STREAM, 0},
        {AF_INET, SOCK_DGRAM, IPPROTO_UDP},   {AF_INET, SOCK_DGRAM, 0},
        {AF_INET6, SOCK_STREAM, IPPROTO_TCP}, {AF_INET6, SOCK_STREAM, 0},
        {AF_INET6, SOCK_DGRAM, IPPROTO_UDP},
    };

    net_start();
    for (unsigned i = 0; i < COUNT_OF(rows); i++) {
        SOCKET made = socket(rows[i][0], rows[i][1], rows[i][2]);
        int type = 0, length = sizeof type;

        CHECK(made != INVALID_SOCKET, "row %u", i);
        CHECK(getsockopt(made, SOL_SOCKET, SO_TYPE, (char *)&type, &length) ==
                  0 &&
              type == rows[i][1]);
        closesocket(made);
        made = WSASocketA(rows[i][0], rows[i][1], rows[i][2], NULL, 0,
                          WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
        CHECK(made != INVALID_SOCKET, "row %u", i);
        closesocket(made);
    }
}

/* Claim:  an unknown type is 10044, family 10047, a protocol that does not fit
 *         the type 10043.
 * Source: Wine's ws2_32 sock test_WSASocket.  Wine 8: same. */
static void sockets_that_cannot_be_made(void)
{
    net_start();
    CHECK_SOCKET(socket(AF_INET, 77, 0), WSAESOCKTNOSUPPORT);
    CHECK_SOCKET(socket(777, SOCK_STREAM, 0), WSAEAFNOSUPPORT);
    CHECK_SOCKET(socket(AF_INET, SOCK_STREAM, IPPROTO_UDP), WSAEPROTONOSUPPORT);
    CHECK_SOCKET(socket(AF_INET, SOCK_DGRAM, IPPROTO_TCP), WSAEPROTONOSUPPORT);
    CHECK_SOCKET(WSASocketA(AF_INET, 77, 0, NULL, 0, WSA_FLAG_OVERLAPPED),
                 WSAESOCKTNOSUPPORT);
}

/* What was made of the arguments; closes it. */
static void check_kind(SOCKET made, int family, int type, int protocol)
{
    WSAPROTOCOL_INFOW info;
    int length = sizeof info;

    memset(&info, 0, sizeof info);
    if (!CHECK(made != INVALID_SOCKET, "error %d", WSAGetLastError()))
        return;
    CHECK(getsockopt(made, SOL_SOCKET, SO_PROTOCOL_INFOW, (char *)&info,
                     &length) == 0);
    CHECK(info.iAddressFamily == family && info.iSocketType == type &&
              info.iProtocol == protocol,
          "%d, %d, %d", info.iAddressFamily, info.iSocketType, info.iProtocol);
    closesocket(made);
}

/* Claim:  what is 0 follows from the rest: a protocol implies the type, no
 *         family is IPv4, and of a family alone the first protocol is taken,
 *         which is TCP.
 * Source: "socket function", Remarks; Wine's ws2_32 sock test_WSASocket.
 *         Wine 8: same. */
static void zeros_are_filled_in(void)
{
    net_start();
    check_kind(socket(AF_INET, 0, 0), AF_INET, SOCK_STREAM, IPPROTO_TCP);
    check_kind(socket(AF_INET6, 0, 0), AF_INET6, SOCK_STREAM, IPPROTO_TCP);
    check_kind(socket(AF_INET, 0, IPPROTO_TCP), AF_INET, SOCK_STREAM,
               IPPROTO_TCP);
    check_kind(socket(AF_INET6, 0, IPPROTO_UDP), AF_INET6, SOCK_DGRAM,
               IPPROTO_UDP);
    check_kind(socket(AF_UNSPEC, 0, IPPROTO_TCP), AF_INET, SOCK_STREAM,
               IPPROTO_TCP);
    check_kind(socket(AF_UNSPEC, 0, IPPROTO_UDP), AF_INET, SOCK_DGRAM,
               IPPROTO_UDP);
    check_kind(socket(AF_UNSPEC, SOCK_STREAM, IPPROTO_TCP), AF_INET,
               SOCK_STREAM, IPPROTO_TCP);
    check_kind(WSASocketW(AF_UNSPEC, SOCK_DGRAM, IPPROTO_UDP, NULL, 0, 0),
               AF_INET, SOCK_DGRAM, IPPROTO_UDP);
}

/* Claim:  addresses asked for without hints about the type make sockets.
 * Source: "getaddrinfo function", Remarks (ai_socktype); "socket function".
 *         Wine 8: same. */
static void sockets_of_addresses(void)
{
    struct addrinfo hints, *list = NULL;

    net_start();
    memset(&hints, 0, sizeof hints);
    hints.ai_family = AF_INET;
    CHECK(getaddrinfo("127.0.0.1", "80", &hints, &list) == 0);
    for (struct addrinfo *at = list; at != NULL; at = at->ai_next)
        check_kind(socket(at->ai_family, at->ai_socktype, at->ai_protocol),
                   AF_INET, SOCK_STREAM, IPPROTO_TCP);
    freeaddrinfo(list);
}

/* Claim:  the family is looked at first, then the type, then the protocol;
 *         neither family nor protocol is 10022.
 * Source: Wine's ws2_32 sock test_WSASocket.  Wine 8: same. */
static void zeros_that_say_too_little(void)
{
    net_start();
    CHECK_SOCKET(socket(0, SOCK_STREAM, 0), WSAEINVAL);
    CHECK_SOCKET(socket(0, 0, 0), WSAEINVAL);
    CHECK_SOCKET(socket(0, -1, 0), WSAEINVAL);
    CHECK_SOCKET(socket(0, 77, 0), WSAEINVAL);
    CHECK_SOCKET(socket(0, 0, 0xdead), WSAEPROTONOSUPPORT);
    CHECK_SOCKET(socket(AF_INET, 0, -1), WSAEPROTONOSUPPORT);
    CHECK_SOCKET(socket(0, SOCK_STREAM, -1), WSAEPROTONOSUPPORT);
    CHECK_SOCKET(socket(0, -1, IPPROTO_UDP), WSAESOCKTNOSUPPORT);
    CHECK_SOCKET(socket(AF_INET, -1, 0), WSAESOCKTNOSUPPORT);
    CHECK_SOCKET(socket(0, -1, -1), WSAESOCKTNOSUPPORT);
    CHECK_SOCKET(socket(-1, SOCK_STREAM, IPPROTO_UDP), WSAEAFNOSUPPORT);
}

static void describe(WSAPROTOCOL_INFOA *info, int family, int type,
                     int protocol)
{
    info->iAddressFamily = family;
    info->iSocketType = type;
    info->iProtocol = protocol;
}

/* Claim:  a description fills in what is 0, and what is given counts more; one
 *         that has no family makes nothing.
 * Source: Wine's ws2_32 sock test_WSASocket.  Wine 8: same. */
static void zeros_and_a_description(void)
{
    WSAPROTOCOL_INFOA info;

    net_start();
    memset(&info, 0, sizeof info);
    describe(&info, AF_INET, SOCK_DGRAM, IPPROTO_UDP);
    check_kind(WSASocketA(0, 0, 0, &info, 0, 0), AF_INET, SOCK_DGRAM,
               IPPROTO_UDP);
    check_kind(WSASocketA(AF_INET, SOCK_STREAM, IPPROTO_TCP, &info, 0, 0),
               AF_INET, SOCK_STREAM, IPPROTO_TCP);
    describe(&info, -1, -1, -1);
    CHECK_SOCKET(WSASocketA(0, 0, IPPROTO_UDP, &info, 0, 0), WSAEAFNOSUPPORT);
    describe(&info, 0, 0, 0);
    CHECK_SOCKET(WSASocketA(0, 0, IPPROTO_UDP, &info, 0, 0), WSAEAFNOSUPPORT);
}

/* Claim:  GetLastError and WSAGetLastError are one value; a Winsock call that
 *         succeeds sets it to 0.
 * Source: Wine's ws2_32 sock tests (Windows 7 and later).  Wine 8: same. */
static void one_last_error(void)
{
    struct pair pair = pair_new(AF_INET);
    char byte;

    SetLastError(12345);
    CHECK(WSAGetLastError() == 12345);
    CHECK(closesocket(INVALID_SOCKET) == SOCKET_ERROR);
    CHECK(WSAGetLastError() == WSAENOTSOCK);
    CHECK_ERROR(WSAENOTSOCK);
    CHECK(send(pair.peer, "x", 1, 0) == 1);
    CHECK_ERROR(0);
    SetLastError(12345);
    CHECK(recv(pair.mine, &byte, 1, 0) == 1);
    CHECK_ERROR(0);
    pair_close(&pair);
}

static void talk(int family)
{
    struct pair pair = pair_new(family);
    char buf[8];

    send_all(pair.mine, "hello", 5);
    recv_all(pair.peer, buf, 5);
    CHECK(memcmp(buf, "hello", 5) == 0);
    send_all(pair.peer, "you", 3);
    recv_all(pair.mine, buf, 3);
    CHECK(memcmp(buf, "you", 3) == 0);
    CHECK(shutdown(pair.peer, SD_SEND) == 0);
    CHECK(recv(pair.mine, buf, sizeof buf, 0) == 0);
    CHECK(recv(pair.mine, buf, sizeof buf, 0) == 0);
    pair_close(&pair);
}

/* Claim:  a stream carries bytes both ways and ends with 0, IPv4 and IPv6.
 * Source: "recv function".  Wine 8: same. */
static void streams_talk(void)
{
    talk(AF_INET);
    talk(AF_INET6);
}

/* Claim:  MSG_PEEK leaves the data; MSG_WAITALL waits for all of it.
 * Source: "recv function", flags.  Wine 8: same. */
static void receive_flags(void)
{
    struct pair pair = pair_new(AF_INET);
    char buf[8] = "";

    send_all(pair.peer, "abc", 3);
    CHECK(recv(pair.mine, buf, 3, MSG_WAITALL | 0) == 3);
    send_all(pair.peer, "def", 3);
    CHECK(recv(pair.mine, buf, 2, MSG_PEEK) == 2);
    CHECK(memcmp(buf, "de", 2) == 0);
    recv_all(pair.mine, buf, 3);
    CHECK(memcmp(buf, "def", 3) == 0);
    pair_close(&pair);
}

/* Claim:  datagrams keep their borders; an empty one is no end; a long one is
 *         cut, with 10040.
 * Source: "recv function".  Wine 8: same. */
static void datagrams_talk(void)
{
    SOCKET mine, peer;
    char buf[8];

    udp_pair(&mine, &peer);
    CHECK(send(peer, "one", 3, 0) == 3 && send(peer, "", 0, 0) == 0 &&
          send(peer, "three", 5, 0) == 5 && send(peer, "x", 1, 0) == 1);
    CHECK(recv(mine, buf, 8, 0) == 3);
    CHECK(recv(mine, buf, 8, 0) == 0);
    CHECK_FAILS(recv(mine, buf, 4, 0) != SOCKET_ERROR, WSAEMSGSIZE);
    CHECK(memcmp(buf, "thre", 4) == 0);
    CHECK(recv(mine, buf, 8, 0) == 1);
    closesocket(mine);
    closesocket(peer);
}

/* Claim:  a non-blocking socket does not wait: 10035 from accept and recv, and
 *         from connect, which can be watched until it is done.
 * Source: "ioctlsocket function"; docs/semantics/sockets.md.  Wine 8: same. */
static void non_blocking_calls(void)
{
    struct address address;
    SOCKET listener = listener_new(AF_INET, &address), client, server;
    u_long on = 1;
    char byte;

    CHECK(ioctlsocket(listener, FIONBIO, &on) == 0);
    CHECK_SOCKET(accept(listener, NULL, NULL), WSAEWOULDBLOCK);
    client = tcp_new(AF_INET);
    CHECK(ioctlsocket(client, FIONBIO, &on) == 0);
    CHECK_ERR(connect(client, address_of(&address), address.length),
              WSAEWOULDBLOCK);
    CHECK(
        WAIT_UNTIL((server = accept(listener, NULL, NULL)) != INVALID_SOCKET));
    CHECK(WAIT_UNTIL(send(client, "x", 1, 0) == 1));
    on = 0;
    CHECK(ioctlsocket(server, FIONBIO, &on) == 0);
    recv_all(server, &byte, 1);
    CHECK_FAILS(recv(client, &byte, 1, 0) != SOCKET_ERROR, WSAEWOULDBLOCK);
    closesocket(server);
    closesocket(client);
    closesocket(listener);
}

/* Claim:  an accepted socket inherits the non-blocking mode.
 * Source: "accept function", Remarks (the new socket has the same properties).
 *         Wine 8: same. */
static void accepted_socket_inherits_the_mode(void)
{
    struct address address;
    SOCKET listener = listener_new(AF_INET, &address), client, server;
    u_long on = 1;
    char byte;

    CHECK(ioctlsocket(listener, FIONBIO, &on) == 0);
    client = connected_to(&address);
    CHECK(
        WAIT_UNTIL((server = accept(listener, NULL, NULL)) != INVALID_SOCKET));
    CHECK_FAILS(recv(server, &byte, 1, 0) != SOCKET_ERROR, WSAEWOULDBLOCK);
    closesocket(server);
    closesocket(client);
    closesocket(listener);
}

/* Claim:  FIONREAD tells the bytes waiting on a stream, the size of the one
 *         datagram that waits.
 * Source: "ioctlsocket function"; docs/semantics/sockets.md.  Wine 8: same. */
static void bytes_waiting(void)
{
    struct pair pair = pair_new(AF_INET);
    SOCKET mine, peer;
    u_long waiting = 77;

    CHECK(ioctlsocket(pair.mine, FIONREAD, &waiting) == 0 && waiting == 0);
    send_all(pair.peer, "abc", 3);
    CHECK(WAIT_UNTIL(ioctlsocket(pair.mine, FIONREAD, &waiting) == 0 &&
                     waiting == 3));
    pair_close(&pair);
    udp_pair(&mine, &peer);
    CHECK(send(peer, "hello", 5, 0) == 5);
    CHECK(
        WAIT_UNTIL(ioctlsocket(mine, FIONREAD, &waiting) == 0 && waiting == 5));
    closesocket(mine);
    closesocket(peer);
}

/* Claim:  a receive timeout ends a blocking recv with 10060, and leaves an
 *         overlapped one alone.
 * Source: "SOL_SOCKET Socket Options", SO_RCVTIMEO; Wine's ws2_32 sock
 *         test_timeout.  Wine 8: same. */
static void receive_timeout(void)
{
    struct pair pair = pair_new(AF_INET);
    OVERLAPPED ov = overlapped_new(event_new());
    DWORD timeout = 60;
    char byte;

    CHECK(setsockopt(pair.mine, SOL_SOCKET, SO_RCVTIMEO, (char *)&timeout,
                     sizeof timeout) == 0);
    CHECK_FAILS(recv(pair.mine, &byte, 1, 0) != SOCKET_ERROR, WSAETIMEDOUT);
    pend_recv(pair.mine, &byte, 1, &ov);
    CHECK(WaitForSingleObject(ov.hEvent, 250) == WAIT_TIMEOUT);
    CHECK(ov.Internal == PENDING);
    send_all(pair.peer, "x", 1);
    CHECK(wait_for(ov.hEvent) && ov.InternalHigh == 1);
    CloseHandle(ov.hEvent);
    pair_close(&pair);
}

/* Claim:  a socket is a file: ReadFile and WriteFile move its data, and the
 *         peer's close reads as success with 0 bytes.
 * Source: "ReadFile function"; docs/semantics/files.md.  Wine 8: same. */
static void sockets_are_files(void)
{
    HANDLE port = port_new(0);
    struct pair pair = pair_on(port, KEY);
    OVERLAPPED ov = overlapped_new(NULL);
    char buf[8];

    CHECK(start_read((HANDLE)pair.mine, buf, 8, &ov) == ERROR_IO_PENDING);
    send_all(pair.peer, "abc", 3);
    CHECK_PACKET(port, KEY, &ov, 3, 0);
    CHECK(memcmp(buf, "abc", 3) == 0);
    CHECK(started(start_write((HANDLE)pair.mine, "de", 2, &ov)));
    CHECK_PACKET(port, KEY, &ov, 2, 0);
    recv_all(pair.peer, buf, 2);
    closesocket(pair.peer);
    CHECK(started(start_read((HANDLE)pair.mine, buf, 8, &ov)));
    CHECK_PACKET(port, KEY, &ov, 0, 0);
    closesocket(pair.mine);
    CloseHandle(port);
}

/* Claim:  CloseHandle closes a socket.
 * Source: Wine's ws2_32 sock test_iocp.  Wine 8: same. */
static void close_handle_closes_a_socket(void)
{
    struct pair pair = pair_new(AF_INET);
    char byte;

    CHECK(CloseHandle((HANDLE)pair.mine));
    CHECK(recv(pair.peer, &byte, 1, 0) == 0);
    CHECK_FAILS(send(pair.mine, "x", 1, 0) != SOCKET_ERROR, WSAENOTSOCK);
    closesocket(pair.peer);
}

TAP_MAIN(CASE(startup_gives_the_version), CASE(startup_of_version_1),
         CASE(startup_nests), CASE(sockets_can_be_made),
         CASE(sockets_that_cannot_be_made), CASE(zeros_are_filled_in),
         CASE(sockets_of_addresses), CASE(zeros_that_say_too_little),
         CASE(zeros_and_a_description), CASE(one_last_error),
         CASE(streams_talk), CASE(receive_flags), CASE(datagrams_talk),
         CASE(non_blocking_calls), CASE(accepted_socket_inherits_the_mode),
         CASE(bytes_waiting), CASE(receive_timeout), CASE(sockets_are_files),
         CASE(close_handle_closes_a_socket))
