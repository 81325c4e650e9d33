/* The machine and the process. */
#ifndef SYS_MACHINE_H
#define SYS_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

uint32_t machine_page_bytes(void);
bool machine_is_arm64(void);
uint32_t machine_process_id(void);

/* The number in a file such as those of /proc/sys, or -errno. */
int machine_setting(const char *path);

/* Ends the process at once. What is buffered on standard output and standard
 * error is written out; no other clean-up runs. */
_Noreturn void machine_exit(uint32_t exit_code);

#endif
