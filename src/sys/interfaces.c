#include "sys/interfaces.h"

#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "sys/fd.h"

static const struct {
    unsigned ours;
    uint32_t windows;
} flags[] = {
    {IFF_UP, 0x01},          {IFF_BROADCAST, 0x02}, {IFF_LOOPBACK, 0x04},
    {IFF_POINTOPOINT, 0x08}, {IFF_MULTICAST, 0x10},
};

static uint32_t flags_to_windows(unsigned ours)
{
    uint32_t windows = 0;

    for (unsigned i = 0; i < sizeof flags / sizeof flags[0]; i++)
        if ((ours & flags[i].ours) != 0)
            windows |= flags[i].windows;
    return windows;
}

static void convert(const struct sockaddr *from, struct address *to)
{
    uint32_t len = 0;

    memset(to, 0, sizeof *to);
    if (from == NULL)
        return;
    if (from->sa_family == AF_INET)
        len = sizeof(struct sockaddr_in);
    else if (from->sa_family == AF_INET6)
        len = sizeof(struct sockaddr_in6);
    if (len == 0 || address_to_windows(from, len, to) < 0)
        to->len = 0;
}

/* 127.x.x.x and 169.254.x.x; ::1 and fe80::. */
static bool is_narrow(const struct sockaddr *address)
{
    const struct sockaddr_in *ipv4 = (const void *)address;
    const struct sockaddr_in6 *ipv6 = (const void *)address;
    uint32_t number;

    if (address->sa_family == AF_INET6)
        return IN6_IS_ADDR_LOOPBACK(&ipv6->sin6_addr) ||
               IN6_IS_ADDR_LINKLOCAL(&ipv6->sin6_addr);
    number = ntohl(ipv4->sin_addr.s_addr);
    return number >> 24 == 127 || number >> 16 == 0xA9FE;
}

int interfaces_each(int family, interface_take *take, void *context)
{
    int ours = family_to_linux(family);
    struct ifaddrs *list;

    if (ours < 0)
        return ours;
    if (getifaddrs(&list) < 0)
        return -errno;
    for (const struct ifaddrs *at = list; at != NULL; at = at->ifa_next) {
        struct interface_address entry;

        if (at->ifa_addr == NULL || at->ifa_addr->sa_family != ours ||
            (at->ifa_flags & IFF_UP) == 0)
            continue;
        convert(at->ifa_addr, &entry.address);
        convert(at->ifa_netmask, &entry.mask);
        convert((at->ifa_flags & IFF_BROADCAST) != 0 ? at->ifa_broadaddr : NULL,
                &entry.broadcast);
        entry.flags = flags_to_windows(at->ifa_flags);
        entry.loopback = (at->ifa_flags & IFF_LOOPBACK) != 0;
        entry.narrower = entry.loopback && is_narrow(at->ifa_addr);
        if (!take(context, &entry))
            break;
    }
    freeifaddrs(list);
    return 0;
}

static int source_of(int fd, const struct address *there,
                     struct address *source)
{
    struct sockaddr_storage name;
    socklen_t len = sizeof name;
    int rc;

    if (connect(fd, (const struct sockaddr *)(const void *)there->bytes,
                there->len) < 0 ||
        getsockname(fd, (struct sockaddr *)&name, &len) < 0)
        return -errno;
    rc = address_to_windows(&name, len, source);
    if (rc == 0)
        address_set_port(source, 0);
    return rc;
}

/* Connecting a datagram socket makes the kernel choose the way, and sends
 * nothing. Where a name has no port, any will do. */
int interface_toward(const struct address *linux_there, struct address *source)
{
    struct address there = *linux_there;
    uint16_t family;
    int fd, rc;

    memcpy(&family, there.bytes, sizeof family);
    if (address_port(&there) == 0)
        address_set_port(&there, 9); /* discard */
    fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -errno;
    rc = source_of(fd, &there, source);
    fd_close(fd);
    return rc;
}
