/* Load generator for echo servers: one thread, one io_uring, a closed loop with
 * one message in flight on each connection. Every byte that comes back is
 * compared with what was sent. Prints one line of key=value figures.
 *
 * Receiving is one multishot request a connection with buffers from a common
 * ring; sends are queued while a batch is handled and leave with the next wait.
 * So the client costs far less than the server, which is what is measured.
 *
 * The trap: latency and window use one clock reading a batch; reading the clock
 * for each message would make the client the bottleneck.
 */
#define _GNU_SOURCE
#include "latency.h"
#include "load_options.h"
#include "probe.h"

#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <liburing.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
    SQ_ENTRIES = 4096,
    BUFFERS_MAX = 4096,   /* receive buffers in the ring */
    BUFFER_GROUP = 1,     /* its number */
    PATTERN_SHIFTS = 256, /* places in the pattern where a message starts */
    CONNECT_LIMIT_S = 20, /* a connect that takes longer is a failure */
    STALL_LIMIT_S = 20,   /* and so is a wait without one byte echoed */
    SEND_TAG = 1          /* lowest bit of user_data */
};

/* One message is in flight from message_start to message_done. */
struct connection {
    int fd;
    bool busy;           /* a message is in flight */
    uint32_t start;      /* where in the pattern it starts */
    uint32_t received;   /* bytes of it that are back */
    uint64_t started_ns; /* when its send was queued */
};

enum phase {
    WARM_UP, /* messages flow, nobody counts */
    MEASURE, /* between probe_begin and probe_end */
    DRAIN    /* no new message; wait for those in flight */
};

struct load {
    struct load_options options;
    struct io_uring ring;
    struct io_uring_buf_ring *buffer_ring;
    unsigned buffer_count; /* a power of two */
    unsigned char *buffers;
    unsigned char *pattern; /* constant: sends read it, checks too */
    struct connection *connections;
    int busy_count; /* connections with a message in flight */
    enum phase phase;
    uint64_t phase_end_ns;
    uint64_t now_ns; /* read once a batch */
    uint64_t begin_ns;
    uint64_t elapsed_ns;
    uint64_t messages; /* echoed within the window */
    struct latency latency;
    struct probe probe;
};

static struct load load;

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
    size_t bytes = load.options.size + PATTERN_SHIFTS;
    uint32_t state = 2463534242u;

    load.pattern = zeroed_pages(bytes);
    for (size_t i = 0; i < bytes; i++) {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        load.pattern[i] = (unsigned char)state;
    }
}

static void cpu_pin(int cpu)
{
    cpu_set_t set;

    if (cpu < 0)
        return;
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    if (sched_setaffinity(0, sizeof(set), &set) != 0)
        err(EXIT_FAILURE, "pin to CPU %d", cpu);
}

static void descriptors_raise(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        err(EXIT_FAILURE, "getrlimit");
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
        err(EXIT_FAILURE, "setrlimit");
}

static void buffer_give(unsigned id, int offset)
{
    io_uring_buf_ring_add(load.buffer_ring,
                          load.buffers + id * load.options.size,
                          (unsigned)load.options.size, (unsigned short)id,
                          io_uring_buf_ring_mask(load.buffer_count), offset);
}

static void buffers_open(void)
{
    struct io_uring_buf_reg reg = {.bgid = BUFFER_GROUP};

    load.buffer_count = 64;
    while (load.buffer_count < (unsigned)load.options.connections &&
           load.buffer_count < BUFFERS_MAX)
        load.buffer_count *= 2;
    load.buffers = zeroed_pages(load.buffer_count * load.options.size);
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

static void ring_open(void)
{
    struct io_uring_params params = {.flags = IORING_SETUP_SINGLE_ISSUER |
                                              IORING_SETUP_DEFER_TASKRUN |
                                              IORING_SETUP_CQSIZE,
                                     .cq_entries = 4 * SQ_ENTRIES};
    int error = io_uring_queue_init_params(SQ_ENTRIES, &load.ring, &params);

    if (error)
        errx(EXIT_FAILURE, "io_uring: %s", strerror(-error));
}

static int connection_open(const struct sockaddr_in *address)
{
    struct timeval limit = {.tv_sec = CONNECT_LIMIT_S};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int on = 1;

    if (fd < 0)
        err(EXIT_FAILURE, "socket");
    if (setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit)) != 0 ||
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) != 0)
        err(EXIT_FAILURE, "setsockopt");
    if (connect(fd, (const struct sockaddr *)address, sizeof(*address)) != 0)
        err(EXIT_FAILURE, "connect");
    return fd;
}

static void connections_open(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons(load.options.port)};

    if (inet_pton(AF_INET, load.options.address, &address.sin_addr) != 1)
        errx(EXIT_FAILURE, "%s: no IPv4 address", load.options.address);
    load.connections =
        calloc((size_t)load.options.connections, sizeof(struct connection));
    if (!load.connections)
        err(EXIT_FAILURE, "calloc");
    for (int i = 0; i < load.options.connections; i++)
        load.connections[i].fd = connection_open(&address);
}

/* -------------------------------------------------------------- messages -- */

static struct io_uring_sqe *sqe_next(void)
{
    struct io_uring_sqe *sqe = io_uring_get_sqe(&load.ring);

