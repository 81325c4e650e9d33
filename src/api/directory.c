/* ReadDirectoryChanges, and FindFirstChangeNotification, which is the same
 * without telling what changed: its handle is that of the folder, and a request
 * of ours makes it signalled. */
#include "iocp/directory.h"

#include <errno.h>
#include <stdlib.h>

#include "api/api.h"
#include "api/entry.h"
#include "base/clock.h"
#include "iocp/file.h"
#include "object/directory_watch.h"
#include "object/file.h"
#include "op/immediate.h"
#include "op/op.h"
#include "op/routine.h"
#include "port/concurrency.h"
#include "sys/disk.h"
#include "sys/fd.h"

#define FILTERS                                                                \
    (FILE_NOTIFY_CHANGE_FILE_NAME | FILE_NOTIFY_CHANGE_DIR_NAME |              \
     FILE_NOTIFY_CHANGE_ATTRIBUTES | FILE_NOTIFY_CHANGE_SIZE |                 \
     FILE_NOTIFY_CHANGE_LAST_WRITE | FILE_NOTIFY_CHANGE_LAST_ACCESS |          \
     FILE_NOTIFY_CHANGE_CREATION | FILE_NOTIFY_CHANGE_SECURITY)

struct changes {
    struct file_object *folder;
    char *buffer; /* borrowed */
    DWORD len;
    OVERLAPPED *overlapped; /* may be NULL */
    struct routine routine;
    struct directory_terms terms;
    size_t done; /* out */
};

static bool is_filter(DWORD filter)
{
    return filter != 0 && (filter & ~(DWORD)FILTERS) == 0;
}

/* ---- The watch ---- */

static NTSTATUS watch_status(int rc)
{
    if (rc == -ENOSPC) /* no disk: the user's limit of watches */
        return STATUS_INSUFFICIENT_RESOURCES;
    return errmap_file(-rc);
}

static struct directory_watch *install(struct file_object *folder,
                                       struct directory_watch *made)
{
    struct directory_watch *before = NULL;

    if (atomic_compare_exchange_strong(&folder->watch, &before, made))
        return made;
    directory_watch_free(made);
    return before;
}

/* The first call sets up what holds for the life of the handle; what later ones
 * say of filter, subtree and buffer size is ignored ("ReadDirectoryChangesW
 * function", Remarks). */
static NTSTATUS ensure_watch(struct changes *changes)
{
    struct file_object *folder = changes->folder;
    struct directory_watch *watch = atomic_load(&folder->watch);
    int rc;

    if (watch == NULL) {
        if (!io_begin(&folder->io))
            return STATUS_INVALID_HANDLE;
        concurrency_block(); /* a tree may be large */
        rc = directory_watch_new(folder->io.fd, &changes->terms, &watch);
        concurrency_unblock();
        io_end(&folder->io);
        if (rc < 0)
            return watch_status(rc);
        watch = install(folder, watch);
    }
    return directory_watch_is_extended(watch) == changes->terms.extended
               ? STATUS_SUCCESS
               : STATUS_INVALID_PARAMETER;
}

/* ---- The request ---- */

static NTSTATUS check(const struct changes *changes)
{
    struct file_object *folder = changes->folder;

    if (!folder->directory || folder->notification)
        return STATUS_INVALID_PARAMETER;
    if (!folder->readable)
        return STATUS_ACCESS_DENIED;
    if (changes->routine.function != 0 && io_port(&folder->io) != NULL)
        return STATUS_INVALID_PARAMETER;
    if (changes->len == 0)
        return changes->overlapped != NULL || !folder->io.overlapped
                   ? STATUS_SUCCESS
                   : STATUS_INVALID_PARAMETER;
    if (!address_is_possible(changes->buffer))
        return STATUS_ACCESS_VIOLATION;
    return (uintptr_t)changes->buffer % sizeof(DWORD) == 0
               ? STATUS_SUCCESS
               : STATUS_DATATYPE_MISALIGNMENT_ERROR;
}

