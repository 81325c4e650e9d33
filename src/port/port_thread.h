/* What the library knows of a thread that dequeues packets. */
#ifndef PORT_PORT_THREAD_H
#define PORT_PORT_THREAD_H

#include <stdbool.h>

#include "port/port.h"

struct port_thread {
    struct port *port;       /* counted; NULL: belongs to none */
    struct list_node member; /* (port lock) port->lookout.members */
    uint32_t thread_id;      /* (c) */
    bool counted;            /* (port lock) holds one of port->running */
    bool away;               /* (port lock) does not, as it blocks unseen */
    bool suspected;          /* (port lock) made no call since a look began */
    _Atomic bool arrived;    /* (a) knows how its last wait ended */
    unsigned block_depth;    /* nested concurrency_block calls */
    bool gave_slot;          /* the outermost of them gave a slot back */
    struct waiter waiter;
};

/* Makes the calling thread belong to `port`, leaving the one it belonged to. */
struct port_thread *port_thread_join(struct port *port);

/* It runs on the port's account, unconditionally. */
static inline void slot_take_locked(struct port *port, struct port_thread *self)
{
    port->running++;
    self->counted = true;
}

/* It does no longer. Says whether it did, seen or not: while it calls us it
 * cannot be away. */
static inline bool slot_drop_locked(struct port *port, struct port_thread *self)
{
    self->suspected = false;
    if (self->counted) {
        self->counted = false;
        port->running--;
    } else if (self->away) {
        self->away = false;
        port->lookout.away--;
    } else
        return false;
    return true;
}

#endif
