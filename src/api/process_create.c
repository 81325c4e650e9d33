/* CreateProcess: what it was given, turned into a program, arguments and
 * descriptors. Both forms become one `struct creation`, in UTF-8. */
#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "api/child_pipe.h"
#include "api/process_program.h"
#include "base/utf.h"
#include "iocp/process.h"
#include "object/io_object.h"
#include "object/job.h"
#include "sys/environment.h"
#include "sys/fd.h"
#include "sys/path.h"

#define COMMAND_LINE_MAX                                                       \
    32768u /* with its NUL (CreateProcessW, Parameters)                        \
            */

#define PRIORITIES                                                             \
    (NORMAL_PRIORITY_CLASS | IDLE_PRIORITY_CLASS | HIGH_PRIORITY_CLASS |       \
     REALTIME_PRIORITY_CLASS | BELOW_NORMAL_PRIORITY_CLASS |                   \
     ABOVE_NORMAL_PRIORITY_CLASS)
#define NOT_SUPPORTED                                                          \
    (DEBUG_PROCESS | DEBUG_ONLY_THIS_PROCESS | EXTENDED_STARTUPINFO_PRESENT)
#define KNOWN                                                                  \
    (PRIORITIES | NOT_SUPPORTED | CREATE_SUSPENDED | DETACHED_PROCESS |        \
     CREATE_NEW_CONSOLE | CREATE_NEW_PROCESS_GROUP |                           \
     CREATE_UNICODE_ENVIRONMENT | CREATE_BREAKAWAY_FROM_JOB |                  \
     CREATE_DEFAULT_ERROR_MODE | CREATE_NO_WINDOW)

struct creation {
    const char *application; /* as Windows names it, or NULL */
    const char *line;        /* or NULL */
    const char *folder;      /* or NULL */
    const void *environment; /* a block, or NULL */
    DWORD flags;
    bool inherits;
    bool has_handles;
    HANDLE handles[3];
    /* Owned: */
    struct program program;
    char *start_folder;
    char **variables;
    char *block;
    struct io_object *pinned[3];
    struct child_pipe *pipes[3]; /* in their place the child gets */
    int piped[3];                /* these descriptors; -1 */
    int nothing; /* a descriptor for handles there are not; -1 */
};

/* ---- The environment ---- */

/* Units of a block, with the NUL of the last text and the one behind it. */
static size_t block_length(const uint16_t *block)
{
    size_t len = 0;

    while (block[len] != 0)
        len += utf16_length(block + len) + 1;
    return len + 1;
}

/* A copy of ours if none is given: other threads may change it. */
static const char *narrow_block(struct creation *creation)
{
    size_t units, bytes;

    if (creation->environment == NULL)
        return creation->block = environment_block(&bytes);
    if ((creation->flags & CREATE_UNICODE_ENVIRONMENT) == 0)
        return creation->environment;
    units = block_length(creation->environment);
    bytes = utf16_to_utf8(creation->environment, units, NULL, 0);
    creation->block = malloc(bytes);
    if (creation->block != NULL)
        utf16_to_utf8(creation->environment, units, creation->block, bytes);
    return creation->block;
}

/* Names that begin with '=' are the current folders of Windows' drives. */
static NTSTATUS make_environment(struct creation *creation)
{
    const char *block;
    size_t count = 0, i = 0;

    block = narrow_block(creation);
    if (block == NULL)
        return STATUS_NO_MEMORY;
    for (const char *text = block; *text != '\0'; text += strlen(text) + 1)
        count++;
    creation->variables = calloc(count + 1, sizeof *creation->variables);
    if (creation->variables == NULL)
        return STATUS_NO_MEMORY;
    for (const char *text = block; *text != '\0'; text += strlen(text) + 1)
        if (*text != '=')
            creation->variables[i++] = (char *)(uintptr_t)text;
    return STATUS_SUCCESS;
}

/* ---- Standard input, output, error ---- */

/* Output and errors in one pipe stay in the order in which they came. */
static NTSTATUS pipe_stdio(struct creation *creation, struct io_object *io,
                           unsigned i, int *fd)
{
    NTSTATUS status = STATUS_SUCCESS;

    if (i == 2 && creation->piped[1] >= 0 && creation->pinned[1] == io)
        *fd = creation->piped[1];
    else {
        status = child_pipe_new(creation->handles[i], (struct pipe_object *)io,
                                i == 0, fd, &creation->pipes[i]);
        if (status == STATUS_SUCCESS)
            creation->piped[i] = *fd;
    }
    return status;
}

static NTSTATUS file_stdio(struct io_object *io, int *fd)
{
    lock_take(&io->lock);
    *fd = io->fd;
    lock_drop(&io->lock);
    return *fd >= 0 ? STATUS_SUCCESS : STATUS_NOT_SUPPORTED;
}

