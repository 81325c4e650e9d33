/* Job objects: groups of processes, and the port that is told of them.
 *
 * In a job are the processes that were assigned to it, and those that the
 * calling process, while it is in the job itself, makes with CreateProcess.
 * What processes make by themselves is in no job here. */
#ifndef IOCP_JOB_H
#define IOCP_JOB_H

#include "file.h"
#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

#define JOB_OBJECT_ASSIGN_PROCESS 0x0001
#define JOB_OBJECT_SET_ATTRIBUTES 0x0002
#define JOB_OBJECT_QUERY 0x0004
#define JOB_OBJECT_TERMINATE 0x0008
#define JOB_OBJECT_SET_SECURITY_ATTRIBUTES 0x0010
#define JOB_OBJECT_ALL_ACCESS (STANDARD_RIGHTS_REQUIRED | SYNCHRONIZE | 0x1F)

/* Messages: the number of bytes of a job's packet. Here 3, 4 and 6 to 8 are
 * sent; the others belong to limits that cannot be set. */
#define JOB_OBJECT_MSG_END_OF_JOB_TIME 1
#define JOB_OBJECT_MSG_END_OF_PROCESS_TIME 2
#define JOB_OBJECT_MSG_ACTIVE_PROCESS_LIMIT 3
#define JOB_OBJECT_MSG_ACTIVE_PROCESS_ZERO 4
#define JOB_OBJECT_MSG_NEW_PROCESS 6
#define JOB_OBJECT_MSG_EXIT_PROCESS 7
#define JOB_OBJECT_MSG_ABNORMAL_EXIT_PROCESS 8
#define JOB_OBJECT_MSG_PROCESS_MEMORY_LIMIT 9
#define JOB_OBJECT_MSG_JOB_MEMORY_LIMIT 10
#define JOB_OBJECT_MSG_NOTIFICATION_LIMIT 11
#define JOB_OBJECT_MSG_JOB_CYCLE_TIME_LIMIT 12

#define JOB_OBJECT_LIMIT_WORKINGSET 0x0001
#define JOB_OBJECT_LIMIT_PROCESS_TIME 0x0002
#define JOB_OBJECT_LIMIT_JOB_TIME 0x0004
#define JOB_OBJECT_LIMIT_ACTIVE_PROCESS 0x0008
#define JOB_OBJECT_LIMIT_AFFINITY 0x0010
#define JOB_OBJECT_LIMIT_PRIORITY_CLASS 0x0020
#define JOB_OBJECT_LIMIT_PRESERVE_JOB_TIME 0x0040
#define JOB_OBJECT_LIMIT_SCHEDULING_CLASS 0x0080
#define JOB_OBJECT_LIMIT_PROCESS_MEMORY 0x0100
#define JOB_OBJECT_LIMIT_JOB_MEMORY 0x0200
#define JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION 0x0400
#define JOB_OBJECT_LIMIT_BREAKAWAY_OK 0x0800
#define JOB_OBJECT_LIMIT_SILENT_BREAKAWAY_OK 0x1000
#define JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE 0x2000
#define JOB_OBJECT_LIMIT_SUBSET_AFFINITY 0x4000

typedef enum _JOBOBJECTINFOCLASS {
    JobObjectBasicAccountingInformation = 1,
    JobObjectBasicLimitInformation = 2,
    JobObjectBasicProcessIdList = 3,
    JobObjectBasicUIRestrictions = 4,
    JobObjectSecurityLimitInformation = 5,
    JobObjectEndOfJobTimeInformation = 6,
    JobObjectAssociateCompletionPortInformation = 7,
    JobObjectBasicAndIoAccountingInformation = 8,
    JobObjectExtendedLimitInformation = 9,
    JobObjectJobSetInformation = 10,
    JobObjectGroupInformation = 11,
    JobObjectNotificationLimitInformation = 12,
    JobObjectLimitViolationInformation = 13,
    JobObjectGroupInformationEx = 14,
    JobObjectCpuRateControlInformation = 15,
    JobObjectCompletionFilter = 16,
    JobObjectCompletionCounter = 17
} JOBOBJECTINFOCLASS;

typedef struct _JOBOBJECT_ASSOCIATE_COMPLETION_PORT {
    PVOID CompletionKey;
    HANDLE CompletionPort;
} JOBOBJECT_ASSOCIATE_COMPLETION_PORT, *PJOBOBJECT_ASSOCIATE_COMPLETION_PORT;

IOCP_SIZE(JOBOBJECT_ASSOCIATE_COMPLETION_PORT, 16);
IOCP_AT(JOBOBJECT_ASSOCIATE_COMPLETION_PORT, CompletionPort, 8);

