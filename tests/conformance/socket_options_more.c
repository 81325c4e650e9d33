/* Options of getsockopt and setsockopt that few programs know: path MTU,
 * keep-alive of TCP, interfaces, SO_BSP_STATE, who may share an address. */
#include "support.h"

#ifdef __MINGW32__ /* newer than its headers */
#define SO_BSP_STATE 0x1009
#define SO_RANDOMIZE_PORT 0x3005
#define SO_REUSE_UNICASTPORT 0x3007
#define TCP_KEEPALIVE 3
#define TCP_MAXRT 5
#define TCP_KEEPCNT 16
#define TCP_KEEPIDLE TCP_KEEPALIVE
#define TCP_KEEPINTVL 17
#define UDP_SEND_MSG_SIZE 2
#endif

#define FAILS(call, code) CHECK_FAILS((call) != SOCKET_ERROR, code)

static int set_int(SOCKET socket, int level, int option, int value)
{
    return setsockopt(socket, level, option, (char *)&value, sizeof value);
}

static int get_raw(SOCKET socket, int level, int option, int *value)
{
    int length = sizeof *value;

    *value = 0;
    return getsockopt(socket, level, option, (char *)value, &length);
}

static int get_int(SOCKET socket, int level, int option)
{
    int value;

    return get_raw(socket, level, option, &value) == 0 ? value : -12345;
}

static SOCKET udp_new(int family)
{
    net_start();
    return socket(family, SOCK_DGRAM, 0);
}

struct number {
    int family, type, level, option, value;
    int any_length; /* a single byte is enough */
    const char *wine;
};

#define TCP AF_INET, SOCK_STREAM
#define UDP AF_INET, SOCK_DGRAM
#define UDP6 AF_INET6, SOCK_DGRAM
static const struct number numbers[] = {
    {TCP, IPPROTO_TCP, TCP_KEEPIDLE, 77, 0, "unknown"},
    {TCP, IPPROTO_TCP, TCP_KEEPINTVL, 9, 0, "unknown"},
    {TCP, IPPROTO_TCP, TCP_KEEPCNT, 4, 0, "unknown"},
    {TCP, IPPROTO_TCP, TCP_MAXRT, 30, 0, "unknown"},
    {TCP, IPPROTO_TCP, TCP_MAXRT, -1, 0, "unknown"},
    {TCP, IPPROTO_TCP, TCP_BSDURGENT, 1, 1, "unknown"},
    {TCP, IPPROTO_TCP, TCP_EXPEDITED_1122, 0, 1, "unknown"},
    {TCP, SOL_SOCKET, SO_REUSE_UNICASTPORT, 1, 1, "unknown"},
    {TCP, IPPROTO_IP, IP_TTL, 33, 1, NULL},
    {UDP, IPPROTO_IP, IP_TTL, 200, 1, NULL},
    {UDP, IPPROTO_IP, IP_TOS, 0x10, 1, NULL},
    {UDP, IPPROTO_IP, IP_DONTFRAGMENT, 1, 1, NULL},
    {UDP, IPPROTO_IP, IP_DONTFRAGMENT, 0, 1, NULL},
    {UDP, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DO, 0, "unknown"},
    {UDP, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DONT, 0, "unknown"},
    {UDP, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_PROBE, 0, "unknown"},
    {UDP, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_NOT_SET, 0, "unknown"},
    {UDP, IPPROTO_IP, IP_MULTICAST_TTL, 5, 1, NULL},
    {UDP, IPPROTO_IP, IP_MULTICAST_LOOP, 0, 1, NULL},
    {UDP, IPPROTO_IP, IP_MULTICAST_LOOP, 1, 1, NULL},
    {UDP, IPPROTO_UDP, UDP_NOCHECKSUM, 1, 1, "unknown"},
    {UDP, IPPROTO_UDP, UDP_SEND_MSG_SIZE, 1200, 0, "unknown"},
    {UDP6, IPPROTO_IPV6, IPV6_UNICAST_HOPS, 44, 1, NULL},
    {UDP6, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, 6, 1, NULL},
    {UDP6, IPPROTO_IPV6, IPV6_MULTICAST_LOOP, 0, 1, NULL},
    {UDP6, IPPROTO_IPV6, IPV6_DONTFRAG, 1, 1, NULL},
    {UDP6, IPPROTO_IPV6, IPV6_MTU_DISCOVER, IP_PMTUDISC_DO, 0, "unknown"},
};

