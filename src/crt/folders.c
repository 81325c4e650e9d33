/* <direct.h>: folders. */
#include <stdlib.h>
#include <string.h>

#include "crt/invalid.h"
#include "crt/name.h"
#include "iocp/crt_io.h"
#include "sys/dir.h"
#include "sys/disk.h"
#include "sys/names.h"

/* 0, or -1 and errno. Frees the path. */
static int with_path(char *path, int (*call)(const char *))
{
    return name_result(path, path != NULL ? call(path) : 0) == 0 ? 0 : -1;
}

int __cdecl _mkdir(const char *path)
{
    return with_path(name_path(path), names_make_folder);
}

int __cdecl _wmkdir(const WCHAR *path)
{
    return with_path(name_path_wide(path), names_make_folder);
}

static int take_link(const char *path)
{
    char *bare = dir_bare_name(path);
    int rc = bare != NULL ? dir_unlink(bare) : -ENOMEM;

    free(bare);
    return rc;
}

/* "Given path is not a directory, the directory is not empty, or the directory
 * is either the current working directory or the root directory": ENOTEMPTY. */
static int remove_folder(const char *path)
{
    struct dir_entry entry;
    int rc = dir_remove(path);

    if (rc == -ENOTDIR && dir_look(path, &entry) == 0)
        return entry.leads_to_folder ? take_link(path) : -ENOTEMPTY;
    return rc == -EEXIST || rc == -EINVAL || rc == -EBUSY ? -ENOTEMPTY : rc;
}

int __cdecl _rmdir(const char *path)
{
    return with_path(name_path(path), remove_folder);
}

int __cdecl _wrmdir(const WCHAR *path)
{
    return with_path(name_path_wide(path), remove_folder);
}

int __cdecl _chdir(const char *path)
{
    return with_path(name_path(path), names_enter);
}

int __cdecl _wchdir(const WCHAR *path)
{
    return with_path(name_path_wide(path), names_enter);
}

char *__cdecl _getcwd(char *to, int size)
{
    char path[DISK_PATH_SIZE];
    int rc = names_current(path, sizeof path);

    if (to != NULL && size <= 0) {
        crt_invalid(EINVAL);
        return NULL;
    }
    if (rc == 0 && to != NULL && strlen(path) >= (size_t)size)
        rc = -ERANGE;
    if (rc == 0 && to == NULL)
        to = malloc(size > (int)strlen(path) ? (size_t)size : strlen(path) + 1);
    if (rc == 0 && to != NULL)
        strcpy(to, path);
    if (rc != 0 || to == NULL) {
        errno = rc != 0 ? -rc : ENOMEM;
        return NULL;
    }
    return to;
}
