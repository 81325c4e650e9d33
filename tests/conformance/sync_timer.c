/* Waitable timers: when they are signalled, whom they release, their names. */
#include "timers.h"

/* ---- When ---------------------------------------------------------------- */

/* Claim:  a new timer is not signalled, and nothing signals it.
 * Source: "SetWaitableTimer function", Remarks ("initially inactive").
 *         Wine 8: same. */
static void starts_inactive(void)
{
    HANDLE manual = timer_new(TRUE), other = timer_new(FALSE);

    CHECK(!is_set(manual) && !is_set(other));
    pass_time(5 * MS);
    CHECK(!is_set(manual) && !is_set(other));
    CloseHandle(manual);
    CloseHandle(other);
}

/* Claim:  a due time below 0 counts from now.
 * Source: "SetWaitableTimer function", lpDueTime.  Wine 8: same. */
static void relative(void)
{
    HANDLE timer = timer_new(TRUE);
    ULONGLONG began = GetTickCount64();

    SetLastError(UNTOUCHED);
    set(timer, 30 * MS);
    CHECK_ERROR(UNTOUCHED);
    CHECK(wait_for(timer));
    CHECK(GetTickCount64() - began >= 29);
    CloseHandle(timer);
}

/* Claim:  one above 0 is a time of day, UTC.
 * Source: "SetWaitableTimer function", lpDueTime.  Wine 8: same. */
static void absolute(void)
{
    HANDLE timer = timer_new(FALSE);
    LONGLONG due = time_now() + 300000;

    set(timer, due);
    CHECK(wait_for(timer));
    CHECK(time_now() >= due - 10000);
    CloseHandle(timer);
}

/* Claim:  0, and a time that is over, signal it inside the call.
 * Source: "KeSetTimer function", Remarks (a time that is over).
 *         Wine 8: same. */
static void at_once(void)
{
    HANDLE timer = timer_new(TRUE);

    set(timer, 0);
    CHECK(is_set(timer));
    set(timer, 1);
    CHECK(is_set(timer));
    set(timer, time_now() - 10000000);
    CHECK(is_set(timer));
    CloseHandle(timer);
}

/* Claim:  what lies beyond all time never comes.  Source: none.
 *         Wine 8: same. */
static void far_off(void)
{
    static const LONGLONG dues[] = {FAR_OFF, -0x7fffffffffffffffLL,
                                    0x7fffffffffffffffLL};
    HANDLE timer = timer_new(TRUE);

    for (size_t i = 0; i < COUNT_OF(dues); i++) {
        set(timer, dues[i]);
        pass_time(2 * MS);
        CHECK(!is_set(timer));
    }
    CHECK(CancelWaitableTimer(timer));
    CloseHandle(timer);
}

/* Claim:  a manual-reset timer stays signalled until it is set again; setting
 *         takes the signal back.
 * Source: "SetWaitableTimer function", Remarks.  Wine 8: same. */
static void manual_reset_stays(void)
{
    HANDLE timer = timer_new(TRUE);

    set(timer, MS);
    CHECK(wait_for(timer) && is_set(timer) && is_set(timer));
    set(timer, FAR_OFF);
    CHECK(!is_set(timer));
    CloseHandle(timer);
}

/* Claim:  a synchronization timer stays signalled until one wait has passed;
 *         setting takes the signal back.
 * Source: "SetWaitableTimer function", Remarks; "KeSetTimer function", Remarks.
 *         Wine 8: keeps the signal. */
static void one_wait_passes(void)
{
    HANDLE timer = timer_new(FALSE);

    set(timer, MS);
    CHECK(wait_for(timer) && !is_set(timer));
    set(timer, MS);
    pass_time(3 * MS);
    CHECK(is_set(timer) && !is_set(timer));
    set(timer, 0);
    set(timer, FAR_OFF);
    DIFFERS(WINE_8, "keeps the signal")
    CHECK(!is_set(timer));
    CloseHandle(timer);
}

