/* Processors. */
#ifndef SYS_CPU_H
#define SYS_CPU_H

#include <stdbool.h>

/* How many processors the calling thread may run on: its affinity mask. At
 * least 1. */
unsigned cpu_count(void);

/* How many threads of this process can run at once for long: the processors of
 * its affinity mask, or fewer if the CPU quota of its control groups is worth
 * less, rounded up. At least 1. What a program that asks for the number of
 * processors wants to know, and what 0 concurrent threads of a port means. The
 * first call reads some files. */
unsigned cpu_usable(void);

/* What instructions there are. */
struct cpu_features {
    bool sse3, ssse3, sse41, sse42, avx, avx2, avx512f, exchange16; /* x86-64 */
    bool crypto, crc32, atomics;                                    /* arm64 */
};
struct cpu_features cpu_features(void);

/* The one that the calling thread is on, or was a moment ago. */
unsigned cpu_current(void);

/* Tells the processor that this is a loop that waits. */
static inline void cpu_relax(void)
{
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

#endif
