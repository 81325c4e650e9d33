#include "sys/futex.h"

#include <errno.h>
#include <linux/futex.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

int futex_wait(_Atomic uint32_t *word, uint32_t expected, uint64_t deadline_ns)
{
    struct timespec until = {
        .tv_sec = (time_t)(deadline_ns / 1000000000u),
        .tv_nsec = (long)(deadline_ns % 1000000000u),
    };
    int saved = errno;
    long rc;

    /* The bitset form takes an absolute time: a restart cannot lengthen it. */
    rc = syscall(SYS_futex, word, FUTEX_WAIT_BITSET_PRIVATE, expected,
                 deadline_ns == CLOCK_NEVER ? NULL : &until, NULL,
                 FUTEX_BITSET_MATCH_ANY);
    rc = rc < 0 ? -errno : 0;
    errno = saved;
    return rc == -ETIMEDOUT ? -ETIMEDOUT : 0;
}

void futex_wake(_Atomic uint32_t *word, int count)
{
    int saved = errno;

    syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, count, NULL, NULL, 0);
    errno = saved;
}
