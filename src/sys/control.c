#include "sys/control.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

/* Windows' numbers; levels are the same. */
enum { WINDOWS_TOS = 3, WINDOWS_TTL = 4, WINDOWS_PACKET = 19 };
enum { WINDOWS_HOPS = 21, WINDOWS_CLASS = 39, WINDOWS_ECN = 50 };

#define ECN_BITS 3

/* in_pktinfo there: the address, then the interface. in6_pktinfo is the same
 * on both sides. */
struct windows_packet {
    struct in_addr address;
    uint32_t interface;
};

_Static_assert(sizeof(struct cmsghdr) == 16, "as WSACMSGHDR");
_Static_assert(sizeof(struct in6_pktinfo) == 20, "as in6_pktinfo there");

/* ---- What the kernel is asked for ---- */

static const struct {
    uint8_t kinds;
    int level, option;
} requests[] = {
    {CONTROL_PACKET, IPPROTO_IP, IP_PKTINFO},
    {CONTROL_TTL, IPPROTO_IP, IP_RECVTTL},
    {CONTROL_TOS | CONTROL_ECN, IPPROTO_IP, IP_RECVTOS},
    {CONTROL_V6_PACKET, IPPROTO_IPV6, IPV6_RECVPKTINFO},
    {CONTROL_V6_HOPS, IPPROTO_IPV6, IPV6_RECVHOPLIMIT},
    {CONTROL_V6_CLASS | CONTROL_V6_ECN, IPPROTO_IPV6, IPV6_RECVTCLASS},
};

int control_want(int fd, uint8_t wanted)
{
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        int on = (wanted & requests[i].kinds) != 0;

        /* A socket of IPv4 knows nothing of IPv6: that it is not wanted. */
        if (setsockopt(fd, requests[i].level, requests[i].option, &on,
                       sizeof on) < 0 &&
            on)
            return -errno;
    }
    return 0;
}

/* ---- Received ---- */

/* Where the next message in Windows' form goes. */
struct output {
    char *buffer;
    uint32_t room, used;
    bool cut;
};

static void put(struct output *output, int level, int type, const void *data,
                size_t size)
{
    struct cmsghdr header = {
        .cmsg_len = CMSG_LEN(size),
        .cmsg_level = level,
        .cmsg_type = type,
    };
    char *at = output->buffer + output->used;
    size_t left = output->room - output->used;

    if (left < header.cmsg_len) {
        output->cut = true;
        return;
    }
    memcpy(at, &header, sizeof header);
    memcpy(at + CMSG_LEN(0), data, size);
    output->used +=
        (uint32_t)(left < CMSG_SPACE(size) ? left : CMSG_SPACE(size));
}

static void put_number(struct output *output, int level, int type, int number)
{
    put(output, level, type, &number, sizeof number);
}

/* The kernel gives IP_TOS as one byte, all others as an int. */
static int number_in(const struct cmsghdr *message)
{
    int number = 0;
    size_t size = message->cmsg_len - CMSG_LEN(0);

    memcpy(&number, CMSG_DATA(message),
           size < sizeof number ? size : sizeof number);
    return number;
}

static void put_packet(struct output *output, const struct cmsghdr *message)
{
    struct in_pktinfo given;
    struct windows_packet packet;

    memcpy(&given, CMSG_DATA(message), sizeof given);
    packet.address = given.ipi_addr;
    packet.interface = (uint32_t)given.ipi_ifindex;
    put(output, IPPROTO_IP, WINDOWS_PACKET, &packet, sizeof packet);
}

static void convert_ipv4(struct output *output, uint8_t wanted,
                         const struct cmsghdr *message)
{
    if (message->cmsg_type == IP_PKTINFO && (wanted & CONTROL_PACKET) != 0)
        put_packet(output, message);
    if (message->cmsg_type == IP_TTL && (wanted & CONTROL_TTL) != 0)
        put_number(output, IPPROTO_IP, WINDOWS_TTL, number_in(message));
    if (message->cmsg_type != IP_TOS)
        return;
    if (wanted & CONTROL_TOS)
        put_number(output, IPPROTO_IP, WINDOWS_TOS, number_in(message));
    if (wanted & CONTROL_ECN)
        put_number(output, IPPROTO_IP, WINDOWS_ECN,
                   number_in(message) & ECN_BITS);
}

