/* CreateFile.
 *
 * A file is opened first and asked for its share modes then: what is open has
 * an identity that nobody else can get. Only after that it may be emptied.
 *
 * Not here yet: devices by their Windows names; security descriptors;
 * inheritance, for a handle means nothing to another program, so that
 * descriptors never survive an exec. */
#include <errno.h>
#include <stdlib.h>

#include "api/api.h"
#include "api/entry.h"
#include "api/file_open.h"
#include "api/mailslot.h"
#include "api/pipe.h"
#include "base/utf.h"
#include "iocp/file.h"
#include "object/file.h"
#include "object/share_machine.h"
#include "port/concurrency.h"
#include "sys/disk.h"
#include "sys/fd.h"

struct request {
    DWORD access, share, disposition, attributes;
    bool read, write, append; /* what the access comes to */
    bool named;               /* by its own name, and not its descriptor's */
    bool settles;             /* for a file that lost its name meanwhile */
};

/* How often a name may be given to another file while it is being opened. */
#define LOOKS_MAX 100u
#define LOOK_AGAIN STATUS_FROM_CODE(ERROR_RETRY) /* told to nobody */

/* Emptying takes the generic right to write; the right to write data is not
 * enough (CreateFileW, dwCreationDisposition). */
static bool is_disposition(const struct request *request)
{
    DWORD disposition = request->disposition;

    if (disposition == TRUNCATE_EXISTING)
        return (request->access & (GENERIC_WRITE | GENERIC_ALL)) != 0;
    return disposition >= CREATE_NEW && disposition < TRUNCATE_EXISTING;
}

static void read_access(struct request *request)
{
    const DWORD read = GENERIC_READ | GENERIC_ALL | FILE_READ_DATA;
    const DWORD write = GENERIC_WRITE | GENERIC_ALL | FILE_WRITE_DATA;
    DWORD access = request->access;

    request->read = (access & read) != 0;
    request->write = (access & write) != 0;
    request->append = (access & (write | FILE_APPEND_DATA)) == FILE_APPEND_DATA;
}

/* The access that share modes are about; running a program is reading. */
static unsigned shared_access(const struct request *request)
{
    const DWORD run = GENERIC_EXECUTE | FILE_EXECUTE;
    const DWORD remove = GENERIC_ALL | DELETE;
    bool removes = (request->access & remove) != 0 ||
                   (request->attributes & FILE_FLAG_DELETE_ON_CLOSE) != 0;

    return (request->read || (request->access & run) != 0 ? SHARE_READ : 0) |
           (request->write || request->append ? SHARE_WRITE : 0) |
           (removes ? SHARE_DELETE : 0);
}

/* What the handle may do, in the rights of files ("File Security and Access
 * Rights"). Every open may read attributes; deleting on close takes DELETE. */
static uint32_t granted(const struct request *request)
{
    const DWORD generic =
        GENERIC_READ | GENERIC_WRITE | GENERIC_EXECUTE | GENERIC_ALL;
    DWORD access = request->access;
    DWORD rights = (access & ~generic) | FILE_READ_ATTRIBUTES | SYNCHRONIZE;

    rights |= access & GENERIC_READ ? FILE_GENERIC_READ : 0;
    rights |= access & GENERIC_WRITE ? FILE_GENERIC_WRITE : 0;
    rights |= access & GENERIC_EXECUTE ? FILE_GENERIC_EXECUTE : 0;
    rights |= access & GENERIC_ALL ? FILE_ALL_ACCESS : 0;
    if ((request->attributes & FILE_FLAG_DELETE_ON_CLOSE) != 0)
        rights |= DELETE;
    return rights;
}

static unsigned flags_of(const struct request *request)
{
    static const unsigned by_disposition[] = {
        [CREATE_NEW] = DISK_CREATE | DISK_EXCLUSIVE,
        [CREATE_ALWAYS] = DISK_CREATE | DISK_TRUNCATE,
        [OPEN_EXISTING] = 0,
        [OPEN_ALWAYS] = DISK_CREATE,
        [TRUNCATE_EXISTING] = DISK_TRUNCATE,
    };
    DWORD attributes = request->attributes;

    return by_disposition[request->disposition] |
           (request->read ? DISK_READ : 0) | (request->write ? DISK_WRITE : 0) |
           (request->append ? DISK_APPEND : 0) |
           (attributes & FILE_FLAG_BACKUP_SEMANTICS ? DISK_FOLDER : 0) |
           (attributes & FILE_FLAG_NO_BUFFERING ? DISK_DIRECT : 0) |
           (attributes & FILE_FLAG_WRITE_THROUGH ? DISK_THROUGH : 0) |
           (attributes & FILE_FLAG_OPEN_REPARSE_POINT ? DISK_LINK : 0) |
           (attributes & FILE_FLAG_SEQUENTIAL_SCAN ? DISK_SEQUENTIAL : 0) |
           (attributes & FILE_FLAG_RANDOM_ACCESS ? DISK_RANDOM : 0) |
           (attributes & FILE_ATTRIBUTE_READONLY ? DISK_READONLY : 0);
}

