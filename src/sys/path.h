/* File names: from the Windows spelling to ours. */
#ifndef SYS_PATH_H
#define SYS_PATH_H

#include <stdbool.h>

/* A copy the caller frees; NULL when memory is out. Both separators become
 * `/`, the prefix `\\?\` and a drive letter are dropped: "C:\x" is "/x", "C:x"
 * is "x". Nothing else is changed or refused; upper and lower case differ. */
char *path_from_windows(const char *utf8);

/* Whether the folder that holds, or would hold, this file exists. Windows
 * tells a missing file from a missing folder, the kernel does not. */
bool path_parent_exists(const char *path);

#endif
