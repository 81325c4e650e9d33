#include "object/socket.h"

#include <errno.h>
#include <stdlib.h>

#include "base/clock.h"
#include "sys/fd.h"
#include "sys/net.h"

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

void socket_set_unchanged(struct socket_object *socket)
{
    struct address peer;
    bool has_peer = !socket_is_stream(socket) &&
                    socket_peer_address(socket->io.fd, &peer) == 0;

    lock_take(&socket->io.lock);
    if (has_peer)
        socket->role = SOCKET_CONNECTED;
    else
        socket->role = socket->bound ? SOCKET_BOUND : SOCKET_FRESH;
    socket->origin = SOCKET_BY_CALL;
    lock_drop(&socket->io.lock);
}

static bool ends_connection(int error)
{
    return error == ECONNRESET || error == ETIMEDOUT || error == EHOSTUNREACH ||
           error == ENETUNREACH || error == EHOSTDOWN || error == ENETDOWN ||
           error == ECONNABORTED;
}

int socket_note_error(struct socket_object *socket, int error)
{
    if (error == EPIPE && socket->broken)
        return socket->broken;
    if (!socket_is_stream(socket) || !ends_connection(error))
        return error;
    lock_take(&socket->io.lock);
    if (socket->broken == 0)
        socket->broken = (uint8_t)error;
    lock_drop(&socket->io.lock);
    return error;
}

void socket_set_fresh(struct socket_object *socket)
{
    lock_take(&socket->io.lock);
    socket->role = SOCKET_FRESH;
    socket->origin = SOCKET_BY_CALL;
    socket->bound = false;
    socket->send_shut = false;
    socket->receive_shut = false;
    socket->broken = 0;
    socket->connected_ns = 0;
    socket->connect_status = STATUS_SUCCESS;
    socket->options_set = 0; /* of the descriptor that was disconnected */
    socket->receive_size = 0;
    socket->send_size = 0;
    socket->reuse_address = 0;
    socket->exclusive_address = 0;
    lock_drop(&socket->io.lock);
}
