/* SetInformationJobObject and QueryInformationJobObject. */
#include <string.h>

#include "api/api.h"
#include "iocp/job.h"
#include "object/job.h"
#include "port/port.h"

#define NS_PER_UNIT 100

/* What the two classes of limits may have; of these we hold some. */
#define BASIC_FLAGS 0xFFu
#define EXTENDED_FLAGS 0x7FFFu

_Static_assert(
    (int)JOB_LIMIT_ACTIVE_PROCESS == JOB_OBJECT_LIMIT_ACTIVE_PROCESS &&
        (int)JOB_LIMIT_DIE_ON_EXCEPTION ==
            JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION &&
        (int)JOB_LIMIT_BREAKAWAY_OK == JOB_OBJECT_LIMIT_BREAKAWAY_OK &&
        (int)JOB_LIMIT_SILENT_BREAKAWAY_OK ==
            JOB_OBJECT_LIMIT_SILENT_BREAKAWAY_OK &&
        (int)JOB_LIMIT_KILL_ON_CLOSE == JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE,
    "Windows' numbers");

#define HELD_FLAGS                                                             \
    (JOB_LIMIT_ACTIVE_PROCESS | JOB_LIMIT_DIE_ON_EXCEPTION |                   \
     JOB_LIMIT_BREAKAWAY_OK | JOB_LIMIT_SILENT_BREAKAWAY_OK |                  \
     JOB_LIMIT_KILL_ON_CLOSE)

/* The structure of a class that is not here, or does not exist. */
static NTSTATUS other_class(JOBOBJECTINFOCLASS class)
{
    return class >= JobObjectBasicAccountingInformation &&
                   class <= JobObjectCompletionCounter
               ? STATUS_NOT_SUPPORTED
               : STATUS_INVALID_INFO_CLASS;
}

/* ---- Setting ---- */

static NTSTATUS set_port(struct job *job,
                         const JOBOBJECT_ASSOCIATE_COMPLETION_PORT *given)
{
    const ULONG_PTR key = (ULONG_PTR)given->CompletionKey;
    struct port *port;
    NTSTATUS status;

    if (given->CompletionPort == NULL)
        return job_associate(job, NULL, 0);
    port =
        (struct port *)table_get(given->CompletionPort, OBJECT_PORT, &status);
    if (port == NULL)
        return status;
    status = job_associate(job, port, key);
    object_put(&port->head);
    return status;
}

static NTSTATUS set_limits(struct job *job,
                           const JOBOBJECT_BASIC_LIMIT_INFORMATION *given,
                           DWORD possible)
{
    struct job_limits limits = {
        .flags = given->LimitFlags,
        .active_processes = given->ActiveProcessLimit,
    };

    if ((limits.flags & ~possible) != 0)
        return STATUS_INVALID_PARAMETER;
    if ((limits.flags & ~(DWORD)HELD_FLAGS) != 0)
        return STATUS_NOT_SUPPORTED;
    job_set_limits(job, &limits);
    return STATUS_SUCCESS;
}

static NTSTATUS set(struct job *job, JOBOBJECTINFOCLASS class, const void *data,
                    DWORD length)
{
    size_t wanted;

    switch (class) {
    case JobObjectAssociateCompletionPortInformation:
        wanted = sizeof(JOBOBJECT_ASSOCIATE_COMPLETION_PORT);
        break;
    case JobObjectBasicLimitInformation:
        wanted = sizeof(JOBOBJECT_BASIC_LIMIT_INFORMATION);
        break;
    case JobObjectExtendedLimitInformation:
        wanted = sizeof(JOBOBJECT_EXTENDED_LIMIT_INFORMATION);
        break;
    case JobObjectBasicAccountingInformation: /* to be asked for */
    case JobObjectBasicProcessIdList:
    case JobObjectBasicAndIoAccountingInformation:
    case JobObjectLimitViolationInformation:
        return STATUS_INVALID_INFO_CLASS;
    default:
        return other_class(class);
    }
    if (length != wanted)
        return STATUS_INFO_LENGTH_MISMATCH;
    if (data == NULL)
        return STATUS_ACCESS_VIOLATION;
    if (class == JobObjectAssociateCompletionPortInformation)
        return set_port(job, data);
    /* The extended structure begins with the basic one. */
    return set_limits(job, data,
                      class == JobObjectBasicLimitInformation ? BASIC_FLAGS
                                                              : EXTENDED_FLAGS);
}

BOOL WINAPI SetInformationJobObject(HANDLE handle, JOBOBJECTINFOCLASS class,
                                    LPVOID data, DWORD length)
{
    NTSTATUS status;
    struct job *job = (struct job *)table_get(handle, OBJECT_JOB, &status);

    if (job == NULL)
        return api_fail(status);
    status = set(job, class, data, length);
    object_put(&job->head);
    return api_result(status);
}