typedef struct _JOBOBJECT_BASIC_ACCOUNTING_INFORMATION {
    LARGE_INTEGER TotalUserTime;
    LARGE_INTEGER TotalKernelTime;
    LARGE_INTEGER ThisPeriodTotalUserTime;
    LARGE_INTEGER ThisPeriodTotalKernelTime;
    DWORD TotalPageFaultCount;
    DWORD TotalProcesses;
    DWORD ActiveProcesses;
    DWORD TotalTerminatedProcesses; /* for a limit */
} JOBOBJECT_BASIC_ACCOUNTING_INFORMATION,
    *PJOBOBJECT_BASIC_ACCOUNTING_INFORMATION;

IOCP_SIZE(JOBOBJECT_BASIC_ACCOUNTING_INFORMATION, 48);
IOCP_AT(JOBOBJECT_BASIC_ACCOUNTING_INFORMATION, TotalPageFaultCount, 32);
IOCP_AT(JOBOBJECT_BASIC_ACCOUNTING_INFORMATION, ActiveProcesses, 40);

typedef struct _JOBOBJECT_BASIC_LIMIT_INFORMATION {
    LARGE_INTEGER PerProcessUserTimeLimit;
    LARGE_INTEGER PerJobUserTimeLimit;
    DWORD LimitFlags;
    SIZE_T MinimumWorkingSetSize;
    SIZE_T MaximumWorkingSetSize;
    DWORD ActiveProcessLimit;
    ULONG_PTR Affinity;
    DWORD PriorityClass;
    DWORD SchedulingClass;
} JOBOBJECT_BASIC_LIMIT_INFORMATION, *PJOBOBJECT_BASIC_LIMIT_INFORMATION;

IOCP_SIZE(JOBOBJECT_BASIC_LIMIT_INFORMATION, 64);
IOCP_AT(JOBOBJECT_BASIC_LIMIT_INFORMATION, LimitFlags, 16);
IOCP_AT(JOBOBJECT_BASIC_LIMIT_INFORMATION, MinimumWorkingSetSize, 24);
IOCP_AT(JOBOBJECT_BASIC_LIMIT_INFORMATION, ActiveProcessLimit, 40);
IOCP_AT(JOBOBJECT_BASIC_LIMIT_INFORMATION, Affinity, 48);

typedef struct _IO_COUNTERS {
    ULONGLONG ReadOperationCount;
    ULONGLONG WriteOperationCount;
    ULONGLONG OtherOperationCount;
    ULONGLONG ReadTransferCount;
    ULONGLONG WriteTransferCount;
    ULONGLONG OtherTransferCount;
} IO_COUNTERS, *PIO_COUNTERS;

IOCP_SIZE(IO_COUNTERS, 48);
IOCP_AT(IO_COUNTERS, ReadTransferCount, 24);

typedef struct _JOBOBJECT_EXTENDED_LIMIT_INFORMATION {
    JOBOBJECT_BASIC_LIMIT_INFORMATION BasicLimitInformation;
    IO_COUNTERS IoInfo;
    SIZE_T ProcessMemoryLimit;
    SIZE_T JobMemoryLimit;
    SIZE_T PeakProcessMemoryUsed;
    SIZE_T PeakJobMemoryUsed;
} JOBOBJECT_EXTENDED_LIMIT_INFORMATION, *PJOBOBJECT_EXTENDED_LIMIT_INFORMATION;

IOCP_SIZE(JOBOBJECT_EXTENDED_LIMIT_INFORMATION, 144);
IOCP_AT(JOBOBJECT_EXTENDED_LIMIT_INFORMATION, IoInfo, 64);
IOCP_AT(JOBOBJECT_EXTENDED_LIMIT_INFORMATION, ProcessMemoryLimit, 112);

typedef struct _JOBOBJECT_BASIC_PROCESS_ID_LIST {
    DWORD NumberOfAssignedProcesses;
    DWORD NumberOfProcessIdsInList;
    ULONG_PTR ProcessIdList[1];
} JOBOBJECT_BASIC_PROCESS_ID_LIST, *PJOBOBJECT_BASIC_PROCESS_ID_LIST;

IOCP_SIZE(JOBOBJECT_BASIC_PROCESS_ID_LIST, 16);
IOCP_AT(JOBOBJECT_BASIC_PROCESS_ID_LIST, ProcessIdList, 8);

