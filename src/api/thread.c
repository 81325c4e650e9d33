/* CreateThread and what asks about threads. */
#include "api/thread.h"

#include "api/api.h"
#include "api/process_find.h"
#include "iocp/thread.h"

HANDLE WINAPI CreateThread(LPSECURITY_ATTRIBUTES security, SIZE_T stack_bytes,
                           LPTHREAD_START_ROUTINE start, LPVOID parameter,
                           DWORD flags, LPDWORD id)
{
    const DWORD known = CREATE_SUSPENDED | STACK_SIZE_PARAM_IS_A_RESERVATION;
    /* "If this flag is not specified, dwStackSize specifies the commit size":
     * memory to begin with, not where the stack ends. */
    const struct thread_stack stack = {
        .bytes = stack_bytes,
        .is_whole = (flags & STACK_SIZE_PARAM_IS_A_RESERVATION) != 0,
    };
    struct thread *thread;
    HANDLE handle = NULL;
    NTSTATUS status = STATUS_INVALID_PARAMETER;

    (void)security;
    if (start == NULL || (flags & ~known) != 0)
        goto fail;
    status = STATUS_NO_MEMORY;
    thread = thread_new(start, parameter, (flags & CREATE_SUSPENDED) != 0);
    if (thread == NULL)
        goto fail;
    /* The handle first: a thread that runs cannot be taken back. */
    status = table_insert(&thread->head, &handle);
    if (status != STATUS_SUCCESS)
        goto put_thread;
    status = thread_launch(thread, stack);
    if (status != STATUS_SUCCESS)
        goto close_handle;
    if (id != NULL)
        *id = thread_id(thread);
    object_put(&thread->head);
    return handle;

close_handle:
    table_close(handle, OBJECT_THREAD);
put_thread:
    object_put(&thread->head);
fail:
    api_fail(status);
    return NULL;
}

VOID WINAPI ExitThread(DWORD exit_code)
{
    thread_exit(exit_code);
}

struct thread *thread_find(HANDLE handle)
{
    NTSTATUS status = STATUS_NO_MEMORY;
    struct object *object;

    if (handle == GetCurrentThread())
        object = (struct object *)thread_current();
    else
        object = table_get(handle, OBJECT_THREAD, &status);
    if (object == NULL)
        api_fail(status);
    return (struct thread *)object;
}

/* ---- The first thread of another process: it ends with that ---- */

static bool exit_code_elsewhere(HANDLE handle, DWORD *code)
{
    struct process *process = process_of_thread(handle);

    if (process == NULL)
        return false;
    *code = atomic_load(&process->exit_code);
    process_put(process);
    return true;
}

static bool id_elsewhere(HANDLE handle, DWORD *id)
{
    struct process *process = process_of_thread(handle);

    if (process == NULL)
        return false;
    *id = (DWORD)process->pid;
    process_put(process);
    return true;
}

static bool resume_elsewhere(HANDLE handle, DWORD *previous)
{
    struct process *process = process_of_thread(handle);

    if (process == NULL)
        return false;
    *previous = process_resume(process);
    process_put(process);
    return true;
}

/* A thread that returns 259 looks as if it still ran, as on Windows. */
/* A thread cannot be stopped anywhere without what it holds being lost for
 * ever, the C library's locks too: nobody else is ended by this. */
BOOL WINAPI TerminateThread(HANDLE handle, DWORD exit_code)
{
    struct thread *thread, *self;
    DWORD code;

    if (handle == GetCurrentThread())
        thread_exit(exit_code);
    thread = thread_find(handle);
    if (thread == NULL)
        return FALSE;
    self = thread_current();
    code = atomic_load(&thread->exit_code);
    object_put(&thread->head);
    if (self != NULL)
        object_put(&self->head);
    if (self == thread)
        thread_exit(exit_code);
    return code != STILL_ACTIVE ? TRUE : api_error(ERROR_NOT_SUPPORTED);
}

BOOL WINAPI GetExitCodeThread(HANDLE handle, LPDWORD exit_code)
{
    struct thread *thread;
    DWORD code;

    if (!exit_code_elsewhere(handle, &code)) {
        thread = thread_find(handle);
        if (thread == NULL)
            return FALSE;
        code = atomic_load(&thread->exit_code);
        object_put(&thread->head);
    }
    if (exit_code != NULL)
        *exit_code = code;
    return exit_code != NULL ? TRUE : api_error(ERROR_NOACCESS);
}

DWORD WINAPI GetThreadId(HANDLE handle)
{
    struct thread *thread;
    DWORD id = 0;

    if (id_elsewhere(handle, &id))
        return id;
    thread = thread_find(handle);
    if (thread != NULL) {
        id = thread_id(thread);
        object_put(&thread->head);
    }
    return id;
}

DWORD WINAPI ResumeThread(HANDLE handle)
{
    struct thread *thread;
    DWORD previous = (DWORD)-1;

    if (resume_elsewhere(handle, &previous))
        return previous;
    thread = thread_find(handle);
    if (thread != NULL) {
        previous = thread_resume(thread);
        object_put(&thread->head);
    }
    return previous;
}

HANDLE WINAPI GetCurrentThread(VOID)
{
    return (HANDLE)(LONG_PTR)-2;
}

DWORD WINAPI GetCurrentThreadId(VOID)
{
    return thread_current_id();
}
