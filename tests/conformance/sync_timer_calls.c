/* Waitable timers: the routines that they call. */
#include "timers.h"

/* ---- What it calls ------------------------------------------------------- */

static volatile LONG ran;
static void *got_argument;
static LONGLONG got_time;
static DWORD got_thread;

static void start(void)
{
    ran = 0;
    got_argument = NULL;
    got_time = 0;
    got_thread = 0;
}

static void CALLBACK note(void *argument, DWORD low, DWORD high)
{
    got_argument = argument;
    got_time = (LONGLONG)((ULONGLONG)high << 32 | low);
    got_thread = GetCurrentThreadId();
    InterlockedIncrement(&ran);
}

/* Claim:  the thread that set it calls the routine in an alertable wait, and in
 *         no other, with its argument and the time when it was signalled.
 * Source: "PTIMERAPCROUTINE callback function", Parameters and Remarks.
 *         Wine 8: tells another time. */
static void calls_the_routine(void)
{
    HANDLE timer = timer_new(TRUE);
    LONGLONG began = time_now();

    start();
    set_calling(timer, 20 * MS, 0, note, &timer);
    CHECK(wait_for(timer), "it is signalled all the same");
    CHECK(ran == 0);
    CHECK(SleepEx(INFINITE, TRUE) == WAIT_IO_COMPLETION);
    CHECK(ran == 1 && got_argument == &timer);
    CHECK(got_thread == GetCurrentThreadId());
    DIFFERS(WINE_8, "tells another time")
    CHECK(got_time >= began + 180000 && got_time <= time_now(),
          "%lld after %lld", (long long)got_time, (long long)began);
    CHECK(SleepEx(0, TRUE) == 0 && ran == 1, "once");
    CHECK(is_set(timer));
    CloseHandle(timer);
}

/* Claim:  it ends an alertable wait that is under way.
 * Source: "SetWaitableTimer function", Remarks.  Wine 8: same. */
static void ends_a_wait(void)
{
    HANDLE timer = timer_new(FALSE), event = event_new();

    start();
    set_calling(timer, 20 * MS, 0, note, NULL);
    CHECK(WaitForSingleObjectEx(event, DEADLINE, TRUE) == WAIT_IO_COMPLETION);
    CHECK(ran == 1);
    CHECK(is_set(timer));
    set_calling(timer, 20 * MS, 0, note, NULL);
    CHECK(SleepEx(DEADLINE, TRUE) == WAIT_IO_COMPLETION && ran == 2);
    CloseHandle(event);
    CloseHandle(timer);
}

/* Claim:  a thread that waits at a port alertably is told too.
 * Source: "GetQueuedCompletionStatusEx function", fAlertable.  Wine 8: same. */
static void at_a_port(void)
{
    HANDLE timer = timer_new(FALSE), port = port_new(1);
    OVERLAPPED_ENTRY entry;
    ULONG count = 0;

    start();
    set_calling(timer, 10 * MS, 0, note, NULL);
    CHECK_FAILS(
        GetQueuedCompletionStatusEx(port, &entry, 1, &count, DEADLINE, TRUE),
        WAIT_IO_COMPLETION);
    CHECK(ran == 1);
    CloseHandle(port);
    CloseHandle(timer);
}

/* Claim:  a time that is over calls it as well.
 * Source: "SetWaitableTimer function", Remarks.  Wine 8: same. */
static void calls_at_once(void)
{
    HANDLE timer = timer_new(FALSE);

    start();
    set_calling(timer, 0, 0, note, NULL);
    CHECK(SleepEx(DEADLINE, TRUE) == WAIT_IO_COMPLETION && ran == 1);
    CloseHandle(timer);
}

/* Claim:  setting and cancelling take back what has not been called yet; the
 *         signal of a cancelled one stays.
 * Source: "SetWaitableTimer function", Remarks ("cancel any pending completion
 *         routines"); "CancelWaitableTimer function", Remarks.
 *         Wine 8: same. */
