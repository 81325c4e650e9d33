/* Counters before the library's system calls and allocations, put there by the
 * linker (`--wrap`). */
#ifndef GATE_COUNTERS_H
#define GATE_COUNTERS_H

#include <stdint.h>

struct counters {
    _Atomic uint64_t calls;       /* into the kernel, of what a message needs */
    _Atomic uint64_t reads;       /* of them, preadv2 */
    _Atomic uint64_t allocations; /* malloc and its like */
    _Atomic uint64_t live_bytes;  /* allocated and not freed */
};
extern struct counters counters;

/* Calls and allocations from here on. */
void counters_reset(void);
uint64_t counters_live_bytes(void);

#endif
