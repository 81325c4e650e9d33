/* Buckets: below LATENCY_STEPS one a nanosecond, then LATENCY_STEPS for each
 * power of two. A bucket is named by its lower edge.
 */
#include "latency.h"

static unsigned bucket_of(uint64_t sample_ns)
{
    unsigned shift;

    if (sample_ns < LATENCY_STEPS)
        return (unsigned)sample_ns;
    shift = 63u - (unsigned)__builtin_clzll(sample_ns) - 6;
    return (shift + 1) * LATENCY_STEPS + (unsigned)(sample_ns >> shift) -
           LATENCY_STEPS;
}

static uint64_t bucket_edge_ns(unsigned bucket)
{
    unsigned shift = bucket / LATENCY_STEPS;
    uint64_t step = bucket % LATENCY_STEPS;

    return shift == 0 ? step : (step + LATENCY_STEPS) << (shift - 1);
}

void latency_add(struct latency *latency, uint64_t sample_ns)
{
    latency->samples++;
    latency->count[bucket_of(sample_ns)]++;
}

uint64_t latency_quantile_ns(const struct latency *latency, double share)
{
    uint64_t wanted = (uint64_t)((double)latency->samples * share);
    uint64_t below = 0;

    for (unsigned i = 0; i < LATENCY_BUCKETS; i++) {
        below += latency->count[i];
        if (below > wanted)
            return bucket_edge_ns(i);
    }
    return 0;
}