    if (sqe)
        return sqe;
    io_uring_submit(&load.ring);
    sqe = io_uring_get_sqe(&load.ring);
    if (!sqe)
        errx(EXIT_FAILURE, "submission queue stays full");
    return sqe;
}

static void receive_arm(struct connection *connection)
{
    struct io_uring_sqe *sqe = sqe_next();

    io_uring_prep_recv_multishot(sqe, connection->fd, NULL, 0, 0);
    sqe->flags |= IOSQE_BUFFER_SELECT;
    sqe->buf_group = BUFFER_GROUP;
    io_uring_sqe_set_data64(sqe, (uintptr_t)connection);
}

/* With MSG_WAITALL the kernel itself goes on after a partial send, so the only
 * send that needs a CQE is one that failed. */
static void message_start(struct connection *connection)
{
    struct io_uring_sqe *sqe = sqe_next();

    connection->start = (connection->start + 41) % PATTERN_SHIFTS;
    connection->received = 0;
    connection->started_ns = load.now_ns;
    connection->busy = true;
    load.busy_count++;
    io_uring_prep_send(sqe, connection->fd, load.pattern + connection->start,
                       load.options.size, MSG_NOSIGNAL | MSG_WAITALL);
    sqe->flags |= IOSQE_CQE_SKIP_SUCCESS;
    io_uring_sqe_set_data64(sqe, (uintptr_t)connection | SEND_TAG);
}

static void message_done(struct connection *connection)
{
    connection->busy = false;
    load.busy_count--;
    if (load.phase == MEASURE) {
        load.messages++;
        latency_add(&load.latency, load.now_ns - connection->started_ns);
    }
    if (load.phase != DRAIN)
        message_start(connection);
}

static void echo_check(struct connection *connection,
                       const unsigned char *bytes, size_t count)
{
    const unsigned char *expected =
        load.pattern + connection->start + connection->received;

    if (!connection->busy || connection->received + count > load.options.size)
        errx(EXIT_FAILURE, "more bytes came back than were sent");
    if (memcmp(bytes, expected, count) != 0)
        errx(EXIT_FAILURE, "other bytes came back than were sent");
    connection->received += (uint32_t)count;
    if (connection->received == load.options.size)
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
        echo_check(connection, load.buffers + id * load.options.size,
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

/* ---------------------------------------------------------------- phases -- */

static void window_begin(void)
{
    probe_begin(&load.probe);
    load.begin_ns = monotonic_ns();
    load.now_ns = load.begin_ns;
    load.phase_end_ns = load.begin_ns + load.options.measure_ms * 1000000ull;
    load.phase = MEASURE;
}

static void window_end(void)
{
    load.elapsed_ns = load.now_ns - load.begin_ns;
    probe_end(&load.probe);
    load.phase = DRAIN;
}

/* Between two batches. What came back before the window begins is counted,
 * what came back just before it ends is not: the two make up for each other. */
static void phase_step(void)
{
    load.now_ns = monotonic_ns();
    if (load.phase == DRAIN || load.now_ns < load.phase_end_ns)
        return;
    if (load.phase == WARM_UP)
        window_begin();
    else
        window_end();
}

static void batch_wait(void)
{
    struct __kernel_timespec limit = {.tv_sec = STALL_LIMIT_S};
    struct io_uring_cqe *cqe;
    int result =
        io_uring_submit_and_wait_timeout(&load.ring, &cqe, 1, &limit, NULL);

    if (result == -ETIME)
        errx(EXIT_FAILURE, "no echo for %d s", STALL_LIMIT_S);
    if (result < 0 && result != -EINTR)
        errx(EXIT_FAILURE, "io_uring_enter: %s", strerror(-result));
}

static void load_run(void)
{
    load.now_ns = monotonic_ns();
    load.phase_end_ns = load.now_ns + load.options.warmup_ms * 1000000ull;
    for (int i = 0; i < load.options.connections; i++) {
        receive_arm(&load.connections[i]);
        message_start(&load.connections[i]);
    }
    while (load.phase != DRAIN || load.busy_count > 0) {
        batch_wait();
        phase_step();
        batch_handle();
    }
}

static void figures_print(double syscall_ns)
{
    printf("messages=%llu elapsed_ns=%llu p50_us=%.2f p99_us=%.2f",
           (unsigned long long)load.messages,
           (unsigned long long)load.elapsed_ns,
           (double)latency_quantile_ns(&load.latency, 0.50) / 1000,
           (double)latency_quantile_ns(&load.latency, 0.99) / 1000);
    if (load.probe.pid)
        printf(" server_cpu_ns=%llu server_switches=%llu",
               (unsigned long long)load.probe.cpu_ns,
               (unsigned long long)load.probe.switches);
    printf(" syscall_ns=%.0f\n", syscall_ns);
}

int main(int argc, char **argv)
{
    double syscall_ns;

    load_options_parse(&load.options, argc, argv);
    cpu_pin(load.options.cpu);
    syscall_ns = syscall_cost_ns();
    descriptors_raise();
    pattern_fill();
    ring_open();
    buffers_open();
    probe_open(&load.probe, load.options.pid, load.options.gate);
    connections_open();
    load_run();
    figures_print(syscall_ns);
    return EXIT_SUCCESS;
}
