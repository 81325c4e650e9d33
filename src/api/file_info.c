/* GetFileAttributes and DeleteFile. */
#include <stdlib.h>

#include "api/api.h"
#include "api/entry.h"

/* Frees the path; a NULL one is a failure already told. */
static DWORD attributes_of(char *path)
{
    struct dir_entry entry;
    DWORD attributes = INVALID_FILE_ATTRIBUTES;
    int rc;

    if (path == NULL)
        return INVALID_FILE_ATTRIBUTES;
    rc = dir_stat(path, &entry);
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

/* Windows refuses to delete what is read-only, Linux looks at the folder. */
static NTSTATUS delete_path(const char *path)
{
    struct dir_entry entry;
    int rc = dir_stat(path, &entry);

    if (rc == 0 && (entry.is_readonly || entry.is_folder))
        return STATUS_ACCESS_DENIED;
    rc = dir_unlink(path);
    return rc == 0 ? STATUS_SUCCESS : entry_status(rc, path);
}

static BOOL delete_and_free(char *path)
{
    NTSTATUS status;

    if (path == NULL)
        return FALSE;
    status = delete_path(path);
    free(path);
    return api_result(status);
}

BOOL WINAPI DeleteFileA(LPCSTR name)
{
    return delete_and_free(entry_path(name));
}

BOOL WINAPI DeleteFileW(LPCWSTR name)
{
    return delete_and_free(entry_path_wide(name));
}