static void routines_are_taken_back(void)
{
    HANDLE timer = timer_new(TRUE);

    start();
    set_calling(timer, 0, 0, note, NULL);
    CHECK(wait_for(timer));
    set(timer, FAR_OFF);
    CHECK(SleepEx(0, TRUE) == 0 && ran == 0);
    set_calling(timer, 0, 0, note, NULL);
    CHECK(wait_for(timer));
    CHECK(CancelWaitableTimer(timer));
    CHECK(SleepEx(0, TRUE) == 0 && ran == 0);
    CHECK(is_set(timer));
    CloseHandle(timer);
}

/* Claim:  what is taken back leaves other APCs as they are.
 * Source: none.  Wine 8: same. */
static void others_are_not_taken_back(void)
{
    HANDLE timers[3] = {timer_new(TRUE), timer_new(TRUE), timer_new(TRUE)};
    int places[3];

    for (int i = 0; i < 3; i++) {
        start();
        for (int k = 0; k < 3; k++)
            set_calling(timers[k], 0, 0, note, &places[k]);
        CHECK(CancelWaitableTimer(timers[i]));
        CHECK(SleepEx(0, TRUE) == WAIT_IO_COMPLETION);
        CHECK(ran == 2 && got_argument == &places[i == 2 ? 1 : 2]);
    }
    for (int i = 0; i < 3; i++)
        CloseHandle(timers[i]);
}

/* Claim:  closing its last handle stops it and takes its routine back.
 * Source: "CreateWaitableTimerA function", Remarks ("destroyed when its last
 *         handle has been closed").
 *         Wine 8: calls what was queued. */
static void close_takes_back(void)
{
    HANDLE timer = timer_new(TRUE), copy = duplicate_of(timer);

    start();
    set_calling(timer, 0, 0, note, NULL);
    CHECK(wait_for(timer));
    CloseHandle(copy);
    CHECK(SleepEx(0, TRUE) == WAIT_IO_COMPLETION && ran == 1);
    set_calling(timer, 0, 0, note, NULL);
    CHECK(wait_for(timer));
    CloseHandle(timer);
    DIFFERS(WINE_8, "calls it")
    CHECK(SleepEx(0, TRUE) == 0 && ran == 1);
    start();
    timer = timer_new(TRUE);
    set_calling(timer, 5 * MS, 0, note, NULL);
    CloseHandle(timer);
    pass_time(10 * MS);
    CHECK(SleepEx(0, TRUE) == 0 && ran == 0);
}

/* Claim:  a periodic one calls each time; one that is still to run is not
 *         queued twice.
 * Source: "SetWaitableTimer function", Remarks; "KeInsertQueueApc" (one APC
 *         object is queued once).  Wine 8: same. */
static void periodic_calls(void)
{
    HANDLE timer = timer_new(FALSE);

    start();
    set_calling(timer, MS, 2, note, NULL);
    while (ran < 5)
        CHECK(SleepEx(DEADLINE, TRUE) == WAIT_IO_COMPLETION);
    start();
    for (int i = 0; i < 40; i++)
        CHECK(wait_for(timer));
    CHECK(SleepEx(0, TRUE) == WAIT_IO_COMPLETION);
    CHECK(ran < 20, "%d calls", (int)ran);
    CloseHandle(timer);
}

static HANDLE chained;

static void CALLBACK set_the_next(void *argument, DWORD low, DWORD high)
{
    note(argument, low, high);
    if (ran < 5)
        set_calling(chained, ran % 2 == 0 ? 0 : MS, 0, set_the_next, argument);
}

/* Claim:  the routine may set its timer again.
 * Source: "Using a Waitable Timer with an Asynchronous Procedure Call".
 *         Wine 8: same. */
static void set_by_its_routine(void)
{
    start();
    chained = timer_new(FALSE);
    set_calling(chained, MS, 0, set_the_next, NULL);
    while (ran < 5)
        if (!CHECK(SleepEx(DEADLINE, TRUE) == WAIT_IO_COMPLETION))
            break;
    pass_time(5 * MS);
    CHECK(SleepEx(0, TRUE) == 0 && ran == 5);
    CloseHandle(chained);
}

static void CALLBACK close_it(void *argument, DWORD low, DWORD high)
{
    note(argument, low, high);
    CHECK(CloseHandle((HANDLE)argument));
}

