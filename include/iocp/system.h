/* Last error, messages, clocks, the machine, console control. */
#ifndef IOCP_SYSTEM_H
#define IOCP_SYSTEM_H

#include <stdarg.h>

#include "error_codes.h"
#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

#define FORMAT_MESSAGE_ALLOCATE_BUFFER 0x0100
#define FORMAT_MESSAGE_IGNORE_INSERTS 0x0200
#define FORMAT_MESSAGE_FROM_STRING 0x0400
#define FORMAT_MESSAGE_FROM_HMODULE 0x0800
#define FORMAT_MESSAGE_FROM_SYSTEM 0x1000
#define FORMAT_MESSAGE_ARGUMENT_ARRAY 0x2000
#define FORMAT_MESSAGE_MAX_WIDTH_MASK 0x00FF

#define MAKELANGID(primary, sub) ((((WORD)(sub)) << 10) | (WORD)(primary))
#define LANG_NEUTRAL 0x00
#define LANG_ENGLISH 0x09
#define LANG_CHINESE 0x04
#define LANG_KOREAN 0x12
#define LANG_SYSTEM_DEFAULT MAKELANGID(LANG_NEUTRAL, SUBLANG_SYS_DEFAULT)
#define LANG_USER_DEFAULT MAKELANGID(LANG_NEUTRAL, SUBLANG_DEFAULT)
#define SUBLANG_NEUTRAL 0x00
#define SUBLANG_DEFAULT 0x01
#define SUBLANG_SYS_DEFAULT 0x02
#define SUBLANG_ENGLISH_US 0x01
#define SUBLANG_ENGLISH_UK 0x02
#define SUBLANG_CHINESE_SIMPLIFIED 0x02
#define SUBLANG_KOREAN 0x01

#define PROCESSOR_ARCHITECTURE_INTEL 0
#define PROCESSOR_ARCHITECTURE_ARM 5
#define PROCESSOR_ARCHITECTURE_AMD64 9
#define PROCESSOR_ARCHITECTURE_ARM64 12
#define PROCESSOR_ARCHITECTURE_UNKNOWN 0xFFFF
#define PROCESSOR_AMD_X8664 8664

#define CTRL_C_EVENT 0
#define CTRL_BREAK_EVENT 1
#define CTRL_CLOSE_EVENT 2
#define CTRL_LOGOFF_EVENT 5
#define CTRL_SHUTDOWN_EVENT 6

typedef struct _SYSTEM_INFO {
    __extension__ union {
        DWORD dwOemId;
        __extension__ struct {
            WORD wProcessorArchitecture;
            WORD wReserved;
        };
    };
    DWORD dwPageSize;
    LPVOID lpMinimumApplicationAddress;
    LPVOID lpMaximumApplicationAddress;
    DWORD_PTR dwActiveProcessorMask;
    DWORD dwNumberOfProcessors;
    DWORD dwProcessorType;
    DWORD dwAllocationGranularity;
    WORD wProcessorLevel;
    WORD wProcessorRevision;
} SYSTEM_INFO, *LPSYSTEM_INFO;

IOCP_SIZE(SYSTEM_INFO, 48);
IOCP_AT(SYSTEM_INFO, wProcessorArchitecture, 0);
IOCP_AT(SYSTEM_INFO, dwPageSize, 4);
IOCP_AT(SYSTEM_INFO, dwActiveProcessorMask, 24);
IOCP_AT(SYSTEM_INFO, dwNumberOfProcessors, 32);
IOCP_AT(SYSTEM_INFO, wProcessorRevision, 46);

typedef BOOL(WINAPI *PHANDLER_ROUTINE)(DWORD CtrlType);

/* Gives the calling thread's last error.
 * In:      none.
 * Out:     none.
 * Returns: the number the last failed call of this thread left. Most calls
 *          leave it alone when they succeed; successful Winsock calls set it to
 *          0.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetLastError function", Remarks.
 * Test:    tests/conformance/system.c */
DWORD WINAPI GetLastError(VOID) IOCP_API(GetLastError);

/* Sets the calling thread's last error.
 * In:      dwErrCode: any number.
 * Out:     none.
 * Returns: nothing.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "SetLastError function", Remarks.
 * Test:    tests/conformance/threads.c */
VOID WINAPI SetLastError(DWORD dwErrCode) IOCP_API(SetLastError);

