/* What other processes use while we look: CPU time and context switches, and
 * a gate that makes perf count exactly as long.
 */
#ifndef BENCH_PROBE_H
#define BENCH_PROBE_H

#include <stdint.h>
#include <sys/types.h>
#include <time.h>

struct probe {
    const pid_t *pids; /* borrowed */
    int pid_count;     /* 0: nobody is watched */
    int gate;          /* write end of perf's control fifo, or -1 */
    int gate_answer;   /* read end of perf's answer fifo, or -1 */
    uint64_t cpu_ns;   /* between begin and end */
    uint64_t switches; /* voluntary and not, of the threads alive at the end */
};

/* `gate` is NULL or "CONTROL,ANSWER": the two fifos of perf stat --control.
 * Ends the process with a message when something cannot be opened. */
void probe_open(struct probe *probe, const pid_t *pids, int pid_count,
                const char *gate);
void probe_begin(struct probe *probe);
void probe_end(struct probe *probe);

uint64_t monotonic_ns(void);

/* What one trivial system call costs on this machine. */
double syscall_cost_ns(void);

#endif