static NTSTATUS request_new(struct changes *changes, OVERLAPPED *overlapped,
                            struct op **op)
{
    NTSTATUS status =
        op_new(&op_directory, &changes->folder->io, overlapped, op);

    if (status != STATUS_SUCCESS)
        return status;
    (*op)->data.directory.buffer = changes->buffer;
    (*op)->data.directory.len = changes->len;
    return STATUS_SUCCESS;
}

static NTSTATUS start(struct changes *changes)
{
    struct op *op = NULL;
    NTSTATUS made = request_new(
        changes, routine_overlapped(&changes->routine, changes->overlapped),
        &op);

    return routine_start(made, op, changes->overlapped, &changes->routine);
}

static NTSTATUS run(struct changes *changes)
{
    struct op *op;
    NTSTATUS status = request_new(changes, NULL, &op);

    if (status != STATUS_SUCCESS)
        return status;
    status = op_run(op, CLOCK_NEVER, &changes->done);
    waitable_set(&changes->folder->io.signal);
    return status;
}

/* A synchronous handle, or no OVERLAPPED: waits. */
static NTSTATUS run_and_tell(struct changes *changes)
{
    struct immediate immediate;
    NTSTATUS status =
        immediate_begin(&immediate, &changes->folder->io, changes->overlapped);

    if (status != STATUS_SUCCESS)
        return status;
    status = run(changes);
    if (NT_SUCCESS(status))
        immediate_end(&immediate, status, changes->done);
    else
        immediate_drop(&immediate);
    return status;
}

static NTSTATUS read_changes(struct changes *changes)
{
    NTSTATUS status = check(changes);

    if (status == STATUS_SUCCESS)
        status = ensure_watch(changes);
    if (status != STATUS_SUCCESS)
        return status;
    if (changes->folder->io.overlapped && changes->overlapped != NULL)
        return start(changes);
    return run_and_tell(changes);
}

/* "Pending" is a success here, other than for ReadFile. */
static BOOL read_handle(HANDLE handle, struct changes *changes, LPDWORD count)
{
    NTSTATUS status;

    if (!is_filter(changes->terms.filter))
        return api_error(ERROR_INVALID_PARAMETER);
    changes->folder =
        (struct file_object *)table_get(handle, OBJECT_FILE, &status);
    if (changes->folder == NULL)
        return api_fail(status);
    status = read_changes(changes);
    object_put(&changes->folder->io.head);
    if (count != NULL && status != STATUS_PENDING && NT_SUCCESS(status))
        *count = (DWORD)changes->done;
    return api_result(status);
}

BOOL WINAPI ReadDirectoryChangesW(HANDLE handle, LPVOID buffer, DWORD len,
                                  BOOL subtree, DWORD filter, LPDWORD count,
                                  LPOVERLAPPED overlapped,
                                  LPOVERLAPPED_COMPLETION_ROUTINE routine)
{
    return ReadDirectoryChangesExW(handle, buffer, len, subtree, filter, count,
                                   overlapped, routine,
                                   ReadDirectoryNotifyInformation);
}

BOOL WINAPI
ReadDirectoryChangesExW(HANDLE handle, LPVOID buffer, DWORD len, BOOL subtree,
                        DWORD filter, LPDWORD count, LPOVERLAPPED overlapped,
                        LPOVERLAPPED_COMPLETION_ROUTINE routine,
                        READ_DIRECTORY_NOTIFY_INFORMATION_CLASS class)
{
    struct changes changes = {
        .buffer = buffer,
        .len = len,
        .overlapped = overlapped,
        .routine = {(uintptr_t)routine, CALL_FILE},
        .terms = {.filter = filter,
                  .subtree = subtree != FALSE,
                  .extended = class == ReadDirectoryNotifyExtendedInformation,
                  .buffer_bytes = len},
    };

    if (class != ReadDirectoryNotifyInformation &&
        class != ReadDirectoryNotifyExtendedInformation)
        return api_error(ERROR_INVALID_PARAMETER);
    return read_handle(handle, &changes, count);
}

/* ---- FindFirstChangeNotification ---- */

