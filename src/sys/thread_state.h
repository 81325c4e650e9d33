/* What the kernel says of a thread. */
#ifndef SYS_THREAD_STATE_H
#define SYS_THREAD_STATE_H

#include <stdbool.h>
#include <stdint.h>

/* Whether a thread of this process is asleep in the kernel, for whatever
 * reason. False when it runs or is ready to, has ended, or nobody says. A few
 * microseconds; waits for nothing. */
bool thread_is_blocked(uint32_t thread_id);

#endif
