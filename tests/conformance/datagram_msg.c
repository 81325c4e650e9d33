/* WSASendMsg, WSARecvMsg: datagrams with control data. */
#include "support.h"

#define FAILS(call, code) CHECK_FAILS((call) == 0, code)

static LPFN_WSARECVMSG receive_message;
static LPFN_WSASENDMSG send_message;

struct rig {
    HANDLE port;
    SOCKET mine, peer; /* bound, not connected; `mine` has the port */
    struct address mine_at, peer_at, from;
    OVERLAPPED ov;
    DWORD bytes;
    WSABUF buffer;
    WSAMSG message; /* to receive by `mine` */
    char buf[64];
    union {
        char bytes[256];
        WSACMSGHDR align;
    } control;
};

static void *extension(SOCKET socket, GUID guid)
{
    void *function = NULL;
    DWORD bytes;

    CHECK(WSAIoctl(socket, SIO_GET_EXTENSION_FUNCTION_POINTER, &guid,
                   sizeof guid, &function, sizeof function, &bytes, NULL,
                   NULL) == 0);
    return function;
}

static void find_functions(SOCKET socket)
{
    const GUID receive = WSAID_WSARECVMSG, send = WSAID_WSASENDMSG;

    receive_message = (LPFN_WSARECVMSG)extension(socket, receive);
    send_message = (LPFN_WSASENDMSG)extension(socket, send);
}

/* Static: messages point into it. */
static struct rig *rig_new(void)
{
    static struct rig rig;

    memset(&rig, 0, sizeof rig);
    rig.port = port_new(0);
    rig.mine = udp_bound(&rig.mine_at);
    rig.peer = udp_bound(&rig.peer_at);
    port_add(rig.port, (HANDLE)rig.mine, KEY);
    find_functions(rig.mine);
    rig.ov = overlapped_new(NULL);
    rig.from.length = sizeof rig.from.storage;
    rig.buffer = (WSABUF){.len = sizeof rig.buf, .buf = rig.buf};
    rig.message.name = address_of(&rig.from);
    rig.message.namelen = sizeof rig.from.storage;
    rig.message.lpBuffers = &rig.buffer;
    rig.message.dwBufferCount = 1;
    rig.message.Control.buf = rig.control.bytes;
    rig.message.Control.len = sizeof rig.control.bytes;
    return &rig;
}

static void rig_free(struct rig *rig)
{
    CHECK_NO_PACKET(rig->port);
    closesocket(rig->mine);
    closesocket(rig->peer);
    CloseHandle(rig->port);
}

static void turn_on(SOCKET socket, int level, int option)
{
    DWORD on = 1;

    CHECK(setsockopt(socket, level, option, (char *)&on, sizeof on) == 0,
          "option %d", option);
}

static void send_one(SOCKET socket, const char *text, struct address *to)
{
    int length = (int)strlen(text);

    CHECK(sendto(socket, text, length, 0, address_of(to), to->length) ==
          length);
}

static WSACMSGHDR *find(WSAMSG *message, int level, int type)
{
    WSACMSGHDR *at = WSA_CMSG_FIRSTHDR(message);

    while (at != NULL && (at->cmsg_level != level || at->cmsg_type != type))
        at = WSA_CMSG_NXTHDR(message, at);
    return at;
}

static int number_of(WSAMSG *message, int level, int type)
{
    WSACMSGHDR *found = find(message, level, type);

    return found != NULL ? *(int *)(void *)WSA_CMSG_DATA(found) : -1;
}

/* Puts one piece of control data into the message. */
static void put(WSAMSG *message, void *room, int level, int type,
                const void *data, size_t size)
{
    WSACMSGHDR *header = room;

    header->cmsg_len = WSA_CMSG_LEN(size);
    header->cmsg_level = level;
    header->cmsg_type = type;
    memcpy(WSA_CMSG_DATA(header), data, size);
    message->Control.buf = room;
    message->Control.len = (ULONG)WSA_CMSG_SPACE(size);
}

