/* Wait completion packets: when an object is signalled, a packet is queued to
 * a port. One at a time: it can be associated again once its packet was taken.
 */
#ifndef PORT_WAIT_PACKET_H
#define PORT_WAIT_PACKET_H

#include <stdbool.h>

#include "object/object.h"
#include "port/port.h"
#include "sync/watch.h"

struct wait_packet {
    struct object head;
    struct lock calls;      /* level call */
    _Atomic uint32_t state; /* (a) enum wait_packet_state */
    struct watch watch;
    struct packet packet;
    struct port *port;     /* counted; NULL: it never was associated */
    struct object *target; /* counted, as the port */
};

/* A new one with one reference and no handle; NULL when memory is out. */
struct wait_packet *wait_packet_new(void);

/* What is to be queued. */
struct wait_news {
    ULONG_PTR key;
    OVERLAPPED *overlapped;
    NTSTATUS status;
    ULONG_PTR information;
};

/* Starts to watch; takes references on `port` and on `target`, whose signal is
 * `waitable`. *signalled: it was already, and the packet is queued.
 * STATUS_INVALID_PARAMETER_1 when the packet is in use,
 * STATUS_INSUFFICIENT_RESOURCES when the port has its fill. */
NTSTATUS wait_packet_associate(struct wait_packet *packet, struct port *port,
                               struct object *target, struct waitable *waitable,
                               const struct wait_news *news, bool *signalled);

/* STATUS_SUCCESS: no packet will come, and it may be associated again, also if
 * another thread was looking at its target. STATUS_PENDING: it is queued, or
 * about to be. STATUS_CANCELLED: there is nothing to cancel. `remove`: also out
 * of the port's queue. */
NTSTATUS wait_packet_cancel(struct wait_packet *packet, bool remove);

#endif
