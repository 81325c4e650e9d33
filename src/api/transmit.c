/* TransmitFile. */
#include "api/transmit.h"

#include "base/clock.h"
#include "iocp/socket_ext.h"
#include "op/immediate.h"
#include "op/op.h"
#include "op/transmit.h"
#include "sys/disk.h"
#include "sys/net.h"

/* Buffer, offset and length of unbuffered reads: what disks have for a sector
 * at most. */
#define UNBUFFERED_GRANULE ((size_t)4096)
#define HINTS (TF_WRITE_BEHIND | TF_USE_SYSTEM_THREAD | TF_USE_KERNEL_APC)

DWORD transmit_check_flags(DWORD flags)
{
    if (flags & ~(DWORD)(TF_DISCONNECT | TF_REUSE_SOCKET | HINTS))
        return WSAEINVAL;
    return (flags & TF_REUSE_SOCKET) != 0 && (flags & TF_DISCONNECT) == 0
               ? WSAEINVAL
               : 0;
}

static DWORD check(const struct socket_object *socket, DWORD wanted,
                   DWORD flags)
{
    if (socket->role != SOCKET_CONNECTED || !socket_is_stream(socket))
        return WSAENOTCONN;
    if (wanted > TRANSMIT_MAX)
        return WSAEINVAL;
    if (transmit_check_flags(flags) != 0)
        return WSAEINVAL;
    if (socket->send_shut)
        return WSAESHUTDOWN;
    return errmap_winsock(socket_broken(socket));
}

static NTSTATUS find_offset(struct op_transmit *transmit,
                            const OVERLAPPED *overlapped)
{
    int64_t position = 0;
    int rc = 0;

    if (overlapped == NULL)
        rc = disk_seek(transmit->file->fd, 0, SEEK_CUR, &position);
    transmit->offset =
        overlapped == NULL
            ? (uint64_t)position
            : (uint64_t)overlapped->OffsetHigh << 32 | overlapped->Offset;
    return rc < 0 ? errmap_file(-rc) : STATUS_SUCCESS;
}

/* Where the file part starts and how long it is. The system is asked for the
 * file's length only if it matters. */
static NTSTATUS measure(struct op_transmit *transmit, DWORD wanted,
                        const OVERLAPPED *overlapped)
{
    uint64_t size;
    NTSTATUS status = find_offset(transmit, overlapped);
    int rc;

    transmit->remaining = wanted;
    if (status != STATUS_SUCCESS || (wanted != 0 && transmit->offset == 0))
        return status;
    rc = disk_size(transmit->file->fd, &size);
    if (rc < 0)
        return errmap_file(-rc);
    if (transmit->offset > size)
        return STATUS_INVALID_PARAMETER;
    if (wanted == 0)
        transmit->remaining = size - transmit->offset;
    return STATUS_SUCCESS;
}

size_t transmit_granule(const struct io_object *file)
{
    return ((const struct file_object *)file)->unbuffered ? UNBUFFERED_GRANULE
                                                          : 1;
}

/* Room for what cannot go out straight from the cache. An unbuffered read's
 * offset that is not at a sector is refused by the disk, as it is for ReadFile.
 */
static NTSTATUS take_room(struct op_transmit *transmit,
                          const struct file_object *file)
{
    transmit->granule = transmit_granule(&file->io);
    if (file->regular && !file->unbuffered)
        return STATUS_SUCCESS;
    return transmit_reserve(transmit) ? STATUS_SUCCESS
                                      : STATUS_INSUFFICIENT_RESOURCES;
}

NTSTATUS transmit_pin(HANDLE handle, struct io_object **pinned)
{
    NTSTATUS status;
    struct io_object *file =
        (struct io_object *)table_get(handle, OBJECT_FILE, &status);

    if (file == NULL)
        return status;
    if (!io_begin(file)) {
        object_put(&file->head);
        return STATUS_INVALID_HANDLE;
    }
    *pinned = file;
    return ((struct file_object *)file)->readable ? STATUS_SUCCESS
                                                  : STATUS_ACCESS_DENIED;
}

/* The file, which the request's `drop` gives back; its bytes and the buffer
 * they pass through. */
static NTSTATUS take_file(struct op_transmit *transmit, HANDLE handle,
                          DWORD wanted, const OVERLAPPED *overlapped)
{
    NTSTATUS status = transmit_pin(handle, &transmit->file);

    if (status == STATUS_SUCCESS)
        status = measure(transmit, wanted, overlapped);
    if (status != STATUS_SUCCESS || transmit->remaining == 0)
        return status;
    return take_room(transmit, (struct file_object *)transmit->file);
}

