/* Processors. */
#ifndef SYS_CPU_H
#define SYS_CPU_H

/* How many processors this process may run on: its affinity mask. At least 1.
 */
unsigned cpu_count(void);

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
