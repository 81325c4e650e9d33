/* GetFileAttributes, GetFileAttributesEx and DeleteFile. */
#include <errno.h>
#include <stdlib.h>

#include "api/api.h"
#include "api/entry.h"
#include "object/share.h"
#include "sys/disk.h"
#include "sys/fd.h"

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
    rc = dir_stat(path, &entry);
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

/* Deleting is an open of its own, which wants nothing else and shares all. It
 * stays in the books until the name is gone. */
static NTSTATUS unlink_shared(const char *path,
                              const struct disk_opened *opened)
{
    struct share share = {
        .device = opened->device,
        .index = opened->index,
        .access = SHARE_DELETE,
        .mode = SHARE_ALL,
    };
    struct disk_info info;
    int rc;
    NTSTATUS status = share_join(&share, 0);

    if (status != STATUS_SUCCESS)
        return status;
    rc = disk_info(opened->fd, &info);
    /* Windows refuses to delete what is read-only, Linux looks at the folder.
     */
    if (rc == 0 && info.entry.is_readonly)
        rc = -EACCES;
    if (rc == 0)
        rc = dir_unlink(path);
    share_leave(&share);
    return rc == 0 ? STATUS_SUCCESS : entry_status(rc, path);
}

/* A link is deleted itself; a folder is not to be deleted by this call. */
static NTSTATUS delete_path(const char *path)
{
    struct disk_opened opened;
    NTSTATUS status;
    int rc = disk_open(path, DISK_LINK, &opened);

    if (rc != 0)
        return entry_status(rc, path);
    status = unlink_shared(path, &opened);
    fd_close(opened.fd);
    return status;
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
