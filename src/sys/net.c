#include "sys/net.h"

#include "sys/envelope.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

int socket_new(int family, int type, int protocol)
{
    int domain = family_to_linux(family);
    int fd;

    if (domain < 0)
        return domain;
    fd = socket(domain, type | SOCK_CLOEXEC, protocol);
    if (fd < 0)
        return -errno;
    if (domain == AF_INET6) /* Windows' default; Linux' is off */
        socket_set_option(fd, SOCKET_OPTION_V6_ONLY, 1);
    if (type == SOCK_DGRAM)
        socket_hear_unreachable(fd, true);
    return fd;
}

int socket_bind(int fd, const struct address *linux_address)
{
    const struct sockaddr *name =
        (const struct sockaddr *)(const void *)linux_address->bytes;

    return bind(fd, name, linux_address->len) < 0 ? -errno : 0;
}

int socket_listen(int fd, int backlog)
{
    return listen(fd, backlog) < 0 ? -errno : 0;
}

int socket_unblock(int fd)
{
    int on = 1;

    return ioctl(fd, FIONBIO, &on) < 0 ? -errno : 0;
}

int socket_shutdown(int fd, int how)
{
    return shutdown(fd, how) < 0 ? -errno : 0;
}

void socket_forget_peer(int fd)
{
    struct sockaddr nobody = {.sa_family = AF_UNSPEC};

    if (connect(fd, &nobody, sizeof nobody) < 0)
        return; /* it was not connecting any more */
}

static int name_of(int fd, struct address *address,
                   int (*get)(int, struct sockaddr *, socklen_t *))
{
    struct sockaddr_storage name;
    socklen_t len = sizeof name;

    address->len = 0;
    if (get(fd, (struct sockaddr *)&name, &len) < 0)
        return -errno;
    return address_to_windows(&name, len, address);
}

int socket_local_address(int fd, struct address *address)
{
    return name_of(fd, address, getsockname);
}

static int number_of(int fd, int option)
{
    int number = -1;
    socklen_t len = sizeof number;

    return getsockopt(fd, SOL_SOCKET, option, &number, &len) < 0 ? -1 : number;
}

/* SO_PEERNAME still knows whom a stream was with that is over, when getpeername
 * says nothing any more; it wants the length to be right. */
static int former_peer(int fd, struct sockaddr *name, socklen_t *len)
{
    int family = number_of(fd, SO_DOMAIN);

    if (family == AF_UNIX || number_of(fd, SO_TYPE) != SOCK_STREAM) {
        errno = ENOTCONN;
        return -1;
    }
    *len = family == AF_INET ? sizeof(struct sockaddr_in)
                             : sizeof(struct sockaddr_in6);
    return getsockopt(fd, SOL_SOCKET, SO_PEERNAME, name, len);
}

int socket_peer_address(int fd, struct address *address)
{
    int rc = name_of(fd, address, getpeername);

    return rc == -ENOTCONN ? name_of(fd, address, former_peer) : rc;
}

static int message_flags(uint32_t flags)
{
    return MSG_DONTWAIT | MSG_NOSIGNAL | (flags & SOCKET_PEEK ? MSG_PEEK : 0) |
           (flags & SOCKET_OOB ? MSG_OOB : 0);
}

ssize_t socket_receive(int fd, const struct iovec *iov, uint32_t count,
                       uint32_t flags, bool *truncated)
{
    struct msghdr message = {
        .msg_iov = (struct iovec *)(uintptr_t)iov,
        .msg_iovlen = count,
    };
    ssize_t rc;

    do
        rc = recvmsg(fd, &message, message_flags(flags));
    while (rc < 0 && errno == EINTR);
    if (rc < 0)
        return -errno;
    if (truncated != NULL)
        *truncated = (message.msg_flags & MSG_TRUNC) != 0;
    return rc;
}

ssize_t socket_send(int fd, const struct iovec *iov, uint32_t count,
                    uint32_t flags)
{
    struct msghdr message = {
        .msg_iov = (struct iovec *)(uintptr_t)iov,
        .msg_iovlen = count,
    };
    ssize_t rc;

    do
        rc = sendmsg(fd, &message, message_flags(flags));
    while (rc < 0 && errno == EINTR);
    return rc < 0 ? -errno : rc;
}

int socket_readable_bytes(int fd, uint32_t *bytes)
{
    int value;

    if (ioctl(fd, FIONREAD, &value) < 0)
        return -errno;
    *bytes = (uint32_t)value;
    return 0;
}

bool socket_is_before_mark(int fd)
{
    struct pollfd poll_fd = {.fd = fd, .events = POLLPRI};

    return poll(&poll_fd, 1, 0) > 0 && (poll_fd.revents & POLLPRI) != 0 &&
           sockatmark(fd) == 0;
}

bool socket_is_readable(int fd)
{
    struct pollfd poll_fd = {.fd = fd, .events = POLLIN};

    return poll(&poll_fd, 1, 0) > 0;
}

