/* CreateFile.
 *
 * Not here yet: share modes are accepted and not enforced, so nothing fails
 * with ERROR_SHARING_VIOLATION; pipes (\\.\pipe\...) and devices by their
 * Windows names; security descriptors; inheritance, for a handle means nothing
 * to another program, so that descriptors never survive an exec. */
#include <errno.h>
#include <stdlib.h>

#include "api/api.h"
#include "api/entry.h"
#include "iocp/file.h"
#include "object/file.h"
#include "port/concurrency.h"
#include "sys/disk.h"
#include "sys/fd.h"

struct rights {
    bool read, write, append;
};

static struct rights rights_of(DWORD access)
{
    const DWORD read = GENERIC_READ | GENERIC_ALL | FILE_READ_DATA;
    const DWORD write = GENERIC_WRITE | GENERIC_ALL | FILE_WRITE_DATA;

    return (struct rights){
        .read = (access & read) != 0,
        .write = (access & write) != 0,
        .append = (access & (write | FILE_APPEND_DATA)) == FILE_APPEND_DATA,
    };
}

static unsigned flags_of(const struct rights *rights, DWORD disposition,
                         DWORD attributes)
{
    static const unsigned by_disposition[] = {
        [CREATE_NEW] = DISK_CREATE | DISK_EXCLUSIVE,
        [CREATE_ALWAYS] = DISK_CREATE | DISK_TRUNCATE,
        [OPEN_EXISTING] = 0,
        [OPEN_ALWAYS] = DISK_CREATE,
        [TRUNCATE_EXISTING] = DISK_TRUNCATE,
    };

    return by_disposition[disposition] | (rights->read ? DISK_READ : 0) |
           (rights->write ? DISK_WRITE : 0) |
           (rights->append ? DISK_APPEND : 0) |
           (attributes & FILE_FLAG_BACKUP_SEMANTICS ? DISK_FOLDER : 0) |
           (attributes & FILE_FLAG_NO_BUFFERING ? DISK_DIRECT : 0) |
           (attributes & FILE_FLAG_WRITE_THROUGH ? DISK_THROUGH : 0) |
           (attributes & FILE_FLAG_OPEN_REPARSE_POINT ? DISK_LINK : 0) |
           (attributes & FILE_ATTRIBUTE_READONLY ? DISK_READONLY : 0);
}

/* A file that is there is another error here than elsewhere. */
static NTSTATUS status_of(int rc, const char *path)
{
    if (rc == -EEXIST)
        return STATUS_FROM_CODE(ERROR_FILE_EXISTS);
    return entry_status(rc, path);
}

static NTSTATUS publish(const struct disk_opened *opened,
                        const struct rights *rights, DWORD attributes,
                        HANDLE *handle)
{
    struct file_object *file =
        file_object_new(opened->fd, (attributes & FILE_FLAG_OVERLAPPED) != 0);
    NTSTATUS status;

    if (file == NULL)
        return STATUS_NO_MEMORY;
    file->readable = rights->read;
    file->writable = rights->write || rights->append;
    file->append_only = rights->append;
    file->directory = opened->kind == DISK_KIND_FOLDER;
    file->regular = opened->kind == DISK_KIND_FILE;
    file->unbuffered = (attributes & FILE_FLAG_NO_BUFFERING) != 0;
    file->delete_on_close = (attributes & FILE_FLAG_DELETE_ON_CLOSE) != 0;
    status = table_insert(&file->io.head, handle);
    object_put(&file->io.head);
    return status;
}

static NTSTATUS open_path(const char *path, DWORD access, DWORD disposition,
                          DWORD attributes, HANDLE *handle)
{
    struct rights rights = rights_of(access);
    struct disk_opened opened;
    NTSTATUS status;
    int rc;

    fd_raise_limit();
    concurrency_block(); /* the file system may be a slow one */
    rc = disk_open(path, flags_of(&rights, disposition, attributes), &opened);
    concurrency_unblock();
    if (rc != 0)
        return status_of(rc, path);
    status = publish(&opened, &rights, attributes, handle);
    if (status == STATUS_SUCCESS &&
        (disposition == CREATE_ALWAYS || disposition == OPEN_ALWAYS))
        last_error_set(opened.created ? ERROR_SUCCESS : ERROR_ALREADY_EXISTS);
    return status;
}

/* Frees the path; a NULL one is a failure already told. */
static HANDLE open_and_free(char *path, DWORD access, DWORD disposition,
                            DWORD attributes)
{
    HANDLE handle = INVALID_HANDLE_VALUE;
    NTSTATUS status = STATUS_INVALID_PARAMETER;

    if (path == NULL)
        return INVALID_HANDLE_VALUE;
    if (disposition >= CREATE_NEW && disposition <= TRUNCATE_EXISTING)
        status = open_path(path, access, disposition, attributes, &handle);
    free(path);
    if (status == STATUS_SUCCESS)
        return handle;
    api_fail(status);
    return INVALID_HANDLE_VALUE;
}

HANDLE WINAPI CreateFileA(LPCSTR name, DWORD access, DWORD share,
                          LPSECURITY_ATTRIBUTES security, DWORD disposition,
                          DWORD attributes, HANDLE template)
{
    (void)share;
    (void)security;
    (void)template;
    return open_and_free(entry_path(name), access, disposition, attributes);
}

HANDLE WINAPI CreateFileW(LPCWSTR name, DWORD access, DWORD share,
                          LPSECURITY_ATTRIBUTES security, DWORD disposition,
                          DWORD attributes, HANDLE template)
{
    (void)share;
    (void)security;
    (void)template;
    return open_and_free(entry_path_wide(name), access, disposition,
                         attributes);
}
