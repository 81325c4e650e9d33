/* A read of a mailslot that has to wait: its kernel is object/mailslot.c, and
 * no shard ever sees it. Whoever brings a message ends it, or its deadline.
 *
 * A cancel may come while it is on its way into the slot: each side marks or
 * queues first and looks for the other one's trace then, so one of them takes
 * it out. */
#include "object/mailslot.h"
#include "op/op.h"

static struct mailslot *slot_of(struct op *op)
{
    return ((struct mailslot_object *)op->target)->slot;
}

static void complete(struct op *op, NTSTATUS status)
{
    op_end_unseen(op, status, op->data.mailslot.read.done);
}

static void ended(struct mailslot_read *read)
{
    complete(LIST_ITEM(read, struct op, data.mailslot.read), read->status);
}

static void mailslot_cancel(struct op *op)
{
    mailslot_revoke(slot_of(op), &op->data.mailslot.read);
}

static void mailslot_begin(struct op *op)
{
    NTSTATUS status;

    op_get(op);
    op->data.mailslot.read.end = ended;
    status = mailslot_submit(slot_of(op), &op->data.mailslot.read, true);
    /* Closed since the request was counted: it ends as those that wait. */
    if (status == STATUS_INVALID_HANDLE)
        status = STATUS_FILE_FORCED_CLOSED;
    if (status != STATUS_PENDING)
        complete(op, status);
    else if (op_is_cancelled(op))
        mailslot_cancel(op);
    op_put(op);
}

const struct op_kind op_mailslot = {
    .name = "mailslot",
    .lane = LANE_NONE,
    .begin = mailslot_begin,
    .cancel = mailslot_cancel,
    .closed_status = STATUS_FILE_FORCED_CLOSED,
};
