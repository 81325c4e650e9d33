/* fopen_s and its kin: FILEs of the C library, by Windows' names. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf.h"
#include "crt/invalid.h"
#include "crt/name.h"
#include "iocp/crt_stdio.h"
#include "sys/disk.h"

#define MODE_SIZE 8

/* The C library's spelling of a mode; false: it begins with none. Letters that
 * have no effect here (t, c, n, S, R, T, D) are dropped, as some mean something
 * else to it; N is its e. */
static bool mode_of(const char *mode, char ours[MODE_SIZE])
{
    size_t len = 0;

    if (mode == NULL)
        return false;
    while (*mode == ' ')
        mode++;
    if (*mode == '\0' || strchr("rwa", *mode) == NULL)
        return false;
    ours[len++] = *mode++;
    for (; *mode != '\0' && *mode != ','; mode++) {
        int letter = *mode == 'N' ? 'e' : *mode;

        if (strchr("+bxe", letter) != NULL && len < MODE_SIZE - 1 &&
            memchr(ours, letter, len) == NULL)
            ours[len++] = (char)letter;
    }
    ours[len] = '\0';
    return true;
}

/* -EACCES: it is a folder, which Linux opens for reading. */
static int check_kind(FILE *file)
{
    struct disk_info info;

    return disk_info(fileno(file), &info) == 0 && info.kind == DISK_KIND_FOLDER
               ? -EACCES
               : 0;
}

/* Frees the path; in place of `old` if that is not NULL. */
static FILE *open_path(char *path, const char *mode, FILE *old)
{
    char ours[MODE_SIZE];
    FILE *file = NULL;
    int rc;

    if (path == NULL)
        return NULL;
    if (!mode_of(mode, ours)) {
        free(path);
        crt_invalid(EINVAL);
        return NULL;
    }
    file = old != NULL ? freopen(path, ours, old) : fopen(path, ours);
    rc = file != NULL ? check_kind(file) : -errno;
    if (rc != 0 && file != NULL)
        fclose(file);
    return name_result(path, rc) == 0 ? file : NULL;
}

FILE *__cdecl _fsopen(const char *name, const char *mode, int share)
{
    (void)share;
    return open_path(name_path(name), mode, NULL);
}

FILE *__cdecl _wfopen(const WCHAR *name, const WCHAR *mode)
{
    char *narrow = mode != NULL ? utf8_from_utf16(mode) : NULL;
    FILE *file = open_path(name_path_wide(name), narrow, NULL);

    free(narrow);
    return file;
}

FILE *__cdecl _wfsopen(const WCHAR *name, const WCHAR *mode, int share)
{
    (void)share;
    return _wfopen(name, mode);
}

errno_t __cdecl fopen_s(FILE **file, const char *name, const char *mode)
{
    if (file == NULL)
        return crt_invalid(EINVAL);
    *file = open_path(name_path(name), mode, NULL);
    return *file != NULL ? 0 : errno;
}

errno_t __cdecl _wfopen_s(FILE **file, const WCHAR *name, const WCHAR *mode)
{
    if (file == NULL)
        return crt_invalid(EINVAL);
    *file = _wfopen(name, mode);
    return *file != NULL ? 0 : errno;
}

errno_t __cdecl freopen_s(FILE **file, const char *name, const char *mode,
                          FILE *old)
{
    if (file != NULL)
        *file = NULL;
    if (file == NULL || old == NULL)
        return crt_invalid(EINVAL);
    *file = open_path(name_path(name), mode, old);
    return *file != NULL ? 0 : errno;
}

errno_t __cdecl tmpfile_s(FILE **file)
{
    if (file == NULL)
        return crt_invalid(EINVAL);
    *file = tmpfile();
    return *file != NULL ? 0 : errno;
}

int __cdecl _fileno(FILE *file)
{
    if (file != NULL)
        return fileno(file);
    crt_invalid(EINVAL);
    return -1;
}

int __cdecl _fseeki64(FILE *file, __int64 offset, int origin)
{
    if (file != NULL)
        return fseeko(file, offset, origin);
    crt_invalid(EINVAL);
    return -1;
}

__int64 __cdecl _ftelli64(FILE *file)
{
    if (file != NULL)
        return ftello(file);
    crt_invalid(EINVAL);
    return -1;
}
