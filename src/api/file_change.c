/* SetFileInformationByHandle: each class is a row of a table. */
#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "api/entry.h"
#include "api/file_take.h"
#include "api/move.h"
#include "iocp/file.h"
#include "port/concurrency.h"
#include "sys/disk.h"
#include "sys/disk_change.h"

/* ---- FileBasicInfo ---- */

/* 0: leave it; -1 and -2: whether later requests of the handle change it, which
 * Linux does not let a program say ("FILE_BASIC_INFORMATION"). */
static bool time_is_possible(LARGE_INTEGER time)
{
    return time.QuadPart >= -2;
}

static int64_t to_unix_ns(LARGE_INTEGER time)
{
    FILETIME parts = {time.LowPart, (DWORD)time.HighPart};

    return time.QuadPart <= 0 ? DISK_TIME_KEEP : entry_unix_ns(parts);
}

static NTSTATUS check_basic(const struct file_object *file,
                            const FILE_BASIC_INFO *info)
{
    DWORD attributes = info->FileAttributes;

    if (!time_is_possible(info->CreationTime) ||
        !time_is_possible(info->LastAccessTime) ||
        !time_is_possible(info->LastWriteTime) ||
        !time_is_possible(info->ChangeTime))
        return STATUS_INVALID_PARAMETER;
    if ((attributes & FILE_ATTRIBUTE_DIRECTORY) != 0 && !file->directory)
        return STATUS_INVALID_PARAMETER;
    if ((attributes & FILE_ATTRIBUTE_TEMPORARY) != 0 && file->directory)
        return STATUS_INVALID_PARAMETER;
    return STATUS_SUCCESS;
}

static NTSTATUS set_basic(struct file_object *file, const void *data,
                          DWORD size)
{
    const FILE_BASIC_INFO *info = data;
    int64_t accessed = to_unix_ns(info->LastAccessTime);
    int64_t written = to_unix_ns(info->LastWriteTime);
    NTSTATUS status = check_basic(file, info);
    int rc = 0;

    (void)size;
    if (status != STATUS_SUCCESS)
        return status;
    if (accessed != DISK_TIME_KEEP || written != DISK_TIME_KEEP)
        rc = disk_set_times(file->io.fd, accessed, written);
    /* Nobody may write a read-only folder either, but on Linux that would be
     * to make files in it: the attribute means nothing there on Windows. */
    if (rc == 0 && info->FileAttributes != 0 && !file->directory)
        rc = disk_set_readonly(
            file->io.fd, (info->FileAttributes & FILE_ATTRIBUTE_READONLY) != 0);
    return errmap_file(-rc);
}

/* ---- FileRenameInfo ---- */

/* The new path, which the caller frees; it need not end with a NUL. */
static NTSTATUS new_path(const FILE_RENAME_INFO *info, DWORD size, char **path)
{
    size_t room = size - offsetof(FILE_RENAME_INFO, FileName);
    size_t bytes = info->FileNameLength;
    WCHAR *name;

    if (info->RootDirectory != NULL || bytes == 0 || bytes % 2 != 0 ||
        bytes > room)
        return STATUS_INVALID_PARAMETER;
    name = calloc(1, bytes + sizeof *name);
    if (name == NULL)
        return STATUS_NO_MEMORY;
    memcpy(name, info->FileName, bytes);
    *path = entry_path_wide(name);
    free(name);
    return *path != NULL ? STATUS_SUCCESS : STATUS_FROM_CODE(last_error_get());
}

static NTSTATUS set_name(struct file_object *file, const void *data, DWORD size)
{
    const FILE_RENAME_INFO *info = data;
    char from[DISK_PATH_SIZE];
    char *to = NULL;
    NTSTATUS status = new_path(info, size, &to);

    if (status != STATUS_SUCCESS)
        return status;
    status = STATUS_OBJECT_NAME_NOT_FOUND;
    if (disk_path(file->io.fd, from) >= 0)
        status = move_name(from, to, info->ReplaceIfExists != FALSE);
    free(to);
    return status;
}

/* ---- FileDispositionInfo ---- */

/* What may not go is refused now, not when the handle is closed. */
static NTSTATUS may_go(const struct file_object *file)
{
    struct disk_info info;
    int rc = disk_info(file->io.fd, &info);

    if (rc == 0 && file->directory)
        rc = disk_folder_is_empty(file->io.fd);
    else if (rc == 0 && info.entry.is_readonly)
        return STATUS_ACCESS_DENIED;
    return errmap_file(-rc);
}

