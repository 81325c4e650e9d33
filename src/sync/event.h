/* Event objects. Names are known inside this process only. */
#ifndef SYNC_EVENT_H
#define SYNC_EVENT_H

#include "iocp/types.h"
#include "object/object.h"
#include "sync/waitable.h"

struct event {
    struct object head;
    struct waitable signal;
    char *name;             /* (c) owned; NULL: the event has none */
    struct list_node named; /* (name lock) the list of named events */
};

/* A new event with one reference and no handle. With a name that is taken, the
 * event of that name, and *existed is true: its kind and state stay as they
 * are. NULL when memory is out. */
struct event *event_open(bool manual_reset, bool signalled, const char *name,
                         bool *existed);

/* The signal of an object that is known to be an event. */
struct waitable *event_waitable(struct object *object);

#endif
