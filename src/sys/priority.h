/* Nice values of threads. */
#ifndef SYS_PRIORITY_H
#define SYS_PRIORITY_H

#include <stdbool.h>

/* That of the process, from before one of its threads got another. */
int priority_normal(void);

/* Of a thread, by its kernel number. 0 or -errno. */
int priority_set(int thread, int nice);

/* Whether a thread that was made nicer may be made normal again. */
bool priority_may_return(void);

#endif
