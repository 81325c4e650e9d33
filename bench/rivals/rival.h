/* What the two hand-written rival servers have in common: command line,
 * listener, and how they are told to stop. Their main thread only waits for
 * the signal; the work happens in worker threads.
 */
#ifndef BENCH_RIVAL_H
#define BENCH_RIVAL_H

#include <stddef.h>
#include <stdint.h>

struct rival_options {
    uint16_t port; /* 0: any free one */
    int threads;
    size_t size; /* receive buffer of each connection */
};

/* --port N --threads N --size BYTES. Ends the process on any other word. Also
 * raises the descriptor limit and blocks the stop signals in every thread. */
void rival_options_parse(struct rival_options *options, int argc, char **argv);

/* A non-blocking listener on 127.0.0.1. Prints `listening on 127.0.0.1:PORT`
 * at once: the backlog holds the clients that are quicker than the workers. */
int rival_listen(uint16_t port);

/* An eventfd that becomes readable, and stays so, when it is time to stop. */
int rival_stop_fd(void);

/* Sleeps until SIGTERM or SIGINT, then makes the eventfd readable. */
void rival_wait(int stop_fd);

/* Small messages must leave at once. */
void rival_no_delay(int fd);

#endif
