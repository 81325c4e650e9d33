#include "sys/address.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#define WINDOWS_AF_UNSPEC 0
#define WINDOWS_AF_UNIX 1
#define WINDOWS_AF_INET 2
#define WINDOWS_AF_INET6 23

_Static_assert(sizeof(struct sockaddr_in6) == ADDRESS_IP_MAX, "IPv6 is larger");

int family_to_linux(int windows_family)
{
    switch (windows_family) {
    case WINDOWS_AF_UNSPEC:
        return AF_UNSPEC;
    case WINDOWS_AF_UNIX:
        return AF_UNIX;
    case WINDOWS_AF_INET:
        return AF_INET;
    case WINDOWS_AF_INET6:
        return AF_INET6;
    default:
        return -EAFNOSUPPORT;
    }
}

int family_to_windows(int linux_family)
{
    switch (linux_family) {
    case AF_UNIX:
        return WINDOWS_AF_UNIX;
    case AF_INET:
        return WINDOWS_AF_INET;
    case AF_INET6:
        return WINDOWS_AF_INET6;
    default:
        return WINDOWS_AF_UNSPEC;
    }
}

uint32_t address_len_of(int windows_family)
{
    switch (windows_family) {
    case WINDOWS_AF_UNIX:
        return ADDRESS_MAX;
    case WINDOWS_AF_INET:
        return sizeof(struct sockaddr_in);
    case WINDOWS_AF_INET6:
        return sizeof(struct sockaddr_in6);
    default:
        return 0;
    }
}

static void set(struct address *address, const void *bytes, uint32_t len,
                uint16_t family)
{
    memset(address, 0, sizeof *address);
    memcpy(address->bytes, bytes, len);
    memcpy(address->bytes, &family, sizeof family);
    address->len = len;
}

int address_to_linux(const void *bytes, uint32_t len, struct address *address)
{
    uint16_t family;
    uint32_t exact;

    if (bytes == NULL || len < sizeof family)
        return -EFAULT;
    memcpy(&family, bytes, sizeof family);
    exact = address_len_of(family);
    if (exact == 0 || family == WINDOWS_AF_UNIX)
        return -EAFNOSUPPORT;
    if (len < exact)
        return -EFAULT;
    set(address, bytes, exact, (uint16_t)family_to_linux(family));
    return 0;
}

int address_to_windows(const void *bytes, uint32_t len, struct address *address)
{
    uint16_t family = AF_UNSPEC;

    if (len >= sizeof family)
        memcpy(&family, bytes, sizeof family);
    memset(address, 0, sizeof *address);
    if (family == AF_UNIX) { /* whole, however short the name is */
        set(address, bytes, len < ADDRESS_MAX ? len : ADDRESS_MAX,
            WINDOWS_AF_UNIX);
        address->len = ADDRESS_MAX;
        return 0;
    }
    if (family != AF_INET && family != AF_INET6)
        return -EAFNOSUPPORT;
    set(address, bytes, len < ADDRESS_MAX ? len : ADDRESS_MAX,
        (uint16_t)family_to_windows(family));
    return 0;
}

bool address_is_any(const struct address *address)
{
    static const struct in6_addr any;
    const struct sockaddr_in *ipv4 = (const void *)address->bytes;
    const struct sockaddr_in6 *ipv6 = (const void *)address->bytes;

    if (ipv4->sin_family == AF_INET)
        return ipv4->sin_addr.s_addr == INADDR_ANY;
    return memcmp(&ipv6->sin6_addr, &any, sizeof any) == 0;
}

uint16_t address_port(const struct address *address)
{
    uint16_t port;

    /* The port follows the family in both kinds of address. */
    memcpy(&port, address->bytes + sizeof(uint16_t), sizeof port);
    return address->len == 0 ? 0 : ntohs(port);
}

void address_set_port(struct address *address, uint16_t port)
{
    uint16_t there = htons(port);

    memcpy(address->bytes + sizeof(uint16_t), &there, sizeof there);
}
