/* A histogram of latencies: any number of samples, 1.6 % resolution. */
#ifndef BENCH_LATENCY_H
#define BENCH_LATENCY_H

#include <stdint.h>

enum { LATENCY_STEPS = 64, LATENCY_BUCKETS = LATENCY_STEPS * 59 };

struct latency {
    uint64_t samples;
    uint64_t count[LATENCY_BUCKETS];
};

void latency_add(struct latency *latency, uint64_t sample_ns);

/* The sample below which `share` (0 to 1) of all lie; 0 when there is none. */
uint64_t latency_quantile_ns(const struct latency *latency, double share);

#endif
