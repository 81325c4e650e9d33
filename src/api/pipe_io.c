/* ReadFile, WriteFile, FlushFileBuffers, ConnectNamedPipe and
 * TransactNamedPipe on pipes: what can be done at once is done in the call,
 * what has to wait becomes a request (op/pipe.c). */
#include "api/api.h"
#include "api/pipe.h"
#include "base/clock.h"
#include "iocp/pipe.h"
#include "op/immediate.h"
#include "op/op.h"
#include "op/routine.h"
#include "port/concurrency.h"

static const struct routine no_routine;

static NTSTATUS wait_new(struct pipe_object *pipe,
                         const struct pipe_request *request,
                         OVERLAPPED *overlapped, struct op **op)
{
    NTSTATUS status = op_new(&op_pipe, &pipe->io, overlapped, op);

    if (status == STATUS_SUCCESS)
        (*op)->data.pipe.request = *request;
    return status;
}

/* A handle that does not pend is signalled after every request. */
static NTSTATUS wait_here(struct pipe_object *pipe,
                          const struct pipe_request *request, size_t *done)
{
    struct op *op;
    NTSTATUS status = wait_new(pipe, request, NULL, &op);

    if (status != STATUS_SUCCESS)
        return status;
    status = op_run(op, CLOCK_NEVER, done);
    waitable_set(&pipe->io.signal);
    return status;
}

static NTSTATUS start(struct pipe_object *pipe,
                      const struct pipe_request *request,
                      OVERLAPPED *overlapped, const struct routine *routine)
{
    struct op *op = NULL;
    NTSTATUS made =
        wait_new(pipe, request, routine_overlapped(routine, overlapped), &op);

    return routine_start(made, op, overlapped, routine);
}

/* A message that was cut is a warning: the request did run. */
static bool has_run(NTSTATUS status)
{
    return status == STATUS_SUCCESS || status == STATUS_BUFFER_OVERFLOW;
}

/* What can be done without waiting; another process has to be waited for, but
 * not for anything there. A call that waits anyhow asks it once. */
static NTSTATUS try_now(struct pipe_object *pipe, struct pipe_request *request,
                        bool waits_anyhow)
{
    NTSTATUS status;

    if (!pipe_end_is_remote(&pipe->end))
        return pipe_submit(&pipe->end, request, false);
    if (waits_anyhow)
        return STATUS_PENDING;
    concurrency_block();
    status = pipe_submit(&pipe->end, request, false);
    concurrency_unblock();
    return status;
}

static NTSTATUS begin(struct immediate *immediate, struct pipe_object *pipe,
                      OVERLAPPED *overlapped, const struct routine *routine)
{
    if (routine->function == 0)
        return immediate_begin(immediate, &pipe->io, overlapped);
    return immediate_begin_routine(immediate, &pipe->io, overlapped, routine);
}

NTSTATUS pipe_request_run(struct pipe_object *pipe,
                          const struct pipe_request *request,
                          OVERLAPPED *overlapped, const struct routine *routine,
                          size_t *done)
{
    struct pipe_request now = *request;
    struct immediate immediate;
    const bool may_pend = pipe->io.overlapped && overlapped != NULL;
    NTSTATUS status = begin(&immediate, pipe, overlapped, routine);

    *done = 0;
    if (status != STATUS_SUCCESS)
        return status;
    status = try_now(pipe, &now, !may_pend);
    *done = now.done;
    if (status == STATUS_PENDING && may_pend) {
        immediate_drop(&immediate);
        return start(pipe, request, overlapped, routine);
    }
    if (status == STATUS_PENDING)
        status = wait_here(pipe, request, done);
    if (has_run(status))
        immediate_end(&immediate, status, *done);
    else
        immediate_drop(&immediate);
    return status;
}

NTSTATUS pipe_transfer(struct pipe_object *pipe, struct file_io *io)
{
    const struct pipe_request request = {
        .action = io->write ? PIPE_WRITE : PIPE_READ,
        .buffer = io->buffer,
        .len = io->len,
    };

    if (io->write ? !pipe->writable : !pipe->readable)
        return STATUS_ACCESS_DENIED;
    if (io->buffer == NULL && io->len > 0)
        return io->write ? STATUS_INVALID_USER_BUFFER : STATUS_ACCESS_VIOLATION;
    return pipe_request_run(pipe, &request, io->overlapped, &io->routine,
                            &io->done);
}

NTSTATUS pipe_flush(struct pipe_object *pipe)
{
    const struct pipe_request request = {.action = PIPE_FLUSH};
    size_t done;

    if (!pipe->writable)
        return STATUS_ACCESS_DENIED;
    return pipe_request_run(pipe, &request, NULL, &no_routine, &done);
}

static BOOL result(NTSTATUS status)
{
    return status == STATUS_SUCCESS ? TRUE : api_fail(status);
}

BOOL WINAPI ConnectNamedPipe(HANDLE handle, LPOVERLAPPED overlapped)
{
    const struct pipe_request request = {.action = PIPE_CONNECT};
    NTSTATUS status;
    struct pipe_object *pipe = pipe_find(handle, &status);
    size_t done;

    if (pipe == NULL)
        return api_fail(status);
    status = pipe_request_run(pipe, &request, overlapped, &no_routine, &done);
    object_put(&pipe->io.head);
    return result(status);
}

static NTSTATUS transact(struct pipe_object *pipe,
                         const struct pipe_request *request,
                         OVERLAPPED *overlapped, size_t *done)
{
    if (!pipe->readable || !pipe->writable)
        return STATUS_INVALID_PIPE_STATE;
    if (request->send == NULL && request->send_len > 0)
        return STATUS_INVALID_USER_BUFFER;
    if (request->buffer == NULL && request->len > 0)
        return STATUS_ACCESS_VIOLATION;
    return pipe_request_run(pipe, request, overlapped, &no_routine, done);
}

BOOL WINAPI TransactNamedPipe(HANDLE handle, LPVOID in, DWORD in_len,
                              LPVOID out, DWORD out_len, LPDWORD count,
                              LPOVERLAPPED overlapped)
{
    const struct pipe_request request = {
        .action = PIPE_TRANSACT,
        .buffer = out,
        .len = out_len,
        .send = in,
        .send_len = in_len,
    };
    NTSTATUS status;
    struct pipe_object *pipe;
    size_t done = 0;

    if (count != NULL)
        *count = 0;
    pipe = pipe_find(handle, &status);
    if (pipe == NULL)
        return api_fail(status);
    status = transact(pipe, &request, overlapped, &done);
    object_put(&pipe->io.head);
    if (count != NULL &&
        (status == STATUS_SUCCESS ||
         (status == STATUS_BUFFER_OVERFLOW && overlapped == NULL)))
        *count = (DWORD)done;
    return result(status);
}
