#include "sys/local_time.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct local_time local_time_at(int64_t unix_s)
{
    struct local_time found = {0, false, "UTC"};
    time_t moment = (time_t)unix_s;
    struct tm broken;

    tzset(); /* TZ may have changed */
    if (localtime_r(&moment, &broken) == NULL)
        return found;
    found.offset_s = broken.tm_gmtoff;
    found.daylight = broken.tm_isdst > 0;
    snprintf(found.name, sizeof found.name, "%s", broken.tm_zone);
    return found;
}

int64_t local_time_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec;
}

/* The first line: user, nice, system, idle, waiting for disks, interrupts, and
 * what the hypervisor took; in ticks. */
int processor_times(struct processor_times *times)
{
    const uint64_t units = 10000000u / (uint64_t)sysconf(_SC_CLK_TCK);
    uint64_t user, nice, system, idle, wait, hard, soft, stolen;
    FILE *stat = fopen("/proc/stat", "re");
    int fields;

    if (stat == NULL)
        return -errno;
    fields = fscanf(stat,
                    "cpu %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64
                    " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64,
                    &user, &nice, &system, &idle, &wait, &hard, &soft, &stolen);
    fclose(stat);
    if (fields != 8)
        return -EIO;
    times->user = (user + nice) * units;
    times->idle = (idle + wait) * units;
    times->kernel = (system + hard + soft + stolen) * units;
    return 0;
}
