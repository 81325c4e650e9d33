#include "api/threadpool_end.h"

#include <stdlib.h>

#include "api/api.h"
#include "sync/event.h"

struct ended_by_call {
    struct object head;
    struct pool_object *object; /* counted */
};

static void forget(struct object *object)
{
    pool_object_put(((struct ended_by_call *)object)->object);
    free(object);
}

static const struct object_ops end_ops = {
    .name = "thread pool",
    .destroy = forget,
};

NTSTATUS end_handle(struct pool_object *object, enum object_kind kind,
                    HANDLE *handle)
{
    struct ended_by_call *named = calloc(1, sizeof *named);
    NTSTATUS status = STATUS_NO_MEMORY;

    if (named != NULL) {
        object_init(&named->head, kind, &end_ops);
        pool_object_get(object);
        named->object = object;
        status = table_insert(&named->head, handle);
        object_put(&named->head);
    }
    if (status != STATUS_SUCCESS)
        pool_object_close(object);
    return status;
}

static struct pool_object *find(HANDLE handle, enum object_kind kind, bool take)
{
    NTSTATUS status;
    struct object *named = table_get(handle, kind, &status);
    struct pool_object *object = NULL;

    if (named == NULL) {
        api_fail(status);
        return NULL;
    }
    if (!take || api_result(table_close(handle, kind))) {
        object = ((struct ended_by_call *)named)->object;
        pool_object_get(object);
    }
    object_put(named);
    return object;
}

struct pool_object *end_find(HANDLE handle, enum object_kind kind)
{
    return find(handle, kind, false);
}

struct pool_object *end_take(HANDLE handle, enum object_kind kind)
{
    return find(handle, kind, true);
}

bool end_event(HANDLE completion, struct object **event)
{
    NTSTATUS status;

    *event = NULL;
    if (completion == NULL || completion == INVALID_HANDLE_VALUE)
        return true;
    *event = table_get(completion, OBJECT_EVENT, &status);
    return *event != NULL || api_fail(status);
}

void end_tell(struct object *event)
{
    if (event == NULL)
        return;
    waitable_set(event_waitable(event));
    object_put(event);
}

bool end_is_pending(struct pool_object *object, HANDLE completion)
{
    if (completion != INVALID_HANDLE_VALUE)
        return pool_object_is_busy(object);
    pool_object_wait(object);
    return false;
}