/* Makes a job, or opens the job of that name in this process.
 * In:      lpJobAttributes: ignored. lpName: NULL, or a name; upper and lower
 *          case differ.
 * Out:     the last error is ERROR_ALREADY_EXISTS when the job was there, and
 *          0 when it is new.
 * Returns: a handle, to be closed by the caller; or NULL; last error:
 *          ERROR_INVALID_HANDLE, ERROR_PATH_NOT_FOUND, ERROR_INVALID_NAME,
 *          ERROR_BAD_PATHNAME, ERROR_FILENAME_EXCED_RANGE, as CreateEvent;
 *          ERROR_NOT_ENOUGH_MEMORY; ERROR_NO_SYSTEM_RESOURCES, no handle left.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: names are those of one process; where another one of the
 *          user has it this is NULL with ERROR_ALREADY_EXISTS.
 * Source:  "CreateJobObjectW function", Parameters and Remarks.
 * Test:    tests/conformance/job_create.c */
HANDLE WINAPI CreateJobObjectA(LPSECURITY_ATTRIBUTES lpJobAttributes,
                               LPCSTR lpName) IOCP_API(CreateJobObjectA);

/* The same in UTF-16. */
HANDLE WINAPI CreateJobObjectW(LPSECURITY_ATTRIBUTES lpJobAttributes,
                               LPCWSTR lpName) IOCP_API(CreateJobObjectW);

/* Opens the job of a name.
 * In:      dwDesiredAccess: ignored, a handle may do everything.
 *          bInheritHandle: kept as HANDLE_FLAG_INHERIT. lpName: the name.
 * Out:     none.
 * Returns: a handle, to be closed by the caller; or NULL; last error:
 *          ERROR_NOT_SUPPORTED, another process of the user has it;
 *          ERROR_FILE_NOT_FOUND, no handle of such a job is open;
 *          ERROR_INVALID_PARAMETER, lpName is NULL;
 *          ERROR_INVALID_HANDLE, ERROR_PATH_NOT_FOUND, ERROR_INVALID_NAME,
 *          ERROR_BAD_PATHNAME, ERROR_FILENAME_EXCED_RANGE, as OpenEvent;
 *          ERROR_NOT_ENOUGH_MEMORY; ERROR_NO_SYSTEM_RESOURCES, no handle left.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: names are those of one process.
 * Source:  "OpenJobObjectW function".
 * Test:    tests/conformance/job_create.c */
HANDLE WINAPI OpenJobObjectA(DWORD dwDesiredAccess, BOOL bInheritHandle,
                             LPCSTR lpName) IOCP_API(OpenJobObjectA);

/* The same in UTF-16. */
HANDLE WINAPI OpenJobObjectW(DWORD dwDesiredAccess, BOOL bInheritHandle,
                             LPCWSTR lpName) IOCP_API(OpenJobObjectW);

/* Puts a process into a job, for ever.
 * In:      hJob: the job. hProcess: with PROCESS_SET_QUOTA and
 *          PROCESS_TERMINATE, or GetCurrentProcess(). A process that is in a
 *          job already can go into one that has had no processes, which is
 *          inside of that from then on, or into one that is inside.
 * Out:     none.
 * Returns: TRUE, also if it is in; or FALSE; last error: ERROR_INVALID_HANDLE,
 *          not a job or not a process; ERROR_ACCESS_DENIED, not opened for
 *          that, it has ended, or is in another job; ERROR_NOT_ENOUGH_QUOTA,
 *          JOB_OBJECT_LIMIT_ACTIVE_PROCESS is reached: the process is ended;
 *          ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  JOB_OBJECT_MSG_NEW_PROCESS, or JOB_OBJECT_MSG_ACTIVE_PROCESS_LIMIT,
 *          if the job, or one around it, has a port.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: what the process makes is in the job only if it is the
 *          calling process, and makes it with CreateProcess; the calling
 *          process itself is not ended.
 * Source:  "AssignProcessToJobObject function", Parameters and Remarks.
 * Test:    tests/conformance/job_messages.c */
BOOL WINAPI AssignProcessToJobObject(HANDLE hJob, HANDLE hProcess)
    IOCP_API(AssignProcessToJobObject);

/* Says whether a process is in a job.
 * In:      ProcessHandle: with PROCESS_QUERY_INFORMATION or
 *          PROCESS_QUERY_LIMITED_INFORMATION. JobHandle: the job; NULL: any.
 * Out:     *Result; untouched on failure.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_HANDLE, not a process or
 *          not a job; ERROR_ACCESS_DENIED, not opened for that; ERROR_NOACCESS,
 *          Result is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: knows the jobs of the calling process only; a process that
 *          has ended is in none.
 * Source:  "IsProcessInJob function", Parameters.
 * Test:    tests/conformance/job_create.c */
