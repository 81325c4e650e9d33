#include "window.h"

#include <stdio.h>

void window_open(struct window *window, const struct load_options *options)
{
    *window = (struct window){.phase = WARM_UP};
    probe_open(&window->probe, options->pids, options->pid_count,
               options->gate);
    window->measure_ns = options->measure_ms * 1000000ull;
    window->now_ns = monotonic_ns();
    window->phase_end_ns = window->now_ns + options->warmup_ms * 1000000ull;
}

static void measure_begin(struct window *window)
{
    probe_begin(&window->probe);
    window->begin_ns = monotonic_ns();
    window->now_ns = window->begin_ns;
    window->phase_end_ns = window->begin_ns + window->measure_ns;
    window->phase = MEASURE;
}

/* What came back before the window begins is counted, what came back just
 * before it ends is not: the two make up for each other. */
void window_step(struct window *window)
{
    window->now_ns = monotonic_ns();
    if (window->phase == DRAIN || window->now_ns < window->phase_end_ns)
        return;
    if (window->phase == WARM_UP) {
        measure_begin(window);
        return;
    }
    window->elapsed_ns = window->now_ns - window->begin_ns;
    probe_end(&window->probe);
    window->phase = DRAIN;
}

void window_count(struct window *window, uint64_t started_ns)
{
    if (window->phase != MEASURE)
        return;
    window->messages++;
    latency_add(&window->latency, window->now_ns - started_ns);
}

void window_print(const struct window *window, double syscall_ns)
{
    printf("messages=%llu elapsed_ns=%llu p50_us=%.2f p99_us=%.2f",
           (unsigned long long)window->messages,
           (unsigned long long)window->elapsed_ns,
           (double)latency_quantile_ns(&window->latency, 0.50) / 1000,
           (double)latency_quantile_ns(&window->latency, 0.99) / 1000);
    if (window->probe.pid_count)
        printf(" server_cpu_ns=%llu server_switches=%llu",
               (unsigned long long)window->probe.cpu_ns,
               (unsigned long long)window->probe.switches);
    printf(" syscall_ns=%.0f\n", syscall_ns);
}
