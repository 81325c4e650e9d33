/* Limits of jobs, and what can be asked of them. */
#include "children.h"

static HANDLE job_new(void)
{
    HANDLE job = CreateJobObjectA(NULL, NULL);

    CHECK(job != NULL);
    return job;
}

static BOOL set_basic(HANDLE job, DWORD flags, DWORD active)
{
    JOBOBJECT_BASIC_LIMIT_INFORMATION info = {.LimitFlags = flags,
                                              .ActiveProcessLimit = active};

    return SetInformationJobObject(job, JobObjectBasicLimitInformation, &info,
                                   sizeof info);
}

static BOOL set_extended(HANDLE job, DWORD flags)
{
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION info = {
        .BasicLimitInformation = {.LimitFlags = flags}};

    return SetInformationJobObject(job, JobObjectExtendedLimitInformation,
                                   &info, sizeof info);
}

/* ActiveProcessLimit: "the process is terminated and the association fails";
 * the port gets JOB_OBJECT_MSG_ACTIVE_PROCESS_LIMIT, without an id. */
static void active_processes(void)
{
    HANDLE port = port_new(1), job = job_new();
    JOBOBJECT_ASSOCIATE_COMPLETION_PORT listen = {(PVOID)KEY, port};
    PROCESS_INFORMATION one = child_start("wait", 0);
    PROCESS_INFORMATION two = child_start("wait", 0);

    CHECK(SetInformationJobObject(job,
                                  JobObjectAssociateCompletionPortInformation,
                                  &listen, sizeof listen));
    CHECK(set_basic(job, JOB_OBJECT_LIMIT_ACTIVE_PROCESS, 1));
    CHECK(AssignProcessToJobObject(job, one.hProcess));
    CHECK_PACKET(port, KEY, (OVERLAPPED *)(ULONG_PTR)one.dwProcessId,
                 JOB_OBJECT_MSG_NEW_PROCESS, 0);
    DIFFERS(WINE_8, "knows no such limit")
    CHECK_FAILS(AssignProcessToJobObject(job, two.hProcess),
                ERROR_NOT_ENOUGH_QUOTA);
    if (tap_where() != WINE_8) {
        CHECK_PACKET(port, KEY, NULL, JOB_OBJECT_MSG_ACTIVE_PROCESS_LIMIT, 0);
        CHECK(wait_for(two.hProcess));
        CHECK_NO_PACKET(port);
        child_close(&two);
    } else
        child_end(&two);
    child_end(&one);
    CloseHandle(job);
    CloseHandle(port);
}

/* JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE: "all processes associated with the job
 * terminate when the last handle to the job is closed". */
static void kill_on_close(void)
{
    HANDLE job = job_new(), other = duplicate_of(job);
    PROCESS_INFORMATION child = child_start("wait", 0);

    CHECK(set_extended(job, JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE));
    CHECK(AssignProcessToJobObject(job, child.hProcess));
    CloseHandle(job);
    CHECK(WaitForSingleObject(child.hProcess, QUIET) == WAIT_TIMEOUT);
    CloseHandle(other);
    CHECK(wait_for(child.hProcess));
    child_close(&child);
}

/* What was set is what is told. */
static void told_as_set(void)
{
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION info;
    HANDLE job = job_new();
    DWORD used = UNTOUCHED;

    CHECK(QueryInformationJobObject(job, JobObjectExtendedLimitInformation,
                                    &info, sizeof info, &used));
    CHECK(used == sizeof info);
    CHECK(info.BasicLimitInformation.LimitFlags == 0);
    CHECK(set_extended(job, JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE |
                                JOB_OBJECT_LIMIT_BREAKAWAY_OK));
    CHECK(QueryInformationJobObject(job, JobObjectExtendedLimitInformation,
                                    &info, sizeof info, NULL));
    DIFFERS(WINE_8, "forgets them")
    CHECK(info.BasicLimitInformation.LimitFlags ==
          (JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_BREAKAWAY_OK));
    CHECK(set_basic(job, JOB_OBJECT_LIMIT_ACTIVE_PROCESS, 5));
    CHECK(QueryInformationJobObject(job, JobObjectBasicLimitInformation,
                                    &info.BasicLimitInformation,
                                    sizeof info.BasicLimitInformation, &used));
    CHECK(used == sizeof info.BasicLimitInformation);
    DIFFERS(WINE_8, "forgets them")
    CHECK(info.BasicLimitInformation.LimitFlags ==
              JOB_OBJECT_LIMIT_ACTIVE_PROCESS &&
          info.BasicLimitInformation.ActiveProcessLimit == 5);
    CloseHandle(job);
}

