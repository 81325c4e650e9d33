/* Processes: making them, asking about them, ending them.
 *
 * A process made here is a child of the calling one, and runs any program of
 * the machine. It inherits standard input, output and error, and no handle. */
#ifndef IOCP_PROCESSES_H
#define IOCP_PROCESSES_H

#include "file.h"
#include "thread.h"
#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What the opener of a handle may do. */
#define PROCESS_TERMINATE 0x0001
#define PROCESS_CREATE_THREAD 0x0002
#define PROCESS_SET_SESSIONID 0x0004
#define PROCESS_VM_OPERATION 0x0008
#define PROCESS_VM_READ 0x0010
#define PROCESS_VM_WRITE 0x0020
#define PROCESS_DUP_HANDLE 0x0040
#define PROCESS_CREATE_PROCESS 0x0080
#define PROCESS_SET_QUOTA 0x0100
#define PROCESS_SET_INFORMATION 0x0200
#define PROCESS_QUERY_INFORMATION 0x0400
#define PROCESS_SUSPEND_RESUME 0x0800
#define PROCESS_QUERY_LIMITED_INFORMATION 0x1000
#define PROCESS_ALL_ACCESS (STANDARD_RIGHTS_REQUIRED | SYNCHRONIZE | 0xFFFF)

#define MAXIMUM_ALLOWED 0x02000000

/* CreateProcess, dwCreationFlags; CREATE_SUSPENDED is in thread.h. */
#define DEBUG_PROCESS 0x1
#define DEBUG_ONLY_THIS_PROCESS 0x2
#define DETACHED_PROCESS 0x8
#define CREATE_NEW_CONSOLE 0x10
#define NORMAL_PRIORITY_CLASS 0x20
#define IDLE_PRIORITY_CLASS 0x40
#define HIGH_PRIORITY_CLASS 0x80
#define REALTIME_PRIORITY_CLASS 0x100
#define CREATE_NEW_PROCESS_GROUP 0x200
#define CREATE_UNICODE_ENVIRONMENT 0x400
#define BELOW_NORMAL_PRIORITY_CLASS 0x4000
#define ABOVE_NORMAL_PRIORITY_CLASS 0x8000
#define EXTENDED_STARTUPINFO_PRESENT 0x80000
#define CREATE_BREAKAWAY_FROM_JOB 0x1000000
#define CREATE_DEFAULT_ERROR_MODE 0x4000000
#define CREATE_NO_WINDOW 0x8000000

/* STARTUPINFO, dwFlags */
#define STARTF_USESHOWWINDOW 0x1
#define STARTF_USESIZE 0x2
#define STARTF_USEPOSITION 0x4
#define STARTF_USECOUNTCHARS 0x8
#define STARTF_USEFILLATTRIBUTE 0x10
#define STARTF_FORCEONFEEDBACK 0x40
#define STARTF_FORCEOFFFEEDBACK 0x80
#define STARTF_USESTDHANDLES 0x100 /* the one that counts here */

typedef struct _STARTUPINFOA {
    DWORD cb;
    LPSTR lpReserved;
    LPSTR lpDesktop;
    LPSTR lpTitle;
    DWORD dwX;
    DWORD dwY;
    DWORD dwXSize;
    DWORD dwYSize;
    DWORD dwXCountChars;
    DWORD dwYCountChars;
    DWORD dwFillAttribute;
    DWORD dwFlags;
    WORD wShowWindow;
    WORD cbReserved2;
    LPBYTE lpReserved2;
    HANDLE hStdInput;
    HANDLE hStdOutput;
    HANDLE hStdError;
} STARTUPINFOA, *LPSTARTUPINFOA;

IOCP_SIZE(STARTUPINFOA, 104);
IOCP_AT(STARTUPINFOA, dwX, 32);
IOCP_AT(STARTUPINFOA, dwFlags, 60);
IOCP_AT(STARTUPINFOA, hStdInput, 80);
IOCP_AT(STARTUPINFOA, hStdError, 96);

