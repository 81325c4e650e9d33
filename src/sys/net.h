/* Socket system calls: int fds and -errno, no Win32 name but numbers of
 * families, types and options as Windows has them where it says so.
 * None of these blocks. */
#ifndef SYS_NET_H
#define SYS_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

#include "sys/address.h"

/* `family` in Windows' numbers. A descriptor or -errno. */
int socket_new(int family, int type, int protocol);

int socket_bind(int fd, const struct address *linux_address);
int socket_listen(int fd, int backlog);
/* Its open file is in non-blocking mode afterwards. */
int socket_unblock(int fd);
/* how: 0 receive, 1 send, 2 both. */
int socket_shutdown(int fd, int how);

/* Ends a connection attempt; the socket may be connected again. */
void socket_forget_peer(int fd);

/* In Windows' layout. 0 or -errno, and address->len is 0. */
int socket_local_address(int fd, struct address *address);
/* The peer also of a connection that is over. */
int socket_peer_address(int fd, struct address *address);

enum socket_flag {
    SOCKET_PEEK = 1 << 0, /* leave what was received */
    SOCKET_OOB = 1 << 1,  /* out-of-band data */
};

/* Without waiting: bytes or -errno (-EAGAIN: would wait). `flags` are those of
 * enum socket_flag, others are ignored; *truncated may be NULL. */
ssize_t socket_receive(int fd, const struct iovec *iov, uint32_t count,
                       uint32_t flags, bool *truncated);
ssize_t socket_send(int fd, const struct iovec *iov, uint32_t count,
                    uint32_t flags);

/* Bytes (or the next datagram's size) that can be read now. */
int socket_readable_bytes(int fd, uint32_t *bytes);
/* Whether there is urgent data with other data before it. */
bool socket_is_before_mark(int fd);
/* Whether a receive or accept would not wait. */
bool socket_is_readable(int fd);

/* Options whose value is one int on Linux, by our name for them. */
enum socket_option {
    SOCKET_OPTION_REUSE_ADDRESS,
    SOCKET_OPTION_KEEP_ALIVE,
    SOCKET_OPTION_BROADCAST,
    SOCKET_OPTION_OOB_INLINE,
    SOCKET_OPTION_DONT_ROUTE,
    SOCKET_OPTION_RECEIVE_BUFFER,
    SOCKET_OPTION_SEND_BUFFER,
    SOCKET_OPTION_ERROR,
    SOCKET_OPTION_NO_DELAY,
    SOCKET_OPTION_KEEP_IDLE,
    SOCKET_OPTION_KEEP_INTERVAL,
    SOCKET_OPTION_KEEP_COUNT,
    SOCKET_OPTION_TTL,
    SOCKET_OPTION_TOS,
    SOCKET_OPTION_V6_ONLY,
    SOCKET_OPTION_V6_HOPS,
    SOCKET_OPTION_LATE_PORT, /* bind leaves the port to connect */
    SOCKET_OPTION_USER_TIMEOUT,
    SOCKET_OPTION_NO_CHECKSUM,
    SOCKET_OPTION_SEGMENT,
    SOCKET_OPTION_DISCOVERY,
    SOCKET_OPTION_UNICAST_IF,
    SOCKET_OPTION_MULTICAST_TTL,
    SOCKET_OPTION_MULTICAST_LOOP,
    SOCKET_OPTION_V6_WHOLE,
    SOCKET_OPTION_V6_DISCOVERY,
    SOCKET_OPTION_V6_UNICAST_IF,
    SOCKET_OPTION_V6_MULTICAST_IF,
    SOCKET_OPTION_V6_MULTICAST_HOPS,
    SOCKET_OPTION_V6_MULTICAST_LOOP,
    SOCKET_OPTIONS_SET, /* how many can be set; the rest is read only */
    SOCKET_OPTION_MTU = SOCKET_OPTIONS_SET,
    SOCKET_OPTION_V6_MTU,
};

_Static_assert(SOCKET_OPTIONS_SET <= 32, "a bit each in options_set");

/* The kernel reads back twice what was set. */
static inline bool option_is_doubled(enum socket_option option)
{
    return option == SOCKET_OPTION_RECEIVE_BUFFER ||
           option == SOCKET_OPTION_SEND_BUFFER;
}

int socket_set_option(int fd, enum socket_option option, int value);
int socket_get_option(int fd, enum socket_option option, int *value);
int socket_set_linger(int fd, bool on, uint32_t seconds);
int socket_get_linger(int fd, bool *on, uint32_t *seconds);

#endif
