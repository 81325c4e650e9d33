/* Time zones. Linux knows every change that ever was; Windows has rules for a
 * year, which are made here of the changes of this one. */
#include <string.h>

#include "api/api.h"
#include "api/calendar.h"
#include "base/utf.h"
#include "iocp/times.h"
#include "sys/local_time.h"

#define DAY_S 86400

/* ---- The zone here ---- */

/* A change of local time: the first second after it, and how it was before. */
struct change {
    int64_t at_s;
    struct local_time before, after;
};

static bool same(const struct local_time *one, const struct local_time *other)
{
    return one->offset_s == other->offset_s && one->daylight == other->daylight;
}

/* Looks at each day for a change within it. */
static bool next_change(int64_t from_s, int64_t to_s, struct change *change)
{
    struct local_time before = local_time_at(from_s);

    for (int64_t low = from_s; low < to_s; low += DAY_S) {
        int64_t left = low, right = low + DAY_S;
        struct local_time after = local_time_at(right);

        if (same(&before, &after))
            continue;
        while (right - left > 1) {
            int64_t middle = (left + right) / 2;
            struct local_time there = local_time_at(middle);

            if (same(&there, &before))
                left = middle;
            else
                right = middle;
        }
        *change = (struct change){right, before, local_time_at(right)};
        return true;
    }
    return false;
}

/* "2 o'clock on the last Sunday of March", by the clock before the change. */
static SYSTEMTIME rule_of(const struct change *change)
{
    SYSTEMTIME date = {0};

    calendar_time(UNIX_EPOCH + (change->at_s + change->before.offset_s) *
                                   UNITS_PER_SECOND,
                  &date);
    date.wDay = date.wDay + 7 > calendar_days_in_month(date.wYear, date.wMonth)
                    ? 5
                    : (WORD)((date.wDay - 1) / 7 + 1);
    date.wYear = 0;
    return date;
}

static LONG bias_of(const struct local_time *time)
{
    return (LONG)(-time->offset_s / 60);
}

static void set_name(WCHAR name[32], const char *text)
{
    utf8_to_utf16(text, strlen(text) + 1, (uint16_t *)name, 32);
}

static void set_change(const struct change *change, TIME_ZONE_INFORMATION *zone,
                       bool *daylight, bool *standard)
{
    if (change->after.daylight) {
        zone->DaylightDate = rule_of(change);
        zone->Bias = bias_of(&change->before);
        zone->DaylightBias = bias_of(&change->after) - zone->Bias;
        set_name(zone->DaylightName, change->after.name);
        *daylight = true;
    } else {
        zone->StandardDate = rule_of(change);
        set_name(zone->StandardName, change->after.name);
        *standard = true;
    }
}

static int64_t year_begins_s(int64_t now_s)
{
    SYSTEMTIME date = {0};
    int64_t units = 0;

    calendar_time(UNIX_EPOCH + now_s * UNITS_PER_SECOND, &date);
    date.wMonth = date.wDay = 1;
    date.wHour = date.wMinute = date.wSecond = date.wMilliseconds = 0;
    calendar_units(&date, &units);
    return (units - UNIX_EPOCH) / UNITS_PER_SECOND;
}

/* Both changes, or none: a zone that only changed its offset this year has no
 * rule. */
static DWORD zone_here(TIME_ZONE_INFORMATION *zone)
{
    int64_t now_s = local_time_now(), at_s = year_begins_s(now_s);
    const int64_t end_s = at_s + 366 * (int64_t)DAY_S;
    struct local_time now = local_time_at(now_s);
    bool daylight = false, standard = false;
    struct change change;

    *zone = (TIME_ZONE_INFORMATION){0};
    while (next_change(at_s, end_s, &change)) {
        set_change(&change, zone, &daylight, &standard);
        at_s = change.at_s;
    }
    if (daylight && standard)
        return now.daylight ? TIME_ZONE_ID_DAYLIGHT : TIME_ZONE_ID_STANDARD;
    *zone = (TIME_ZONE_INFORMATION){.Bias = bias_of(&now)};
    set_name(zone->StandardName, now.name);
    set_name(zone->DaylightName, now.name);
    return TIME_ZONE_ID_UNKNOWN;
}

