/* getsockopt and setsockopt. */
#include "support.h"

#include <mstcpip.h>

#ifndef TCP_KEEPIDLE /* mingw 10 has no name for them */
#define TCP_KEEPIDLE 3
#endif
#ifndef TCP_KEEPINTVL
#define TCP_KEEPINTVL 17
#endif

#define NOT_KEPT "the options are those of the listener"

#define FAILS(call, code) CHECK_FAILS((call) != SOCKET_ERROR, code)

/* A boolean may be one byte or four: hence the 0 to begin with. */
static int get_int(SOCKET socket, int level, int option)
{
    int value = 0, length = sizeof value;

    CHECK(getsockopt(socket, level, option, (char *)&value, &length) == 0,
          "option %x", (unsigned)option);
    return value;
}

static int set_int(SOCKET socket, int level, int option, int value)
{
    return setsockopt(socket, level, option, (char *)&value, sizeof value);
}

/* Claim:  buffer sizes read back exactly as they were set.
 * Source: Wine's ws2_32 sock test_set_getsockopt.  Wine 8: same. */
static void buffer_sizes_read_back_exactly(void)
{
    static const int sizes[] = {1024, 4096, 12345, 65536, 200000};
    static const int options[] = {SO_RCVBUF, SO_SNDBUF};
    SOCKET socket = tcp_new(AF_INET);

    for (unsigned i = 0; i < COUNT_OF(sizes) * 2; i++) {
        int option = options[i % 2], size = sizes[i / 2];

        CHECK(set_int(socket, SOL_SOCKET, option, size) == 0);
        CHECK(get_int(socket, SOL_SOCKET, option) == size, "%d reads as %d",
              size, get_int(socket, SOL_SOCKET, option));
    }
    closesocket(socket);
}

/* Claim:  a send buffer of 0 is legal, and data still flows.
 * Source: "SOL_SOCKET Socket Options", SO_SNDBUF.  Wine 8: same. */
static void send_buffer_of_zero(void)
{
    HANDLE port = port_new(0);
    struct pair pair = pair_on(port, KEY);
    OVERLAPPED ov = overlapped_new(NULL);
    char buf[8];

    CHECK(set_int(pair.mine, SOL_SOCKET, SO_SNDBUF, 0) == 0);
    CHECK(get_int(pair.mine, SOL_SOCKET, SO_SNDBUF) == 0);
    CHECK(started(start_send(pair.mine, "hello", 5, &ov)));
    recv_all(pair.peer, buf, 5);
    CHECK_PACKET(port, KEY, &ov, 5, 0);
    pair_close(&pair);
    CloseHandle(port);
}

/* Claim:  fresh sockets have sane defaults.
 * Source: "SOL_SOCKET Socket Options".  Wine 8: same. */
static void defaults(void)
{
    SOCKET socket = tcp_new(AF_INET);

    CHECK(get_int(socket, SOL_SOCKET, SO_ERROR) == 0);
    CHECK(get_int(socket, SOL_SOCKET, SO_TYPE) == SOCK_STREAM);
    CHECK(get_int(socket, SOL_SOCKET, SO_REUSEADDR) == 0);
    CHECK(get_int(socket, SOL_SOCKET, SO_KEEPALIVE) == 0);
    CHECK(get_int(socket, SOL_SOCKET, SO_ACCEPTCONN) == 0);
    CHECK(get_int(socket, SOL_SOCKET, SO_RCVTIMEO) == 0);
    CHECK(get_int(socket, SOL_SOCKET, SO_SNDTIMEO) == 0);
    CHECK(get_int(socket, SOL_SOCKET, SO_RCVBUF) > 0);
    CHECK(get_int(socket, SOL_SOCKET, SO_SNDBUF) > 0);
    closesocket(socket);
}

/* Claim:  booleans and timeouts read back as set.
 * Source: as above; "IPPROTO_TCP socket options".  Wine 8: same. */
