#include "sys/multicast.h"

#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

static const int names[] = {
    [MULTICAST_JOIN] = MCAST_JOIN_GROUP,
    [MULTICAST_LEAVE] = MCAST_LEAVE_GROUP,
    [MULTICAST_BLOCK] = MCAST_BLOCK_SOURCE,
    [MULTICAST_UNBLOCK] = MCAST_UNBLOCK_SOURCE,
    [MULTICAST_JOIN_SOURCE] = MCAST_JOIN_SOURCE_GROUP,
    [MULTICAST_LEAVE_SOURCE] = MCAST_LEAVE_SOURCE_GROUP,
};

static void put(struct sockaddr_storage *to, const struct address *from)
{
    memset(to, 0, sizeof *to);
    memcpy(to, from->bytes, from->len);
}

int multicast_change(int fd, enum multicast_change change, uint32_t interface,
                     const struct address *linux_group,
                     const struct address *linux_source)
{
    bool plain = change == MULTICAST_JOIN || change == MULTICAST_LEAVE;
    struct group_req group;
    struct group_source_req both;
    int level, rc;

    memset(&group, 0, sizeof group);
    memset(&both, 0, sizeof both);
    group.gr_interface = both.gsr_interface = interface;
    put(&group.gr_group, linux_group);
    level = group.gr_group.ss_family == AF_INET6 ? IPPROTO_IPV6 : IPPROTO_IP;
    if (plain) {
        rc = setsockopt(fd, level, names[change], &group, sizeof group);
    } else {
        both.gsr_group = group.gr_group;
        put(&both.gsr_source, linux_source);
        rc = setsockopt(fd, level, names[change], &both, sizeof both);
    }
    if (rc == 0)
        return 0;
    return errno == ENODEV || errno == ENOENT ? -EADDRNOTAVAIL : -errno;
}

static uint32_t find(const struct ifaddrs *list, uint32_t name)
{
    for (; list != NULL; list = list->ifa_next) {
        const struct sockaddr_in *at = (const void *)list->ifa_addr;

        if (at != NULL && at->sin_family == AF_INET &&
            at->sin_addr.s_addr == name)
            return if_nametoindex(list->ifa_name);
    }
    return 0;
}

int multicast_number(uint32_t name, uint32_t *interface)
{
    struct ifaddrs *list;

    *interface = ntohl(name);
    if (*interface >> 24 == 0)
        return 0;
    if (getifaddrs(&list) < 0)
        return -errno;
    *interface = find(list, name);
    freeifaddrs(list);
    return *interface != 0 ? 0 : -EADDRNOTAVAIL;
}

int multicast_send_by(int fd, uint32_t name)
{
    struct ip_mreqn value = {.imr_address.s_addr = 0};
    uint32_t interface;
    int rc = multicast_number(name, &interface);

    if (rc < 0)
        return rc;
    value.imr_ifindex = (int)interface;
    if (ntohl(name) >> 24 != 0)
        value.imr_address.s_addr = name;
    return setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &value, sizeof value) < 0
               ? -errno
               : 0;
}

int multicast_sent_by(int fd, uint32_t *name)
{
    struct in_addr address;
    socklen_t len = sizeof address;

    if (getsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &address, &len) < 0)
        return -errno;
    *name = address.s_addr;
    return 0;
}
