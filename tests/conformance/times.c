/* Dates, local time, time zones, counters. */
#include "support.h"

#include <mmsystem.h>
#include <time.h>

#define MINUTE 600000000ll

static LONGLONG units(FILETIME time)
{
    return (LONGLONG)((ULONGLONG)time.dwHighDateTime << 32 |
                      time.dwLowDateTime);
}

static FILETIME file_time(LONGLONG value)
{
    FILETIME time = {(DWORD)value, (DWORD)(value >> 32)};

    return time;
}

static SYSTEMTIME date(WORD year, WORD month, WORD day, WORD hour, WORD minute)
{
    SYSTEMTIME time = {0};

    time.wYear = year;
    time.wMonth = month;
    time.wDay = day;
    time.wHour = hour;
    time.wMinute = minute;
    return time;
}

static int is_date(const SYSTEMTIME *got, WORD year, WORD month, WORD day,
                   WORD hour, WORD minute)
{
    return CHECK(got->wYear == year && got->wMonth == month &&
                     got->wDay == day && got->wHour == hour &&
                     got->wMinute == minute,
                 "%u-%u-%u %u:%u", got->wYear, got->wMonth, got->wDay,
                 got->wHour, got->wMinute);
}

/* Claim:  a date becomes a file time and the same date again, with its day of
 *         the week.
 * Source: "SystemTimeToFileTime function", "FileTimeToSystemTime function".
 *         Wine 8: same. */
static void there_and_back(void)
{
    static const struct {
        WORD year, month, day, weekday;
        LONGLONG days; /* since 1601 */
    } rows[] = {
        {1601, 1, 1, 1, 0},       {1970, 1, 1, 4, 134774},
        {2000, 2, 29, 2, 145790}, {2000, 3, 1, 3, 145791},
        {2100, 3, 1, 1, 182315},  {2024, 12, 31, 2, 154862},
    };

    for (unsigned i = 0; i < COUNT_OF(rows); i++) {
        SYSTEMTIME time =
            date(rows[i].year, rows[i].month, rows[i].day, 13, 14);
        FILETIME found;

        time.wSecond = 15;
        time.wMilliseconds = 16;
        time.wDayOfWeek = 99; /* not looked at */
        if (!CHECK(SystemTimeToFileTime(&time, &found)))
            continue;
        CHECK(units(found) == (rows[i].days * 86400000 + 47655016) * 10000,
              "%lld", (long long)units(found));
        CHECK(FileTimeToSystemTime(&found, &time));
        is_date(&time, rows[i].year, rows[i].month, rows[i].day, 13, 14);
        CHECK(time.wSecond == 15 && time.wMilliseconds == 16);
        CHECK(time.wDayOfWeek == rows[i].weekday);
    }
}

/* Claim:  a date that is none is ERROR_INVALID_PARAMETER.
 * Source: "SystemTimeToFileTime function", Parameters; "SYSTEMTIME structure".
 *         Wine 8: see below. */
static void no_such_date(void)
{
    const SYSTEMTIME none[] = {
        date(1600, 12, 31, 0, 0), date(2000, 2, 30, 0, 0),
        date(2000, 13, 1, 0, 0),  date(2000, 0, 1, 0, 0),
        date(2000, 1, 0, 0, 0),   date(2000, 4, 31, 0, 0),
        date(2000, 1, 1, 24, 0),  date(2000, 1, 1, 0, 60),
    };
    const SYSTEMTIME leap = date(2001, 2, 29, 0, 0);
    FILETIME found;

    DIFFERS(WINE_8, "takes it in any year")
    CHECK_FAILS(SystemTimeToFileTime(&leap, &found), ERROR_INVALID_PARAMETER);
    for (unsigned i = 0; i < COUNT_OF(none); i++)
        CHECK_FAILS(SystemTimeToFileTime(&none[i], &found),
                    ERROR_INVALID_PARAMETER);
}

/* Claim:  a file time with the top bit is none: 87, and nothing is written.
 * Source: "FileTimeToSystemTime function", lpFileTime.  Wine 8: same. */
static void no_such_file_time(void)
{
    static const LONGLONG none[] = {-1, INT64_MIN};
    const FILETIME last = file_time(INT64_MAX);
    SYSTEMTIME got;

    for (unsigned i = 0; i < COUNT_OF(none); i++) {
        const FILETIME time = file_time(none[i]);

        got = date(1, 2, 3, 4, 5);
        CHECK_FAILS(FileTimeToSystemTime(&time, &got), ERROR_INVALID_PARAMETER);
        is_date(&got, 1, 2, 3, 4, 5);
    }
    CHECK(FileTimeToSystemTime(&last, &got));
    is_date(&got, 30828, 9, 14, 2, 48);
}

/* Claim:  GetSystemTime and GetSystemTimeAsFileTime tell one clock, in UTC, the
 *         C library's.
 * Source: "GetSystemTime function", Parameters; "GetSystemTimeAsFileTime
 *         function", Remarks.  Wine 8: same. */
