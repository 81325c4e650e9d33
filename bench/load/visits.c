/* Places, each of which holds one connection at a time: connect, send, receive
 * the whole echo, close, and again. What is measured is what a server pays for
 * a connection that comes and goes.
 *
 * The client closes first, so waiting out the last packets is its business;
 * client_socket has addresses enough for that.
 */
#define _GNU_SOURCE
#include "loads.h"

#include "client.h"

#include <err.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum step { CONNECT, SEND, RECEIVE };

struct place {
    int fd;
    enum step step; /* what is in flight */
    size_t received;
    uint64_t started_ns;
    char *buffer;
};

static struct {
    const struct load_options *options;
    struct window *window;
    struct io_uring ring;
    struct sockaddr_in address;
    char *message;
    int busy_count; /* places with a connection */
} visits;

static void visit_start(struct place *place)
{
    struct io_uring_sqe *sqe = client_sqe(&visits.ring);

    place->fd = client_socket();
    place->step = CONNECT;
    place->received = 0;
    place->started_ns = visits.window->now_ns;
    visits.busy_count++;
    io_uring_prep_connect(sqe, place->fd, (struct sockaddr *)&visits.address,
                          sizeof(visits.address));
    io_uring_sqe_set_data(sqe, place);
}

static void send_start(struct place *place)
{
    struct io_uring_sqe *sqe = client_sqe(&visits.ring);

    place->step = SEND;
    io_uring_prep_send(sqe, place->fd, visits.message, visits.options->size,
                       MSG_NOSIGNAL | MSG_WAITALL);
    io_uring_sqe_set_data(sqe, place);
}

static void receive_start(struct place *place)
{
    struct io_uring_sqe *sqe = client_sqe(&visits.ring);

    place->step = RECEIVE;
    io_uring_prep_recv(sqe, place->fd, place->buffer + place->received,
                       visits.options->size - place->received, 0);
    io_uring_sqe_set_data(sqe, place);
}

static void visit_end(struct place *place)
{
    if (memcmp(place->buffer, visits.message, visits.options->size) != 0)
        errx(EXIT_FAILURE, "other bytes came back than were sent");
    close(place->fd);
    visits.busy_count--;
    window_count(visits.window, place->started_ns);
    if (visits.window->phase != DRAIN)
        visit_start(place);
}

static void receive_done(struct place *place, int count)
{
    if (count == 0)
        errx(EXIT_FAILURE, "the server closed a connection");
    place->received += (size_t)count;
    if (place->received < visits.options->size)
        receive_start(place);
    else
        visit_end(place);
}

static void step_done(struct place *place, int result)
{
    static const char *const names[] = {"connect", "send", "recv"};

    if (result < 0)
        errx(EXIT_FAILURE, "%s: %s", names[place->step], strerror(-result));
    if (place->step == CONNECT)
        send_start(place);
    else if (place->step == SEND)
        receive_start(place);
    else
        receive_done(place, result);
}

static void batch_handle(void)
{
    struct io_uring_cqe *cqe;
    unsigned head;
    unsigned count = 0;

    io_uring_for_each_cqe (&visits.ring, head, cqe) {
        step_done(io_uring_cqe_get_data(cqe), cqe->res);
        count++;
    }
    io_uring_cq_advance(&visits.ring, count);
}

static struct place *places_open(void)
{
    size_t count = (size_t)visits.options->connections;
    struct place *places = calloc(count, sizeof(*places));

    visits.message = malloc(visits.options->size);
    if (!places || !visits.message)
        err(EXIT_FAILURE, "malloc");
    memset(visits.message, 'v', visits.options->size);
    for (size_t i = 0; i < count; i++) {
        places[i].buffer = malloc(visits.options->size);
        if (!places[i].buffer)
            err(EXIT_FAILURE, "malloc");
    }
    return places;
}

void load_visits(const struct load_options *options, struct window *window)
{
    struct place *places;

    visits.options = options;
    visits.window = window;
    visits.address = client_address(options);
    places = places_open();
    client_ring_open(&visits.ring);
    window_open(window, options);
    for (int i = 0; i < options->connections; i++)
        visit_start(&places[i]);
    while (window->phase != DRAIN || visits.busy_count > 0) {
        client_wait(&visits.ring);
        window_step(window);
        batch_handle();
    }
}
