/* Last error, the machine, clocks, the process. */
#include "iocp/system.h"

#include <stdbool.h>
#include <time.h>

#include "api/affinity.h"
#include "api/api.h"
#include "base/clock.h"
#include "iocp/thread.h"
#include "object/job.h"
#include "object/pipe_host.h"
#include "sys/cpu.h"
#include "sys/machine.h"

/* 100 ns units from 1601-01-01 to 1970-01-01. */
#define UNIX_EPOCH 116444736000000000u
#define UNITS_PER_SECOND 10000000u
#define UNITS_PER_DAY (86400u * (uint64_t)UNITS_PER_SECOND)

DWORD WINAPI GetLastError(VOID)
{
    return last_error_get();
}

VOID WINAPI SetLastError(DWORD error)
{
    last_error_set(error);
}

/* What the process may use of its first group. The machine is asked for only
 * where the kernel's numbers would not do: that takes milliseconds. */
static DWORD_PTR usable_mask(void)
{
    struct affinity set;
    unsigned group;

    if (affinity_get_process((int)machine_process_id(), &set) < 0)
        return 1;
    return affinity_is_plain(&set) ? set.words[0]
                                   : affinity_primary(&set, &group);
}

/* The processors are those that this process may use: a server that starts a
 * thread for each should not start more under taskset or in a container. */
VOID WINAPI GetSystemInfo(LPSYSTEM_INFO info)
{
    bool arm64 = machine_is_arm64();

    ZeroMemory(info, sizeof *info);
    info->wProcessorArchitecture =
        arm64 ? PROCESSOR_ARCHITECTURE_ARM64 : PROCESSOR_ARCHITECTURE_AMD64;
    info->dwProcessorType = arm64 ? 0 : PROCESSOR_AMD_X8664;
    info->wProcessorLevel = arm64 ? 8 : 6;
    info->dwPageSize = machine_page_bytes();
    info->lpMinimumApplicationAddress = (LPVOID)0x10000;
    info->lpMaximumApplicationAddress = (LPVOID)0x7FFFFFFEFFFF;
    info->dwNumberOfProcessors = cpu_usable();
    info->dwActiveProcessorMask = usable_mask();
    info->dwAllocationGranularity = 0x10000;
}

/* ---- Clocks ---- */

/* 10 MHz, the frequency of present-day Windows: programs multiply the counter
 * by a million before they divide, and a faster one would overflow. */
BOOL WINAPI QueryPerformanceFrequency(LARGE_INTEGER *frequency)
{
    if (frequency == NULL)
        return api_error(ERROR_NOACCESS);
    frequency->QuadPart = UNITS_PER_SECOND;
    return TRUE;
}

BOOL WINAPI QueryPerformanceCounter(LARGE_INTEGER *counter)
{
    if (counter == NULL)
        return api_error(ERROR_NOACCESS);
    counter->QuadPart = (LONGLONG)(clock_now_ns() / 100);
    return TRUE;
}

ULONGLONG WINAPI GetTickCount64(VOID)
{
    return clock_now_ns() / 1000000;
}

DWORD WINAPI GetTickCount(VOID)
{
    return (DWORD)GetTickCount64();
}

VOID WINAPI GetSystemTimeAsFileTime(LPFILETIME file_time)
{
    struct timespec now;
    uint64_t units;

    clock_gettime(CLOCK_REALTIME, &now);
    units = UNIX_EPOCH + (uint64_t)now.tv_sec * UNITS_PER_SECOND +
            (uint64_t)now.tv_nsec / 100;
    file_time->dwLowDateTime = (DWORD)units;
    file_time->dwHighDateTime = (DWORD)(units >> 32);
}

/* The date of a day counted from 1601-01-01. Years here begin in March, so that
 * the leap day is a year's last; 400 years have 146097 days. */
static void set_date(LPSYSTEMTIME time, uint32_t day)
{
    uint32_t shifted = day + 306; /* days since 1600-03-01 */
    uint32_t era = shifted / 146097, in_era = shifted % 146097;
    uint32_t year =
        (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    uint32_t in_year = in_era - (365 * year + year / 4 - year / 100);
    uint32_t month = (5 * in_year + 2) / 153; /* 0 is March */

    time->wDay = (WORD)(in_year - (153 * month + 2) / 5 + 1);
    time->wMonth = (WORD)(month < 10 ? month + 3 : month - 9);
    time->wYear = (WORD)(1600 + era * 400 + year + (month >= 10 ? 1 : 0));
    time->wDayOfWeek = (WORD)((day + 1) % 7); /* 1601-01-01 was a Monday */
}

BOOL WINAPI FileTimeToSystemTime(const FILETIME *file_time, LPSYSTEMTIME time)
{
    uint64_t units;
    uint32_t ms;

    if (file_time == NULL || time == NULL)
        return api_error(ERROR_INVALID_PARAMETER);
    units =
        (uint64_t)file_time->dwHighDateTime << 32 | file_time->dwLowDateTime;
    if (units >> 63 != 0)
        return api_error(ERROR_INVALID_PARAMETER);
    set_date(time, (uint32_t)(units / UNITS_PER_DAY));
    ms = (uint32_t)(units % UNITS_PER_DAY / 10000);
    time->wHour = (WORD)(ms / 3600000);
    time->wMinute = (WORD)(ms / 60000 % 60);
    time->wSecond = (WORD)(ms / 1000 % 60);
    time->wMilliseconds = (WORD)(ms % 1000);
    return TRUE;
}

VOID WINAPI GetSystemTime(LPSYSTEMTIME time)
{
    FILETIME now;

    GetSystemTimeAsFileTime(&now);
    FileTimeToSystemTime(&now, time);
}

/* ---- The process ---- */

DWORD WINAPI GetCurrentProcessId(VOID)
{
    return machine_process_id();
}

HANDLE WINAPI GetCurrentProcess(VOID)
{
    return (HANDLE)(LONG_PTR)-1;
}

/* As on Windows the C library's atexit handlers do not run; exit() is for
 * that. The shell sees the low eight bits of the code. */
VOID WINAPI ExitProcess(UINT exit_code)
{
    job_process_ends();
    pipe_host_farewell();
    machine_exit(exit_code);
}
