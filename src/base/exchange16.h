/* Compare and exchange of 16 bytes. Not by the compiler's general builtin: gcc
 * makes that a call of libatomic, which a program would have to link. */
#ifndef BASE_EXCHANGE16_H
#define BASE_EXCHANGE16_H

#include <stdbool.h>
#include <stdint.h>

struct pair16 {
    uint64_t low, high;
};

/* Replaces *place by `to` if it is *expected: true. Else false, and *place may
 * be anything by now. A full barrier. `place` is aligned to 16 bytes. */
bool exchange16(volatile void *place, const struct pair16 *expected,
                const struct pair16 *to);

#endif
