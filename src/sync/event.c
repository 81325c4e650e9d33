#include "sync/event.h"

#include <stdlib.h>

#include "sync/named.h"

struct event {
    struct object head;
    struct waitable signal;
    struct named named;
};

struct waitable *event_waitable(struct object *object)
{
    return &((struct event *)object)->signal;
}

static struct named *event_named(struct object *object)
{
    return &((struct event *)object)->named;
}

static void event_destroy(struct object *object)
{
    named_leave(event_named(object));
    free(object);
}

static const struct object_ops event_ops = {
    .name = "event",
    .destroy = event_destroy,
    .waitable = event_waitable,
    .named = event_named,
};

struct object *event_new(bool manual_reset, bool signalled)
{
    struct event *event = calloc(1, sizeof *event);

    if (event == NULL)
        return NULL;
    object_init(&event->head, OBJECT_EVENT, &event_ops);
    waitable_init(&event->signal, !manual_reset, signalled);
    return &event->head;
}
