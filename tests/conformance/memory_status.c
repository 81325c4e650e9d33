/* How much memory there is. */
#include "support.h"

#include <psapi.h>

/* Claim:  figures that fit each other; a wrong length is
 *         ERROR_INVALID_PARAMETER.
 * Source: "MEMORYSTATUSEX structure"; "GlobalMemoryStatusEx function".
 *         Wine 8: same. */
static void extended(void)
{
    MEMORYSTATUSEX status = {.dwLength = sizeof status};

    CHECK(GlobalMemoryStatusEx(&status));
    CHECK(status.dwMemoryLoad <= 100);
    CHECK(status.ullTotalPhys > 1 << 20);
    CHECK(status.ullAvailPhys > 0 && status.ullAvailPhys < status.ullTotalPhys);
    CHECK(status.ullTotalPageFile >= status.ullAvailPageFile);
    CHECK(status.ullTotalVirtual > (DWORDLONG)1 << 40);
    CHECK(status.ullAvailVirtual <= status.ullTotalVirtual);
    status.dwLength = sizeof status - 1;
    CHECK_FAILS(GlobalMemoryStatusEx(&status), ERROR_INVALID_PARAMETER);
}

/* Claim:  the older call fills in its length and tells the same.
 * Source: "MEMORYSTATUS structure".  Wine 8: same. */
static void older(void)
{
    MEMORYSTATUSEX extended = {.dwLength = sizeof extended};
    MEMORYSTATUS status = {0};

    GlobalMemoryStatus(&status);
    CHECK(GlobalMemoryStatusEx(&extended));
    CHECK(status.dwLength == sizeof status);
    CHECK(status.dwTotalPhys == extended.ullTotalPhys);
    CHECK(status.dwAvailPhys > 0 && status.dwAvailPhys < status.dwTotalPhys);
}

/* Claim:  the installed memory is at least what the system has.
 * Source: "GetPhysicallyInstalledSystemMemory function", Remarks.
 *         Wine 8: same. */
static void installed(void)
{
    MEMORYSTATUSEX status = {.dwLength = sizeof status};
    ULONGLONG kilobytes = 0;

    CHECK(GetPhysicallyInstalledSystemMemory(&kilobytes));
    CHECK(GlobalMemoryStatusEx(&status));
    CHECK(kilobytes >= status.ullTotalPhys / 1024);
    CHECK_FAILS(GetPhysicallyInstalledSystemMemory(NULL),
                ERROR_INVALID_PARAMETER);
}

/* Claim:  a process has some memory, more after it used some; too small a
 *         buffer is ERROR_INSUFFICIENT_BUFFER, no process ERROR_INVALID_HANDLE.
 * Source: "GetProcessMemoryInfo function"; "PROCESS_MEMORY_COUNTERS structure".
 *         Wine 8: same. */
static void of_the_process(void)
{
    enum { BYTES = 64 << 20 };
    HANDLE self = GetCurrentProcess();
    PROCESS_MEMORY_COUNTERS before = {0}, after = {0};
    char *memory;

    CHECK(GetProcessMemoryInfo(self, &before, sizeof before));
    CHECK(before.cb == sizeof before && before.WorkingSetSize > 1 << 16);
    CHECK(before.PeakWorkingSetSize >= before.WorkingSetSize);
    memory = VirtualAlloc(NULL, BYTES, MEM_COMMIT, PAGE_READWRITE);
    memset(memory, 1, BYTES);
    CHECK(GetProcessMemoryInfo(self, &after, sizeof after));
    CHECK(after.WorkingSetSize >= before.WorkingSetSize + BYTES / 2);
    CHECK(VirtualFree(memory, 0, MEM_RELEASE));
    CHECK_FAILS(GetProcessMemoryInfo(self, &before, sizeof before - 1),
                ERROR_INSUFFICIENT_BUFFER);
    CHECK_FAILS(GetProcessMemoryInfo(NULL, &before, sizeof before),
                ERROR_INVALID_HANDLE);
}

TAP_MAIN(CASE(extended), CASE(older), CASE(installed), CASE(of_the_process))
