/* Files, descriptors, waiting. */
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <stdarg.h>
#include <sys/epoll.h>
#include <stdbool.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "faults/seam.h"
#include "faults/wrap.h"

int __real_open64(const char *path, int how, ...);
int __wrap_open64(const char *path, int how, ...);
int __wrap_open64(const char *path, int how, ...)
{
    va_list more;
    mode_t mode;

    FAIL_AT(SEAM_OPEN);
    va_start(more, how);
    mode = how & O_CREAT ? va_arg(more, mode_t) : 0;
    va_end(more);
    return __real_open64(path, how, mode);
}

/* The first part of what was asked for, at least one byte. */
static struct iovec half(const struct iovec *iov)
{
    return (struct iovec){iov->iov_base, (iov->iov_len + 1) / 2};
}

WRAP(ssize_t, preadv64v2,
     (int fd, const struct iovec *iov, int count, off_t offset, int flags))
{
    int fault = seam_fault(SEAM_READ);
    struct iovec part = half(iov);

    if (fault == SEAM_SHORT)
        return __real_preadv64v2(fd, &part, 1, offset, flags);
    if (fault == 0)
        return __real_preadv64v2(fd, iov, count, offset, flags);
    errno = fault;
    return -1;
}

WRAP(ssize_t, pwritev64v2,
     (int fd, const struct iovec *iov, int count, off_t offset, int flags))
{
    int fault = seam_fault(SEAM_WRITE);
    struct iovec part = half(iov);

    if (fault == SEAM_SHORT)
        return __real_pwritev64v2(fd, &part, 1, offset, flags);
    if (fault == 0)
        return __real_pwritev64v2(fd, iov, count, offset, flags);
    errno = fault;
    return -1;
}

WRAP(ssize_t, write, (int fd, const void *bytes, size_t count))
{
    FAIL_AT(SEAM_WAKE);
    return __real_write(fd, bytes, count);
}

WRAP(ssize_t, sendfile64, (int to, int from, off_t *offset, size_t count))
{
    int fault = seam_fault(SEAM_SENDFILE);

    if (fault == SEAM_SHORT)
        return __real_sendfile64(to, from, offset, (count + 1) / 2);
    if (fault == 0)
        return __real_sendfile64(to, from, offset, count);
    errno = fault;
    return -1;
}

WRAP(int, ftruncate64, (int fd, off_t size))
{
    FAIL_AT(SEAM_TRUNCATE);
    return __real_ftruncate64(fd, size);
}

WRAP(int, fsync, (int fd))
{
    FAIL_AT(SEAM_SYNC);
    return __real_fsync(fd);
}

WRAP(int, dup3, (int from, int to, int flags))
{
    FAIL_AT(SEAM_DUP);
    return __real_dup3(from, to, flags);
}

WRAP(int, epoll_create1, (int flags))
{
    FAIL_AT(SEAM_EPOLL_CREATE);
    return __real_epoll_create1(flags);
}

WRAP(int, epoll_ctl, (int epoll, int what, int fd, struct epoll_event *event))
{
    FAIL_AT(SEAM_EPOLL_CTL);
    return __real_epoll_ctl(epoll, what, fd, event);
}

WRAP(int, epoll_wait,
     (int epoll, struct epoll_event *events, int count, int timeout_ms))
{
    FAIL_AT(SEAM_EPOLL_WAIT);
    return __real_epoll_wait(epoll, events, count, timeout_ms);
}

WRAP(int, eventfd, (unsigned value, int flags))
{
    FAIL_AT(SEAM_EVENTFD);
    return __real_eventfd(value, flags);
}

static bool is_futex_wait(long number, long operation)
{
    return number == SYS_futex && (operation & FUTEX_CMD_MASK) != FUTEX_WAKE;
}

long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...);
long __wrap_syscall(long number, ...)
{
    long a[6];
    va_list more;

    va_start(more, number);
    for (int i = 0; i < 6; i++)
        a[i] = va_arg(more, long);
    va_end(more);
    if (is_futex_wait(number, a[1]))
        FAIL_AT(SEAM_FUTEX);
    return __real_syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}
