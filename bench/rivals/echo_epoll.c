/* The rival by hand, epoll: an echo server as its experts write it. One shared
 * edge-triggered epoll descriptor, each socket registered once for everything;
 * on an event receive and send at once, and a receive shorter than the buffer
 * means drained, which saves the receive that would say EAGAIN.
 *
 * Traps: (1) FIN may arrive with data and makes one edge only, so after
 * EPOLLRDHUP a short receive does not mean drained. (2) With several threads
 * two may get events of one connection; whoever comes second leaves a mark and
 * goes. (3) A thread may hold an event of a socket another one has just closed,
 * so connections are never freed, and a stale event costs one EAGAIN.
 */
#define _GNU_SOURCE
#include "rival.h"

#include <err.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EVENTS_MAX = 256, THREADS_MAX = 64 };

enum outcome {
    WAITING, /* nothing to do before the next edge */
    GONE     /* closed by the peer, or broken */
};

/* The place of one descriptor in the table. Fields without a letter belong to
 * the thread that took `marks` from 0. */
struct connection {
    atomic_uint marks;  /* (a) events not yet handled */
    atomic_bool hangup; /* (a) EPOLLRDHUP was seen: read to the end */
    size_t unsent;      /* bytes of the buffer the peer has no room for */
    size_t unsent_from; /* where they start */
    char *buffer;       /* allocated at first use, kept for ever */
};

static struct rival_options options;
static struct connection *table; /* by descriptor */
static size_t table_length;
static int epoll_fd;
static int listen_fd;
static int stop_fd;

/* False, with errno: EAGAIN when the peer has no room, and EPOLLOUT will tell.
 */
static bool rest_send(int fd, struct connection *connection)
{
    while (connection->unsent > 0) {
        ssize_t sent = send(fd, connection->buffer + connection->unsent_from,
                            connection->unsent, MSG_NOSIGNAL);

        if (sent < 0)
            return false;
        connection->unsent_from += (size_t)sent;
        connection->unsent -= (size_t)sent;
    }
    return true;
}

/* EBADF is a stale event: the socket it was for is closed already. */
static enum outcome echo(int fd, struct connection *connection)
{
    while (rest_send(fd, connection)) {
        ssize_t got = recv(fd, connection->buffer, options.size, 0);

        if (got < 0)
            return errno == EAGAIN || errno == EBADF ? WAITING : GONE;
        if (got == 0)
            return GONE;
        connection->unsent = (size_t)got;
        connection->unsent_from = 0;
        if (!rest_send(fd, connection))
            break;
        if ((size_t)got < options.size && !atomic_load(&connection->hangup))
            return WAITING;
    }
    return errno == EAGAIN ? WAITING : GONE;
}

/* Reset first: the number may be a new connection's as soon as it is closed. */
static void connection_close(int fd, struct connection *connection)
{
    connection->unsent = 0;
    atomic_store(&connection->hangup, false);
    close(fd);
}

/* Only the thread that raises `marks` from 0 handles the connection, and it
 * goes on until nobody has left a mark meanwhile: also after a close, for a
 * mark may be about the next connection with this number. */
static void connection_event(int fd, uint32_t events)
{
    struct connection *connection = &table[fd];
    unsigned handled = 1;

    if (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR))
        atomic_store(&connection->hangup, true);
    if (atomic_fetch_add(&connection->marks, 1) != 0)
        return;
    do {
        if (echo(fd, connection) == GONE)
            connection_close(fd, connection);
        handled = atomic_fetch_sub(&connection->marks, handled) - handled;
    } while (handled != 0);
}

static void connection_open(int fd)
{
    struct epoll_event event = {
        .events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.fd = fd};
    struct connection *connection = &table[fd];

    rival_no_delay(fd);
    if (!connection->buffer)
        connection->buffer = malloc(options.size);
    if (!connection->buffer ||
        epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event) != 0) {
        warn("connection refused");
        close(fd);
    }
}

static void accept_all(void)
{
    for (;;) {
        int fd = accept4(listen_fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

        if (fd >= 0 && (size_t)fd < table_length) {
            connection_open(fd);
            continue;
        }
        if (fd >= 0)
            close(fd);
        else if (errno != ECONNABORTED && errno != EINTR) {
            if (errno != EAGAIN)
                warn("accept4");
            return;
        }
    }
}

static void *worker_run(void *unused)
{
    struct epoll_event events[EVENTS_MAX];

    for (;;) {
        int count = epoll_wait(epoll_fd, events, EVENTS_MAX, -1);

        if (count < 0 && errno != EINTR)
            err(EXIT_FAILURE, "epoll_wait");
        for (int i = 0; i < count; i++) {
            int fd = events[i].data.fd;

            if (fd == stop_fd)
                return unused;
            if (fd == listen_fd)
                accept_all();
            else
                connection_event(fd, events[i].events);
        }
    }
}

static void watch(int fd, uint32_t events)
{
    struct epoll_event event = {.events = events, .data.fd = fd};

    if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event) != 0)
        err(EXIT_FAILURE, "epoll_ctl");
}

static void table_open(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        err(EXIT_FAILURE, "getrlimit");
    table_length = limit.rlim_cur;
    table = calloc(table_length, sizeof(*table));
    if (!table)
        err(EXIT_FAILURE, "calloc");
}

static void workers_run_until_stop(void)
{
    pthread_t threads[THREADS_MAX];

    for (int i = 0; i < options.threads; i++) {
        if (pthread_create(&threads[i], NULL, worker_run, NULL) != 0)
            errx(EXIT_FAILURE, "pthread_create");
    }
    rival_wait(stop_fd);
    for (int i = 0; i < options.threads; i++)
        pthread_join(threads[i], NULL);
}

int main(int argc, char **argv)
{
    rival_options_parse(&options, argc, argv);
    table_open();
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (epoll_fd < 0)
        err(EXIT_FAILURE, "epoll_create1");
    stop_fd = rival_stop_fd();
    listen_fd = rival_listen(options.port);
    watch(stop_fd, EPOLLIN);
    watch(listen_fd, EPOLLIN | EPOLLET);
    workers_run_until_stop();
    return EXIT_SUCCESS;
}
