/* ReadFile and WriteFile.
 *
 * An asynchronous file hands its requests to the engine, but reads what is in
 * memory here, while few are under way. It says "pending" in both cases, so
 * that the packet always comes, unless skip mode was asked for.
 * A synchronous one makes the system call here. Pipes and devices go
 * through the engine in both cases: so closing the handle ends a read that
 * waits, and a write to a FIFO that nobody reads kills no program (SIGPIPE). */
#include <errno.h>

#include "api/api.h"
#include "api/file_io.h"
#include "api/mailslot.h"
#include "api/pipe.h"
#include "api/socket_io.h"
#include "base/clock.h"
#include "iocp/io.h"
#include "object/file.h"
#include "op/immediate.h"
#include "op/op.h"
#include "op/ranges.h"
#include "port/concurrency.h"
#include "sys/disk.h"

/* A transfer that names no offset uses the file pointer, or appends. */
#define OFFSET_APPEND ((int64_t)-1)  /* writes: at the end of the file */
#define OFFSET_POINTER ((int64_t)-2) /* synchronous handles: at the pointer */

/* What FILE_FLAG_NO_BUFFERING asks buffer, length and offset to be multiples
 * of. Disks with larger sectors refuse by themselves, with the same error. */
#define SECTOR_BYTES 512u

/* ---- Checks ---- */

static NTSTATUS check_rights(const struct file_io *io)
{
    const struct file_object *file = io->file;

    /* Pipes do without: the call then waits. */
    if (file->io.overlapped && file->regular && io->overlapped == NULL)
        return STATUS_INVALID_PARAMETER;
    if (io->write ? !file->writable : !file->readable)
        return STATUS_ACCESS_DENIED;
    if (file->directory)
        return STATUS_INVALID_DEVICE_REQUEST;
    if (io->buffer != NULL || io->len == 0)
        return STATUS_SUCCESS;
    return io->write ? STATUS_INVALID_USER_BUFFER : STATUS_ACCESS_VIOLATION;
}

static bool is_aligned(const struct file_io *io)
{
    uint64_t offset = io->offset >= 0 ? (uint64_t)io->offset : 0;

    return ((offset | io->len | (uintptr_t)io->buffer) % SECTOR_BYTES) == 0;
}

/* Where the transfer starts. Pipes and devices ignore the OVERLAPPED's offset,
 * handles that only append take any place for the end. */
static NTSTATUS check_offset(struct file_io *io)
{
    const OVERLAPPED *overlapped = io->overlapped;
    const struct file_object *file = io->file;

    io->offset = OFFSET_POINTER;
    if (!file->regular)
        return STATUS_SUCCESS;
    if (overlapped != NULL)
        io->offset = (int64_t)((uint64_t)overlapped->OffsetHigh << 32 |
                               overlapped->Offset);
    io->append =
        io->write && (file->append_only || io->offset == OFFSET_APPEND);
    if (io->offset < 0 && !io->append &&
        (io->offset != OFFSET_POINTER || file->io.overlapped))
        return STATUS_INVALID_PARAMETER;
    if (file->unbuffered && !is_aligned(io))
        return STATUS_INVALID_PARAMETER;
    return STATUS_SUCCESS;
}

/* Locks are mandatory. Where a transfer without an offset begins is asked for
 * only while there are any. */
static NTSTATUS check_ranges(const struct file_io *io)
{
    int64_t start = io->offset;
    uint64_t end;
    int fd = io->file->io.fd;

    if (!io->file->regular || !io_begin(&io->file->io))
        return STATUS_SUCCESS; /* no locks there; or the start will tell */
    if (io->append && disk_size(fd, &end) == 0)
        start = (int64_t)end;
    else if (start < 0)
        disk_seek(fd, 0, SEEK_CUR, &start);
    io_end(&io->file->io);
    return range_forbids(io->file, io->write, (uint64_t)start, io->len)
               ? STATUS_FILE_LOCK_CONFLICT
               : STATUS_SUCCESS;
}

uint64_t file_io_engine_offset(const struct file_io *io)
{
    if (!io->file->regular)
        return (uint64_t)DISK_HERE;
    return io->append ? 0 : (uint64_t)io->offset;
}

