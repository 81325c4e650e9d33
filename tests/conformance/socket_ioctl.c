/* The codes of WSAIoctl that are not about waiting: what they give, and what
 * they say to buffers and sockets that do not fit. */
#ifdef __MINGW32__ /* SIO_TCP_INFO is newer than what the others ask for */
#define _WIN32_WINNT 0x0A00
#define NTDDI_VERSION 0x0A000007
#endif
#include "support.h"

#include <mstcpip.h>

#ifndef SIO_IDEAL_SEND_BACKLOG_QUERY
#define SIO_IDEAL_SEND_BACKLOG_QUERY 0x4004747B
#endif

#define FAILS(call, code) CHECK_FAILS((call) != SOCKET_ERROR, code)

/* Nothing goes in. */
static int ask(SOCKET socket, DWORD code, void *out, DWORD room, DWORD *bytes)
{
    return WSAIoctl(socket, code, NULL, 0, out, room, bytes, NULL, NULL);
}

/* An address of `family` that a socket of this machine can bind. */
static int can_bind(int family, const struct sockaddr *address, int length)
{
    SOCKET socket =
        WSASocketW(family, SOCK_DGRAM, 0, NULL, 0, WSA_FLAG_OVERLAPPED);
    int rc = bind(socket, address, length);

    closesocket(socket);
    return rc == 0;
}

/* Claim:  SIO_ADDRESS_LIST_QUERY gives the addresses of the socket's family
 *         that it can be bound to, without loopback; too little room is 10014,
 *         and the room that is needed is told.
 * Source: "SIO_ADDRESS_LIST_QUERY Control Code", Remarks.  Wine 8: same. */
static void address_list(void)
{
    union {
        SOCKET_ADDRESS_LIST list;
        char room[8192];
    } out;
    SOCKET socket = tcp_new(AF_INET);
    DWORD needed = 0, got = 0;

    FAILS(ask(socket, SIO_ADDRESS_LIST_QUERY, NULL, 0, &needed), WSAEFAULT);
    CHECK(needed >= (DWORD)FIELD_OFFSET(SOCKET_ADDRESS_LIST, Address));
    CHECK(ask(socket, SIO_ADDRESS_LIST_QUERY, &out, sizeof out, &got) == 0);
    CHECK(got == needed, "%u of %u", (unsigned)got, (unsigned)needed);
    for (INT i = 0; i < out.list.iAddressCount; i++) {
        const SOCKET_ADDRESS *one = &out.list.Address[i];
        const struct sockaddr_in *ipv4 = (const void *)one->lpSockaddr;

        CHECK(one->iSockaddrLength == sizeof *ipv4);
        CHECK(ipv4->sin_family == AF_INET);
        CHECK(ipv4->sin_addr.S_un.S_un_b.s_b1 != 127);
        CHECK(can_bind(AF_INET, one->lpSockaddr, one->iSockaddrLength));
        CHECK((char *)one->lpSockaddr < out.room + got);
    }
    closesocket(socket);
}

/* Claim:  with fewer bytes than needed nothing is a success.
 * Source: "SIO_ADDRESS_LIST_QUERY Control Code", Remarks.  Wine 8: same. */
static void address_list_short_by_one(void)
{
    char room[8192];
    SOCKET socket = tcp_new(AF_INET);
    DWORD needed = 0, again = 0;

    FAILS(ask(socket, SIO_ADDRESS_LIST_QUERY, NULL, 0, &needed), WSAEFAULT);
    FAILS(ask(socket, SIO_ADDRESS_LIST_QUERY, room, needed - 1, &again),
          WSAEFAULT);
    CHECK(again == needed);
    CHECK(ask(socket, SIO_ADDRESS_LIST_QUERY, room, needed, &again) == 0);
    closesocket(socket);
}

static int ask_route(SOCKET socket, struct address *there, void *out,
                     DWORD room, DWORD *bytes)
{
    return WSAIoctl(socket, SIO_ROUTING_INTERFACE_QUERY, address_of(there),
                    (DWORD)there->length, out, room, bytes, NULL, NULL);
}