/* Claim:  setting a timer that is set replaces its time; nothing is signalled
 *         at the first one.
 * Source: "SetWaitableTimer function", Remarks.  Wine 8: same. */
static void set_again(void)
{
    HANDLE later = timer_new(TRUE), earlier = timer_new(TRUE);

    set(later, 5 * MS);
    set(later, FAR_OFF);
    set(earlier, FAR_OFF);
    set(earlier, 10 * MS);
    CHECK(wait_for(earlier));
    pass_time(MS);
    CHECK(!is_set(later));
    CloseHandle(later);
    CloseHandle(earlier);
}

/* Claim:  cancelling stops it, and neither sets nor takes the signal; it can be
 *         set again. One that is not set can be cancelled too.
 * Source: "CancelWaitableTimer function", Remarks.  Wine 8: same. */
static void cancel(void)
{
    HANDLE timer = timer_new(TRUE);
    LONGLONG began;

    SetLastError(UNTOUCHED);
    CHECK(CancelWaitableTimer(timer));
    CHECK_ERROR(UNTOUCHED);
    do { /* until we were quick enough */
        began = time_now();
        set(timer, 5 * MS);
        CHECK(CancelWaitableTimer(timer));
    } while (time_now() - began >= 5 * -MS);
    CHECK(!is_set(timer));
    pass_time(10 * MS);
    CHECK(!is_set(timer));
    set(timer, MS);
    CHECK(wait_for(timer));
    CHECK(CancelWaitableTimer(timer));
    CHECK(is_set(timer), "the signal stays");
    CloseHandle(timer);
}

/* ---- Periods ------------------------------------------------------------- */

/* Claim:  with a period it is signalled again and again, until it is cancelled.
 * Source: "SetWaitableTimer function", lPeriod.  Wine 8: same. */
static void periodic(void)
{
    HANDLE timer = timer_new(FALSE);
    ULONGLONG began = GetTickCount64();

    set_calling(timer, 10 * MS, 10, NULL, NULL);
    for (int i = 0; i < 5; i++)
        CHECK(wait_for(timer));
    CHECK(GetTickCount64() - began >= 45);
    CHECK(CancelWaitableTimer(timer));
    is_set(timer);
    pass_time(20 * MS);
    CHECK(!is_set(timer));
    CloseHandle(timer);
}

/* Claim:  with a due time that is over, the first signal comes at once and the
 *         others a period apart.
 * Source: "SetWaitableTimer function", lPeriod.  Wine 8: same. */
static void periodic_at_once(void)
{
    HANDLE timer = timer_new(FALSE);
    ULONGLONG began = GetTickCount64();

    set_calling(timer, 0, 20, NULL, NULL);
    CHECK(is_set(timer));
    CHECK(wait_for(timer) && wait_for(timer));
    CHECK(GetTickCount64() - began >= 38);
    set(timer, FAR_OFF);
    pass_time(30 * MS);
    CHECK(!is_set(timer), "it has no period any more");
    CloseHandle(timer);
}

/* Claim:  an absolute one may have a period too.
 * Source: "SetWaitableTimer function", lPeriod.  Wine 8: same. */
static void periodic_absolute(void)
{
    HANDLE timer = timer_new(FALSE);

    set_calling(timer, time_now() + 50000, 5, NULL, NULL);
    for (int i = 0; i < 4; i++)
        CHECK(wait_for(timer));
    CloseHandle(timer);
}

/* Claim:  a periodic manual-reset timer stays signalled.
 * Source: "SetWaitableTimer function", Remarks.  Wine 8: same. */
static void periodic_manual(void)
{
    HANDLE timer = timer_new(TRUE);

    set_calling(timer, MS, 5, NULL, NULL);
    CHECK(wait_for(timer) && is_set(timer));
    CHECK(CancelWaitableTimer(timer));
    CHECK(is_set(timer));
    CloseHandle(timer);
}

/* ---- Waiting ------------------------------------------------------------- */

