#include "object/socket.h"

#include <stdlib.h>

#include "base/clock.h"
#include "sys/fd.h"

static void socket_destroy(struct object *object)
{
    io_object_fini((struct io_object *)object);
    free(object);
}

static const struct object_ops socket_ops = {
    .name = "socket",
    .close = socket_object_close,
    .destroy = socket_destroy,
    .waitable = io_object_waitable,
};

struct socket_object *socket_object_new(int fd, int family, int type,
                                        int protocol, bool overlapped)
{
    struct socket_object *socket = calloc(1, sizeof *socket);

    if (socket == NULL) {
        fd_close(fd);
        return NULL;
    }
    io_object_init(&socket->io, OBJECT_SOCKET, &socket_ops, fd, overlapped);
    socket->family = (uint16_t)family;
    socket->type = (uint16_t)type;
    socket->protocol = (uint16_t)protocol;
    socket->role = SOCKET_FRESH;
    return socket;
}

void socket_set_connected(struct socket_object *socket,
                          enum socket_origin origin)
{
    uint64_t now = clock_now_ns();

    lock_take(&socket->io.lock);
    socket->role = SOCKET_CONNECTED;
    socket->origin = origin;
    socket->bound = true;
    socket->connected_ns = now;
    lock_drop(&socket->io.lock);
}

void socket_set_role(struct socket_object *socket, enum socket_role role)
{
    lock_take(&socket->io.lock);
    socket->role = role;
    lock_drop(&socket->io.lock);
}

void socket_set_reset(struct socket_object *socket)
{
    lock_take(&socket->io.lock);
    socket->reset = true;
    lock_drop(&socket->io.lock);
}

void socket_set_fresh(struct socket_object *socket)
{
    lock_take(&socket->io.lock);
    socket->role = SOCKET_FRESH;
    socket->origin = SOCKET_BY_CALL;
    socket->bound = false;
    socket->send_shut = false;
    socket->receive_shut = false;
    socket->reset = false;
    socket->connected_ns = 0;
    lock_drop(&socket->io.lock);
}