static int sender_port(const struct rig *rig)
{
    return ((const struct sockaddr_in *)&rig->from.storage)->sin_port;
}

static int port_of(const struct address *address)
{
    return ((const struct sockaddr_in *)&address->storage)->sin_port;
}

/* Claim:  IP_PKTINFO: the control data says to which address the datagram went;
 *         lengths become what is used. Blocking.
 * Source: "LPFN_WSARECVMSG callback function", Remarks; Wine's ws2_32 sock
 *         test_WSARecvMsg.  Wine 8: same. */
static void packet_information(void)
{
    struct rig *rig = rig_new();
    WSACMSGHDR *header;
    IN_PKTINFO *info;

    turn_on(rig->mine, IPPROTO_IP, IP_PKTINFO);
    send_one(rig->peer, "hello", &rig->mine_at);
    CHECK(receive_message(rig->mine, &rig->message, &rig->bytes, NULL, NULL) ==
          0);
    CHECK(rig->bytes == 5 && memcmp(rig->buf, "hello", 5) == 0);
    CHECK(rig->message.namelen == sizeof(struct sockaddr_in));
    CHECK(sender_port(rig) == port_of(&rig->peer_at));
    CHECK(rig->message.dwFlags == 0);
    CHECK(rig->message.Control.len == WSA_CMSG_SPACE(sizeof(IN_PKTINFO)),
          "%u bytes", (unsigned)rig->message.Control.len);
    header = find(&rig->message, IPPROTO_IP, IP_PKTINFO);
    if (!CHECK(header != NULL))
        return;
    CHECK(header->cmsg_len == WSA_CMSG_LEN(sizeof(IN_PKTINFO)));
    info = (IN_PKTINFO *)(void *)WSA_CMSG_DATA(header);
    CHECK(info->ipi_addr.s_addr == htonl(INADDR_LOOPBACK));
    CHECK(info->ipi_ifindex != 0);
    CHECK(WSA_CMSG_NXTHDR(&rig->message, header) == NULL);
    rig_free(rig);
}

/* Claim:  without such options there is no control data.
 * Source: as above.  Wine 8: same. */
static void nothing_asked(void)
{
    struct rig *rig = rig_new();

    send_one(rig->peer, "hello", &rig->mine_at);
    CHECK(receive_message(rig->mine, &rig->message, &rig->bytes, NULL, NULL) ==
          0);
    CHECK(rig->message.Control.len == 0);
    CHECK(WSA_CMSG_FIRSTHDR(&rig->message) == NULL);
    rig_free(rig);
}

/* Claim:  pending, all is written when it ends; a cut datagram says MSG_TRUNC.
 * Source: as above, Parameters.  Wine 8: without that flag. */
static void pending(void)
{
    struct rig *rig = rig_new();

    turn_on(rig->mine, IPPROTO_IP, IP_PKTINFO);
    CHECK(receive_message(rig->mine, &rig->message, NULL, &rig->ov, NULL) != 0);
    CHECK_ERROR(WSA_IO_PENDING);
    send_one(rig->peer, "later", &rig->mine_at);
    CHECK_PACKET(rig->port, KEY, &rig->ov, 5, 0);
    CHECK(sender_port(rig) == port_of(&rig->peer_at));
    CHECK(find(&rig->message, IPPROTO_IP, IP_PKTINFO) != NULL);
    rig->buffer.len = 3;
    rig->message.Control.len = sizeof rig->control.bytes;
    rig->message.namelen = sizeof rig->from.storage;
    rig->ov = overlapped_new(NULL);
    CHECK(receive_message(rig->mine, &rig->message, NULL, &rig->ov, NULL) != 0);
    CHECK_ERROR(WSA_IO_PENDING);
    send_one(rig->peer, "longer", &rig->mine_at);
    CHECK_PACKET(rig->port, KEY, &rig->ov, 3, ERROR_MORE_DATA);
    CHECK(find(&rig->message, IPPROTO_IP, IP_PKTINFO) != NULL);
    DIFFERS(WINE_8, "no flag")
    CHECK(rig->message.dwFlags & MSG_TRUNC);
    rig_free(rig);
}

