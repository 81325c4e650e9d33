/* Requests that may end inside the call that starts them, without the engine:
 * an ioctl, a receive or a read that finds its data. They owe the caller the
 * same: status block, event and packet, and what the packet needs is reserved
 * up front. */
#ifndef OP_IMMEDIATE_H
#define OP_IMMEDIATE_H

#include <stdbool.h>

#include "object/io_object.h"
#include "port/packet.h"

struct thread;

struct immediate {
    struct io_object *target; /* borrowed from the call */
    OVERLAPPED *overlapped;   /* borrowed; NULL: nothing to tell anybody */
    struct object *event;     /* counted */
    struct packet *packet;    /* owned; NULL: none is due */
    struct thread *thread;    /* counted; the packet calls a routine there */
};

/* Looks at hEvent, marks the OVERLAPPED as pending and resets the event, as
 * every start does, whatever comes of it. STATUS_INVALID_HANDLE (hEvent) or
 * STATUS_INSUFFICIENT_RESOURCES: nothing was touched. */
NTSTATUS immediate_begin(struct immediate *immediate, struct io_object *target,
                         OVERLAPPED *overlapped);

/* The same for one that ends with a completion routine, if `routine` names one:
 * the packet goes to this thread's APCs, and hEvent is not looked at. */
struct routine;
NTSTATUS immediate_begin_routine(struct immediate *immediate,
                                 struct io_object *target,
                                 OVERLAPPED *overlapped,
                                 const struct routine *routine);

/* No packet is due when it ends well, since skip mode was asked for. */
bool immediate_skips(const struct immediate *immediate);

/* It will end as if it had pended: its packet is due in skip mode too. */
NTSTATUS immediate_pend(struct immediate *immediate);

/* It ended: success or a warning; any status after immediate_pend. How much
 * is under way: requests in flight on the target, packets of requests in its
 * port's queue (not looked at if this queued none). */
size_t immediate_end(struct immediate *immediate, NTSTATUS status,
                     size_t bytes);

/* It did not start, or goes on as a request of the engine. */
void immediate_drop(struct immediate *immediate);

#endif
