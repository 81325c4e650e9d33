/* Options of a socket that the program set by hand. The kernel keeps them with
 * the descriptor, and that is another one after AcceptEx: the object remembers
 * which they are. */
#ifndef OBJECT_SOCKET_OPTIONS_H
#define OBJECT_SOCKET_OPTIONS_H

#include "object/socket.h"
#include "sys/net.h"

/* 0 or -errno. The descriptor is pinned. */
int socket_choose_option(struct socket_object *socket,
                         enum socket_option option, int value);
int socket_choose_linger(struct socket_object *socket, bool on,
                         uint32_t seconds);

/* Gives a descriptor that is to be the socket's what was set by hand. */
void socket_keep_options(struct socket_object *socket, int fd);

#endif
