/* Sockets that are named by files. */
#ifndef SYS_UNIX_SOCKET_H
#define SYS_UNIX_SOCKET_H

#include <stdint.h>

#include "sys/address.h"

/* From Windows' layout and spelling of the name. 0, -EFAULT (too short),
 * -EINVAL (no name, or too long a one), -ENOMEM. */
int unix_address_to_linux(const void *bytes, uint32_t len,
                          struct address *address);

/* As bind(2), but a missing folder is -ENETDOWN. */
int unix_socket_bind(int fd, const struct address *linux_address);

/* Connects without waiting: no connection of this kind ever needs to. 0 or
 * -errno; nobody there, or nobody who has room: -ECONNREFUSED. */
int unix_socket_connect(int fd, const struct address *linux_address);

/* The process at the other end. 0, or -ENOTCONN. */
int unix_socket_peer(int fd, uint32_t *pid);

#endif
