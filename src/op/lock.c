/* A lock that has to wait for another to go (op/ranges.h). Nothing of it is
 * with the kernel: it is parked until its range is had, or it is cancelled. */
#include <errno.h>

#include "op/cancel.h"
#include "op/op.h"
#include "op/ranges.h"

static enum op_step range_step(struct op *op, int32_t result)
{
    struct op_lock *lock = &op->data.lock;
    NTSTATUS status = result == -ECANCELED ? range_give_up(lock->range)
                                           : range_park(lock->range, op);

    if (status == STATUS_PENDING)
        return OP_STEP_PARK;
    lock->range = NULL;
    return op_finish(op, status, 0);
}

static void range_drop(struct op *op)
{
    if (op->data.lock.range != NULL)
        range_abandon(op->data.lock.range);
}

const struct op_kind op_lock = {
    .name = "lock",
    .lane = LANE_NONE,
    .step = range_step,
    .closed_status = STATUS_CANCELLED,
    .drop = range_drop,
};

void file_close_ranges(struct file_object *file)
{
    static const struct cancel_filter locks = {
        .blocking = true,
        .background = true,
        .kind = &op_lock,
    };

    if (ranges_close(file))
        op_cancel_matching(&file->io, &locks);
}
