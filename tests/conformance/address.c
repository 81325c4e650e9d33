/* Addresses: names of sockets, text, byte order, getaddrinfo. */
#include "support.h"

#define FAMILY "an address of another family is 10045"
#define FAILS(call, code) CHECK_FAILS((call) != SOCKET_ERROR, code)

/* Claim:  byte order functions swap, and undo each other.
 * Source: "htons function" and its like.  Wine 8: same. */
static void byte_order(void)
{
    CHECK(htons(0x1234) == 0x3412 && ntohs(0x3412) == 0x1234);
    CHECK(htonl(0x12345678) == 0x78563412 && ntohl(0x78563412) == 0x12345678);
    CHECK(ntohs(htons(80)) == 80 && ntohl(htonl(0x7f000001)) == 0x7f000001);
}

/* Claim:  inet_pton reads IPv4 and IPv6: 1, bad text: 0, bad family: -1 with
 *         10047.
 * Source: "inet_pton function", Return value.  Wine 8: same. */
static void text_to_address(void)
{
    struct in_addr v4;
    struct in6_addr v6;
    static const char *const bad[] = {"",          "1.2.3", "1.2.3.256",
                                      "1.2.3.4.5", "text",  "::1"};

    net_start();
    CHECK(inet_pton(AF_INET, "127.0.0.1", &v4) == 1);
    CHECK(v4.s_addr == htonl(0x7f000001));
    CHECK(inet_pton(AF_INET, "10.20.30.40", &v4) == 1);
    CHECK(v4.s_addr == htonl(0x0a141e28));
    CHECK(inet_pton(AF_INET6, "::1", &v6) == 1);
    CHECK(v6.s6_addr[15] == 1 && v6.s6_addr[0] == 0);
    CHECK(inet_pton(AF_INET6, "fe80::1:2", &v6) == 1);
    CHECK(v6.s6_addr[0] == 0xfe && v6.s6_addr[1] == 0x80);
    for (unsigned i = 0; i < COUNT_OF(bad); i++)
        CHECK(inet_pton(AF_INET, bad[i], &v4) == 0, "%s", bad[i]);
    CHECK(inet_pton(AF_INET6, "127.0.0.1", &v6) == 0);
    CHECK_FAILS(inet_pton(77, "127.0.0.1", &v4) != -1, WSAEAFNOSUPPORT);
}

/* Claim:  inet_ntop writes what inet_pton reads; a buffer too small is 87 (or
 *         28, as some versions say), a bad family 10047.
 * Source: "inet_ntop function".  Wine 8: same. */
static void address_to_text(void)
{
    static const char *const names[] = {"127.0.0.1", "0.0.0.0",
                                        "255.255.255.255", "10.0.0.9"};
    static const char *const names6[] = {"::1", "::", "fe80::1:2",
                                         "2001:db8::ff00:42:8329"};
    unsigned char address[16];
    char text[64];

    net_start();
    for (unsigned i = 0; i < COUNT_OF(names); i++) {
        CHECK(inet_pton(AF_INET, names[i], address) == 1);
        CHECK(inet_ntop(AF_INET, address, text, sizeof text) == text);
        CHECK(strcmp(text, names[i]) == 0, "%s", text);
        CHECK(inet_pton(AF_INET6, names6[i], address) == 1);
        CHECK(inet_ntop(AF_INET6, address, text, sizeof text) == text);
        CHECK(strcmp(text, names6[i]) == 0, "%s", text);
    }
    CHECK(inet_ntop(AF_INET, address, text, 3) == NULL);
    CHECK_FAILS(inet_ntop(77, address, text, sizeof text), WSAEAFNOSUPPORT);
}

/* Claim:  getsockname of a bound socket gives its address and length; unbound
 *         10022; NULL or a short length 10014, the length unchanged.
 * Source: Wine's ws2_32 sock test_getsockname.
 *         Wine 8: no length crashes. */
static void own_name(void)
{
    SOCKET unbound = tcp_new(AF_INET), bound = tcp_bound(AF_INET);
    struct address name = loopback(AF_INET, 0);
    int length = sizeof name.storage;

    FAILS(getsockname(unbound, address_of(&name), &length), WSAEINVAL);
    length = sizeof name.storage;
    CHECK(getsockname(bound, address_of(&name), &length) == 0);
    CHECK(length == sizeof(struct sockaddr_in));
    CHECK(((struct sockaddr_in *)&name.storage)->sin_port != 0);
    CHECK(((struct sockaddr_in *)&name.storage)->sin_addr.s_addr ==
          htonl(INADDR_LOOPBACK));
    length = 3;
    FAILS(getsockname(bound, address_of(&name), &length), WSAEFAULT);
    CHECK(length == 3, "%d", length);
    FAILS(getsockname(bound, NULL, &length), WSAEFAULT);
    if (tap_where() != WINE_8) /* which crashes */
        FAILS(getsockname(bound, address_of(&name), NULL), WSAEFAULT);
    closesocket(unbound);
    closesocket(bound);
}

