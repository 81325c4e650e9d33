/* WSADuplicateSocket within the process, and WSASocket with a description. */
#include "support.h"

#define FAILS(call, code) CHECK_FAILS((call) != SOCKET_ERROR, code)
#define REFUSED(call, code) CHECK_FAILS((call) != INVALID_SOCKET, code)

static SOCKET socket_of(WSAPROTOCOL_INFOW *info)
{
    return WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO,
                      FROM_PROTOCOL_INFO, info, 0, WSA_FLAG_OVERLAPPED);
}

static SOCKET copy_of(SOCKET socket)
{
    WSAPROTOCOL_INFOW info;
    SOCKET copy;

    CHECK(WSADuplicateSocketW(socket, GetCurrentProcessId(), &info) == 0);
    copy = socket_of(&info);
    CHECK(copy != INVALID_SOCKET && copy != socket);
    return copy;
}

static void limit_waits(SOCKET socket)
{
    DWORD timeout = DEADLINE;

    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, (char *)&timeout,
               sizeof timeout);
}

/* Claim:  both descriptors send and receive on the one connection, which ends
 *         with the last of them.
 * Source: "WSADuplicateSocketW function", Remarks.  Wine 8: same. */
static void one_connection(void)
{
    struct pair pair = pair_new(AF_INET);
    SOCKET copy = copy_of(pair.mine);
    char data[4];

    send_all(pair.mine, "a", 1);
    send_all(copy, "b", 1);
    recv_all(pair.peer, data, 2);
    CHECK(data[0] == 'a' && data[1] == 'b');
    send_all(pair.peer, "xy", 2);
    recv_all(copy, data, 1);
    recv_all(pair.mine, data + 1, 1);
    CHECK(data[0] == 'x' && data[1] == 'y');
    CHECK(closesocket(pair.mine) == 0);
    send_all(copy, "c", 1);
    recv_all(pair.peer, data, 1);
    CHECK(data[0] == 'c');
    CHECK(closesocket(copy) == 0);
    limit_waits(pair.peer);
    CHECK(recv(pair.peer, data, 1, 0) == 0);
    FAILS(send(pair.mine, "x", 1, 0), WSAENOTSOCK);
    FAILS(send(copy, "x", 1, 0), WSAENOTSOCK);
    pair.mine = INVALID_SOCKET;
    pair_close(&pair);
}

/* Claim:  the description keeps the socket: it may be closed before it is used.
 * Source: as above; "closesocket function".  Wine 8: same. */
static void outlives_the_first(void)
{
    struct pair pair = pair_new(AF_INET);
    WSAPROTOCOL_INFOW info;
    SOCKET copy;
    char byte;

    CHECK(WSADuplicateSocketW(pair.mine, GetCurrentProcessId(), &info) == 0);
    CHECK(closesocket(pair.mine) == 0);
    copy = socket_of(&info);
    send_all(copy, "a", 1);
    recv_all(pair.peer, &byte, 1);
    CHECK(byte == 'a');
    pair.mine = copy;
    pair_close(&pair);
}

/* Claim:  it works once.
 * Source: "WSADuplicateSocketW function", Remarks.  Wine 8: gives the same
 *         socket again. */
static void works_once(void)
{
    struct pair pair = pair_new(AF_INET);
    WSAPROTOCOL_INFOW info;
    SOCKET copy;

    CHECK(WSADuplicateSocketW(pair.mine, GetCurrentProcessId(), &info) == 0);
    copy = socket_of(&info);
    CHECK(copy != INVALID_SOCKET);
    DIFFERS(WINE_8, "a description works more than once")
    REFUSED(socket_of(&info), WSAEINVAL);
    closesocket(copy);
    pair_close(&pair);
}

/* Claim:  port and key are the socket's, whichever descriptor is used; another
 *         association is refused.
 * Source: as above: the state is held in common; "CreateIoCompletionPort
 *         function".  Wine 8: same. */
static void one_port(void)
{
    HANDLE port = port_new(0);
    struct pair pair = pair_on(port, KEY);
    SOCKET copy = copy_of(pair.mine);
    OVERLAPPED ov = overlapped_new(NULL), send = overlapped_new(NULL);
    char data[4];

    CHECK_FAILS(CreateIoCompletionPort((HANDLE)copy, port, OTHER_KEY, 0),
                ERROR_INVALID_PARAMETER);
    pend_recv(copy, data, sizeof data, &ov);
    send_all(pair.peer, "abc", 3);
    CHECK_PACKET(port, KEY, &ov, 3, 0);
    CHECK(started(start_send(copy, "x", 1, &send)));
    CHECK_PACKET(port, KEY, &send, 1, 0);
    closesocket(copy);
    pair_close(&pair);
    CloseHandle(port);
}

/* Claim:  closing one descriptor cancels nothing; closing the last does.
 * Source: Wine's ws2_32 sock test_completion_port; "closesocket function".
 *         Wine 8: ends with other numbers. */
