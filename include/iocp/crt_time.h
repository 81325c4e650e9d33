/* Calendar times from Microsoft's C run-time library. time_t has 64 bits, so
 * the names with 64 are the same functions. A wrong argument is told as in
 * crt_string.h. */
#ifndef IOCP_CRT_TIME_H
#define IOCP_CRT_TIME_H

#include "crt_errors.h"

#include <time.h>

#include "crt_push.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef time_t __time64_t;

struct __timeb64 {
    __time64_t time;
    unsigned short millitm;
    short timezone; /* minutes that local time is behind UTC */
    short dstflag;  /* whether it is summer time */
};

IOCP_SIZE(struct __timeb64, 16);
IOCP_AT(struct __timeb64, millitm, 8);
IOCP_AT(struct __timeb64, timezone, 10);
IOCP_AT(struct __timeb64, dstflag, 12);
#define _timeb __timeb64

/* Turns a time into local date and time of day.
 * In:      time: seconds since 1970, up to January 18, 3001 (UTC); the others:
 *          up to the year 3000.
 * Out:     to: year, month...; all -1 if time is wrong.
 * Returns: 0, or EINVAL: a NULL pointer, a time before 1970 or after those.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "localtime_s, _localtime32_s, _localtime64_s", Return value.
 * Test:    tests/conformance/crt_time.c */
errno_t __cdecl localtime_s(struct tm *to, const time_t *time)
    IOCP_API(localtime_s);

/* The same for its other name. */
errno_t __cdecl _localtime64_s(struct tm *to, const __time64_t *time)
    IOCP_API(_localtime64_s);

/* The same for UTC. */
errno_t __cdecl gmtime_s(struct tm *to, const time_t *time) IOCP_API(gmtime_s);

/* The same for its other name. */
errno_t __cdecl _gmtime64_s(struct tm *to, const __time64_t *time)
    IOCP_API(_gmtime64_s);

/* Writes date and time of day as text.
 * In:      to, size: the destination, 26 bytes at least. time: what to write.
 * Out:     to: "Wed Jan 02 02:03:55 1980" and a line feed.
 * Returns: 0, or EINVAL: a NULL pointer, no room, or no time of a calendar; to
 *          is empty.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "asctime_s, _wasctime_s", Return value.
 * Test:    tests/conformance/crt_time.c */
errno_t __cdecl asctime_s(char *to, size_t size, const struct tm *time)
    IOCP_API(asctime_s);

/* Writes a time as local text.
 * In:      to, size: the destination, 26 bytes at least. time: seconds since
 *          1970.
 * Out:     to: as asctime_s.
 * Returns: 0, or EINVAL: as asctime_s and localtime_s; to is empty.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "ctime_s, _ctime32_s, _ctime64_s, ...", Return value.
 * Test:    tests/conformance/crt_time.c */
errno_t __cdecl ctime_s(char *to, size_t size, const time_t *time)
    IOCP_API(ctime_s);

/* The same for its other name. */
errno_t __cdecl _ctime64_s(char *to, size_t size, const __time64_t *time)
    IOCP_API(_ctime64_s);

/* Tells the time.
 * In:      to: NULL, or where it goes.
 * Out:     *to: the time.
 * Returns: seconds since 1970.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "time, _time32, _time64", Return value.
 * Test:    tests/conformance/crt_time.c */
__time64_t __cdecl _time64(__time64_t *to) IOCP_API(_time64);

/* Turns local date and time of day into a time.
 * In:      time: the date; fields may be beyond their range.
 * Out:     time: the fields in their range.
 * Returns: seconds since 1970; -1; errno EINVAL: NULL, or a time before 1970 or
 *          after 3000.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "mktime, _mktime32, _mktime64", Return value.
 * Test:    tests/conformance/crt_time.c */
__time64_t __cdecl _mktime64(struct tm *time) IOCP_API(_mktime64);

/* The same for UTC. */
time_t __cdecl _mkgmtime(struct tm *time) IOCP_API(_mkgmtime);

/* The same for its other name. */
__time64_t __cdecl _mkgmtime64(struct tm *time) IOCP_API(_mkgmtime64);

/* Tells the time with milliseconds.
 * In:      to: where it goes.
 * Out:     *to: it, and the time zone.
 * Returns: 0, or EINVAL: to is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "_ftime_s, _ftime32_s, _ftime64_s", Return value.
 * Test:    tests/conformance/crt_time.c */
errno_t __cdecl _ftime64_s(struct __timeb64 *to) IOCP_API(_ftime64_s);

/* The same for its old form, without a result. */
void __cdecl _ftime64(struct __timeb64 *to) IOCP_API(_ftime64);

#define _ftime_s(to) _ftime64_s(to)
#define _ftime(to) _ftime64(to)

/* Writes the date as text.
 * In:      to, size: the destination, 9 bytes at least.
 * Out:     to: as 12/31/99.
 * Returns: 0, EINVAL: a NULL pointer; ERANGE: no room.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "_strdate_s, _wstrdate_s", Return value.
 * Test:    tests/conformance/crt_time.c */
errno_t __cdecl _strdate_s(char *to, size_t size) IOCP_API(_strdate_s);

/* The same for the time of day, as 23:59:59. */
errno_t __cdecl _strtime_s(char *to, size_t size) IOCP_API(_strtime_s);

#ifdef __cplusplus
}
#endif

#include "crt_pop.h"

#endif
