/* The rival by hand, io_uring: one thread, one ring, one io_uring_enter a
 * batch. Multishot accept; on each connection a single-shot receive into its
 * own buffer, then a send, then the next receive.
 *
 * After a send there is usually nothing to receive yet, so the receive skips
 * its first try and goes straight to waiting (RECVSEND_POLL_FIRST), unless the
 * last one said that more is queued.
 *
 * A connection has at most one request in flight and may be freed when that
 * request is back.
 */
#define _GNU_SOURCE
#include "rival.h"

#include <err.h>
#include <errno.h>
#include <liburing.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SQ_ENTRIES = 4096, CQ_ENTRIES = 16384 };

/* user_data: one of these, or a connection. */
enum { TAG_ACCEPT = 1, TAG_STOP = 2 };

struct connection {
    int fd;
    bool sending;  /* which of the two is in flight */
    bool more;     /* the last receive left bytes in the socket */
    unsigned got;  /* bytes of the message */
    unsigned sent; /* bytes of it that went back */
    char buffer[];
};

static struct rival_options options;
static struct io_uring ring;
static int listen_fd;
static int stop_fd;
static uint64_t stop_value;
static bool accepting; /* the multishot accept is armed */
static bool stopping;

static struct io_uring_sqe *sqe_next(void)
{
    struct io_uring_sqe *sqe = io_uring_get_sqe(&ring);

    if (sqe)
        return sqe;
    io_uring_submit(&ring);
    sqe = io_uring_get_sqe(&ring);
    if (!sqe)
        errx(EXIT_FAILURE, "submission queue stays full");
    return sqe;
}

static void accept_arm(void)
{
    struct io_uring_sqe *sqe = sqe_next();

    io_uring_prep_multishot_accept(sqe, listen_fd, NULL, NULL, SOCK_CLOEXEC);
    io_uring_sqe_set_data64(sqe, TAG_ACCEPT);
    accepting = true;
}

static void stop_arm(void)
{
    struct io_uring_sqe *sqe = sqe_next();

    io_uring_prep_read(sqe, stop_fd, &stop_value, sizeof(stop_value), 0);
    io_uring_sqe_set_data64(sqe, TAG_STOP);
}

static void receive_start(struct connection *connection)
{
    struct io_uring_sqe *sqe = sqe_next();

    connection->sending = false;
    io_uring_prep_recv(sqe, connection->fd, connection->buffer, options.size,
                       0);
    if (!connection->more)
        sqe->ioprio |= IORING_RECVSEND_POLL_FIRST;
    io_uring_sqe_set_data64(sqe, (uintptr_t)connection);
}

static void send_start(struct connection *connection)
{
    struct io_uring_sqe *sqe = sqe_next();

    connection->sending = true;
    io_uring_prep_send(
        sqe, connection->fd, connection->buffer + connection->sent,
        connection->got - connection->sent, MSG_NOSIGNAL | MSG_WAITALL);
    io_uring_sqe_set_data64(sqe, (uintptr_t)connection);
}

static void connection_open(int fd)
{
    struct connection *connection = malloc(sizeof(*connection) + options.size);

    if (!connection) {
        warn("connection refused");
        close(fd);
        return;
    }
    rival_no_delay(fd);
    *connection = (struct connection){.fd = fd};
    receive_start(connection);
}

/* A lack of descriptors ends the multishot accept; a close makes room. */
static void connection_close(struct connection *connection)
{
    close(connection->fd);
    free(connection);
    if (!accepting)
        accept_arm();
}

static void accept_done(const struct io_uring_cqe *cqe)
{
    accepting = cqe->flags & IORING_CQE_F_MORE;
    if (cqe->res >= 0)
        connection_open(cqe->res);
    else
        warnx("accept: %s", strerror(-cqe->res));
    if (!accepting && (cqe->res >= 0 || cqe->res == -ECONNABORTED))
        accept_arm();
}

static void receive_done(struct connection *connection,
                         const struct io_uring_cqe *cqe)
{
    if (cqe->res <= 0) {
        connection_close(connection);
        return;
    }
    connection->more = cqe->flags & IORING_CQE_F_SOCK_NONEMPTY;
    connection->got = (unsigned)cqe->res;
    connection->sent = 0;
    send_start(connection);
}

static void send_done(struct connection *connection, int result)
{
    if (result < 0) {
        connection_close(connection);
        return;
    }
    connection->sent += (unsigned)result;
    if (connection->sent < connection->got)
        send_start(connection);
    else
        receive_start(connection);
}

static void completion(const struct io_uring_cqe *cqe)
{
    uint64_t data = io_uring_cqe_get_data64(cqe);
    struct connection *connection = (struct connection *)(uintptr_t)data;

    if (data == TAG_ACCEPT)
        accept_done(cqe);
    else if (data == TAG_STOP)
        stopping = true;
    else if (connection->sending)
        send_done(connection, cqe->res);
    else
        receive_done(connection, cqe);
}

static void batch_handle(void)
{
    struct io_uring_cqe *cqe;
    unsigned head;
    unsigned count = 0;

    io_uring_for_each_cqe (&ring, head, cqe) {
        completion(cqe);
        count++;
    }
    io_uring_cq_advance(&ring, count);
}

static void ring_open(void)
{
    struct io_uring_params params = {.flags = IORING_SETUP_SINGLE_ISSUER |
                                              IORING_SETUP_DEFER_TASKRUN |
                                              IORING_SETUP_CQSIZE,
                                     .cq_entries = CQ_ENTRIES};
    int error = io_uring_queue_init_params(SQ_ENTRIES, &ring, &params);

    if (error)
        errx(EXIT_FAILURE, "io_uring: %s", strerror(-error));
}

/* The thread that makes a SINGLE_ISSUER ring is the only one to use it. */
static void *worker_run(void *unused)
{
    ring_open();
    stop_arm();
    accept_arm();
    while (!stopping) {
        int result = io_uring_submit_and_wait(&ring, 1);

        if (result < 0 && result != -EINTR)
            errx(EXIT_FAILURE, "io_uring_enter: %s", strerror(-result));
        batch_handle();
    }
    io_uring_queue_exit(&ring);
    return unused;
}

int main(int argc, char **argv)
{
    pthread_t worker;

    rival_options_parse(&options, argc, argv);
    if (options.threads != 1)
        errx(EXIT_FAILURE, "one ring, one thread");
    stop_fd = rival_stop_fd();
    listen_fd = rival_listen(options.port);
    if (pthread_create(&worker, NULL, worker_run, NULL) != 0)
        errx(EXIT_FAILURE, "pthread_create");
    rival_wait(stop_fd);
    pthread_join(worker, NULL);
    return EXIT_SUCCESS;
}
