#include "sys/unix_socket.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "sys/net.h"
#include "sys/path.h"

_Static_assert(sizeof(struct sockaddr_un) == ADDRESS_MAX &&
                   offsetof(struct sockaddr_un, sun_path) == 2,
               "as Windows has it");

static int set_name(struct address *address, const char *name)
{
    struct sockaddr_un linux_address = {.sun_family = AF_UNIX};
    size_t len = strlen(name);

    if (len == 0 || len >= sizeof linux_address.sun_path)
        return -EINVAL;
    memcpy(linux_address.sun_path, name, len);
    memcpy(address->bytes, &linux_address, sizeof linux_address);
    address->len = (uint32_t)(offsetof(struct sockaddr_un, sun_path) + len + 1);
    return 0;
}

int unix_address_to_linux(const void *bytes, uint32_t len,
                          struct address *address)
{
    const size_t start = offsetof(struct sockaddr_un, sun_path);
    char given[sizeof(struct sockaddr_un)] = {0};
    char *name;
    int rc;

    if (len <= start)
        return -EFAULT;
    if (len > sizeof given - 1)
        len = sizeof given - 1;
    memcpy(given, bytes, len);
    if (given[start] == '\0')
        return -EINVAL;
    name = path_from_windows(given + start);
    if (name == NULL)
        return -ENOMEM;
    rc = set_name(address, name);
    free(name);
    return rc;
}

int unix_socket_bind(int fd, const struct address *linux_address)
{
    int rc = socket_bind(fd, linux_address);

    return rc == -ENOENT || rc == -ENOTDIR ? -ENETDOWN : rc;
}

static int try_connect(int fd, const struct address *linux_address)
{
    const struct sockaddr *name = (const void *)linux_address->bytes;

    if (connect(fd, name, linux_address->len) == 0)
        return 0;
    switch (errno) {
    case ENOENT:     /* no file */
    case ENOTDIR:    /* no folder */
    case EAGAIN:     /* the backlog is full */
    case EPROTOTYPE: /* a socket of datagrams */
        return -ECONNREFUSED;
    default:
        return -errno;
    }
}

/* A socket that blocks would wait for room in the backlog. */
int unix_socket_connect(int fd, const struct address *linux_address)
{
    int off = 0;
    int rc = socket_unblock(fd);

    if (rc == 0)
        rc = try_connect(fd, linux_address);
    ioctl(fd, FIONBIO, &off);
    return rc;
}

int unix_socket_peer(int fd, uint32_t *pid)
{
    struct ucred who;
    socklen_t len = sizeof who;

    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &len) < 0 || who.pid <= 0)
        return -ENOTCONN;
    *pid = (uint32_t)who.pid;
    return 0;
}