/* Claim:  control data that has no room is cut: 10040, MSG_CTRUNC; the data is
 *         there.
 * Source: as above, Return value.  Wine 8: a success. */
static void control_cut(void)
{
    struct rig *rig = rig_new();

    if (tap_where() == WINE_8)
        SKIP("tells nothing of it");
    turn_on(rig->mine, IPPROTO_IP, IP_PKTINFO);
    send_one(rig->peer, "hello", &rig->mine_at);
    rig->message.Control.len = 8;
    CHECK(receive_message(rig->mine, &rig->message, &rig->bytes, NULL, NULL) !=
          0);
    CHECK_ERROR(WSAEMSGSIZE);
    CHECK(rig->bytes == 5 && memcmp(rig->buf, "hello", 5) == 0);
    CHECK(rig->message.dwFlags == MSG_CTRUNC);
    CHECK(rig->message.Control.len == 0);
    rig_free(rig);
}

/* Claim:  MSG_PEEK leaves the datagram.
 * Source: as above, Remarks.  Wine 8: same. */
static void peek(void)
{
    struct rig *rig = rig_new();

    send_one(rig->peer, "hello", &rig->mine_at);
    rig->message.dwFlags = MSG_PEEK;
    CHECK(receive_message(rig->mine, &rig->message, &rig->bytes, NULL, NULL) ==
          0);
    rig->message.dwFlags = 0;
    rig->message.namelen = sizeof rig->from.storage;
    CHECK(receive_message(rig->mine, &rig->message, &rig->bytes, NULL, NULL) ==
          0);
    CHECK(rig->bytes == 5);
    rig_free(rig);
}

/* Claim:  time to live and service byte arrive as they were sent.
 * Source: "IPPROTO_IP Socket Options", IP_RECVTTL, IP_RECVTOS, IP_ECN;
 *         "WSASendMsg function", Remarks.  Wine 8: not all of it. */
static void numbers(void)
{
    struct rig *rig = rig_new();
    WSABUF hello = {5, (char *)"hello"};
    WSAMSG sent = {.lpBuffers = &hello, .dwBufferCount = 1};
    WSACMSGHDR room[2];
    int number = 33;

    if (tap_where() == WINE_8)
        SKIP("converts fewer kinds");
    sent.name = address_of(&rig->mine_at);
    sent.namelen = rig->mine_at.length;
    turn_on(rig->mine, IPPROTO_IP, 21 /* IP_RECVTTL */);
    turn_on(rig->mine, IPPROTO_IP, 40 /* IP_RECVTOS */);
    turn_on(rig->mine, IPPROTO_IP, 50 /* IP_ECN */);
    put(&sent, room, IPPROTO_IP, IP_TTL, &number, sizeof number);
    CHECK(send_message(rig->peer, &sent, 0, &rig->bytes, NULL, NULL) == 0);
    CHECK(receive_message(rig->mine, &rig->message, &rig->bytes, NULL, NULL) ==
          0);
    CHECK(number_of(&rig->message, IPPROTO_IP, IP_TTL) == 33);
    CHECK(number_of(&rig->message, IPPROTO_IP, IP_TOS) == 0);
    number = 2;
    put(&sent, room, IPPROTO_IP, 50, &number, sizeof number);
    CHECK(started(send_message(rig->mine, &sent, 0, NULL, &rig->ov, NULL) == 0
                      ? 0
                      : WSAGetLastError()));
    CHECK_PACKET(rig->port, KEY, &rig->ov, 5, 0);
    rig->message.Control.len = sizeof rig->control.bytes;
    rig->message.namelen = sizeof rig->from.storage;
    CHECK(receive_message(rig->mine, &rig->message, &rig->bytes, NULL, NULL) ==
          0);
    CHECK(number_of(&rig->message, IPPROTO_IP, 50) == 2);
    CHECK(number_of(&rig->message, IPPROTO_IP, IP_TOS) == 2);
    rig_free(rig);
}