static void now(void)
{
    const LONGLONG from_1601_to_1970 = 134774ll * 86400;
    FILETIME before, after, found;
    LONGLONG seconds = (LONGLONG)time(NULL);
    SYSTEMTIME now;

    GetSystemTimeAsFileTime(&before);
    GetSystemTime(&now);
    GetSystemTimePreciseAsFileTime(&after);
    CHECK(SystemTimeToFileTime(&now, &found));
    /* Milliseconds are cut off, and a coarse clock may be behind. */
    CHECK(units(found) >= units(before) - 200000);
    CHECK(units(found) <= units(after) + 200000);
    CHECK(units(after) / 10000000 - from_1601_to_1970 >= seconds - 1);
    CHECK(units(before) / 10000000 - from_1601_to_1970 <=
          (LONGLONG)time(NULL) + 1);
}

/* Claim:  CompareFileTime compares 64 bits without a sign.
 * Source: "CompareFileTime function", Return value.  Wine 8: same. */
static void compare(void)
{
    FILETIME low = file_time(5), high = file_time(0x100000000ll);
    FILETIME most = file_time(-1);

    CHECK(CompareFileTime(&low, &high) == -1);
    CHECK(CompareFileTime(&high, &low) == 1);
    CHECK(CompareFileTime(&low, &low) == 0);
    CHECK(CompareFileTime(&most, &high) == 1);
}

/* Claim:  local time is UTC less the bias of the zone, and the calls that turn
 *         file times agree with it.
 * Source: "GetTimeZoneInformation function", Remarks; "FileTimeToLocalFileTime
 *         function", Remarks.  Wine 8: same. */
static void local_time(void)
{
    TIME_ZONE_INFORMATION zone;
    DWORD state = GetTimeZoneInformation(&zone);
    LONG bias =
        zone.Bias + (state == TIME_ZONE_ID_DAYLIGHT   ? zone.DaylightBias
                     : state == TIME_ZONE_ID_STANDARD ? zone.StandardBias
                                                      : 0);
    FILETIME before, after, found, local, back;
    SYSTEMTIME now;

    CHECK(state <= TIME_ZONE_ID_DAYLIGHT);
    GetSystemTimeAsFileTime(&before);
    GetLocalTime(&now);
    GetSystemTimePreciseAsFileTime(&after);
    CHECK(SystemTimeToFileTime(&now, &found));
    /* Milliseconds are cut off, and a coarse clock may be behind. */
    CHECK(units(found) + bias * MINUTE >= units(before) - 10000);
    CHECK(units(found) + bias * MINUTE <= units(after) + 200000);
    CHECK(FileTimeToLocalFileTime(&before, &local));
    CHECK(units(before) - units(local) == bias * MINUTE);
    CHECK(LocalFileTimeToFileTime(&local, &back));
    CHECK(units(back) == units(before));
}

/* Central Europe: one hour, two in summer, from 2:00 on the last Sunday of
 * March to 3:00 on the last Sunday of October. */
static TIME_ZONE_INFORMATION berlin(void)
{
    TIME_ZONE_INFORMATION zone;

    memset(&zone, 0, sizeof zone);
    zone.Bias = -60;
    zone.DaylightBias = -60;
    zone.DaylightDate = date(0, 3, 5, 2, 0);
    zone.StandardDate = date(0, 10, 5, 3, 0);
    return zone;
}

/* New South Wales: from the first Sunday of October to that of April. */
static TIME_ZONE_INFORMATION sydney(void)
{
    TIME_ZONE_INFORMATION zone = berlin();

    zone.Bias = -600;
    zone.DaylightDate = date(0, 10, 1, 2, 0);
    zone.StandardDate = date(0, 4, 1, 3, 0);
    return zone;
}

static SYSTEMTIME local_of(TIME_ZONE_INFORMATION zone, SYSTEMTIME utc)
{
    SYSTEMTIME local = {0};

    CHECK(SystemTimeToTzSpecificLocalTime(&zone, &utc, &local));
    return local;
}

static SYSTEMTIME utc_of(TIME_ZONE_INFORMATION zone, SYSTEMTIME local)
{
    SYSTEMTIME utc = {0};

    CHECK(TzSpecificLocalTimeToSystemTime(&zone, &local, &utc));
    return utc;
}

/* Claim:  a zone's rules say which bias holds at a time, to the minute.
 * Source: "SystemTimeToTzSpecificLocalTime function"; "TIME_ZONE_INFORMATION
 *         structure".  Wine 8: same. */
