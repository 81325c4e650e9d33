/* Local time, file times, the times of processors. */
#include "iocp/times.h"

#include "api/api.h"
#include "api/calendar.h"
#include "base/clock.h"
#include "iocp/multimedia_time.h"
#include "iocp/system.h"
#include "sys/local_time.h"

static int64_t units_of(const FILETIME *time)
{
    return (int64_t)((uint64_t)time->dwHighDateTime << 32 |
                     time->dwLowDateTime);
}

static int64_t offset_units(void)
{
    return local_time_at(local_time_now()).offset_s * UNITS_PER_SECOND;
}

VOID WINAPI GetSystemTimePreciseAsFileTime(LPFILETIME time)
{
    GetSystemTimeAsFileTime(time);
}

VOID WINAPI GetLocalTime(LPSYSTEMTIME time)
{
    FILETIME now;

    GetSystemTimeAsFileTime(&now);
    calendar_time(units_of(&now) + offset_units(), time);
}

BOOL WINAPI SystemTimeToFileTime(const SYSTEMTIME *time, LPFILETIME file_time)
{
    int64_t units;

    if (time == NULL || file_time == NULL || !calendar_units(time, &units))
        return api_error(ERROR_INVALID_PARAMETER);
    *file_time = calendar_file_time(units);
    return TRUE;
}

/* "uses the current settings for the time zone and daylight saving time", also
 * for a time of the other half of the year (FileTimeToLocalFileTime, Remarks).
 */
static BOOL shift(const FILETIME *from, LPFILETIME to, int sign)
{
    int64_t units;

    if (from == NULL || to == NULL ||
        __builtin_add_overflow(units_of(from), sign * offset_units(), &units) ||
        units < 0)
        return api_error(ERROR_INVALID_PARAMETER);
    *to = calendar_file_time(units);
    return TRUE;
}

BOOL WINAPI FileTimeToLocalFileTime(const FILETIME *time, LPFILETIME local)
{
    return shift(time, local, 1);
}

BOOL WINAPI LocalFileTimeToFileTime(const FILETIME *local, LPFILETIME time)
{
    return shift(local, time, -1);
}

LONG WINAPI CompareFileTime(const FILETIME *one, const FILETIME *other)
{
    uint64_t first = (uint64_t)units_of(one),
             second = (uint64_t)units_of(other);

    return first < second ? -1 : first > second;
}

BOOL WINAPI QueryUnbiasedInterruptTime(PULONGLONG units)
{
    if (units == NULL)
        return api_error(ERROR_INVALID_PARAMETER);
    *units = clock_now_ns() / 100;
    return TRUE;
}

static void give(PFILETIME time, uint64_t units)
{
    if (time != NULL)
        *time = calendar_file_time((int64_t)units);
}

BOOL WINAPI GetSystemTimes(PFILETIME idle, PFILETIME kernel, PFILETIME user)
{
    struct processor_times times;
    int rc = processor_times(&times);

    if (rc != 0)
        return api_fail(errmap_file(-rc));
    give(idle, times.idle);
    give(kernel, times.kernel + times.idle);
    give(user, times.user);
    return TRUE;
}

/* ---- winmm ---- */

#define FINEST_MS 1u
#define COARSEST_MS 1000000u

DWORD WINAPI timeGetTime(void)
{
    return GetTickCount();
}

MMRESULT WINAPI timeBeginPeriod(UINT ms)
{
    return ms >= FINEST_MS && ms <= COARSEST_MS ? TIMERR_NOERROR
                                                : TIMERR_NOCANDO;
}

MMRESULT WINAPI timeEndPeriod(UINT ms)
{
    return timeBeginPeriod(ms);
}

MMRESULT WINAPI timeGetDevCaps(LPTIMECAPS caps, UINT size)
{
    if (caps == NULL || size < sizeof *caps)
        return TIMERR_NOCANDO;
    caps->wPeriodMin = FINEST_MS;
    caps->wPeriodMax = COARSEST_MS;
    return TIMERR_NOERROR;
}
