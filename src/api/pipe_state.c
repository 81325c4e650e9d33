/* What can be asked of a pipe's end, and changed, without waiting; and
 * CallNamedPipe, which is made of other calls. */
#include <stdlib.h>

#include "api/api.h"
#include "api/pipe.h"
#include "base/utf.h"
#include "iocp/file.h"
#include "iocp/io.h"
#include "iocp/pipe.h"
#include "port/concurrency.h"

struct pipe_object *pipe_find(HANDLE handle, NTSTATUS *status)
{
    struct object *object = table_get(handle, OBJECT_IO, status);

    if (object == NULL || object->kind == OBJECT_PIPE)
        return (struct pipe_object *)object;
    object_put(object);
    *status = STATUS_INVALID_DEVICE_REQUEST;
    return NULL;
}

/* Around what asks another process, if the pipe is of one. */
static void begin_asking(const struct pipe_object *pipe)
{
    if (pipe_end_is_remote(&pipe->end))
        concurrency_block();
}

static void end_asking(const struct pipe_object *pipe)
{
    if (pipe_end_is_remote(&pipe->end))
        concurrency_unblock();
}

BOOL WINAPI DisconnectNamedPipe(HANDLE handle)
{
    NTSTATUS status;
    struct pipe_object *pipe = pipe_find(handle, &status);

    if (pipe == NULL)
        return api_fail(status);
    begin_asking(pipe);
    status = pipe_disconnect(&pipe->end);
    end_asking(pipe);
    object_put(&pipe->io.head);
    return api_result(status);
}

static NTSTATUS peek(struct pipe_object *pipe, void *buffer, DWORD len,
                     struct pipe_peeked *peeked)
{
    NTSTATUS status;

    if (!pipe->readable)
        return STATUS_ACCESS_DENIED;
    begin_asking(pipe);
    status = pipe_peek(&pipe->end, buffer, buffer != NULL ? len : 0, peeked);
    end_asking(pipe);
    return status;
}

static void store(LPDWORD where, size_t value)
{
    if (where != NULL)
        *where = (DWORD)value;
}

BOOL WINAPI PeekNamedPipe(HANDLE handle, LPVOID buffer, DWORD len,
                          LPDWORD copied, LPDWORD available, LPDWORD left)
{
    struct pipe_peeked peeked;
    NTSTATUS status;
    struct pipe_object *pipe = pipe_find(handle, &status);

    if (pipe == NULL)
        return api_fail(status);
    status = peek(pipe, buffer, len, &peeked);
    object_put(&pipe->io.head);
    if (status != STATUS_SUCCESS)
        return api_fail(status);
    store(copied, peeked.copied);
    store(available, peeked.available);
    store(left, peeked.left);
    return TRUE;
}

/* ---- Mode and facts ---- */

static NTSTATUS set_mode(struct pipe_object *pipe, DWORD mode)
{
    NTSTATUS status;

    begin_asking(pipe);
    status = pipe_set_mode(&pipe->end, (mode & PIPE_READMODE_MESSAGE) != 0,
                           (mode & PIPE_NOWAIT) != 0);
    end_asking(pipe);
    return status;
}

/* The other two are of clients on another machine. */
BOOL WINAPI SetNamedPipeHandleState(HANDLE handle, LPDWORD mode,
                                    LPDWORD collect, LPDWORD collect_ms)
{
    NTSTATUS status;
    struct pipe_object *pipe = pipe_find(handle, &status);

    if (pipe == NULL)
        return api_fail(status);
    if (collect != NULL || collect_ms != NULL ||
        (mode != NULL &&
         (*mode & ~(DWORD)(PIPE_READMODE_MESSAGE | PIPE_NOWAIT)) != 0))
        status = STATUS_INVALID_PARAMETER;
    else if (mode != NULL)
        status = set_mode(pipe, *mode);
    object_put(&pipe->io.head);
    return api_result(status);
}

static NTSTATUS inspect(HANDLE handle, struct pipe_facts *facts,
                        enum pipe_side *side)
{
    NTSTATUS status;
    struct pipe_object *pipe = pipe_find(handle, &status);

    if (pipe == NULL)
        return status;
    *side = pipe->end.side;
    begin_asking(pipe);
    status = pipe_inspect(&pipe->end, facts);
    end_asking(pipe);
    object_put(&pipe->io.head);
    return status;
}

static BOOL get_state(HANDLE handle, LPDWORD state, LPDWORD instances,
                      bool remote)
{
    struct pipe_facts facts = {0};
    enum pipe_side side = PIPE_SERVER;
    NTSTATUS status = inspect(handle, &facts, &side);

    if (status == STATUS_SUCCESS && remote)
        status = STATUS_INVALID_PARAMETER;
    if (status != STATUS_SUCCESS)
        return api_fail(status);
    store(state, (facts.message_read ? PIPE_READMODE_MESSAGE : 0u) |
                     (facts.nowait ? PIPE_NOWAIT : 0u));
    store(instances, facts.instances);
    return TRUE;
}

