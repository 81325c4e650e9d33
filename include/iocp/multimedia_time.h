/* The timer of winmm: milliseconds, and how fine they are. */
#ifndef IOCP_MULTIMEDIA_TIME_H
#define IOCP_MULTIMEDIA_TIME_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef UINT MMRESULT;

#define TIMERR_NOERROR 0
#define TIMERR_NOCANDO 97

typedef struct timecaps_tag {
    UINT wPeriodMin; /* ms */
    UINT wPeriodMax;
} TIMECAPS, *PTIMECAPS, *LPTIMECAPS;

IOCP_SIZE(TIMECAPS, 8);

/* Gives the milliseconds since the machine started.
 * In:      none.
 * Out:     none.
 * Returns: the count; it wraps around after 49.7 days.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "timeGetTime function", Remarks.
 * Test:    tests/conformance/times.c */
DWORD WINAPI timeGetTime(void) IOCP_API(timeGetTime);

/* Asks for timers of this resolution. They are as fine as they can be anyway.
 * In:      uPeriod: ms, 1 to 1000000.
 * Out:     none.
 * Returns: TIMERR_NOERROR; TIMERR_NOCANDO: no such resolution.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "timeBeginPeriod function", Return value.
 * Test:    tests/conformance/times.c */
MMRESULT WINAPI timeBeginPeriod(UINT uPeriod) IOCP_API(timeBeginPeriod);

/* Ends that.
 * In:      uPeriod: what timeBeginPeriod was given.
 * Out:     none.
 * Returns: TIMERR_NOERROR; TIMERR_NOCANDO: no such resolution.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "timeEndPeriod function", Return value.
 * Test:    tests/conformance/times.c */
MMRESULT WINAPI timeEndPeriod(UINT uPeriod) IOCP_API(timeEndPeriod);

/* Tells which resolutions timers have.
 * In:      cbtc: bytes at ptc.
 * Out:     *ptc; untouched on failure.
 * Returns: TIMERR_NOERROR; TIMERR_NOCANDO: ptc is NULL, or too small.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "timeGetDevCaps function", Return value.
 * Test:    tests/conformance/times.c */
MMRESULT WINAPI timeGetDevCaps(LPTIMECAPS ptc, UINT cbtc)
    IOCP_API(timeGetDevCaps);

#ifdef __cplusplus
}
#endif

#endif
