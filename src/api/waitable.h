/* What a handle stands for, to those who wait for it. */
#ifndef API_WAITABLE_H
#define API_WAITABLE_H

#include "object/object.h"
#include "sync/waitable.h"

/* The object, with a reference; NULL: STATUS_INVALID_HANDLE,
 * STATUS_OBJECT_TYPE_MISMATCH (nobody can wait for it), STATUS_ACCESS_DENIED.
 * GetCurrentProcess() is not among them. */
struct object *waitable_find(HANDLE handle, struct waitable **waitable,
                             NTSTATUS *status);

#endif