/* A request that makes the handle signalled at the next change. It is the
 * handle's, not the thread's: the end of the thread does not end it. */
static NTSTATUS arm(struct file_object *folder)
{
    struct changes changes = {
        .folder = folder,
        .overlapped = directory_watch_overlapped(folder->watch),
    };
    struct op *op;
    NTSTATUS status = request_new(&changes, changes.overlapped, &op);

    if (status != STATUS_SUCCESS)
        return status;
    op->thread_id = 0;
    status = op_start(op);
    return status == STATUS_PENDING ? STATUS_SUCCESS : status;
}

static NTSTATUS fill(struct file_object *folder, const char *path)
{
    struct disk_opened opened;
    int rc = disk_open(path, DISK_READ | DISK_FOLDER, &opened);

    if (rc < 0)
        return entry_status(rc, path);
    folder->io.fd = opened.fd;
    folder->directory = opened.kind == DISK_KIND_FOLDER;
    folder->readable = true;
    return folder->directory ? STATUS_SUCCESS
                             : STATUS_FROM_CODE(ERROR_DIRECTORY);
}

static NTSTATUS notification_new(const char *path, bool subtree, DWORD filter,
                                 HANDLE *handle)
{
    struct changes changes = {
        .folder = file_object_new(true),
        .terms = {.filter = filter, .subtree = subtree},
    };
    NTSTATUS status;

    if (changes.folder == NULL)
        return STATUS_NO_MEMORY;
    fd_raise_limit();
    status = fill(changes.folder, path);
    changes.folder->notification = true;
    if (status == STATUS_SUCCESS)
        status = ensure_watch(&changes);
    if (status == STATUS_SUCCESS)
        status = table_insert(&changes.folder->io.head, handle);
    if (status == STATUS_SUCCESS) {
        status = arm(changes.folder);
        if (status != STATUS_SUCCESS)
            table_close(*handle, OBJECT_FILE);
    }
    object_put(&changes.folder->io.head);
    return status;
}

/* Frees the path; a NULL one is a failure already told. */
static HANDLE notify_and_free(char *path, BOOL subtree, DWORD filter)
{
    HANDLE handle = INVALID_HANDLE_VALUE;
    NTSTATUS status = STATUS_INVALID_PARAMETER;

    if (path == NULL)
        return INVALID_HANDLE_VALUE;
    if (is_filter(filter))
        status = notification_new(path, subtree != FALSE, filter, &handle);
    free(path);
    if (status == STATUS_SUCCESS)
        return handle;
    api_fail(status);
    return INVALID_HANDLE_VALUE;
}

HANDLE WINAPI FindFirstChangeNotificationA(LPCSTR path, BOOL subtree,
                                           DWORD filter)
{
    return notify_and_free(entry_path(path), subtree, filter);
}

HANDLE WINAPI FindFirstChangeNotificationW(LPCWSTR path, BOOL subtree,
                                           DWORD filter)
{
    return notify_and_free(entry_path_wide(path), subtree, filter);
}

/* The folder behind such a handle, with a reference; NULL and the last error
 * for any other. */
static struct file_object *notification_get(HANDLE handle)
{
    NTSTATUS status;
    struct file_object *folder =
        (struct file_object *)table_get(handle, OBJECT_FILE, &status);

    if (folder == NULL) {
        api_fail(status);
        return NULL;
    }
    if (folder->notification)
        return folder;
    object_put(&folder->io.head);
    last_error_set(ERROR_INVALID_HANDLE);
    return NULL;
}

BOOL WINAPI FindNextChangeNotification(HANDLE handle)
{
    struct file_object *folder = notification_get(handle);
    NTSTATUS status;

    if (folder == NULL)
        return FALSE;
    status = arm(folder);
    object_put(&folder->io.head);
    return api_result(status);
}

BOOL WINAPI FindCloseChangeNotification(HANDLE handle)
{
    struct file_object *folder = notification_get(handle);

    if (folder == NULL)
        return FALSE;
    object_put(&folder->io.head);
    return api_result(table_close(handle, OBJECT_FILE));
}
