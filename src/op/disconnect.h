/* Ending a connection in order, for DisconnectEx and TransmitFile. */
#ifndef OP_DISCONNECT_H
#define OP_DISCONNECT_H

#include "op/op.h"

/* Fills op->io with the shutdown. */
void disconnect_want(struct op *op, bool reuse);

/* With its result: ends the request, or waits for what is in the way. `bytes`
 * is what the whole request transferred. */
enum op_step disconnect_done(struct op *op, int32_t result, bool reuse,
                             size_t bytes);

#endif
