/* Why io_uring does not run here, in words for whoever runs the program. */
#ifndef ENGINE_REASON_H
#define ENGINE_REASON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* "Not here", as opposed to "not now". */
bool reason_is_refusal(int rc);

/* Writes one sentence. `rc` is what opening gave, `found` the features it
 * found; `disabled` is what kernel.io_uring_disabled says, or negative where
 * there is none. */
void reason_write(char *reason, size_t size, int rc, uint32_t found,
                  int disabled);

#endif