/* A file that is there is another error here than elsewhere. */
static NTSTATUS status_of(int rc, const char *path)
{
    struct dir_entry entry;

    if (rc == -EEXIST)
        return STATUS_FROM_CODE(ERROR_FILE_EXISTS);
    if (rc == -EISDIR && dir_look(path, &entry) == -ENOENT)
        return STATUS_FROM_CODE(ERROR_INVALID_NAME); /* a file to be, "new\" */
    return entry_status(rc, path);
}

static void fill(struct file_object *file, const struct request *request,
                 const struct disk_opened *opened)
{
    DWORD attributes = request->attributes;

    file->io.fd = opened->fd;
    file->granted = granted(request);
    file->readable = request->read;
    file->writable = request->write || request->append;
    file->append_only = request->append;
    file->directory = opened->kind == DISK_KIND_FOLDER;
    file->regular = opened->kind == DISK_KIND_FILE;
    file->unbuffered = (attributes & FILE_FLAG_NO_BUFFERING) != 0;
}

/* Whether it lost its name before the open was in the books: what the name
 * means now is to be opened. Some file systems count no links at all. */
static bool is_gone(const struct disk_opened *opened)
{
    char path[DISK_PATH_SIZE];
    struct disk_info info;

    return !opened->created && disk_info(opened->fd, &info) == 0 &&
           info.links == 0 && disk_path(opened->fd, path) < 0;
}

/* Devices and FIFOs are everybody's. */
static NTSTATUS share(struct file_object *file, const struct request *request,
                      const struct disk_opened *opened, bool empties)
{
    unsigned once;
    NTSTATUS status;

    if (!file->regular && !file->directory)
        return STATUS_SUCCESS;
    file->share.device = opened->device;
    file->share.index = opened->index;
    file->share.access = shared_access(request);
    file->share.mode = request->share & SHARE_ALL;
    once = empties ? SHARE_WRITE : 0;
    status = share_join(&file->share, once);
    if (status == STATUS_SUCCESS && !request->settles && is_gone(opened))
        status = LOOK_AGAIN;
    if (status == STATUS_SUCCESS)
        status = share_mark(&file->share, opened->fd, once);
    return status;
}

/* What is read-only is so for the owner of the machine too. A new file may be
 * made read-only and written by who made it. */
static bool is_write_protected(const struct request *request,
                               const struct disk_opened *opened, bool empties)
{
    bool removes = (request->attributes & FILE_FLAG_DELETE_ON_CLOSE) != 0;

    return opened->regular && !opened->created && opened->readonly &&
           (request->write || request->append || empties || removes);
}

/* What may fail with the file open already. Only a file that has a handle to
 * be closed is one to be deleted on close. */
static NTSTATUS finish(struct file_object *file, const struct request *request,
                       const struct disk_opened *opened, HANDLE *handle)
{
    bool empties = opened->regular && !opened->created &&
                   (request->disposition == CREATE_ALWAYS ||
                    request->disposition == TRUNCATE_EXISTING);
    NTSTATUS status = STATUS_ACCESS_DENIED;

    if (!is_write_protected(request, opened, empties))
        status = share(file, request, opened, empties);
    if (status == STATUS_SUCCESS && empties)
        status = errmap_file(-disk_resize(opened->fd, 0));
    file->delete_on_close =
        (request->attributes & FILE_FLAG_DELETE_ON_CLOSE) != 0;
    if (status != STATUS_SUCCESS)
        return status;
    status = table_insert(&file->io.head, handle);
    if (status != STATUS_SUCCESS && opened->created)
        disk_remove(opened->fd); /* a failed call has made nothing */
    return status;
}

/* A file whose name Windows would not let it have is opened if it is there. */
static int open_named(const char *path, const struct request *request,
                      struct disk_opened *opened)
{
    unsigned flags = flags_of(request);
    bool may = !request->named || (flags & DISK_CREATE) == 0 ||
               entry_may_be_made(path);

