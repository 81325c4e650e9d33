/* A timer that makes a descriptor readable at a moment of a clock. */
#ifndef SYS_CLOCK_TIMER_H
#define SYS_CLOCK_TIMER_H

#include <stdbool.h>
#include <stdint.h>

/* On CLOCK_REALTIME, if `wall`, else on CLOCK_MONOTONIC. A descriptor, or
 * -errno. */
int clock_timer_open(bool wall);

/* It becomes readable when its clock shows `due_ns` (at least 1), or at once if
 * that is over, whatever it was set to before. When the wall clock is changed,
 * the kernel looks anew which moments are over (timer_settime(2), as of
 * TIMER_ABSTIME): it needs no notice from us. Leaves errno alone. */
void clock_timer_set(int timer, int64_t due_ns);

#endif
