/* The kernel's number of the calling thread. */
#ifndef SYS_THREAD_ID_H
#define SYS_THREAD_ID_H

#include <stdint.h>

uint32_t sys_thread_id(void);

#endif
