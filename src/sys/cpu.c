#include "sys/cpu.h"

#include <sched.h>
#include <unistd.h>

unsigned cpu_current(void)
{
    int cpu = sched_getcpu();

    return cpu > 0 ? (unsigned)cpu : 0;
}

unsigned cpu_count(void)
{
    cpu_set_t allowed;
    long online;

    if (sched_getaffinity(0, sizeof allowed, &allowed) == 0)
        return (unsigned)CPU_COUNT(&allowed);
    /* More processors than cpu_set_t holds. */
    online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? (unsigned)online : 1;
}
