/* Mutex and semaphore objects. */
#ifndef SYNC_MUTEX_H
#define SYNC_MUTEX_H

#include <stdbool.h>
#include <stdint.h>

#include "iocp/types.h"
#include "object/object.h"

/* A new one with one reference, no handle and no name; or NULL. */
struct object *mutex_new(bool owned);
struct object *semaphore_new(uint32_t count, uint32_t max);

/* Of an object that is known to be one: owned_release, counted_add. */
NTSTATUS mutex_release(struct object *object);
NTSTATUS semaphore_release(struct object *object, uint32_t how_many,
                           uint32_t *before);

#endif
