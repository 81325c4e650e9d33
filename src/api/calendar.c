#include "api/calendar.h"

#include "iocp/system.h"

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int calendar_days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    if (month < 1 || month > 12)
        return 0;
    return days[month - 1] + (month == 2 && is_leap(year));
}

/* "The year must be from 1601 through 30827" (SYSTEMTIME structure). */
static bool is_valid(const SYSTEMTIME *time)
{
    return time->wYear >= 1601 && time->wYear <= 30827 && time->wDay >= 1 &&
           time->wDay <= calendar_days_in_month(time->wYear, time->wMonth) &&
           time->wHour < 24 && time->wMinute < 60 && time->wSecond < 60 &&
           time->wMilliseconds < 1000;
}

static int64_t day_of(const SYSTEMTIME *time)
{
    int64_t years = time->wYear - 1601;
    int64_t day = years * 365 + years / 4 - years / 100 + years / 400;

    for (int month = 1; month < time->wMonth; month++)
        day += calendar_days_in_month(time->wYear, month);
    return day + time->wDay - 1;
}

bool calendar_units(const SYSTEMTIME *time, int64_t *units)
{
    int64_t ms;

    if (!is_valid(time))
        return false;
    ms = ((time->wHour * 60 + time->wMinute) * 60 + time->wSecond) * 1000 +
         time->wMilliseconds;
    *units = (day_of(time) * 86400000 + ms) * 10000;
    return true;
}

FILETIME calendar_file_time(int64_t units)
{
    FILETIME time = {(DWORD)units, (DWORD)((uint64_t)units >> 32)};

    return time;
}

bool calendar_time(int64_t units, LPSYSTEMTIME time)
{
    FILETIME file_time = calendar_file_time(units);

    return FileTimeToSystemTime(&file_time, time) != FALSE;
}
