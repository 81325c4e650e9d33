#include "threadpool/group.h"

#include <stdlib.h>

struct pool_group {
    _Atomic uint32_t refs; /* (a) the program's, each member's */
    struct lock lock;      /* level threadpool */
    struct list_node members;
};

struct pool_group *group_new(void)
{
    struct pool_group *group = calloc(1, sizeof *group);

    if (group == NULL)
        return NULL;
    atomic_init(&group->refs, 1);
    lock_init(&group->lock, LOCK_THREADPOOL);
    list_init(&group->members);
    return group;
}

void group_put(struct pool_group *group)
{
    if (atomic_fetch_sub(&group->refs, 1) == 1)
        free(group);
}

void group_add(struct pool_group *group, struct pool_object *object)
{
    atomic_fetch_add(&group->refs, 1);
    lock_take(&group->lock);
    list_append(&group->members, &object->member);
    lock_drop(&group->lock);
}

void group_remove(struct pool_group *group, struct pool_object *object)
{
    lock_take(&group->lock);
    list_remove(&object->member);
    lock_drop(&group->lock);
}

/* Whoever closes a member himself at the same time was first. */
static void take_members(struct pool_group *group, struct list_node *taken)
{
    struct list_node *node, *next;

    lock_take(&group->lock);
    for (node = group->members.next; node != &group->members; node = next) {
        struct pool_object *object =
            LIST_ITEM(node, struct pool_object, member);
        int open = POOL_OPEN;

        next = node->next;
        if (!atomic_compare_exchange_strong(&object->state, &open,
                                            POOL_OF_GROUP))
            continue;
        list_remove(node);
        list_append(taken, node);
    }
    lock_drop(&group->lock);
}

/* "The cleanup callback to be called if the cleanup group is canceled before
 * the associated object is released" (SetThreadpoolCallbackCleanupGroup, pfng):
 * not for one that a callback of its own closed meanwhile. */
static void end_member(struct pool_object *object, bool cancel, void *context)
{
    pool_object_wait_for_all(object);
    if (cancel && object->terms.cancelled != NULL &&
        atomic_load(&object->state) == POOL_OF_GROUP)
        object->terms.cancelled(object->context, context);
    list_remove(&object->member);
    pool_object_put(object);
}

/* One that closes itself with its one call has done so, or will. */
static void stop_member(struct pool_object *object, bool cancel)
{
    if (object->kind->stop != NULL)
        object->kind->stop(object);
    if (cancel && pool_object_refuse(object) && object->kind->closes_itself)
        atomic_store(&object->state, POOL_CLOSED);
}

/* All are stopped before the first is waited for: what a callback that still
 * runs submits comes too late. */
void group_close_members(struct pool_group *group, bool cancel, void *context)
{
    struct list_node taken, *node;

    list_init(&taken);
    take_members(group, &taken);
    LIST_FOR_EACH (each, &taken)
        stop_member(LIST_ITEM(each, struct pool_object, member), cancel);
    while ((node = list_first(&taken)) != NULL)
        end_member(LIST_ITEM(node, struct pool_object, member), cancel,
                   context);
}
