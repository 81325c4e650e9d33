/* Mailslots. A message is written in the call; a read that finds none becomes a
 * request (op/mailslot.c), unless the slot does not wait. */
#include "api/mailslot.h"

#include <stdlib.h>

#include "api/api.h"
#include "api/pipe.h"
#include "base/clock.h"
#include "base/utf.h"
#include "iocp/mailslot.h"
#include "op/immediate.h"
#include "op/op.h"
#include "op/routine.h"

/* ---- Making and opening ---- */

/* Takes over the reference on the slot. */
static NTSTATUS name_object(struct mailslot *slot, bool server, unsigned access,
                            unsigned share, bool overlapped, HANDLE *handle)
{
    struct mailslot_object *object;
    NTSTATUS status =
        mailslot_object_new(slot, server, access, share, overlapped, &object);

    if (status != STATUS_SUCCESS)
        return status;
    status = table_insert(&object->io.head, handle);
    object_put(&object->io.head);
    return status;
}

NTSTATUS mailslot_open(const char *name, unsigned access, unsigned share,
                       bool overlapped, HANDLE *handle)
{
    struct mailslot *slot;

    if (*name == '\0')
        return STATUS_FROM_CODE(ERROR_INVALID_NAME);
    slot = mailslot_find(name);
    if (slot == NULL)
        return STATUS_OBJECT_NAME_NOT_FOUND;
    return name_object(slot, false, access, share, overlapped, handle);
}

/* "The handle returned by this function is asynchronous, or overlapped"
 * (CreateMailslotA, Return value). "An application must specify the
 * FILE_SHARE_READ flag" to open it: there is a reader (Remarks). */
static NTSTATUS create(const char *name, DWORD max, DWORD timeout_ms,
                       HANDLE *handle)
{
    const char *rest = device_name_of(name, "mailslot");
    struct mailslot *slot;
    NTSTATUS status;

    if (name == NULL)
        return STATUS_OBJECT_PATH_NOT_FOUND;
    if (rest == NULL || *rest == '\0')
        return STATUS_FROM_CODE(ERROR_INVALID_NAME);
    status = mailslot_new(rest, max, timeout_ms, &slot);
    if (status != STATUS_SUCCESS)
        return status;
    return name_object(slot, true, SHARE_READ, SHARE_READ | SHARE_WRITE, true,
                       handle);
}

HANDLE WINAPI CreateMailslotA(LPCSTR name, DWORD max, DWORD timeout_ms,
                              LPSECURITY_ATTRIBUTES security)
{
    HANDLE handle = INVALID_HANDLE_VALUE;
    NTSTATUS status = create(name, max, timeout_ms, &handle);

    (void)security; /* handles are inherited by nobody */
    if (status == STATUS_SUCCESS)
        return handle;
    api_fail(status);
    return INVALID_HANDLE_VALUE;
}

HANDLE WINAPI CreateMailslotW(LPCWSTR name, DWORD max, DWORD timeout_ms,
                              LPSECURITY_ATTRIBUTES security)
{
    char *utf8 = name != NULL ? utf8_from_utf16(name) : NULL;
    HANDLE handle = INVALID_HANDLE_VALUE;

    if (name != NULL && utf8 == NULL)
        last_error_set(ERROR_NOT_ENOUGH_MEMORY);
    else
        handle = CreateMailslotA(utf8, max, timeout_ms, security);
    free(utf8);
    return handle;
}

/* ---- Reading and writing ---- */

static NTSTATUS begin(struct immediate *immediate,
                      struct mailslot_object *object, const struct file_io *io)
{
    if (io->routine.function == 0)
        return immediate_begin(immediate, &object->io, io->overlapped);
    return immediate_begin_routine(immediate, &object->io, io->overlapped,
                                   &io->routine);
}

static NTSTATUS wait_new(struct mailslot_object *object,
                         const struct file_io *io, OVERLAPPED *overlapped,
                         struct op **op)
{
    NTSTATUS status = op_new(&op_mailslot, &object->io, overlapped, op);

    if (status != STATUS_SUCCESS)
        return status;
    (*op)->data.mailslot.read.buffer = io->buffer;
    (*op)->data.mailslot.read.len = io->len;
    return STATUS_SUCCESS;
}

