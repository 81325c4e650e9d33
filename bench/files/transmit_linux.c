/* The same by hand (--method): `sendfile`, or `readsend`, which is pread into a
 * buffer and send. One thread, non-blocking sockets, edge-triggered epoll; a
 * connection goes on until its socket is full or no file is left.
 */
#define _GNU_SOURCE
#include "job.h"

#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BUFFER_BYTES = 256 << 10, SENDFILE_BYTES = 1 << 30 };

struct connection {
    int fd;
    bool sending;      /* it has a file */
    off_t offset;      /* of the file: what was read or sent */
    size_t unsent;     /* bytes of the buffer */
    char *unsent_from; /* where they are */
    char *buffer;
};

static struct job job;
static int file;
static bool copying; /* readsend */
static int epoll_fd;
static struct connection connections[JOB_DEPTH_MAX];
static unsigned started; /* files */
static unsigned sending; /* connections with a file */
static uint64_t bytes;

static bool full(ssize_t result)
{
    if (result < 0 && errno != EAGAIN)
        err(EXIT_FAILURE, "%s", job.method);
    return result < 0;
}

/* Both: false when the socket is full, true when something was sent. */
static bool sendfile_step(struct connection *connection)
{
    ssize_t sent =
        sendfile(connection->fd, file, &connection->offset, SENDFILE_BYTES);

    if (full(sent))
        return false;
    bytes += (uint64_t)sent;
    return true;
}

static void buffer_fill(struct connection *connection)
{
    ssize_t got =
        pread(file, connection->buffer, BUFFER_BYTES, connection->offset);

    if (got <= 0)
        err(EXIT_FAILURE, "pread");
    connection->offset += got;
    connection->unsent = (size_t)got;
    connection->unsent_from = connection->buffer;
}

static bool readsend_step(struct connection *connection)
{
    ssize_t sent;

    if (connection->unsent == 0)
        buffer_fill(connection);
    sent = send(connection->fd, connection->unsent_from, connection->unsent,
                MSG_NOSIGNAL);
    if (full(sent))
        return false;
    connection->unsent_from += sent;
    connection->unsent -= (size_t)sent;
    bytes += (uint64_t)sent;
    return true;
}

static bool file_take(struct connection *connection)
{
    sending -= connection->sending;
    connection->sending = started < job.files;
    connection->offset = 0;
    sending += connection->sending;
    started += connection->sending;
    return connection->sending;
}

static void connection_run(struct connection *connection)
{
    bool room = connection->sending || file_take(connection);

    while (room) {
        room = copying ? readsend_step(connection) : sendfile_step(connection);
        if (room && connection->unsent == 0 &&
            (uint64_t)connection->offset == job.file_bytes)
            room = file_take(connection);
    }
}

static void connection_open(struct connection *connection)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)job.port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct epoll_event event = {.events = EPOLLOUT | EPOLLET,
                                .data.ptr = connection};

    connection->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    connection->buffer = malloc(BUFFER_BYTES);
    if (connection->fd < 0 || !connection->buffer ||
        connect(connection->fd, (struct sockaddr *)&address, sizeof(address)) !=
            0 ||
        fcntl(connection->fd, F_SETFL, O_NONBLOCK) != 0 ||
        epoll_ctl(epoll_fd, EPOLL_CTL_ADD, connection->fd, &event) != 0)
        err(EXIT_FAILURE, "connect");
}

static void events_run(void)
{
    struct epoll_event events[JOB_DEPTH_MAX];

    do {
        int count = epoll_wait(epoll_fd, events, JOB_DEPTH_MAX, -1);

        for (int i = 0; i < count; i++)
            connection_run(events[i].data.ptr);
    } while (sending > 0);
}

int main(int argc, char **argv)
{
    job_parse(&job, argc, argv);
    copying = strcmp(job.method, "readsend") == 0;
    if (!copying && strcmp(job.method, "sendfile") != 0)
        errx(EXIT_FAILURE, "--method sendfile or readsend");
    file = open(job.file, O_RDONLY | O_CLOEXEC);
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (file < 0 || epoll_fd < 0)
        err(EXIT_FAILURE, "%s", job.file);
    for (unsigned i = 0; i < job.depth; i++)
        connection_open(&connections[i]);
    job_begin(&job);
    events_run();
    job_end(&job, bytes);
    return EXIT_SUCCESS;
}
