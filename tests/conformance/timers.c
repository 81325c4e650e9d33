#include "timers.h"

HANDLE timer_new(BOOL manual_reset)
{
    HANDLE timer = CreateWaitableTimerA(NULL, manual_reset, NULL);

    CHECK(timer != NULL);
    return timer;
}

void set_calling(HANDLE timer, LONGLONG due, LONG period,
                 PTIMERAPCROUTINE routine, void *argument)
{
    LARGE_INTEGER time;

    time.QuadPart = due;
    CHECK(SetWaitableTimer(timer, &time, period, routine, argument, FALSE));
}

void set(HANDLE timer, LONGLONG due)
{
    set_calling(timer, due, 0, NULL, NULL);
}

void pass_time(LONGLONG due)
{
    HANDLE timer = timer_new(TRUE);

    set(timer, due);
    CHECK(wait_for(timer));
    CloseHandle(timer);
}

LONGLONG time_now(void)
{
    FILETIME now;

    GetSystemTimeAsFileTime(&now);
    return (LONGLONG)((ULONGLONG)now.dwHighDateTime << 32 | now.dwLowDateTime);
}
