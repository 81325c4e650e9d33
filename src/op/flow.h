/* The way of a request through its shard. All on the shard's thread. */
#ifndef OP_FLOW_H
#define OP_FLOW_H

#include "op/op.h"

/* Off the submit list: starts it, or lets it wait for its lane. */
void op_arrive(struct shard *shard, struct op *op);

/* A result for what it issued last. */
void op_advance(struct shard *shard, struct op *op, int32_t result);

/* Off the cancel list: ends it early if it has not ended. Drops the
 * reference that came with it. */
void op_abort(struct shard *shard, struct op *op);

#endif
