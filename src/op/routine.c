#include "op/routine.h"

#include "object/thread.h"
#include "op/op.h"

NTSTATUS op_set_routine(struct op *op, OVERLAPPED *overlapped,
                        const struct routine *routine)
{
    struct thread *thread = thread_current();

    if (thread == NULL) {
        op_abandon(op);
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    op->quiet = OP_CALLS;
    op->event = &thread->head;
    op->packet.overlapped = overlapped;
    op->packet.call = (uint8_t)routine->call;
    op->packet.key = routine->function;
    return STATUS_SUCCESS;
}

/* Once queued the request may be called, and its storage used again. */
void op_queue_call(struct op *op)
{
    struct thread *thread = (struct thread *)op->event;
    struct io_object *target = op->target;

    op_set_state(op, OP_QUEUED);
    if (!apc_push(&thread->apcs, &op->packet))
        op->packet.release(&op->packet); /* the thread has ended */
    object_put(&thread->head);
    object_put(&target->head);
}
