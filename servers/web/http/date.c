/* Dates: formatting by FileTimeToSystemTime, reading by hand, since no
 * function that both Windows and we have reads these forms. Always UTC. */
#include "http/date.h"

#include <stdio.h>
#include <string.h>

#define TICKS_PER_SECOND 10000000u

static const char day_names[] = "SunMonTueWedThuFriSat";
static const char month_names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

uint64_t date_ticks(FILETIME time)
{
    return (uint64_t)time.dwHighDateTime << 32 | time.dwLowDateTime;
}

uint64_t date_now_seconds(void)
{
    FILETIME now;

    GetSystemTimeAsFileTime(&now);
    return date_ticks(now) / TICKS_PER_SECOND;
}

static SYSTEMTIME date_split(uint64_t seconds)
{
    uint64_t ticks = seconds * TICKS_PER_SECOND;
    FILETIME time = {(DWORD)ticks, (DWORD)(ticks >> 32)};
    SYSTEMTIME split;

    if (!FileTimeToSystemTime(&time, &split))
        memset(&split, 0, sizeof split);
    if (split.wMonth < 1 || split.wMonth > 12 || split.wDayOfWeek > 6)
        split = (SYSTEMTIME){.wYear = 1601, .wMonth = 1, .wDay = 1};
    return split;
}

static void date_add_clock(struct text *text, const SYSTEMTIME *split)
{
    text_add_padded(text, split->wHour, 2);
    text_add(text, ":", 1);
    text_add_padded(text, split->wMinute, 2);
    text_add(text, ":", 1);
    text_add_padded(text, split->wSecond, 2);
}

void date_add_http(struct text *text, uint64_t seconds)
{
    SYSTEMTIME split = date_split(seconds);

    text_add(text, day_names + 3 * split.wDayOfWeek, 3);
    text_add(text, ", ", 2);
    text_add_padded(text, split.wDay, 2);
    text_add(text, " ", 1);
    text_add(text, month_names + 3 * (split.wMonth - 1), 3);
    text_add(text, " ", 1);
    text_add_padded(text, split.wYear, 4);
    text_add(text, " ", 1);
    date_add_clock(text, &split);
    text_add(text, " GMT", 4);
}

void date_add_log(struct text *text, uint64_t seconds)
{
    SYSTEMTIME split = date_split(seconds);

    text_add_padded(text, split.wDay, 2);
    text_add(text, "/", 1);
    text_add(text, month_names + 3 * (split.wMonth - 1), 3);
    text_add(text, "/", 1);
    text_add_padded(text, split.wYear, 4);
    text_add(text, ":", 1);
    date_add_clock(text, &split);
    text_add(text, " +0000", 6);
}

void date_cache_init(struct date_cache *cache)
{
    memset(cache, 0, sizeof *cache);
    InitializeCriticalSection(&cache->lock);
}

void date_cache_fini(struct date_cache *cache)
{
    DeleteCriticalSection(&cache->lock);
}

static void date_cache_refresh_locked(struct date_cache *cache)
{
    uint64_t seconds = date_now_seconds();
    struct text text;

    if (seconds == cache->seconds)
        return;
    cache->seconds = seconds;
    text_init(&text, cache->http, sizeof cache->http);
    date_add_http(&text, seconds);
    text_init(&text, cache->log, sizeof cache->log);
    date_add_log(&text, seconds);
}

void date_cache_http(struct date_cache *cache, char out[DATE_HTTP_BYTES])
{
    EnterCriticalSection(&cache->lock);
    date_cache_refresh_locked(cache);
    memcpy(out, cache->http, DATE_HTTP_BYTES);
    LeaveCriticalSection(&cache->lock);
}

void date_cache_log(struct date_cache *cache, char out[DATE_LOG_BYTES])
{
    EnterCriticalSection(&cache->lock);
    date_cache_refresh_locked(cache);
    memcpy(out, cache->log, DATE_LOG_BYTES);
    LeaveCriticalSection(&cache->lock);
}

/* A date as the client wrote it. */
struct parts {
    int year, day, hour, minute, second;
    int month; /* 1 to 12, 0 = no such name */
};

static int month_number(const char *name)
{
    for (int month = 1; month <= 12; month++)
        if (memcmp(month_names + 3 * (month - 1), name, 3) == 0)
            return month;
    return 0;
}

/* The three forms, the wanted one first. The preferred form names the day in
 * three letters, RFC 850 in full, asctime has no zone. */
static bool date_read(const char *text, struct parts *parts)
{
    char month[4] = "";
    int end = 0;

    sscanf(text, "%*3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d GMT%n",
           &parts->day, month, &parts->year, &parts->hour, &parts->minute,
           &parts->second, &end);
    if (!end) {
        sscanf(text, "%*9[A-Za-z], %2d-%3[A-Za-z]-%2d %2d:%2d:%2d GMT%n",
               &parts->day, month, &parts->year, &parts->hour, &parts->minute,
               &parts->second, &end);
        if (end) /* RFC 850 gives two digits */
            parts->year += parts->year < 70 ? 2000 : 1900;
    }
    if (!end)
        sscanf(text, "%*3[A-Za-z] %3[A-Za-z] %2d %2d:%2d:%2d %4d%n", month,
               &parts->day, &parts->hour, &parts->minute, &parts->second,
               &parts->year, &end);
    parts->month = strlen(month) == 3 ? month_number(month) : 0;
    return end && !text[end];
}

static bool date_is_sane(const struct parts *parts)
{
    return parts->month && parts->year >= 1601 && parts->year <= 9999 &&
           parts->day >= 1 && parts->day <= 31 && parts->hour >= 0 &&
           parts->hour <= 23 && parts->minute >= 0 && parts->minute <= 59 &&
           parts->second >= 0 && parts->second <= 60; /* leap second */
}

/* Days from 1601-01-01 in the Gregorian calendar. Counting the year from
 * March puts the leap day last, and 1601 starts a 400-year cycle. */
static uint64_t days_since_1601(int year, int month, int day)
{
    int shifted = month > 2 ? month - 3 : month + 9;
    uint64_t years = (uint64_t)(month > 2 ? year - 1600 : year - 1601);

    return years * 365 + years / 4 - years / 100 + years / 400 +
           (uint64_t)((153 * shifted + 2) / 5 + day - 1) - 306;
}

bool date_parse(struct slice slice, uint64_t *seconds)
{
    struct parts parts = {0, 0, 0, 0, 0, 0};
    char text[40];

    if (slice.length >= sizeof text)
        return false;
    memcpy(text, slice.bytes, slice.length);
    text[slice.length] = 0;
    if (!date_read(text, &parts) || !date_is_sane(&parts))
        return false;
    *seconds = days_since_1601(parts.year, parts.month, parts.day) * 86400 +
               (uint64_t)(parts.hour * 3600 + parts.minute * 60 + parts.second);
    return true;
}
