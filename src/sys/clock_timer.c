#include "sys/clock_timer.h"

#include <errno.h>
#include <sys/timerfd.h>

#define NS_PER_SECOND 1000000000

int clock_timer_open(bool wall)
{
    int fd = timerfd_create(wall ? CLOCK_REALTIME : CLOCK_MONOTONIC,
                            TFD_CLOEXEC | TFD_NONBLOCK);

    return fd < 0 ? -errno : fd;
}

void clock_timer_set(int timer, int64_t due_ns)
{
    const struct itimerspec once = {
        .it_value = {.tv_sec = (time_t)(due_ns / NS_PER_SECOND),
                     .tv_nsec = (long)(due_ns % NS_PER_SECOND)},
    };
    int saved = errno;

    timerfd_settime(timer, TFD_TIMER_ABSTIME, &once, NULL);
    errno = saved;
}
