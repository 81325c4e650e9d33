/* Job objects: names, members, wrong handles. */
#include "children.h"

static HANDLE job_new(void)
{
    HANDLE job = CreateJobObjectA(NULL, NULL);

    CHECK(job != NULL);
    return job;
}

static BOOL is_in(HANDLE process, HANDLE job)
{
    BOOL result = 2;

    CHECK(IsProcessInJob(process, job, &result));
    CHECK(result == TRUE || result == FALSE);
    return result;
}

/* A name that is taken gives the same job, and ERROR_ALREADY_EXISTS. */
static void names(void)
{
    HANDLE one, other, opened;
    char name[64];
    WCHAR wide[64];

    snprintf(name, sizeof name, "iocp-job-create-%lu",
             (unsigned long)GetCurrentProcessId());
    widen(name, wide);
    SetLastError(UNTOUCHED);
    one = CreateJobObjectA(NULL, name);
    CHECK(one != NULL && GetLastError() == 0);
    other = CreateJobObjectW(NULL, wide);
    CHECK(other != NULL);
    CHECK_ERROR(ERROR_ALREADY_EXISTS);
    opened = OpenJobObjectA(JOB_OBJECT_ALL_ACCESS, FALSE, name);
    CHECK(opened != NULL);
    CHECK(CompareObjectHandles(one, other) &&
          CompareObjectHandles(one, opened));
    CloseHandle(one);
    CloseHandle(other);
    CloseHandle(opened);
    CHECK_FAILS(OpenJobObjectW(JOB_OBJECT_QUERY, FALSE, wide),
                ERROR_FILE_NOT_FOUND);
}

static void no_name(void)
{
    CHECK_FAILS(OpenJobObjectA(JOB_OBJECT_QUERY, FALSE, "iocp-no-such-job"),
                ERROR_FILE_NOT_FOUND);
    CHECK_FAILS(OpenJobObjectA(JOB_OBJECT_QUERY, FALSE, NULL),
                ERROR_INVALID_PARAMETER);
}

/* IsProcessInJob, with a job and with NULL. */
static void members(void)
{
    PROCESS_INFORMATION child = child_start("wait", 0);
    HANDLE job = job_new(), other = job_new();

    CHECK(!is_in(child.hProcess, job));
    CHECK(AssignProcessToJobObject(job, child.hProcess));
    CHECK(is_in(child.hProcess, job));
    CHECK(is_in(child.hProcess, NULL));
    CHECK(!is_in(child.hProcess, other));
    CHECK(!is_in(GetCurrentProcess(), job));
    CHECK(AssignProcessToJobObject(job, child.hProcess), "it is in");
    CloseHandle(job);
    CloseHandle(other);
    child_end(&child);
}

/* Jobs nest: an empty job goes inside that of its first process. */
static void nested(void)
{
    PROCESS_INFORMATION one = child_start("wait", 0);
    PROCESS_INFORMATION two = child_start("wait", 0);
    HANDLE outer = job_new(), inner = job_new(), stranger = job_new();

    CHECK(AssignProcessToJobObject(outer, one.hProcess));
    CHECK(AssignProcessToJobObject(inner, one.hProcess));
    CHECK(is_in(one.hProcess, outer) && is_in(one.hProcess, inner));
    CHECK(AssignProcessToJobObject(stranger, two.hProcess));
    CHECK(!is_in(two.hProcess, outer));
    CHECK_FAILS(AssignProcessToJobObject(inner, two.hProcess),
                ERROR_ACCESS_DENIED);
    CHECK(!is_in(two.hProcess, inner));
    child_end(&one);
    child_end(&two);
    CloseHandle(outer);
    CloseHandle(inner);
    CloseHandle(stranger);
}

/* What has ended joins no job. */
static void ended(void)
{
    PROCESS_INFORMATION child = child_start("exit 0", 0);
    HANDLE job = job_new();

    CHECK(child_result(child.hProcess) == 0);
    CHECK_FAILS(AssignProcessToJobObject(job, child.hProcess),
                ERROR_ACCESS_DENIED);
    child_close(&child);
    CloseHandle(job);
}

/* AssignProcessToJobObject wants PROCESS_SET_QUOTA and PROCESS_TERMINATE. */
static void rights(void)
{
    PROCESS_INFORMATION child = child_start("wait", 0);
    HANDLE weak = OpenProcess(PROCESS_TERMINATE, FALSE, child.dwProcessId);
    HANDLE enough = OpenProcess(PROCESS_TERMINATE | PROCESS_SET_QUOTA, FALSE,
                                child.dwProcessId);
    HANDLE job = job_new();

    CHECK_FAILS(AssignProcessToJobObject(job, weak), ERROR_ACCESS_DENIED);
    CHECK(AssignProcessToJobObject(job, enough));
    CloseHandle(weak);
    CloseHandle(enough);
    CloseHandle(job);
    child_end(&child);
}

static void wrong_handles(void)
{
    HANDLE event = event_new(), job = job_new();
    BOOL result = 2;

    CHECK_FAILS(AssignProcessToJobObject(event, GetCurrentProcess()),
                ERROR_INVALID_HANDLE);
    CHECK_FAILS(AssignProcessToJobObject(NULL, GetCurrentProcess()),
                ERROR_INVALID_HANDLE);
    CHECK_FAILS(AssignProcessToJobObject(job, event), ERROR_INVALID_HANDLE);
    CHECK_FAILS(IsProcessInJob(event, job, &result), ERROR_INVALID_HANDLE);
    CHECK_FAILS(IsProcessInJob(GetCurrentProcess(), event, &result),
                ERROR_INVALID_HANDLE);
    CHECK_FAILS(TerminateJobObject(event, 1), ERROR_INVALID_HANDLE);
    CHECK_FAILS(TerminateJobObject(NULL, 1), ERROR_INVALID_HANDLE);
    CHECK(result == 2);
    CloseHandle(event);
    CloseHandle(job);
}

/* A job is signalled by the end of its time alone. */
static void waiting(void)
{
    PROCESS_INFORMATION child = child_start("wait", 0);
    HANDLE job = job_new();

    CHECK(WaitForSingleObject(job, 0) == WAIT_TIMEOUT);
    CHECK(AssignProcessToJobObject(job, child.hProcess));
    CHECK(WaitForSingleObject(job, 0) == WAIT_TIMEOUT);
    child_end(&child);
    CHECK(WaitForSingleObject(job, 0) == WAIT_TIMEOUT);
    CloseHandle(job);
}

CHILDREN_MAIN(CASE(names), CASE(no_name), CASE(members), CASE(nested),
              CASE(ended), CASE(rights), CASE(wrong_handles), CASE(waiting))