typedef struct _STARTUPINFOW {
    DWORD cb;
    LPWSTR lpReserved;
    LPWSTR lpDesktop;
    LPWSTR lpTitle;
    DWORD dwX;
    DWORD dwY;
    DWORD dwXSize;
    DWORD dwYSize;
    DWORD dwXCountChars;
    DWORD dwYCountChars;
    DWORD dwFillAttribute;
    DWORD dwFlags;
    WORD wShowWindow;
    WORD cbReserved2;
    LPBYTE lpReserved2;
    HANDLE hStdInput;
    HANDLE hStdOutput;
    HANDLE hStdError;
} STARTUPINFOW, *LPSTARTUPINFOW;

IOCP_SIZE(STARTUPINFOW, 104);
IOCP_AT(STARTUPINFOW, dwX, 32);
IOCP_AT(STARTUPINFOW, dwFlags, 60);
IOCP_AT(STARTUPINFOW, hStdInput, 80);
IOCP_AT(STARTUPINFOW, hStdError, 96);

typedef struct _PROCESS_INFORMATION {
    HANDLE hProcess;
    HANDLE hThread;
    DWORD dwProcessId;
    DWORD dwThreadId;
} PROCESS_INFORMATION, *PPROCESS_INFORMATION, *LPPROCESS_INFORMATION;

IOCP_SIZE(PROCESS_INFORMATION, 24);
IOCP_AT(PROCESS_INFORMATION, hThread, 8);
IOCP_AT(PROCESS_INFORMATION, dwProcessId, 16);

/* Makes a process that runs a program.
 * In:      lpApplicationName: the file of the program, from the current folder
 *          if it has no whole path; NULL: the first word of the command line,
 *          looked for, without a folder in it, beside the calling program, in
 *          the current folder and in PATH, as it stands and with ".exe".
 *          lpCommandLine: what the program is given, split into arguments as
 *          Microsoft's C library does; NULL: the application's name.
 *          lpProcessAttributes, lpThreadAttributes: ignored. bInheritHandles:
 *          FALSE, the child has descriptors 0, 1 and 2 and no others; TRUE,
 *          also those that the program opened without O_CLOEXEC; never handles.
 *          dwCreationFlags: CREATE_SUSPENDED, nothing of the program runs
 *          before ResumeThread; CREATE_UNICODE_ENVIRONMENT, lpEnvironment is
 *          UTF-16; CREATE_NEW_PROCESS_GROUP, Ctrl+C of the terminal is not for
 *          it; DETACHED_PROCESS, it has no terminal; a priority class, as far
 *          as it may; CREATE_BREAKAWAY_FROM_JOB, it is not in the caller's job;
 *          CREATE_NEW_CONSOLE, CREATE_NO_WINDOW and CREATE_DEFAULT_ERROR_MODE
 *          change nothing. lpEnvironment: NULL, the caller's; or "NAME=VALUE"
 *          texts, each with its NUL, and another NUL at the end.
 *          lpCurrentDirectory: NULL, the caller's. lpStartupInfo: with
 *          STARTF_USESTDHANDLES in dwFlags the files or sockets that become
 *          descriptors 0, 1 and 2; NULL or INVALID_HANDLE_VALUE there is none;
 *          the rest is ignored.
 * Out:     *lpProcessInformation: handles of the process and of its first
 *          thread, both to be closed by the caller, and their ids, which are
 *          one number here; untouched on failure.
 * Returns: TRUE, or FALSE; last error: ERROR_FILE_NOT_FOUND,
 *          ERROR_PATH_NOT_FOUND; ERROR_ACCESS_DENIED, a folder, no program, or
 *          not to be run by us; may not leave the job; ERROR_BAD_EXE_FORMAT,
 *          of no known kind; ERROR_DIRECTORY, lpCurrentDirectory is none;
 *          ERROR_INVALID_PARAMETER, neither name nor command line, other flags,
 *          or flags that exclude each other; ERROR_NOT_SUPPORTED, the flags of
 *          debuggers, EXTENDED_STARTUPINFO_PRESENT; ERROR_FILENAME_EXCED_RANGE,
 *          a command line of 32,768 or more; ERROR_NOT_ENOUGH_QUOTA, the
 * caller's job is full; ERROR_NOACCESS, lpStartupInfo or lpProcessInformation
 * is NULL; ERROR_TOO_MANY_OPEN_FILES; ERROR_NO_SYSTEM_RESOURCES. Packet:  none;
 * a job's port hears of a child that inherits the job. Blocks:  until the
 * program has been loaded.  Threads: any, at once. Windows: differs: handles
 * are not inherited; the id of the first thread is that of the process; that a
 * suspended program is of no known kind is found by ResumeThread, and it then
 * exits with 127. Source:  "CreateProcessW function", Parameters and Remarks.
 * Test:    tests/conformance/process_create.c */
