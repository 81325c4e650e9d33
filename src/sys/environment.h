/* The environment of the process, and who runs it where. */
#ifndef SYS_ENVIRONMENT_H
#define SYS_ENVIRONMENT_H

#include <stddef.h>
#include <stdint.h>

/* A copy of a variable's value, which the caller frees: 0, -ENOENT or -ENOMEM.
 * A name in other capitals is found too, if there is none that is exact. */
int environment_get(const char *name, char **value);

/* NULL takes it away: -ENOENT if it was not there. Else 0, or -errno. */
int environment_set(const char *name, const char *value);

/* All of it, "NAME=value" and a NUL each, and a NUL more at the end; the caller
 * frees it. NULL: no memory. */
char *environment_block(size_t *bytes);

/* Each writes a terminated text of at most `size` bytes: 0 or -errno. */
int machine_host_name(char *name, size_t size);
int machine_user_name(char *name, size_t size);

/* Bytes. */
struct memory_figures {
    uint64_t total, available;           /* of the machine */
    uint64_t swap_total, swap_available; /* of its disks */
    uint64_t addresses;                  /* that this process uses */
    uint64_t resident, resident_peak;    /* memory that it has */
    uint64_t data;                       /* what it may write, not of files */
    uint64_t faults;                     /* a count */
};
int memory_figures(struct memory_figures *figures);

#endif
