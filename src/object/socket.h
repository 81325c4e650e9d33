/* A socket: what Winsock knows of it beyond its descriptor. */
#ifndef OBJECT_SOCKET_H
#define OBJECT_SOCKET_H

#include "base/errmap.h"
#include "object/io_object.h"

struct op;

enum socket_role {
    SOCKET_FRESH,
    SOCKET_BOUND,
    SOCKET_LISTENING,
    SOCKET_CONNECTING,
    SOCKET_CONNECTED,
};

/* How a connection came about: decides what may be asked of it, and by which
 * call the handle may be connected again after DisconnectEx with reuse. */
enum socket_origin {
    SOCKET_BY_CALL,       /* connect, accept; or context already updated */
    SOCKET_BY_ACCEPT_EX,  /* SO_UPDATE_ACCEPT_CONTEXT not done yet */
    SOCKET_BY_CONNECT_EX, /* SO_UPDATE_CONNECT_CONTEXT not done yet */
};

struct socket_object {
    struct io_object io;
    uint16_t family, type, protocol; /* (c) Windows' numbers */
    /* Changed under the lock, so that what belongs together changes together;
     * read without it by calls that only look. */
    _Atomic bool bound;        /* (a) has a local address */
    _Atomic bool send_shut;    /* (a) shutdown or DisconnectEx */
    _Atomic bool receive_shut; /* (a) shutdown */
    _Atomic uint8_t broken;    /* (a) the errno that ended the connection, of
                                * which the kernel tells once; every call says
                                * so. 0: it has not ended so */
    bool sends_rest;           /* (shard) a send went out in part */
    _Atomic bool nonblocking;  /* (a) FIONBIO */
    _Atomic bool ignore_unreachable; /* (a) SIO_UDP_CONNRESET off */
    _Atomic uint8_t control_wanted;  /* (a) enum control_kind, datagrams */
    _Atomic bool unreachable;        /* (a) a send was told; receives tell */
    _Atomic uint8_t role;            /* (a) enum socket_role */
    _Atomic uint8_t origin;          /* (a) enum socket_origin */
    _Atomic uint32_t options_set;    /* (a) bit: enum socket_option, by hand */
    uint32_t receive_timeout_ms, send_timeout_ms; /* (o) 0: none */
    uint32_t receive_size, send_size; /* (o) as set; 0: ask the kernel */
    uint32_t reuse_address, exclusive_address; /* (o) as set */
    NTSTATUS connect_status;    /* (o) of the last connect that failed */
    _Atomic uint32_t selection; /* (a) of op/socket_events.c; 0: none */
    uint64_t connected_ns;      /* (o) when; 0: not connected */
    uint64_t unblocked;   /* (o) file_id of what is in non-blocking mode */
    struct op *accepting; /* (o) the AcceptEx that will connect it */
};

_Static_assert(sizeof(struct socket_object) <= 264, "one for each connection");

/* Wraps an open descriptor, which it takes: NULL when memory is out, and the
 * descriptor is closed. */
struct socket_object *socket_object_new(int fd, int family, int type,
                                        int protocol, bool overlapped);

/* How the connection ended by an error; STATUS_SUCCESS: it did not. */
static inline NTSTATUS socket_broken(const struct socket_object *socket)
{
    return errmap_socket(socket->broken);
}

static inline bool socket_is_stream(const struct socket_object *socket)
{
    return socket->type == 1; /* SOCK_STREAM, the same on both sides */
}

/* object_ops.close: cancels also the AcceptEx that would connect the socket.
 * Defined in op/cancel.c. */
void socket_object_close(struct object *object);

/* State changes, each under the object's lock. */
void socket_set_connected(struct socket_object *socket,
                          enum socket_origin origin);
void socket_set_role(struct socket_object *socket, enum socket_role role);
/* The kernel told of an error of a stream: if it ends the connection, it is
 * what every call says from here on, unless another was first. Gives what to
 * say: of one that was told, a send hears EPIPE. */
int socket_note_error(struct socket_object *socket, int error);
/* The attempt to connect came to nothing: what it was before. A datagram socket
 * may have had a peer, whom the kernel has kept. Its descriptor is pinned. */
void socket_set_unchanged(struct socket_object *socket);
/* An unconnected, unbound socket again. */
void socket_set_fresh(struct socket_object *socket);

#endif
