/* Job objects: making, filling and ending them. */
#include "iocp/job.h"

#include <stdlib.h>

#include "api/api.h"
#include "api/process_find.h"
#include "base/utf.h"
#include "iocp/handle.h"
#include "object/job.h"

static struct job *find_job(HANDLE handle, NTSTATUS *status)
{
    return (struct job *)table_get(handle, OBJECT_JOB, status);
}

/* ---- Names ---- */

static HANDLE give_handle(struct job *job, DWORD error)
{
    HANDLE handle = NULL;
    NTSTATUS status;

    if (job == NULL) {
        last_error_set(error);
        return NULL;
    }
    status = table_insert(&job->head, &handle);
    object_put(&job->head);
    if (!api_result(status))
        return NULL;
    return handle;
}

/* The last error is set on success too, as for events. */
static HANDLE create(const char *name)
{
    bool existed;
    HANDLE handle =
        give_handle(job_open(name, &existed), ERROR_NOT_ENOUGH_MEMORY);

    if (handle != NULL)
        last_error_set(existed ? ERROR_ALREADY_EXISTS : ERROR_SUCCESS);
    return handle;
}

HANDLE WINAPI CreateJobObjectA(LPSECURITY_ATTRIBUTES attributes, LPCSTR name)
{
    (void)attributes;
    return create(name != NULL && *name != '\0' ? name : NULL);
}

HANDLE WINAPI CreateJobObjectW(LPSECURITY_ATTRIBUTES attributes, LPCWSTR name)
{
    HANDLE handle;
    char *utf8;

    if (name == NULL)
        return CreateJobObjectA(attributes, NULL);
    utf8 = utf8_from_utf16(name);
    if (utf8 == NULL) {
        last_error_set(ERROR_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    handle = CreateJobObjectA(attributes, utf8);
    free(utf8);
    return handle;
}

HANDLE WINAPI OpenJobObjectA(DWORD access, BOOL inherit, LPCSTR name)
{
    HANDLE handle;

    (void)access;
    if (name == NULL) {
        last_error_set(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    handle = give_handle(job_find(name), ERROR_FILE_NOT_FOUND);
    if (handle != NULL && inherit)
        table_set_flags(handle, OBJECT_JOB, HANDLE_FLAG_INHERIT,
                        HANDLE_FLAG_INHERIT);
    return handle;
}

HANDLE WINAPI OpenJobObjectW(DWORD access, BOOL inherit, LPCWSTR name)
{
    HANDLE handle;
    char *utf8;

    if (name == NULL)
        return OpenJobObjectA(access, inherit, NULL);
    utf8 = utf8_from_utf16(name);
    if (utf8 == NULL) {
        last_error_set(ERROR_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    handle = OpenJobObjectA(access, inherit, utf8);
    free(utf8);
    return handle;
}

/* ---- Processes ---- */

BOOL WINAPI AssignProcessToJobObject(HANDLE job_handle, HANDLE process_handle)
{
    NTSTATUS status;
    struct job *job = find_job(job_handle, &status);
    struct process *process;

    if (job == NULL)
        return api_fail(status);
    process = process_of(process_handle, PROCESS_SET_QUOTA | PROCESS_TERMINATE,
                         &status);
    if (process != NULL) {
        status = job_assign(job, process);
        process_put(process);
    }
    object_put(&job->head);
    return api_result(status);
}

BOOL WINAPI IsProcessInJob(HANDLE process_handle, HANDLE job_handle,
                           PBOOL result)
{
    NTSTATUS status;
    struct process *process =
        process_of(process_handle, PROCESS_QUERY_LIMITED_INFORMATION, &status);
    struct job *job = NULL;
    bool is_in = false;

    if (process == NULL)
        return api_fail(status);
    status = STATUS_SUCCESS;
    if (job_handle != NULL)
        job = find_job(job_handle, &status);
    if (status == STATUS_SUCCESS)
        is_in = job_has(job, process);
    if (job != NULL)
        object_put(&job->head);
    process_put(process);
    if (status != STATUS_SUCCESS)
        return api_fail(status);
    if (result == NULL)
        return api_error(ERROR_NOACCESS);
    *result = is_in;
    return TRUE;
}

BOOL WINAPI TerminateJobObject(HANDLE handle, UINT exit_code)
{
    NTSTATUS status;
    struct job *job = find_job(handle, &status);

    if (job == NULL)
        return api_fail(status);
    job_terminate(job, exit_code);
    object_put(&job->head);
    return TRUE;
}