static void close_cancels_with_the_last(void)
{
    HANDLE port = port_new(0);
    struct pair pair = pair_on(port, KEY);
    SOCKET copy = copy_of(pair.mine);
    OVERLAPPED ov = overlapped_new(NULL);
    char data[4];
    struct packet got;

    pend_recv(pair.mine, data, sizeof data, &ov);
    CHECK(closesocket(pair.mine) == 0);
    CHECK_NO_PACKET(port);
    CHECK(closesocket(copy) == 0);
    got = packet_next(port, DEADLINE);
    CHECK(got.overlapped == &ov && !got.ok && got.key == KEY);
    DIFFERS(WINE_8, "requests of a closed socket end with 676")
    CHECK(got.error == ERROR_CONNECTION_ABORTED);
    pair.mine = INVALID_SOCKET;
    pair_close(&pair);
    CloseHandle(port);
}

/* Claim:  options set by one are read by the other, and so is what was shut.
 * Source: "WSADuplicateSocketW function", Remarks.  Wine 8: same. */
static void one_state(void)
{
    struct pair pair = pair_new(AF_INET);
    SOCKET copy = copy_of(pair.mine);
    BOOL on = TRUE;
    DWORD value = 0;
    int length = sizeof value;

    CHECK(setsockopt(pair.mine, SOL_SOCKET, SO_KEEPALIVE, (char *)&on,
                     sizeof on) == 0);
    CHECK(getsockopt(copy, SOL_SOCKET, SO_KEEPALIVE, (char *)&value, &length) ==
              0 &&
          value != 0);
    CHECK(shutdown(copy, SD_SEND) == 0);
    FAILS(send(pair.mine, "x", 1, 0), WSAESHUTDOWN);
    closesocket(copy);
    pair_close(&pair);
}

/* Claim:  the description says what the socket is; A and W agree.
 * Source: "WSADuplicateSocketA function", "WSAPROTOCOL_INFO structure".
 *         Wine 8: same. */
static void description(void)
{
    WSAPROTOCOL_INFOA narrow;
    WSAPROTOCOL_INFOW wide;
    SOCKET udp, copy;

    net_start();
    udp = socket(AF_INET6, SOCK_DGRAM, 0);
    CHECK(WSADuplicateSocketA(udp, GetCurrentProcessId(), &narrow) == 0);
    CHECK(narrow.iAddressFamily == AF_INET6);
    CHECK(narrow.iSocketType == SOCK_DGRAM);
    CHECK(narrow.iProtocol == IPPROTO_UDP);
    copy = WSASocketA(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO,
                      FROM_PROTOCOL_INFO, &narrow, 0, WSA_FLAG_OVERLAPPED);
    CHECK(copy != INVALID_SOCKET);
    closesocket(copy);
    CHECK(WSADuplicateSocketW(udp, GetCurrentProcessId(), &wide) == 0);
    CHECK(wide.iAddressFamily == AF_INET6 && wide.iSocketType == SOCK_DGRAM);
    closesocket(socket_of(&wide));
    closesocket(udp);
}

/* Claim:  a listener's descriptors take its connections, whichever asks.
 * Source: "WSADuplicateSocketW function", Remarks.  Wine 8: same. */
static void one_listener(void)
{
    struct address address;
    SOCKET listener = listener_new(AF_INET, &address);
    SOCKET copy = copy_of(listener), client, server;

    closesocket(listener);
    client = connected_to(&address);
    server = accept(copy, NULL, NULL);
    CHECK(server != INVALID_SOCKET);
    closesocket(server);
    closesocket(client);
    closesocket(copy);
}

/* Claim:  a description from SO_PROTOCOL_INFO makes a new socket, and what is
 *         given beside it counts.
 * Source: "WSASocketW function", lpProtocolInfo.  Wine 8: same. */
static void new_by_description(void)
{
    SOCKET first = tcp_bound(AF_INET), second;
    WSAPROTOCOL_INFOW info;
    int length = sizeof info, type = 0, type_length = sizeof type;
    struct address name;

    CHECK(getsockopt(first, SOL_SOCKET, SO_PROTOCOL_INFOW, (char *)&info,
                     &length) == 0);
    second = socket_of(&info);
    CHECK(second != INVALID_SOCKET);
    CHECK(getsockopt(second, SOL_SOCKET, SO_TYPE, (char *)&type,
                     &type_length) == 0 &&
          type == SOCK_STREAM);
    name.length = sizeof name.storage;
    FAILS(getsockname(second, address_of(&name), &name.length), WSAEINVAL);
    closesocket(second);
    closesocket(first);
}

/* Claim:  no socket 10038; no room for the description 10014; no such process
 *         10022.
 * Source: "WSADuplicateSocketW function", Return value.  Wine 8: same, but for
 *         the room. */
static void errors(void)
{
    SOCKET tcp = tcp_new(AF_INET);
    WSAPROTOCOL_INFOW info;

    FAILS(WSADuplicateSocketW(INVALID_SOCKET, GetCurrentProcessId(), &info),
          WSAENOTSOCK);
    if (tap_where() != WINE_8) /* which crashes */
        FAILS(WSADuplicateSocketW(tcp, GetCurrentProcessId(), NULL), WSAEFAULT);
    FAILS(WSADuplicateSocketW(tcp, 0x7ffffff0, &info), WSAEINVAL);
    closesocket(tcp);
}

TAP_MAIN(CASE(one_connection), CASE(outlives_the_first), CASE(works_once),
         CASE(one_port), CASE(close_cancels_with_the_last), CASE(one_state),
         CASE(description), CASE(one_listener), CASE(new_by_description),
         CASE(errors))
