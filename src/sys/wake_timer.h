/* A timer that any thread may set and one thread waits for. */
#ifndef SYS_WAKE_TIMER_H
#define SYS_WAKE_TIMER_H

#include <stdint.h>

struct wake_timer {
    int fd; /* (c) owned; -1: not open */
};

/* 0 or -errno. */
int wake_timer_open(struct wake_timer *timer);
void wake_timer_close(struct wake_timer *timer);

/* It runs out once, `delay_ns` (at least 1) from now, whatever it was set to
 * before. Any thread; leaves errno alone. */
void wake_timer_set(struct wake_timer *timer, uint64_t delay_ns);

/* Until it has run out. One thread at a time. */
void wake_timer_wait(struct wake_timer *timer);

#endif
