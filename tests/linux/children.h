/* Another process, forked before this one has used the library, and a socket
 * between the two. It names neither Win32 nor POSIX. */
#ifndef CHILDREN_H
#define CHILDREN_H

#include <stdbool.h>
#include <stddef.h>

struct child {
    unsigned pid;
    int talk;
};

/* Runs `act` there, with its end of the socket; the process ends with what it
 * returns. */
struct child child_start(int (*act)(int talk));

/* All bytes or none: false when the other end is closed. */
bool child_say(int talk, const void *bytes, size_t len);
bool child_hear(int talk, void *bytes, size_t len);

/* fork() of a process with threads, whose child may exit(): the leak checker,
 * which stops other threads to look, waits for ever in one that has none. */
int child_unchecked(void);

/* Closes the socket and CHECKs that the process ends with 0. */
void child_end(struct child *child);

#endif
