#include "object/object.h"

void object_init(struct object *object, enum object_kind kind,
                 const struct object_ops *ops)
{
    atomic_init(&object->refs, 1);
    atomic_init(&object->handles, 0);
    object->kind = kind;
    object->ops = ops;
}
