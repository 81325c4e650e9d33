#include "sync/mutex.h"

#include <stdlib.h>

#include "sync/counted.h"
#include "sync/named.h"
#include "sync/owned.h"

struct mutex {
    struct object head;
    struct owned owned;
    struct named named;
};

struct semaphore {
    struct object head;
    struct counted counted;
    struct named named;
};

/* ---- Mutexes ---- */

static struct waitable *mutex_waitable(struct object *object)
{
    return &((struct mutex *)object)->owned.waitable;
}

static struct named *mutex_named(struct object *object)
{
    return &((struct mutex *)object)->named;
}

static void mutex_destroy(struct object *object)
{
    owned_fini(&((struct mutex *)object)->owned);
    named_leave(mutex_named(object));
    free(object);
}

static const struct object_ops mutex_ops = {
    .name = "mutex",
    .destroy = mutex_destroy,
    .waitable = mutex_waitable,
    .named = mutex_named,
};

struct object *mutex_new(bool owned)
{
    struct mutex *mutex = calloc(1, sizeof *mutex);

    if (mutex == NULL)
        return NULL;
    object_init(&mutex->head, OBJECT_MUTEX, &mutex_ops);
    owned_init(&mutex->owned, &mutex->head, owned);
    return &mutex->head;
}

NTSTATUS mutex_release(struct object *object)
{
    return owned_release(&((struct mutex *)object)->owned);
}

/* ---- Semaphores ---- */

static struct waitable *semaphore_waitable(struct object *object)
{
    return &((struct semaphore *)object)->counted.waitable;
}

static struct named *semaphore_named(struct object *object)
{
    return &((struct semaphore *)object)->named;
}

static void semaphore_destroy(struct object *object)
{
    named_leave(semaphore_named(object));
    free(object);
}

static const struct object_ops semaphore_ops = {
    .name = "semaphore",
    .destroy = semaphore_destroy,
    .waitable = semaphore_waitable,
    .named = semaphore_named,
};

struct object *semaphore_new(uint32_t count, uint32_t max)
{
    struct semaphore *semaphore = calloc(1, sizeof *semaphore);

    if (semaphore == NULL)
        return NULL;
    object_init(&semaphore->head, OBJECT_SEMAPHORE, &semaphore_ops);
    counted_init(&semaphore->counted, count, max);
    return &semaphore->head;
}

NTSTATUS semaphore_release(struct object *object, uint32_t how_many,
                           uint32_t *before)
{
    return counted_add(&((struct semaphore *)object)->counted, how_many,
                       before);
}
