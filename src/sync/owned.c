#include "sync/owned.h"

#include "base/thread_exit.h"
#include "iocp/errors.h"
#include "sync/wait.h"

/* In thread-local storage: its address is the thread's identity. */
struct owner {
    struct exit_hook hook;
    struct list_node owned; /* (dispatcher lock) */
};

static __thread struct owner self;

static struct owned *owned_of(struct waitable *waitable)
{
    return LIST_ITEM(waitable, struct owned, waitable);
}

static void free_locked(struct owned *owned)
{
    owned->owner = NULL;
    owned->depth = 0;
    list_remove(&owned->link);
    waitable_signal_locked(&owned->waitable);
}

/* Frees the first of what the thread owns. *object: with a reference, unless
 * it is about to be destroyed; nobody waits for it then. */
static struct owned *abandon_first(struct object **object)
{
    struct list_node *node;
    struct owned *owned = NULL;

    dispatcher_lock();
    node = list_first(&self.owned);
    if (node != NULL) {
        owned = LIST_ITEM(node, struct owned, link);
        *object = object_get_living(owned->object) ? owned->object : NULL;
        owned->abandoned = true;
        free_locked(owned);
    }
    dispatcher_unlock();
    return owned;
}

static void abandon_all(void)
{
    struct object *object = NULL;
    struct owned *owned;

    while ((owned = abandon_first(&object)) != NULL)
        if (object != NULL) {
            waitable_release(&owned->waitable);
            object_put(object);
        }
}

struct owner *owner_current(void)
{
    if (self.owned.next == NULL)
        list_init(&self.owned);
    thread_exit_hook(&self.hook, abandon_all);
    return &self;
}

void owned_init(struct owned *owned, struct object *object, bool take)
{
    waitable_init(&owned->waitable, true, !take);
    owned->waitable.kind = WAITABLE_OWNED;
    owned->object = object;
    owned->owner = NULL;
    owned->depth = 0;
    owned->abandoned = false;
    list_init(&owned->link);
    if (!take)
        return;
    dispatcher_lock();
    owned_take_locked(&owned->waitable, owner_current());
    dispatcher_unlock();
}

void owned_fini(struct owned *owned)
{
    dispatcher_lock();
    list_remove(&owned->link);
    dispatcher_unlock();
}

bool owned_is_by(struct waitable *waitable, const struct owner *owner)
{
    return owner != NULL && waitable->kind == WAITABLE_OWNED &&
           owned_of(waitable)->owner == owner;
}

bool owned_take_locked(struct waitable *waitable, struct owner *owner)
{
    struct owned *owned = owned_of(waitable);
    bool abandoned = owned->abandoned;

    if (owned->owner == NULL) {
        owned->owner = owner;
        list_append(&owner->owned, &owned->link);
    }
    owned->depth++;
    owned->abandoned = false;
    return abandoned;
}

NTSTATUS owned_release(struct owned *owned)
{
    bool freed = false;
    NTSTATUS status = STATUS_MUTANT_NOT_OWNED;

    dispatcher_lock();
    if (owned->owner == &self) {
        status = STATUS_SUCCESS;
        freed = --owned->depth == 0;
        if (freed)
            free_locked(owned);
    }
    dispatcher_unlock();
    if (freed)
        waitable_release(&owned->waitable);
    return status;
}
