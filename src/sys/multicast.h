/* Groups of receivers. Interfaces have numbers; IPv4 of Windows may also name
 * one by its address, or by its number written as 0.x.x.x. */
#ifndef SYS_MULTICAST_H
#define SYS_MULTICAST_H

#include <stdint.h>

#include "sys/address.h"

enum multicast_change {
    MULTICAST_JOIN,
    MULTICAST_LEAVE,
    MULTICAST_BLOCK,
    MULTICAST_UNBLOCK,
    MULTICAST_JOIN_SOURCE,
    MULTICAST_LEAVE_SOURCE,
};

/* `interface` 0: the system's choice. `source` is looked at by the last four
 * changes. 0 or -errno: -EADDRNOTAVAIL, no such interface or membership. */
int multicast_change(int fd, enum multicast_change change, uint32_t interface,
                     const struct address *linux_group,
                     const struct address *linux_source);

/* The number of an interface named the IPv4 way, in network order. 0 or
 * -EADDRNOTAVAIL. */
int multicast_number(uint32_t name, uint32_t *interface);

/* The interface that IPv4 groups are sent to, named that way. Reading gives the
 * address, 0 if a number was set. */
int multicast_send_by(int fd, uint32_t name);
int multicast_sent_by(int fd, uint32_t *name);

#endif
