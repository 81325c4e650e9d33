/* Calendar times of Microsoft's C run-time library. */
#include "crt_handler.h"

#include <errno.h>
#ifdef __MINGW32__
#include <sys/timeb.h>
#endif
#include <time.h>

#define ONE_TIME 1000000000 /* 2001-09-09 01:46:40, a Sunday */

/* Claim:  the destination comes first; UTC is known.
 * Source: "gmtime_s", Remarks.  Wine 8: same. */
static void utc(void)
{
    const time_t time = ONE_TIME;
    struct tm date;

    CHECK(gmtime_s(&date, &time) == 0);
    CHECK(date.tm_year == 101 && date.tm_mon == 8 && date.tm_mday == 9 &&
          date.tm_hour == 1 && date.tm_min == 46 && date.tm_sec == 40 &&
          date.tm_wday == 0 && date.tm_yday == 251);
}

/* Claim:  local time goes there and back.
 * Source: "localtime_s", "mktime".  Wine 8: same. */
static void local(void)
{
    const time_t time = ONE_TIME;
    const __time64_t same = ONE_TIME;
    struct tm date, other;

    CHECK(localtime_s(&date, &time) == 0 && _mktime64(&date) == ONE_TIME);
    CHECK(_localtime64_s(&other, &same) == 0 && other.tm_hour == date.tm_hour &&
          other.tm_mday == date.tm_mday);
    gmtime_s(&date, &time);
    CHECK(_mkgmtime64(&date) == ONE_TIME);
}

/* Claim:  NULL and times that are none: EINVAL, all fields -1.
 * Source: "localtime_s", Return value.  Wine 8: same. */
static void refused(void)
{
    const time_t before = -1000000, after = 40000000000;
    struct tm date = {0};
    char text[16];

    _set_invalid_parameter_handler(note);
    CHECK(gmtime_s(&date, NULL) == EINVAL && date.tm_year == -1);
    CHECK(localtime_s(&date, NULL) == EINVAL);
    CHECK(gmtime_s(&date, &before) == EINVAL && date.tm_year == -1 &&
          date.tm_sec == -1);
    CHECK(gmtime_s(&date, &after) == EINVAL && date.tm_year == -1);
    CHECK(localtime_s(&date, &before) == EINVAL && date.tm_year == -1);
    /* There, a year that is none is another wrong argument. */
    if (tap_where() == NATIVE)
        CHECK(strftime(text, sizeof text, "[%Z%z]", &date) >= 2);
}

static time_t time_of(int year, int month, int day, int hour, int second)
{
    struct tm date = {.tm_year = year - 1900,
                      .tm_mon = month - 1,
                      .tm_mday = day,
                      .tm_hour = hour,
                      .tm_sec = second};

    return _mkgmtime64(&date);
}

/* Claim:  times are of the years 1970 to 3000.
 * Source: "_mkgmtime64", Remarks; "_mktime64", Return value.
 *         Wine 8: same. */
static void beyond_the_years(void)
{
    struct tm date = {.tm_year = 60, .tm_mday = 1};

    CHECK(time_of(1970, 1, 1, 0, 0) == 0);
    CHECK(time_of(3000, 12, 31, 23, 59 * 60 + 59) == 32535215999);
    errno = 0;
    CHECK(time_of(1969, 12, 31, 23, 3) == -1 && errno == EINVAL);
    errno = 0;
    CHECK(time_of(3001, 1, 1, 0, 0) == -1 && errno == EINVAL);
    errno = 0;
    CHECK(_mktime64(&date) == -1 && errno == EINVAL);
}

/* Claim:  local time goes up to January 18, 3001, UTC up to the year's end.
 * Source: "localtime_s", "gmtime_s", Remarks.  Wine 8: one limit for both. */
