#include "base/clock.h"

#include <time.h>

uint64_t clock_now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

uint64_t clock_deadline_ns(uint32_t timeout_ms)
{
    if (timeout_ms == 0)
        return CLOCK_NOW;
    if (timeout_ms == CLOCK_INFINITE_MS)
        return CLOCK_NEVER;
    return clock_now_ns() + (uint64_t)timeout_ms * 1000000u;
}
