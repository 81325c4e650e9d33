/* Event objects. The life of a name is that of its object, not of its handles:
 * a name can be found until the last reference is gone, which differs from
 * Windows only while somebody still waits on an event that is closed. */
#include "sync/event.h"

#include <stdlib.h>
#include <string.h>

#include "base/lock.h"

static struct lock name_lock = LOCK_INITIALISER(LOCK_OBJECT);
static struct list_node named_events = {&named_events, &named_events};

struct waitable *event_waitable(struct object *object)
{
    return &((struct event *)object)->signal;
}

static void event_destroy(struct object *object)
{
    struct event *event = (struct event *)object;

    if (event->name != NULL) {
        lock_take(&name_lock);
        list_remove(&event->named);
        lock_drop(&name_lock);
        free(event->name);
    }
    free(event);
}

static const struct object_ops event_ops = {
    .name = "event",
    .destroy = event_destroy,
    .waitable = event_waitable,
};

static struct event *event_new(bool manual_reset, bool signalled,
                               const char *name)
{
    struct event *event = calloc(1, sizeof *event);

    if (event == NULL)
        return NULL;
    object_init(&event->head, OBJECT_EVENT, &event_ops);
    waitable_init(&event->signal, !manual_reset, signalled);
    list_init(&event->named);
    if (name == NULL)
        return event;
    event->name = strdup(name);
    if (event->name == NULL) {
        free(event);
        return NULL;
    }
    return event;
}

/* A reference, unless the last one is gone and destroy about to unlink it. */
static bool get_living(struct object *object)
{
    uint32_t refs = atomic_load_explicit(&object->refs, memory_order_relaxed);

    while (refs != 0)
        if (atomic_compare_exchange_weak(&object->refs, &refs, refs + 1))
            return true;
    return false;
}

static struct event *find_named_locked(const char *name)
{
    LIST_FOR_EACH (node, &named_events) {
        struct event *event = LIST_ITEM(node, struct event, named);

        if (strcmp(event->name, name) == 0 && get_living(&event->head))
            return event;
    }
    return NULL;
}

struct event *event_open(bool manual_reset, bool signalled, const char *name,
                         bool *existed)
{
    struct event *event = event_new(manual_reset, signalled, name);
    struct event *found;

    *existed = false;
    if (event == NULL || name == NULL)
        return event;
    lock_take(&name_lock);
    found = find_named_locked(name);
    if (found == NULL)
        list_append(&named_events, &event->named);
    lock_drop(&name_lock);
    if (found == NULL)
        return event;
    object_put(&event->head);
    *existed = true;
    return found;
}
