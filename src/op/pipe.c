/* A request on a pipe that has to wait: its kernel is object/pipe.c, and no
 * shard ever sees it. Whoever brings what it waits for ends it.
 *
 * A cancel may come while it is on its way into the pipe: each side marks or
 * queues first and looks for the other one's trace then, so one of them takes
 * it out. */
#include "object/pipe_object.h"
#include "op/op.h"
#include "port/concurrency.h"

static struct pipe_end *end_of(struct op *op)
{
    return &((struct pipe_object *)op->target)->end;
}

static void complete(struct op *op, NTSTATUS status)
{
    op_end_unseen(op, status, op->data.pipe.request.done);
}

static void ended(struct pipe_request *request)
{
    complete(LIST_ITEM(request, struct op, data.pipe.request), request->status);
}

static void pipe_cancel(struct op *op)
{
    pipe_revoke(end_of(op), &op->data.pipe.request);
}

/* Another process says when it has what was written: after the call a program
 * may count on that. */
static NTSTATUS submit(struct op *op)
{
    struct pipe_end *end = end_of(op);
    NTSTATUS status;

    if (!pipe_end_is_remote(end))
        return pipe_submit(end, &op->data.pipe.request, true);
    concurrency_block();
    status = pipe_submit(end, &op->data.pipe.request, true);
    concurrency_unblock();
    return status;
}

static void pipe_begin(struct op *op)
{
    NTSTATUS status;

    op_get(op);
    op->data.pipe.request.end = ended;
    op->data.pipe.request.tell_queued = op->quiet != OP_BLOCKING;
    status = submit(op);
    /* Closed since the request was counted: it ends as those that wait. */
    if (status == STATUS_INVALID_HANDLE)
        status = STATUS_PIPE_BROKEN;
    if (status != STATUS_PENDING)
        complete(op, status);
    else if (op_is_cancelled(op))
        pipe_cancel(op);
    op_put(op);
}

const struct op_kind op_pipe = {
    .name = "pipe",
    .lane = LANE_NONE,
    .begin = pipe_begin,
    .cancel = pipe_cancel,
    .closed_status = STATUS_PIPE_BROKEN,
};
