/* A thread that waits for descriptors to become ready. */
#ifndef SYS_READY_THREAD_H
#define SYS_READY_THREAD_H

#include <stdint.h>

/* Makes a watch (sys/ready.h) and a thread of that name, which calls `look`
 * with each token as it is told, a token once a round; it ends when the watch
 * is closed, at the next token. The watch, or -errno. */
int ready_thread_start(const char *name, void (*look)(uint64_t token));

#endif
