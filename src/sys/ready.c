#include "sys/ready.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/epoll.h>

_Static_assert(sizeof(struct ready) == sizeof(struct pollfd) &&
                   offsetof(struct ready, wanted) ==
                       offsetof(struct pollfd, events) &&
                   offsetof(struct ready, found) ==
                       offsetof(struct pollfd, revents),
               "one is the other");
_Static_assert(READY_IN == POLLIN && READY_PRI == POLLPRI &&
                   READY_OUT == POLLOUT && READY_ERROR == POLLERR &&
                   READY_HANGUP == POLLHUP && READY_PEER_END == POLLRDHUP,
               "the kernel's numbers");

#define NS_PER_SECOND 1000000000u
#define TOKENS_MAX 64

int ready_wait(struct ready *entries, size_t count, uint64_t wait_ns)
{
    struct timespec timeout = {
        .tv_sec = (time_t)(wait_ns / NS_PER_SECOND),
        .tv_nsec = (long)(wait_ns % NS_PER_SECOND),
    };

    if (ppoll((struct pollfd *)(void *)entries, count, &timeout, NULL) >= 0 ||
        errno == EINTR)
        return 0;
    return -errno;
}

int16_t ready_now(int fd)
{
    struct ready entry = {
        .fd = fd,
        .wanted = (int16_t)(READY_IN | READY_PRI | READY_OUT | READY_PEER_END),
    };

    if (ready_wait(&entry, 1, 0) < 0)
        return 0;
    return entry.found;
}

int ready_watch_open(void)
{
    int fd = epoll_create1(EPOLL_CLOEXEC);

    return fd < 0 ? -errno : fd;
}

int ready_watch_add(int watch, int fd, uint64_t token)
{
    struct epoll_event event = {
        .events = EPOLLIN | EPOLLPRI | EPOLLOUT | EPOLLRDHUP | EPOLLET,
        .data.u64 = token,
    };
    int rc = epoll_ctl(watch, EPOLL_CTL_ADD, fd, &event);

    if (rc != 0 && errno == EEXIST)
        rc = epoll_ctl(watch, EPOLL_CTL_MOD, fd, &event);
    if (rc == 0)
        return 0;
    return errno == ENOSPC ? -ENOMEM : -errno; /* no disk is full */
}

void ready_watch_remove(int watch, int fd)
{
    epoll_ctl(watch, EPOLL_CTL_DEL, fd, NULL);
}

int ready_watch_wait(int watch, uint64_t *tokens, int room)
{
    struct epoll_event events[TOKENS_MAX];
    int count =
        epoll_wait(watch, events, room < TOKENS_MAX ? room : TOKENS_MAX, -1);

    if (count < 0)
        return errno == EINTR ? 0 : -errno;
    for (int i = 0; i < count; i++)
        tokens[i] = events[i].data.u64;
    return count;
}
