/* LockFile, LockFileEx and their opposites. The rules are in op/ranges.h.
 *
 * A lock that can be had is had inside the call, also on an asynchronous
 * handle, whose packet is owed all the same. What has to wait becomes a request
 * (op/lock.c), for which a synchronous handle waits. */
#include "api/api.h"
#include "base/clock.h"
#include "iocp/file_lock.h"
#include "object/file.h"
#include "op/immediate.h"
#include "op/op.h"
#include "op/ranges.h"

struct asked {
    uint64_t start, len;
    DWORD flags;
    OVERLAPPED *overlapped; /* NULL: LockFile, which announces nothing */
};

static uint64_t joined(DWORD low, DWORD high)
{
    return (uint64_t)high << 32 | low;
}

/* ---- Locking ---- */

/* Lends the range to a new request. */
static NTSTATUS new_request(struct file_object *file, struct range *range,
                            OVERLAPPED *overlapped, struct op **op)
{
    NTSTATUS status = op_new(&op_lock, &file->io, overlapped, op);

    if (status == STATUS_SUCCESS) {
        status = range_queue(range);
        if (status == STATUS_SUCCESS)
            (*op)->data.lock.range = range;
        else
            op_abandon(*op);
    }
    if (status != STATUS_SUCCESS)
        range_free(range);
    return status;
}

static NTSTATUS wait_synchronously(struct file_object *file,
                                   struct range *range,
                                   struct immediate *immediate)
{
    struct op *op;
    NTSTATUS status = new_request(file, range, NULL, &op);

    if (status == STATUS_SUCCESS) {
        status = op_run(op, CLOCK_NEVER, NULL);
        waitable_set(&file->io.signal);
    }
    if (status == STATUS_SUCCESS)
        immediate_end(immediate, status, 0);
    else
        immediate_drop(immediate);
    return status;
}

static NTSTATUS wait_for(struct file_object *file, struct range *range,
                         const struct asked *asked, struct immediate *immediate)
{
    struct op *op;
    NTSTATUS status;

    if (!file->io.overlapped)
        return wait_synchronously(file, range, immediate);
    immediate_drop(immediate);
    status = new_request(file, range, asked->overlapped, &op);
    return status == STATUS_SUCCESS ? op_start(op) : status;
}

static NTSTATUS take(struct file_object *file, struct range *range,
                     const struct asked *asked)
{
    struct immediate immediate;
    NTSTATUS status = immediate_begin(&immediate, &file->io, asked->overlapped);

    if (status != STATUS_SUCCESS) {
        range_free(range);
        return status;
    }
    status = range_take(range);
    if (status == STATUS_SUCCESS) {
        immediate_end(&immediate, status, 0);
        return status;
    }
    if (status == STATUS_LOCK_NOT_GRANTED &&
        (asked->flags & LOCKFILE_FAIL_IMMEDIATELY) == 0)
        return wait_for(file, range, asked, &immediate);
    immediate_drop(&immediate);
    range_free(range);
    return status;
}

/* A handle that neither reads nor writes may not keep others from it. */
static NTSTATUS check(const struct file_object *file)
{
    if (!file->readable && !file->writable)
        return STATUS_ACCESS_DENIED;
    if (file->directory)
        return STATUS_INVALID_PARAMETER;
    return file->regular ? STATUS_SUCCESS : STATUS_INVALID_DEVICE_REQUEST;
}

static NTSTATUS lock_file(struct file_object *file, const struct asked *asked)
{
    bool exclusive = (asked->flags & LOCKFILE_EXCLUSIVE_LOCK) != 0;
    struct range *range;
    NTSTATUS status = check(file);

    if (status == STATUS_SUCCESS)
        status = range_new(file, exclusive, asked->start, asked->len, &range);
    if (status == STATUS_SUCCESS)
        status = take(file, range, asked);
    return status;
}

static NTSTATUS unlock_file(struct file_object *file, const struct asked *asked)
{
    NTSTATUS status = check(file);

    return status == STATUS_SUCCESS
               ? range_release(file, asked->start, asked->len)
               : status;
}

/* ---- The calls ---- */

static BOOL run(HANDLE handle,
                NTSTATUS (*act)(struct file_object *, const struct asked *),
                const struct asked *asked)
{
    NTSTATUS status;
    struct object *object = table_get(handle, OBJECT_IO, &status);
    struct file_object *file = (struct file_object *)object;

    if (object == NULL)
        return api_fail(status);
    if (object->kind != OBJECT_FILE) {
        status = STATUS_INVALID_DEVICE_REQUEST;
    } else {
        atomic_store_explicit(&file->uses_ranges, true, memory_order_relaxed);
        status = STATUS_INVALID_HANDLE;
        if (io_begin(&file->io)) {
            status = act(file, asked);
            io_end(&file->io);
        }
    }
    object_put(object);
    /* Pending is no failure, but the call says FALSE. */
    return status == STATUS_SUCCESS ? TRUE : api_fail(status);
}

BOOL WINAPI LockFile(HANDLE handle, DWORD start_low, DWORD start_high,
                     DWORD len_low, DWORD len_high)
{
    const struct asked asked = {
        .start = joined(start_low, start_high),
        .len = joined(len_low, len_high),
        .flags = LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY,
    };

    return run(handle, lock_file, &asked);
}

BOOL WINAPI UnlockFile(HANDLE handle, DWORD start_low, DWORD start_high,
                       DWORD len_low, DWORD len_high)
{
    const struct asked asked = {
        .start = joined(start_low, start_high),
        .len = joined(len_low, len_high),
    };

    return run(handle, unlock_file, &asked);
}

static BOOL run_at(HANDLE handle,
                   NTSTATUS (*act)(struct file_object *, const struct asked *),
                   DWORD flags, uint64_t len, OVERLAPPED *overlapped)
{
    struct asked asked = {.len = len, .flags = flags, .overlapped = overlapped};

    if (overlapped == NULL)
        return api_error(ERROR_INVALID_PARAMETER);
    asked.start = joined(overlapped->Offset, overlapped->OffsetHigh);
    return run(handle, act, &asked);
}

BOOL WINAPI LockFileEx(HANDLE handle, DWORD flags, DWORD reserved,
                       DWORD len_low, DWORD len_high, LPOVERLAPPED overlapped)
{
    if (reserved != 0)
        return api_error(ERROR_INVALID_PARAMETER);
    return run_at(handle, lock_file, flags, joined(len_low, len_high),
                  overlapped);
}

BOOL WINAPI UnlockFileEx(HANDLE handle, DWORD reserved, DWORD len_low,
                         DWORD len_high, LPOVERLAPPED overlapped)
{
    if (reserved != 0)
        return api_error(ERROR_INVALID_PARAMETER);
    return run_at(handle, unlock_file, 0, joined(len_low, len_high),
                  overlapped);
}
