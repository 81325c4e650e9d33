/* How registered waits and timers of queues end: each has a handle, and its
 * callbacks are waited for, told of, or left alone. */
#ifndef API_THREADPOOL_END_H
#define API_THREADPOOL_END_H

#include "threadpool/object.h"

/* A handle for a new object, which is closed if there is none. */
NTSTATUS end_handle(struct pool_object *object, enum object_kind kind,
                    HANDLE *handle);

/* The object of a handle, with a reference; NULL with the last error set.
 * end_take takes the handle away, too. */
struct pool_object *end_find(HANDLE handle, enum object_kind kind);
struct pool_object *end_take(HANDLE handle, enum object_kind kind);

/* What a program gave to be told by: *event is counted; NULL for no event.
 * False with the last error set, if it is no event either. */
bool end_event(HANDLE completion, struct object **event);
/* Sets it and puts it back; may be NULL. */
void end_tell(struct object *event);

/* Whether callbacks of a stopped object are queued or run; waits for them if
 * the program said so. */
bool end_is_pending(struct pool_object *object, HANDLE completion);

#endif