/* What is no handle is no error (CreateProcessW, lpStartupInfo: "copied
 * unchanged without validation"): the child finds nothing there. */
static NTSTATUS find_stdio(struct creation *creation, unsigned i, int *fd)
{
    struct io_object *io =
        (struct io_object *)table_get(creation->handles[i], OBJECT_IO, NULL);

    if (io != NULL && !io_begin(io)) {
        object_put(&io->head);
        io = NULL;
    }
    if (io != NULL) {
        NTSTATUS status;

        creation->pinned[i] = io;
        if (io->head.kind != OBJECT_PIPE)
            return file_stdio(io, fd);
        status = pipe_stdio(creation, io, i, fd);
        if (status != STATUS_INVALID_HANDLE) /* else closed this moment */
            return status;
    }
    if (creation->nothing < 0)
        creation->nothing = fd_open_null();
    *fd = creation->nothing;
    return *fd >= 0 ? STATUS_SUCCESS : errmap_file(-*fd);
}

static NTSTATUS make_stdio(struct creation *creation, int *stdio)
{
    for (unsigned i = 0; i < 3; i++) {
        NTSTATUS status = STATUS_SUCCESS;

        stdio[i] = -1;
        if (creation->has_handles)
            status = find_stdio(creation, i, &stdio[i]);
        if (status != STATUS_SUCCESS)
            return status;
    }
    return STATUS_SUCCESS;
}

/* ---- Starting ---- */

static int niceness_of(DWORD flags)
{
    switch (flags & PRIORITIES) {
    case IDLE_PRIORITY_CLASS:
        return 19;
    case BELOW_NORMAL_PRIORITY_CLASS:
        return 10;
    case ABOVE_NORMAL_PRIORITY_CLASS:
        return -5;
    case HIGH_PRIORITY_CLASS:
        return -10;
    case REALTIME_PRIORITY_CLASS:
        return -20;
    default:
        return 0;
    }
}

static NTSTATUS check(const struct creation *creation)
{
    const DWORD no_and_new = DETACHED_PROCESS | CREATE_NEW_CONSOLE;

    if (creation->application == NULL && creation->line == NULL)
        return STATUS_INVALID_PARAMETER;
    if ((creation->flags & ~(DWORD)KNOWN) != 0 ||
        (creation->flags & no_and_new) == no_and_new)
        return STATUS_INVALID_PARAMETER;
    if ((creation->flags & NOT_SUPPORTED) != 0)
        return STATUS_NOT_SUPPORTED;
    if (creation->line != NULL &&
        strnlen(creation->line, COMMAND_LINE_MAX) == COMMAND_LINE_MAX)
        return STATUS_FROM_CODE(ERROR_FILENAME_EXCED_RANGE);
    return job_check_breakaway((creation->flags & CREATE_BREAKAWAY_FROM_JOB) !=
                               0);
}

static NTSTATUS prepare(struct creation *creation, struct process_start *start)
{
    NTSTATUS status = check(creation);

    if (status == STATUS_SUCCESS)
        status = program_find(creation->application, creation->line,
                              &creation->program);
    if (status == STATUS_SUCCESS)
        status = make_environment(creation);
    if (status == STATUS_SUCCESS)
        status = make_stdio(creation, start->stdio);
    if (status != STATUS_SUCCESS)
        return status;
    if (creation->folder != NULL) {
        creation->start_folder = path_from_windows(creation->folder);
        if (creation->start_folder == NULL)
            return STATUS_NO_MEMORY;
    }
    start->path = creation->program.path;
    start->arguments = creation->program.arguments;
    start->environment = creation->variables;
    start->folder = creation->start_folder;
    start->niceness = niceness_of(creation->flags);
    start->own_group = (creation->flags & CREATE_NEW_PROCESS_GROUP) != 0;
    start->own_session = (creation->flags & DETACHED_PROCESS) != 0;
    start->only_stdio = !creation->inherits;
    start->suspended = (creation->flags & CREATE_SUSPENDED) != 0;
    return STATUS_SUCCESS;
}

static NTSTATUS insert(struct process *process, enum object_kind kind,
                       HANDLE *handle)
{
    struct process_handle *made =
        process_handle_new(process, kind, PROCESS_ALL_ACCESS);
    NTSTATUS status;

    if (made == NULL)
        return STATUS_NO_MEMORY;
    status = table_insert(&made->head, handle);
    object_put(&made->head);
    return status;
}