static void convert_ipv6(struct output *output, uint8_t wanted,
                         const struct cmsghdr *message)
{
    if (message->cmsg_type == IPV6_PKTINFO && (wanted & CONTROL_V6_PACKET) != 0)
        put(output, IPPROTO_IPV6, WINDOWS_PACKET, CMSG_DATA(message),
            sizeof(struct in6_pktinfo));
    if (message->cmsg_type == IPV6_HOPLIMIT && (wanted & CONTROL_V6_HOPS) != 0)
        put_number(output, IPPROTO_IPV6, WINDOWS_HOPS, number_in(message));
    if (message->cmsg_type != IPV6_TCLASS)
        return;
    if (wanted & CONTROL_V6_CLASS)
        put_number(output, IPPROTO_IPV6, WINDOWS_CLASS, number_in(message));
    if (wanted & CONTROL_V6_ECN)
        put_number(output, IPPROTO_IPV6, WINDOWS_ECN,
                   number_in(message) & ECN_BITS);
}

bool control_to_windows(const struct envelope *envelope, uint8_t wanted,
                        char *buffer, uint32_t *len)
{
    struct output output = {
        .buffer = buffer,
        .room = buffer != NULL ? *len : 0,
        .cut = envelope->control_cut,
    };
    struct msghdr message = {
        .msg_control = envelope->control,
        .msg_controllen = envelope->control_len,
    };

    for (struct cmsghdr *at = CMSG_FIRSTHDR(&message); at != NULL;
         at = CMSG_NXTHDR(&message, at)) {
        if (at->cmsg_level == IPPROTO_IP)
            convert_ipv4(&output, wanted, at);
        else if (at->cmsg_level == IPPROTO_IPV6)
            convert_ipv6(&output, wanted, at);
    }
    *len = output.used;
    return !output.cut;
}

/* ---- To be sent ---- */

static bool read_data(const struct cmsghdr *header, const char *data, void *to,
                      size_t size)
{
    if (header->cmsg_len - CMSG_LEN(0) < size)
        return false;
    memcpy(to, data, size);
    return true;
}

/* The source address: Linux' ipi_spec_dst. */
static bool add_packet(struct output *output, const struct cmsghdr *header,
                       const char *data)
{
    struct windows_packet given;
    struct in_pktinfo packet = {0};

    if (!read_data(header, data, &given, sizeof given))
        return false;
    packet.ipi_spec_dst = given.address;
    packet.ipi_ifindex = (int)given.interface;
    put(output, IPPROTO_IP, IP_PKTINFO, &packet, sizeof packet);
    return true;
}

static bool add_ipv6_packet(struct output *output, const struct cmsghdr *header,
                            const char *data)
{
    struct in6_pktinfo packet;

    if (!read_data(header, data, &packet, sizeof packet))
        return false;
    put(output, IPPROTO_IPV6, IPV6_PKTINFO, &packet, sizeof packet);
    return true;
}

/* Numbers: what the type there is called here. ECN alone is a service byte
 * with nothing else in it. */
static const struct {
    int level, windows_type, linux_type, most;
} numbers[] = {
    {IPPROTO_IP, WINDOWS_TOS, IP_TOS, 255},
    {IPPROTO_IP, WINDOWS_TTL, IP_TTL, 255},
    {IPPROTO_IP, WINDOWS_ECN, IP_TOS, ECN_BITS},
    {IPPROTO_IPV6, WINDOWS_CLASS, IPV6_TCLASS, 255},
    {IPPROTO_IPV6, WINDOWS_HOPS, IPV6_HOPLIMIT, 255},
    {IPPROTO_IPV6, WINDOWS_ECN, IPV6_TCLASS, ECN_BITS},
};

static bool add_number(struct output *output, const struct cmsghdr *header,
                       const char *data)
{
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        int number;

        if (numbers[i].level != header->cmsg_level ||
            numbers[i].windows_type != header->cmsg_type)
            continue;
        if (!read_data(header, data, &number, sizeof number) || number < 0 ||
            number > numbers[i].most)
            return false;
        put_number(output, header->cmsg_level, numbers[i].linux_type, number);
        return true;
    }
    return false;
}

static bool add(struct output *output, const struct cmsghdr *header,
                const char *data)
{
    if (header->cmsg_type != WINDOWS_PACKET)
        return add_number(output, header, data);
    if (header->cmsg_level == IPPROTO_IP)
        return add_packet(output, header, data);
    return header->cmsg_level == IPPROTO_IPV6 &&
           add_ipv6_packet(output, header, data);
}

int control_to_linux(const char *buffer, uint32_t len, void *control)
{
    struct output output = {.buffer = control, .room = CONTROL_MAX};
    size_t at = 0;

    memset(control, 0, CONTROL_MAX);
    while (at + sizeof(struct cmsghdr) <= len) {
        struct cmsghdr header;

        memcpy(&header, buffer + at, sizeof header);
        if (header.cmsg_len < CMSG_LEN(0) || header.cmsg_len > len - at ||
            !add(&output, &header, buffer + at + CMSG_LEN(0)))
            return -EINVAL;
        at += CMSG_ALIGN(header.cmsg_len);
    }
    return output.cut ? -EINVAL : (int)output.used;
}