/* Claim:  SIO_ROUTING_INTERFACE_QUERY gives the address to send from; too
 *         little room is 10014 with the room needed; no input is 10014.
 * Source: "Winsock IOCTLs", SIO_ROUTING_INTERFACE_QUERY.  Wine 8: says
 *         nothing of the room, and gives no loopback address. */
static void route_to_myself(void)
{
    struct address there = loopback(AF_INET, 80);
    SOCKET socket = tcp_new(AF_INET);
    struct sockaddr_in from;
    DWORD bytes = 0;

    memset(&from, 0xcc, sizeof from);
    CHECK(ask_route(socket, &there, &from, sizeof from, &bytes) == 0);
    CHECK(bytes == sizeof from && from.sin_family == AF_INET);
    DIFFERS(WINE_8, "looks for routes beyond this machine alone")
    CHECK(from.sin_addr.s_addr == htonl(INADDR_LOOPBACK));
    CHECK(from.sin_port == 0);
    bytes = 0;
    FAILS(ask_route(socket, &there, &from, sizeof from - 1, &bytes), WSAEFAULT);
    DIFFERS(WINE_8, "does not say how much is needed")
    CHECK(bytes == sizeof from);
    FAILS(ask(socket, SIO_ROUTING_INTERFACE_QUERY, &from, sizeof from, &bytes),
          WSAEFAULT);
    closesocket(socket);
}

/* Claim:  an IPv6 route is one too.
 * Source: as above.  Wine 8: knows none. */
static void route_by_ipv6(void)
{
    struct address there = loopback(AF_INET6, 80);
    SOCKET socket = tcp_new(AF_INET6);
    struct sockaddr_in6 from = {.sin6_family = 0};
    DWORD bytes = 0;

    DIFFERS(WINE_8, "IPv4 only")
    CHECK(ask_route(socket, &there, &from, sizeof from, &bytes) == 0 &&
          bytes == sizeof from && from.sin6_family == AF_INET6 &&
          memcmp(&from.sin6_addr, &in6addr_loopback, 16) == 0);
    closesocket(socket);
}

/* Claim:  SIO_GET_BROADCAST_ADDRESS gives an address for broadcasts; IPv6 has
 *         none: 10042.
 * Source: "Winsock IOCTLs", SIO_GET_BROADCAST_ADDRESS.  Wine 8: unknown. */
static void broadcast_address(void)
{
    SOCKET ipv6 = tcp_new(AF_INET6);
    SOCKET ipv4 =
        WSASocketW(AF_INET, SOCK_DGRAM, 0, NULL, 0, WSA_FLAG_OVERLAPPED);
    struct sockaddr_in to = {.sin_family = 0};
    DWORD bytes = 0;

    DIFFERS(WINE_8, "10045")
    CHECK(ask(ipv4, SIO_GET_BROADCAST_ADDRESS, &to, sizeof to, &bytes) == 0 &&
          bytes == sizeof to && to.sin_family == AF_INET &&
          to.sin_addr.s_addr == INADDR_BROADCAST);
    DIFFERS(WINE_8, "10045")
    FAILS(ask(ipv4, SIO_GET_BROADCAST_ADDRESS, &to, 4, &bytes), WSAEFAULT);
    DIFFERS(WINE_8, "10045")
    FAILS(ask(ipv6, SIO_GET_BROADCAST_ADDRESS, &to, sizeof to, &bytes),
          WSAENOPROTOOPT);
    closesocket(ipv4);
    closesocket(ipv6);
}

/* Claim:  SIO_GET_INTERFACE_LIST tells of the loopback interface: flags,
 *         address, mask; too little room is 10014.
 * Source: "Winsock IOCTLs", SIO_GET_INTERFACE_LIST; "INTERFACE_INFO
 *         structure".  Wine 8: same. */
