/* What the handle of a mailslot names: its reader, or a writer. */
#include <stdlib.h>

#include "iocp/errors.h"
#include "object/mailslot.h"

/* No file system is this device: a slot's opens agree among themselves. */
#define NO_DEVICE UINT64_MAX

static void let_go(struct mailslot_object *object)
{
    share_leave(&object->share, -1);
    if (object->server)
        mailslot_close(object->slot);
}

/* Requests first: they end as those of a closed handle. */
static void object_close(struct object *head)
{
    io_object_close(head);
    let_go((struct mailslot_object *)head);
}

static void object_destroy(struct object *head)
{
    struct mailslot_object *object = (struct mailslot_object *)head;

    if (!atomic_load_explicit(&object->io.closing, memory_order_relaxed))
        let_go(object); /* never had a handle */
    mailslot_put(object->slot);
    io_object_fini(&object->io);
    free(object);
}

static const struct object_ops mailslot_ops = {
    .name = "mailslot",
    .close = object_close,
    .destroy = object_destroy,
    .waitable = io_object_waitable,
};

NTSTATUS mailslot_object_new(struct mailslot *slot, bool server,
                             unsigned access, unsigned share, bool overlapped,
                             struct mailslot_object **object)
{
    struct mailslot_object *made = calloc(1, sizeof *made);
    NTSTATUS status;

    if (made == NULL) {
        if (server)
            mailslot_close(slot);
        mailslot_put(slot);
        return STATUS_NO_MEMORY;
    }
    io_object_init(&made->io, OBJECT_MAILSLOT, &mailslot_ops, -1, overlapped);
    made->slot = slot;
    made->server = server;
    made->readable = (access & SHARE_READ) != 0;
    made->writable = (access & SHARE_WRITE) != 0;
    made->share.device = NO_DEVICE;
    made->share.index = (uintptr_t)slot;
    made->share.access = access;
    made->share.mode = share;
    status = share_join(&made->share, 0);
    if (status != STATUS_SUCCESS) {
        object_put(&made->io.head);
        return status;
    }
    /* Opening is the first request of a file object, and it has completed. */
    waitable_set(&made->io.signal);
    *object = made;
    return STATUS_SUCCESS;
}