DWORD WINAPI GetTimeZoneInformation(LPTIME_ZONE_INFORMATION zone)
{
    if (zone != NULL)
        return zone_here(zone);
    last_error_set(ERROR_NOACCESS);
    return TIME_ZONE_ID_INVALID;
}

/* ---- Any zone ---- */

/* When a rule applies in a year, by the clock before it. */
static bool rule_units(const SYSTEMTIME *rule, WORD year, int64_t *units)
{
    const int days = calendar_days_in_month(year, rule->wMonth);
    SYSTEMTIME date = *rule, first = {.wYear = year, .wMonth = rule->wMonth};
    int day;

    if (rule->wYear != 0)
        return calendar_units(rule, units);
    first.wDay = 1;
    if (rule->wDay < 1 || rule->wDay > 5 || rule->wDayOfWeek > 6 ||
        !calendar_units(&first, units) || !calendar_time(*units, &first))
        return false;
    day = 1 + (rule->wDayOfWeek + 7 - first.wDayOfWeek) % 7 +
          (rule->wDay - 1) * 7;
    date.wYear = year;
    date.wDay = (WORD)(day > days ? day - 7 : day);
    return calendar_units(&date, units);
}

/* The minutes from local time to UTC, at a time of either. */
static bool bias_at(const TIME_ZONE_INFORMATION *zone, int64_t units,
                    bool is_utc, int64_t *minutes)
{
    const int64_t standard = (int64_t)zone->Bias + zone->StandardBias;
    const int64_t daylight = (int64_t)zone->Bias + zone->DaylightBias;
    int64_t begins, ends;
    SYSTEMTIME date;
    bool inside;

    *minutes = zone->Bias;
    if (zone->StandardDate.wMonth == 0 || zone->DaylightDate.wMonth == 0)
        return true;
    if (!calendar_time(units - (is_utc ? standard * UNITS_PER_MINUTE : 0),
                       &date) ||
        !rule_units(&zone->DaylightDate, date.wYear, &begins) ||
        !rule_units(&zone->StandardDate, date.wYear, &ends))
        return false;
    if (is_utc) {
        begins += standard * UNITS_PER_MINUTE;
        ends += daylight * UNITS_PER_MINUTE;
    }
    /* South of the equator it begins late in the year. */
    inside = begins < ends ? units >= begins && units < ends
                           : units >= begins || units < ends;
    *minutes = inside ? daylight : standard;
    return true;
}

static BOOL convert(const TIME_ZONE_INFORMATION *zone, const SYSTEMTIME *from,
                    LPSYSTEMTIME to, bool is_utc)
{
    TIME_ZONE_INFORMATION here;
    int64_t units, minutes;
    SYSTEMTIME found;

    if (from == NULL || to == NULL || !calendar_units(from, &units))
        return api_error(ERROR_INVALID_PARAMETER);
    if (zone == NULL) {
        zone_here(&here);
        zone = &here;
    }
    if (!bias_at(zone, units, is_utc, &minutes))
        return api_error(ERROR_INVALID_PARAMETER);
    units += (is_utc ? -minutes : minutes) * UNITS_PER_MINUTE;
    if (!calendar_time(units, &found))
        return api_error(ERROR_INVALID_PARAMETER);
    *to = found;
    return TRUE;
}

BOOL WINAPI SystemTimeToTzSpecificLocalTime(const TIME_ZONE_INFORMATION *zone,
                                            const SYSTEMTIME *utc,
                                            LPSYSTEMTIME local)
{
    return convert(zone, utc, local, true);
}

BOOL WINAPI TzSpecificLocalTimeToSystemTime(const TIME_ZONE_INFORMATION *zone,
                                            const SYSTEMTIME *local,
                                            LPSYSTEMTIME utc)
{
    return convert(zone, local, utc, false);
}
