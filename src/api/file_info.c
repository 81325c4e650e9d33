/* GetFileAttributes, GetFileAttributesEx and DeleteFile. */
#include <stdlib.h>

#include "api/api.h"
#include "api/entry.h"
#include "api/remove.h"

/* Frees the path; a NULL one is a failure already told. */
static DWORD attributes_of(char *path)
{
    struct dir_entry entry;
    DWORD attributes = INVALID_FILE_ATTRIBUTES;
    int rc;

    if (path == NULL)
        return INVALID_FILE_ATTRIBUTES;
    rc = dir_look(path, &entry);
    if (rc == 0)
        attributes = entry_attributes(&entry);
    else
        api_fail(entry_status(rc, path));
    free(path);
    return attributes;
}

DWORD WINAPI GetFileAttributesA(LPCSTR name)
{
    return attributes_of(entry_path(name));
}

DWORD WINAPI GetFileAttributesW(LPCWSTR name)
{
    return attributes_of(entry_path_wide(name));
}

/* Frees the path; a NULL one is a failure already told. */
static BOOL information_of(char *path, GET_FILEEX_INFO_LEVELS level,
                           WIN32_FILE_ATTRIBUTE_DATA *info)
{
    struct dir_entry entry;
    int rc;

    if (path == NULL)
        return FALSE;
    if (level != GetFileExInfoStandard) {
        free(path);
        return api_error(ERROR_INVALID_PARAMETER);
    }
    rc = dir_look(path, &entry);
    if (rc == 0)
        *info = (WIN32_FILE_ATTRIBUTE_DATA){
            .dwFileAttributes = entry_attributes(&entry),
            .ftCreationTime = entry_time(entry.created_ns),
            .ftLastAccessTime = entry_time(entry.accessed_ns),
            .ftLastWriteTime = entry_time(entry.written_ns),
            .nFileSizeHigh = (DWORD)(entry.size >> 32),
            .nFileSizeLow = (DWORD)entry.size,
        };
    else
        api_fail(entry_status(rc, path));
    free(path);
    return rc == 0;
}

BOOL WINAPI GetFileAttributesExA(LPCSTR name, GET_FILEEX_INFO_LEVELS level,
                                 LPVOID info)
{
    return information_of(entry_path(name), level, info);
}

BOOL WINAPI GetFileAttributesExW(LPCWSTR name, GET_FILEEX_INFO_LEVELS level,
                                 LPVOID info)
{
    return information_of(entry_path_wide(name), level, info);
}

BOOL WINAPI DeleteFileA(LPCSTR name)
{
    return remove_and_free(entry_path(name), false);
}

BOOL WINAPI DeleteFileW(LPCWSTR name)
{
    return remove_and_free(entry_path_wide(name), false);
}