/* Claim:  getpeername: unconnected 10057, even with NULL pointers; connected
 *         the peer; then 10014 as above.
 * Source: Wine's ws2_32 sock test_getpeername.  Wine 8: NULL is 10014. */
static void peer_name(void)
{
    SOCKET lone = tcp_new(AF_INET);
    struct pair pair = pair_new(AF_INET);
    struct address mine, seen = loopback(AF_INET, 0);
    int length = 3;

    FAILS(getpeername(lone, address_of(&seen), &seen.length), WSAENOTCONN);
    DIFFERS(WINE_8, "getpeername with NULL pointers is 10014 first")
    FAILS(getpeername(lone, NULL, NULL), WSAENOTCONN);
    mine = bound_address(pair.mine);
    seen.length = sizeof seen.storage;
    CHECK(getpeername(pair.peer, address_of(&seen), &seen.length) == 0);
    CHECK(seen.length == mine.length);
    CHECK(memcmp(&seen.storage, &mine.storage, 8) == 0);
    FAILS(getpeername(pair.peer, address_of(&seen), &length), WSAEFAULT);
    CHECK(length == 3, "%d", length);
    FAILS(getpeername(pair.peer, NULL, &length), WSAEFAULT);
    pair_close(&pair);
    closesocket(lone);
}

/* Claim:  names of IPv6 sockets have the family 23 and their own length.
 * Source: "sockaddr_in6 structure".  Wine 8: same. */
static void ipv6_names(void)
{
    struct pair pair = pair_new(AF_INET6);
    struct address name = bound_address(pair.mine);

    CHECK(AF_INET6 == 23 && address_of(&name)->sa_family == 23);
    CHECK(name.length == sizeof(struct sockaddr_in6) && name.length == 28);
    CHECK(((struct sockaddr_in6 *)&name.storage)->sin6_addr.s6_addr[15] == 1);
    pair_close(&pair);
}

/* Claim:  accept tells the peer's address; a short length is 10014.
 * Source: "accept function".  Wine 8: same. */
static void accept_tells_the_peer(void)
{
    struct address address, seen = {.length = sizeof seen.storage}, client;
    SOCKET listener = listener_new(AF_INET, &address), one, other;

    one = connected_to(&address);
    client = bound_address(one);
    other = accept(listener, address_of(&seen), &seen.length);
    CHECK(other != INVALID_SOCKET && seen.length == client.length);
    CHECK(memcmp(&seen.storage, &client.storage, 8) == 0);
    closesocket(one);
    closesocket(other);
    closesocket(listener);
}

/* Claim:  bind: twice 10022, a foreign address 10049, another family 10047,
 *         NULL or short 10014.
 * Source: Wine's ws2_32 sock test_bind; docs/semantics/sockets.md.
 *         Wine 8: another family is 10045. */
static void bind_errors(void)
{
    struct address any = loopback(AF_INET, 0), other = loopback(AF_INET6, 0);
    SOCKET socket = tcp_new(AF_INET);

    FAILS(bind(socket, NULL, any.length), WSAEFAULT);
    FAILS(bind(socket, address_of(&any), 3), WSAEFAULT);
    DIFFERS(WINE_8, FAMILY)
    FAILS(bind(socket, address_of(&other), other.length), WSAEAFNOSUPPORT);
    ((struct sockaddr_in *)&any.storage)->sin_addr.s_addr = htonl(0xc0000201);
    FAILS(bind(socket, address_of(&any), any.length), WSAEADDRNOTAVAIL);
    any = loopback(AF_INET, 0);
    CHECK(bind(socket, address_of(&any), any.length) == 0);
    FAILS(bind(socket, address_of(&any), any.length), WSAEINVAL);
    closesocket(socket);
}

/* Claim:  connect: a short address 10014, another family 10047.
 * Source: "connect function", Return value.  Wine 8: 10049, 10045. */
static void connect_errors(void)
{
    struct address address, other = loopback(AF_INET6, 4711);
    SOCKET listener = listener_new(AF_INET, &address), socket;

    socket = tcp_new(AF_INET);
    DIFFERS(WINE_8, "connect with a short address is 10049")
    FAILS(connect(socket, address_of(&address), 3), WSAEFAULT);
    DIFFERS(WINE_8, FAMILY)
    FAILS(connect(socket, address_of(&other), other.length), WSAEAFNOSUPPORT);
    CHECK(connect(socket, address_of(&address), address.length) == 0);
    closesocket(socket);
    closesocket(listener);
}

/* Claim:  getaddrinfo turns numbers into addresses, one for each family it
 *         was asked for, without asking anybody.
 * Source: "getaddrinfo function".  Wine 8: same. */