/* ---- Through the engine ---- */

static NTSTATUS engine_new(struct file_io *io, OVERLAPPED *overlapped,
                           struct op **op)
{
    NTSTATUS status =
        op_new(io->write ? &op_write : &op_read, &io->file->io, overlapped, op);

    if (status != STATUS_SUCCESS)
        return status;
    (*op)->data.file.buffer = io->buffer;
    (*op)->data.file.len = io->len;
    (*op)->data.file.append = io->append;
    (*op)->data.file.unbuffered = io->file->unbuffered;
    (*op)->data.file.offset = file_io_engine_offset(io);
    return STATUS_SUCCESS;
}

static NTSTATUS engine_start_io(struct file_io *io)
{
    struct op *op = NULL;
    NTSTATUS made =
        engine_new(io, routine_overlapped(&io->routine, io->overlapped), &op);

    return routine_start(made, op, io->overlapped, &io->routine);
}

/* Waits for the end. A synchronous handle is signalled after every request. */
static NTSTATUS engine_run_io(struct file_io *io)
{
    struct op *op;
    NTSTATUS status = engine_new(io, NULL, &op);

    if (status != STATUS_SUCCESS)
        return status;
    status = op_run(op, CLOCK_NEVER, &io->done);
    waitable_set(&io->file->io.signal);
    return status;
}

/* ---- Here and now ---- */

static int64_t transfer(const struct file_io *io)
{
    int64_t offset = io->offset == OFFSET_POINTER ? DISK_HERE : io->offset;
    int fd = io->file->io.fd;

    if (io->append)
        return disk_append(fd, io->buffer, io->len);
    if (io->write)
        return disk_write(fd, io->buffer, io->len, offset);
    return disk_read(fd, io->buffer, io->len, offset);
}

static NTSTATUS status_of(const struct file_io *io, int64_t result)
{
    if (result == -EFAULT && io->write)
        return STATUS_INVALID_USER_BUFFER;
    if (result < 0)
        return errmap_file((int)-result);
    if (result == 0 && io->len > 0)
        return STATUS_END_OF_FILE;
    return STATUS_SUCCESS;
}

/* "The file pointer is set to the offset behind the bytes" of a transfer that
 * named its offset (ReadFile, Synchronization and File Position). */
static void move_pointer(const struct file_io *io)
{
    if (io->offset >= 0 && !io->append)
        disk_seek(io->file->io.fd, io->offset + (int64_t)io->done, SEEK_SET,
                  NULL);
}

static NTSTATUS direct_io(struct file_io *io)
{
    int64_t result = 0;
    NTSTATUS status;

    if (!io_begin(&io->file->io))
        return STATUS_INVALID_HANDLE;
    if (io->len > 0) {
        concurrency_block();
        result = transfer(io);
        concurrency_unblock();
    }
    status = status_of(io, result);
    io->done = result > 0 ? (size_t)result : 0;
    if (status == STATUS_SUCCESS)
        move_pointer(io);
    io_end(&io->file->io);
    return status;
}

/* The caller's OVERLAPPED on a synchronous handle: its event, its status
 * block. An end of file is written into it like a success, other errors are
 * not, since they mean that the request did not start. */
static NTSTATUS synchronous_io(struct file_io *io)
{
    struct immediate immediate;
    NTSTATUS status =
        immediate_begin(&immediate, &io->file->io, io->overlapped);

    if (status != STATUS_SUCCESS)
        return status;
    status = io->file->regular ? direct_io(io) : engine_run_io(io);
    if (status == STATUS_SUCCESS || status == STATUS_END_OF_FILE)
        immediate_end(&immediate, status, io->done);
    else
        immediate_drop(&immediate);
    /* Without an OVERLAPPED the end of a file is a read of 0 bytes. */
    if (status == STATUS_END_OF_FILE && io->overlapped == NULL)
        status = STATUS_SUCCESS;
    return status;
}

/* ---- What is in memory ---- */