    if (!may && (flags & DISK_EXCLUSIVE) != 0)
        return -ENOENT;
    return disk_open(path, may ? flags : flags & ~(unsigned)DISK_CREATE,
                     opened);
}

static NTSTATUS open_file(const char *path, const struct request *request,
                          struct disk_opened *opened, HANDLE *handle)
{
    struct file_object *file =
        file_object_new((request->attributes & FILE_FLAG_OVERLAPPED) != 0);
    NTSTATUS status;
    int rc;

    if (file == NULL)
        return STATUS_NO_MEMORY;
    rc = open_named(path, request, opened);
    if (rc == 0) {
        fill(file, request, opened);
        status = finish(file, request, opened, handle);
    } else
        status = status_of(rc, path);
    object_put(&file->io.head);
    return status;
}

static NTSTATUS open_path(const char *path, struct request *request,
                          HANDLE *handle)
{
    DWORD disposition = request->disposition;
    struct disk_opened opened;
    NTSTATUS status;

    if (!is_disposition(request))
        return STATUS_INVALID_PARAMETER;
    read_access(request);
    fd_raise_limit();
    concurrency_block(); /* the file system may be a slow one */
    for (unsigned looks = 1;; looks++) {
        request->settles = !request->named || looks == LOOKS_MAX;
        status = open_file(path, request, &opened, handle);
        if (status != LOOK_AGAIN)
            break;
    }
    concurrency_unblock();
    if (status == STATUS_SUCCESS &&
        (disposition == CREATE_ALWAYS || disposition == OPEN_ALWAYS))
        last_error_set(opened.created ? ERROR_SUCCESS : ERROR_ALREADY_EXISTS);
    return status;
}

NTSTATUS file_open_path(const char *path, DWORD access, DWORD share,
                        DWORD disposition, DWORD attributes, HANDLE *handle)
{
    struct request request = {access, share, disposition, attributes};

    return open_path(path, &request, handle);
}

static NTSTATUS open_pipe(const char *name, struct request *request,
                          HANDLE *handle)
{
    if (!is_disposition(request))
        return STATUS_INVALID_PARAMETER;
    read_access(request);
    return pipe_open(name, request->read, request->write || request->append,
                     (request->attributes & FILE_FLAG_OVERLAPPED) != 0, handle);
}

static NTSTATUS open_mailslot(const char *name, struct request *request,
                              HANDLE *handle)
{
    unsigned access;

    if (!is_disposition(request))
        return STATUS_INVALID_PARAMETER;
    read_access(request);
    access = (request->read ? SHARE_READ : 0) |
             (request->write || request->append ? SHARE_WRITE : 0);
    return mailslot_open(name, access, request->share & SHARE_ALL,
                         (request->attributes & FILE_FLAG_OVERLAPPED) != 0,
                         handle);
}

/* Of a name that is no path; STATUS_NO_SUCH_DEVICE: it is one. */
static NTSTATUS open_device(const char *name, struct request *request,
                            HANDLE *handle)
{
    const char *rest = pipe_name_of(name);

    if (rest != NULL)
        return open_pipe(rest, request, handle);
    rest = device_name_of(name, "mailslot");
    if (rest != NULL)
        return open_mailslot(rest, request, handle);
    return pipe_is_elsewhere(name) ? STATUS_BAD_NETWORK_PATH
                                   : STATUS_NO_SUCH_DEVICE;
}

static HANDLE open_name(LPCSTR name, struct request request)
{
    HANDLE handle = INVALID_HANDLE_VALUE;
    char *path = NULL;
    NTSTATUS status = open_device(name, &request, &handle);

    if (status == STATUS_NO_SUCH_DEVICE) {
        path = entry_path(name);
        if (path == NULL) /* a failure already told */
            return INVALID_HANDLE_VALUE;
        request.named = true;
        status = open_path(path, &request, &handle);
    }
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
    (void)security;
    (void)template;
    return open_name(name,
                     (struct request){access, share, disposition, attributes});
}

HANDLE WINAPI CreateFileW(LPCWSTR name, DWORD access, DWORD share,
                          LPSECURITY_ATTRIBUTES security, DWORD disposition,
                          DWORD attributes, HANDLE template)
{
    char *utf8 = name != NULL ? utf8_from_utf16(name) : NULL;
    HANDLE handle = INVALID_HANDLE_VALUE;

    if (name != NULL && utf8 == NULL)
        last_error_set(ERROR_NOT_ENOUGH_MEMORY);
    else
        handle = CreateFileA(utf8, access, share, security, disposition,
                             attributes, template);
    free(utf8);
    return handle;
}