/* ---- Asking ---- */

static LARGE_INTEGER units(uint64_t ns)
{
    LARGE_INTEGER value;

    value.QuadPart = (LONGLONG)(ns / NS_PER_UNIT);
    return value;
}

static void tell_account(struct job *job,
                         JOBOBJECT_BASIC_ACCOUNTING_INFORMATION *told)
{
    struct job_account account;

    job_account(job, &account);
    *told = (JOBOBJECT_BASIC_ACCOUNTING_INFORMATION){
        .TotalUserTime = units(account.used.user_ns),
        .TotalKernelTime = units(account.used.system_ns),
        .ThisPeriodTotalUserTime = units(account.used.user_ns),
        .ThisPeriodTotalKernelTime = units(account.used.system_ns),
        .TotalPageFaultCount = (DWORD)account.used.page_faults,
        .TotalProcesses = account.total,
        .ActiveProcesses = account.active,
        .TotalTerminatedProcesses = account.terminated,
    };
}

/* The basic class does not tell of flags that it cannot set. */
static void tell_limits(struct job *job, DWORD possible,
                        JOBOBJECT_BASIC_LIMIT_INFORMATION *told)
{
    struct job_account account;

    job_account(job, &account);
    told->LimitFlags = account.limits.flags & possible;
    told->ActiveProcessLimit = account.limits.active_processes;
}

static NTSTATUS tell_list(struct job *job,
                          JOBOBJECT_BASIC_PROCESS_ID_LIST *told, DWORD length,
                          DWORD *used)
{
    const DWORD head = offsetof(JOBOBJECT_BASIC_PROCESS_ID_LIST, ProcessIdList);
    const DWORD room = (length - head) / (DWORD)sizeof told->ProcessIdList[0];
    DWORD count = job_list(job, told->ProcessIdList, room);

    told->NumberOfAssignedProcesses = count;
    told->NumberOfProcessIdsInList = count < room ? count : room;
    *used = head + told->NumberOfProcessIdsInList *
                       (DWORD)sizeof told->ProcessIdList[0];
    return count <= room ? STATUS_SUCCESS : STATUS_BUFFER_OVERFLOW;
}

static DWORD size_of(JOBOBJECTINFOCLASS class)
{
    switch (class) {
    case JobObjectBasicAccountingInformation:
        return sizeof(JOBOBJECT_BASIC_ACCOUNTING_INFORMATION);
    case JobObjectBasicLimitInformation:
        return sizeof(JOBOBJECT_BASIC_LIMIT_INFORMATION);
    case JobObjectExtendedLimitInformation:
        return sizeof(JOBOBJECT_EXTENDED_LIMIT_INFORMATION);
    case JobObjectBasicProcessIdList:
        return sizeof(JOBOBJECT_BASIC_PROCESS_ID_LIST);
    default:
        return 0;
    }
}

static NTSTATUS tell(struct job *job, JOBOBJECTINFOCLASS class, void *data,
                     DWORD length, DWORD *used)
{
    *used = size_of(class);
    if (*used == 0)
        return class == JobObjectAssociateCompletionPortInformation
                   ? STATUS_INVALID_INFO_CLASS
                   : other_class(class);
    if (length < *used)
        return STATUS_INFO_LENGTH_MISMATCH;
    if (data == NULL)
        return STATUS_ACCESS_VIOLATION;
    if (class == JobObjectBasicProcessIdList)
        return tell_list(job, data, length, used);
    memset(data, 0, *used);
    if (class == JobObjectBasicAccountingInformation)
        tell_account(job, data);
    else
        tell_limits(job,
                    class == JobObjectBasicLimitInformation ? BASIC_FLAGS
                                                            : EXTENDED_FLAGS,
                    data);
    return STATUS_SUCCESS;
}

BOOL WINAPI QueryInformationJobObject(HANDLE handle, JOBOBJECTINFOCLASS class,
                                      LPVOID data, DWORD length,
                                      LPDWORD return_length)
{
    NTSTATUS status = STATUS_ACCESS_DENIED;
    struct job *job = handle != NULL
                          ? (struct job *)table_get(handle, OBJECT_JOB, &status)
                          : job_of_caller();
    DWORD used;

    if (job == NULL)
        return api_fail(status);
    status = tell(job, class, data, length, &used);
    object_put(&job->head);
    if (return_length != NULL &&
        (status == STATUS_SUCCESS || status == STATUS_BUFFER_OVERFLOW))
        *return_length = used;
    return status == STATUS_SUCCESS ? TRUE : api_fail(status);
}
