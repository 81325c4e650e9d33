/* Calls on processes. */
#include <errno.h>

#include "api/api.h"
#include "api/entry.h"
#include "api/process_find.h"
#include "iocp/handle.h"
#include "object/job.h"
#include "sys/machine.h"

#define QUERY PROCESS_QUERY_LIMITED_INFORMATION

static bool allows(uint32_t granted, DWORD access)
{
    if ((granted & PROCESS_QUERY_INFORMATION) != 0)
        granted |= PROCESS_QUERY_LIMITED_INFORMATION;
    return (granted & access) == access;
}

struct process *process_of(HANDLE handle, DWORD access, NTSTATUS *status)
{
    struct process_handle *found;
    struct process *process = NULL;

    if (handle == GetCurrentProcess()) {
        *status = STATUS_NO_MEMORY;
        return process_self();
    }
    found = (struct process_handle *)table_get(handle, OBJECT_PROCESS, status);
    if (found == NULL)
        return NULL;
    if (allows(found->access, access)) {
        process = found->process;
        process_get(process);
    } else
        *status = STATUS_ACCESS_DENIED;
    object_put(&found->head);
    return process;
}

struct process *process_of_thread(HANDLE handle)
{
    struct process_handle *found =
        (struct process_handle *)table_get(handle, OBJECT_PROCESS_THREAD, NULL);
    struct process *process;

    if (found == NULL)
        return NULL;
    process = found->process;
    process_get(process);
    object_put(&found->head);
    return process;
}

/* ---- OpenProcess ---- */

static DWORD granted(DWORD access)
{
    if ((access & (GENERIC_ALL | MAXIMUM_ALLOWED)) != 0)
        return PROCESS_ALL_ACCESS;
    if ((access & GENERIC_READ) != 0)
        access |= PROCESS_QUERY_INFORMATION | PROCESS_VM_READ;
    if ((access & GENERIC_EXECUTE) != 0)
        access |=
            PROCESS_QUERY_LIMITED_INFORMATION | PROCESS_TERMINATE | SYNCHRONIZE;
    return access;
}

static NTSTATUS give_handle(struct process *process, DWORD access, BOOL inherit,
                            HANDLE *handle)
{
    struct process_handle *made =
        process_handle_new(process, OBJECT_PROCESS, access);
    NTSTATUS status;

    if (made == NULL)
        return STATUS_NO_MEMORY;
    status = table_insert(&made->head, handle);
    object_put(&made->head);
    if (status == STATUS_SUCCESS && inherit)
        table_set_flags(*handle, OBJECT_PROCESS, HANDLE_FLAG_INHERIT,
                        HANDLE_FLAG_INHERIT);
    return status;
}

HANDLE WINAPI OpenProcess(DWORD access, BOOL inherit, DWORD id)
{
    struct process *process;
    HANDLE handle = NULL;
    NTSTATUS status = process_find(id, &process);

    if (status != STATUS_SUCCESS) {
        api_fail(status);
        return NULL;
    }
    access = granted(access);
    if ((access & PROCESS_TERMINATE) != 0 &&
        process_signal(process->pidfd, false) == -EPERM)
        status = STATUS_ACCESS_DENIED;
    else
        status = give_handle(process, access, inherit, &handle);
    process_put(process);
    return api_result(status) ? handle : NULL;
}

/* ---- Its end ---- */

BOOL WINAPI GetExitCodeProcess(HANDLE handle, LPDWORD exit_code)
{
    NTSTATUS status;
    struct process *process = process_of(handle, QUERY, &status);
    uint32_t code;

    if (process == NULL)
        return api_fail(status);
    code = atomic_load(&process->exit_code);
    status = code != STILL_ACTIVE && process->code_unknown
                 ? STATUS_NOT_SUPPORTED
                 : STATUS_SUCCESS;
    process_put(process);
    if (status != STATUS_SUCCESS)
        return api_fail(status);
    if (exit_code == NULL)
        return api_error(ERROR_NOACCESS);
    *exit_code = code;
    return TRUE;
}

BOOL WINAPI TerminateProcess(HANDLE handle, UINT exit_code)
{
    NTSTATUS status;
    struct process *process = process_of(handle, PROCESS_TERMINATE, &status);

    if (process == NULL)
        return api_fail(status);
    if (process_is_self(process)) {
        job_process_ends();
        machine_exit(exit_code);
    }
    status = process_terminate(process, exit_code);
    process_put(process);
    return api_result(status);
}

/* ---- Asking ---- */

DWORD WINAPI GetProcessId(HANDLE handle)
{
    NTSTATUS status;
    struct process *process = process_of(handle, QUERY, &status);
    DWORD id = 0;

    if (process == NULL) {
        api_fail(status);
        return 0;
    }
    id = (DWORD)process->pid;
    process_put(process);
    return id;
}

struct times {
    FILETIME made, ended, kernel, user;
};

static void tell_times(struct process *process, struct times *times)
{
    struct process_usage used = {0};
    int64_t unused;

    *times = (struct times){.made = entry_time(process->started_ns)};
    if (atomic_load(&process->exit_code) != STILL_ACTIVE) {
        used = process->used;
        times->ended = entry_time(process->ended_ns);
    } else
        process_used(process->pid, process->pidfd, &used, &unused);
    times->kernel = entry_amount(used.system_ns);
    times->user = entry_amount(used.user_ns);
}

BOOL WINAPI GetProcessTimes(HANDLE handle, LPFILETIME made, LPFILETIME ended,
                            LPFILETIME kernel, LPFILETIME user)
{
    NTSTATUS status;
    struct process *process = process_of(handle, QUERY, &status);
    struct times times;

    if (process == NULL)
        return api_fail(status);
    tell_times(process, &times);
    process_put(process);
    if (made == NULL || ended == NULL || kernel == NULL || user == NULL)
        return api_error(ERROR_NOACCESS);
    *made = times.made;
    *ended = times.ended;
    *kernel = times.kernel;
    *user = times.user;
    return TRUE;
}

static _Thread_local DWORD handles_seen;

static void count_one(struct object *object)
{
    (void)object;
    handles_seen++;
}

BOOL WINAPI GetProcessHandleCount(HANDLE handle, PDWORD count)
{
    NTSTATUS status;
    struct process *process = process_of(handle, QUERY, &status);
    bool self;

    if (process == NULL)
        return api_fail(status);
    self = process_is_self(process);
    process_put(process);
    if (!self)
        return api_error(ERROR_NOT_SUPPORTED);
    if (count == NULL)
        return api_error(ERROR_NOACCESS);
    handles_seen = 0;
    table_visit(OBJECT_ANY, count_one);
    *count = handles_seen;
    return TRUE;
}
