/* CreateNamedPipe, CreatePipe, WaitNamedPipe, and CreateFile of a pipe. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "api/api.h"
#include "api/pipe.h"
#include "base/clock.h"
#include "base/utf.h"
#include "iocp/file.h"
#include "iocp/pipe.h"
#include "object/pipe_names.h"
#include "object/pipe_remote.h"
#include "port/concurrency.h"
#include "sys/machine.h"

#define ANONYMOUS_QUOTA 4096u /* CreatePipe with nSize 0 */
/* More is advice that nobody has memory for. */
#define QUOTA_MAX ((DWORD)64 << 20)

static bool is_separator(char c)
{
    return c == '\\' || c == '/';
}

const char *device_name_of(const char *name, const char *word)
{
    const size_t len = strlen(word);

    if (name == NULL || !is_separator(name[0]) || !is_separator(name[1]) ||
        (name[2] != '.' && name[2] != '?') || !is_separator(name[3]) ||
        strncasecmp(name + 4, word, len) != 0 || !is_separator(name[4 + len]))
        return NULL;
    return name + 5 + len;
}

const char *pipe_name_of(const char *name)
{
    return device_name_of(name, "pipe");
}

/* As the name is known, and other processes look for it: both slashes are one.
 * A copy that the caller frees; NULL when memory is out. */
static char *spelled(const char *rest)
{
    char *copy = strdup(rest);

    for (char *at = copy; at != NULL && *at != '\0'; at++)
        if (*at == '/')
            *at = '\\';
    return copy;
}

/* With backslashes only: //host/pipe/x may be a file of this system. */
bool pipe_is_elsewhere(const char *name)
{
    size_t host;

    if (name == NULL || strncmp(name, "\\\\", 2) != 0)
        return false;
    host = strcspn(name + 2, "\\/");
    return host > 0 && name[2] != '.' && name[2] != '?' &&
           is_separator(name[2 + host]) &&
           strncasecmp(name + 3 + host, "pipe", 4) == 0 &&
           is_separator(name[7 + host]);
}

/* Gives the object, whose end is filled in, its handle; drops our reference,
 * which closes the end when that fails. */
static NTSTATUS name_object(struct pipe_object *pipe, HANDLE *handle)
{
    NTSTATUS status = table_insert(&pipe->io.head, handle);

    object_put(&pipe->io.head);
    return status;
}

/* ---- CreateNamedPipe ---- */

struct creation {
    DWORD open_mode, pipe_mode, instances, out_bytes, in_bytes, timeout_ms;
};

static bool is_sound(const struct creation *creation)
{
    const DWORD modes = PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE |
                        PIPE_NOWAIT | PIPE_REJECT_REMOTE_CLIENTS;

    return (creation->open_mode & PIPE_ACCESS_DUPLEX) != 0 &&
           (creation->pipe_mode & ~modes) == 0 &&
           ((creation->pipe_mode & PIPE_READMODE_MESSAGE) == 0 ||
            (creation->pipe_mode & PIPE_TYPE_MESSAGE) != 0) &&
           creation->instances >= 1 &&
           creation->instances <= PIPE_UNLIMITED_INSTANCES;
}

static size_t quota_of(DWORD bytes)
{
    return bytes < QUOTA_MAX ? bytes : QUOTA_MAX;
}

static NTSTATUS create(const char *name, const struct creation *creation,
                       HANDLE *handle)
{
    const struct pipe_wanted wanted = {
        .name = name,
        .traits =
            {
                .message_type = (creation->pipe_mode & PIPE_TYPE_MESSAGE) != 0,
                .inbound = (creation->open_mode & PIPE_ACCESS_INBOUND) != 0,
                .outbound = (creation->open_mode & PIPE_ACCESS_OUTBOUND) != 0,
                .instances_max = creation->instances,
                .timeout_ms = creation->timeout_ms,
            },
        .quota = {[PIPE_SERVER] = quota_of(creation->in_bytes),
                  [PIPE_CLIENT] = quota_of(creation->out_bytes)},
        .first = (creation->open_mode & FILE_FLAG_FIRST_PIPE_INSTANCE) != 0,
    };
    struct pipe_object *pipe =
        pipe_object_new((creation->open_mode & FILE_FLAG_OVERLAPPED) != 0);
    NTSTATUS status;

    if (pipe == NULL)
        return STATUS_NO_MEMORY;
    status = pipe_name_create(&wanted, &pipe->end);
    if (status != STATUS_SUCCESS) {
        object_put(&pipe->io.head);
        return status;
    }
    pipe->readable = wanted.traits.inbound;
    pipe->writable = wanted.traits.outbound;
    pipe_set_mode(&pipe->end,
                  (creation->pipe_mode & PIPE_READMODE_MESSAGE) != 0,
                  (creation->pipe_mode & PIPE_NOWAIT) != 0);
    return name_object(pipe, handle);
}