struct crossing {
    HANDLE timer;
    volatile LONG passed;
};

static DWORD WINAPI cross(void *argument)
{
    struct crossing *crossing = argument;

    CHECK(wait_for(crossing->timer));
    InterlockedIncrement(&crossing->passed);
    return 0;
}

/* Claim:  a manual-reset timer releases all who wait, a synchronization timer
 *         one each time it is signalled.
 * Source: "CreateWaitableTimerA function", bManualReset.  Wine 8: same. */
static void who_is_released(void)
{
    struct crossing all = {.timer = timer_new(TRUE)};
    struct crossing one = {.timer = timer_new(FALSE)};
    HANDLE threads[3];

    for (int i = 0; i < 3; i++)
        threads[i] = thread_start(cross, &all);
    set(all.timer, 10 * MS);
    for (int i = 0; i < 3; i++)
        thread_join(threads[i]);
    for (int i = 0; i < 3; i++)
        threads[i] = thread_start(cross, &one);
    for (LONG i = 0; i < 3; i++) {
        set(one.timer, 10 * MS);
        CHECK(WAIT_UNTIL(one.passed > i));
        CHECK(one.passed == i + 1);
    }
    for (int i = 0; i < 3; i++)
        thread_join(threads[i]);
    CHECK(!is_set(one.timer));
    CloseHandle(all.timer);
    CloseHandle(one.timer);
}

/* Claim:  who waits goes on waiting while the timer is cancelled or set anew,
 *         and is released at the last time that was set.
 * Source: "CancelWaitableTimer function", Remarks.  Wine 8: same. */
static void waiting_while_set(void)
{
    struct crossing crossing = {.timer = timer_new(TRUE)};
    HANDLE thread;

    set(crossing.timer, FAR_OFF);
    thread = thread_start(cross, &crossing);
    let_it_block();
    CHECK(CancelWaitableTimer(crossing.timer));
    set(crossing.timer, FAR_OFF);
    CHECK(crossing.passed == 0);
    set(crossing.timer, 5 * MS);
    thread_join(thread);
    CHECK(crossing.passed == 1);
    CloseHandle(crossing.timer);
}

/* Claim:  timers are objects like others for a wait for any or all of several.
 * Source: "WaitForMultipleObjects function", Remarks.  Wine 8: same. */
static void with_others(void)
{
    HANDLE list[3] = {timer_new(FALSE), timer_new(TRUE), event_new()};

    set(list[1], 5 * MS);
    CHECK(WaitForMultipleObjects(3, list, FALSE, DEADLINE) ==
          WAIT_OBJECT_0 + 1);
    set(list[0], 5 * MS);
    SetEvent(list[2]);
    CHECK(WaitForMultipleObjects(3, list, TRUE, DEADLINE) == WAIT_OBJECT_0);
    CHECK(!is_set(list[0]) && is_set(list[1]));
    set(list[0], 5 * MS);
    CHECK(SignalObjectAndWait(list[2], list[0], DEADLINE, FALSE) ==
          WAIT_OBJECT_0);
    CHECK_FAILS(SignalObjectAndWait(list[0], list[2], 0, FALSE) != WAIT_FAILED,
                ERROR_INVALID_HANDLE);
    for (int i = 0; i < 3; i++)
        CloseHandle(list[i]);
}

#define CROWD 300

/* Claim:  there may be many.  Source: none.  Wine 8: same. */
static void many(void)
{
    static HANDLE timers[CROWD];

    for (int i = 0; i < CROWD; i++) {
        timers[i] = timer_new(TRUE);
        set(timers[i], (CROWD - i) / 10 * MS);
    }
    for (int i = 0; i < CROWD; i++) {
        CHECK(wait_for(timers[i]));
        CloseHandle(timers[i]);
    }
}

/* ---- Handles and names --------------------------------------------------- */

/* Claim:  a duplicate is the same timer, which lives until the last is closed.
 * Source: "CreateWaitableTimerA function", Remarks.  Wine 8: same. */