/* Claim:  these options read back as they were set.
 * Source: "IPPROTO_TCP socket options", "IPPROTO_IP socket options",
 *         "IPPROTO_IPV6 Socket Options", "IPPROTO_UDP Socket Options".
 *         Wine 8: see the table. */
static void read_back(void)
{
    net_start();
    for (unsigned i = 0; i < COUNT_OF(numbers); i++) {
        const struct number *at = &numbers[i];
        SOCKET s = socket(at->family, at->type, 0);

        if (at->wine != NULL)
            tap_differs(WINE_8, at->wine);
        CHECK(set_int(s, at->level, at->option, at->value) == 0 &&
                  get_int(s, at->level, at->option) == at->value,
              "level %d, option %d: %d", at->level, at->option,
              get_int(s, at->level, at->option));
        closesocket(s);
    }
}

/* Claim:  a value that is missing or too short is 10014, both ways; booleans
 *         and numbers of IP may be one byte.
 * Source: "setsockopt function", "getsockopt function", Return value.
 *         Wine 8: passes short values to Linux. */
static void short_values(void)
{
    net_start();
    for (unsigned i = 0; i < COUNT_OF(numbers); i++) {
        const struct number *at = &numbers[i];
        SOCKET s = socket(at->family, at->type, 0);
        int value = at->value, length = at->any_length ? 0 : 3;

        FAILS(setsockopt(s, at->level, at->option, NULL, sizeof value),
              WSAEFAULT);
        if (tap_where() == NATIVE) { /* Wine 8 leaves the rest to Linux */
            FAILS(setsockopt(s, at->level, at->option, (char *)&value, length),
                  WSAEFAULT);
            FAILS(getsockopt(s, at->level, at->option, (char *)&value, &length),
                  WSAEFAULT);
            FAILS(getsockopt(s, at->level, at->option, (char *)&value, NULL),
                  WSAEFAULT);
            FAILS(getsockopt(s, at->level, at->option, NULL, &length),
                  WSAEFAULT);
        }
        closesocket(s);
    }
}

/* Claim:  TCP_KEEPCNT takes no more than 255 (10022), and no path MTU state
 *         there is none of.
 * Source: "IPPROTO_TCP socket options", "IPPROTO_IP socket options".
 *         Wine 8: knows none. */
static void out_of_range(void)
{
    SOCKET tcp = tcp_new(AF_INET), udp = udp_new(AF_INET);

    DIFFERS(WINE_8, "unknown")
    FAILS(set_int(tcp, IPPROTO_TCP, TCP_KEEPCNT, 256), WSAEINVAL);
    DIFFERS(WINE_8, "unknown")
    FAILS(set_int(tcp, IPPROTO_TCP, TCP_KEEPIDLE, 0), WSAEINVAL);
    DIFFERS(WINE_8, "unknown")
    FAILS(set_int(udp, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_MAX),
          WSAEINVAL);
    closesocket(tcp);
    closesocket(udp);
}

/* Claim:  options of streams are none of datagrams, and the other way: 10042.
 * Source: "getsockopt function", Return value.  Wine 8: other errors. */
static void other_kind(void)
{
    static const int tcp_options[] = {TCP_KEEPIDLE, TCP_KEEPCNT, TCP_NODELAY};
    static const int ip_options[] = {IP_DONTFRAGMENT, IP_MULTICAST_TTL,
                                     IP_MULTICAST_LOOP};
    SOCKET tcp = tcp_new(AF_INET), udp = udp_new(AF_INET);

    for (unsigned i = 0; i < COUNT_OF(tcp_options); i++) {
        if (tcp_options[i] == TCP_NODELAY)
            tap_differs(WINE_8, "10022");
        FAILS(set_int(udp, IPPROTO_TCP, tcp_options[i], 1), WSAENOPROTOOPT);
    }
    for (unsigned i = 0; i < COUNT_OF(ip_options); i++) {
        DIFFERS(WINE_8, "takes it")
        FAILS(set_int(tcp, IPPROTO_IP, ip_options[i], 1), WSAENOPROTOOPT);
    }
    closesocket(tcp);
    closesocket(udp);
}

/* Claim:  SO_RANDOMIZE_PORT can be set, also twice.
 * Source: "SOL_SOCKET Socket Options".  Wine 8: unknown. */