/* Claim:  the source address may be chosen with IP_PKTINFO.
 * Source: "WSASendMsg function", Remarks.  Wine 8: ignores it. */
static void source_address(void)
{
    struct rig *rig = rig_new();
    WSABUF hello = {5, (char *)"hello"};
    WSAMSG sent = {.lpBuffers = &hello, .dwBufferCount = 1};
    WSACMSGHDR room[2];
    IN_PKTINFO info = {.ipi_ifindex = 0};
    SOCKET sender = socket(AF_INET, SOCK_DGRAM, 0);

    info.ipi_addr.s_addr = htonl(0x7f000002); /* 127.0.0.2 */
    sent.name = address_of(&rig->mine_at);
    sent.namelen = rig->mine_at.length;
    put(&sent, room, IPPROTO_IP, IP_PKTINFO, &info, sizeof info);
    CHECK(send_message(sender, &sent, 0, &rig->bytes, NULL, NULL) == 0);
    CHECK(receive_message(rig->mine, &rig->message, &rig->bytes, NULL, NULL) ==
          0);
    if (tap_where() != WINE_8)
        CHECK(((struct sockaddr_in *)&rig->from.storage)->sin_addr.s_addr ==
              info.ipi_addr.s_addr);
    closesocket(sender);
    rig_free(rig);
}

/* Claim:  IPv6 has the same, by its own names.
 * Source: "IPPROTO_IPV6 Socket Options".  Wine 8: not all of it. */
static void ipv6(void)
{
    struct address at = loopback(AF_INET6, 0);
    SOCKET one, other;
    char buf[8];
    union {
        char bytes[256];
        WSACMSGHDR align;
    } control;
    WSABUF buffer = {sizeof buf, buf};
    WSAMSG message = {.lpBuffers = &buffer, .dwBufferCount = 1};
    WSACMSGHDR *found;
    DWORD bytes;

    net_start();
    one = socket(AF_INET6, SOCK_DGRAM, 0);
    other = socket(AF_INET6, SOCK_DGRAM, 0);
    find_functions(one);
    CHECK(bind(one, address_of(&at), at.length) == 0);
    at = bound_address(one);
    turn_on(one, IPPROTO_IPV6, 19 /* IPV6_PKTINFO */);
    turn_on(one, IPPROTO_IPV6, 21 /* IPV6_HOPLIMIT */);
    if (tap_where() != WINE_8)
        turn_on(one, IPPROTO_IPV6, 50 /* IPV6_ECN */);
    send_one(other, "six", &at);
    message.Control = (WSABUF){sizeof control.bytes, control.bytes};
    CHECK(receive_message(one, &message, &bytes, NULL, NULL) == 0);
    CHECK(bytes == 3);
    found = find(&message, IPPROTO_IPV6, 19);
    if (CHECK(found != NULL)) {
        const UCHAR *address = WSA_CMSG_DATA(found);

        CHECK(found->cmsg_len == WSA_CMSG_LEN(20));
        CHECK(address[0] == 0 && address[15] == 1);
    }
    CHECK(number_of(&message, IPPROTO_IPV6, 21) > 0);
    if (tap_where() != WINE_8)
        CHECK(number_of(&message, IPPROTO_IPV6, 50) == 0);
    closesocket(one);
    closesocket(other);
}

/* Claim:  options read back as set.
 * Source: "IPPROTO_IP Socket Options".  Wine 8: same. */