/* Claim:  the routine may close its timer.  Source: none.  Wine 8: same. */
static void closed_by_its_routine(void)
{
    HANDLE timer = timer_new(FALSE);

    start();
    set_calling(timer, MS, 60000, close_it, timer);
    CHECK(SleepEx(DEADLINE, TRUE) == WAIT_IO_COMPLETION && ran == 1);
    pass_time(5 * MS);
    CHECK(SleepEx(0, TRUE) == 0 && ran == 1);
}

/* Claim:  the Ex form is the same with a reason and a tolerable delay.
 * Source: "SetWaitableTimerEx function", Parameters.
 *         Wine 8: does not look at the reason. */
static void set_ex(void)
{
    static WCHAR words[] = u"to see whether it wakes";
    HANDLE timer = timer_new(TRUE);
    LARGE_INTEGER due = {.QuadPart = MS};
    REASON_CONTEXT reason = {
        .Version = POWER_REQUEST_CONTEXT_VERSION,
        .Flags = POWER_REQUEST_CONTEXT_SIMPLE_STRING,
        .Reason.SimpleReasonString = words,
    };

    start();
    SetLastError(UNTOUCHED);
    CHECK(SetWaitableTimerEx(timer, &due, 0, note, &due, NULL, 10));
    CHECK_ERROR(UNTOUCHED);
    CHECK(SleepEx(DEADLINE, TRUE) == WAIT_IO_COMPLETION);
    CHECK(ran == 1 && got_argument == &due && is_set(timer));
    CHECK(SetWaitableTimerEx(timer, &due, 0, NULL, NULL, &reason, 0));
    DIFFERS(WINE_8, "does not look at the reason")
    CHECK_ERROR(ERROR_NOT_SUPPORTED);
    CHECK(wait_for(timer));
    reason.Version = 7;
    DIFFERS(WINE_8, "does not look at the reason")
    CHECK_FAILS(SetWaitableTimerEx(timer, &due, 0, NULL, NULL, &reason, 0),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(SetWaitableTimerEx(NULL, &due, 0, NULL, NULL, NULL, 0),
                ERROR_INVALID_HANDLE);
    CloseHandle(timer);
}

/* ---- Other threads ------------------------------------------------------- */

struct setter {
    HANDLE timer, set, go;
    LONGLONG due;
    PTIMERAPCROUTINE routine;
    DWORD slept;
};

static DWORD WINAPI set_and_sleep(void *argument)
{
    struct setter *setter = argument;

    set_calling(setter->timer, setter->due, 0, setter->routine, NULL);
    SetEvent(setter->set);
    setter->slept = WaitForSingleObjectEx(setter->go, DEADLINE, TRUE);
    return 0;
}

/* Claim:  the routine is called by the thread that set the timer, not by one
 *         that waits for it; another thread may cancel it.
 * Source: "SetWaitableTimer function", Remarks.  Wine 8: same. */
static void the_setter_calls(void)
{
    struct setter setter = {.timer = timer_new(TRUE), .due = 20 * MS};
    HANDLE thread;

    start();
    setter.set = event_new();
    setter.go = event_new();
    setter.routine = note;
    thread = thread_start(set_and_sleep, &setter);
    CHECK(wait_for(setter.set));
    CHECK(WaitForSingleObjectEx(setter.timer, DEADLINE, TRUE) == WAIT_OBJECT_0);
    thread_join(thread);
    CHECK(setter.slept == WAIT_IO_COMPLETION && ran == 1);
    CHECK(got_thread != GetCurrentThreadId());

    setter.due = FAR_OFF;
    ResetEvent(setter.set);
    thread = thread_start(set_and_sleep, &setter);
    CHECK(wait_for(setter.set));
    CHECK(CancelWaitableTimer(setter.timer));
    SetEvent(setter.go);
    thread_join(thread);
    CHECK(setter.slept == WAIT_OBJECT_0 && ran == 1);
    CloseHandle(setter.timer);
    CloseHandle(setter.set);
    CloseHandle(setter.go);
}

/* Claim:  a timer that another thread sets is its own from then on: the routine
 *         of the first is not called.
 * Source: "SetWaitableTimer function", Remarks.  Wine 8: same. */
static void another_thread_sets_it(void)
{
    struct setter setter = {.timer = timer_new(TRUE), .due = 0};
    HANDLE thread;

    start();
    setter.set = event_new();
    setter.go = event_new();
    setter.routine = note;
    set_calling(setter.timer, 0, 0, note, NULL);
    thread = thread_start(set_and_sleep, &setter);
    thread_join(thread);
    CHECK(setter.slept == WAIT_IO_COMPLETION && ran == 1);
    CHECK(SleepEx(0, TRUE) == 0 && ran == 1);
    CloseHandle(setter.timer);
    CloseHandle(setter.set);
    CloseHandle(setter.go);
}

static DWORD WINAPI set_and_end(void *argument)
{
    struct setter *setter = argument;

    set_calling(setter->timer, setter->due, 5, setter->routine, NULL);
    return 0;
}

/* Claim:  the end of the thread that set it stops a timer that has a routine,
 *         and leaves its signal as it is.
 * Source: "SetWaitableTimer function", Remarks ("If the thread that set the
 *         timer terminates").
 *         Wine 8: it is signalled all the same. */
static void its_thread_ends(void)
{
    struct setter setter = {.timer = timer_new(TRUE), .due = 20 * MS};
    LONGLONG began;

    start();
    setter.routine = note;
    do { /* until it was quick enough */
        began = time_now();
        thread_join(thread_start(set_and_end, &setter));
    } while (time_now() - began >= 20 * -MS);
    pass_time(40 * MS);
    DIFFERS(WINE_8, "it is signalled all the same")
    CHECK(!is_set(setter.timer));
    setter.due = 0;
    thread_join(thread_start(set_and_end, &setter));
    CHECK(is_set(setter.timer), "it was signalled before");
    CHECK(SleepEx(0, TRUE) == 0 && ran == 0);
    set(setter.timer, MS);
    CHECK(wait_for(setter.timer), "it can be set again");
    CloseHandle(setter.timer);
}

/* Claim:  without a routine the end of the thread means nothing.
 * Source: "SetWaitableTimer function", Remarks.  Wine 8: same. */
static void its_thread_ends_without(void)
{
    struct setter setter = {.timer = timer_new(FALSE), .due = 20 * MS};

    thread_join(thread_start(set_and_end, &setter));
    CHECK(wait_for(setter.timer) && wait_for(setter.timer));
    CloseHandle(setter.timer);
}

static HANDLE contested[3];

static DWORD WINAPI contend(void *argument)
{
    unsigned state = (unsigned)(ULONG_PTR)argument * 7919;

    for (int i = 0; i < 300; i++) {
        HANDLE timer = contested[state % 3];

        state = state * 1103515245 + 12345;
        switch (state >> 16 & 3) {
        case 0:
            CancelWaitableTimer(timer);
            break;
        case 1:
            SleepEx(0, TRUE);
            break;
        default:
            set_calling(timer, -(LONGLONG)(state >> 20 & 1023), 1,
                        state >> 30 & 1 ? note : NULL, NULL);
        }
    }
    return 0;
}

/* Claim:  any number of threads may set, cancel and close timers at once.
 * Source: none.  Wine 8: same. */
static void everybody_at_once(void)
{
    HANDLE threads[4];

    for (int i = 0; i < 3; i++)
        contested[i] = timer_new(i == 0);
    for (ULONG_PTR i = 0; i < 4; i++)
        threads[i] = thread_start(contend, (void *)(i + 1));
    for (int i = 0; i < 4; i++)
        thread_join(threads[i]);
    for (int i = 0; i < 3; i++) {
        set(contested[i], MS);
        CHECK(wait_for(contested[i]));
        set_calling(contested[i], MS, 1, NULL, NULL);
        CloseHandle(contested[i]);
    }
}

TAP_MAIN(CASE(calls_the_routine), CASE(ends_a_wait), CASE(at_a_port),
         CASE(calls_at_once), CASE(routines_are_taken_back),
         CASE(others_are_not_taken_back), CASE(close_takes_back),
         CASE(periodic_calls), CASE(set_by_its_routine),
         CASE(closed_by_its_routine), CASE(set_ex), CASE(the_setter_calls),
         CASE(another_thread_sets_it), CASE(its_thread_ends),
         CASE(its_thread_ends_without), CASE(everybody_at_once))
