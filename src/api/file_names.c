/* Other names of files, and where to look for them: CreateSymbolicLink,
 * GetLongPathName, GetShortPathName, SearchPath. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "api/entry.h"
#include "base/utf.h"
#include "iocp/file.h"
#include "sys/disk.h"
#include "sys/names.h"

/* ---- CreateSymbolicLink ---- */

/* Frees both; a NULL one is a failure already told. */
static BOOLEAN link_and_free(char *made, char *target, DWORD flags)
{
    const DWORD known = SYMBOLIC_LINK_FLAG_DIRECTORY |
                        SYMBOLIC_LINK_FLAG_ALLOW_UNPRIVILEGED_CREATE;
    bool named = made != NULL && target != NULL;
    NTSTATUS status = STATUS_INVALID_PARAMETER;
    int rc;

    if (named && !entry_may_be_made(made))
        status = STATUS_FROM_CODE(ERROR_INVALID_NAME);
    else if (named && (flags & ~known) == 0) {
        rc = names_symlink(target, made);
        status = rc == 0 ? STATUS_SUCCESS : entry_status(rc, made);
    }
    free(made);
    free(target);
    return named && api_result(status);
}

BOOLEAN WINAPI CreateSymbolicLinkA(LPCSTR made, LPCSTR target, DWORD flags)
{
    return link_and_free(entry_path(made), entry_path(target), flags);
}

BOOLEAN WINAPI CreateSymbolicLinkW(LPCWSTR made, LPCWSTR target, DWORD flags)
{
    return link_and_free(entry_path_wide(made), entry_path_wide(target), flags);
}

/* ---- GetLongPathName, GetShortPathName ---- */

/* Whether it is there; else the last error. Frees a path that is not. */
static bool is_there(char *path)
{
    struct dir_entry entry;
    int rc;

    if (path == NULL)
        return false;
    rc = dir_look(path, &entry);
    if (rc == 0)
        return true;
    api_fail(entry_status(rc, path));
    free(path);
    return false;
}

DWORD WINAPI GetLongPathNameA(LPCSTR name, LPSTR buffer, DWORD size)
{
    char *path = entry_path(name);
    DWORD len;

    if (!is_there(path))
        return 0;
    len = entry_give(path, buffer, size);
    free(path);
    return len;
}

DWORD WINAPI GetLongPathNameW(LPCWSTR name, LPWSTR buffer, DWORD size)
{
    char *path = entry_path_wide(name);
    DWORD len;

    if (!is_there(path))
        return 0;
    len = entry_give_wide(path, buffer, size);
    free(path);
    return len;
}

DWORD WINAPI GetShortPathNameA(LPCSTR name, LPSTR buffer, DWORD size)
{
    return GetLongPathNameA(name, buffer, size);
}

DWORD WINAPI GetShortPathNameW(LPCWSTR name, LPWSTR buffer, DWORD size)
{
    return GetLongPathNameW(name, buffer, size);
}

/* ---- SearchPath ---- */

/* The file in that folder, absolute, if it is there: the caller frees it. */
static char *file_in(const char *folder, size_t len, const char *file)
{
    char path[DISK_PATH_SIZE];
    struct dir_entry entry;
    int size = snprintf(path, sizeof path, "%.*s/%s", (int)len, folder, file);

    if (size < 0 || (size_t)size >= sizeof path ||
        dir_stat(path, &entry) != 0 || entry.is_folder)
        return NULL;
    return names_absolute(path);
}

static char *file_in_list(const char *folders, char separator, const char *file)
{
    char *found = NULL;

    while (found == NULL && *folders != '\0') {
        size_t len = strcspn(folders, (char[2]){separator, '\0'});

        if (len > 0)
            found = file_in(folders, len, file);
        folders += len;
        folders += *folders != '\0';
    }
    return found;
}

/* Where Windows looks, as far as there is such a thing. */
static char *file_anywhere(const char *file)
{
    const char *folders = getenv("PATH");
    char program[DISK_PATH_SIZE];
    char *found = NULL;

    if (names_program_folder(program, sizeof program) == 0)
        found = file_in(program, strlen(program), file);
    if (found == NULL)
        found = file_in(".", 1, file);
    if (found == NULL && folders != NULL)
        found = file_in_list(folders, ':', file);
    return found;
}

static char *search(const char *folders, const char *name,
                    const char *extension)
{
    const char *last = strrchr(name, '/');
    char file[DISK_PATH_SIZE];
    int size;

    last = last != NULL ? last + 1 : name;
    if (extension == NULL || strchr(last, '.') != NULL)
        extension = "";
    size = snprintf(file, sizeof file, "%s%s", name, extension);
    if (size < 0 || (size_t)size >= sizeof file)
        return NULL;
    if (last != name)
        return *file == '/' ? file_in("", 0, file + 1) : file_in(".", 1, file);
    return folders != NULL ? file_in_list(folders, ';', file)
                           : file_anywhere(file);
}

/* The path, which the caller frees; or NULL and the last error. Frees the
 * name and the folders. */
static char *search_and_free(char *folders, char *name, LPCSTR extension)
{
    char *found = NULL;

    if (name != NULL) {
        found = search(folders, name, extension);
        if (found == NULL)
            last_error_set(ERROR_FILE_NOT_FOUND);
    }
    free(folders);
    free(name);
    return found;
}

DWORD WINAPI SearchPathA(LPCSTR folders, LPCSTR name, LPCSTR extension,
                         DWORD size, LPSTR buffer, LPSTR *part)
{
    char *found;
    DWORD len;

    if (name == NULL || *name == '\0')
        return (DWORD)api_error(ERROR_INVALID_PARAMETER);
    found = search_and_free(folders != NULL ? entry_path(folders) : NULL,
                            entry_path(name), extension);
    if (found == NULL)
        return 0;
    len = entry_give(found, buffer, size);
    if (part != NULL && buffer != NULL && len < size)
        *part = strrchr(buffer, '/') + 1;
    free(found);
    return len;
}

static char *search_wide(LPCWSTR folders, LPCWSTR name, LPCWSTR extension)
{
    char *ending = extension != NULL ? utf8_from_utf16(extension) : NULL;
    char *found;

    if (extension != NULL && ending == NULL) {
        last_error_set(ERROR_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    found = search_and_free(folders != NULL ? entry_path_wide(folders) : NULL,
                            entry_path_wide(name), ending);
    free(ending);
    return found;
}

DWORD WINAPI SearchPathW(LPCWSTR folders, LPCWSTR name, LPCWSTR extension,
                         DWORD size, LPWSTR buffer, LPWSTR *part)
{
    char *found;
    DWORD len;

    if (name == NULL || *name == 0)
        return (DWORD)api_error(ERROR_INVALID_PARAMETER);
    found = search_wide(folders, name, extension);
    if (found == NULL)
        return 0;
    len = entry_give_wide(found, buffer, size);
    if (part != NULL && buffer != NULL && len < size) {
        WCHAR *last = buffer + len;

        while (last[-1] != '/')
            last--;
        *part = last;
    }
    free(found);
    return len;
}
