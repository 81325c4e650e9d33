/* Event objects. */
#ifndef SYNC_EVENT_H
#define SYNC_EVENT_H

#include <stdbool.h>

#include "object/object.h"
#include "sync/waitable.h"

/* A new event with one reference, no handle and no name; or NULL. */
struct object *event_new(bool manual_reset, bool signalled);

/* The signal of an object that is known to be an event. */
struct waitable *event_waitable(struct object *object);

#endif