/* A handle that does not pend is signalled after every request. */
static NTSTATUS wait_here(struct mailslot_object *object, struct file_io *io)
{
    struct op *op;
    NTSTATUS status = wait_new(object, io, NULL, &op);

    if (status != STATUS_SUCCESS)
        return status;
    status = op_run(op, CLOCK_NEVER, &io->done);
    waitable_set(&object->io.signal);
    return status;
}

static NTSTATUS start(struct mailslot_object *object, struct file_io *io)
{
    struct op *op = NULL;
    NTSTATUS made = wait_new(
        object, io, routine_overlapped(&io->routine, io->overlapped), &op);

    return routine_start(made, op, io->overlapped, &io->routine);
}

static NTSTATUS read_now(struct mailslot_object *object, struct file_io *io)
{
    struct mailslot_read now = {.buffer = io->buffer, .len = io->len};
    NTSTATUS status = mailslot_submit(object->slot, &now, false);

    io->done = now.done;
    return status;
}

static NTSTATUS write_now(struct mailslot_object *object, struct file_io *io)
{
    NTSTATUS status = mailslot_write(object->slot, io->buffer, io->len);

    io->done = status == STATUS_SUCCESS ? io->len : 0;
    return status;
}

static NTSTATUS run(struct mailslot_object *object, struct file_io *io)
{
    const bool may_pend = io->overlapped != NULL && object->io.overlapped;
    struct immediate immediate;
    NTSTATUS status = begin(&immediate, object, io);

    if (status != STATUS_SUCCESS)
        return status;
    status = io->write ? write_now(object, io) : read_now(object, io);
    if (status == STATUS_PENDING && may_pend) {
        immediate_drop(&immediate);
        return start(object, io);
    }
    if (status == STATUS_PENDING)
        status = wait_here(object, io);
    if (status == STATUS_SUCCESS)
        immediate_end(&immediate, status, io->done);
    else
        immediate_drop(&immediate);
    return status;
}

/* A writer that asked to read may not all the same. */
static NTSTATUS check(const struct mailslot_object *object,
                      const struct file_io *io)
{
    if (io->write ? !object->writable : !object->readable)
        return STATUS_ACCESS_DENIED;
    if (!io->write && !object->server)
        return STATUS_INVALID_PARAMETER;
    if (io->buffer == NULL && io->len > 0)
        return io->write ? STATUS_INVALID_USER_BUFFER : STATUS_ACCESS_VIOLATION;
    return STATUS_SUCCESS;
}

NTSTATUS mailslot_transfer(struct mailslot_object *object, struct file_io *io)
{
    NTSTATUS status = check(object, io);

    return status == STATUS_SUCCESS ? run(object, io) : status;
}

/* ---- Looking ---- */

/* The reader's handle with a reference, or NULL. A writer's is none either. */
static struct mailslot_object *find(HANDLE handle, NTSTATUS *status)
{
    struct object *object = table_get(handle, OBJECT_MAILSLOT, status);

    if (object == NULL || ((struct mailslot_object *)object)->server)
        return (struct mailslot_object *)object;
    object_put(object);
    *status = STATUS_INVALID_HANDLE;
    return NULL;
}

static void give(LPDWORD where, uint32_t value)
{
    if (where != NULL)
        *where = value;
}

BOOL WINAPI GetMailslotInfo(HANDLE handle, LPDWORD max, LPDWORD next,
                            LPDWORD count, LPDWORD timeout_ms)
{
    NTSTATUS status;
    struct mailslot_object *object = find(handle, &status);
    struct mailslot_facts facts;

    if (object == NULL)
        return api_fail(status);
    mailslot_inspect(object->slot, &facts);
    object_put(&object->io.head);
    give(max, facts.max);
    give(next, facts.next);
    give(count, facts.count);
    give(timeout_ms, facts.timeout_ms);
    return TRUE;
}

BOOL WINAPI SetMailslotInfo(HANDLE handle, DWORD timeout_ms)
{
    NTSTATUS status;
    struct mailslot_object *object = find(handle, &status);

    if (object == NULL)
        return api_fail(status);
    mailslot_set_timeout(object->slot, timeout_ms);
    object_put(&object->io.head);
    return TRUE;
}
