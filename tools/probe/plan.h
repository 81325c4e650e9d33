/* What openiocp-probe --advice says. It is compiled with the library's own
 * files that count processors (sys/cpu_quota.c) and place shards
 * (sys/topology.c), so that it tells what the library will do. */
#ifndef PROBE_PLAN_H
#define PROBE_PLAN_H

#include <stdbool.h>

struct plan_options {
    const char *topology; /* a file of hwloc's; NULL: this machine */
    double quota;         /* in processors; 0: none; below 0: what is here */
};

/* Reads "1.5", or "none"; false: neither. */
bool plan_read_quota(const char *text, double *quota);

/* Prints the advice. False, and a word on standard error: the file is none. */
bool plan_print(const struct plan_options *options);

#endif
