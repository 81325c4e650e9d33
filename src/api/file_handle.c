/* What a handle tells of its file, and how its completions are announced. */
#include <string.h>

#include "api/api.h"
#include "api/entry.h"
#include "iocp/file.h"
#include "iocp/io.h"
#include "object/file.h"
#include "sys/disk.h"

/* Asks the file behind a handle. */
static NTSTATUS inspect(HANDLE handle, struct disk_info *info)
{
    NTSTATUS status;
    struct io_object *io =
        (struct io_object *)table_get(handle, OBJECT_FILE, &status);

    if (io == NULL)
        return status;
    status = STATUS_INVALID_HANDLE;
    if (io_begin(io)) {
        status = errmap_file(-disk_info(io->fd, info));
        io_end(io);
    }
    object_put(&io->head);
    return status;
}

/* ---- GetFileType ---- */

static DWORD type_of_kind(enum disk_kind kind)
{
    if (kind == DISK_KIND_PIPE)
        return FILE_TYPE_PIPE;
    return kind == DISK_KIND_CHARACTER ? FILE_TYPE_CHAR : FILE_TYPE_DISK;
}

DWORD WINAPI GetFileType(HANDLE handle)
{
    struct disk_info info = {0};
    NTSTATUS status;
    struct object *object =
        table_get(handle, OBJECT_SOCKET | OBJECT_PIPE, NULL);

    if (object != NULL) {
        object_put(object);
        return FILE_TYPE_PIPE;
    }
    object = table_get(handle, OBJECT_MAILSLOT, NULL);
    if (object != NULL) {
        object_put(object);
        last_error_set(ERROR_SUCCESS); /* it is none of them, and no error */
        return FILE_TYPE_UNKNOWN;
    }
    status = inspect(handle, &info);
    if (status == STATUS_SUCCESS)
        return type_of_kind(info.kind);
    api_fail(status);
    return FILE_TYPE_UNKNOWN;
}

/* ---- GetFileInformationByHandle ---- */

/* A volume has a 32-bit number on Windows, a device one of 64 bits on Linux.
 * The upper half is 0 unless the machine has very many. */
static DWORD serial_of(uint64_t device)
{
    return (DWORD)(device ^ device >> 32);
}

BOOL WINAPI GetFileInformationByHandle(HANDLE handle,
                                       LPBY_HANDLE_FILE_INFORMATION out)
{
    struct disk_info info = {0};
    NTSTATUS status;

    if (out == NULL)
        return api_error(ERROR_INVALID_PARAMETER);
    status = inspect(handle, &info);
    if (status != STATUS_SUCCESS)
        return api_fail(status);
    out->dwFileAttributes = entry_attributes(&info.entry);
    out->ftCreationTime = entry_time(info.entry.created_ns);
    out->ftLastAccessTime = entry_time(info.entry.accessed_ns);
    out->ftLastWriteTime = entry_time(info.entry.written_ns);
    out->dwVolumeSerialNumber = serial_of(info.device);
    out->nFileSizeHigh = (DWORD)(info.entry.size >> 32);
    out->nFileSizeLow = (DWORD)info.entry.size;
    out->nNumberOfLinks = info.links;
    out->nFileIndexHigh = (DWORD)(info.index >> 32);
    out->nFileIndexLow = (DWORD)info.index;
    return TRUE;
}

/* ---- GetFinalPathNameByHandle ---- */

#define DOS_PREFIX "\\\\?\\"
#define FINAL_SIZE (sizeof DOS_PREFIX - 1 + DISK_PATH_SIZE)

/* /proc tells the path, so a file that was removed has none any more. */
static NTSTATUS linux_path(HANDLE handle, char path[DISK_PATH_SIZE])
{
    NTSTATUS status;
    struct io_object *io =
        (struct io_object *)table_get(handle, OBJECT_FILE, &status);
    int len;

    if (io == NULL)
        return status;
    status = STATUS_INVALID_HANDLE;
    if (io_begin(io)) {
        len = disk_path(io->fd, path);
        status = len >= 0 ? STATUS_SUCCESS : STATUS_OBJECT_PATH_NOT_FOUND;
        io_end(io);
    }
    object_put(&io->head);
    return status;
}

/* There are no drives: "\usr\share" is the whole path. With VOLUME_NAME_DOS it
 * carries the prefix "\\?\" that Windows gives it, and CreateFile takes off. */
static NTSTATUS final_path(HANDLE handle, DWORD flags, char path[FINAL_SIZE])
{
    char *rest = path;
    NTSTATUS status;

    if (flags != VOLUME_NAME_DOS && flags != VOLUME_NAME_NONE)
        return STATUS_INVALID_PARAMETER;
    if (flags == VOLUME_NAME_DOS) {
        memcpy(path, DOS_PREFIX, sizeof DOS_PREFIX - 1);
        rest += sizeof DOS_PREFIX - 1;
    }
    rest[0] = '\0';
    status = linux_path(handle, rest);
    if (status != STATUS_SUCCESS)
        return status;
    for (char *c = rest; *c != '\0'; c++)
        if (*c == '/')
            *c = '\\';
    return STATUS_SUCCESS;
}

DWORD WINAPI GetFinalPathNameByHandleA(HANDLE handle, LPSTR path, DWORD size,
                                       DWORD flags)
{
    char found[FINAL_SIZE];
    NTSTATUS status = path == NULL && size > 0
                          ? STATUS_INVALID_PARAMETER
                          : final_path(handle, flags, found);

    return status == STATUS_SUCCESS ? entry_give(found, path, size)
                                    : (DWORD)api_fail(status);
}

DWORD WINAPI GetFinalPathNameByHandleW(HANDLE handle, LPWSTR path, DWORD size,
                                       DWORD flags)
{
    char found[FINAL_SIZE];
    NTSTATUS status = path == NULL && size > 0
                          ? STATUS_INVALID_PARAMETER
                          : final_path(handle, flags, found);

    return status == STATUS_SUCCESS ? entry_give_wide(found, path, size)
                                    : (DWORD)api_fail(status);
}

/* ---- SetFileCompletionNotificationModes ---- */

/* What a synchronous handle never announces cannot be left out. */
static NTSTATUS add_modes(struct io_object *io, UCHAR flags)
{
    if (!io->overlapped && (flags & FILE_SKIP_COMPLETION_PORT_ON_SUCCESS) != 0)
        return STATUS_INVALID_PARAMETER;
    atomic_fetch_or_explicit(&io->modes, flags, memory_order_relaxed);
    return STATUS_SUCCESS;
}

BOOL WINAPI SetFileCompletionNotificationModes(HANDLE handle, UCHAR flags)
{
    const UCHAR known =
        FILE_SKIP_COMPLETION_PORT_ON_SUCCESS | FILE_SKIP_SET_EVENT_ON_HANDLE;
    NTSTATUS status;
    struct io_object *io;

    if ((flags & ~known) != 0)
        return api_error(ERROR_INVALID_PARAMETER);
    io = (struct io_object *)table_get(handle, OBJECT_IO, &status);
    if (io == NULL)
        return api_fail(status);
    status = add_modes(io, flags);
    object_put(&io->head);
    return api_result(status);
}