static void interface_list(void)
{
    INTERFACE_INFO list[64];
    SOCKET socket = tcp_new(AF_INET);
    DWORD bytes = 0;
    int found = 0;

    CHECK(ask(socket, SIO_GET_INTERFACE_LIST, list, sizeof list, &bytes) == 0);
    CHECK(bytes >= sizeof *list && bytes % sizeof *list == 0);
    for (unsigned i = 0; i < bytes / sizeof *list; i++) {
        const struct sockaddr_in *address = &list[i].iiAddress.AddressIn;

        CHECK(address->sin_family == AF_INET);
        if (address->sin_addr.s_addr != htonl(INADDR_LOOPBACK))
            continue;
        found = 1;
        CHECK((list[i].iiFlags & (IFF_UP | IFF_LOOPBACK)) ==
              (IFF_UP | IFF_LOOPBACK));
        CHECK(list[i].iiNetmask.AddressIn.sin_addr.S_un.S_un_b.s_b1 == 255);
    }
    CHECK(found);
    FAILS(ask(socket, SIO_GET_INTERFACE_LIST, list, sizeof *list - 1, &bytes),
          WSAEFAULT);
    closesocket(socket);
}

/* Claim:  with an OVERLAPPED the interface list pends, and its packet has the
 *         bytes; too little room is told there.
 * Source: docs/semantics/sockets.md;
 *         Wine's ws2_32 sock test_get_interface_list.  Wine 8: same. */
static void interface_list_overlapped(void)
{
    INTERFACE_INFO list[64];
    HANDLE port = port_new(0);
    SOCKET socket = tcp_new(AF_INET);
    OVERLAPPED ov = overlapped_new(NULL);
    DWORD whole = 0, bytes = UNTOUCHED;

    port_add(port, (HANDLE)socket, KEY);
    CHECK(ask(socket, SIO_GET_INTERFACE_LIST, list, sizeof list, &whole) == 0);
    FAILS(WSAIoctl(socket, SIO_GET_INTERFACE_LIST, NULL, 0, list, sizeof list,
                   &bytes, &ov, NULL),
          WSA_IO_PENDING);
    CHECK_PACKET(port, KEY, &ov, whole, 0);
    FAILS(WSAIoctl(socket, SIO_GET_INTERFACE_LIST, NULL, 0, list, 10, &bytes,
                   &ov, NULL),
          WSA_IO_PENDING);
    CHECK_PACKET(port, KEY, &ov, 0, ERROR_INSUFFICIENT_BUFFER);
    closesocket(socket);
    CloseHandle(port);
}

/* Claim:  the codes for base handles give a SOCKET of the base provider, here
 *         the socket itself; too little room is 10014.
 * Source: "Winsock IOCTLs", SIO_BASE_HANDLE, SIO_BSP_HANDLE.  Wine 8: knows
 *         SIO_BASE_HANDLE alone, and takes any room. */
static void base_handles(void)
{
    static const DWORD codes[] = {SIO_BASE_HANDLE, SIO_BSP_HANDLE,
                                  SIO_BSP_HANDLE_SELECT, SIO_BSP_HANDLE_POLL};
    SOCKET socket = tcp_new(AF_INET);

    for (unsigned i = 0; i < COUNT_OF(codes); i++) {
        SOCKET base = INVALID_SOCKET;
        DWORD bytes = 0;

        if (i > 0)
            tap_differs(WINE_8, "SIO_BASE_HANDLE alone");
        CHECK(ask(socket, codes[i], &base, sizeof base, &bytes) == 0 &&
                  base == socket && bytes == sizeof base,
              "code %u", i);
        tap_differs(WINE_8, "does not look at the room");
        FAILS(ask(socket, codes[i], &base, sizeof base - 1, &bytes), WSAEFAULT);
        if (tap_where() == NATIVE) /* Wine 8 writes to NULL */
            FAILS(ask(socket, codes[i], NULL, 0, &bytes), WSAEFAULT);
    }
    closesocket(socket);
}

/* Claim:  SIO_KEEPALIVE_VALS sets SO_KEEPALIVE; a short value is 10014, a
 *         datagram socket 10042.
 * Source: "WSAIoctl function", Return value.  Wine 8: 10022 for datagrams. */
