/* The machine and the process. */
#ifndef SYS_MACHINE_H
#define SYS_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

uint32_t machine_page_bytes(void);
bool machine_is_arm64(void);
uint32_t machine_process_id(void);

/* The number in a file such as those of /proc/sys, or -errno. */
int machine_setting(const char *path);

/* The arguments of the process with their NULs, one behind the other, for the
 * caller to free, and one NUL more; NULL when memory is out. */
char *machine_arguments(size_t *len);

/* Whether another process traces this one. */
bool machine_is_debugged(void);

/* Stops the process for its debugger: SIGTRAP. */
void machine_break(void);

/* Ends the process at once. What is buffered on standard output and standard
 * error is written out; no other clean-up runs. */
_Noreturn void machine_exit(uint32_t exit_code);

#endif
