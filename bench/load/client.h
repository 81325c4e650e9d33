/* What every kind of load needs: sockets, a ring, a CPU of its own. All of it
 * ends the process with a message when it cannot be had.
 */
#ifndef BENCH_CLIENT_H
#define BENCH_CLIENT_H

#include "load_options.h"

#include <liburing.h>
#include <netinet/in.h>

enum {
    CLIENT_SQ_ENTRIES = 4096,
    CLIENT_STALL_S = 20 /* a wait without any event is a failure */
};

void client_cpu_pin(int cpu);
void client_descriptors_raise(void);
void client_ring_open(struct io_uring *ring);

/* Submits first when the submission queue is full. */
struct io_uring_sqe *client_sqe(struct io_uring *ring);

/* Submits, then waits for a completion. */
void client_wait(struct io_uring *ring);

struct sockaddr_in client_address(const struct load_options *options);

/* A TCP socket without delay, bound to the next address of 127.0.0.0/8: so
 * many sources have ports for connections by the thousand a second, although
 * each closed one keeps its port for a minute. */
int client_socket(void);

/* Blocks until connected. */
int client_connect(const struct sockaddr_in *address);

#endif