BOOL WINAPI GetNamedPipeHandleStateA(HANDLE handle, LPDWORD state,
                                     LPDWORD instances, LPDWORD collect,
                                     LPDWORD collect_ms, LPSTR user, DWORD size)
{
    (void)size;
    return get_state(handle, state, instances,
                     collect != NULL || collect_ms != NULL || user != NULL);
}

BOOL WINAPI GetNamedPipeHandleStateW(HANDLE handle, LPDWORD state,
                                     LPDWORD instances, LPDWORD collect,
                                     LPDWORD collect_ms, LPWSTR user,
                                     DWORD size)
{
    (void)size;
    return get_state(handle, state, instances,
                     collect != NULL || collect_ms != NULL || user != NULL);
}

BOOL WINAPI GetNamedPipeInfo(HANDLE handle, LPDWORD flags, LPDWORD out_bytes,
                             LPDWORD in_bytes, LPDWORD instances_max)
{
    struct pipe_facts facts = {0};
    enum pipe_side side = PIPE_SERVER;
    NTSTATUS status = inspect(handle, &facts, &side);

    if (status != STATUS_SUCCESS)
        return api_fail(status);
    store(flags, (facts.traits.message_type ? PIPE_TYPE_MESSAGE : 0u) |
                     (side == PIPE_SERVER ? PIPE_SERVER_END : 0u));
    store(out_bytes, facts.quota[PIPE_CLIENT]);
    store(in_bytes, facts.quota[PIPE_SERVER]);
    store(instances_max, facts.traits.instances_max);
    return TRUE;
}

static BOOL get_process(HANDLE handle, enum pipe_side whose, PULONG id)
{
    struct pipe_facts facts = {0};
    enum pipe_side side = PIPE_SERVER;
    NTSTATUS status = inspect(handle, &facts, &side);

    if (status != STATUS_SUCCESS)
        return api_fail(status);
    if (id == NULL)
        return api_error(ERROR_NOACCESS);
    if (facts.process[whose] == 0)
        return api_error(ERROR_PIPE_NOT_CONNECTED);
    *id = facts.process[whose];
    return TRUE;
}

BOOL WINAPI GetNamedPipeClientProcessId(HANDLE handle, PULONG id)
{
    return get_process(handle, PIPE_CLIENT, id);
}

BOOL WINAPI GetNamedPipeServerProcessId(HANDLE handle, PULONG id)
{
    return get_process(handle, PIPE_SERVER, id);
}

/* ---- Identity ---- */

/* A server that goes on although this failed acts as itself, which the client
 * is too: sys/pipe_socket.h lets nobody else in. */
BOOL WINAPI ImpersonateNamedPipeClient(HANDLE handle)
{
    NTSTATUS status;
    struct pipe_object *pipe = pipe_find(handle, &status);

    if (pipe == NULL)
        return api_fail(status);
    if (pipe->end.side == PIPE_SERVER)
        status = STATUS_FROM_CODE(ERROR_CALL_NOT_IMPLEMENTED);
    else
        status = STATUS_INVALID_DEVICE_REQUEST;
    object_put(&pipe->io.head);
    return api_fail(status);
}

BOOL WINAPI RevertToSelf(VOID)
{
    return TRUE;
}

/* ---- CallNamedPipe ---- */

/* An instance that was free when we waited may be somebody else's when we come.
 */
static HANDLE open_patiently(LPCSTR name, DWORD timeout_ms)
{
    for (;;) {
        HANDLE pipe = CreateFileA(name, GENERIC_READ | GENERIC_WRITE, 0, NULL,
                                  OPEN_EXISTING, 0, NULL);

        if (pipe != INVALID_HANDLE_VALUE ||
            last_error_get() != ERROR_PIPE_BUSY ||
            !WaitNamedPipeA(name, timeout_ms))
            return pipe;
    }
}

BOOL WINAPI CallNamedPipeA(LPCSTR name, LPVOID in, DWORD in_len, LPVOID out,
                           DWORD out_len, LPDWORD count, DWORD timeout_ms)
{
    DWORD mode = PIPE_READMODE_MESSAGE;
    HANDLE pipe = open_patiently(name, timeout_ms);
    DWORD error;
    BOOL ok;

    if (pipe == INVALID_HANDLE_VALUE)
        return FALSE;
    ok = SetNamedPipeHandleState(pipe, &mode, NULL, NULL) &&
         TransactNamedPipe(pipe, in, in_len, out, out_len, count, NULL);
    error = last_error_get();
    CloseHandle(pipe);
    last_error_set(error);
    return ok;
}

BOOL WINAPI CallNamedPipeW(LPCWSTR name, LPVOID in, DWORD in_len, LPVOID out,
                           DWORD out_len, LPDWORD count, DWORD timeout_ms)
{
    char *utf8 = name != NULL ? utf8_from_utf16(name) : NULL;
    BOOL ok;

    if (name != NULL && utf8 == NULL)
        return api_error(ERROR_NOT_ENOUGH_MEMORY);
    ok = CallNamedPipeA(utf8, in, in_len, out, out_len, count, timeout_ms);
    free(utf8);
    return ok;
}