static HANDLE create_named(const char *name, const struct creation *creation)
{
    HANDLE handle = INVALID_HANDLE_VALUE;
    const char *rest = pipe_name_of(name);
    char *known = rest != NULL ? spelled(rest) : NULL;
    NTSTATUS status;

    if (name == NULL)
        status = STATUS_OBJECT_PATH_NOT_FOUND;
    else if (rest == NULL || *rest == '\0')
        status = STATUS_FROM_CODE(ERROR_INVALID_NAME);
    else if (!is_sound(creation))
        status = STATUS_INVALID_PARAMETER;
    else if (known == NULL)
        status = STATUS_NO_MEMORY;
    else
        status = create(known, creation, &handle);
    free(known);
    if (status == STATUS_SUCCESS)
        return handle;
    api_fail(status);
    return INVALID_HANDLE_VALUE;
}

HANDLE WINAPI CreateNamedPipeA(LPCSTR name, DWORD open_mode, DWORD pipe_mode,
                               DWORD instances, DWORD out_bytes, DWORD in_bytes,
                               DWORD timeout_ms, LPSECURITY_ATTRIBUTES security)
{
    const struct creation creation = {open_mode, pipe_mode, instances,
                                      out_bytes, in_bytes,  timeout_ms};

    (void)security;
    return create_named(name, &creation);
}

HANDLE WINAPI CreateNamedPipeW(LPCWSTR name, DWORD open_mode, DWORD pipe_mode,
                               DWORD instances, DWORD out_bytes, DWORD in_bytes,
                               DWORD timeout_ms, LPSECURITY_ATTRIBUTES security)
{
    char *utf8 = name != NULL ? utf8_from_utf16(name) : NULL;
    HANDLE handle = INVALID_HANDLE_VALUE;

    if (name != NULL && utf8 == NULL)
        last_error_set(ERROR_NOT_ENOUGH_MEMORY);
    else
        handle = CreateNamedPipeA(utf8, open_mode, pipe_mode, instances,
                                  out_bytes, in_bytes, timeout_ms, security);
    free(utf8);
    return handle;
}

/* ---- The client's side ---- */

/* For tests: this process is another one to itself. */
static bool looks_elsewhere(void)
{
    const char *where = getenv("IOCP_PIPES");

    return where != NULL && strcmp(where, "elsewhere") == 0;
}

/* A name is of one process: this one, or some other. */
static NTSTATUS open_end(const char *rest, bool read, bool write,
                         struct pipe_end *end)
{
    char *name = spelled(rest);
    NTSTATUS status = STATUS_OBJECT_NAME_NOT_FOUND;

    if (name == NULL)
        return STATUS_NO_MEMORY;
    if (!looks_elsewhere())
        status = pipe_name_open(name, read, write, machine_process_id(), end);
    if (status == STATUS_OBJECT_NAME_NOT_FOUND) {
        concurrency_block();
        status = pipe_remote_open(name, read, write, end);
        concurrency_unblock();
    }
    free(name);
    return status;
}

NTSTATUS pipe_open(const char *name, bool read, bool write, bool overlapped,
                   HANDLE *handle)
{
    struct pipe_object *pipe;
    NTSTATUS status;

    if (*name == '\0')
        return STATUS_FROM_CODE(ERROR_INVALID_NAME);
    pipe = pipe_object_new(overlapped);
    if (pipe == NULL)
        return STATUS_NO_MEMORY;
    pipe->readable = read;
    pipe->writable = write;
    status = open_end(name, read, write, &pipe->end);
    if (status == STATUS_SUCCESS)
        return name_object(pipe, handle);
    object_put(&pipe->io.head);
    return status;
}