static void duplicates(void)
{
    HANDLE timer = timer_new(TRUE), copy = duplicate_of(timer);

    set(timer, 10 * MS);
    CHECK(CloseHandle(timer));
    CHECK(wait_for(copy));
    CHECK(CloseHandle(copy));
    CHECK_FAILS(CancelWaitableTimer(copy), ERROR_INVALID_HANDLE);
}

/* Claim:  a name that is there gives its timer and 183; of another kind is 6;
 *         one that is new sets the last error to 0.
 * Source: "CreateWaitableTimerA function", lpTimerName, Return value.
 *         Wine 8: same. */
static void names(void)
{
    HANDLE one, other, event;
    char name[64], named_event[80];

    snprintf(name, sizeof name, "openiocp-%lu-timer",
             (unsigned long)GetCurrentProcessId());
    snprintf(named_event, sizeof named_event, "%s-event", name);
    event = CreateEventA(NULL, TRUE, FALSE, named_event);
    SetLastError(UNTOUCHED);
    one = CreateWaitableTimerA(NULL, TRUE, name);
    CHECK_ERROR(ERROR_SUCCESS);
    SetLastError(UNTOUCHED);
    other = CreateWaitableTimerExA(NULL, name, 0, TIMER_ALL_ACCESS);
    CHECK_ERROR(ERROR_ALREADY_EXISTS);
    CHECK(one != NULL && other != NULL && one != other);
    set(other, 0);
    CHECK(is_set(one) && is_set(one), "and of the same kind");
    CHECK_FAILS(CreateWaitableTimerA(NULL, TRUE, named_event),
                ERROR_INVALID_HANDLE);
    CHECK_FAILS(CreateEventA(NULL, TRUE, FALSE, name), ERROR_INVALID_HANDLE);
    CHECK_FAILS(OpenWaitableTimerA(TIMER_ALL_ACCESS, FALSE, named_event),
                ERROR_INVALID_HANDLE);
    CHECK_FAILS(OpenEventA(EVENT_ALL_ACCESS, FALSE, name),
                ERROR_INVALID_HANDLE);
    CHECK_FAILS(CreateWaitableTimerA(NULL, TRUE, "a\\b"), ERROR_PATH_NOT_FOUND);
    CloseHandle(event);
    CloseHandle(one);
    CloseHandle(other);
}

/* Claim:  Open finds what was created, W and A; 2 when nothing has the name, 87
 *         without one.
 * Source: "OpenWaitableTimerW function".  Wine 8: same. */
static void opening(void)
{
    WCHAR local[80], *wide = local + sizeof "Local\\" - 1;
    HANDLE one, other;
    DWORD flags = 0;
    char name[80];

    snprintf(name, sizeof name, "Local\\openiocp-%lu-timer-w",
             (unsigned long)GetCurrentProcessId());
    CHECK(MultiByteToWideChar(CP_ACP, 0, name, -1, local, 80) > 0);
    one = CreateWaitableTimerW(NULL, FALSE, local);
    CHECK(one != NULL);
    SetLastError(UNTOUCHED);
    other = OpenWaitableTimerA(TIMER_MODIFY_STATE | SYNCHRONIZE, TRUE,
                               name + sizeof "Local\\" - 1);
    CHECK_ERROR(UNTOUCHED);
    CHECK(other != NULL);
    CHECK(GetHandleInformation(other, &flags) && flags == HANDLE_FLAG_INHERIT);
    set(other, 0);
    CHECK(is_set(one) && !is_set(one));
    CloseHandle(other);
    other = OpenWaitableTimerW(TIMER_ALL_ACCESS, FALSE, wide);
    CHECK(other != NULL);
    CloseHandle(other);
    CloseHandle(one);
    CHECK_FAILS(OpenWaitableTimerW(TIMER_ALL_ACCESS, FALSE, wide),
                ERROR_FILE_NOT_FOUND);
    CHECK_FAILS(OpenWaitableTimerA(TIMER_ALL_ACCESS, FALSE, NULL),
                ERROR_INVALID_PARAMETER);
}

