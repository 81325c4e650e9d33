/* The time zone of the machine, or of TZ. */
#ifndef SYS_LOCAL_TIME_H
#define SYS_LOCAL_TIME_H

#include <stdbool.h>
#include <stdint.h>

struct local_time {
    int64_t offset_s; /* local time is that much later than UTC */
    bool daylight;
    char name[32];
};

/* How local time is at that time of UTC, in seconds since 1970. */
struct local_time local_time_at(int64_t unix_s);

int64_t local_time_now(void);

/* In units of 100 ns since the machine started: all processors together. 0 or
 * -errno. */
struct processor_times {
    uint64_t idle, kernel, user;
};
int processor_times(struct processor_times *times);

#endif
