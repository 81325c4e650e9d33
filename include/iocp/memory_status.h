/* How much memory there is, and how much of it the process has. */
#ifndef IOCP_MEMORY_STATUS_H
#define IOCP_MEMORY_STATUS_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct _MEMORYSTATUSEX {
    DWORD dwLength;     /* the caller's: sizeof(MEMORYSTATUSEX) */
    DWORD dwMemoryLoad; /* percent of the memory that is in use */
    DWORDLONG ullTotalPhys;
    DWORDLONG ullAvailPhys;
    DWORDLONG ullTotalPageFile; /* memory and swap */
    DWORDLONG ullAvailPageFile;
    DWORDLONG ullTotalVirtual; /* addresses of the process */
    DWORDLONG ullAvailVirtual;
    DWORDLONG ullAvailExtendedVirtual; /* 0 */
} MEMORYSTATUSEX, *LPMEMORYSTATUSEX;

IOCP_SIZE(MEMORYSTATUSEX, 64);
IOCP_AT(MEMORYSTATUSEX, ullTotalPhys, 8);

typedef struct _MEMORYSTATUS {
    DWORD dwLength;
    DWORD dwMemoryLoad;
    SIZE_T dwTotalPhys;
    SIZE_T dwAvailPhys;
    SIZE_T dwTotalPageFile;
    SIZE_T dwAvailPageFile;
    SIZE_T dwTotalVirtual;
    SIZE_T dwAvailVirtual;
} MEMORYSTATUS, *LPMEMORYSTATUS;

IOCP_SIZE(MEMORYSTATUS, 56);

/* Bytes, but for the count of faults. */
typedef struct _PROCESS_MEMORY_COUNTERS {
    DWORD cb;
    DWORD PageFaultCount;
    SIZE_T PeakWorkingSetSize;
    SIZE_T WorkingSetSize;
    SIZE_T QuotaPeakPagedPoolUsage; /* 0, as the three below */
    SIZE_T QuotaPagedPoolUsage;
    SIZE_T QuotaPeakNonPagedPoolUsage;
    SIZE_T QuotaNonPagedPoolUsage;
    SIZE_T PagefileUsage;
    SIZE_T PeakPagefileUsage;
} PROCESS_MEMORY_COUNTERS, *PPROCESS_MEMORY_COUNTERS;

IOCP_SIZE(PROCESS_MEMORY_COUNTERS, 72);
IOCP_AT(PROCESS_MEMORY_COUNTERS, WorkingSetSize, 16);

typedef struct _PROCESS_MEMORY_COUNTERS_EX {
    DWORD cb;
    DWORD PageFaultCount;
    SIZE_T PeakWorkingSetSize;
    SIZE_T WorkingSetSize;
    SIZE_T QuotaPeakPagedPoolUsage;
    SIZE_T QuotaPagedPoolUsage;
    SIZE_T QuotaPeakNonPagedPoolUsage;
    SIZE_T QuotaNonPagedPoolUsage;
    SIZE_T PagefileUsage;
    SIZE_T PeakPagefileUsage;
    SIZE_T PrivateUsage;
} PROCESS_MEMORY_COUNTERS_EX, *PPROCESS_MEMORY_COUNTERS_EX;

IOCP_SIZE(PROCESS_MEMORY_COUNTERS_EX, 80);
IOCP_AT(PROCESS_MEMORY_COUNTERS_EX, PrivateUsage, 72);

/* Tells how much memory there is.
 * In:      lpBuffer: dwLength is the size of the structure.
 * Out:     *lpBuffer; untouched on failure.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_PARAMETER, another length
 *          or a NULL pointer; ERROR_FILE_NOT_FOUND: there is no /proc.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: the page file is memory and swap of the machine, not what
 *          may still be committed; a container's limit does not show.
 * Source:  "GlobalMemoryStatusEx function", Parameters.
 * Test:    tests/conformance/memory_status.c */
BOOL WINAPI GlobalMemoryStatusEx(LPMEMORYSTATUSEX lpBuffer)
    IOCP_API(GlobalMemoryStatusEx);

/* The older form of it.
 * In:      none.
 * Out:     *lpBuffer: zeros if there is no /proc.
 * Returns: nothing.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: as above.
 * Source:  "GlobalMemoryStatus function", Parameters.
 * Test:    tests/conformance/memory_status.c */
VOID WINAPI GlobalMemoryStatus(LPMEMORYSTATUS lpBuffer)
    IOCP_API(GlobalMemoryStatus);

/* Gives the size of the machine's memory.
 * In:      none.
 * Out:     *TotalMemoryInKilobytes.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_PARAMETER, a NULL pointer;
 *          ERROR_FILE_NOT_FOUND: there is no /proc.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: counts what the firmware keeps to itself, too.
 * Source:  "GetPhysicallyInstalledSystemMemory function", Remarks.
 * Test:    tests/conformance/memory_status.c */
BOOL WINAPI
GetPhysicallyInstalledSystemMemory(PULONGLONG TotalMemoryInKilobytes)
    IOCP_API(GetPhysicallyInstalledSystemMemory);

/* Tells how much memory the process has.
 * In:      Process: GetCurrentProcess(). cb: bytes at ppsmemCounters, of
 *          either structure.
 * Out:     *ppsmemCounters; untouched on failure.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_HANDLE, another process
 *          or none; ERROR_INSUFFICIENT_BUFFER, cb is too small;
 *          ERROR_NOACCESS, a NULL pointer.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: reaches other processes; the page file's figure is what
 *          the process may write, without a peak of its own.
 * Source:  "GetProcessMemoryInfo function", Parameters.
 * Test:    tests/conformance/memory_status.c */
BOOL WINAPI K32GetProcessMemoryInfo(HANDLE Process,
                                    PPROCESS_MEMORY_COUNTERS ppsmemCounters,
                                    DWORD cb) IOCP_API(K32GetProcessMemoryInfo);
/* The same for programs that ask the library psapi. */
BOOL WINAPI GetProcessMemoryInfo(HANDLE Process,
                                 PPROCESS_MEMORY_COUNTERS ppsmemCounters,
                                 DWORD cb) IOCP_API(GetProcessMemoryInfo);

#ifdef __cplusplus
}
#endif

#endif
