/* CreateDirectory, RemoveDirectory, the current folder, free space. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "api/entry.h"
#include "api/remove.h"
#include "iocp/folder.h"
#include "sys/disk.h"
#include "sys/names.h"

/* Each frees the path; a NULL one is a failure already told. */

/* What is missing can only be a folder on the way. */
static BOOL create(char *path)
{
    NTSTATUS status;
    int rc;

    if (path == NULL)
        return FALSE;
    rc = entry_may_be_made(path) ? names_make_folder(path) : -EINVAL;
    if (rc == -EINVAL)
        status = STATUS_FROM_CODE(ERROR_INVALID_NAME);
    else
        status = rc == -ENOENT ? STATUS_OBJECT_PATH_NOT_FOUND
                               : entry_status(rc, path);
    free(path);
    return api_result(rc == 0 ? STATUS_SUCCESS : status);
}

BOOL WINAPI CreateDirectoryA(LPCSTR name, LPSECURITY_ATTRIBUTES security)
{
    (void)security;
    return create(entry_path(name));
}

BOOL WINAPI CreateDirectoryW(LPCWSTR name, LPSECURITY_ATTRIBUTES security)
{
    (void)security;
    return create(entry_path_wide(name));
}

BOOL WINAPI RemoveDirectoryA(LPCSTR name)
{
    return remove_and_free(entry_path(name), true);
}

BOOL WINAPI RemoveDirectoryW(LPCWSTR name)
{
    return remove_and_free(entry_path_wide(name), true);
}

static BOOL enter(char *path)
{
    struct dir_entry entry;
    NTSTATUS status = STATUS_SUCCESS;
    int rc;

    if (path == NULL)
        return FALSE;
    rc = names_enter(path);
    if (rc == -ENOTDIR && dir_stat(path, &entry) == 0)
        status = STATUS_NOT_A_DIRECTORY;
    else if (rc != 0)
        status = entry_status(rc, path);
    free(path);
    return api_result(status);
}

BOOL WINAPI SetCurrentDirectoryA(LPCSTR name)
{
    return enter(entry_path(name));
}

BOOL WINAPI SetCurrentDirectoryW(LPCWSTR name)
{
    return enter(entry_path_wide(name));
}

DWORD WINAPI GetCurrentDirectoryA(DWORD size, LPSTR buffer)
{
    char path[DISK_PATH_SIZE];
    int rc = names_current(path, sizeof path);

    return rc == 0 ? entry_give(path, buffer, size)
                   : (DWORD)api_fail(errmap_file(-rc));
}

DWORD WINAPI GetCurrentDirectoryW(DWORD size, LPWSTR buffer)
{
    char path[DISK_PATH_SIZE];
    int rc = names_current(path, sizeof path);

    return rc == 0 ? entry_give_wide(path, buffer, size)
                   : (DWORD)api_fail(errmap_file(-rc));
}

static NTSTATUS space_of(char *path, struct names_space *space)
{
    int rc = names_space(path, space);
    NTSTATUS status = rc == 0 ? STATUS_SUCCESS : entry_status(rc, path);

    free(path);
    return status;
}

static void store(PULARGE_INTEGER to, uint64_t value)
{
    if (to != NULL)
        to->QuadPart = value;
}

static BOOL free_space(char *path, PULARGE_INTEGER mine, PULARGE_INTEGER total,
                       PULARGE_INTEGER unused)
{
    struct names_space space;
    NTSTATUS status;

    if (path == NULL)
        return FALSE;
    status = space_of(path, &space);
    if (status != STATUS_SUCCESS)
        return api_fail(status);
    store(mine, space.available * space.block);
    store(total, space.blocks * space.block);
    store(unused, space.unused * space.block);
    return TRUE;
}

BOOL WINAPI GetDiskFreeSpaceExA(LPCSTR name, PULARGE_INTEGER mine,
                                PULARGE_INTEGER total, PULARGE_INTEGER unused)
{
    return free_space(entry_path(name != NULL ? name : "."), mine, total,
                      unused);
}

BOOL WINAPI GetDiskFreeSpaceExW(LPCWSTR name, PULARGE_INTEGER mine,
                                PULARGE_INTEGER total, PULARGE_INTEGER unused)
{
    return free_space(name != NULL ? entry_path_wide(name) : entry_path("."),
                      mine, total, unused);
}