static void random_port(void)
{
    SOCKET socket = tcp_new(AF_INET);

    DIFFERS(WINE_8, "unknown")
    CHECK(set_int(socket, SOL_SOCKET, SO_RANDOMIZE_PORT, 1) == 0 &&
          set_int(socket, SOL_SOCKET, SO_RANDOMIZE_PORT, 1) == 0 &&
          get_int(socket, SOL_SOCKET, SO_RANDOMIZE_PORT) == 1);
    closesocket(socket);
}

/* Claim:  the path's MTU is known of a connected socket, and of no other.
 * Source: "IPPROTO_IP socket options", IP_MTU.  Wine 8: unknown. */
static void path_mtu(void)
{
    SOCKET lone = udp_new(AF_INET), one, other;
    int value;

    udp_pair(&one, &other);
    DIFFERS(WINE_8, "unknown")
    CHECK(get_int(one, IPPROTO_IP, IP_MTU) >= 576);
    DIFFERS(WINE_8, "unknown")
    FAILS(get_raw(lone, IPPROTO_IP, IP_MTU, &value), WSAENOTCONN);
    DIFFERS(WINE_8, "10042, but as it is unknown")
    CHECK(set_int(one, IPPROTO_IP, IP_MTU, 1000) != 0 &&
          WSAGetLastError() == WSAENOPROTOOPT &&
          get_int(one, IPPROTO_IP, IP_MTU) > 0);
    closesocket(one);
    closesocket(other);
    closesocket(lone);
}

/* Claim:  IP_UNICAST_IF is set in network byte order and read in host order;
 *         IPV6_UNICAST_IF is in host order.
 * Source: "IPPROTO_IP socket options", "IPPROTO_IPV6 Socket Options".
 *         Wine 8: reads network order; no IPv6. */
static void unicast_interface(void)
{
    SOCKET ipv4 = udp_new(AF_INET), ipv6 = udp_new(AF_INET6);

    CHECK(get_int(ipv4, IPPROTO_IP, IP_UNICAST_IF) == 0);
    CHECK(set_int(ipv4, IPPROTO_IP, IP_UNICAST_IF, (int)htonl(1)) == 0);
    DIFFERS(WINE_8, "network order")
    CHECK(get_int(ipv4, IPPROTO_IP, IP_UNICAST_IF) == 1);
    CHECK(set_int(ipv4, IPPROTO_IP, IP_UNICAST_IF, 0) == 0);
    DIFFERS(WINE_8, "takes network order")
    CHECK(set_int(ipv6, IPPROTO_IPV6, IPV6_UNICAST_IF, 1) == 0 &&
          get_int(ipv6, IPPROTO_IPV6, IPV6_UNICAST_IF) == 1);
    closesocket(ipv4);
    closesocket(ipv6);
}

union state {
    CSADDR_INFO info;
    char room[256];
};

static int get_state(SOCKET socket, union state *state, int *length)
{
    *length = sizeof *state;
    memset(state, 0xcc, sizeof *state);
    return getsockopt(socket, SOL_SOCKET, SO_BSP_STATE, state->room, length);
}

static int same_name(const SOCKET_ADDRESS *one, const struct address *other)
{
    return one->iSockaddrLength == other->length &&
           memcmp(one->lpSockaddr, &other->storage, 8) == 0;
}

/* Claim:  SO_BSP_STATE gives kind, protocol and both addresses of a connection.
 * Source: "SO_BSP_STATE socket option".  Wine 8: unknown. */
static void state_of_connection(void)
{
    struct pair pair = pair_new(AF_INET);
    struct address mine = bound_address(pair.mine);
    struct address peer = bound_address(pair.peer);
    union state state;
    int length;

    if (tap_where() != NATIVE)
        SKIP("Wine 8 does not know SO_BSP_STATE");
    CHECK(get_state(pair.mine, &state, &length) == 0);
    CHECK(state.info.iSocketType == SOCK_STREAM);
    CHECK(state.info.iProtocol == IPPROTO_TCP);
    CHECK(same_name(&state.info.LocalAddr, &mine));
    CHECK(same_name(&state.info.RemoteAddr, &peer));
    CHECK(length == (int)(sizeof state.info + 2 * sizeof(struct sockaddr_in)));
    pair_close(&pair);
}

/* Claim:  an unbound socket has neither address, a bound one the local; too
 *         little room is 10014 and changes nothing.
 * Source: "SO_BSP_STATE socket option", Remarks.  Wine 8: unknown. */
