/* Sockets. A short send or receive is not pretended here: an edge-triggered
 * poll may take it for a full or empty socket (epoll(7)), and a kernel that
 * lies about that is none. Small buffers make short sends for real. */
#include <errno.h>
#include <sys/socket.h>

#include "faults/seam.h"
#include "faults/wrap.h"

WRAP(int, socket, (int family, int type, int protocol))
{
    FAIL_AT(SEAM_SOCKET);
    return __real_socket(family, type, protocol);
}

WRAP(int, bind, (int fd, const struct sockaddr *name, socklen_t len))
{
    FAIL_AT(SEAM_BIND);
    return __real_bind(fd, name, len);
}

WRAP(int, listen, (int fd, int backlog))
{
    FAIL_AT(SEAM_LISTEN);
    return __real_listen(fd, backlog);
}

WRAP(int, accept4, (int fd, struct sockaddr *name, socklen_t *len, int flags))
{
    FAIL_AT(SEAM_ACCEPT);
    return __real_accept4(fd, name, len, flags);
}

WRAP(int, connect, (int fd, const struct sockaddr *name, socklen_t len))
{
    FAIL_AT(SEAM_CONNECT);
    return __real_connect(fd, name, len);
}

WRAP(ssize_t, recv, (int fd, void *bytes, size_t count, int flags))
{
    FAIL_AT(SEAM_RECEIVE);
    return __real_recv(fd, bytes, count, flags);
}

WRAP(ssize_t, recvmsg, (int fd, struct msghdr *message, int flags))
{
    FAIL_AT(SEAM_RECEIVE);
    return __real_recvmsg(fd, message, flags);
}

WRAP(ssize_t, send, (int fd, const void *bytes, size_t count, int flags))
{
    FAIL_AT(SEAM_SEND);
    return __real_send(fd, bytes, count, flags);
}

WRAP(ssize_t, sendmsg, (int fd, const struct msghdr *message, int flags))
{
    FAIL_AT(SEAM_SEND);
    return __real_sendmsg(fd, message, flags);
}

WRAP(int, setsockopt,
     (int fd, int level, int option, const void *value, socklen_t len))
{
    FAIL_AT(SEAM_OPTION);
    return __real_setsockopt(fd, level, option, value, len);
}

WRAP(int, getsockopt,
     (int fd, int level, int option, void *value, socklen_t *len))
{
    FAIL_AT(SEAM_OPTION);
    return __real_getsockopt(fd, level, option, value, len);
}

WRAP(int, getpeername, (int fd, struct sockaddr *name, socklen_t *len))
{
    FAIL_AT(SEAM_PEER);
    return __real_getpeername(fd, name, len);
}
