#include "sys/wake_timer.h"

#include <errno.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "sys/fd.h"

#define NS_PER_SECOND 1000000000u

int wake_timer_open(struct wake_timer *timer)
{
    timer->fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    return timer->fd < 0 ? -errno : 0;
}

void wake_timer_close(struct wake_timer *timer)
{
    if (timer->fd >= 0)
        fd_close(timer->fd);
}

void wake_timer_set(struct wake_timer *timer, uint64_t delay_ns)
{
    const struct itimerspec once = {
        .it_value = {.tv_sec = (time_t)(delay_ns / NS_PER_SECOND),
                     .tv_nsec = (long)(delay_ns % NS_PER_SECOND)},
    };
    int saved = errno;

    timerfd_settime(timer->fd, 0, &once, NULL);
    errno = saved;
}

void wake_timer_wait(struct wake_timer *timer)
{
    uint64_t count;

    while (read(timer->fd, &count, sizeof count) < 0 && errno == EINTR)
        ;
}
