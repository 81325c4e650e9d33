/* GlobalMemoryStatus, GetProcessMemoryInfo. */
#include "iocp/memory_status.h"

#include <string.h>

#include "api/api.h"
#include "iocp/thread.h"
#include "sys/environment.h"

#define ADDRESSES 0x7FFFFFFF0000u /* that a program may use */

static NTSTATUS read(MEMORYSTATUSEX *status)
{
    struct memory_figures figures;
    int rc = memory_figures(&figures);

    if (rc != 0)
        return errmap_file(-rc);
    *status = (MEMORYSTATUSEX){
        .dwLength = sizeof *status,
        .ullTotalPhys = figures.total,
        .ullAvailPhys = figures.available,
        .ullTotalPageFile = figures.total + figures.swap_total,
        .ullAvailPageFile = figures.available + figures.swap_available,
        .ullTotalVirtual = ADDRESSES,
        .ullAvailVirtual = figures.addresses < ADDRESSES
                               ? ADDRESSES - figures.addresses
                               : 0, /* sanitizers take them all */
    };
    if (figures.total > 0)
        status->dwMemoryLoad =
            (DWORD)(100 - figures.available * 100 / figures.total);
    return STATUS_SUCCESS;
}

BOOL WINAPI GlobalMemoryStatusEx(LPMEMORYSTATUSEX out)
{
    MEMORYSTATUSEX status;
    NTSTATUS result;

    if (out == NULL || out->dwLength != sizeof *out)
        return api_error(ERROR_INVALID_PARAMETER);
    result = read(&status);
    if (result == STATUS_SUCCESS)
        *out = status;
    return api_result(result);
}

VOID WINAPI GlobalMemoryStatus(LPMEMORYSTATUS out)
{
    MEMORYSTATUSEX status = {0};

    read(&status);
    *out = (MEMORYSTATUS){
        .dwLength = sizeof *out,
        .dwMemoryLoad = status.dwMemoryLoad,
        .dwTotalPhys = status.ullTotalPhys,
        .dwAvailPhys = status.ullAvailPhys,
        .dwTotalPageFile = status.ullTotalPageFile,
        .dwAvailPageFile = status.ullAvailPageFile,
        .dwTotalVirtual = status.ullTotalVirtual,
        .dwAvailVirtual = status.ullAvailVirtual,
    };
}

BOOL WINAPI GetPhysicallyInstalledSystemMemory(PULONGLONG kilobytes)
{
    MEMORYSTATUSEX status = {0};
    NTSTATUS result = STATUS_INVALID_PARAMETER;

    if (kilobytes != NULL)
        result = read(&status);
    if (result == STATUS_SUCCESS)
        *kilobytes = status.ullTotalPhys / 1024;
    return api_result(result);
}

static NTSTATUS read_process(HANDLE process, PROCESS_MEMORY_COUNTERS_EX *out)
{
    struct memory_figures figures;
    int rc;

    if (process != GetCurrentProcess())
        return STATUS_INVALID_HANDLE;
    rc = memory_figures(&figures);
    if (rc != 0)
        return errmap_file(-rc);
    *out = (PROCESS_MEMORY_COUNTERS_EX){
        .PageFaultCount = (DWORD)figures.faults,
        .PeakWorkingSetSize = figures.resident_peak,
        .WorkingSetSize = figures.resident,
        .PagefileUsage = figures.data,
        .PeakPagefileUsage = figures.data,
        .PrivateUsage = figures.data,
    };
    return STATUS_SUCCESS;
}

BOOL WINAPI K32GetProcessMemoryInfo(HANDLE process,
                                    PPROCESS_MEMORY_COUNTERS out, DWORD size)
{
    PROCESS_MEMORY_COUNTERS_EX counters;
    NTSTATUS status = read_process(process, &counters);

    if (status != STATUS_SUCCESS)
        return api_fail(status);
    if (size < sizeof *out)
        return api_error(ERROR_INSUFFICIENT_BUFFER);
    if (out == NULL)
        return api_error(ERROR_NOACCESS);
    counters.cb = size >= sizeof counters ? sizeof counters : sizeof *out;
    memcpy(out, &counters, counters.cb);
    return TRUE;
}

BOOL WINAPI GetProcessMemoryInfo(HANDLE process, PPROCESS_MEMORY_COUNTERS out,
                                 DWORD size)
{
    return K32GetProcessMemoryInfo(process, out, size);
}
