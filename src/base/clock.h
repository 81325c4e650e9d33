/* Deadlines on CLOCK_MONOTONIC, in nanoseconds. Timeouts of waits exclude the
 * time the machine sleeps, as Windows 8 and later do. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

#define CLOCK_NOW 0u                 /* a deadline that has passed: poll */
#define CLOCK_NEVER UINT64_MAX       /* wait for ever */
#define CLOCK_INFINITE_MS UINT32_MAX /* INFINITE of the wait functions */
#define CLOCK_UNIX_EPOCH 116444736000000000 /* 1970 as a FILETIME */

uint64_t clock_now_ns(void);

/* What the clock on the wall shows, since 1970, UTC; it may be moved. */
uint64_t clock_wall_ns(void);

/* The same in 100 ns since 1601: a FILETIME. */
uint64_t clock_file_time(void);

/* How long the calling thread has run, on any processor. */
uint64_t clock_thread_ns(void);

/* Turns a Win32 timeout into a deadline; 0 polls, INFINITE never ends. */
static inline uint64_t clock_deadline_ns(uint32_t timeout_ms)
{
    if (timeout_ms == 0)
        return CLOCK_NOW;
    if (timeout_ms == CLOCK_INFINITE_MS)
        return CLOCK_NEVER;
    return clock_now_ns() + (uint64_t)timeout_ms * 1000000u;
}

#endif
