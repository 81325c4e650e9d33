#include "object/object.h"

#include <assert.h>

void object_init(struct object *object, enum object_kind kind,
                 const struct object_ops *ops)
{
    atomic_init(&object->refs, 1);
    atomic_init(&object->handles, 0);
    object->kind = kind;
    object->ops = ops;
}

void object_get(struct object *object)
{
    uint32_t before =
        atomic_fetch_add_explicit(&object->refs, 1, memory_order_relaxed);

    assert(before > 0 && "reference taken on a dead object");
    (void)before;
}

void object_put(struct object *object)
{
    /* Release: our last writes happen before the destroy of whoever drops the
     * count to zero; that thread's acquire pairs with it. */
    if (atomic_fetch_sub_explicit(&object->refs, 1, memory_order_acq_rel) == 1)
        object->ops->destroy(object);
}
