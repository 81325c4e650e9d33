/* What openiocp-probe finds out, and the parts it is made of. A Linux program
 * that uses of the library what <iocp/linux.h> declares; what counts processors
 * (src/sys) is compiled into it once more, as a program cannot ask for it. */
#ifndef PROBE_FACTS_H
#define PROBE_FACTS_H

#include <stdbool.h>
#include <sys/resource.h>

#include <iocp/linux.h>

enum { UNKNOWN = -1 };

struct facts {
    IOCP_BACKEND_INFO chosen; /* what a program gets in this environment */
    IOCP_BACKEND_INFO kernel; /* io_uring asked for, nothing hidden */
    DWORD mask;               /* IOCP_FEATURES_MASK */
    int disabled;          /* kernel.io_uring_disabled; UNKNOWN: no such file */
    int seccomp;           /* of /proc/self/status: 0, 1, 2; UNKNOWN */
    const char *container; /* what it looks like; NULL: none */
    int allowed, online;   /* processors */
    double quota;          /* processors' worth of time; 0: no limit found */
    double memory_bytes;   /* limit of the memory cgroup; 0: none found */
    struct rlimit files, locked;
};

/* Asks the library, in child processes: the engine starts once a process.
 * False if no child could be had. */
bool facts_of_engine(struct facts *facts);

/* Reads /proc, /sys and the limits; never fails. */
void facts_of_surroundings(struct facts *facts);

/* The smallest limit on the way from the group at `path` up to `root`, a
 * folder of cgroup v2; 0: none. */
double cgroup_memory(const char *root, const char *path);

/* "feature.NAME: yes (required)" and so on, one a line. */
void features_print(const struct facts *facts);

/* What to change, one "advice: " a line; nothing if all is well. */
void advice_print(const struct facts *facts);

#endif
