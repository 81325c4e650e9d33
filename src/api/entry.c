#include "api/entry.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "base/utf.h"
#include "sys/path.h"

/* 100 ns units from 1601-01-01 to 1970-01-01. */
#define UNIX_EPOCH 116444736000000000
/* As many whole seconds as 64 bits hold: 1677 to 2262. */
#define FARTHEST_NS 9223372036000000000

char *entry_path(LPCSTR name)
{
    char *path;

    if (name == NULL || *name == '\0') {
        last_error_set(ERROR_PATH_NOT_FOUND);
        return NULL;
    }
    path = path_from_windows(name);
    if (path == NULL)
        last_error_set(ERROR_NOT_ENOUGH_MEMORY);
    return path;
}

char *entry_path_wide(LPCWSTR name)
{
    char *path, *utf8;

    if (name == NULL)
        return entry_path(NULL);
    utf8 = utf8_from_utf16(name);
    if (utf8 == NULL) {
        last_error_set(ERROR_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    path = entry_path(utf8);
    free(utf8);
    return path;
}

bool entry_may_be_made(const char *path)
{
    size_t len = strlen(path);

    while (len > 0 && path[len - 1] == '/')
        len--;
    while (len > 0 && path[len - 1] != '/')
        if (strchr("*?<>\"|", path[--len]) != NULL)
            return false;
    return true;
}

/* A slash says that it is a folder, and there is a file. */
static bool has_wrong_slash(const char *path)
{
    size_t len = strlen(path);
    char *bare = len > 1 && path[len - 1] == '/' ? dir_bare_name(path) : NULL;
    struct dir_entry entry;
    bool wrong = bare != NULL && dir_look(bare, &entry) == 0;

    free(bare);
    return wrong;
}

NTSTATUS entry_status(int rc, const char *path)
{
    if (rc == -ENOENT && !path_parent_exists(path))
        return STATUS_OBJECT_PATH_NOT_FOUND;
    if ((rc == -ENOENT && !entry_may_be_made(path)) ||
        (rc == -ENOTDIR && has_wrong_slash(path)))
        return STATUS_FROM_CODE(ERROR_INVALID_NAME);
    return errmap_file(-rc);
}

DWORD entry_attributes(const struct dir_entry *entry)
{
    DWORD attributes = 0;

    if (entry->is_folder)
        attributes |= FILE_ATTRIBUTE_DIRECTORY;
    else if (entry->is_regular)
        attributes |= FILE_ATTRIBUTE_ARCHIVE;
    else if (entry->is_link)
        attributes |= FILE_ATTRIBUTE_REPARSE_POINT |
                      (entry->leads_to_folder ? FILE_ATTRIBUTE_DIRECTORY : 0);
    else
        attributes |= FILE_ATTRIBUTE_DEVICE;
    if (entry->is_readonly)
        attributes |= FILE_ATTRIBUTE_READONLY;
    return attributes;
}

static FILETIME of_units(uint64_t units)
{
    return (FILETIME){(DWORD)units, (DWORD)(units >> 32)};
}

FILETIME entry_time(int64_t unix_ns)
{
    return of_units((uint64_t)(UNIX_EPOCH + unix_ns / 100));
}

FILETIME entry_amount(uint64_t ns)
{
    return of_units(ns / 100);
}

int64_t entry_unix_ns(FILETIME time)
{
    int64_t units =
        (int64_t)((uint64_t)time.dwHighDateTime << 32 | time.dwLowDateTime);

    if (units < UNIX_EPOCH - FARTHEST_NS / 100)
        return -FARTHEST_NS;
    if (units > UNIX_EPOCH + FARTHEST_NS / 100)
        return FARTHEST_NS;
    return (units - UNIX_EPOCH) * 100;
}

DWORD entry_give(const char *text, LPSTR buffer, DWORD size)
{
    size_t len = strlen(text);

    if (buffer == NULL || len >= size)
        return (DWORD)len + 1;
    memcpy(buffer, text, len + 1);
    return (DWORD)len;
}

DWORD entry_give_wide(const char *text, LPWSTR buffer, DWORD size)
{
    size_t bytes = strlen(text) + 1;
    size_t len = utf8_to_utf16(text, bytes, NULL, 0); /* with the NUL */

    if (buffer == NULL || len > size)
        return (DWORD)len;
    utf8_to_utf16(text, bytes, buffer, size);
    return (DWORD)len - 1;
}
