/* Names of files in char. */
#define UNIT char
#define NAME(narrow, wide) narrow
#include "crt/path.h"

#include "sys/names.h"
#include "sys/path.h"

char *__cdecl _fullpath(char *to, const char *path, size_t size)
{
    char *ours = path_from_windows(path != NULL && *path != '\0' ? path : ".");
    char *absolute = ours != NULL ? names_absolute(ours) : NULL;
    size_t bytes;

    free(ours);
    if (absolute == NULL) {
        errno = ENOMEM;
        return NULL;
    }
    if (to == NULL)
        return absolute;
    bytes = strlen(absolute) + 1;
    if (bytes <= size)
        memcpy(to, absolute, bytes);
    else
        to = NULL;
    free(absolute);
    if (to == NULL)
        errno = ERANGE;
    return to;
}