static NTSTATUS wait_named(const char *name, DWORD timeout_ms)
{
    const char *rest = pipe_name_of(name);
    const bool by_default = timeout_ms == NMPWAIT_USE_DEFAULT_WAIT;
    uint64_t deadline_ns;
    NTSTATUS status;
    char *known;

    if (pipe_is_elsewhere(name))
        return STATUS_BAD_NETWORK_PATH;
    if (rest == NULL || *rest == '\0')
        return STATUS_FROM_CODE(ERROR_INVALID_NAME);
    known = spelled(rest);
    if (known == NULL)
        return STATUS_NO_MEMORY;
    deadline_ns = timeout_ms == NMPWAIT_NOWAIT ? CLOCK_NOW
                                               : clock_deadline_ns(timeout_ms);
    concurrency_block();
    status = STATUS_OBJECT_NAME_NOT_FOUND;
    if (!looks_elsewhere())
        status = pipe_name_wait(known, deadline_ns, by_default);
    if (status == STATUS_OBJECT_NAME_NOT_FOUND)
        status = pipe_remote_wait(known, deadline_ns, by_default);
    concurrency_unblock();
    free(known);
    return status;
}

BOOL WINAPI WaitNamedPipeA(LPCSTR name, DWORD timeout_ms)
{
    return api_result(wait_named(name, timeout_ms));
}

BOOL WINAPI WaitNamedPipeW(LPCWSTR name, DWORD timeout_ms)
{
    char *utf8 = name != NULL ? utf8_from_utf16(name) : NULL;
    NTSTATUS status;

    if (name != NULL && utf8 == NULL)
        return api_error(ERROR_NOT_ENOUGH_MEMORY);
    status = wait_named(utf8, timeout_ms);
    free(utf8);
    return api_result(status);
}

/* ---- CreatePipe ---- */

static NTSTATUS connect_pair(struct pipe_object *reader,
                             struct pipe_object *writer, DWORD bytes)
{
    const struct pipe_traits traits = {.inbound = true, .instances_max = 1};
    const size_t quota[] = {
        [PIPE_SERVER] = bytes == 0 ? ANONYMOUS_QUOTA : quota_of(bytes),
        [PIPE_CLIENT] = 0,
    };

    reader->end.pipe = pipe_new(&traits, quota);
    if (reader->end.pipe == NULL)
        return STATUS_NO_MEMORY;
    reader->end.side = PIPE_SERVER;
    reader->readable = true;
    pipe_admit(reader->end.pipe, machine_process_id(), &writer->end);
    writer->writable = true;
    return STATUS_SUCCESS;
}

static NTSTATUS name_pair(struct pipe_object *reader,
                          struct pipe_object *writer, HANDLE handles[2])
{
    NTSTATUS status = table_insert(&reader->io.head, &handles[0]);

    if (status != STATUS_SUCCESS)
        return status;
    status = table_insert(&writer->io.head, &handles[1]);
    if (status != STATUS_SUCCESS)
        table_close(handles[0], OBJECT_PIPE);
    return status;
}

static NTSTATUS create_pair(HANDLE handles[2], DWORD bytes)
{
    struct pipe_object *reader = pipe_object_new(false);
    struct pipe_object *writer = pipe_object_new(false);
    NTSTATUS status = STATUS_NO_MEMORY;

    if (reader != NULL && writer != NULL)
        status = connect_pair(reader, writer, bytes);
    if (status == STATUS_SUCCESS)
        status = name_pair(reader, writer, handles);
    if (writer != NULL)
        object_put(&writer->io.head);
    if (reader != NULL)
        object_put(&reader->io.head);
    return status;
}

BOOL WINAPI CreatePipe(PHANDLE read, PHANDLE write,
                       LPSECURITY_ATTRIBUTES security, DWORD bytes)
{
    HANDLE handles[2];
    NTSTATUS status;

    (void)security;
    if (read == NULL || write == NULL)
        return api_error(ERROR_NOACCESS);
    status = create_pair(handles, bytes);
    if (status != STATUS_SUCCESS)
        return api_fail(status);
    *read = handles[0];
    *write = handles[1];
    return TRUE;
}
