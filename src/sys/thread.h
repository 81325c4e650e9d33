/* Threads of the library. */
#ifndef SYS_THREAD_H
#define SYS_THREAD_H

/* Starts a detached thread that takes no signals, named for ps and top.
 * 0 or -errno. */
int thread_start(const char *name, void *(*run)(void *), void *argument);

#endif
