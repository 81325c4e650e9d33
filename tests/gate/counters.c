#include "gate/counters.h"

#include <liburing.h>
#include <malloc.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#pragma GCC diagnostic ignored "-Wmissing-prototypes"

struct counters counters;

void counters_reset(void)
{
    counters.calls = 0;
    counters.reads = 0;
    counters.allocations = 0;
}

uint64_t counters_live_bytes(void)
{
    return counters.live_bytes;
}

/* `type name(parameters)`, counted. */
#define CALL(type, name, parameters, arguments)                                \
    type __real_##name parameters;                                             \
    type __wrap_##name parameters                                              \
    {                                                                          \
        counters.calls++;                                                      \
        return __real_##name arguments;                                        \
    }

CALL(int, io_uring_submit_and_wait, (struct io_uring * ring, unsigned wait),
     (ring, wait))
CALL(int, io_uring_submit_and_get_events, (struct io_uring * ring), (ring))
CALL(int, io_uring_get_events, (struct io_uring * ring), (ring))
CALL(ssize_t, write, (int fd, const void *bytes, size_t len), (fd, bytes, len))
CALL(ssize_t, send, (int fd, const void *bytes, size_t len, int flags),
     (fd, bytes, len, flags))
CALL(ssize_t, recv, (int fd, void *bytes, size_t len, int flags),
     (fd, bytes, len, flags))
CALL(ssize_t, sendmsg, (int fd, const struct msghdr *message, int flags),
     (fd, message, flags))
CALL(ssize_t, recvmsg, (int fd, struct msghdr *message, int flags),
     (fd, message, flags))
CALL(int, epoll_wait,
     (int fd, struct epoll_event *events, int most, int timeout_ms),
     (fd, events, most, timeout_ms))

ssize_t __real_preadv64v2(int fd, const struct iovec *iov, int count,
                          off_t offset, int flags);
ssize_t __wrap_preadv64v2(int fd, const struct iovec *iov, int count,
                          off_t offset, int flags)
{
    counters.calls++;
    counters.reads++;
    return __real_preadv64v2(fd, iov, count, offset, flags);
}

/* Futexes. */
long __real_syscall(long number, long a, long b, long c, long d, long e,
                    long f);
long __wrap_syscall(long number, long a, long b, long c, long d, long e, long f)
{
    counters.calls++;
    return __real_syscall(number, a, b, c, d, e, f);
}

/* ---- Allocations ---- */

static void *counted(void *block)
{
    counters.allocations++;
    if (block != NULL)
        counters.live_bytes += malloc_usable_size(block);
    return block;
}

static void forget(void *block)
{
    if (block != NULL)
        counters.live_bytes -= malloc_usable_size(block);
}

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size)
{
    return counted(__real_malloc(size));
}

void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size)
{
    return counted(__real_calloc(count, size));
}

void *__real_realloc(void *block, size_t size);
void *__wrap_realloc(void *block, size_t size)
{
    forget(block);
    return counted(__real_realloc(block, size));
}

void __real_free(void *block);
void __wrap_free(void *block)
{
    forget(block);
    __real_free(block);
}
