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

    if (op->place < OP_INSIDE)
        return NULL;
    op->place = op->place == OP_LEAVING ? OP_LEFT : OP_OUTSIDE;
    op->target->lane_busy[lane] = false;
    next = list_first(&op->target->waiting[lane]);
    return next != NULL ? stop_waiting(LIST_ITEM(next, struct op, io.waiting))
                        : NULL;
}

void op_leave_lane(struct op *op)
{
    lock_take(&op->target->lock);
    op->target->in_lane[op->kind->lane]--;
    lock_drop(&op->target->lock);
    op->place = OP_LEAVING;
}

static void enter_lane(struct op *op)
{
    enum lane_kind lane = op->kind->lane;

    if (lane == LANE_NONE)
        return;
    op->target->lane_busy[lane] = true;
    op->place = OP_INSIDE;
}

/* Nobody tells a parked request of a cancel that came before it was here. */
static enum op_step stay_parked(struct op *op)
{
    return op_is_cancelled(op) ? op->kind->step(op, -ECANCELED) : OP_STEP_PARK;
}

/* Does what a step wants; returns the request that may start because of it. */
static struct op *follow(struct shard *shard, struct op *op,
                         enum op_step wanted)
{
    struct op *next = NULL;

    if (wanted == OP_STEP_ISSUE && op_is_cancelled(op))
        wanted = op_finish_error(op, -ECANCELED, op->packet.information);
    else if (wanted == OP_STEP_PARK)
        wanted = stay_parked(op);
    if (wanted == OP_STEP_DONE || op->place == OP_LEAVING)
        next = leave_lane(op);
    if (wanted == OP_STEP_ISSUE)
        engine_issue(shard, &op->io);
    else if (wanted == OP_STEP_DONE)
        op_complete(shard, op);
    else
        op->waits = true;
    return next;
}

static struct op *step(struct shard *shard, struct op *op, int32_t result)
{
    return follow(shard, op, op->kind->step(op, result));
}

/* Starts a request whose turn it is, and whoever its end lets start. */
static void start(struct shard *shard, struct op *op)
{
    while (op != NULL) {
        enter_lane(op);
        op = step(shard, op, 0);
    }
}

/* Who enters the lane from here on finds it free: its bytes are gone. False:
 * others wait for the lane, the shard has to give it to them. */
static bool give_lane_back(struct op *op)
{
    struct io_object *io = op->target;
    enum lane_kind lane = op->kind->lane;
    bool alone;

    lock_take(&io->lock);
    alone = io->in_lane[lane] == 1;
    if (alone)
        atomic_store_explicit(&io->lane_lent[lane], false,
                              memory_order_relaxed);
    lock_drop(&io->lock);
    return alone;
}

void op_begin_here(struct op *op)
{
    enum op_step wanted = op->kind->step(op, 0);
    int32_t result = -EAGAIN;

    if (wanted == OP_STEP_ISSUE && op->io.code == ENGINE_SENDFILE)
        result = engine_send_file(&op->io);
    if (result != -EAGAIN)
        wanted = op->kind->step(op, result);
    op->wanted = (uint8_t)wanted;
    if (wanted == OP_STEP_DONE && give_lane_back(op))
        op_complete(NULL, op);
    else
        engine_submit(op);
}

/* Goes on with what the calling thread began. Others that arrived first have
 * let it pass. */
static void take_over(struct shard *shard, struct op *op)
{
    atomic_store_explicit(&op->target->lane_lent[op->kind->lane], false,
                          memory_order_relaxed);
    enter_lane(op);
    start(shard, follow(shard, op, op->wanted));
}

/* A lane is lent under the object's lock, before those that find it so. */
static bool lane_is_taken(const struct op *op)
{
    enum lane_kind lane = op->kind->lane;

    return lane != LANE_NONE &&
           (op->target->lane_busy[lane] ||
            atomic_load_explicit(&op->target->lane_lent[lane],
                                 memory_order_relaxed));
}

void op_arrive(struct shard *shard, struct op *op)
{
    op->arrived = true;
    if (op->place == OP_LENT) {
        take_over(shard, op);
    } else if (!lane_is_taken(op)) {
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

/* Somebody has called it off, or what it waits for is there. */
static void unpark(struct shard *shard, struct op *op)
{
    op->waits = false;
    follow(shard, op, op->kind->step(op, -ECANCELED));
}

void op_abort(struct shard *shard, struct op *op)
{
    if (op->arrived && !has_ended(op)) {
        if (op->io.issued)
            engine_revoke(shard, &op->io);
        else if (op->waits && op->kind->lane == LANE_NONE)
            unpark(shard, op);
        else if (op->waits) {
            op_finish_error(stop_waiting(op), -ECANCELED, 0);
            op_complete(shard, op);
        }
    }
    op_put(op);
}
