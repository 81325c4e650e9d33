/* What the call prepares for TransmitFile's request. */
#ifndef OP_TRANSMIT_H
#define OP_TRANSMIT_H

#include <stdbool.h>

struct op_transmit;

/* Room for the chunks of a file that is not sent from the cache, by its
 * `granule` and what `remaining` says; `drop` frees it. False without memory.
 */
bool transmit_reserve(struct op_transmit *transmit);

#endif
