/* What the library knows of a thread that dequeues packets. */
#ifndef PORT_PORT_THREAD_H
#define PORT_PORT_THREAD_H

#include <stdbool.h>

#include "port/port.h"

struct port_thread {
    struct port *port;    /* counted; NULL: belongs to none */
    bool counted;         /* (port lock) holds one of port->running */
    unsigned block_depth; /* nested concurrency_block calls */
    bool gave_slot;       /* the outermost of them gave a slot back */
    struct waiter waiter;
};

/* Makes the calling thread belong to `port`, leaving the one it belonged to. */
struct port_thread *port_thread_join(struct port *port);

#endif