BOOL WINAPI IsProcessInJob(HANDLE ProcessHandle, HANDLE JobHandle, PBOOL Result)
    IOCP_API(IsProcessInJob);

/* Ends all processes of a job, and of the jobs inside.
 * In:      hJob: the job. uExitCode: what they end with.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_HANDLE, not a job. If the
 *          calling process is in it, the call does not return.
 * Packet:  those of their ends, if the job has a port.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same, for the processes that are in the job.
 * Source:  "TerminateJobObject function".
 * Test:    tests/conformance/job_messages.c */
BOOL WINAPI TerminateJobObject(HANDLE hJob, UINT uExitCode)
    IOCP_API(TerminateJobObject);

/* Gives a job a port or limits.
 * In:      hJob: the job. JobObjectInformationClass:
 *          JobObjectAssociateCompletionPortInformation, the port and the key of
 *          the messages; a NULL port ends it. JobObjectBasicLimitInformation,
 *          JobObjectExtendedLimitInformation: LimitFlags of
 *          JOB_OBJECT_LIMIT_ACTIVE_PROCESS, and in the second also of
 *          _KILL_ON_JOB_CLOSE, _BREAKAWAY_OK, _SILENT_BREAKAWAY_OK and
 *          _DIE_ON_UNHANDLED_EXCEPTION; they replace those there were.
 *          lpJobObjectInformation, cbJobObjectInformationLength: the structure
 *          of the class, and its size.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_HANDLE, not a job, or not
 *          a port; ERROR_INVALID_PARAMETER, it has a port, the class does not
 *          exist or is for queries, the flags do not exist or belong to the
 *          extended class; ERROR_BAD_LENGTH, not the size of the class;
 *          ERROR_NOT_SUPPORTED, a class or a limit that is left out here;
 *          ERROR_NOACCESS, lpJobObjectInformation is NULL;
 *          ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  with a new port, one JOB_OBJECT_MSG_NEW_PROCESS for each process in
 *          the job. A message's packet has the id of its process in
 *          lpOverlapped, and counts as one that ends a request: it is never
 *          refused and never lost.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: has all limits. With _KILL_ON_JOB_CLOSE the processes end
 *          as well when the calling one exits, but not when a signal ends it.
 * Source:  "SetInformationJobObject function"; "JOBOBJECT_ASSOCIATE_COMPLETION_
 *          PORT structure", Remarks.
 * Test:    tests/conformance/job_messages.c, tests/conformance/job_limits.c */
BOOL WINAPI SetInformationJobObject(
    HANDLE hJob, JOBOBJECTINFOCLASS JobObjectInformationClass,
    LPVOID lpJobObjectInformation, DWORD cbJobObjectInformationLength)
    IOCP_API(SetInformationJobObject);

/* Tells what a job has: processes, what they used, limits.
 * In:      hJob: the job; NULL: the innermost one of the calling process.
 *          JobObjectInformationClass: JobObjectBasicAccountingInformation,
 *          JobObjectBasicProcessIdList, JobObjectBasicLimitInformation or
 *          JobObjectExtendedLimitInformation. cbJobObjectInformationLength: the
 *          room, at least the size of the structure.
 * Out:     *lpJobObjectInformation: the structure of the class. Counters of
 *          I/O and peaks of memory are 0. *lpReturnLength, unless NULL: its
 *          length. Both untouched on failure, but for a list that is cut.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_HANDLE, not a job;
 *          ERROR_ACCESS_DENIED, NULL, and the process is in no job;
 *          ERROR_INVALID_PARAMETER, the class does not exist or cannot be
 *          asked; ERROR_NOT_SUPPORTED, a class that is left out here;
 *          ERROR_BAD_LENGTH, too small; ERROR_MORE_DATA, the list holds as many
 *          ids as there is room for; ERROR_NOACCESS, lpJobObjectInformation is
 *          NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: as said.
 * Source:  "QueryInformationJobObject function".
 * Test:    tests/conformance/job_limits.c */
BOOL WINAPI QueryInformationJobObject(
    HANDLE hJob, JOBOBJECTINFOCLASS JobObjectInformationClass,
    LPVOID lpJobObjectInformation, DWORD cbJobObjectInformationLength,
    LPDWORD lpReturnLength) IOCP_API(QueryInformationJobObject);

#ifdef UNICODE
#define CreateJobObject CreateJobObjectW
#define OpenJobObject OpenJobObjectW
#else
#define CreateJobObject CreateJobObjectA
#define OpenJobObject OpenJobObjectA
#endif

#ifdef __cplusplus
}
#endif

#endif
