/* The completion port: a queue of packets, a stack of parked threads, and a
 * count of the threads that run on its account. */
#ifndef PORT_PORT_H
#define PORT_PORT_H

#include "base/gate.h"
#include "base/limits.h"
#include "base/lock.h"
#include "iocp/types.h"
#include "object/object.h"
#include "port/lookout.h"
#include "port/packet.h"
#include "port/waiters.h"
#include "sync/apc.h"
#include "sync/waitable.h"

/* Who keeps threads at a port. */
struct port_owner {
    /* Packets are left that no thread was there for. No lock of the port's is
     * held, but locks below LOCK_APC may be. */
    void (*backlog)(struct port_owner *owner);
    /* The port is gone. */
    void (*gone)(struct port_owner *owner);
};

#define CACHE_LINE 64

/* Lock and queue share the first cache line, what dequeuing writes is on the
 * second. */
struct port {
    _Alignas(CACHE_LINE) struct object head;
    struct lock lock;
    struct packet_queue queue; /* (p) undelivered packets, oldest first */
    struct list_node parked;   /* (p) waiters, newest first */
    uint32_t parked_count;     /* (p) */
    uint32_t running;          /* (p) may exceed `concurrency` */
    uint32_t concurrency;      /* (p) */
    bool may_spin;             /* (c) waiters look before they sleep */
    bool closed;               /* (p) the last handle is gone */
    uint64_t delivered;        /* (p) packets taken by threads so far */
    uint64_t pushed;           /* (p) packets of requests queued so far */
    uint64_t refused;          /* (p) starts and posts over a limit so far */
    struct waitable signal;    /* signalled while packets are queued */
    struct port_owner *owner;  /* (c) NULL for ports of the program's */
    struct lookout lookout;    /* for threads that block unseen */
    char apart[64];            /* starting threads and dequeuing ones write
                                * different cache lines */
    struct gate charged;       /* requests, until they leave the queue */
};

/* A new port with one reference and no handle; NULL when memory is out.
 * `concurrency` 0 means the processors this process may use. */
struct port *port_new(uint32_t concurrency);

/* Queues the packet of a request, or all of a queue in order. Never fails,
 * never blocks. On a closed port they are discarded. port_push says how many
 * packets of requests that makes in the queue, before one is handed to a
 * thread; port_push_all, whether a parked thread got one. */
size_t port_push(struct port *port, struct packet *packet);
bool port_push_all(struct port *port, struct packet_queue *packets);

/* The same for one, but on a closed port it stays the caller's. Which it is he
 * is told under the port's lock, before a thread can take the packet. */
void port_push_open(struct port *port, struct packet *packet,
                    void (*decided)(struct packet *packet, bool queued));

/* Another limit from here on; who runs goes on. */
void port_set_concurrency(struct port *port, uint32_t concurrency);

/* How it stands with packets and threads at one moment. */
struct port_look {
    bool backlog;       /* packets wait */
    bool parked;        /* a thread waits */
    bool limited;       /* no more may run */
    uint64_t delivered; /* packets that threads took so far */
};
struct port_look port_look(struct port *port);

/* What closing the last handle does, for a port that has none. */
void port_end(struct port *port);

/* Takes a packet of a request back. False: it is not queued. */
bool port_remove(struct port *port, struct packet *packet);

/* Queues a packet of the program's, whose owner the port becomes, unless the
 * port has LIMIT_PORT_POSTS of them: false, and the packet is the caller's. */
bool port_post(struct port *port, struct packet *packet);

/* port_charge when the port seems to have its fill: looks at the real count. */
bool port_charge_exactly(struct port *port);

/* A request that will queue a packet here is counted from before it starts
 * until its packet left the queue, however. False, and not counted, at
 * LIMIT_PORT_REQUESTS. Locks up to LOCK_PORT may be held. */
static inline bool port_charge(struct port *port)
{
    return gate_enter(&port->charged, limit_of(LIMIT_PORT_REQUESTS)) ||
           port_charge_exactly(port);
}
/* The same for one that runs already and cannot be refused: it was started
 * before its file was associated. */
void port_charge_late(struct port *port);
/* It did not start, or will queue no packet. */
void port_uncharge(struct port *port);
/* How many are counted now. */
uint64_t port_charged_locked(struct port *port);

/* Takes up to `capacity` (at least 1) packets, waiting for the first until the
 * deadline. The caller releases them. STATUS_SUCCESS with at least one in
 * `taken`, STATUS_TIMEOUT, or STATUS_ABANDONED_WAIT_0 when the port was closed
 * meanwhile. The calling thread belongs to this port from here on. */
NTSTATUS port_wait(struct port *port, struct packet_queue *taken,
                   uint32_t capacity, uint64_t deadline_ns);

/* The same, alertable: STATUS_USER_APC when there is no packet to be had and
 * the caller is to run what its queue holds. It counts as running then, as
 * after every end of a wait. */
NTSTATUS port_wait_alertable(struct port *port, struct packet_queue *taken,
                             uint32_t capacity, uint64_t deadline_ns,
                             struct apc_queue *apcs);

/* Gives out what there is to give, and drops the lock. True if a parked thread
 * got something. */
bool port_dispatch_and_drop(struct port *port);

#endif
