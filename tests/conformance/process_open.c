/* OpenProcess, and what can be asked of a process. */
#include "children.h"

static ULONGLONG number_of(FILETIME time)
{
    return (ULONGLONG)time.dwHighDateTime << 32 | time.dwLowDateTime;
}

/* "If the specified process is the System Idle Process (0), the function fails
 * and the last error code is ERROR_INVALID_PARAMETER"; so of any id that nobody
 * has. */
static void no_such_process(void)
{
    CHECK_FAILS(OpenProcess(SYNCHRONIZE, FALSE, 0), ERROR_INVALID_PARAMETER);
    CHECK_FAILS(OpenProcess(SYNCHRONIZE, FALSE, 0x7FFFFFF0),
                ERROR_INVALID_PARAMETER);
}

/* A process has one object, by whatever handle. */
static void same_process(void)
{
    PROCESS_INFORMATION child = child_start("wait", 0);
    HANDLE other = OpenProcess(PROCESS_ALL_ACCESS, FALSE, child.dwProcessId);
    HANDLE self = OpenProcess(PROCESS_ALL_ACCESS, FALSE, GetCurrentProcessId());
    HANDLE duplicate = NULL;

    CHECK(GetProcessId(other) == child.dwProcessId);
    CHECK(CompareObjectHandles(other, child.hProcess));
    CHECK(!CompareObjectHandles(other, self));
    CHECK(DuplicateHandle(GetCurrentProcess(), GetCurrentProcess(),
                          GetCurrentProcess(), &duplicate, 0, FALSE,
                          DUPLICATE_SAME_ACCESS));
    CHECK(CompareObjectHandles(duplicate, self));
    CHECK(GetProcessId(duplicate) == GetCurrentProcessId());
    CloseHandle(duplicate);
    CloseHandle(self);
    CloseHandle(other);
    child_end(&child);
}

/* While there is a handle, one that has ended can be opened. */
static void opened_after_its_end(void)
{
    PROCESS_INFORMATION child = child_start("exit 12", 0);
    HANDLE other;

    CHECK(child_result(child.hProcess) == 12);
    other = OpenProcess(PROCESS_ALL_ACCESS, FALSE, child.dwProcessId);
    if (CHECK(other != NULL)) {
        CHECK(child_result(other) == 12);
        CloseHandle(other);
    }
    child_close(&child);
}

static void times_of(HANDLE process, ULONGLONG times[4])
{
    FILETIME found[4];

    CHECK(GetProcessTimes(process, &found[0], &found[1], &found[2], &found[3]));
    for (unsigned i = 0; i < 4; i++)
        times[i] = number_of(found[i]);
}

#define SECOND 10000000u

/* The time of creation is constant; that of the end comes with it. */
static void times(void)
{
    PROCESS_INFORMATION child = child_start("wait", 0);
    ULONGLONG before[4], after[4];
    FILETIME now;

    GetSystemTimeAsFileTime(&now);
    times_of(child.hProcess, before);
    CHECK(before[0] <= number_of(now) + SECOND &&
              before[0] + 60 * SECOND > number_of(now),
          "made %llu, now %llu", before[0], number_of(now));
    CHECK(TerminateProcess(child.hProcess, 0) && wait_for(child.hProcess));
    times_of(child.hProcess, after);
    CHECK(after[0] == before[0]);
    CHECK(after[1] + SECOND > after[0] && after[1] < after[0] + 60 * SECOND);
    CHECK(after[2] >= before[2] && after[3] >= before[3]);
    child_close(&child);
}

/* Processor time of the calling process grows as it computes. */
static void own_times(void)
{
    ULONGLONG first[4], later[4];
    volatile unsigned sum = 0;

    times_of(GetCurrentProcess(), first);
    do {
        for (unsigned i = 0; i < 1000000; i++)
            sum += i;
        times_of(GetCurrentProcess(), later);
    } while (later[2] + later[3] == first[2] + first[3]);
    CHECK(later[2] >= first[2] && later[3] >= first[3]);
    CHECK(later[0] == first[0]);
}

static void affinity(void)
{
    DWORD_PTR mine = 0, all = 0;
    SYSTEM_INFO machine;

    GetSystemInfo(&machine);
    CHECK(GetProcessAffinityMask(GetCurrentProcess(), &mine, &all));
    CHECK(mine != 0 && (mine & ~all) == 0);
    CHECK(mine == machine.dwActiveProcessorMask);
}

/* Counts handles as they come and go. */
static void handle_count(void)
{
    DWORD before = 0, between = 0, after = 0;
    HANDLE events[10];

    CHECK(GetProcessHandleCount(GetCurrentProcess(), &before));
    for (unsigned i = 0; i < 10; i++)
        events[i] = event_new();
    CHECK(GetProcessHandleCount(GetCurrentProcess(), &between));
    DIFFERS(WINE_8, "is always 0")
    CHECK(between == before + 10, "%lu", (unsigned long)(between - before));
    for (unsigned i = 0; i < 10; i++)
        CloseHandle(events[i]);
    CHECK(GetProcessHandleCount(GetCurrentProcess(), &after));
    CHECK(after == before);
}

CHILDREN_MAIN(CASE(no_such_process), CASE(same_process),
              CASE(opened_after_its_end), CASE(times), CASE_LONG(own_times, 60),
              CASE(affinity), CASE(handle_count))