static void keep_alive(void)
{
    struct tcp_keepalive values = {1, 20000, 3000};
    SOCKET socket = tcp_new(AF_INET), one, other;
    int on = 0, length = sizeof on;
    DWORD bytes;

    CHECK(WSAIoctl(socket, SIO_KEEPALIVE_VALS, &values, sizeof values, NULL, 0,
                   &bytes, NULL, NULL) == 0);
    CHECK(getsockopt(socket, SOL_SOCKET, SO_KEEPALIVE, (char *)&on, &length) ==
              0 &&
          on != 0);
    FAILS(WSAIoctl(socket, SIO_KEEPALIVE_VALS, &values, sizeof values - 1, NULL,
                   0, &bytes, NULL, NULL),
          WSAEFAULT);
    FAILS(WSAIoctl(socket, SIO_KEEPALIVE_VALS, NULL, 0, NULL, 0, &bytes, NULL,
                   NULL),
          WSAEFAULT);
    udp_pair(&one, &other);
    DIFFERS(WINE_8, "another error")
    FAILS(WSAIoctl(one, SIO_KEEPALIVE_VALS, &values, sizeof values, NULL, 0,
                   &bytes, NULL, NULL),
          WSAENOPROTOOPT);
    closesocket(one);
    closesocket(other);
    closesocket(socket);
}

/* Claim:  SIO_IDEAL_SEND_BACKLOG_QUERY gives a number of bytes of a connection;
 *         10057 without one; too little room is 10014.
 * Source: "Winsock IOCTLs", SIO_IDEAL_SEND_BACKLOG_QUERY.  Wine 8: same. */
static void send_backlog(void)
{
    SOCKET lone = tcp_new(AF_INET);
    struct pair pair = pair_new(AF_INET);
    ULONG backlog = 0;
    DWORD bytes = 0;

    CHECK(ask(pair.mine, SIO_IDEAL_SEND_BACKLOG_QUERY, &backlog, sizeof backlog,
              &bytes) == 0 &&
          bytes == sizeof backlog && backlog >= 4096);
    FAILS(ask(pair.mine, SIO_IDEAL_SEND_BACKLOG_QUERY, &backlog, 2, &bytes),
          WSAEFAULT);
    FAILS(ask(lone, SIO_IDEAL_SEND_BACKLOG_QUERY, &backlog, sizeof backlog,
              &bytes),
          WSAENOTCONN);
    pair_close(&pair);
    closesocket(lone);
}

static int ask_tcp(SOCKET socket, DWORD version, TCP_INFO_v0 *info, DWORD room,
                   DWORD *bytes)
{
    return WSAIoctl(socket, SIO_TCP_INFO, &version, sizeof version, info, room,
                    bytes, NULL, NULL);
}

/* Claim:  SIO_TCP_INFO tells the state of a connection, and counts what went
 *         each way.
 * Source: "SIO_TCP_INFO Control Code"; "TCP_INFO_v0 structure".
 *         Wine 8: unknown. */
static void tcp_info(void)
{
    struct pair pair = pair_new(AF_INET);
    TCP_INFO_v0 info;
    DWORD bytes = 0;
    char buf[1000];

    if (tap_where() != NATIVE)
        SKIP("Wine 8 does not know it");
    memset(buf, 'x', sizeof buf);
    send_all(pair.mine, buf, 1000);
    recv_all(pair.peer, buf, 1000);
    send_all(pair.peer, buf, 70);
    recv_all(pair.mine, buf, 70);
    memset(&info, 0xcc, sizeof info);
    CHECK(ask_tcp(pair.mine, 0, &info, sizeof info, &bytes) == 0);
    CHECK(bytes == sizeof info && info.State == TCPSTATE_ESTABLISHED);
    CHECK(info.BytesOut == 1000 && info.BytesIn == 70, "%llu, %llu",
          (unsigned long long)info.BytesOut, (unsigned long long)info.BytesIn);
    CHECK(info.Mss > 0 && info.Cwnd >= info.Mss && info.RcvBuf > 0);
    CHECK(info.TimestampsEnabled <= TRUE && info.SynRetrans == 0);
    CHECK(info.ConnectionTimeMs < 60000);
    closesocket(pair.peer);
    CHECK(WAIT_UNTIL(ask_tcp(pair.mine, 0, &info, sizeof info, &bytes) == 0 &&
                     info.State == TCPSTATE_CLOSE_WAIT));
    closesocket(pair.mine);
}

/* Claim:  SIO_TCP_INFO of a listener and of a fresh socket; it looks at its
 *         buffers, its version (only 0 here) and the kind of socket.
 * Source: "SIO_TCP_INFO Control Code"; "WSAIoctl function", Return value.
 *         Wine 8: unknown. */
