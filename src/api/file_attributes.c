/* Times and attributes of files, by handle and by name, and ReOpenFile. */
#include <stdio.h>
#include <stdlib.h>

#include "api/api.h"
#include "api/entry.h"
#include "api/file_open.h"
#include "api/file_take.h"
#include "iocp/file.h"
#include "port/concurrency.h"
#include "sys/disk.h"
#include "sys/disk_change.h"
#include "sys/names.h"

/* ---- Times ---- */

static uint64_t units_of(const FILETIME *time)
{
    return (uint64_t)time->dwHighDateTime << 32 | time->dwLowDateTime;
}

static void give_time(LPFILETIME to, int64_t unix_ns)
{
    if (to != NULL)
        *to = entry_time(unix_ns);
}

BOOL WINAPI GetFileTime(HANDLE handle, LPFILETIME created, LPFILETIME accessed,
                        LPFILETIME written)
{
    struct dir_details details;
    NTSTATUS status;
    struct file_object *file = file_take(handle, FILE_READ_ATTRIBUTES, &status);

    if (file == NULL)
        return api_fail(status);
    status = errmap_file(-disk_details(file->io.fd, &details));
    file_give_back(file);
    if (status != STATUS_SUCCESS)
        return api_fail(status);
    give_time(created, details.entry.created_ns);
    give_time(accessed, details.entry.accessed_ns);
    give_time(written, details.entry.written_ns);
    return TRUE;
}

/* Zeros change nothing, as in FILE_BASIC_INFO; all bits set mean "leave it as
 * it is, also in later requests", of which we keep the first half. */
static int64_t to_unix_ns(const FILETIME *time)
{
    if (time == NULL || units_of(time) == 0 || units_of(time) == UINT64_MAX)
        return DISK_TIME_KEEP;
    return entry_unix_ns(*time);
}

BOOL WINAPI SetFileTime(HANDLE handle, const FILETIME *created,
                        const FILETIME *accessed, const FILETIME *written)
{
    NTSTATUS status;
    struct file_object *file =
        file_take(handle, FILE_WRITE_ATTRIBUTES, &status);

    (void)created;
    if (file == NULL)
        return api_fail(status);
    status = errmap_file(-disk_set_times(file->io.fd, to_unix_ns(accessed),
                                         to_unix_ns(written)));
    file_give_back(file);
    return api_result(status);
}

/* ---- Attributes ---- */

/* A folder that nobody may write is one without new files, which READONLY does
 * not mean on Windows. The call is about a link and not its target, and Linux'
 * links have no such bits. */
static NTSTATUS set_attributes(const char *path, DWORD attributes)
{
    bool readonly = (attributes & FILE_ATTRIBUTE_READONLY) != 0;
    struct dir_entry entry;
    int rc = dir_look(path, &entry);

    if (rc == 0 && !entry.is_folder && !entry.is_link)
        rc = names_set_readonly(path, readonly);
    return rc == 0 ? STATUS_SUCCESS : entry_status(rc, path);
}

/* Frees the path; a NULL one is a failure already told. */
static BOOL set_and_free(char *path, DWORD attributes)
{
    NTSTATUS status;

    if (path == NULL)
        return FALSE;
    status = set_attributes(path, attributes);
    free(path);
    return api_result(status);
}

BOOL WINAPI SetFileAttributesA(LPCSTR name, DWORD attributes)
{
    return set_and_free(entry_path(name), attributes);
}

BOOL WINAPI SetFileAttributesW(LPCWSTR name, DWORD attributes)
{
    return set_and_free(entry_path_wide(name), attributes);
}

/* ---- Space ---- */

/* What the file system sets aside beyond the end is nobody's business. */
static uint64_t taken_by(const struct dir_details *details)
{
    uint64_t size = details->entry.size;

    return details->allocated < size ? details->allocated : size;
}

/* Frees the path; a NULL one is a failure already told. */
static DWORD space_and_free(char *path, LPDWORD high)
{
    struct dir_details details;
    uint64_t bytes;
    int rc;

    if (path == NULL)
        return INVALID_FILE_SIZE;
    rc = dir_details(path, &details);
    if (rc != 0)
        api_fail(entry_status(rc, path));
    free(path);
    if (rc != 0)
        return INVALID_FILE_SIZE;
    bytes = taken_by(&details);
    if (high != NULL)
        *high = (DWORD)(bytes >> 32);
    if ((DWORD)bytes == INVALID_FILE_SIZE) /* a size, and no failure */
        last_error_set(ERROR_SUCCESS);
    return (DWORD)bytes;
}

DWORD WINAPI GetCompressedFileSizeA(LPCSTR name, LPDWORD high)
{
    return space_and_free(entry_path(name), high);
}

DWORD WINAPI GetCompressedFileSizeW(LPCWSTR name, LPDWORD high)
{
    return space_and_free(entry_path_wide(name), high);
}

static NTSTATUS check_valid_data(const struct file_object *file,
                                 LONGLONG length)
{
    uint64_t size;
    int rc = disk_size(file->io.fd, &size);

    if (rc != 0)
        return errmap_file(-rc);
    return file->directory || length < 0 || (uint64_t)length > size
               ? STATUS_INVALID_PARAMETER
               : STATUS_SUCCESS;
}

BOOL WINAPI SetFileValidData(HANDLE handle, LONGLONG length)
{
    NTSTATUS status;
    struct file_object *file = file_take(handle, FILE_WRITE_DATA, &status);

    if (file == NULL)
        return api_fail(status);
    status = check_valid_data(file, length);
    file_give_back(file);
    return api_result(status);
}

/* ---- ReOpenFile ---- */

/* /proc opens the file itself, whatever its name is by now. That is a link to
 * it, so one at the end of the name must be followed. */
static NTSTATUS open_again(struct file_object *file, DWORD access, DWORD share,
                           DWORD flags, HANDLE *handle)
{
    char path[32];

    snprintf(path, sizeof path, "/proc/self/fd/%d", file->io.fd);
    return file_open_path(path, access, share, OPEN_EXISTING,
                          flags & ~(DWORD)FILE_FLAG_OPEN_REPARSE_POINT, handle);
}

HANDLE WINAPI ReOpenFile(HANDLE original, DWORD access, DWORD share,
                         DWORD flags)
{
    const DWORD attributes = 0x0000FFFF;
    HANDLE handle = INVALID_HANDLE_VALUE;
    NTSTATUS status;
    struct file_object *file = file_take(original, 0, &status);

    if (file != NULL) {
        status = STATUS_INVALID_PARAMETER;
        if ((flags & attributes) == 0)
            status = open_again(file, access, share, flags, &handle);
        file_give_back(file);
    }
    if (status == STATUS_SUCCESS)
        return handle;
    api_fail(status);
    return INVALID_HANDLE_VALUE;
}