static void last_times(void)
{
    const time_t last = 32535215999, local_last = 32536771199;
    const time_t after = last + 1, local_after = local_last + 100000;
    struct tm date;

    CHECK(gmtime_s(&date, &last) == 0 && date.tm_year == 3000 - 1900);
    CHECK(localtime_s(&date, &after) == 0);
    DIFFERS(WINE_8, "stops earlier")
    CHECK(localtime_s(&date, &local_last) == 0 && date.tm_year == 3001 - 1900 &&
          date.tm_mon == 0 && date.tm_mday >= 18);
    DIFFERS(WINE_8, "goes further")
    CHECK(gmtime_s(&date, &after) == EINVAL);
    CHECK(localtime_s(&date, &local_after) == EINVAL && date.tm_year == -1);
}

/* Claim:  a month has its days.
 * Source: "asctime_s", Return value.  Wine 8: same. */
static void days_of_months(void)
{
    struct tm date = {.tm_year = 100, .tm_mon = 1, .tm_mday = 29};
    char text[26];

    _set_invalid_parameter_handler(note);
    CHECK(asctime_s(text, sizeof text, &date) == 0);
    date.tm_year = 101;
    CHECK(asctime_s(text, sizeof text, &date) == EINVAL && text[0] == '\0');
    date.tm_year = 0; /* 1900 */
    CHECK(asctime_s(text, sizeof text, &date) == EINVAL);
    date.tm_mon = 3;
    date.tm_mday = 31;
    CHECK(asctime_s(text, sizeof text, &date) == EINVAL);
    date.tm_mday = 30;
    CHECK(asctime_s(text, sizeof text, &date) == 0);
}

/* Claim:  the text has 26 characters, and needs room for them.
 * Source: "asctime_s", Remarks.  Wine 8: same. */
static void as_text(void)
{
    const time_t time = ONE_TIME;
    struct tm date;
    char text[26], local[26];

    _set_invalid_parameter_handler(note);
    gmtime_s(&date, &time);
    CHECK(asctime_s(text, sizeof text, &date) == 0 &&
              strcmp(text, "Sun Sep 09 01:46:40 2001\n") == 0,
          "%s", text);
    CHECK(ctime_s(local, sizeof local, &time) == 0 && strlen(local) == 25);
    CHECK(asctime_s(text, 25, &date) == EINVAL && text[0] == '\0');
    CHECK(asctime_s(NULL, 26, &date) == EINVAL);
    CHECK(asctime_s(text, 26, NULL) == EINVAL);
    DIFFERS(WINE_8, "the destination stays")
    CHECK(ctime_s(local, 25, &time) == EINVAL && local[0] == '\0');
    date.tm_mon = 12;
    CHECK(asctime_s(text, 26, &date) == EINVAL);
}

/* Claim:  the clocks agree.
 * Source: "_ftime64_s", "_time64".  Wine 8: same. */
static void now(void)
{
    __time64_t before = _time64(NULL), stored = 0;
    struct __timeb64 parts;

    memset(&parts, 0xee, sizeof parts);
    CHECK(_ftime64_s(&parts) == 0);
    CHECK(parts.time >= before && parts.time <= _time64(&stored) &&
          parts.millitm < 1000);
    CHECK(stored >= before);
    CHECK(parts.dstflag == 0 || parts.dstflag == 1);
    CHECK(parts.timezone > -15 * 60 && parts.timezone < 15 * 60);
}

/* Claim:  date and time of day as text of eight characters.
 * Source: "_strdate_s", "_strtime_s".  Wine 8: same. */
static void today(void)
{
    unsigned one, two, three;
    char text[9];

    _set_invalid_parameter_handler(note);
    CHECK(_strdate_s(text, sizeof text) == 0 &&
          sscanf(text, "%2u/%2u/%2u", &one, &two, &three) == 3 && one <= 12 &&
          two <= 31);
    CHECK(_strtime_s(text, sizeof text) == 0 &&
          sscanf(text, "%2u:%2u:%2u", &one, &two, &three) == 3 && one <= 23 &&
          two <= 59);
    CHECK(_strtime_s(text, 8) == ERANGE && text[0] == '\0');
    CHECK(_strdate_s(NULL, 9) == EINVAL);
}

TAP_MAIN(CASE(utc), CASE(local), CASE(refused), CASE(last_times),
         CASE(beyond_the_years), CASE(as_text), CASE(days_of_months), CASE(now),
         CASE(today))
