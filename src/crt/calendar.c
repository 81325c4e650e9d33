/* localtime_s and its kin: the C library's functions, asked for less. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "crt/invalid.h"
#include "iocp/crt_time.h"

/* The last second of the year 3000. */
#define LAST_TIME 32535215999
/* Of January 18, 3001: local time goes further. */
#define LAST_LOCAL_TIME 32536771199

static errno_t break_down(struct tm *to, const time_t *time, time_t last,
                          struct tm *(*breaks)(const time_t *, struct tm *))
{
    if (to != NULL) {
        memset(to, 0xff, sizeof *to);
        to->tm_gmtoff = 0; /* these two are the C library's own */
        to->tm_zone = "";
    }
    if (to == NULL || time == NULL)
        return crt_invalid(EINVAL);
    if (*time >= 0 && *time <= last && breaks(time, to) != NULL)
        return 0;
    return errno = EINVAL;
}

errno_t __cdecl localtime_s(struct tm *to, const time_t *time)
{
    return break_down(to, time, LAST_LOCAL_TIME, localtime_r);
}

errno_t __cdecl _localtime64_s(struct tm *to, const __time64_t *time)
{
    return break_down(to, time, LAST_LOCAL_TIME, localtime_r);
}

errno_t __cdecl gmtime_s(struct tm *to, const time_t *time)
{
    return break_down(to, time, LAST_TIME, gmtime_r);
}

errno_t __cdecl _gmtime64_s(struct tm *to, const __time64_t *time)
{
    return break_down(to, time, LAST_TIME, gmtime_r);
}

/* ---- As text ---- */

#define TEXT_SIZE 26 /* "Wed Jan 02 02:03:55 1980\n" and its end */

static bool is_within(int value, int first, int last)
{
    return value >= first && value <= last;
}

static int days_of(const struct tm *time)
{
    static const signed char days[] = {31, 28, 31, 30, 31, 30,
                                       31, 31, 30, 31, 30, 31};
    int year = time->tm_year + 1900;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return days[time->tm_mon] + (leap && time->tm_mon == 1);
}

static bool is_date(const struct tm *time)
{
    return is_within(time->tm_wday, 0, 6) && is_within(time->tm_mon, 0, 11) &&
           is_within(time->tm_year, 0, 9999 - 1900) &&
           is_within(time->tm_mday, 1, days_of(time)) &&
           is_within(time->tm_hour, 0, 23) && is_within(time->tm_min, 0, 59) &&
           is_within(time->tm_sec, 0, 60);
}

errno_t __cdecl asctime_s(char *to, size_t size, const struct tm *time)
{
    static const char days[] = "SunMonTueWedThuFriSat";
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

    if (to != NULL && size > 0)
        to[0] = '\0';
    if (to == NULL || size < TEXT_SIZE || time == NULL || !is_date(time))
        return crt_invalid(EINVAL);
    snprintf(to, size, "%.3s %.3s %02d %02d:%02d:%02d %d\n",
             days + 3 * (size_t)time->tm_wday,
             months + 3 * (size_t)time->tm_mon, time->tm_mday, time->tm_hour,
             time->tm_min, time->tm_sec, time->tm_year + 1900);
    return 0;
}

errno_t __cdecl ctime_s(char *to, size_t size, const time_t *time)
{
    struct tm broken;
    errno_t error;

    if (to != NULL && size > 0)
        to[0] = '\0';
    if (to == NULL || size < TEXT_SIZE)
        return crt_invalid(EINVAL);
    error = localtime_s(&broken, time);
    return error == 0 ? asctime_s(to, size, &broken) : error;
}

errno_t __cdecl _ctime64_s(char *to, size_t size, const __time64_t *time)
{
    return ctime_s(to, size, time);
}

/* ---- Now ---- */

/* The C library's time() may be some milliseconds behind this clock, of which
 * _ftime64_s tells: one may not be a second before the other. */
__time64_t __cdecl _time64(__time64_t *to)
{
    struct timespec now = {0, 0};

    timespec_get(&now, TIME_UTC);
    if (to != NULL)
        *to = now.tv_sec;
    return now.tv_sec;
}

errno_t __cdecl _ftime64_s(struct __timeb64 *to)
{
    struct timespec now = {0, 0};
    struct tm local;

    if (to == NULL)
        return crt_invalid(EINVAL);
    timespec_get(&now, TIME_UTC);
    localtime_r(&now.tv_sec, &local);
    memset(to, 0, sizeof *to);
    to->time = now.tv_sec;
    to->millitm = (unsigned short)(now.tv_nsec / 1000000);
    to->dstflag = (short)(local.tm_isdst > 0);
    /* Without the hour that summer time adds. */
    to->timezone = (short)(to->dstflag * 60L - local.tm_gmtoff / 60);
    return 0;
}

void __cdecl _ftime64(struct __timeb64 *to)
{
    _ftime64_s(to);
}

static errno_t write_now(char *to, size_t size, const char *format)
{
    const time_t now = time(NULL);
    struct tm local;

    if (to == NULL || size == 0)
        return crt_invalid(EINVAL);
    to[0] = '\0';
    if (size < sizeof "23:59:59")
        return crt_invalid(ERANGE);
    localtime_r(&now, &local);
    strftime(to, size, format, &local);
    return 0;
}

errno_t __cdecl _strdate_s(char *to, size_t size)
{
    return write_now(to, size, "%m/%d/%y");
}

errno_t __cdecl _strtime_s(char *to, size_t size)
{
    return write_now(to, size, "%H:%M:%S");
}

/* ---- Times of dates ---- */

static time_t time_of(struct tm *date, time_t (*make)(struct tm *))
{
    struct tm made;
    time_t time;

    if (date == NULL) {
        crt_invalid(EINVAL);
        return -1;
    }
    made = *date;
    time = make(&made);
    if (time < 0 || time > LAST_TIME) {
        errno = EINVAL;
        return -1;
    }
    *date = made;
    return time;
}

__time64_t __cdecl _mktime64(struct tm *date)
{
    return time_of(date, mktime);
}

time_t __cdecl _mkgmtime(struct tm *date)
{
    return time_of(date, timegm);
}

__time64_t __cdecl _mkgmtime64(struct tm *date)
{
    return time_of(date, timegm);
}