static NTSTATUS set_disposition(struct file_object *file, const void *data,
                                DWORD size)
{
    const FILE_DISPOSITION_INFO *info = data;
    NTSTATUS status = STATUS_SUCCESS;

    (void)size;
    if (!file->regular && !file->directory)
        return STATUS_ACCESS_DENIED;
    if (info->DeleteFile)
        status = may_go(file);
    if (status == STATUS_SUCCESS)
        share_set_deleting(&file->share, info->DeleteFile != FALSE);
    return status;
}

/* ---- FileEndOfFileInfo, FileAllocationInfo ---- */

static NTSTATUS set_end(struct file_object *file, const void *data, DWORD size)
{
    const FILE_END_OF_FILE_INFO *info = data;

    (void)size;
    if (file->directory || info->EndOfFile.QuadPart < 0)
        return STATUS_INVALID_PARAMETER;
    return errmap_file(-disk_resize(file->io.fd, info->EndOfFile.QuadPart));
}

/* "If the file is longer, it is cut" ("FILE_ALLOCATION_INFO structure"). */
static NTSTATUS set_allocation(struct file_object *file, const void *data,
                               DWORD size)
{
    int64_t wanted =
        ((const FILE_ALLOCATION_INFO *)data)->AllocationSize.QuadPart;
    uint64_t length;
    int rc;

    (void)size;
    if (file->directory || wanted < 0)
        return STATUS_INVALID_PARAMETER;
    rc = disk_size(file->io.fd, &length);
    if (rc == 0)
        rc = (uint64_t)wanted < length ? disk_resize(file->io.fd, wanted)
                                       : disk_allocate(file->io.fd, wanted);
    return errmap_file(-rc);
}

/* ---- FileIoPriorityHintInfo ---- */

/* A hint: the kernel has priorities of threads, none of files. */
static NTSTATUS set_priority(struct file_object *file, const void *data,
                             DWORD size)
{
    const FILE_IO_PRIORITY_HINT_INFO *info = data;

    (void)file;
    (void)size;
    return (DWORD)info->PriorityHint < MaximumIoPriorityHintType
               ? STATUS_SUCCESS
               : STATUS_INVALID_PARAMETER;
}

/* ---- All of them ---- */

struct class
{
    NTSTATUS (*set)(struct file_object *file, const void *data, DWORD size);
    DWORD size, rights;
};

static const struct class classes[] = {
    [FileBasicInfo] = {set_basic, sizeof(FILE_BASIC_INFO),
                       FILE_WRITE_ATTRIBUTES},
    [FileRenameInfo] = {set_name, sizeof(FILE_RENAME_INFO), DELETE},
    [FileDispositionInfo] = {set_disposition, sizeof(FILE_DISPOSITION_INFO),
                             DELETE},
    [FileAllocationInfo] = {set_allocation, sizeof(FILE_ALLOCATION_INFO),
                            FILE_WRITE_DATA},
    [FileEndOfFileInfo] = {set_end, sizeof(FILE_END_OF_FILE_INFO),
                           FILE_WRITE_DATA},
    [FileIoPriorityHintInfo] = {set_priority,
                                sizeof(FILE_IO_PRIORITY_HINT_INFO), 0},
};

static NTSTATUS change(HANDLE handle, const struct class *class,
                       const void *data, DWORD size)
{
    NTSTATUS status;
    struct file_object *file = file_take(handle, class->rights, &status);

    if (file == NULL)
        return status;
    concurrency_block(); /* the file system may be a slow one */
    status = class->set(file, data, size);
    concurrency_unblock();
    file_give_back(file);
    return status;
}

BOOL WINAPI SetFileInformationByHandle(HANDLE handle,
                                       FILE_INFO_BY_HANDLE_CLASS class,
                                       LPVOID data, DWORD size)
{
    const unsigned count = sizeof classes / sizeof classes[0];

    if ((unsigned)class >= count || classes[class].set == NULL)
        return api_error(ERROR_INVALID_PARAMETER);
    if (size < classes[class].size)
        return api_error(ERROR_BAD_LENGTH);
    if (!address_is_possible(data))
        return api_error(ERROR_NOACCESS);
    return api_result(change(handle, &classes[class], data, size));
}