static void tcp_info_errors(void)
{
    struct address address;
    SOCKET listener = listener_new(AF_INET, &address), one, other;
    TCP_INFO_v0 info;
    DWORD bytes = 0;

    if (tap_where() != NATIVE)
        SKIP("Wine 8 does not know it");
    CHECK(ask_tcp(listener, 0, &info, sizeof info, &bytes) == 0 &&
          info.State == TCPSTATE_LISTEN && info.BytesInFlight == 0);
    FAILS(ask_tcp(listener, 0, &info, sizeof info - 1, &bytes), WSAEFAULT);
    FAILS(ask_tcp(listener, 0, NULL, 0, &bytes), WSAEFAULT);
    FAILS(ask_tcp(listener, 77, &info, sizeof info, &bytes), WSAEINVAL);
    FAILS(ask(listener, SIO_TCP_INFO, &info, sizeof info, &bytes), WSAEFAULT);
    udp_pair(&one, &other);
    FAILS(ask_tcp(one, 0, &info, sizeof info, &bytes), WSAEOPNOTSUPP);
    closesocket(one);
    closesocket(other);
    one = tcp_new(AF_INET);
    CHECK(ask_tcp(one, 0, &info, sizeof info, &bytes) == 0 &&
          info.State == TCPSTATE_CLOSED && info.ConnectionTimeMs == 0);
    closesocket(one);
    closesocket(listener);
}

/* Claim:  SIO_LOOPBACK_FAST_PATH is for TCP only; data flows as before.
 * Source: "SIO_LOOPBACK_FAST_PATH Control Code".  Wine 8: unknown. */
static void fast_loopback(void)
{
    struct pair pair = pair_new(AF_INET);
    SOCKET fresh = tcp_new(AF_INET), one, other;
    BOOL on = TRUE;
    DWORD bytes;
    char buf[4];

    DIFFERS(WINE_8, "10045")
    CHECK(WSAIoctl(fresh, SIO_LOOPBACK_FAST_PATH, &on, sizeof on, NULL, 0,
                   &bytes, NULL, NULL) == 0);
    DIFFERS(WINE_8, "10045")
    FAILS(WSAIoctl(fresh, SIO_LOOPBACK_FAST_PATH, NULL, 0, NULL, 0, &bytes,
                   NULL, NULL),
          WSAEFAULT);
    udp_pair(&one, &other);
    FAILS(WSAIoctl(one, SIO_LOOPBACK_FAST_PATH, &on, sizeof on, NULL, 0, &bytes,
                   NULL, NULL),
          WSAEOPNOTSUPP);
    send_all(pair.mine, "abcd", 4);
    recv_all(pair.peer, buf, 4);
    closesocket(one);
    closesocket(other);
    closesocket(fresh);
    pair_close(&pair);
}

/* Claim:  SIOCATMARK is TRUE while there is nothing urgent, with ioctlsocket
 *         too; a datagram socket has no mark: 10022.
 * Source: "Winsock IOCTLs", SIOCATMARK.  Wine 8: same. */
static void at_mark(void)
{
    struct pair pair = pair_new(AF_INET);
    SOCKET one, other;
    u_long mark = 7;
    DWORD bytes = 0;

    CHECK(ioctlsocket(pair.mine, SIOCATMARK, &mark) == 0 && mark == TRUE);
    mark = 7;
    CHECK(ask(pair.mine, SIOCATMARK, &mark, sizeof mark, &bytes) == 0 &&
          mark == TRUE && bytes == sizeof mark);
    FAILS(ask(pair.mine, SIOCATMARK, &mark, 1, &bytes), WSAEFAULT);
    udp_pair(&one, &other);
    FAILS(ask(one, SIOCATMARK, &mark, sizeof mark, &bytes), WSAEINVAL);
    closesocket(one);
    closesocket(other);
    pair_close(&pair);
}

/* Claim:  with urgent data in line SIOCATMARK is FALSE as long as there is
 *         data before it, and TRUE when all was read.
 * Source: "Winsock IOCTLs", SIOCATMARK.  Wine 8: FALSE at the mark alone. */