/* One read at a time is cheapest here: a system call, and no other thread. Of
 * MANY the engine carries out a batch with one system call, which costs each
 * less. So when that many are under way the next UNTRIED_MANY go to the engine:
 * fewer, and those that find out would cost more than the others gain. One that
 * was not in memory has cost a system call, a small part of what the disk takes
 * and of what the next may save: UNTRIED_MISS is small. */
#define MANY 16u
#define UNTRIED_MANY 256u
#define UNTRIED_MISS 4u
/* To copy more takes longer than to ask another thread. */
#define CACHED_MAX ((DWORD)64 << 10)

static void leave_to_engine(struct file_object *file, uint32_t reads)
{
    atomic_store_explicit(&file->reads_untried, reads, memory_order_relaxed);
}

static bool gains_by_trying(const struct file_io *io)
{
    struct file_object *file = io->file;
    uint32_t untried;

    if (io->write || !file->regular || file->unbuffered || io->len == 0 ||
        io->len > CACHED_MAX || io->routine.function != 0)
        return false;
    untried = atomic_load_explicit(&file->reads_untried, memory_order_relaxed);
    if (untried > 0)
        leave_to_engine(file, untried - 1);
    return untried == 0;
}

/* All of it, or all up to the end of the file. False for anything else: the
 * engine does it again from the start, and finds out what is wrong. So it does
 * at the end of the file: that request fails, and says so in its packet. */
static bool read_cached(struct file_io *io)
{
    while (io->done < io->len) {
        int64_t count = disk_read_cached(io->file->io.fd, io->buffer + io->done,
                                         io->len - io->done,
                                         io->offset + (int64_t)io->done);

        if (count < 0)
            return false;
        if (count == 0)
            return io->done > 0;
        io->done += (size_t)count;
    }
    return true;
}

/* Without a packet because of skip mode the result is the call's; else it is
 * "pending" though all is done, as since Windows Vista. */
static NTSTATUS end_cached(struct file_io *io, struct immediate *immediate)
{
    bool skips = immediate_skips(immediate);

    if (immediate_end(immediate, STATUS_SUCCESS, io->done) >= MANY)
        leave_to_engine(io->file, UNTRIED_MANY);
    return skips ? STATUS_SUCCESS : STATUS_PENDING;
}

static NTSTATUS try_then_start(struct file_io *io)
{
    struct immediate immediate;
    NTSTATUS status =
        immediate_begin(&immediate, &io->file->io, io->overlapped);
    bool done;

    if (status != STATUS_SUCCESS)
        return status;
    done = io_begin(&io->file->io);
    if (done) {
        done = read_cached(io);
        io_end(&io->file->io);
    }
    if (done)
        return end_cached(io, &immediate);
    immediate_drop(&immediate);
    leave_to_engine(io->file, UNTRIED_MISS);
    return engine_start_io(io);
}

/* ---- The calls ---- */

NTSTATUS file_io_check(struct file_io *io)
{
    NTSTATUS status = check_rights(io);

    if (status == STATUS_SUCCESS)
        status = check_offset(io);
    if (status == STATUS_SUCCESS && ranges_any())
        status = check_ranges(io);
    return status;
}

static NTSTATUS file_io(struct file_io *io)
{
    NTSTATUS status = file_io_check(io);

    if (status != STATUS_SUCCESS)
        return status;
    if (io->file->io.overlapped && io->overlapped != NULL)
        return gains_by_trying(io) ? try_then_start(io) : engine_start_io(io);
    return synchronous_io(io);
}

static NTSTATUS socket_io(struct socket_object *socket, struct file_io *io)
{
    DWORD done = 0;
    NTSTATUS status;

    if (!io_begin(&socket->io))
        return STATUS_INVALID_HANDLE;
    status = io->write ? socket_write(socket, io->buffer, io->len,
                                      io->overlapped, &io->routine, &done)
                       : socket_read(socket, io->buffer, io->len,
                                     io->overlapped, &io->routine, &done);
    io_end(&socket->io);
    io->done = done;
    return status;
}

/* A message that was cut is a failure with a count, which a caller with an
 * OVERLAPPED finds there only. */
