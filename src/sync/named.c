#include "sync/named.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/lock.h"
#include "iocp/errors.h"
#include "sys/name_claim.h"

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

/* Whether one of that name is here still, though its last reference may be
 * gone, and so has not given up what it has claimed. */
static bool is_leaving_locked(const char *name)
{
    LIST_FOR_EACH (node, &names)
        if (strcmp(LIST_ITEM(node, struct named, link)->name, name) == 0)
            return true;
    return false;
}

/* The process' claim on the name, from one that is leaving if there is one:
 * its lock would stand in our own way. Made under the lock: two threads must
 * not be in each other's. */
static int claim_locked(const char *name)
{
    LIST_FOR_EACH (node, &names) {
        struct named *named = LIST_ITEM(node, struct named, link);
        int claim = named->claim;

        if (claim >= 0 && strcmp(named->name, name) == 0) {
            named->claim = -1;
            return claim;
        }
    }
    return name_claim(NAME_OBJECTS, name);
}

static NTSTATUS enter_locked(struct object *object, const char *name)
{
    struct named *named = object->ops->named(object);
    char *copy = strdup(name);
    int claim;

    if (copy == NULL)
        return STATUS_NO_MEMORY;
    claim = claim_locked(name);
    if (claim == -EBUSY) {
        free(copy);
        return STATUS_OBJECT_NAME_COLLISION;
    }
    named->object = object;
    named->name = copy;
    named->claim = claim;
    list_append(&names, &named->link);
    return STATUS_SUCCESS;
}

/* The object of that name: the one that is there, or `object` from now on. */
static struct object *find_or_enter(struct object *object, const char *name,
                                    NTSTATUS *status)
{
    struct object *found;

    lock_take(&name_lock);
    found = find_locked(name);
    if (found == NULL) {
        *status = enter_locked(object, name);
        if (*status == STATUS_SUCCESS) {
            object_get(object);
            found = object;
        }
    }
    lock_drop(&name_lock);
    return found;
}

struct object *named_enter(struct object *object, const char *name,
                           NTSTATUS *status)
{
    struct object *found = object;

    *status = STATUS_SUCCESS;
    if (name == NULL)
        object_get(object);
    else
        found = find_or_enter(object, name, status);
    return found != NULL && found != object
               ? of_kind(found, object->kind, status)
               : found;
}

struct object *named_find(const char *name, enum object_kind kind,
                          NTSTATUS *status)
{
    struct object *found;

    *status = STATUS_OBJECT_NAME_NOT_FOUND;
    lock_take(&name_lock);
    found = find_locked(name);
    if (found == NULL && !is_leaving_locked(name) &&
        name_is_elsewhere(NAME_OBJECTS, name))
        *status = STATUS_NOT_SUPPORTED;
    lock_drop(&name_lock);
    return found != NULL ? of_kind(found, kind, status) : NULL;
}

void named_leave(struct named *named)
{
    if (named->name == NULL)
        return;
    lock_take(&name_lock);
    list_remove(&named->link);
    if (named->claim >= 0)
        name_give_up(NAME_OBJECTS, named->name, named->claim);
    named->claim = -1;
    lock_drop(&name_lock);
    free(named->name);
    named->name = NULL;
}