static const struct {
    int level, name;
} options[] = {
    [SOCKET_OPTION_REUSE_ADDRESS] = {SOL_SOCKET, SO_REUSEADDR},
    [SOCKET_OPTION_KEEP_ALIVE] = {SOL_SOCKET, SO_KEEPALIVE},
    [SOCKET_OPTION_BROADCAST] = {SOL_SOCKET, SO_BROADCAST},
    [SOCKET_OPTION_OOB_INLINE] = {SOL_SOCKET, SO_OOBINLINE},
    [SOCKET_OPTION_DONT_ROUTE] = {SOL_SOCKET, SO_DONTROUTE},
    [SOCKET_OPTION_RECEIVE_BUFFER] = {SOL_SOCKET, SO_RCVBUF},
    [SOCKET_OPTION_SEND_BUFFER] = {SOL_SOCKET, SO_SNDBUF},
    [SOCKET_OPTION_ERROR] = {SOL_SOCKET, SO_ERROR},
    [SOCKET_OPTION_NO_DELAY] = {IPPROTO_TCP, TCP_NODELAY},
    [SOCKET_OPTION_KEEP_IDLE] = {IPPROTO_TCP, TCP_KEEPIDLE},
    [SOCKET_OPTION_KEEP_INTERVAL] = {IPPROTO_TCP, TCP_KEEPINTVL},
    [SOCKET_OPTION_KEEP_COUNT] = {IPPROTO_TCP, TCP_KEEPCNT},
    [SOCKET_OPTION_TTL] = {IPPROTO_IP, IP_TTL},
    [SOCKET_OPTION_TOS] = {IPPROTO_IP, IP_TOS},
    [SOCKET_OPTION_V6_ONLY] = {IPPROTO_IPV6, IPV6_V6ONLY},
    [SOCKET_OPTION_V6_HOPS] = {IPPROTO_IPV6, IPV6_UNICAST_HOPS},
    [SOCKET_OPTION_LATE_PORT] = {IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT},
    [SOCKET_OPTION_USER_TIMEOUT] = {IPPROTO_TCP, TCP_USER_TIMEOUT},
    [SOCKET_OPTION_NO_CHECKSUM] = {SOL_SOCKET, SO_NO_CHECK},
    [SOCKET_OPTION_SEGMENT] = {IPPROTO_UDP, UDP_SEGMENT},
    [SOCKET_OPTION_DISCOVERY] = {IPPROTO_IP, IP_MTU_DISCOVER},
    [SOCKET_OPTION_UNICAST_IF] = {IPPROTO_IP, IP_UNICAST_IF},
    [SOCKET_OPTION_MULTICAST_TTL] = {IPPROTO_IP, IP_MULTICAST_TTL},
    [SOCKET_OPTION_MULTICAST_LOOP] = {IPPROTO_IP, IP_MULTICAST_LOOP},
    [SOCKET_OPTION_V6_WHOLE] = {IPPROTO_IPV6, IPV6_DONTFRAG},
    [SOCKET_OPTION_V6_DISCOVERY] = {IPPROTO_IPV6, IPV6_MTU_DISCOVER},
    [SOCKET_OPTION_V6_UNICAST_IF] = {IPPROTO_IPV6, IPV6_UNICAST_IF},
    [SOCKET_OPTION_V6_MULTICAST_IF] = {IPPROTO_IPV6, IPV6_MULTICAST_IF},
    [SOCKET_OPTION_V6_MULTICAST_HOPS] = {IPPROTO_IPV6, IPV6_MULTICAST_HOPS},
    [SOCKET_OPTION_V6_MULTICAST_LOOP] = {IPPROTO_IPV6, IPV6_MULTICAST_LOOP},
    [SOCKET_OPTION_MTU] = {IPPROTO_IP, IP_MTU},
    [SOCKET_OPTION_V6_MTU] = {IPPROTO_IPV6, IPV6_MTU},
};

int socket_set_option(int fd, enum socket_option option, int value)
{
    return setsockopt(fd, options[option].level, options[option].name, &value,
                      sizeof value) < 0
               ? -errno
               : 0;
}

int socket_get_option(int fd, enum socket_option option, int *value)
{
    socklen_t len = sizeof *value;

    return getsockopt(fd, options[option].level, options[option].name, value,
                      &len) < 0
               ? -errno
               : 0;
}

int socket_set_linger(int fd, bool on, uint32_t seconds)
{
    struct linger value = {.l_onoff = on, .l_linger = (int)seconds};

    return setsockopt(fd, SOL_SOCKET, SO_LINGER, &value, sizeof value) < 0
               ? -errno
               : 0;
}

int socket_get_linger(int fd, bool *on, uint32_t *seconds)
{
    struct linger value;
    socklen_t len = sizeof value;

    if (getsockopt(fd, SOL_SOCKET, SO_LINGER, &value, &len) < 0)
        return -errno;
    *on = value.l_onoff != 0;
    *seconds = (uint32_t)value.l_linger;
    return 0;
}
