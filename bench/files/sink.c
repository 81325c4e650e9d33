/* Where transmitted files go: accepts everything and throws it away, without
 * copying it (MSG_TRUNC), so that the sender is what limits. Runs until told to
 * stop; the options are those of the rival servers.
 */
#define _GNU_SOURCE
#include "../rivals/rival.h"

#include <err.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EVENTS_MAX = 64, DISCARD_BYTES = 1 << 20 };

static int epoll_fd;
static int listen_fd;
static int stop_fd;

static void watch(int fd)
{
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};

    if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event) != 0)
        err(EXIT_FAILURE, "epoll_ctl");
}

static void readable(int fd)
{
    ssize_t got;

    if (fd == listen_fd) {
        fd = accept4(listen_fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0)
            watch(fd);
        return;
    }
    got = recv(fd, NULL, DISCARD_BYTES, MSG_TRUNC);
    if (got == 0 || (got < 0 && errno != EAGAIN))
        close(fd);
}

static void *worker_run(void *unused)
{
    struct epoll_event events[EVENTS_MAX];

    for (;;) {
        int count = epoll_wait(epoll_fd, events, EVENTS_MAX, -1);

        for (int i = 0; i < count; i++) {
            if (events[i].data.fd == stop_fd)
                return unused;
            readable(events[i].data.fd);
        }
    }
}

int main(int argc, char **argv)
{
    struct rival_options options;
    pthread_t worker;

    rival_options_parse(&options, argc, argv);
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (epoll_fd < 0)
        err(EXIT_FAILURE, "epoll_create1");
    stop_fd = rival_stop_fd();
    listen_fd = rival_listen(options.port);
    watch(stop_fd);
    watch(listen_fd);
    if (pthread_create(&worker, NULL, worker_run, NULL) != 0)
        errx(EXIT_FAILURE, "pthread_create");
    rival_wait(stop_fd);
    pthread_join(worker, NULL);
    return EXIT_SUCCESS;
}
