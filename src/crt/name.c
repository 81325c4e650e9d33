#include "crt/name.h"

#include <errno.h>
#include <stdlib.h>

#include "base/utf.h"
#include "crt/invalid.h"
#include "sys/path.h"

char *name_path(const char *name)
{
    char *path;

    if (name == NULL) {
        crt_invalid(EINVAL);
        return NULL;
    }
    path = path_from_windows(name);
    if (path == NULL)
        errno = ENOMEM;
    return path;
}

char *name_path_wide(const WCHAR *name)
{
    char *utf8 = name != NULL ? utf8_from_utf16(name) : NULL;
    char *path = NULL;

    if (name == NULL)
        crt_invalid(EINVAL);
    else if (utf8 == NULL)
        errno = ENOMEM;
    else
        path = name_path(utf8);
    free(utf8);
    return path;
}

/* What Microsoft's library has no name for, by the one that its pages list. */
static int known(int error)
{
    switch (error) {
    case ENOTDIR:
        return ENOENT;
    case EISDIR:
    case EPERM:
    case EROFS:
    case ETXTBSY:
        return EACCES;
    default:
        return error;
    }
}

int name_result(char *path, int rc)
{
    int error = known(-rc);

    if (path == NULL)
        return errno;
    free(path);
    if (error != 0)
        errno = error;
    return error;
}
