/* Files whose requests end in a pool. The key of their packets names an object
 * in a table, since it outlives the object: the file keeps it until it is
 * closed. */
#ifndef THREADPOOL_IO_H
#define THREADPOOL_IO_H

#include "object/io_object.h"
#include "threadpool/object.h"

/* An object for one file: only requests that were announced end in a call. */
struct pool_io;

/* Associates the file with the pool's port. STATUS_SUCCESS, what io_associate
 * says, or STATUS_NO_MEMORY. */
NTSTATUS io_new(struct io_object *file, const struct pool_object_kind *kind,
                const struct pool_terms *terms, void (*function)(void),
                void *context, struct pool_object **made);

/* To be the kind's `destroy`. */
void io_forget(struct pool_object *object);

/* The same for all requests of a file, and for ever: there is one object for
 * all files with the same function. */
NTSTATUS io_bind(struct io_object *file, const struct pool_object_kind *kind,
                 void (*function)(void));

/* For workers: the object that a packet is for, and what it says. False:
 * nobody expects it. */
bool io_take_packet(struct packet *packet, struct pool_run *run);

#endif