BOOL WINAPI CreateProcessA(LPCSTR lpApplicationName, LPSTR lpCommandLine,
                           LPSECURITY_ATTRIBUTES lpProcessAttributes,
                           LPSECURITY_ATTRIBUTES lpThreadAttributes,
                           BOOL bInheritHandles, DWORD dwCreationFlags,
                           LPVOID lpEnvironment, LPCSTR lpCurrentDirectory,
                           LPSTARTUPINFOA lpStartupInfo,
                           LPPROCESS_INFORMATION lpProcessInformation)
    IOCP_API(CreateProcessA);

/* The same in UTF-16; the command line is not written to. */
BOOL WINAPI CreateProcessW(LPCWSTR lpApplicationName, LPWSTR lpCommandLine,
                           LPSECURITY_ATTRIBUTES lpProcessAttributes,
                           LPSECURITY_ATTRIBUTES lpThreadAttributes,
                           BOOL bInheritHandles, DWORD dwCreationFlags,
                           LPVOID lpEnvironment, LPCWSTR lpCurrentDirectory,
                           LPSTARTUPINFOW lpStartupInfo,
                           LPPROCESS_INFORMATION lpProcessInformation)
    IOCP_API(CreateProcessW);

/* Gives a handle of a process.
 * In:      dwDesiredAccess: PROCESS_... and SYNCHRONIZE, what the handle is
 *          for. bInheritHandle: kept as HANDLE_FLAG_INHERIT. dwProcessId: any
 *          process of the machine that can be seen.
 * Out:     none.
 * Returns: a handle, to be closed by the caller; or NULL; last error:
 *          ERROR_INVALID_PARAMETER, no such process; ERROR_ACCESS_DENIED,
 *          PROCESS_TERMINATE is asked for and somebody else's process may not
 *          be ended; ERROR_NO_SYSTEM_RESOURCES, ERROR_TOO_MANY_OPEN_FILES.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: rights for what no call here does (memory, threads) are
 *          given to all.
 * Source:  "OpenProcess function", Parameters and Return value.
 * Test:    tests/conformance/process_open.c */
HANDLE WINAPI OpenProcess(DWORD dwDesiredAccess, BOOL bInheritHandle,
                          DWORD dwProcessId) IOCP_API(OpenProcess);

/* Gives the exit code of a process.
 * In:      hProcess: with PROCESS_QUERY_INFORMATION or
 *          PROCESS_QUERY_LIMITED_INFORMATION.
 * Out:     *lpExitCode: STILL_ACTIVE while it runs; then the code, of 8 bits,
 *          it exited with; what TerminateProcess of this process said; or for a
 *          signal the code in docs/semantics/processes.md.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_HANDLE, not a process;
 *          ERROR_ACCESS_DENIED, not opened for that; ERROR_NOACCESS, lpExitCode
 *          is NULL; ERROR_NOT_SUPPORTED, it is no child of ours, has ended, and
 *          the kernel does not tell how.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: as said.
 * Source:  "GetExitCodeProcess function", Remarks.
 * Test:    tests/conformance/process_wait.c */
BOOL WINAPI GetExitCodeProcess(HANDLE hProcess, LPDWORD lpExitCode)
    IOCP_API(GetExitCodeProcess);

/* Ends a process.
 * In:      hProcess: with PROCESS_TERMINATE. uExitCode: what
 *          GetExitCodeProcess of this process gives afterwards; the first call
 *          counts. For GetCurrentProcess() the same as ExitProcess.
 * Out:     none.
 * Returns: TRUE: it will have ended when its handle is signalled; or FALSE;
 *          last error: ERROR_INVALID_HANDLE, not a process;
 *          ERROR_ACCESS_DENIED, not opened for that, not allowed, or it has
 *          ended.
 * Packet:  none; a job's port hears of the end.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: other processes see the signal SIGKILL, and no code.
 * Source:  "TerminateProcess function", Remarks.
 * Test:    tests/conformance/process_wait.c */
