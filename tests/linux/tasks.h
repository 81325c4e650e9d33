/* The threads of this process, as /proc tells of them. */
#ifndef LINUX_TASKS_H
#define LINUX_TASKS_H

/* How many have a name that begins so, and have given up their processor to
 * wait at least `waits` times. */
unsigned tasks_named(const char *name, unsigned long waits);

#endif
