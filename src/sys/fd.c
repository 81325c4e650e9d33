#include "sys/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

void fd_close(int fd)
{
    int saved = errno;

    close(fd); /* on Linux the descriptor is gone even after EINTR */
    errno = saved;
}

int fd_replace(int fd, int from)
{
    int rc;

    do
        rc = dup3(from, fd, O_CLOEXEC);
    while (rc < 0 && (errno == EINTR || errno == EBUSY));
    return rc < 0 ? -errno : 0;
}

int fd_duplicate(int fd)
{
    int rc = fcntl(fd, F_DUPFD_CLOEXEC, 0);

    return rc < 0 ? -errno : rc;
}

static void raise_limit(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 &&
        limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

void fd_raise_limit(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, raise_limit);
}

int fd_open_null(void)
{
    int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

    return fd < 0 ? -errno : fd;
}
