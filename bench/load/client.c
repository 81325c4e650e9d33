#define _GNU_SOURCE
#include "client.h"

#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { CONNECT_LIMIT_S = 20, SOURCES = 1 << 14 };

void client_cpu_pin(int cpu)
{
    cpu_set_t set;

    if (cpu < 0)
        return;
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    if (sched_setaffinity(0, sizeof(set), &set) != 0)
        err(EXIT_FAILURE, "pin to CPU %d", cpu);
}

void client_descriptors_raise(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        err(EXIT_FAILURE, "getrlimit");
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
        err(EXIT_FAILURE, "setrlimit");
}

void client_ring_open(struct io_uring *ring)
{
    struct io_uring_params params = {.flags = IORING_SETUP_SINGLE_ISSUER |
                                              IORING_SETUP_DEFER_TASKRUN |
                                              IORING_SETUP_CQSIZE,
                                     .cq_entries = 4 * CLIENT_SQ_ENTRIES};
    int error = io_uring_queue_init_params(CLIENT_SQ_ENTRIES, ring, &params);

    if (error)
        errx(EXIT_FAILURE, "io_uring: %s", strerror(-error));
}

struct io_uring_sqe *client_sqe(struct io_uring *ring)
{
    struct io_uring_sqe *sqe = io_uring_get_sqe(ring);

    if (sqe)
        return sqe;
    io_uring_submit(ring);
    sqe = io_uring_get_sqe(ring);
    if (!sqe)
        errx(EXIT_FAILURE, "submission queue stays full");
    return sqe;
}

void client_wait(struct io_uring *ring)
{
    struct __kernel_timespec limit = {.tv_sec = CLIENT_STALL_S};
    struct io_uring_cqe *cqe;
    int result = io_uring_submit_and_wait_timeout(ring, &cqe, 1, &limit, NULL);

    if (result == -ETIME)
        errx(EXIT_FAILURE, "nothing came for %d s", CLIENT_STALL_S);
    if (result < 0 && result != -EINTR)
        errx(EXIT_FAILURE, "io_uring_enter: %s", strerror(-result));
}

struct sockaddr_in client_address(const struct load_options *options)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons(options->port)};

    if (inet_pton(AF_INET, options->address, &address.sin_addr) != 1)
        errx(EXIT_FAILURE, "%s: no IPv4 address", options->address);
    return address;
}

/* The next of SOURCES addresses above 127.1.0.0; a process starts somewhere
 * else than the one before it. */
static struct sockaddr_in source_next(void)
{
    static uint32_t next;
    struct sockaddr_in source = {.sin_family = AF_INET};

    if (next == 0)
        next = (uint32_t)getpid() * 64;
    source.sin_addr.s_addr = htonl((127u << 24 | 1u << 16) + next++ % SOURCES);
    return source;
}

int client_socket(void)
{
    struct timeval limit = {.tv_sec = CONNECT_LIMIT_S};
    struct sockaddr_in source = source_next();
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int on = 1;

    if (fd < 0)
        err(EXIT_FAILURE, "socket");
    if (setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit)) != 0 ||
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) != 0 ||
        setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof(on)) !=
            0)
        err(EXIT_FAILURE, "setsockopt");
    if (bind(fd, (struct sockaddr *)&source, sizeof(source)) != 0)
        err(EXIT_FAILURE, "bind");
    return fd;
}

int client_connect(const struct sockaddr_in *address)
{
    int fd = client_socket();

    if (connect(fd, (const struct sockaddr *)address, sizeof(*address)) != 0)
        err(EXIT_FAILURE, "connect");
    return fd;
}
