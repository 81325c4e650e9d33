/* Lanes keep order: the kernel would let two sends that wait for buffer space
 * interleave, and wakes several waiting receives newest first. So one request
 * of a lane is with the kernel at a time, the others wait here. */
#include "op/flow.h"

#include <errno.h>

static struct op *stop_waiting(struct op *op)
{
    list_remove(&op->io.waiting);
    op->waits = false;
    return op;
}

/* Gives the lane up; the request that may go next, or NULL. */
static struct op *leave_lane(struct op *op)
{
    enum lane_kind lane = op->kind->lane;
    struct list_node *next;

    if (!op->in_lane)
        return NULL;
    op->in_lane = false;
    op->leave_lane = false;
    op->target->lane_busy[lane] = false;
    next = list_first(&op->target->waiting[lane]);
    return next != NULL ? stop_waiting(LIST_ITEM(next, struct op, io.waiting))
                        : NULL;
}

static void enter_lane(struct op *op)
{
    enum lane_kind lane = op->kind->lane;

    if (lane == LANE_NONE)
        return;
    op->target->lane_busy[lane] = true;
    op->in_lane = true;
}

/* One step; returns the request that may start because of it. */
static struct op *step(struct shard *shard, struct op *op, int32_t result)
{
    struct op *next = NULL;
    enum op_step wanted = op->kind->step(op, result);

    if (wanted == OP_STEP_ISSUE && op_is_cancelled(op))
        wanted = op_finish_error(op, -ECANCELED, op->packet.information);
    if (wanted == OP_STEP_DONE || op->leave_lane)
        next = leave_lane(op);
    if (wanted == OP_STEP_ISSUE)
        engine_issue(shard, &op->io);
    else
        op_complete(shard, op);
    return next;
}

/* Starts a request whose turn it is, and whoever its end lets start. */
static void start(struct shard *shard, struct op *op)
{
    while (op != NULL) {
        enter_lane(op);
        op = step(shard, op, 0);
    }
}

static bool lane_is_busy(const struct op *op)
{
    enum lane_kind lane = op->kind->lane;

    return lane != LANE_NONE && op->target->lane_busy[lane];
}

void op_arrive(struct shard *shard, struct op *op)
{
    op->arrived = true;
    if (!lane_is_busy(op)) {
        start(shard, op);
    } else if (op_is_cancelled(op)) {
        op_finish_error(op, -ECANCELED, 0);
        op_complete(shard, op);
    } else {
        list_append(&op->target->waiting[op->kind->lane], &op->io.waiting);
        op->waits = true;
    }
}

/* A signal, a stop or a tracer came between, and nothing was done. Unless
 * somebody asked for the end, that is no end: Windows knows no such thing. */
static bool was_interrupted(struct op *op, int32_t result)
{
    return result == -EINTR && !op_is_cancelled(op);
}

void op_advance(struct shard *shard, struct op *op, int32_t result)
{
    if (was_interrupted(op, result))
        engine_issue(shard, &op->io);
    else
        start(shard, step(shard, op, result));
}

static bool has_ended(struct op *op)
{
    return atomic_load_explicit(&op->state, memory_order_relaxed) !=
           OP_SUBMITTED;
}

void op_abort(struct shard *shard, struct op *op)
{
    if (op->arrived && !has_ended(op)) {
        if (op->io.issued)
            engine_revoke(shard, &op->io);
        else if (op->waits) {
            op_finish_error(stop_waiting(op), -ECANCELED, 0);
            op_complete(shard, op);
        }
    }
    op_put(op);
}
