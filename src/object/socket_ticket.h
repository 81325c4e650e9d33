/* Sockets that WSADuplicateSocket has promised to another process, until it
 * asks for them. A thread of the library answers, from the first promise on. */
#ifndef OBJECT_SOCKET_TICKET_H
#define OBJECT_SOCKET_TICKET_H

#include "object/socket.h"

/* What finds one: whom to ask, and for which. */
struct socket_ticket {
    uint64_t name, secret;
};

/* Promises the socket, whose descriptor is pinned, to a process. 0 or -errno.
 */
int socket_ticket_give(struct socket_object *socket, uint32_t pid,
                       struct socket_ticket *ticket);

/* The socket that a ticket of another process is for, its reference the
 * caller's; *rc: -EINVAL if there is none for us, -ENOMEM... */
struct socket_object *socket_ticket_take(const struct socket_ticket *ticket,
                                         int *rc);

#endif
