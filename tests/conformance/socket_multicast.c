/* Groups of receivers: joining and leaving them in every form there is, and
 * what arrives then. All on the loopback interface. */
#include "support.h"

#define FAILS(call, code) CHECK_FAILS((call) != SOCKET_ERROR, code)

#define GROUP "239.255.77.7"

static IN_ADDR ipv4(const char *text)
{
    IN_ADDR address;

    CHECK(inet_pton(AF_INET, text, &address) == 1);
    return address;
}

/* Bound to a port of every address. */
static SOCKET receiver_new(unsigned short *port)
{
    struct sockaddr_in any = {.sin_family = AF_INET};
    struct address name;
    SOCKET receiver;

    net_start();
    receiver = socket(AF_INET, SOCK_DGRAM, 0);
    CHECK(bind(receiver, (struct sockaddr *)&any, sizeof any) == 0);
    name = bound_address(receiver);
    *port = ((struct sockaddr_in *)&name.storage)->sin_port;
    return receiver;
}

static SOCKET sender_new(void)
{
    IN_ADDR by = ipv4("127.0.0.1");
    struct address any = loopback(AF_INET, 0);
    SOCKET sender = socket(AF_INET, SOCK_DGRAM, 0);

    CHECK(bind(sender, address_of(&any), any.length) == 0);
    CHECK(setsockopt(sender, IPPROTO_IP, IP_MULTICAST_IF, (char *)&by,
                     sizeof by) == 0);
    return sender;
}

static int send_group(SOCKET sender, unsigned short port, const char *data)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = port};

    to.sin_addr = ipv4(GROUP);
    return sendto(sender, data, (int)strlen(data), 0, (struct sockaddr *)&to,
                  sizeof to) == (int)strlen(data);
}

/* Straight to the receiver: marks the end of what may have come before. */
static void send_mark(SOCKET sender, unsigned short port)
{
    struct address to = loopback(AF_INET, ntohs(port));

    CHECK(sendto(sender, "#", 1, 0, address_of(&to), to.length) == 1);
}

/* The next datagram begins so. */
static int next_is(SOCKET receiver, char first)
{
    char buf[16] = "";

    return recv(receiver, buf, sizeof buf, 0) > 0 && buf[0] == first;
}

static int member(SOCKET socket, int option)
{
    IP_MREQ request;

    request.imr_multiaddr = ipv4(GROUP);
    request.imr_interface = ipv4("127.0.0.1");
    return setsockopt(socket, IPPROTO_IP, option, (char *)&request,
                      sizeof request);
}

/* Claim:  a member of a group gets what is sent to it, until it leaves.
 * Source: "IPPROTO_IP socket options", IP_ADD_MEMBERSHIP.  Wine 8: says
 *         10022 of failures. */
static void join_and_leave(void)
{
    unsigned short port;
    SOCKET receiver = receiver_new(&port), sender = sender_new();

    CHECK(member(receiver, IP_ADD_MEMBERSHIP) == 0);
    CHECK(send_group(sender, port, "a"));
    CHECK(next_is(receiver, 'a'));
    CHECK(member(receiver, IP_DROP_MEMBERSHIP) == 0);
    DIFFERS(WINE_8, "10022")
    FAILS(member(receiver, IP_DROP_MEMBERSHIP), WSAEADDRNOTAVAIL);
    closesocket(receiver);
    closesocket(sender);
}

/* Claim:  the interface may be a number, written as an address 0.x.x.x.
 * Source: "IP_MREQ structure", imr_interface.  Wine 8: takes it for an
 *         address. */
static void interface_by_number(void)
{
    unsigned short port;
    SOCKET receiver = receiver_new(&port), sender = sender_new();
    IP_MREQ request;

    request.imr_multiaddr = ipv4(GROUP);
    request.imr_interface.s_addr = htonl(1); /* loopback, here */
    if (tap_where() != NATIVE)
        SKIP("interface 1 need not be loopback");
    CHECK(setsockopt(receiver, IPPROTO_IP, IP_ADD_MEMBERSHIP, (char *)&request,
                     sizeof request) == 0);
    CHECK(send_group(sender, port, "b"));
    CHECK(next_is(receiver, 'b'));
    request.imr_interface = ipv4("203.0.113.9");
    FAILS(setsockopt(receiver, IPPROTO_IP, IP_ADD_MEMBERSHIP, (char *)&request,
                     sizeof request),
          WSAEADDRNOTAVAIL);
    closesocket(receiver);
    closesocket(sender);
}