static void options_read_back(void)
{
    struct rig *rig = rig_new();
    DWORD value = 7;
    int length = sizeof value;

    CHECK(getsockopt(rig->mine, IPPROTO_IP, IP_PKTINFO, (char *)&value,
                     &length) == 0 &&
          value == 0);
    turn_on(rig->mine, IPPROTO_IP, IP_PKTINFO);
    CHECK(getsockopt(rig->mine, IPPROTO_IP, IP_PKTINFO, (char *)&value,
                     &length) == 0 &&
          value == 1);
    rig_free(rig);
}

/* Claim:  no message 10014; a stream 10022; a length without its pointer 10014;
 *         control data that nobody knows 10022.
 * Source: "WSASendMsg function", Return value; Wine's ws2_32 sock
 *         test_WSASendMsg.  Wine 8: knows the first only. */
static void arguments(void)
{
    struct rig *rig = rig_new();
    struct pair pair = pair_new(AF_INET);
    WSABUF hello = {5, (char *)"hello"};
    WSAMSG sent = {.lpBuffers = &hello, .dwBufferCount = 1};
    WSACMSGHDR room[2];
    int number = 0;

    sent.name = address_of(&rig->peer_at);
    sent.namelen = rig->peer_at.length;
    FAILS(send_message(rig->mine, NULL, 0, &rig->bytes, NULL, NULL), WSAEFAULT);
    FAILS(receive_message(rig->mine, NULL, &rig->bytes, NULL, NULL), WSAEFAULT);
    FAILS(send_message(rig->mine, &sent, 0, NULL, NULL, NULL), WSAEFAULT);
    DIFFERS(WINE_8, "sends")
    FAILS(send_message(pair.mine, &sent, 0, &rig->bytes, NULL, NULL),
          WSAEINVAL);
    if (tap_where() != WINE_8) {
        FAILS(
            receive_message(pair.mine, &rig->message, &rig->bytes, NULL, NULL),
            WSAEINVAL);
        put(&sent, room, 77, 88, &number, sizeof number);
        FAILS(send_message(rig->mine, &sent, 0, &rig->bytes, NULL, NULL),
              WSAEINVAL);
        room[0].cmsg_len = 1000;
        FAILS(send_message(rig->mine, &sent, 0, &rig->bytes, NULL, NULL),
              WSAEINVAL);
        sent.Control.buf = NULL;
        FAILS(send_message(rig->mine, &sent, 0, &rig->bytes, NULL, NULL),
              WSAEFAULT);
        sent.Control.len = 0;
        sent.name = NULL;
        FAILS(send_message(rig->mine, &sent, 0, &rig->bytes, NULL, NULL),
              WSAEFAULT);
    }
    pair_close(&pair);
    rig_free(rig);
}

/* Claim:  a send binds the socket, even if a later check refuses it.
 * Source: Wine's ws2_32 sock test_WSASendMsg.  Wine 8: stays unbound. */
static void refused_but_bound(void)
{
    struct rig *rig = rig_new();
    struct address name = {.length = sizeof name.storage};
    WSABUF hello = {5, (char *)"hello"};
    WSAMSG sent = {.lpBuffers = &hello, .dwBufferCount = 1};
    SOCKET sender = socket(AF_INET, SOCK_DGRAM, 0);

    sent.name = address_of(&rig->peer_at);
    sent.namelen = rig->peer_at.length;
    FAILS(getsockname(sender, address_of(&name), &name.length), WSAEINVAL);
    FAILS(send_message(sender, &sent, 0, NULL, NULL, NULL), WSAEFAULT);
    DIFFERS(WINE_8, "not bound")
    CHECK(getsockname(sender, address_of(&name), &name.length) == 0);
    closesocket(sender);
    rig_free(rig);
}

TAP_MAIN(CASE(packet_information), CASE(nothing_asked), CASE(pending),
         CASE(control_cut), CASE(peek), CASE(numbers), CASE(source_address),
         CASE(ipv6), CASE(options_read_back), CASE(arguments),
         CASE(refused_but_bound))
