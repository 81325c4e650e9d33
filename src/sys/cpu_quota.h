/* How much time of the processors the control groups above this process leave
 * to it: cpu.max of version 2, cpu.cfs_quota_us of version 1. */
#ifndef SYS_CPU_QUOTA_H
#define SYS_CPU_QUOTA_H

/* In processors' worth: 1.5 is three halves of a second in each second; 0 if no
 * limit is found, though there may be one that cannot be seen from here. Read
 * once: a process that is moved, or whose limit changes, keeps what it had. */
double cpu_quota(void);

/* The same, always read, of a machine whose files lie below the folder `root`:
 * ROOT/proc/self/cgroup, ROOT/proc/self/mountinfo, and what that mentions. */
double cpu_quota_under(const char *root);

/* Whole processors that this much can keep busy: rounded up, at least 1. */
unsigned cpu_quota_processors(double quota);

#endif
