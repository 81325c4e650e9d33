/* How long a file is, where its pointer is, SetEndOfFile, FlushFileBuffers. */
#include <errno.h>

#include "api/api.h"
#include "api/pipe.h"
#include "iocp/file.h"
#include "object/file.h"
#include "port/concurrency.h"
#include "sys/disk.h"

/* The object, referenced and with its descriptor pinned; or NULL. */
static struct io_object *take(HANDLE handle, unsigned kinds, NTSTATUS *status)
{
    struct io_object *io = (struct io_object *)table_get(handle, kinds, status);

    if (io == NULL || io_begin(io))
        return io;
    object_put(&io->head);
    *status = STATUS_INVALID_HANDLE;
    return NULL;
}

static void give_back(struct io_object *io)
{
    io_end(io);
    object_put(&io->head);
}

static NTSTATUS size_of(HANDLE handle, uint64_t *size)
{
    NTSTATUS status;
    struct io_object *file = take(handle, OBJECT_FILE, &status);
    int rc;

    if (file == NULL)
        return status;
    rc = disk_size(file->fd, size);
    give_back(file);
    return errmap_file(-rc);
}

BOOL WINAPI GetFileSizeEx(HANDLE handle, PLARGE_INTEGER size)
{
    uint64_t bytes = 0;
    NTSTATUS status;

    if (size == NULL)
        return api_error(ERROR_INVALID_PARAMETER);
    status = size_of(handle, &bytes);
    if (status == STATUS_SUCCESS)
        size->QuadPart = (LONGLONG)bytes;
    return api_result(status);
}

DWORD WINAPI GetFileSize(HANDLE handle, LPDWORD high)
{
    uint64_t bytes = 0;
    NTSTATUS status = size_of(handle, &bytes);

    if (status != STATUS_SUCCESS) {
        api_fail(status);
        return INVALID_FILE_SIZE;
    }
    if (high != NULL)
        *high = (DWORD)(bytes >> 32);
    if ((DWORD)bytes == INVALID_FILE_SIZE) /* a length, and no failure */
        last_error_set(ERROR_SUCCESS);
    return (DWORD)bytes;
}

/* Only a move towards the start can end before it. A handle that may neither
 * read nor write has no pointer on Linux; on Windows it has one, of no use. */
static NTSTATUS seek_status(int rc, int64_t distance)
{
    if (rc == -EINVAL && distance < 0)
        return STATUS_FROM_CODE(ERROR_NEGATIVE_SEEK);
    if (rc == -EOVERFLOW)
        return STATUS_INVALID_PARAMETER;
    if (rc == -EBADF)
        return STATUS_ACCESS_DENIED;
    return errmap_file(-rc);
}

/* `reached` may be NULL. */
static NTSTATUS move_pointer(HANDLE handle, int64_t distance, DWORD method,
                             int64_t *reached)
{
    static const int whence[] = {
        [FILE_BEGIN] = SEEK_SET,
        [FILE_CURRENT] = SEEK_CUR,
        [FILE_END] = SEEK_END,
    };
    NTSTATUS status;
    struct io_object *file;
    int rc;

    if (method > FILE_END)
        return STATUS_INVALID_PARAMETER;
    file = take(handle, OBJECT_FILE, &status);
    if (file == NULL)
        return status;
    rc = disk_seek(file->fd, distance, whence[method], reached);
    give_back(file);
    return seek_status(rc, distance);
}

BOOL WINAPI SetFilePointerEx(HANDLE handle, LARGE_INTEGER distance,
                             PLARGE_INTEGER position, DWORD method)
{
    int64_t reached = 0;
    NTSTATUS status = move_pointer(handle, distance.QuadPart, method, &reached);

    if (status != STATUS_SUCCESS)
        return api_fail(status);
    if (position != NULL)
        position->QuadPart = reached;
    return TRUE;
}

/* Without room for the upper half, a place that has one is refused, and "the
 * file pointer is not moved". */
static NTSTATUS move_pointer_32(HANDLE handle, LONG distance, DWORD method,
                                int64_t *reached)
{
    int64_t before = 0;
    NTSTATUS status = move_pointer(handle, 0, FILE_CURRENT, &before);

    if (status == STATUS_SUCCESS)
        status = move_pointer(handle, distance, method, reached);
    if (status == STATUS_SUCCESS && *reached > UINT32_MAX) {
        move_pointer(handle, before, FILE_BEGIN, NULL);
        status = STATUS_INVALID_PARAMETER;
    }
    return status;
}

DWORD WINAPI SetFilePointer(HANDLE handle, LONG low, PLONG high, DWORD method)
{
    int64_t distance, reached = 0;
    NTSTATUS status;

    if (high == NULL) {
        status = move_pointer_32(handle, low, method, &reached);
    } else {
        distance = (int64_t)((uint64_t)(DWORD)*high << 32 | (DWORD)low);
        status = move_pointer(handle, distance, method, &reached);
    }
    if (status != STATUS_SUCCESS) {
        api_fail(status);
        return INVALID_SET_FILE_POINTER;
    }
    if (high != NULL)
        *high = (LONG)(reached >> 32);
    if ((DWORD)reached == INVALID_SET_FILE_POINTER) /* a place, no failure */
        last_error_set(ERROR_SUCCESS);
    return (DWORD)reached;
}

/* The right to append is not enough: "opened with GENERIC_WRITE". */
static NTSTATUS end_here(const struct file_object *file)
{
    int64_t position;
    int rc;

    if (!file->writable || file->append_only)
        return STATUS_ACCESS_DENIED;
    concurrency_block(); /* giving back what was cut off may take long */
    rc = disk_seek(file->io.fd, 0, SEEK_CUR, &position);
    if (rc == 0)
        rc = disk_resize(file->io.fd, position);
    concurrency_unblock();
    return errmap_file(-rc);
}

BOOL WINAPI SetEndOfFile(HANDLE handle)
{
    NTSTATUS status;
    struct io_object *file = take(handle, OBJECT_FILE, &status);

    if (file == NULL)
        return api_fail(status);
    status = end_here((struct file_object *)file);
    give_back(file);
    return api_result(status);
}

static NTSTATUS flush(struct io_object *io)
{
    NTSTATUS status;

    /* Winsock's driver knows no such request, and that of mailslots none. */
    if (io->head.kind == OBJECT_SOCKET || io->head.kind == OBJECT_MAILSLOT)
        return STATUS_INVALID_DEVICE_REQUEST;
    if (io->head.kind == OBJECT_PIPE)
        return pipe_flush((struct pipe_object *)io);
    if (!((struct file_object *)io)->writable)
        return STATUS_ACCESS_DENIED;
    concurrency_block();
    status = errmap_file(-disk_sync(io->fd));
    concurrency_unblock();
    return status;
}

BOOL WINAPI FlushFileBuffers(HANDLE handle)
{
    NTSTATUS status;
    struct io_object *io = take(handle, OBJECT_IO, &status);

    if (io == NULL)
        return api_fail(status);
    status = flush(io);
    give_back(io);
    return api_result(status);
}
