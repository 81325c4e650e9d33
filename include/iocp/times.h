/* Dates, local time, time zones, times of the processors. */
#ifndef IOCP_TIMES_H
#define IOCP_TIMES_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TIME_ZONE_ID_UNKNOWN 0
#define TIME_ZONE_ID_STANDARD 1
#define TIME_ZONE_ID_DAYLIGHT 2
#define TIME_ZONE_ID_INVALID ((DWORD)0xFFFFFFFF)

/* Biases are minutes: UTC is local time plus Bias plus the one in force. The
 * dates say when that one begins, every year: wYear 0, wDay the week of the
 * month (5: the last) of wDayOfWeek; wMonth 0: there is none. */
typedef struct _TIME_ZONE_INFORMATION {
    LONG Bias;
    WCHAR StandardName[32];
    SYSTEMTIME StandardDate;
    LONG StandardBias;
    WCHAR DaylightName[32];
    SYSTEMTIME DaylightDate;
    LONG DaylightBias;
} TIME_ZONE_INFORMATION, *PTIME_ZONE_INFORMATION, *LPTIME_ZONE_INFORMATION;

IOCP_SIZE(TIME_ZONE_INFORMATION, 172);
IOCP_AT(TIME_ZONE_INFORMATION, StandardDate, 68);
IOCP_AT(TIME_ZONE_INFORMATION, DaylightBias, 168);

/* Gives the date and time here.
 * In:      none.
 * Out:     *lpSystemTime.
 * Returns: nothing; cannot fail.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetLocalTime function", Parameters.
 * Test:    tests/conformance/times.c */
VOID WINAPI GetLocalTime(LPSYSTEMTIME lpSystemTime) IOCP_API(GetLocalTime);

/* Gives the time of day as exactly as it is known.
 * In:      none.
 * Out:     *lpSystemTimeAsFileTime: 100 ns units since 1601-01-01, UTC.
 * Returns: nothing; cannot fail.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetSystemTimePreciseAsFileTime function", Parameters.
 * Test:    tests/conformance/times.c */
VOID WINAPI GetSystemTimePreciseAsFileTime(LPFILETIME lpSystemTimeAsFileTime)
    IOCP_API(GetSystemTimePreciseAsFileTime);

/* Turns a date and time into a file time.
 * In:      lpSystemTime: its wDayOfWeek is not looked at.
 * Out:     *lpFileTime; untouched on failure.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_PARAMETER, there is no
 *          such day or time, or a pointer is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "SystemTimeToFileTime function", Parameters.
 * Test:    tests/conformance/times.c */
BOOL WINAPI SystemTimeToFileTime(const SYSTEMTIME *lpSystemTime,
                                 LPFILETIME lpFileTime)
    IOCP_API(SystemTimeToFileTime);

/* Turns UTC into local time, by what is in force now.
 * In:      lpFileTime: UTC.
 * Out:     *lpLocalFileTime; untouched on failure.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_PARAMETER, no such time,
 *          or a pointer is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "FileTimeToLocalFileTime function", Remarks.
 * Test:    tests/conformance/times.c */
BOOL WINAPI FileTimeToLocalFileTime(const FILETIME *lpFileTime,
                                    LPFILETIME lpLocalFileTime)
    IOCP_API(FileTimeToLocalFileTime);

/* Turns local time into UTC, by what is in force now.
 * In:      lpLocalFileTime: local time.
 * Out:     *lpFileTime; untouched on failure.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_PARAMETER, no such time,
 *          or a pointer is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "LocalFileTimeToFileTime function", Remarks.
 * Test:    tests/conformance/times.c */
BOOL WINAPI LocalFileTimeToFileTime(const FILETIME *lpLocalFileTime,
                                    LPFILETIME lpFileTime)
    IOCP_API(LocalFileTimeToFileTime);

/* Compares two file times.
 * In:      lpFileTime1, lpFileTime2: the times.
 * Out:     none.
 * Returns: -1, the first is earlier; 0; 1.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "CompareFileTime function", Return value.
 * Test:    tests/conformance/times.c */
LONG WINAPI CompareFileTime(const FILETIME *lpFileTime1,
                            const FILETIME *lpFileTime2)
    IOCP_API(CompareFileTime);

/* Tells the time zone.
 * In:      none.
 * Out:     *lpTimeZoneInformation: as it is in this year.
 * Returns: TIME_ZONE_ID_STANDARD or _DAYLIGHT, what is in force;
 *          TIME_ZONE_ID_UNKNOWN: there is no daylight saving; or
 *          TIME_ZONE_ID_INVALID; last error: ERROR_NOACCESS, a NULL pointer.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: names are those of the time zone data, such as "CET".
 * Source:  "GetTimeZoneInformation function", Return value.
 * Test:    tests/conformance/times.c */
DWORD WINAPI
GetTimeZoneInformation(LPTIME_ZONE_INFORMATION lpTimeZoneInformation)
    IOCP_API(GetTimeZoneInformation);

/* Turns UTC into the local time of a zone, by what is in force then.
 * In:      lpTimeZoneInformation: the zone; NULL: the one here.
 *          lpUniversalTime: UTC.
 * Out:     *lpLocalTime; untouched on failure.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_PARAMETER, no such time or
 *          zone, or a pointer is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "SystemTimeToTzSpecificLocalTime function", Remarks.
 * Test:    tests/conformance/times.c */
BOOL WINAPI SystemTimeToTzSpecificLocalTime(
    const TIME_ZONE_INFORMATION *lpTimeZoneInformation,
    const SYSTEMTIME *lpUniversalTime, LPSYSTEMTIME lpLocalTime)
    IOCP_API(SystemTimeToTzSpecificLocalTime);

/* Turns the local time of a zone into UTC.
 * In:      lpTimeZoneInformation: the zone; NULL: the one here. lpLocalTime: a
 *          time there.
 * Out:     *lpUniversalTime; untouched on failure.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_PARAMETER, no such time or
 *          zone, or a pointer is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "TzSpecificLocalTimeToSystemTime function", Remarks.
 * Test:    tests/conformance/times.c */
BOOL WINAPI TzSpecificLocalTimeToSystemTime(
    const TIME_ZONE_INFORMATION *lpTimeZoneInformation,
    const SYSTEMTIME *lpLocalTime, LPSYSTEMTIME lpUniversalTime)
    IOCP_API(TzSpecificLocalTimeToSystemTime);

/* Gives the time that the machine has been awake.
 * In:      none.
 * Out:     *UnbiasedTime: 100 ns units.
 * Returns: TRUE, or FALSE: the pointer is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "QueryUnbiasedInterruptTime function", Return value.
 * Test:    tests/conformance/times.c */
BOOL WINAPI QueryUnbiasedInterruptTime(PULONGLONG UnbiasedTime)
    IOCP_API(QueryUnbiasedInterruptTime);

/* Tells how long the processors, all together, did what.
 * In:      each pointer may be NULL.
 * Out:     *lpIdleTime: nothing; *lpKernelTime: the kernel, with what was idle;
 *          *lpUserTime: programs. 100 ns units, in steps of 10 ms.
 * Returns: TRUE, or FALSE; last error: ERROR_ACCESS_DENIED,
 *          ERROR_FILE_NOT_FOUND: there is no /proc/stat.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetSystemTimes function", Parameters.
 * Test:    tests/conformance/times.c */
BOOL WINAPI GetSystemTimes(PFILETIME lpIdleTime, PFILETIME lpKernelTime,
                           PFILETIME lpUserTime) IOCP_API(GetSystemTimes);

#ifdef __cplusplus
}
#endif

#endif