/* Claim:  the only flag is MANUAL_RESET (and, since 2018, HIGH_RESOLUTION).
 * Source: "CreateWaitableTimerExW function", dwFlags.
 *         Wine 8: takes any flag. */
static void flags(void)
{
    HANDLE manual = CreateWaitableTimerExW(
        NULL, NULL, CREATE_WAITABLE_TIMER_MANUAL_RESET, TIMER_ALL_ACCESS);
    HANDLE other = CreateWaitableTimerExW(NULL, NULL, 0, TIMER_ALL_ACCESS);

    CHECK(manual != NULL && other != NULL);
    set(manual, 0);
    set(other, 0);
    CHECK(is_set(manual) && is_set(manual));
    CHECK(is_set(other) && !is_set(other));
    CloseHandle(manual);
    CloseHandle(other);
    other = CreateWaitableTimerExW(NULL, NULL, 2, TIMER_ALL_ACCESS);
    CHECK(other != NULL);
    CloseHandle(other);
    DIFFERS(WINE_8, "takes any flag")
    CHECK_FAILS(CreateWaitableTimerExA(NULL, NULL, 4, TIMER_ALL_ACCESS),
                ERROR_INVALID_PARAMETER);
}

/* ---- The rest ------------------------------------------------------------ */

/* Claim:  a machine that cannot be woken is told by 50, and the call succeeds.
 * Source: "SetWaitableTimer function", fResume.
 *         Wine 8: 722, ERROR_TIMER_RESUME_IGNORED. */
static void resume(void)
{
    HANDLE timer = timer_new(TRUE);
    LARGE_INTEGER due = {.QuadPart = MS};

    SetLastError(UNTOUCHED);
    CHECK(SetWaitableTimer(timer, &due, 0, NULL, NULL, TRUE));
    DIFFERS(WINE_8, "722")
    CHECK_ERROR(ERROR_NOT_SUPPORTED);
    CHECK(wait_for(timer));
    CloseHandle(timer);
}

/* Claim:  a period below 0 fails, and what is no timer.
 * Source: "SetWaitableTimer function", lPeriod.
 *         Wine 8: takes a period below 0. */
static void bad_arguments(void)
{
    HANDLE timer = timer_new(TRUE), event = event_new();
    LARGE_INTEGER due = {.QuadPart = 0};

    DIFFERS(WINE_8, "takes it")
    CHECK_FAILS(SetWaitableTimer(timer, &due, -1, NULL, NULL, FALSE),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(SetWaitableTimer(event, &due, 0, NULL, NULL, FALSE),
                ERROR_INVALID_HANDLE);
    CHECK_FAILS(SetWaitableTimer(NULL, &due, 0, NULL, NULL, FALSE),
                ERROR_INVALID_HANDLE);
    CHECK_FAILS(CancelWaitableTimer(event), ERROR_INVALID_HANDLE);
    CHECK_FAILS(CancelWaitableTimer(NULL), ERROR_INVALID_HANDLE);
    CHECK_FAILS(SetEvent(timer), ERROR_INVALID_HANDLE);
    CHECK_FAILS(ReleaseSemaphore(timer, 1, NULL), ERROR_INVALID_HANDLE);
    CHECK(!is_set(event));
    CloseHandle(timer);
    CloseHandle(event);
}

TAP_MAIN(CASE(starts_inactive), CASE(relative), CASE(absolute), CASE(at_once),
         CASE(far_off), CASE(manual_reset_stays), CASE(one_wait_passes),
         CASE(set_again), CASE(cancel), CASE(periodic), CASE(periodic_at_once),
         CASE(periodic_absolute), CASE(periodic_manual), CASE(who_is_released),
         CASE(waiting_while_set), CASE(with_others), CASE(many),
         CASE(duplicates), CASE(names), CASE(opening), CASE(flags),
         CASE(resume), CASE(bad_arguments))