static void zones(void)
{
    SYSTEMTIME got = local_of(berlin(), date(2024, 1, 1, 12, 0));

    is_date(&got, 2024, 1, 1, 13, 0);
    got = local_of(berlin(), date(2024, 7, 1, 12, 0));
    is_date(&got, 2024, 7, 1, 14, 0);
    got = local_of(berlin(), date(2024, 3, 31, 0, 59));
    is_date(&got, 2024, 3, 31, 1, 59);
    got = local_of(berlin(), date(2024, 3, 31, 1, 0));
    is_date(&got, 2024, 3, 31, 3, 0);
    got = local_of(berlin(), date(2024, 10, 27, 0, 59));
    is_date(&got, 2024, 10, 27, 2, 59);
    got = local_of(berlin(), date(2024, 10, 27, 1, 0));
    is_date(&got, 2024, 10, 27, 2, 0);
    got = local_of(berlin(), date(2023, 12, 31, 23, 30));
    is_date(&got, 2024, 1, 1, 0, 30);
    got = local_of(sydney(), date(2024, 1, 1, 12, 0));
    is_date(&got, 2024, 1, 1, 23, 0);
    got = local_of(sydney(), date(2024, 7, 1, 12, 0));
    is_date(&got, 2024, 7, 1, 22, 0);
    got = local_of(sydney(), date(2024, 4, 6, 15, 59));
    is_date(&got, 2024, 4, 7, 2, 59);
    got = local_of(sydney(), date(2024, 4, 6, 16, 0));
    is_date(&got, 2024, 4, 7, 2, 0);
}

/* Claim:  and the other way.
 * Source: "TzSpecificLocalTimeToSystemTime function".  Wine 8: same. */
static void zones_to_utc(void)
{
    SYSTEMTIME got = utc_of(berlin(), date(2024, 1, 1, 13, 0));

    is_date(&got, 2024, 1, 1, 12, 0);
    got = utc_of(berlin(), date(2024, 7, 1, 14, 0));
    is_date(&got, 2024, 7, 1, 12, 0);
    got = utc_of(berlin(), date(2024, 3, 31, 1, 59));
    is_date(&got, 2024, 3, 31, 0, 59);
    got = utc_of(berlin(), date(2024, 3, 31, 3, 0));
    is_date(&got, 2024, 3, 31, 1, 0);
    got = utc_of(sydney(), date(2024, 1, 1, 23, 0));
    is_date(&got, 2024, 1, 1, 12, 0);
    got = utc_of(sydney(), date(2024, 7, 1, 22, 0));
    is_date(&got, 2024, 7, 1, 12, 0);
}

/* Claim:  NULL is the zone here, by the rules of this year.
 * Source: "SystemTimeToTzSpecificLocalTime function", lpTimeZone.
 *         Wine 8: same. */
static void zone_here(void)
{
    TIME_ZONE_INFORMATION zone;
    SYSTEMTIME now, one, other;

    GetSystemTime(&now);
    GetTimeZoneInformation(&zone);
    CHECK(SystemTimeToTzSpecificLocalTime(NULL, &now, &one));
    CHECK(SystemTimeToTzSpecificLocalTime(&zone, &now, &other));
    CHECK(memcmp(&one, &other, sizeof one) == 0);
    CHECK(TzSpecificLocalTimeToSystemTime(NULL, &one, &other));
    CHECK(memcmp(&now, &other, sizeof now) == 0);
}

/* Claim:  the counters go forwards; the processors' kernel time holds what was
 *         idle.
 * Source: "QueryUnbiasedInterruptTime function"; "GetSystemTimes function".
 *         Wine 8: same. */
static void counters(void)
{
    ULONGLONG one = 0, other = 0;
    FILETIME idle, kernel, user;

    CHECK(QueryUnbiasedInterruptTime(&one));
    CHECK(QueryUnbiasedInterruptTime(&other) && other >= one && one > 0);
    CHECK(GetSystemTimes(&idle, &kernel, &user));
    CHECK(units(kernel) >= units(idle) && units(idle) > 0);
    CHECK(GetSystemTimes(NULL, NULL, NULL));
}

/* Claim:  timeGetTime counts milliseconds; periods from what timeGetDevCaps
 *         tells are taken, 0 is TIMERR_NOCANDO.
 * Source: "timeGetTime function", "timeBeginPeriod function",
 *         "timeGetDevCaps function".  Wine 8: same. */
static void multimedia(void)
{
    DWORD start = timeGetTime();
    TIMECAPS caps = {0, 0};

    CHECK(timeGetTime() - start < 60000);
    CHECK(timeGetDevCaps(&caps, sizeof caps) == TIMERR_NOERROR);
    CHECK(caps.wPeriodMin >= 1 && caps.wPeriodMax >= caps.wPeriodMin);
    CHECK(timeBeginPeriod(caps.wPeriodMin) == TIMERR_NOERROR);
    CHECK(timeEndPeriod(caps.wPeriodMin) == TIMERR_NOERROR);
    CHECK(timeBeginPeriod(0) == TIMERR_NOCANDO);
}

TAP_MAIN(CASE(there_and_back), CASE(no_such_date), CASE(no_such_file_time),
         CASE(now), CASE(compare), CASE(local_time), CASE(zones),
         CASE(zones_to_utc), CASE(zone_here), CASE(counters), CASE(multimedia))
