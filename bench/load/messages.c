/* A closed loop with one message in flight on each connection: a message of
 * an echo server, or a request and its answer of a web server.
 *
 * Receiving is one multishot request a connection with buffers from a common
 * ring; sends are queued while a batch is handled and leave with the next wait.
 * So the client costs far less than the server, which is what is measured.
 *
 * Every byte an echo server sends back is compared. Of an HTTP answer only the
 * length is: it is learnt once, by asking, and must not change.
 *
 * The trap: latency and window use one clock reading a batch; reading the clock
 * for each message would make the client the bottleneck.
 */
#define _GNU_SOURCE
#include "loads.h"

#include "client.h"
#include "http.h"

#include <err.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum {
    BUFFERS_MAX = 4096,      /* receive buffers in the ring */
    BUFFER_BYTES = 64 << 10, /* none is longer */
    BUFFER_GROUP = 1,        /* its number */
    PATTERN_SHIFTS = 256,    /* places in the pattern where a message starts */
    SEND_TAG = 1             /* lowest bit of user_data */
};

/* One message is in flight from message_start to message_done. */
struct connection {
    int fd;
    bool busy;           /* a message is in flight */
    uint32_t start;      /* where in the pattern it starts */
    uint32_t received;   /* bytes of its answer that are here */
    uint64_t started_ns; /* when its send was queued */
};

static struct {
    const struct load_options *options;
    struct window *window;
    struct io_uring ring;
    struct io_uring_buf_ring *buffer_ring;
    unsigned buffer_count; /* a power of two */
    size_t buffer_bytes;
    unsigned char *buffers;
    const unsigned char *pattern; /* sends read it, checks too */
    unsigned shifts;              /* places where a message may start */
    size_t message_bytes;
    size_t answer_bytes;
    bool check; /* the answer is the message again */
    struct connection *connections;
    int busy_count; /* connections with a message in flight */
} load;

/* ---------------------------------------------------------------- set up -- */

static void *zeroed_pages(size_t bytes)
{
    void *pages = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

    if (pages == MAP_FAILED)
        err(EXIT_FAILURE, "mmap");
    return pages;
}

/* Bytes without a period, so that a shifted or repeated echo is noticed. */
static void pattern_fill(void)
{
    size_t bytes = load.options->size + PATTERN_SHIFTS;
    unsigned char *pattern = zeroed_pages(bytes);
    uint32_t state = 2463534242u;

    for (size_t i = 0; i < bytes; i++) {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        pattern[i] = (unsigned char)state;
    }
    load.pattern = pattern;
    load.shifts = PATTERN_SHIFTS;
    load.message_bytes = load.options->size;
    load.answer_bytes = load.options->size;
    load.check = true;
}

static void request_fill(void)
{
    const char *request = http_request(load.options->path);
    struct sockaddr_in address = client_address(load.options);

    load.pattern = (const unsigned char *)request;
    load.shifts = 1;
    load.message_bytes = strlen(request);
    load.answer_bytes = http_answer_bytes(client_connect(&address), request);
}

static void buffer_give(unsigned id, int offset)
{
    io_uring_buf_ring_add(load.buffer_ring,
                          load.buffers + id * load.buffer_bytes,
                          (unsigned)load.buffer_bytes, (unsigned short)id,
                          io_uring_buf_ring_mask(load.buffer_count), offset);
}

static void buffers_open(void)
{
    struct io_uring_buf_reg reg = {.bgid = BUFFER_GROUP};

    load.buffer_bytes =
        load.answer_bytes < BUFFER_BYTES ? load.answer_bytes : BUFFER_BYTES;
    load.buffer_count = 64;
    while (load.buffer_count < (unsigned)load.options->connections &&
           load.buffer_count < BUFFERS_MAX)
        load.buffer_count *= 2;
    load.buffers = zeroed_pages(load.buffer_count * load.buffer_bytes);
    load.buffer_ring =
        zeroed_pages(load.buffer_count * sizeof(struct io_uring_buf));
    reg.ring_addr = (uintptr_t)load.buffer_ring;
    reg.ring_entries = load.buffer_count;
    if (io_uring_register_buf_ring(&load.ring, &reg, 0) != 0)
        errx(EXIT_FAILURE, "io_uring_register_buf_ring");
    io_uring_buf_ring_init(load.buffer_ring);
    for (unsigned i = 0; i < load.buffer_count; i++)
        buffer_give(i, (int)i);
    io_uring_buf_ring_advance(load.buffer_ring, (int)load.buffer_count);
}

