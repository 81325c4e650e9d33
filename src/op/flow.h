/* The way of a request through its shard. All on the shard's thread but the
 * beginning that its caller may make. */
#ifndef OP_FLOW_H
#define OP_FLOW_H

#include "op/op.h"

/* In the call that started the request, to which its lane is lent: the first
 * step and, if it is one that does not wait, the first io. Ends the request or
 * submits it. */
void op_begin_here(struct op *op);

/* Off the submit list: starts it, or lets it wait for its lane. */
void op_arrive(struct shard *shard, struct op *op);

/* A result for what it issued last. */
void op_advance(struct shard *shard, struct op *op, int32_t result);

/* Off the cancel list: ends it early if it has not ended. Drops the
 * reference that came with it. */
void op_abort(struct shard *shard, struct op *op);

#endif
