/* Descriptors in general. */
#ifndef SYS_FD_H
#define SYS_FD_H

#include <stdbool.h>

void fd_close(int fd);

/* Makes `fd` name what `from` names. 0 or -errno. Closes neither. */
int fd_replace(int fd, int from);

/* Another number for the same open file, or -errno. */
int fd_duplicate(int fd);

/* Raises the soft limit of open descriptors to the hard one, once. Windows
 * programs know no such limit; 1,024 would end a server of theirs early. */
void fd_raise_limit(void);

/* A descriptor of nothing in particular, or -errno. */
int fd_open_null(void);

/* A descriptor kept in reserve: lend frees it for one use, false if it is
 * lent already; restore takes it again when one is to be had. */
bool fd_spare_lend(void);
void fd_spare_restore(void);

#endif
