/* The names of events, mutexes, semaphores, timers and jobs: one space for all,
 * shared inside this process only, and claimed for it: another process of the
 * user that makes one of the same name is refused. The life of a name is that
 * of its object, not of its handles: it can be found until the last reference
 * is gone, which differs from Windows only while somebody still waits on an
 * object that is closed. */
#ifndef SYNC_NAMED_H
#define SYNC_NAMED_H

#include "base/list.h"
#include "iocp/types.h"
#include "object/object.h"

struct named {
    struct object *object; /* (c) that it is part of */
    char *name;            /* (c) owned; NULL: it has none */
    int claim;             /* (name lock) owned descriptor; below 0: it could
                            * not be had, or went to the next of that name */
    struct list_node link; /* (name lock) */
};

/* Gives a new object its name, if `name` is not NULL, and returns the object
 * of that name with a reference: `object` itself, or the one that was there
 * (`object` has no name then). NULL: STATUS_NO_MEMORY,
 * STATUS_OBJECT_TYPE_MISMATCH, one of another kind has it, or
 * STATUS_OBJECT_NAME_COLLISION, another process has it. */
struct object *named_enter(struct object *object, const char *name,
                           NTSTATUS *status);

/* The object of that name and kind with a reference, or NULL:
 * STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_TYPE_MISMATCH, or
 * STATUS_NOT_SUPPORTED, another process has it. */
struct object *named_find(const char *name, enum object_kind kind,
                          NTSTATUS *status);

/* For `close` or `destroy`; does nothing where there is no name (zeros). */
void named_leave(struct named *named);

#endif