static void state_without_addresses(void)
{
    SOCKET fresh = tcp_new(AF_INET), bound = tcp_bound(AF_INET6);
    struct address name = bound_address(bound);
    union state state;
    int length = sizeof state.info - 1;

    if (tap_where() != NATIVE)
        SKIP("Wine 8 does not know SO_BSP_STATE");
    FAILS(getsockopt(fresh, SOL_SOCKET, SO_BSP_STATE, state.room, &length),
          WSAEFAULT);
    CHECK(length == sizeof state.info - 1);
    CHECK(get_state(fresh, &state, &length) == 0);
    CHECK(state.info.LocalAddr.lpSockaddr == NULL);
    CHECK(state.info.LocalAddr.iSockaddrLength == 0);
    CHECK(state.info.RemoteAddr.lpSockaddr == NULL);
    CHECK(length == sizeof state.info);
    CHECK(get_state(bound, &state, &length) == 0);
    CHECK(same_name(&state.info.LocalAddr, &name));
    CHECK(state.info.RemoteAddr.lpSockaddr == NULL);
    length = sizeof state.info + 10;
    FAILS(getsockopt(bound, SOL_SOCKET, SO_BSP_STATE, state.room, &length),
          WSAEFAULT);
    closesocket(fresh);
    closesocket(bound);
}

/* ---- Sharing an address ---- */

enum way { DEFAULT, REUSE, EXCLUSIVE };

static SOCKET socket_with(enum way way)
{
    SOCKET socket = tcp_new(AF_INET);

    if (way == REUSE)
        CHECK(set_int(socket, SOL_SOCKET, SO_REUSEADDR, 1) == 0);
    if (way == EXCLUSIVE)
        CHECK(set_int(socket, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, 1) == 0);
    return socket;
}

static void bind_twice(enum way first, enum way second, DWORD expected)
{
    SOCKET one = socket_with(first), two = socket_with(second);
    struct address address = loopback(AF_INET, 0);
    DWORD error;

    CHECK(bind(one, address_of(&address), address.length) == 0);
    address = bound_address(one);
    error = bind(two, address_of(&address), address.length) == 0
                ? 0
                : (DWORD)WSAGetLastError();
    CHECK(error == expected, "%d then %d: %u", first, second, (unsigned)error);
    closesocket(one);
    closesocket(two);
}

/* Claim:  the same address twice: 10048, but 10013 for one that wants to share
 *         what the first does not; two that share may both bind.
 * Source: "Using SO_REUSEADDR and SO_EXCLUSIVEADDRUSE", the table for one user.
 *         Wine 8: same. */
static void same_address(void)
{
    bind_twice(DEFAULT, DEFAULT, WSAEADDRINUSE);
    bind_twice(DEFAULT, REUSE, WSAEACCES);
    bind_twice(DEFAULT, EXCLUSIVE, WSAEADDRINUSE);
    bind_twice(REUSE, REUSE, 0);
    bind_twice(REUSE, EXCLUSIVE, WSAEADDRINUSE);
    bind_twice(EXCLUSIVE, DEFAULT, WSAEADDRINUSE);
    bind_twice(EXCLUSIVE, REUSE, WSAEACCES);
    bind_twice(EXCLUSIVE, EXCLUSIVE, WSAEADDRINUSE);
}

/* Claim:  SO_REUSEADDR and SO_EXCLUSIVEADDRUSE exclude each other: 10022.
 * Source: "SO_EXCLUSIVEADDRUSE socket option".  Wine 8: same. */
static void not_both(void)
{
    SOCKET one = socket_with(REUSE), two = socket_with(EXCLUSIVE);

    FAILS(set_int(one, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, 1), WSAEINVAL);
    FAILS(set_int(two, SOL_SOCKET, SO_REUSEADDR, 1), WSAEINVAL);
    CHECK(set_int(one, SOL_SOCKET, SO_REUSEADDR, 0) == 0);
    CHECK(set_int(one, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, 1) == 0);
    closesocket(one);
    closesocket(two);
}

TAP_MAIN(CASE(read_back), CASE(short_values), CASE(out_of_range),
         CASE(other_kind), CASE(random_port), CASE(path_mtu),
         CASE(unicast_interface), CASE(state_of_connection),
         CASE(state_without_addresses), CASE(same_address), CASE(not_both))
