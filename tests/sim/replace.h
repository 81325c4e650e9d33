/* System calls of the library, simulated: what the linker puts in the place of
 * the real ones (`--wrap`), and the seams between the parts of that. */
#ifndef SIM_REPLACE_H
#define SIM_REPLACE_H

#include <pthread.h>
#include <stddef.h>

int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                          void *(*run)(void *), void *argument);

/* runtime.c */
int sim_thread_create(void *(*run)(void *), void *argument);
/* memory.c: at least what was asked for. */
size_t sim_block_size(const void *block);

#endif