static void before_the_mark(void)
{
    struct pair pair = pair_new(AF_INET);
    int on = 1;
    u_long mark = 7;
    char buf[8];

    CHECK(setsockopt(pair.mine, SOL_SOCKET, SO_OOBINLINE, (char *)&on,
                     sizeof on) == 0);
    send_all(pair.peer, "abc", 3);
    CHECK(send(pair.peer, "!", 1, MSG_OOB) == 1);
    DIFFERS(WINE_8, "TRUE")
    CHECK(WAIT_UNTIL(ioctlsocket(pair.mine, SIOCATMARK, &mark) == 0 &&
                     mark == FALSE));
    recv_all(pair.mine, buf, 3);
    recv_all(pair.mine, buf, 1);
    CHECK(buf[0] == '!');
    CHECK(ioctlsocket(pair.mine, SIOCATMARK, &mark) == 0 && mark == TRUE);
    pair_close(&pair);
}

/* Claim:  codes that this system cannot carry out are 10045, and at once
 *         without an OVERLAPPED: capturing all packets, SYN timers, flushing.
 * Source: "WSAIoctl function", Return value.  Wine 8: same. */
static void refused(void)
{
    static const DWORD codes[] = {SIO_RCVALL, SIO_TCP_INITIAL_RTO, 0x98001234};
    SOCKET socket = tcp_new(AF_INET);
    DWORD value[8] = {1}, bytes = 0;

    for (unsigned i = 0; i < COUNT_OF(codes); i++)
        FAILS(WSAIoctl(socket, codes[i], value, sizeof value, NULL, 0, &bytes,
                       NULL, NULL),
              WSAEOPNOTSUPP);
    closesocket(socket);
}

/* Claim:  ioctlsocket knows the three old codes only.
 * Source: "ioctlsocket function", Parameters.  Wine 8: passes all on. */
static void old_codes_only(void)
{
    SOCKET socket = tcp_new(AF_INET);
    u_long room[64];

    DIFFERS(WINE_8, "passes all on")
    FAILS(ioctlsocket(socket, (LONG)SIO_BASE_HANDLE, room), WSAEOPNOTSUPP);
    FAILS(ioctlsocket(socket, FIONREAD, NULL), WSAEFAULT);
    closesocket(socket);
}

/* Claim:  a query with an OVERLAPPED ends at once; its packet says 0 bytes,
 *         lpcbBytesReturned how many there are; a bad argument posts nothing.
 * Source: docs/semantics/sockets.md;
 *         Wine's ws2_32 sock test_address_list_query.  Wine 8: same. */
static void queries_overlapped(void)
{
    char room[8192];
    HANDLE port = port_new(0);
    SOCKET socket = tcp_new(AF_INET);
    struct address there = loopback(AF_INET, 80);
    OVERLAPPED ov = overlapped_new(NULL);
    DWORD bytes = 0, needed = 0;

    port_add(port, (HANDLE)socket, KEY);
    CHECK(WSAIoctl(socket, SIO_ADDRESS_LIST_QUERY, NULL, 0, room, sizeof room,
                   &needed, &ov, NULL) == 0 &&
          needed >= 8);
    CHECK_PACKET(port, KEY, &ov, 0, 0);
    CHECK(WSAIoctl(socket, SIO_ROUTING_INTERFACE_QUERY, address_of(&there),
                   (DWORD)there.length, room, sizeof room, &bytes, &ov,
                   NULL) == 0 &&
          bytes == sizeof(struct sockaddr_in));
    CHECK_PACKET(port, KEY, &ov, 0, 0);
    FAILS(WSAIoctl(socket, SIO_ADDRESS_LIST_QUERY, NULL, 0, room, needed - 1,
                   &bytes, &ov, NULL),
          WSAEFAULT);
    CHECK_NO_PACKET(port);
    closesocket(socket);
    CloseHandle(port);
}

TAP_MAIN(CASE(address_list), CASE(address_list_short_by_one),
         CASE(route_to_myself), CASE(route_by_ipv6), CASE(broadcast_address),
         CASE(interface_list), CASE(interface_list_overlapped),
         CASE(base_handles), CASE(keep_alive), CASE(send_backlog),
         CASE(tcp_info), CASE(tcp_info_errors), CASE(fast_loopback),
         CASE(at_mark), CASE(before_the_mark), CASE(refused),
         CASE(old_codes_only), CASE(queries_overlapped))
