/* The window in which a load is measured: after the warm-up, before the drain.
 */
#ifndef BENCH_WINDOW_H
#define BENCH_WINDOW_H

#include "latency.h"
#include "load_options.h"
#include "probe.h"

#include <stdint.h>

enum phase {
    WARM_UP, /* messages flow, nobody counts */
    MEASURE, /* between probe_begin and probe_end */
    DRAIN    /* no new message; wait for those in flight */
};

struct window {
    enum phase phase;
    uint64_t now_ns; /* read once a batch */
    uint64_t phase_end_ns;
    uint64_t measure_ns;
    uint64_t begin_ns;
    uint64_t elapsed_ns;
    uint64_t messages; /* done within the window */
    struct latency latency;
    struct probe probe;
};

/* The warm-up begins. */
void window_open(struct window *window, const struct load_options *options);

/* Between two batches: reads the clock, and moves on when it is time. */
void window_step(struct window *window);

/* A message that was started at `started_ns` is done. */
void window_count(struct window *window, uint64_t started_ns);

/* One line of key=value figures. */
void window_print(const struct window *window, double syscall_ns);

#endif
