/* What the kernel tells of this process. */
#ifndef LINUX_TASKS_H
#define LINUX_TASKS_H

/* How many have a name that begins so, and have given up their processor to
 * wait at least `waits` times. */
unsigned tasks_named(const char *name, unsigned long waits);

/* What was sent on a connection and has not arrived, as far as is known. */
int bytes_on_the_way(int fd);

#endif
