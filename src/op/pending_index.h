/* The pending requests of one object by the address of their OVERLAPPED: for
 * CancelIoEx, where an object has very many. Made by the first cancel that
 * would have had to walk far, kept up to date from then on, and dropped when
 * few are left; everybody else pays a look at `io->indexed`.
 *
 * All under the object's lock. */
#ifndef OP_PENDING_INDEX_H
#define OP_PENDING_INDEX_H

#include <stdbool.h>

#include "iocp/types.h"
#include "object/io_object.h"

struct op;

/* Makes it, if it is worth it and there is memory: true when there is one. */
bool pending_index_make_locked(struct io_object *io);

/* A request was linked to `pending`, or taken off it, while io->indexed. */
void pending_index_add_locked(struct io_object *io, struct op *op);
void pending_index_remove_locked(struct io_object *io, const struct op *op);

/* The requests with this address, in no order: start with *place 0; NULL when
 * there are no more. Nothing is added or removed meanwhile. */
struct op *pending_index_next_locked(struct io_object *io,
                                     const OVERLAPPED *overlapped,
                                     uint32_t *place);

#endif