static void values_read_back(void)
{
    SOCKET socket = tcp_new(AF_INET);
    char nodelay = 1;

    CHECK(set_int(socket, SOL_SOCKET, SO_REUSEADDR, 1) == 0);
    CHECK(get_int(socket, SOL_SOCKET, SO_REUSEADDR) == 1);
    CHECK(set_int(socket, SOL_SOCKET, SO_KEEPALIVE, 1) == 0);
    CHECK(get_int(socket, SOL_SOCKET, SO_KEEPALIVE) == 1);
    CHECK(set_int(socket, SOL_SOCKET, SO_RCVTIMEO, 1234) == 0);
    CHECK(get_int(socket, SOL_SOCKET, SO_RCVTIMEO) == 1234);
    CHECK(set_int(socket, SOL_SOCKET, SO_SNDTIMEO, 4321) == 0);
    CHECK(get_int(socket, SOL_SOCKET, SO_SNDTIMEO) == 4321);
    CHECK(set_int(socket, IPPROTO_TCP, TCP_NODELAY, 0) == 0);
    CHECK(setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &nodelay, 1) == 0);
    closesocket(socket);
}

/* Claim:  TCP_NODELAY reads back.
 * Source: "IPPROTO_TCP socket options".  Wine 8: same. */
static void nodelay_reads_back(void)
{
    SOCKET socket = tcp_new(AF_INET);

    CHECK(set_int(socket, IPPROTO_TCP, TCP_NODELAY, 1) == 0);
    CHECK(get_int(socket, IPPROTO_TCP, TCP_NODELAY) == 1);
    closesocket(socket);
}

/* Claim:  SO_LINGER reads back.
 * Source: "SO_LINGER".  Wine 8: same. */
static void linger_reads_back(void)
{
    SOCKET socket = tcp_new(AF_INET);
    struct linger linger = {1, 7};
    int length = sizeof linger;

    CHECK(setsockopt(socket, SOL_SOCKET, SO_LINGER, (char *)&linger,
                     sizeof linger) == 0);
    memset(&linger, 0, sizeof linger);
    CHECK(getsockopt(socket, SOL_SOCKET, SO_LINGER, (char *)&linger, &length) ==
          0);
    CHECK(linger.l_onoff == 1 && linger.l_linger == 7);
    CHECK(length == sizeof linger);
    closesocket(socket);
}

/* Claim:  SO_ACCEPTCONN is true on a listener.
 * Source: "SOL_SOCKET Socket Options".  Wine 8: same. */
static void listener_says_so(void)
{
    struct address address;
    SOCKET listener = listener_new(AF_INET, &address);

    CHECK(get_int(listener, SOL_SOCKET, SO_ACCEPTCONN) == 1);
    closesocket(listener);
}

/* Claim:  unknown options are 10042, unknown levels 10022.
 * Source: Wine's ws2_32 sock test_set_getsockopt; docs/semantics/sockets.md.
 *         Wine 8: same. */
static void unknown_options(void)
{
    SOCKET socket = tcp_new(AF_INET);
    int value = 0, length = sizeof value;

    FAILS(getsockopt(socket, SOL_SOCKET, 0x4321, (char *)&value, &length),
          WSAENOPROTOOPT);
    FAILS(set_int(socket, SOL_SOCKET, 0x4321, 1), WSAENOPROTOOPT);
    FAILS(getsockopt(socket, 0x4321, 1, (char *)&value, &length), WSAEINVAL);
    FAILS(set_int(socket, 0x4321, 1, 1), WSAEINVAL);
    closesocket(socket);
}

/* Claim:  a NULL value is 10014, as is a length too small for a number;
 *         booleans take any length from 1.
 * Source: as above.  Wine 8: same. */