/* Makes the text of an error number, or of a caller's own message.
 * In:      dwFlags: FORMAT_MESSAGE_FROM_SYSTEM, the text of dwMessageId (a last
 *          error, Winsock's too); FORMAT_MESSAGE_FROM_STRING, lpSource is the
 *          text; with FORMAT_MESSAGE_ALLOCATE_BUFFER lpBuffer is really the
 *          address of a pointer; FORMAT_MESSAGE_IGNORE_INSERTS leaves %1 alone.
 *          dwLanguageId: ignored. nSize: room in lpBuffer, in characters; with
 *          ALLOCATE_BUFFER the least to allocate. Arguments: NULL, or what %1
 *          and so on stand for.
 * Out:     lpBuffer: the text, ending in CR LF, and a NUL; UTF-8 in the A form,
 *          UTF-16 in the W form. With ALLOCATE_BUFFER: a block for LocalFree.
 * Returns: the length without the NUL, or 0; last error:
 *          ERROR_MR_MID_NOT_FOUND, no text for that number;
 *          ERROR_INSUFFICIENT_BUFFER, it does not fit; ERROR_INVALID_PARAMETER,
 *          no source, no buffer, or an insert that is wrong or missing;
 *          ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: the texts are the library's own, in English;
 *          FORMAT_MESSAGE_FROM_HMODULE finds nothing.
 * Source:  "FormatMessage function", Parameters and Remarks.
 * Test:    tests/conformance/system.c */
DWORD WINAPI FormatMessageA(DWORD dwFlags, LPCVOID lpSource, DWORD dwMessageId,
                            DWORD dwLanguageId, LPSTR lpBuffer, DWORD nSize,
                            va_list *Arguments) IOCP_API(FormatMessageA);

/* The same in UTF-16. */
DWORD WINAPI FormatMessageW(DWORD dwFlags, LPCVOID lpSource, DWORD dwMessageId,
                            DWORD dwLanguageId, LPWSTR lpBuffer, DWORD nSize,
                            va_list *Arguments) IOCP_API(FormatMessageW);

/* Describes the machine.
 * In:      none.
 * Out:     *lpSystemInfo. dwNumberOfProcessors counts what this process can
 *          really use at once: the processors of its affinity mask, or what the
 *          CPU quota of its control groups is worth, rounded up, if that is
 *          less. dwActiveProcessorMask: what GetProcessAffinityMask tells of
 *          this process.
 * Returns: nothing; cannot fail.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: the processor count respects the affinity mask and the
 *          quota, as it is what a program sizes its threads by.
 * Source:  "GetSystemInfo function", Parameters.
 * Test:    tests/conformance/system.c */
VOID WINAPI GetSystemInfo(LPSYSTEM_INFO lpSystemInfo) IOCP_API(GetSystemInfo);

/* Reads a fine clock that never goes back.
 * In:      none.
 * Out:     *lpPerformanceCount: ticks since some moment in the past.
 * Returns: TRUE, or FALSE; last error: ERROR_NOACCESS, the pointer is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "QueryPerformanceCounter function", Return value.
 * Test:    tests/conformance/system.c */
BOOL WINAPI QueryPerformanceCounter(LARGE_INTEGER *lpPerformanceCount)
    IOCP_API(QueryPerformanceCounter);

/* Gives the ticks a second of that clock.
 * In:      none.
 * Out:     *lpFrequency: ticks a second, constant.
 * Returns: TRUE, or FALSE; last error: ERROR_NOACCESS, the pointer is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "QueryPerformanceFrequency function", Return value.
 * Test:    tests/conformance/system.c */
BOOL WINAPI QueryPerformanceFrequency(LARGE_INTEGER *lpFrequency)
    IOCP_API(QueryPerformanceFrequency);

/* Gives the milliseconds since the machine started.
 * In:      none.
 * Out:     none.
 * Returns: the count; it wraps around after 49.7 days.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetTickCount function", Remarks.
 * Test:    tests/conformance/system.c */
DWORD WINAPI GetTickCount(VOID) IOCP_API(GetTickCount);

/* Gives the milliseconds since the machine started, in 64 bits.
 * In:      none.
 * Out:     none.
 * Returns: the count.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetTickCount64 function", Return value.
 * Test:    tests/conformance/system.c */
ULONGLONG WINAPI GetTickCount64(VOID) IOCP_API(GetTickCount64);

