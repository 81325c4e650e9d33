#include "sync/named.h"

#include <stdlib.h>
#include <string.h>

#include "base/lock.h"
#include "iocp/errors.h"

static struct lock name_lock = LOCK_INITIALISER(LOCK_OBJECT);
static struct list_node names = {&names, &names};

static struct object *find_locked(const char *name)
{
    LIST_FOR_EACH (node, &names) {
        struct named *named = LIST_ITEM(node, struct named, link);

        if (strcmp(named->name, name) == 0 && object_get_living(named->object))
            return named->object;
    }
    return NULL;
}

/* Takes over the reference. */
static struct object *of_kind(struct object *object, enum object_kind kind,
                              NTSTATUS *status)
{
    *status = STATUS_SUCCESS;
    if (object->kind == kind)
        return object;
    *status = STATUS_OBJECT_TYPE_MISMATCH;
    object_put(object);
    return NULL;
}

/* The name is there already, or the object's from now on: NULL. */
static struct object *find_or_enter(struct object *object, char *name)
{
    struct named *named = object->ops->named(object);
    struct object *found;

    lock_take(&name_lock);
    found = find_locked(name);
    if (found == NULL) {
        named->object = object;
        named->name = name;
        list_append(&names, &named->link);
    }
    lock_drop(&name_lock);
    return found;
}

struct object *named_enter(struct object *object, const char *name,
                           NTSTATUS *status)
{
    struct object *found = NULL;
    char *copy;

    *status = STATUS_SUCCESS;
    if (name != NULL) {
        copy = strdup(name);
        if (copy == NULL) {
            *status = STATUS_NO_MEMORY;
            return NULL;
        }
        found = find_or_enter(object, copy);
        if (found != NULL) {
            free(copy);
            return of_kind(found, object->kind, status);
        }
    }
    object_get(object);
    return object;
}

struct object *named_find(const char *name, enum object_kind kind,
                          NTSTATUS *status)
{
    struct object *found;

    lock_take(&name_lock);
    found = find_locked(name);
    lock_drop(&name_lock);
    if (found != NULL)
        return of_kind(found, kind, status);
    *status = STATUS_OBJECT_NAME_NOT_FOUND;
    return NULL;
}

void named_leave(struct named *named)
{
    if (named->name == NULL)
        return;
    lock_take(&name_lock);
    list_remove(&named->link);
    lock_drop(&name_lock);
    free(named->name);
    named->name = NULL;
}