/* Flags that the basic class does not have, and that nobody has. */
static void wrong_flags(void)
{
    HANDLE job = job_new();

    CHECK_FAILS(set_basic(job, JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE, 0),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(set_extended(job, 0x80000000), ERROR_INVALID_PARAMETER);
    CloseHandle(job);
}

/* Structures of the wrong length; classes that there are not. */
static void wrong_classes(void)
{
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION info = {.IoInfo = {0}};
    HANDLE job = job_new();
    DWORD used = UNTOUCHED;

    DIFFERS(WINE_8, "says ERROR_INVALID_PARAMETER")
    CHECK_FAILS(SetInformationJobObject(job, JobObjectExtendedLimitInformation,
                                        &info, sizeof info - 1),
                ERROR_BAD_LENGTH);
    DIFFERS(WINE_8, "says ERROR_INVALID_PARAMETER")
    CHECK_FAILS(SetInformationJobObject(job, JobObjectBasicLimitInformation,
                                        &info, sizeof info),
                ERROR_BAD_LENGTH);
    CHECK_FAILS(QueryInformationJobObject(job,
                                          JobObjectExtendedLimitInformation,
                                          &info, sizeof info - 1, &used),
                ERROR_BAD_LENGTH);
    DIFFERS(WINE_8, "says ERROR_INVALID_FUNCTION")
    CHECK_FAILS(SetInformationJobObject(job, JobObjectBasicProcessIdList, &info,
                                        sizeof info),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(QueryInformationJobObject(job, (JOBOBJECTINFOCLASS)1000, &info,
                                          sizeof info, &used),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(SetInformationJobObject(job, (JOBOBJECTINFOCLASS)1000, &info,
                                        sizeof info),
                ERROR_INVALID_PARAMETER);
    CHECK(used == UNTOUCHED);
    CloseHandle(job);
}

/* JobObjectBasicAccountingInformation counts: those there are, all there ever
 * were. */
static void accounting(void)
{
    JOBOBJECT_BASIC_ACCOUNTING_INFORMATION info;
    HANDLE job = job_new();
    PROCESS_INFORMATION one = child_start("wait", 0);
    PROCESS_INFORMATION two = child_start("wait", 0);
    DWORD used = 0;

    CHECK(AssignProcessToJobObject(job, one.hProcess));
    CHECK(AssignProcessToJobObject(job, two.hProcess));
    CHECK(QueryInformationJobObject(job, JobObjectBasicAccountingInformation,
                                    &info, sizeof info, &used));
    CHECK(used == sizeof info);
    CHECK(info.TotalProcesses == 2 && info.ActiveProcesses == 2);
    child_end(&one);
    CHECK(QueryInformationJobObject(job, JobObjectBasicAccountingInformation,
                                    &info, sizeof info, NULL));
    CHECK(info.TotalProcesses == 2 && info.ActiveProcesses == 1);
    CHECK(info.TotalTerminatedProcesses == 0);
    child_end(&two);
    CHECK(QueryInformationJobObject(job, JobObjectBasicAccountingInformation,
                                    &info, sizeof info, NULL));
    CHECK(info.TotalProcesses == 2 && info.ActiveProcesses == 0);
    CloseHandle(job);
}

struct ids {
    JOBOBJECT_BASIC_PROCESS_ID_LIST list;
    ULONG_PTR more[3];
};

/* JobObjectBasicProcessIdList: ids as far as there is room, with
 * ERROR_MORE_DATA if that is not enough. */
static void process_ids(void)
{
    HANDLE job = job_new();
    PROCESS_INFORMATION one, two;
    struct ids ids;
    DWORD used = UNTOUCHED;

    CHECK(QueryInformationJobObject(job, JobObjectBasicProcessIdList, &ids,
                                    sizeof ids, &used));
    CHECK(ids.list.NumberOfAssignedProcesses == 0 &&
          ids.list.NumberOfProcessIdsInList == 0);
    one = child_start("wait", 0);
    two = child_start("wait", 0);
    CHECK(AssignProcessToJobObject(job, one.hProcess));
    CHECK(AssignProcessToJobObject(job, two.hProcess));
    CHECK(QueryInformationJobObject(job, JobObjectBasicProcessIdList, &ids,
                                    sizeof ids, &used));
    CHECK(ids.list.NumberOfAssignedProcesses == 2 &&
          ids.list.NumberOfProcessIdsInList == 2);
    CHECK(ids.list.ProcessIdList[0] == one.dwProcessId &&
          ids.more[0] == two.dwProcessId);
    CHECK(used == 8 + 2 * sizeof(ULONG_PTR));
    CHECK_FAILS(QueryInformationJobObject(job, JobObjectBasicProcessIdList,
                                          &ids, sizeof ids.list, &used),
                ERROR_MORE_DATA);
    CHECK(ids.list.NumberOfAssignedProcesses == 2 &&
          ids.list.NumberOfProcessIdsInList == 1);
    CHECK_FAILS(QueryInformationJobObject(job, JobObjectBasicProcessIdList,
                                          &ids, sizeof ids.list - 1, &used),
                ERROR_BAD_LENGTH);
    child_end(&one);
    child_end(&two);
    CloseHandle(job);
}

/* A process of a job, and what it makes. */
static void inherited_job(void)
{
    HANDLE job = job_new();
    PROCESS_INFORMATION child;
    BOOL is_in = 2;

    CHECK(set_extended(job, JOB_OBJECT_LIMIT_BREAKAWAY_OK));
    CHECK(AssignProcessToJobObject(job, GetCurrentProcess()));
    child = child_start("wait", 0);
    CHECK(IsProcessInJob(child.hProcess, job, &is_in) && is_in == TRUE);
    child_end(&child);
    child = child_start("wait", CREATE_BREAKAWAY_FROM_JOB);
    CHECK(IsProcessInJob(child.hProcess, job, &is_in) && is_in == FALSE);
    child_end(&child);
    CHECK(set_extended(job, JOB_OBJECT_LIMIT_SILENT_BREAKAWAY_OK));
    child = child_start("wait", 0);
    CHECK(IsProcessInJob(child.hProcess, job, &is_in) && is_in == FALSE);
    child_end(&child);
    CloseHandle(job);
}

/* Without JOB_OBJECT_LIMIT_BREAKAWAY_OK nobody leaves; NULL is the job of the
 * calling process. Last, as it is for ever. */
static void no_breakaway(void)
{
    JOBOBJECT_BASIC_ACCOUNTING_INFORMATION info;
    HANDLE job = job_new();
    STARTUPINFOA startup = {.cb = sizeof startup};
    PROCESS_INFORMATION child;
    char line[LINE_SIZE];

    CHECK(AssignProcessToJobObject(job, GetCurrentProcess()));
    child_line(line, "wait");
    CHECK_FAILS(CreateProcessA(NULL, line, NULL, NULL, FALSE,
                               CREATE_BREAKAWAY_FROM_JOB, NULL, NULL, &startup,
                               &child),
                ERROR_ACCESS_DENIED);
    DIFFERS(WINE_8, "says ERROR_INVALID_HANDLE")
    CHECK(QueryInformationJobObject(NULL, JobObjectBasicAccountingInformation,
                                    &info, sizeof info, NULL) &&
          info.ActiveProcesses == 1);
    CloseHandle(job);
}

CHILDREN_MAIN(CASE(active_processes), CASE(kill_on_close), CASE(told_as_set),
              CASE(wrong_flags), CASE(wrong_classes), CASE(accounting),
              CASE(process_ids), CASE(inherited_job), CASE(no_breakaway))