static int from_source(SOCKET socket, int option, const char *source)
{
    IP_MREQ_SOURCE request;

    request.imr_multiaddr = ipv4(GROUP);
    request.imr_sourceaddr = ipv4(source);
    request.imr_interface = ipv4("127.0.0.1");
    return setsockopt(socket, IPPROTO_IP, option, (char *)&request,
                      sizeof request);
}

/* Claim:  a source that is blocked is not heard, and is heard again when it is
 *         let in.
 * Source: "IPPROTO_IP socket options", IP_BLOCK_SOURCE.  Wine 8: same. */
static void block_a_source(void)
{
    unsigned short port;
    SOCKET receiver = receiver_new(&port), sender = sender_new();

    CHECK(member(receiver, IP_ADD_MEMBERSHIP) == 0);
    CHECK(from_source(receiver, IP_BLOCK_SOURCE, "127.0.0.1") == 0);
    CHECK(send_group(sender, port, "c"));
    send_mark(sender, port);
    CHECK(next_is(receiver, '#'));
    CHECK(from_source(receiver, IP_UNBLOCK_SOURCE, "127.0.0.1") == 0);
    CHECK(send_group(sender, port, "d"));
    CHECK(next_is(receiver, 'd'));
    closesocket(receiver);
    closesocket(sender);
}

/* Claim:  a membership for one source hears that one alone.
 * Source: "IPPROTO_IP socket options", IP_ADD_SOURCE_MEMBERSHIP.
 *         Wine 8: takes one field for the other. */
static void one_source(void)
{
    unsigned short port;
    SOCKET receiver = receiver_new(&port), sender = sender_new();

    if (tap_where() != NATIVE)
        SKIP("Wine 8 takes the interface for the source");
    CHECK(from_source(receiver, IP_ADD_SOURCE_MEMBERSHIP, "127.0.0.2") == 0);
    CHECK(send_group(sender, port, "e"));
    send_mark(sender, port);
    CHECK(next_is(receiver, '#'));
    CHECK(from_source(receiver, IP_ADD_SOURCE_MEMBERSHIP, "127.0.0.1") == 0);
    CHECK(send_group(sender, port, "f"));
    CHECK(next_is(receiver, 'f'));
    CHECK(from_source(receiver, IP_DROP_SOURCE_MEMBERSHIP, "127.0.0.1") == 0);
    closesocket(receiver);
    closesocket(sender);
}

static void put(SOCKADDR_STORAGE *to, const char *text)
{
    struct sockaddr_in name = {.sin_family = AF_INET, .sin_addr = ipv4(text)};

    memset(to, 0, sizeof *to);
    memcpy(to, &name, sizeof name);
}

/* Claim:  the forms that carry a whole address do the same, for groups and
 *         sources.
 * Source: "MCAST_JOIN_GROUP"; "GROUP_REQ structure", "GROUP_SOURCE_REQ
 *         structure".  Wine 8: unknown. */
static void whole_addresses(void)
{
    unsigned short port;
    SOCKET receiver = receiver_new(&port), sender = sender_new();
    GROUP_REQ group = {.gr_interface = 1};
    GROUP_SOURCE_REQ source = {.gsr_interface = 1};

    if (tap_where() != NATIVE)
        SKIP("interface 1 need not be loopback");
    put(&group.gr_group, GROUP);
    put(&source.gsr_group, GROUP);
    put(&source.gsr_source, "127.0.0.1");
    CHECK(setsockopt(receiver, IPPROTO_IP, MCAST_JOIN_GROUP, (char *)&group,
                     sizeof group) == 0);
    CHECK(send_group(sender, port, "g"));
    CHECK(next_is(receiver, 'g'));
    CHECK(setsockopt(receiver, IPPROTO_IP, MCAST_BLOCK_SOURCE, (char *)&source,
                     sizeof source) == 0);
    CHECK(send_group(sender, port, "h"));
    send_mark(sender, port);
    CHECK(next_is(receiver, '#'));
    CHECK(setsockopt(receiver, IPPROTO_IP, MCAST_UNBLOCK_SOURCE,
                     (char *)&source, sizeof source) == 0);
    CHECK(setsockopt(receiver, IPPROTO_IP, MCAST_LEAVE_GROUP, (char *)&group,
                     sizeof group) == 0);
    CHECK(setsockopt(receiver, IPPROTO_IP, MCAST_JOIN_SOURCE_GROUP,
                     (char *)&source, sizeof source) == 0);
    CHECK(send_group(sender, port, "i"));
    CHECK(next_is(receiver, 'i'));
    CHECK(setsockopt(receiver, IPPROTO_IP, MCAST_LEAVE_SOURCE_GROUP,
                     (char *)&source, sizeof source) == 0);
    group.gr_group.ss_family = AF_INET6;
    FAILS(setsockopt(receiver, IPPROTO_IP, MCAST_JOIN_GROUP, (char *)&group,
                     sizeof group),
          WSAEINVAL);
    closesocket(receiver);
    closesocket(sender);
}

