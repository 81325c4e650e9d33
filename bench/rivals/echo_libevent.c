/* The rival on libevent: one event_base without locks, one bufferevent a
 * connection, and no copy: bytes move from the input buffer to the output.
 *
 * Two ways of answering, chosen by the environment, for they differ much:
 *   ECHO_DIRECT=0 (as libevent's own book has it) moves the input to the
 *                 output; the loop sends it when epoll says there is room.
 *   ECHO_DIRECT=1 sends the input in the read callback, and leaves to the
 *                 loop only what the socket had no room for.
 */
#define _GNU_SOURCE
#include "rival.h"

#include <err.h>
#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

static struct rival_options options;
static struct event_base *base;
static bool direct;

static void on_event(struct bufferevent *connection, short what, void *unused)
{
    (void)unused;
    if (what & (BEV_EVENT_EOF | BEV_EVENT_ERROR))
        bufferevent_free(connection);
}

/* Bytes already waiting in the output go first: then nothing is sent here. */
static bool send_now(struct bufferevent *connection, struct evbuffer *input)
{
    if (evbuffer_get_length(bufferevent_get_output(connection)) > 0)
        return true;
    return evbuffer_write(input, bufferevent_getfd(connection)) >= 0 ||
           errno == EAGAIN;
}

static void on_read(struct bufferevent *connection, void *unused)
{
    struct evbuffer *input = bufferevent_get_input(connection);

    (void)unused;
    if (direct && !send_now(connection, input)) {
        bufferevent_free(connection);
        return;
    }
    if (evbuffer_get_length(input) > 0)
        evbuffer_add_buffer(bufferevent_get_output(connection), input);
}

static void on_connection(struct evconnlistener *listener, evutil_socket_t fd,
                          struct sockaddr *address, int length, void *unused)
{
    struct bufferevent *connection =
        bufferevent_socket_new(base, fd, BEV_OPT_CLOSE_ON_FREE);

    (void)listener;
    (void)address;
    (void)length;
    (void)unused;
    if (!connection) {
        warnx("connection refused");
        evutil_closesocket(fd);
        return;
    }
    rival_no_delay(fd);
    bufferevent_setcb(connection, on_read, NULL, on_event, NULL);
    bufferevent_enable(connection, EV_READ | EV_WRITE);
}

static void on_stop(evutil_socket_t fd, short what, void *unused)
{
    (void)fd;
    (void)what;
    (void)unused;
    event_base_loopbreak(base);
}

static void *worker_run(void *unused)
{
    event_base_dispatch(base);
    return unused;
}

/* The change list saves an epoll_ctl where a descriptor changes twice. */
static void base_open(int listen_fd, int stop_fd)
{
    struct event_config *config = event_config_new();
    struct event *stop;

    if (!config)
        errx(EXIT_FAILURE, "event_config_new");
    event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK);
    event_config_set_flag(config, EVENT_BASE_FLAG_EPOLL_USE_CHANGELIST);
    base = event_base_new_with_config(config);
    event_config_free(config);
    stop = base ? event_new(base, stop_fd, EV_READ, on_stop, NULL) : NULL;
    if (!stop || event_add(stop, NULL) != 0 ||
        !evconnlistener_new(base, on_connection, NULL, LEV_OPT_CLOSE_ON_EXEC, 0,
                            listen_fd))
        errx(EXIT_FAILURE, "libevent: no loop");
}

int main(int argc, char **argv)
{
    const char *way = getenv("ECHO_DIRECT");
    pthread_t worker;
    int stop_fd;

    rival_options_parse(&options, argc, argv);
    if (options.threads != 1)
        errx(EXIT_FAILURE, "one loop, one thread");
    direct = way && *way == '1';
    stop_fd = rival_stop_fd();
    base_open(rival_listen(options.port), stop_fd);
    if (pthread_create(&worker, NULL, worker_run, NULL) != 0)
        errx(EXIT_FAILURE, "pthread_create");
    rival_wait(stop_fd);
    pthread_join(worker, NULL);
    return EXIT_SUCCESS;
}
