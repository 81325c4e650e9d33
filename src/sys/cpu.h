/* Processors. */
#ifndef SYS_CPU_H
#define SYS_CPU_H

/* How many processors this process may run on: its affinity mask. At least 1. */
unsigned cpu_count(void);

#endif
