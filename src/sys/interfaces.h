/* The network interfaces of this machine and their addresses. Families and
 * addresses are Windows' throughout, except where it says linux; so are the
 * flags, IFF_UP and the like. */
#ifndef SYS_INTERFACES_H
#define SYS_INTERFACES_H

#include <stdbool.h>
#include <stdint.h>

#include "sys/address.h"

struct interface_address {
    struct address address;
    struct address mask, broadcast; /* len 0: it has none */
    uint32_t flags;
    bool loopback; /* the interface is */
    bool narrower; /* on that: the address is this machine's own alone */
};

/* False: no more of them. */
typedef bool interface_take(void *context,
                            const struct interface_address *address);

/* Calls `take` for each address of `family` on an interface that is up. 0 or
 * -errno. */
int interfaces_each(int family, interface_take *take, void *context);

/* The address a datagram to there would be sent from, port 0. 0 or -errno:
 * -ENETUNREACH, there is no way. Sends nothing. */
int interface_toward(const struct address *linux_there, struct address *source);

#endif
