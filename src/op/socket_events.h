/* WSAEventSelect: what happens on a socket is recorded and sets an event.
 *
 * An event is recorded once. It is recorded again only after the call that
 * re-enables it, if its condition holds then or comes back (WSAEventSelect,
 * Remarks): a receive for READ and OOB, an accept for ACCEPT, a send that found
 * no room for WRITE. */
#ifndef OP_SOCKET_EVENTS_H
#define OP_SOCKET_EVENTS_H

#include <stdatomic.h>
#include <stdbool.h>

#include "iocp/errors.h"
#include "object/socket.h"

/* Windows' FD_ bits; their places are the indices of the errors. */
enum socket_event {
    SOCKET_EVENT_READ = 1 << 0,
    SOCKET_EVENT_WRITE = 1 << 1,
    SOCKET_EVENT_OOB = 1 << 2,
    SOCKET_EVENT_ACCEPT = 1 << 3,
    SOCKET_EVENT_CONNECT = 1 << 4,
    SOCKET_EVENT_CLOSE = 1 << 5,
};
#define SOCKET_EVENT_KINDS 10

struct socket_record {
    uint32_t events;
    NTSTATUS statuses[SOCKET_EVENT_KINDS];
};

/* Sets `event` (an event object; a reference is taken) for what `mask` names,
 * and at once for what holds already; the record is empty before. The caller
 * has the socket pinned. Mask 0 ends it. */
NTSTATUS socket_events_select(struct socket_object *socket,
                              struct object *event, uint32_t mask);

/* A new connection selects what its listener does. */
void socket_events_inherit(struct socket_object *accepted,
                           struct socket_object *listener);

/* Gives the record, which is empty afterwards, and resets `event` unless it is
 * NULL: both are one step to who records. */
void socket_events_take(struct socket_object *socket, struct object *event,
                        struct socket_record *record);

/* The calls that re-enable; that tell of a connect that ended; that the
 * descriptor is another one. Slow paths of the inlines below. */
void socket_events_look(struct socket_object *socket, uint32_t enabled);
void socket_events_note_connect(struct socket_object *socket, NTSTATUS status);
void socket_events_drop(struct socket_object *socket);

static inline bool socket_events_wanted(const struct socket_object *socket)
{
    return atomic_load_explicit(&socket->selection, memory_order_relaxed) != 0;
}

static inline void socket_events_enable(struct socket_object *socket,
                                        uint32_t events)
{
    if (socket_events_wanted(socket))
        socket_events_look(socket, events);
}

static inline void socket_events_connected(struct socket_object *socket,
                                           NTSTATUS status)
{
    if (socket_events_wanted(socket))
        socket_events_note_connect(socket, status);
}

#endif
