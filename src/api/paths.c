/* GetFullPathName, GetTempPath, GetTempFileName. What they give has /, not \:
 * a name is a Linux path, which libc's functions take too. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "api/entry.h"
#include "base/clock.h"
#include "base/utf.h"
#include "iocp/folder.h"
#include "sys/disk.h"
#include "sys/fd.h"
#include "sys/names.h"

/* ---- GetFullPathName ---- */

/* A copy that the caller frees, or NULL and the last error. */
static char *full_path(char *path)
{
    char *full;

    if (path == NULL)
        return NULL;
    full = names_absolute(path);
    free(path);
    if (full == NULL)
        last_error_set(ERROR_NOT_ENOUGH_MEMORY);
    return full;
}

DWORD WINAPI GetFullPathNameA(LPCSTR name, DWORD size, LPSTR buffer,
                              LPSTR *part)
{
    char *full = full_path(entry_path(name));
    DWORD len;

    if (full == NULL)
        return 0;
    len = entry_give(full, buffer, size);
    if (part != NULL && buffer != NULL && len < size) {
        char *last = strrchr(buffer, '/') + 1;

        *part = *last != '\0' ? last : NULL;
    }
    free(full);
    return len;
}

DWORD WINAPI GetFullPathNameW(LPCWSTR name, DWORD size, LPWSTR buffer,
                              LPWSTR *part)
{
    char *full = full_path(entry_path_wide(name));
    DWORD len;

    if (full == NULL)
        return 0;
    len = entry_give_wide(full, buffer, size);
    if (part != NULL && buffer != NULL && len < size) {
        WCHAR *last = buffer + len;

        while (last[-1] != '/')
            last--;
        *part = *last != 0 ? last : NULL;
    }
    free(full);
    return len;
}

/* ---- GetTempPath ---- */

/* Where Linux programs look first, then where Windows programs do. */
static void temp_path(char path[DISK_PATH_SIZE])
{
    static const char *const names[] = {"TMPDIR", "TMP", "TEMP"};
    const char *found = NULL;
    size_t len;

    for (unsigned i = 0; i < 3 && (found == NULL || *found == '\0'); i++)
        found = getenv(names[i]);
    if (found == NULL || *found == '\0' || strlen(found) > DISK_PATH_SIZE - 2)
        found = "/tmp";
    len = strlen(found);
    memcpy(path, found, len + 1);
    if (path[len - 1] != '/')
        memcpy(path + len, "/", 2);
}

DWORD WINAPI GetTempPathA(DWORD size, LPSTR buffer)
{
    char path[DISK_PATH_SIZE];

    temp_path(path);
    return entry_give(path, buffer, size);
}

DWORD WINAPI GetTempPathW(DWORD size, LPWSTR buffer)
{
    char path[DISK_PATH_SIZE];

    temp_path(path);
    return entry_give_wide(path, buffer, size);
}

/* ---- GetTempFileName ---- */

#define FOLDER_UNITS (MAX_PATH - 14u) /* the page's limit */
#define PREFIX_UNITS 3u
#define ENDING_BYTES (sizeof "/" + sizeof "FFFF.TMP" - 1)
#define NUMBERS 0x10000u
#define NAME_BYTES ((size_t)MAX_PATH * 4)

static int make_empty(const char *path)
{
    struct disk_opened opened;
    int rc =
        disk_open(path, DISK_WRITE | DISK_CREATE | DISK_EXCLUSIVE, &opened);

    if (rc == 0)
        fd_close(opened.fd);
    return rc;
}

static void name_it(char *name, const char *folder, const char *prefix,
                    unsigned number)
{
    size_t len = strlen(folder);

    snprintf(name, NAME_BYTES, "%s%s%.*s%X.TMP", folder,
             len > 0 && folder[len - 1] == '/' ? "" : "/",
             (int)utf8_start(prefix, PREFIX_UNITS), prefix, number);
}

/* The number; 0 and a status on failure. */
static UINT new_file(char *name, const char *folder, const char *prefix,
                     NTSTATUS *status)
{
    unsigned first = (unsigned)(clock_now_ns() / 1000) % NUMBERS;
    int rc = -EEXIST;

    for (unsigned i = 0; i < NUMBERS && rc == -EEXIST; i++) {
        unsigned number = (first + i) % NUMBERS;

        if (number == 0)
            continue;
        name_it(name, folder, prefix, number);
        rc = make_empty(name);
        if (rc == 0)
            return number;
    }
    *status = rc == -EEXIST ? STATUS_FROM_CODE(ERROR_FILE_EXISTS)
                            : entry_status(rc, name);
    return 0;
}

/* `room`: for the name in UTF-8, which may take more than Windows' limit has
 * characters. */
static bool is_too_long(const char *folder, const char *prefix, size_t room)
{
    size_t len = strlen(folder);

    return utf8_to_utf16(folder, len, NULL, 0) > FOLDER_UNITS ||
           len + utf8_start(prefix, PREFIX_UNITS) + ENDING_BYTES > room;
}

static UINT temp_file(const char *folder, const char *prefix, UINT number,
                      char *name, size_t room)
{
    struct dir_entry entry;
    NTSTATUS status = STATUS_SUCCESS;

    if (is_too_long(folder, prefix, room)) {
        last_error_set(ERROR_BUFFER_OVERFLOW);
        return 0;
    }
    if (dir_stat(folder, &entry) != 0 || !entry.is_folder) {
        last_error_set(ERROR_DIRECTORY);
        return 0;
    }
    if ((number & 0xFFFFu) != 0) {
        name_it(name, folder, prefix, number & 0xFFFFu);
        return number;
    }
    number = new_file(name, folder, prefix, &status);
    if (number == 0)
        api_fail(status);
    return number;
}

UINT WINAPI GetTempFileNameA(LPCSTR folder, LPCSTR prefix, UINT number,
                             LPSTR buffer)
{
    char name[NAME_BYTES];
    char *path;

    if (folder == NULL || buffer == NULL) {
        last_error_set(ERROR_INVALID_PARAMETER);
        return 0;
    }
    path = entry_path(folder);
    if (path == NULL)
        return 0;
    number =
        temp_file(path, prefix != NULL ? prefix : "", number, name, MAX_PATH);
    free(path);
    if (number != 0)
        entry_give(name, buffer, MAX_PATH);
    return number;
}

UINT WINAPI GetTempFileNameW(LPCWSTR folder, LPCWSTR prefix, UINT number,
                             LPWSTR buffer)
{
    static const WCHAR nothing[1];
    char name[NAME_BYTES];
    char *path = NULL, *start = utf8_from_utf16(prefix ? prefix : nothing);

    if (folder == NULL || buffer == NULL)
        last_error_set(ERROR_INVALID_PARAMETER);
    else if (start == NULL)
        last_error_set(ERROR_NOT_ENOUGH_MEMORY);
    else
        path = entry_path_wide(folder);
    number =
        path != NULL ? temp_file(path, start, number, name, NAME_BYTES) : 0;
    if (number != 0)
        entry_give_wide(name, buffer, MAX_PATH);
    free(path);
    free(start);
    return number;
}
