/* Names of files as arguments of the C run-time library. */
#ifndef CRT_NAME_H
#define CRT_NAME_H

#include "iocp/types.h"

/* The path that a Windows name stands for, for free(); NULL and errno: EINVAL,
 * there is no name (the handler is told), ENOMEM. */
char *name_path(const char *name);
char *name_path_wide(const WCHAR *name);

/* The result of a system call, 0 or -errno, on a path that this frees; a path
 * that is NULL failed before. 0, or the errno, which is set: one that
 * Microsoft's pages list where Linux has others. */
int name_result(char *path, int rc);

#endif