static bool tells_count(const struct file_io *io, NTSTATUS status)
{
    return status == STATUS_SUCCESS ||
           (status == STATUS_BUFFER_OVERFLOW && io->overlapped == NULL);
}

static NTSTATUS object_io(struct object *object, struct file_io *io)
{
    if (object->kind == OBJECT_SOCKET)
        return socket_io((struct socket_object *)object, io);
    if (object->kind == OBJECT_PIPE)
        return pipe_transfer((struct pipe_object *)object, io);
    if (object->kind == OBJECT_MAILSLOT)
        return mailslot_transfer((struct mailslot_object *)object, io);
    io->file = (struct file_object *)object;
    return file_io(io);
}

static BOOL run(HANDLE handle, struct file_io *io, LPDWORD count)
{
    NTSTATUS status;
    struct object *object;

    if (count != NULL)
        *count = 0;
    object = table_get(handle, OBJECT_IO, &status);
    if (object == NULL)
        return api_fail(status);
    status = object_io(object, io);
    object_put(object);
    if (count != NULL && tells_count(io, status))
        *count = (DWORD)io->done;
    /* What most calls say: to look its code up took a tenth of a read's
     * instructions. */
    if (status == STATUS_PENDING)
        return api_error(ERROR_IO_PENDING);
    return status == STATUS_SUCCESS ? TRUE : api_fail(status);
}

BOOL WINAPI ReadFile(HANDLE handle, LPVOID buffer, DWORD len, LPDWORD count,
                     LPOVERLAPPED overlapped)
{
    struct file_io io = {
        .buffer = buffer,
        .len = len,
        .overlapped = overlapped,
    };

    return run(handle, &io, count);
}

BOOL WINAPI WriteFile(HANDLE handle, LPCVOID buffer, DWORD len, LPDWORD count,
                      LPOVERLAPPED overlapped)
{
    struct file_io io = {
        .write = true,
        .buffer = (char *)(uintptr_t)buffer,
        .len = len,
        .overlapped = overlapped,
    };

    return run(handle, &io, count);
}

/* ---- With a completion routine ---- */

/* "This parameter can be any handle opened with the FILE_FLAG_OVERLAPPED flag"
 * (ReadFileEx, Parameters); one with a port sends packets there. */
static NTSTATUS object_io_ex(struct object *object, struct file_io *io)
{
    struct io_object *target = (struct io_object *)object;

    if (io->overlapped == NULL || io->routine.function == 0 ||
        !target->overlapped || io_port(target) != NULL)
        return STATUS_INVALID_PARAMETER;
    return object_io(object, io);
}

/* "If the function call is successful and there are no warning conditions,
 * GetLastError will return ERROR_SUCCESS" (ReadFileEx, Remarks). */
static BOOL run_ex(HANDLE handle, struct file_io *io)
{
    NTSTATUS status;
    struct object *object = table_get(handle, OBJECT_IO, &status);

    if (object == NULL)
        return api_fail(status);
    status = object_io_ex(object, io);
    object_put(object);
    if (status_is_error(status))
        return api_fail(status);
    last_error_set(status == STATUS_PENDING ? 0 : errmap_win32(status));
    return TRUE;
}

BOOL WINAPI ReadFileEx(HANDLE handle, LPVOID buffer, DWORD len,
                       LPOVERLAPPED overlapped,
                       LPOVERLAPPED_COMPLETION_ROUTINE routine)
{
    struct file_io io = {
        .buffer = buffer,
        .len = len,
        .overlapped = overlapped,
        .routine = {(uintptr_t)routine, CALL_FILE},
    };

    return run_ex(handle, &io);
}

BOOL WINAPI WriteFileEx(HANDLE handle, LPCVOID buffer, DWORD len,
                        LPOVERLAPPED overlapped,
                        LPOVERLAPPED_COMPLETION_ROUTINE routine)
{
    struct file_io io = {
        .write = true,
        .buffer = (char *)(uintptr_t)buffer,
        .len = len,
        .overlapped = overlapped,
        .routine = {(uintptr_t)routine, CALL_FILE},
    };

    return run_ex(handle, &io);
}