static void take_buffers(struct op_transmit *transmit,
                         const TRANSMIT_FILE_BUFFERS *buffers)
{
    if (buffers == NULL)
        return;
    if (buffers->Head != NULL) {
        transmit->head = buffers->Head;
        transmit->head_len = buffers->HeadLength;
    }
    if (buffers->Tail != NULL) {
        transmit->tail = buffers->Tail;
        transmit->tail_len = buffers->TailLength;
    }
}

/* A synchronous call moves the file pointer over what it sent. */
static NTSTATUS run(struct op *op)
{
    struct io_object *file = op->data.transmit.file;
    int64_t end =
        (int64_t)(op->data.transmit.offset + op->data.transmit.remaining);
    NTSTATUS status;

    if (file != NULL)
        object_get(&file->head);
    status = op_run(op, CLOCK_NEVER, NULL);
    if (file == NULL)
        return status;
    if (status == STATUS_SUCCESS && io_begin(file)) {
        disk_seek(file->fd, end, SEEK_SET, NULL);
        io_end(file);
    }
    object_put(&file->head);
    return status;
}

NTSTATUS transmit_unblock(struct socket_object *socket)
{
    struct io_object *io = &socket->io;
    int rc = 0;

    lock_take(&io->lock);
    if (socket->unblocked != io->file_id)
        rc = socket_unblock(io->fd);
    if (rc == 0)
        socket->unblocked = io->file_id;
    lock_drop(&io->lock);
    return rc < 0 ? errmap_socket(-rc) : STATUS_SUCCESS;
}

static NTSTATUS transmit(struct socket_object *socket, HANDLE file,
                         DWORD wanted, DWORD flags,
                         const TRANSMIT_FILE_BUFFERS *buffers,
                         OVERLAPPED *overlapped)
{
    struct op *op;
    NTSTATUS status = op_new(&op_transmit, &socket->io, overlapped, &op);

    if (status != STATUS_SUCCESS)
        return status;
    op->data.transmit.disconnect = (flags & TF_DISCONNECT) != 0;
    op->data.transmit.reuse = (flags & TF_REUSE_SOCKET) != 0;
    take_buffers(&op->data.transmit, buffers);
    status = transmit_unblock(socket);
    if (status == STATUS_SUCCESS && file != NULL)
        status = take_file(&op->data.transmit, file, wanted, overlapped);
    if (status != STATUS_SUCCESS) {
        op_abandon(op);
        return status;
    }
    return overlapped == NULL ? run(op) : op_start(op);
}

static NTSTATUS mark(struct socket_object *socket, OVERLAPPED *overlapped,
                     NTSTATUS refusal)
{
    struct immediate immediate;
    NTSTATUS status = immediate_begin(&immediate, &socket->io, overlapped);

    if (status != STATUS_SUCCESS)
        return status;
    immediate_drop(&immediate);
    return refusal;
}

BOOL transmit_tell(struct socket_object *socket, OVERLAPPED *overlapped,
                   NTSTATUS status)
{
    if (status != STATUS_SUCCESS && status != STATUS_PENDING)
        status = mark(socket, overlapped, status);
    winsock_put(socket);
    if (status == STATUS_PENDING)
        return api_error(ERROR_IO_PENDING);
    winsock_error(errmap_winsock(status));
    return status == STATUS_SUCCESS;
}

BOOL PASCAL TransmitFile(SOCKET hSocket, HANDLE hFile,
                         DWORD nNumberOfBytesToWrite,
                         DWORD nNumberOfBytesPerSend, LPOVERLAPPED lpOverlapped,
                         LPTRANSMIT_FILE_BUFFERS lpTransmitBuffers,
                         DWORD dwReserved)
{
    struct socket_object *socket = winsock_get(hSocket);
    NTSTATUS status;
    DWORD error;

    (void)nNumberOfBytesPerSend; /* a hint */
    if (socket == NULL)
        return FALSE;
    error = check(socket, nNumberOfBytesToWrite, dwReserved);
    status = error != 0 ? STATUS_FROM_CODE(error)
                        : transmit(socket, hFile, nNumberOfBytesToWrite,
                                   dwReserved, lpTransmitBuffers, lpOverlapped);
    return transmit_tell(socket, lpOverlapped, status);
}
