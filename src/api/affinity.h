/* Groups of processors, for calls on threads and processes. */
#ifndef API_AFFINITY_H
#define API_AFFINITY_H

#include <stdbool.h>
#include <stdint.h>

#include "iocp/types.h"
#include "sys/affinity.h"

/* The first group in which the set has a processor, and its part of that; a
 * set that has none is in group 0, with no processor. */
uint64_t affinity_primary(const struct affinity *set, unsigned *group);

/* The group of the calling thread. */
unsigned affinity_current_group(void);

/* What a failed sys/affinity.h call means. */
NTSTATUS affinity_status(int rc);

#endif
