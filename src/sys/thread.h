/* Threads of the library. */
#ifndef SYS_THREAD_H
#define SYS_THREAD_H

/* Starts a detached thread that takes no signals, named for ps and top.
 * 0 or -errno. */
int thread_start(const char *name, void *(*run)(void *), void *argument);

/* The calling thread is the library's, but runs the program's functions: its
 * name, and of signals only those that it raises itself. */
void thread_serves(const char *name);

/* The calling thread does others' work, and does not push them off their
 * processor when it gets some: it waits for another one, or until they sleep or
 * their slice ends. No change if the program gave it a policy of its own. */
void thread_yields_to_others(void);

/* Calls this in each child of fork(), on its one thread, whatever other threads
 * of the parent were doing. 0 or -errno. */
int thread_at_fork(void (*in_child)(void));

#endif