static void numeric_lookup(void)
{
    struct addrinfo hints = {.ai_family = AF_INET,
                             .ai_flags = AI_NUMERICHOST,
                             .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    struct sockaddr_in *in;

    net_start();
    CHECK(getaddrinfo("127.0.0.1", "8080", &hints, &found) == 0);
    if (CHECK(found != NULL)) {
        in = (struct sockaddr_in *)found->ai_addr;
        CHECK(found->ai_family == AF_INET && found->ai_next == NULL);
        CHECK(found->ai_socktype == SOCK_STREAM && found->ai_addrlen == 16);
        CHECK(in->sin_family == AF_INET && ntohs(in->sin_port) == 8080);
        CHECK(in->sin_addr.s_addr == htonl(0x7f000001));
    }
    freeaddrinfo(found);
    hints.ai_family = AF_INET6;
    found = NULL;
    CHECK(getaddrinfo("::1", NULL, &hints, &found) == 0);
    if (CHECK(found != NULL))
        CHECK(found->ai_family == 23 && found->ai_addrlen == 28 &&
              found->ai_addr->sa_family == 23);
    freeaddrinfo(found);
}

/* Claim:  with AI_PASSIVE and no name the address is the wildcard, without it
 *         the loopback; the result can be bound.
 * Source: "getaddrinfo function", ai_flags.  Wine 8: same. */
static void passive_lookup(void)
{
    struct addrinfo hints = {.ai_family = AF_INET,
                             .ai_flags = AI_PASSIVE,
                             .ai_socktype = SOCK_STREAM,
                             .ai_protocol = IPPROTO_TCP};
    struct addrinfo *found = NULL;
    SOCKET socket = tcp_new(AF_INET);

    CHECK(getaddrinfo(NULL, "0", &hints, &found) == 0);
    if (CHECK(found != NULL)) {
        CHECK(((struct sockaddr_in *)found->ai_addr)->sin_addr.s_addr == 0);
        CHECK(bind(socket, found->ai_addr, (int)found->ai_addrlen) == 0);
    }
    freeaddrinfo(found);
    hints.ai_flags = 0;
    found = NULL;
    CHECK(getaddrinfo(NULL, "80", &hints, &found) == 0);
    if (CHECK(found != NULL))
        CHECK(((struct sockaddr_in *)found->ai_addr)->sin_addr.s_addr ==
              htonl(INADDR_LOOPBACK));
    freeaddrinfo(found);
    closesocket(socket);
}

/* Claim:  "localhost" is known; nonsense under AI_NUMERICHOST is 11001; neither
 *         name nor service is 11001, too.
 * Source: "getaddrinfo function", Return value.  Wine 8: same. */
static void lookup_results(void)
{
    struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;

    net_start();
    CHECK(getaddrinfo("localhost", "80", &hints, &found) == 0);
    if (CHECK(found != NULL))
        CHECK((((struct sockaddr_in *)found->ai_addr)->sin_addr.s_addr &
               0xff) == 127);
    freeaddrinfo(found);
    hints.ai_flags = AI_NUMERICHOST;
    found = (struct addrinfo *)16;
    CHECK(getaddrinfo("no number", "80", &hints, &found) == WSAHOST_NOT_FOUND);
    CHECK(getaddrinfo(NULL, NULL, &hints, &found) == WSAHOST_NOT_FOUND);
    hints.ai_family = 77;
    CHECK(getaddrinfo("127.0.0.1", "80", &hints, &found) != 0);
}

/* Claim:  layouts are Windows' own: an IPv4 address is 16 bytes, an IPv6 one
 *         28, any 128.
 * Source: "sockaddr", the pages of the structures.  Wine 8: same. */
static void layouts(void)
{
    CHECK(sizeof(struct sockaddr) == 16 && sizeof(struct sockaddr_in) == 16);
    CHECK(sizeof(struct sockaddr_in6) == 28);
    CHECK(sizeof(struct sockaddr_storage) == 128);
    CHECK(sizeof(WSABUF) == 16 && sizeof(OVERLAPPED) == 32);
    CHECK(sizeof(OVERLAPPED_ENTRY) == 32);
    CHECK(sizeof(TRANSMIT_FILE_BUFFERS) == 32);
    CHECK(sizeof(SOCKET) == 8 && sizeof(HANDLE) == 8);
    CHECK(sizeof(DWORD) == 4 && sizeof(LONG) == 4 && sizeof(u_long) == 4);
    CHECK(sizeof(ULONG_PTR) == 8 && sizeof(WCHAR) == 2 && sizeof(GUID) == 16);
}

TAP_MAIN(CASE(byte_order), CASE(text_to_address), CASE(address_to_text),
         CASE(own_name), CASE(peer_name), CASE(ipv6_names),
         CASE(accept_tells_the_peer), CASE(bind_errors), CASE(connect_errors),
         CASE(numeric_lookup), CASE(passive_lookup), CASE(lookup_results),
         CASE(layouts))