/* Claim:  IP_MULTICAST_IF reads back the address that was set, and refuses one
 *         that is not this machine's.
 * Source: "IPPROTO_IP socket options", IP_MULTICAST_IF.  Wine 8: says
 *         10022 of failures. */
static void sending_interface(void)
{
    SOCKET sender;
    IN_ADDR by = ipv4("127.0.0.1"), back = {.s_addr = 0};
    int length = sizeof back;

    net_start();
    sender = sender_new();
    CHECK(getsockopt(sender, IPPROTO_IP, IP_MULTICAST_IF, (char *)&back,
                     &length) == 0);
    CHECK(back.s_addr == by.s_addr && length == sizeof back);
    back = ipv4("203.0.113.9");
    DIFFERS(WINE_8, "10022")
    FAILS(setsockopt(sender, IPPROTO_IP, IP_MULTICAST_IF, (char *)&back,
                     sizeof back),
          WSAEADDRNOTAVAIL);
    back.s_addr = 0;
    CHECK(setsockopt(sender, IPPROTO_IP, IP_MULTICAST_IF, (char *)&back,
                     sizeof back) == 0);
    closesocket(sender);
}

/* Claim:  IPv6 groups are joined and left by the interface's number.
 * Source: "IPPROTO_IPV6 Socket Options", IPV6_ADD_MEMBERSHIP.  Wine 8: says
 *         10022 of failures. */
static void ipv6_group(void)
{
    struct address any = loopback(AF_INET6, 0);
    IPV6_MREQ request = {.ipv6mr_interface = 1};
    SOCKET socket6;

    net_start();
    socket6 = socket(AF_INET6, SOCK_DGRAM, 0);
    CHECK(bind(socket6, address_of(&any), any.length) == 0);
    CHECK(inet_pton(AF_INET6, "ff02::77", &request.ipv6mr_multiaddr) == 1);
    CHECK(setsockopt(socket6, IPPROTO_IPV6, IPV6_ADD_MEMBERSHIP,
                     (char *)&request, sizeof request) == 0);
    CHECK(setsockopt(socket6, IPPROTO_IPV6, IPV6_DROP_MEMBERSHIP,
                     (char *)&request, sizeof request) == 0);
    DIFFERS(WINE_8, "10022")
    FAILS(setsockopt(socket6, IPPROTO_IPV6, IPV6_DROP_MEMBERSHIP,
                     (char *)&request, sizeof request),
          WSAEADDRNOTAVAIL);
    closesocket(socket6);
}

/* Claim:  a request that is too short is 10014, an address that is no group
 *         10022, a stream has no groups: 10042.
 * Source: "setsockopt function", Return value.  Wine 8: other errors. */
static void bad_requests(void)
{
    unsigned short port;
    SOCKET receiver = receiver_new(&port), tcp = tcp_new(AF_INET);
    IP_MREQ request;

    request.imr_multiaddr = ipv4("127.0.0.1");
    request.imr_interface = ipv4("127.0.0.1");
    FAILS(setsockopt(receiver, IPPROTO_IP, IP_ADD_MEMBERSHIP, (char *)&request,
                     sizeof request),
          WSAEINVAL);
    FAILS(setsockopt(receiver, IPPROTO_IP, IP_ADD_MEMBERSHIP, NULL,
                     sizeof request),
          WSAEFAULT);
    DIFFERS(WINE_8, "10022")
    FAILS(setsockopt(receiver, IPPROTO_IP, IP_ADD_MEMBERSHIP, (char *)&request,
                     3),
          WSAEFAULT);
    DIFFERS(WINE_8, "another error")
    FAILS(member(tcp, IP_ADD_MEMBERSHIP), WSAENOPROTOOPT);
    closesocket(receiver);
    closesocket(tcp);
}

TAP_MAIN(CASE(join_and_leave), CASE(interface_by_number), CASE(block_a_source),
         CASE(one_source), CASE(whole_addresses), CASE(sending_interface),
         CASE(ipv6_group), CASE(bad_requests))
