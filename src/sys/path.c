#include "sys/path.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool is_separator(char c)
{
    return c == '/' || c == '\\';
}

static const char *skip_prefix(const char *path)
{
    if (is_separator(path[0]) && is_separator(path[1]) && path[2] == '?' &&
        is_separator(path[3]))
        path += 4;
    if (isalpha((unsigned char)path[0]) && path[1] == ':')
        path += 2;
    return path;
}

char *path_from_windows(const char *utf8)
{
    const char *rest = skip_prefix(utf8);
    /* "C:" alone is the current folder of the drive. */
    char *path = strdup(*rest == '\0' && rest != utf8 ? "." : rest);

    if (path == NULL)
        return NULL;
    for (char *c = path; *c != '\0'; c++)
        if (*c == '\\')
            *c = '/';
    return path;
}

bool path_parent_exists(const char *path)
{
    size_t len = strlen(path);
    struct stat info;
    char *parent;
    bool exists;

    while (len > 1 && path[len - 1] == '/')
        len--;
    while (len > 0 && path[len - 1] != '/')
        len--;
    if (len == 0)
        return *path != '\0';
    parent = strndup(path, len);
    if (parent == NULL)
        return false;
    exists = stat(parent, &info) == 0 && S_ISDIR(info.st_mode);
    free(parent);
    return exists;
}
