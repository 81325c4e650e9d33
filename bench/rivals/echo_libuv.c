/* The rival on libuv: one loop, uv_try_write in the read callback, and a write
 * request only for what the socket had no room for. All connections share one
 * receive buffer: what uv_try_write leaves behind is copied.
 *
 * The trap: a connection with a rest to send must not be read meanwhile, or
 * the rests overtake each other.
 */
#define _GNU_SOURCE
#include "rival.h"

#include <err.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

/* What a connection could not send at once; gone when it is sent. */
struct rest {
    uv_write_t request;
    char bytes[];
};

static struct rival_options options;
static uv_loop_t loop;
static uv_tcp_t listener;
static uv_poll_t stop;
static int listen_fd;
static int stop_fd;
static char *buffer; /* of every connection: used up before the next read */

static void on_read(uv_stream_t *stream, ssize_t count, const uv_buf_t *bytes);

static void on_closed(uv_handle_t *handle)
{
    free(handle);
}

static void connection_close(uv_stream_t *stream)
{
    if (!uv_is_closing((uv_handle_t *)stream))
        uv_close((uv_handle_t *)stream, on_closed);
}

static void buffer_lend(uv_handle_t *handle, size_t unused, uv_buf_t *lent)
{
    (void)handle;
    (void)unused;
    *lent = uv_buf_init(buffer, (unsigned)options.size);
}

static void rest_sent(uv_write_t *request, int status)
{
    uv_stream_t *stream = request->handle;

    free(request);
    if (status < 0 || uv_read_start(stream, buffer_lend, on_read) != 0)
        connection_close(stream);
}

static void rest_send(uv_stream_t *stream, const char *bytes, size_t count)
{
    struct rest *rest = malloc(sizeof(*rest) + count);
    uv_buf_t span;

    if (!rest) {
        connection_close(stream);
        return;
    }
    memcpy(rest->bytes, bytes, count);
    span = uv_buf_init(rest->bytes, (unsigned)count);
    uv_read_stop(stream);
    if (uv_write(&rest->request, stream, &span, 1, rest_sent) != 0) {
        free(rest);
        connection_close(stream);
    }
}

static void on_read(uv_stream_t *stream, ssize_t count, const uv_buf_t *bytes)
{
    uv_buf_t span;
    int sent;

    if (count == 0)
        return; /* nothing there after all */
    if (count < 0) {
        connection_close(stream);
        return;
    }
    span = uv_buf_init(bytes->base, (unsigned)count);
    sent = uv_try_write(stream, &span, 1);
    if (sent < 0 && sent != UV_EAGAIN)
        connection_close(stream);
    else if (sent < count)
        rest_send(stream, bytes->base + (sent > 0 ? sent : 0),
                  (size_t)(count - (sent > 0 ? sent : 0)));
}

static void on_connection(uv_stream_t *server, int status)
{
    uv_tcp_t *connection = status < 0 ? NULL : malloc(sizeof(*connection));

    if (!connection) {
        warnx("connection refused");
        return;
    }
    uv_tcp_init(&loop, connection);
    if (uv_accept(server, (uv_stream_t *)connection) != 0 ||
        uv_tcp_nodelay(connection, 1) != 0 ||
        uv_read_start((uv_stream_t *)connection, buffer_lend, on_read) != 0)
        connection_close((uv_stream_t *)connection);
}

static void on_stop(uv_poll_t *handle, int status, int events)
{
    (void)status;
    (void)events;
    uv_stop(handle->loop);
}

static void *worker_run(void *unused)
{
    uv_run(&loop, UV_RUN_DEFAULT);
    return unused;
}

static void loop_open(void)
{
    if (uv_loop_init(&loop) != 0 || uv_tcp_init(&loop, &listener) != 0 ||
        uv_tcp_open(&listener, listen_fd) != 0 ||
        uv_listen((uv_stream_t *)&listener, SOMAXCONN, on_connection) != 0 ||
        uv_poll_init(&loop, &stop, stop_fd) != 0 ||
        uv_poll_start(&stop, UV_READABLE, on_stop) != 0)
        errx(EXIT_FAILURE, "libuv: no loop");
}

int main(int argc, char **argv)
{
    pthread_t worker;

    rival_options_parse(&options, argc, argv);
    if (options.threads != 1)
        errx(EXIT_FAILURE, "one loop, one thread");
    buffer = malloc(options.size);
    if (!buffer)
        err(EXIT_FAILURE, "malloc");
    stop_fd = rival_stop_fd();
    listen_fd = rival_listen(options.port);
    loop_open();
    if (pthread_create(&worker, NULL, worker_run, NULL) != 0)
        errx(EXIT_FAILURE, "pthread_create");
    rival_wait(stop_fd);
    pthread_join(worker, NULL);
    return EXIT_SUCCESS;
}
