/* What the two areas on waitable timers share (sync_timer.c: signals and
 * handles, sync_timer_calls.c: routines). That one is not signalled is seen by
 * another one, set to a later time, that is. */
#ifndef TIMERS_H
#define TIMERS_H

#include "support.h"

#define MS (-10000LL) /* a due time of a millisecond from now */
#define FAR_OFF (3600000 * MS)

HANDLE timer_new(BOOL manual_reset);

/* With a period in ms and a routine, and without. */
void set_calling(HANDLE timer, LONGLONG due, LONG period,
                 PTIMERAPCROUTINE routine, void *argument);
void set(HANDLE timer, LONGLONG due);

/* Another timer runs out, after all that is due by then. */
void pass_time(LONGLONG due);

LONGLONG time_now(void); /* a FILETIME */

#endif