BOOL WINAPI TerminateProcess(HANDLE hProcess, UINT uExitCode)
    IOCP_API(TerminateProcess);

/* Gives the id of a process.
 * In:      Process: with PROCESS_QUERY_INFORMATION or
 *          PROCESS_QUERY_LIMITED_INFORMATION.
 * Out:     none.
 * Returns: the id, which is the kernel's; or 0; last error:
 *          ERROR_INVALID_HANDLE, not a process; ERROR_ACCESS_DENIED, not opened
 *          for that.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetProcessId function".
 * Test:    tests/conformance/process_open.c */
DWORD WINAPI GetProcessId(HANDLE Process) IOCP_API(GetProcessId);

/* Tells when a process was made, has ended, and what it has used.
 * In:      hProcess: with PROCESS_QUERY_INFORMATION or
 *          PROCESS_QUERY_LIMITED_INFORMATION.
 * Out:     *lpCreationTime, *lpExitTime: UTC; the second is 0 while it runs.
 *          *lpKernelTime, *lpUserTime: amounts of 100 ns. All untouched on
 *          failure.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_HANDLE, not a process;
 *          ERROR_ACCESS_DENIED, not opened for that; ERROR_NOACCESS, a pointer
 *          is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same; while others run the kernel tells hundredths of a second, and
 *          what somebody else's child had used is 0 if it was not seen to end.
 * Source:  "GetProcessTimes function", Parameters.
 * Test:    tests/conformance/process_open.c */
BOOL WINAPI GetProcessTimes(HANDLE hProcess, LPFILETIME lpCreationTime,
                            LPFILETIME lpExitTime, LPFILETIME lpKernelTime,
                            LPFILETIME lpUserTime) IOCP_API(GetProcessTimes);

/* Counts the open handles of the calling process.
 * In:      hProcess: the calling one.
 * Out:     *pdwHandleCount; untouched on failure.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_HANDLE, not a process;
 *          ERROR_ACCESS_DENIED, not opened for queries; ERROR_NOACCESS,
 *          pdwHandleCount is NULL; ERROR_NOT_SUPPORTED, another process.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: tells of other processes too.
 * Source:  "GetProcessHandleCount function".
 * Test:    tests/conformance/process_open.c */
BOOL WINAPI GetProcessHandleCount(HANDLE hProcess, PDWORD pdwHandleCount)
    IOCP_API(GetProcessHandleCount);

/* Tells which processors a process may use.
 * In:      hProcess: with PROCESS_QUERY_INFORMATION or
 *          PROCESS_QUERY_LIMITED_INFORMATION.
 * Out:     *lpProcessAffinityMask, *lpSystemAffinityMask: a bit a processor,
 *          of the first group in which it may run; untouched on failure.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_HANDLE, not a process;
 *          ERROR_ACCESS_DENIED, not opened for that; ERROR_NOACCESS, a pointer
 *          is NULL; ERROR_INVALID_PARAMETER, it has ended.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same, as since Windows 11 for a process in several groups.
 * Source:  "GetProcessAffinityMask function".
 * Test:    tests/conformance/process_open.c */
BOOL WINAPI GetProcessAffinityMask(HANDLE hProcess,
                                   PDWORD_PTR lpProcessAffinityMask,
                                   PDWORD_PTR lpSystemAffinityMask)
    IOCP_API(GetProcessAffinityMask);

#ifdef UNICODE
typedef STARTUPINFOW STARTUPINFO;
typedef LPSTARTUPINFOW LPSTARTUPINFO;
#define CreateProcess CreateProcessW
#else
typedef STARTUPINFOA STARTUPINFO;
typedef LPSTARTUPINFOA LPSTARTUPINFO;
#define CreateProcess CreateProcessA
#endif

#ifdef __cplusplus
}
#endif

#endif
