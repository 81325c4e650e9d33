/* Job objects: making, filling and ending them. */
#include "iocp/job.h"

#include <stdlib.h>

#include "api/api.h"
#include "api/named.h"
#include "api/process_find.h"
#include "iocp/handle.h"
#include "object/job.h"

static struct job *find_job(HANDLE handle, NTSTATUS *status)
{
    return (struct job *)table_get(handle, OBJECT_JOB, status);
}

/* ---- Names ---- */

HANDLE WINAPI CreateJobObjectA(LPSECURITY_ATTRIBUTES attributes, LPCSTR name)
{
    (void)attributes;
    return named_create(job_new(), (struct given_name){name, NULL});
}

HANDLE WINAPI CreateJobObjectW(LPSECURITY_ATTRIBUTES attributes, LPCWSTR name)
{
    (void)attributes;
    return named_create(job_new(), (struct given_name){NULL, name});
}

HANDLE WINAPI OpenJobObjectA(DWORD access, BOOL inherit, LPCSTR name)
{
    (void)access;
    return named_open(OBJECT_JOB, inherit, (struct given_name){name, NULL});
}

HANDLE WINAPI OpenJobObjectW(DWORD access, BOOL inherit, LPCWSTR name)
{
    (void)access;
    return named_open(OBJECT_JOB, inherit, (struct given_name){NULL, name});
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
