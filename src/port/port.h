/* The completion port: a queue of packets, a stack of parked threads, and a
 * count of the threads that run on its account. */
#ifndef PORT_PORT_H
#define PORT_PORT_H

#include "base/lock.h"
#include "object/object.h"
#include "port/packet.h"
#include "port/waiters.h"
#include "sync/waitable.h"

struct port {
    struct object head;
    struct lock lock;
    struct packet_queue queue; /* (p) undelivered packets, oldest first */
    struct list_node parked;   /* (p) waiters, newest first */
    uint32_t parked_count;     /* (p) */
    uint32_t running;          /* (p) may exceed `concurrency` */
    uint32_t concurrency;      /* (c) */
    bool may_spin;             /* (c) waiters look before they sleep */
    bool closed;               /* (p) the last handle is gone */
    uint64_t delivered;        /* (p) packets taken by threads so far */
    struct waitable signal;    /* signalled while packets are queued */
};

/* A new port with one reference and no handle; NULL when memory is out.
 * `concurrency` 0 means the processors this process may use. */
struct port *port_new(uint32_t concurrency);

/* Queues one packet, or all of a queue in order. Never fails, never blocks.
 * On a closed port they are discarded. */
void port_push(struct port *port, struct packet *packet);
void port_push_all(struct port *port, struct packet_queue *packets);

/* Takes up to `capacity` (at least 1) packets, waiting for the first until the
 * deadline. The caller releases them. STATUS_SUCCESS with at least one in
 * `taken`, STATUS_TIMEOUT, or STATUS_ABANDONED_WAIT_0 when the port was closed
 * meanwhile. The calling thread belongs to this port from here on. */
NTSTATUS port_wait(struct port *port, struct packet_queue *taken,
                   uint32_t capacity, uint64_t deadline_ns);

/* One running thread less, or one more (unconditionally). */
void port_running_down(struct port *port);
void port_running_up(struct port *port);

#endif