static void connections_open(void)
{
    struct sockaddr_in address = client_address(load.options);

    load.connections =
        calloc((size_t)load.options->connections, sizeof(struct connection));
    if (!load.connections)
        err(EXIT_FAILURE, "calloc");
    for (int i = 0; i < load.options->connections; i++)
        load.connections[i].fd = client_connect(&address);
}

/* -------------------------------------------------------------- messages -- */

static void receive_arm(struct connection *connection)
{
    struct io_uring_sqe *sqe = client_sqe(&load.ring);

    io_uring_prep_recv_multishot(sqe, connection->fd, NULL, 0, 0);
    sqe->flags |= IOSQE_BUFFER_SELECT;
    sqe->buf_group = BUFFER_GROUP;
    io_uring_sqe_set_data64(sqe, (uintptr_t)connection);
}

/* With MSG_WAITALL the kernel itself goes on after a partial send, so the only
 * send that needs a CQE is one that failed. */
static void message_start(struct connection *connection)
{
    struct io_uring_sqe *sqe = client_sqe(&load.ring);

    connection->start = (connection->start + 41) % load.shifts;
    connection->received = 0;
    connection->started_ns = load.window->now_ns;
    connection->busy = true;
    load.busy_count++;
    io_uring_prep_send(sqe, connection->fd, load.pattern + connection->start,
                       load.message_bytes, MSG_NOSIGNAL | MSG_WAITALL);
    sqe->flags |= IOSQE_CQE_SKIP_SUCCESS;
    io_uring_sqe_set_data64(sqe, (uintptr_t)connection | SEND_TAG);
}

static void message_done(struct connection *connection)
{
    connection->busy = false;
    load.busy_count--;
    window_count(load.window, connection->started_ns);
    if (load.window->phase != DRAIN)
        message_start(connection);
}

static void answer_take(struct connection *connection,
                        const unsigned char *bytes, size_t count)
{
    const unsigned char *expected =
        load.pattern + connection->start + connection->received;

    if (!connection->busy || connection->received + count > load.answer_bytes)
        errx(EXIT_FAILURE, "more bytes came back than were asked for");
    if (load.check && memcmp(bytes, expected, count) != 0)
        errx(EXIT_FAILURE, "other bytes came back than were sent");
    connection->received += (uint32_t)count;
    if (connection->received == load.answer_bytes)
        message_done(connection);
}

static void receive_done(struct connection *connection,
                         const struct io_uring_cqe *cqe)
{
    unsigned id = cqe->flags >> IORING_CQE_BUFFER_SHIFT;

    if (cqe->res == 0)
        errx(EXIT_FAILURE, "the server closed a connection");
    if (cqe->res < 0 && cqe->res != -ENOBUFS)
        errx(EXIT_FAILURE, "recv: %s", strerror(-cqe->res));
    if (cqe->res > 0) {
        answer_take(connection, load.buffers + id * load.buffer_bytes,
                    (size_t)cqe->res);
        buffer_give(id, 0);
        io_uring_buf_ring_advance(load.buffer_ring, 1);
    }
    if (!(cqe->flags & IORING_CQE_F_MORE))
        receive_arm(connection);
}

static void batch_handle(void)
{
    struct io_uring_cqe *cqe;
    unsigned head;
    unsigned count = 0;

    io_uring_for_each_cqe (&load.ring, head, cqe) {
        uintptr_t data = (uintptr_t)io_uring_cqe_get_data64(cqe);

        if (data & SEND_TAG)
            errx(EXIT_FAILURE, "send: %s", strerror(-cqe->res));
        receive_done((struct connection *)data, cqe);
        count++;
    }
    io_uring_cq_advance(&load.ring, count);
}

void load_messages(const struct load_options *options, struct window *window)
{
    load.options = options;
    load.window = window;
    if (options->path)
        request_fill();
    else
        pattern_fill();
    client_ring_open(&load.ring);
    buffers_open();
    connections_open();
    window_open(window, options);
    for (int i = 0; i < options->connections; i++) {
        receive_arm(&load.connections[i]);
        message_start(&load.connections[i]);
    }
    while (window->phase != DRAIN || load.busy_count > 0) {
        client_wait(&load.ring);
        window_step(window);
        batch_handle();
    }
}