static NTSTATUS give_handles(struct process *process,
                             PROCESS_INFORMATION *information)
{
    HANDLE handle, thread;
    NTSTATUS status = insert(process, OBJECT_PROCESS, &handle);

    if (status != STATUS_SUCCESS)
        return status;
    status = insert(process, OBJECT_PROCESS_THREAD, &thread);
    if (status != STATUS_SUCCESS) {
        table_close(handle, OBJECT_PROCESS);
        return status;
    }
    *information = (PROCESS_INFORMATION){
        .hProcess = handle,
        .hThread = thread,
        .dwProcessId = (DWORD)process->pid,
        .dwThreadId = (DWORD)process->pid,
    };
    return STATUS_SUCCESS;
}

/* A child that runs cannot be taken back: what fails from there on ends it. It
 * is in its jobs before its end is looked for, so that they hear of both. */
static NTSTATUS start_child(struct creation *creation,
                            const struct process_start *start,
                            PROCESS_INFORMATION *information)
{
    struct process *process;
    bool bad_folder;
    NTSTATUS watched, status = process_new_child(start, &process, &bad_folder);

    if (status != STATUS_SUCCESS)
        return bad_folder ? STATUS_NOT_A_DIRECTORY : status;
    status = job_inherit(process,
                         (creation->flags & CREATE_BREAKAWAY_FROM_JOB) != 0);
    watched = process_watch(process);
    if (status == STATUS_SUCCESS)
        status = watched;
    if (status == STATUS_SUCCESS)
        status = give_handles(process, information);
    if (status != STATUS_SUCCESS)
        process_terminate(process, (uint32_t)status);
    process_put(process);
    return status;
}

static void creation_free(struct creation *creation, bool runs)
{
    for (unsigned i = 0; i < 3; i++)
        if (creation->pinned[i] != NULL) {
            io_end(creation->pinned[i]);
            object_put(&creation->pinned[i]->head);
        }
    for (unsigned i = 0; i < 3; i++)
        if (creation->piped[i] >= 0) {
            child_pipe_go(creation->pipes[i], runs);
            fd_close(creation->piped[i]);
        }
    if (creation->nothing >= 0)
        fd_close(creation->nothing);
    program_free(&creation->program);
    free(creation->start_folder);
    free(creation->variables);
    free(creation->block);
}

static BOOL create(struct creation *creation, const STARTUPINFOA *startup,
                   PROCESS_INFORMATION *information)
{
    struct process_start start = {0};
    NTSTATUS status;

    if (startup == NULL || information == NULL)
        return api_error(ERROR_NOACCESS);
    creation->nothing = -1;
    for (unsigned i = 0; i < 3; i++)
        creation->piped[i] = -1;
    creation->has_handles = (startup->dwFlags & STARTF_USESTDHANDLES) != 0;
    creation->handles[0] = startup->hStdInput;
    creation->handles[1] = startup->hStdOutput;
    creation->handles[2] = startup->hStdError;
    status = prepare(creation, &start);
    if (status == STATUS_SUCCESS)
        status = start_child(creation, &start, information);
    creation_free(creation, status == STATUS_SUCCESS);
    return api_result(status);
}

BOOL WINAPI CreateProcessA(LPCSTR application, LPSTR line,
                           LPSECURITY_ATTRIBUTES process_attributes,
                           LPSECURITY_ATTRIBUTES thread_attributes,
                           BOOL inherits, DWORD flags, LPVOID environment,
                           LPCSTR folder, LPSTARTUPINFOA startup,
                           LPPROCESS_INFORMATION information)
{
    struct creation creation = {
        .application = application,
        .line = line,
        .folder = folder,
        .environment = environment,
        .flags = flags,
        .inherits = inherits != FALSE,
    };

    (void)process_attributes;
    (void)thread_attributes;
    return create(&creation, startup, information);
}

/* The two structures differ in texts that nobody looks at. */
_Static_assert(offsetof(STARTUPINFOA, hStdInput) ==
                   offsetof(STARTUPINFOW, hStdInput),
               "one is the other");

BOOL WINAPI CreateProcessW(LPCWSTR application, LPWSTR line,
                           LPSECURITY_ATTRIBUTES process_attributes,
                           LPSECURITY_ATTRIBUTES thread_attributes,
                           BOOL inherits, DWORD flags, LPVOID environment,
                           LPCWSTR folder, LPSTARTUPINFOW startup,
                           LPPROCESS_INFORMATION information)
{
    char *narrow_application, *narrow_line, *narrow_folder;
    BOOL done = FALSE;
    bool all = utf8_copy(application, &narrow_application);

    all &= utf8_copy(line, &narrow_line);
    all &= utf8_copy(folder, &narrow_folder);
    if (all)
        done = CreateProcessA(narrow_application, narrow_line,
                              process_attributes, thread_attributes, inherits,
                              flags, environment, narrow_folder,
                              (STARTUPINFOA *)(void *)startup, information);
    else
        last_error_set(ERROR_NOT_ENOUGH_MEMORY);
    free(narrow_application);
    free(narrow_line);
    free(narrow_folder);
    return done;
}