/* Gives the time of day.
 * In:      none.
 * Out:     *lpSystemTimeAsFileTime: 100 ns units since 1601-01-01, UTC.
 * Returns: nothing; cannot fail.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetSystemTimeAsFileTime function", Remarks.
 * Test:    tests/conformance/times.c */
VOID WINAPI GetSystemTimeAsFileTime(LPFILETIME lpSystemTimeAsFileTime)
    IOCP_API(GetSystemTimeAsFileTime);

/* Turns a file time into a date and time, UTC.
 * In:      lpFileTime: 100 ns units since 1601-01-01.
 * Out:     *lpSystemTime; untouched on failure.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_PARAMETER, the top bit of
 *          the time is set, or a pointer is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "FileTimeToSystemTime function", Remarks.
 * Test:    tests/conformance/times.c */
BOOL WINAPI FileTimeToSystemTime(const FILETIME *lpFileTime,
                                 LPSYSTEMTIME lpSystemTime)
    IOCP_API(FileTimeToSystemTime);

/* Gives the date and time, UTC.
 * In:      none.
 * Out:     *lpSystemTime.
 * Returns: nothing; cannot fail.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetSystemTime function", Parameters.
 * Test:    tests/conformance/times.c */
VOID WINAPI GetSystemTime(LPSYSTEMTIME lpSystemTime) IOCP_API(GetSystemTime);

/* Ends the process.
 * In:      uExitCode: the exit code; Linux passes on its low 8 bits.
 * Out:     none.
 * Returns: never.
 * Packet:  none.
 * Blocks:  until standard output is written.  Threads: any.
 * Windows: same: neither atexit functions nor C++ destructors run, which is
 *          what exit(3) is for.
 * Source:  "ExitProcess function", Remarks.
 * Test:    tests/conformance/process_create.c */
DECLSPEC_NORETURN VOID WINAPI ExitProcess(UINT uExitCode) IOCP_API(ExitProcess);

/* Adds or removes a function that is told when the process shall end.
 * In:      HandlerRoutine: called on a thread of the library's with
 *          CTRL_C_EVENT (SIGINT), CTRL_BREAK_EVENT (SIGQUIT) or
 *          CTRL_CLOSE_EVENT (SIGTERM, SIGHUP); it returns TRUE if that settles
 *          the matter. The newest is asked first; if none returns TRUE the
 *          signal ends the process, and after CTRL_CLOSE_EVENT it ends in any
 *          case. NULL: whether Ctrl+C is ignored. Add: TRUE adds, FALSE
 *          removes.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_PARAMETER, it was not
 *          there to remove; ERROR_NOT_ENOUGH_MEMORY, or more than 64.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: the events stand for signals; a program's own handler of
 *          such a signal is replaced. Child processes inherit that Ctrl+C is
 *          ignored until they add a function.
 * Source:  "SetConsoleCtrlHandler function", Remarks.
 * Test:    tests/conformance/console_control.c,
 *          tests/linux/console_control_test.c */
BOOL WINAPI SetConsoleCtrlHandler(PHANDLER_ROUTINE HandlerRoutine, BOOL Add)
    IOCP_API(SetConsoleCtrlHandler);

/* Sends a console event.
 * In:      dwCtrlEvent: CTRL_C_EVENT or CTRL_BREAK_EVENT. dwProcessGroupId: the
 *          id of a child that was made with CREATE_NEW_PROCESS_GROUP; it and
 *          its children get the event, which has to be CTRL_BREAK_EVENT:
 *          CTRL_C_EVENT they do not hear. 0: all processes of the caller's
 *          group, itself too.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_PARAMETER, another event,
 *          or there is no such group; ERROR_ACCESS_DENIED, it is not yours.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: the events are SIGINT and SIGQUIT; groups are those of
 *          Linux, of which the caller's may be its shell's whole job.
 * Source:  "GenerateConsoleCtrlEvent function", Parameters.
 * Test:    tests/linux/children_test.c */
BOOL WINAPI GenerateConsoleCtrlEvent(DWORD dwCtrlEvent, DWORD dwProcessGroupId)
    IOCP_API(GenerateConsoleCtrlEvent);

#ifdef UNICODE
#define FormatMessage FormatMessageW
#else
#define FormatMessage FormatMessageA
#endif

#ifdef __cplusplus
}
#endif

#endif