static void value_lengths(void)
{
    static const int options[] = {SO_RCVBUF, SO_SNDBUF, SO_RCVTIMEO, SO_LINGER};
    SOCKET socket = tcp_new(AF_INET);
    struct linger value = {0, 0};
    char on = 1;

    for (unsigned i = 0; i < COUNT_OF(options); i++) {
        int length = 2;

        FAILS(setsockopt(socket, SOL_SOCKET, options[i], (char *)&value, 2),
              WSAEFAULT);
        FAILS(
            getsockopt(socket, SOL_SOCKET, options[i], (char *)&value, &length),
            WSAEFAULT);
        FAILS(setsockopt(socket, SOL_SOCKET, options[i], NULL, 4), WSAEFAULT);
    }
    FAILS(getsockopt(socket, SOL_SOCKET, SO_RCVBUF, NULL, NULL), WSAEFAULT);
    FAILS(getsockopt(socket, SOL_SOCKET, SO_RCVBUF, (char *)&value, NULL),
          WSAEFAULT);
    CHECK(setsockopt(socket, SOL_SOCKET, SO_KEEPALIVE, &on, 1) == 0);
    CHECK(get_int(socket, SOL_SOCKET, SO_KEEPALIVE) == 1);
    closesocket(socket);
}

/* Claim:  SO_CONNECT_TIME counts seconds of a connection; 0xffffffff before
 *         it, and for datagrams always.
 * Source: Wine's ws2_32 sock test_connect_time.  Wine 8: same. */
static void connect_time(void)
{
    SOCKET lone = tcp_new(AF_INET), one, other;
    struct pair pair = pair_new(AF_INET);

    CHECK(get_int(lone, SOL_SOCKET, SO_CONNECT_TIME) == -1);
    CHECK((unsigned)get_int(pair.mine, SOL_SOCKET, SO_CONNECT_TIME) < 20);
    CHECK((unsigned)get_int(pair.peer, SOL_SOCKET, SO_CONNECT_TIME) < 20);
    udp_pair(&one, &other);
    CHECK(get_int(one, SOL_SOCKET, SO_CONNECT_TIME) == -1);
    closesocket(one);
    closesocket(other);
    pair_close(&pair);
    closesocket(lone);
}

/* Claim:  SO_MAX_MSG_SIZE of a datagram socket is about 65,507.
 * Source: "SOL_SOCKET Socket Options".  Wine 8: same. */
static void longest_datagram(void)
{
    SOCKET one, other;
    int size;

    udp_pair(&one, &other);
    size = get_int(one, SOL_SOCKET, SO_MAX_MSG_SIZE);
    CHECK(size >= 65000 && size <= 65535, "%d", size);
    closesocket(one);
    closesocket(other);
}

/* Claim:  IPV6_V6ONLY is on by default, and can be turned off before binding.
 * Source: "IPPROTO_IPV6 Socket Options".  Wine 8: same. */
static void v6_only(void)
{
    SOCKET socket = tcp_new(AF_INET6);

    CHECK(get_int(socket, IPPROTO_IPV6, IPV6_V6ONLY) == 1);
    CHECK(set_int(socket, IPPROTO_IPV6, IPV6_V6ONLY, 0) == 0);
    CHECK(get_int(socket, IPPROTO_IPV6, IPV6_V6ONLY) == 0);
    closesocket(socket);
}

/* Claim:  two sockets cannot listen on one port; a bound port is 10048.
 * Source: "bind function"; Wine's ws2_32 sock test_bind.  Wine 8: same. */
static void one_listener_a_port(void)
{
    struct address address;
    SOCKET listener = listener_new(AF_INET, &address);
    SOCKET other = tcp_new(AF_INET);

    FAILS(bind(other, address_of(&address), address.length), WSAEADDRINUSE);
    closesocket(listener);
    CHECK(bind(other, address_of(&address), address.length) == 0);
    closesocket(other);
}

/* Claim:  what was set before AcceptEx is in force on the connection:
 * lingering, and how it is kept alive. Source: "AcceptEx function",
 * sAcceptSocket (the socket is the program's, and becomes connected).  Wine 8:
 * it is the listener's. */
static void set_before_accept_ex(void)
{
    static OVERLAPPED ov;
    static char buf[ACCEPT_ROOM];
    struct tcp_keepalive values = {1, 20000, 3000};
    struct address address;
    SOCKET listener = listener_new(AF_INET, &address);
    SOCKET acceptor = tcp_new(AF_INET), client;
    HANDLE port = port_new(0);
    LINGER linger = {1, 5};
    int length = sizeof linger;
    DWORD bytes;

    port_add(port, (HANDLE)listener, KEY);
    CHECK(setsockopt(acceptor, SOL_SOCKET, SO_LINGER, (char *)&linger,
                     sizeof linger) == 0);
    CHECK(WSAIoctl(acceptor, SIO_KEEPALIVE_VALS, &values, sizeof values, NULL,
                   0, &bytes, NULL, NULL) == 0);
    ov = overlapped_new(NULL);
    CHECK(started(start_accept(listener, acceptor, buf, &ov)));
    client = connected_to(&address);
    CHECK_PACKET(port, KEY, &ov, 0, 0);
    memset(&linger, 0, sizeof linger);
    CHECK(getsockopt(acceptor, SOL_SOCKET, SO_LINGER, (char *)&linger,
                     &length) == 0);
    DIFFERS(WINE_8, NOT_KEPT)
    CHECK(linger.l_onoff == 1 && linger.l_linger == 5, "%u, %u", linger.l_onoff,
          linger.l_linger);
    DIFFERS(WINE_8, NOT_KEPT)
    CHECK(get_int(acceptor, SOL_SOCKET, SO_KEEPALIVE) == 1);
    if (tap_where() != WINE_8) { /* which does not know these */
        CHECK(get_int(acceptor, IPPROTO_TCP, TCP_KEEPIDLE) == 20);
        CHECK(get_int(acceptor, IPPROTO_TCP, TCP_KEEPINTVL) == 3);
    }
    closesocket(client);
    closesocket(acceptor);
    closesocket(listener);
    CloseHandle(port);
}

/* Claim:  a hard close that was asked for before AcceptEx resets.
 * Source: as above; "setsockopt function", SO_LINGER.
 *         Wine 8: ends as usual. */
static void hard_close_set_before_accept_ex(void)
{
    static OVERLAPPED ov;
    static char buf[ACCEPT_ROOM];
    struct address address;
    SOCKET listener = listener_new(AF_INET, &address);
    SOCKET acceptor = tcp_new(AF_INET), client;
    HANDLE port = port_new(0);
    LINGER linger = {1, 0};
    char byte;

    port_add(port, (HANDLE)listener, KEY);
    CHECK(setsockopt(acceptor, SOL_SOCKET, SO_LINGER, (char *)&linger,
                     sizeof linger) == 0);
    ov = overlapped_new(NULL);
    CHECK(started(start_accept(listener, acceptor, buf, &ov)));
    client = connected_to(&address);
    CHECK_PACKET(port, KEY, &ov, 0, 0);
    closesocket(acceptor);
    DIFFERS(WINE_8, NOT_KEPT)
    FAILS(recv(client, &byte, 1, 0), WSAECONNRESET);
    closesocket(client);
    closesocket(listener);
    CloseHandle(port);
}

/* Claim:  no time is too long for SIO_KEEPALIVE_VALS.
 * Source: "SIO_KEEPALIVE_VALS control code" (ULONG milliseconds).  Wine 8:
 * same. */
static void longest_keep_alive(void)
{
    struct tcp_keepalive values = {1, 0xffffffff, 0xffffffff};
    SOCKET socket = tcp_new(AF_INET);
    DWORD bytes;

    CHECK(WSAIoctl(socket, SIO_KEEPALIVE_VALS, &values, sizeof values, NULL, 0,
                   &bytes, NULL, NULL) == 0);
    CHECK(get_int(socket, SOL_SOCKET, SO_KEEPALIVE) == 1);
    closesocket(socket);
}

TAP_MAIN(CASE(buffer_sizes_read_back_exactly), CASE(send_buffer_of_zero),
         CASE(defaults), CASE(values_read_back), CASE(nodelay_reads_back),
         CASE(linger_reads_back), CASE(listener_says_so), CASE(unknown_options),
         CASE(value_lengths), CASE(connect_time), CASE(longest_datagram),
         CASE(v6_only), CASE(one_listener_a_port), CASE(set_before_accept_ex),
         CASE(hard_close_set_before_accept_ex), CASE(longest_keep_alive))
