/* Timers of the thread pool. */
#include "pooled.h"

/* Claim:  a due time of 0, or one that has passed, is now; the callback gets
 *         the context and the timer.
 * Source: "SetThreadpoolTimer function", pftDueTime.  Wine 8: same. */
static void due_now(void)
{
    FILETIME times[] = {at(0), at(1), from_now(-1000), after_ms(0)};
    struct gate gate;
    PTP_TIMER timer;

    gate_new_open(&gate);
    timer = CreateThreadpoolTimer(gate_timer, &gate, NULL);
    CHECK(timer != NULL);
    for (unsigned i = 0; i < COUNT_OF(times); i++) {
        SetThreadpoolTimer(timer, &times[i], 0, 0);
        gate_await(&gate, 1);
    }
    CHECK(gate_is_quiet(&gate), "once each");
    WaitForThreadpoolTimerCallbacks(timer, FALSE);
    CHECK(gate.ran == (LONG)COUNT_OF(times));
    CloseThreadpoolTimer(timer);
    gate_free(&gate);
}

struct seen {
    HANDLE called;
    PTP_TIMER timer;
    DWORD thread;
};

static void CALLBACK look(PTP_CALLBACK_INSTANCE instance, PVOID context,
                          PTP_TIMER timer)
{
    struct seen *seen = context;

    CHECK(instance != NULL);
    seen->timer = timer;
    seen->thread = GetCurrentThreadId();
    SetEvent(seen->called);
}

/* Claim:  a callback runs on a thread of the pool, with its arguments.
 * Source: "CreateThreadpoolTimer function".  Wine 8: same. */
static void arguments(void)
{
    struct seen seen = {event_new(), NULL, 0};
    PTP_TIMER timer = CreateThreadpoolTimer(look, &seen, NULL);
    FILETIME now = at(0);

    SetThreadpoolTimer(timer, &now, 0, 0);
    CHECK(happens(seen.called));
    WaitForThreadpoolTimerCallbacks(timer, FALSE);
    CHECK(seen.timer == timer);
    CHECK(seen.thread != 0 && seen.thread != GetCurrentThreadId());
    CloseThreadpoolTimer(timer);
    CloseHandle(seen.called);
}

/* Claim:  a negative time is relative; it is not cut short (but for the
 *         clock's granularity).
 * Source: as above.  Wine 8: same. */
static void due_later(void)
{
    FILETIME time = after_ms(120);
    ULONGLONG start = GetTickCount64(), waited;
    struct gate gate;
    PTP_TIMER timer;

    gate_new_open(&gate);
    timer = CreateThreadpoolTimer(gate_timer, &gate, NULL);
    SetThreadpoolTimer(timer, &time, 0, 0);
    gate_await(&gate, 1);
    waited = GetTickCount64() - start;
    CHECK(waited >= 100, "%u ms", (unsigned)waited);
    CHECK(gate_is_quiet(&gate), "a period of 0 is once");
    WaitForThreadpoolTimerCallbacks(timer, FALSE);
    CHECK(gate.ran == 1);
    CloseThreadpoolTimer(timer);
    gate_free(&gate);
}

/* Claim:  a positive time is a moment.
 * Source: as above.  Wine 8: same. */
static void due_at_a_moment(void)
{
    FILETIME time = from_now(120);
    ULONGLONG start = GetTickCount64(), waited;
    struct gate gate;
    PTP_TIMER timer;

    gate_new_open(&gate);
    timer = CreateThreadpoolTimer(gate_timer, &gate, NULL);
    SetThreadpoolTimer(timer, &time, 0, 0);
    gate_await(&gate, 1);
    waited = GetTickCount64() - start;
    CHECK(waited >= 80, "%u ms", (unsigned)waited);
    WaitForThreadpoolTimerCallbacks(timer, FALSE);
    CloseThreadpoolTimer(timer);
    gate_free(&gate);
}

/* Claim:  a period makes it fire again and again, until it is unset; not
 *         before each period is over.
 * Source: "SetThreadpoolTimer function", msPeriod.  Wine 8: same. */
static void periodic(void)
{
    FILETIME time = at(0);
    ULONGLONG start = GetTickCount64(), waited;
    struct gate gate;
    PTP_TIMER timer;

    gate_new_open(&gate);
    timer = CreateThreadpoolTimer(gate_timer, &gate, NULL);
    SetThreadpoolTimer(timer, &time, 20, 0);
    gate_await(&gate, 6);
    waited = GetTickCount64() - start;
    CHECK(waited >= 80, "%u ms", (unsigned)waited);
    SetThreadpoolTimer(timer, NULL, 0, 0);
    WaitForThreadpoolTimerCallbacks(timer, TRUE);
    CHECK(gate.ran >= 6);
    while (is_set(gate.entered)) /* those before it was unset */
        continue;
    CHECK(gate_is_quiet(&gate), "unset, it fires no more");
    CloseThreadpoolTimer(timer);
    gate_free(&gate);
}

/* Claim:  NULL unsets, whatever the other arguments are.
 * Source: "SetThreadpoolTimer function", pftDueTime.  Wine 8: same. */
static void unset(void)
{
    FILETIME later = after_ms(3600 * 1000);
    struct gate gate;
    PTP_TIMER timer;

    gate_new_open(&gate);
    timer = CreateThreadpoolTimer(gate_timer, &gate, NULL);
    SetThreadpoolTimer(timer, NULL, 0, 0);
    SetThreadpoolTimer(timer, &later, 1000, 0);
    SetThreadpoolTimer(timer, NULL, 10, 10);
    CHECK(gate_is_quiet(&gate));
    WaitForThreadpoolTimerCallbacks(timer, FALSE);
    CHECK(gate.ran == 0);
    CloseThreadpoolTimer(timer);
    gate_free(&gate);
}

/* Claim:  a timer is set from SetThreadpoolTimer on, also after it fired, and
 *         until it is unset.
 * Source: "IsThreadpoolTimerSet function"; Wine's ntdll thread pool tests.
 *         Wine 8: same. */
static void is_it_set(void)
{
    FILETIME hour = after_ms(3600 * 1000), now = at(0);
    struct gate gate;
    PTP_TIMER timer;

    gate_new_open(&gate);
    timer = CreateThreadpoolTimer(gate_timer, &gate, NULL);
    CHECK(!IsThreadpoolTimerSet(timer));
    SetThreadpoolTimer(timer, &hour, 0, 0);
    CHECK(IsThreadpoolTimerSet(timer));
    SetThreadpoolTimer(timer, NULL, 0, 0);
    CHECK(!IsThreadpoolTimerSet(timer));
    SetThreadpoolTimer(timer, &now, 0, 0);
    gate_await(&gate, 1);
    WaitForThreadpoolTimerCallbacks(timer, FALSE);
    CHECK(IsThreadpoolTimerSet(timer), "it has fired");
    SetThreadpoolTimer(timer, NULL, 0, 0);
    CHECK(!IsThreadpoolTimerSet(timer));
    CloseThreadpoolTimer(timer);
    gate_free(&gate);
}

/* Claim:  setting replaces what was set.
 * Source: "SetThreadpoolTimer function", Remarks.  Wine 8: same. */
static void replaced(void)
{
    FILETIME hour = after_ms(3600 * 1000), now = at(0);
    struct gate gate;
    PTP_TIMER timer;

    gate_new_open(&gate);
    timer = CreateThreadpoolTimer(gate_timer, &gate, NULL);
    SetThreadpoolTimer(timer, &hour, 0, 0);
    SetThreadpoolTimer(timer, &now, 0, 0);
    gate_await(&gate, 1);
    SetThreadpoolTimer(timer, &now, 1, 0);
    gate_await(&gate, 3);
    SetThreadpoolTimer(timer, &hour, 1, 0);
    WaitForThreadpoolTimerCallbacks(timer, TRUE);
    while (is_set(gate.entered))
        continue;
    CHECK(gate_is_quiet(&gate), "the period starts after the hour");
    SetThreadpoolTimer(timer, NULL, 0, 0);
    WaitForThreadpoolTimerCallbacks(timer, TRUE);
    CloseThreadpoolTimer(timer);
    gate_free(&gate);
}

/* Claim:  a window is how late it may be: it fires all the same.
 * Source: "SetThreadpoolTimer function", msWindowLength.  Wine 8: same. */
static void window(void)
{
    FILETIME time = after_ms(10);
    struct gate gate;
    PTP_TIMER timer;

    gate_new_open(&gate);
    timer = CreateThreadpoolTimer(gate_timer, &gate, NULL);
    SetThreadpoolTimer(timer, &time, 0, 50);
    gate_await(&gate, 1);
    SetThreadpoolTimer(timer, &time, 10, 50);
    gate_await(&gate, 3);
    SetThreadpoolTimer(timer, NULL, 0, 0);
    WaitForThreadpoolTimerCallbacks(timer, TRUE);
    CloseThreadpoolTimer(timer);
    gate_free(&gate);
}

/* ---- Waiting, closing --------------------------------------------------- */

/* Claim:  waiting for the callbacks does not wait for the due time.
 * Source: "WaitForThreadpoolTimerCallbacks function"; Wine's ntdll thread
 *         pool tests.  Wine 8: same. */
static void waits_for_callbacks_only(void)
{
    FILETIME hour = after_ms(3600 * 1000);
    struct gate gate;
    PTP_TIMER timer;

    gate_new_open(&gate);
    timer = CreateThreadpoolTimer(gate_timer, &gate, NULL);
    WaitForThreadpoolTimerCallbacks(timer, FALSE);
    SetThreadpoolTimer(timer, &hour, 0, 0);
    WaitForThreadpoolTimerCallbacks(timer, FALSE);
    CHECK(gate.ran == 0 && IsThreadpoolTimerSet(timer));
    SetThreadpoolTimer(timer, NULL, 0, 0);
    CloseThreadpoolTimer(timer);
    gate_free(&gate);
}

struct waiting {
    PTP_TIMER timer;
    HANDLE over;
};

static DWORD WINAPI wait_for_it(void *argument)
{
    struct waiting *waiting = argument;

    WaitForThreadpoolTimerCallbacks(waiting->timer, FALSE);
    SetEvent(waiting->over);
    return 0;
}

/* Claim:  waiting lasts while a callback runs.
 * Source: as above.  Wine 8: same. */
static void waits_while_it_runs(void)
{
    FILETIME now = at(0);
    struct waiting waiting;
    struct gate gate;
    HANDLE thread;

    gate_new(&gate);
    waiting.timer = CreateThreadpoolTimer(gate_timer, &gate, NULL);
    waiting.over = event_new();
    SetThreadpoolTimer(waiting.timer, &now, 0, 0);
    gate_await(&gate, 1);
    thread = thread_start(wait_for_it, &waiting);
    CHECK(is_quiet(waiting.over));
    gate_open(&gate);
    CHECK(happens(waiting.over));
    CHECK(gate.ran == 1);
    CHECK(happens(thread));
    CloseHandle(thread);
    CloseThreadpoolTimer(waiting.timer);
    gate_free(&gate);
    CloseHandle(waiting.over);
}

/* Claim:  TRUE drops callbacks that are queued for a thread.
 * Source: "WaitForThreadpoolTimerCallbacks function",
 *         fCancelPendingCallbacks.  Wine 8: same. */
static void queued_ones_dropped(void)
{
    PTP_POOL pool = pool_new(1);
    TP_CALLBACK_ENVIRON environment = environment_of(pool);
    FILETIME now = at(0);
    struct blocker blocker;
    struct gate gate;
    PTP_TIMER timer;

    gate_new_open(&gate);
    blocker_new(&blocker, pool);
    timer = CreateThreadpoolTimer(gate_timer, &gate, &environment);
    SetThreadpoolTimer(timer, &now, 0, 0);
    CHECK(gate_is_quiet(&gate), "the pool is busy");
    SetThreadpoolTimer(timer, NULL, 0, 0);
    WaitForThreadpoolTimerCallbacks(timer, TRUE);
    blocker_free(&blocker);
    blocker_new(&blocker, pool); /* behind whatever was still queued */
    CHECK(gate.ran == 0);
    blocker_free(&blocker);
    CloseThreadpoolTimer(timer);
    gate_free(&gate);
    CloseThreadpool(pool);
}

struct again {
    volatile LONG left;
    HANDLE over;
};

static void CALLBACK set_again(PTP_CALLBACK_INSTANCE instance, PVOID context,
                               PTP_TIMER timer)
{
    struct again *again = context;
    FILETIME soon = after_ms(1);

    CHECK(instance != NULL);
    if (InterlockedDecrement(&again->left) > 0)
        SetThreadpoolTimer(timer, &soon, 0, 0);
    else
        SetEvent(again->over);
}

/* Claim:  a callback may set its own timer.
 * Source: "SetThreadpoolTimer function".  Wine 8: same. */
static void set_by_its_callback(void)
{
    struct again again = {20, event_new()};
    PTP_TIMER timer = CreateThreadpoolTimer(set_again, &again, NULL);
    FILETIME now = at(0);

    SetThreadpoolTimer(timer, &now, 0, 0);
    CHECK(happens(again.over));
    WaitForThreadpoolTimerCallbacks(timer, FALSE);
    CHECK(again.left == 0);
    CloseThreadpoolTimer(timer);
    CloseHandle(again.over);
}

/* Claim:  closing a timer that is set: it does not fire.
 * Source: "CloseThreadpoolTimer function".  Wine 8: same. */
static void closed_while_set(void)
{
    FILETIME later = after_ms(3600 * 1000);
    struct gate gate;
    PTP_TIMER timer;

    gate_new_open(&gate);
    timer = CreateThreadpoolTimer(gate_timer, &gate, NULL);
    SetThreadpoolTimer(timer, &later, 1, 0);
    SetThreadpoolTimer(timer, NULL, 0, 0);
    WaitForThreadpoolTimerCallbacks(timer, TRUE);
    CloseThreadpoolTimer(timer);
    CHECK(gate_is_quiet(&gate) && gate.ran == 0);
    gate_free(&gate);
}

/* Claim:  many timers at once, each fires in its time.
 * Source: "SetThreadpoolTimer function".  Wine 8: same. */
static void many(void)
{
    PTP_TIMER timers[200];
    struct gate gate;

    gate_new_open(&gate);
    for (unsigned i = 0; i < COUNT_OF(timers); i++) {
        FILETIME time = after_ms(1 + i * 37 % 100);

        timers[i] = CreateThreadpoolTimer(gate_timer, &gate, NULL);
        SetThreadpoolTimer(timers[i], &time, 0, 0);
    }
    gate_await(&gate, COUNT_OF(timers));
    for (unsigned i = 0; i < COUNT_OF(timers); i++) {
        WaitForThreadpoolTimerCallbacks(timers[i], FALSE);
        CloseThreadpoolTimer(timers[i]);
    }
    CHECK(gate.ran == (LONG)COUNT_OF(timers));
    gate_free(&gate);
}

/* ---- SetThreadpoolTimerEx ---------------------------------------------- */

typedef BOOL(WINAPI *set_ex)(PTP_TIMER, PFILETIME, DWORD, DWORD);

static set_ex timer_ex(void)
{
    return (set_ex)(ULONG_PTR)function_of("kernel32", "SetThreadpoolTimerEx");
}

/* Claim:  TRUE if the timer was active and is cancelled by this; FALSE for
 *         the first, after it fired, and after it was cancelled.
 * Source: "SetThreadpoolTimerEx function", Return value.  Wine 8: has no such
 *         function. */
static void ex_tells(void)
{
    FILETIME hour = after_ms(3600 * 1000), now = at(0);
    set_ex set = timer_ex();
    struct gate gate;
    PTP_TIMER timer;

    if (!set)
        SKIP("Wine 8 has no SetThreadpoolTimerEx");
    gate_new_open(&gate);
    timer = CreateThreadpoolTimer(gate_timer, &gate, NULL);
    CHECK(!set(timer, NULL, 0, 0));
    CHECK(!set(timer, &hour, 0, 0));
    CHECK(set(timer, &hour, 0, 0));
    CHECK(set(timer, NULL, 0, 0));
    CHECK(!set(timer, NULL, 0, 0));
    CHECK(!set(timer, &now, 0, 0));
    gate_await(&gate, 1);
    CHECK(!set(timer, &hour, 0, 0), "it has fired");
    CHECK(set(timer, NULL, 0, 0));
    WaitForThreadpoolTimerCallbacks(timer, FALSE);
    CHECK(gate.ran == 1);
    CloseThreadpoolTimer(timer);
    gate_free(&gate);
}

/* Claim:  its result agrees with what happens: after TRUE the callback does
 *         not come, after FALSE it does.
 * Source: as above.  Wine 8: has no such function. */
static void ex_agrees(void)
{
    FILETIME soon = at(-1);
    set_ex set = timer_ex();
    LONG expected = 0;
    struct gate gate;
    PTP_TIMER timer;

    if (!set)
        SKIP("Wine 8 has no SetThreadpoolTimerEx");
    gate_new_open(&gate);
    timer = CreateThreadpoolTimer(gate_timer, &gate, NULL);
    for (int i = 0; i < 500; i++) {
        set(timer, &soon, 0, 0);
        if (i % 2)
            SwitchToThread();
        expected += !set(timer, NULL, 0, 0);
    }
    WaitForThreadpoolTimerCallbacks(timer, FALSE);
    CHECK(gate.ran == expected, "%d ran, %d expected", (int)gate.ran,
          (int)expected);
    CloseThreadpoolTimer(timer);
    gate_free(&gate);
}

TAP_MAIN(CASE(due_now), CASE(arguments), CASE(due_later), CASE(due_at_a_moment),
         CASE(periodic), CASE(unset), CASE(is_it_set), CASE(replaced),
         CASE(window), CASE(waits_for_callbacks_only),
         CASE(waits_while_it_runs), CASE(queued_ones_dropped),
         CASE(set_by_its_callback), CASE(closed_while_set), CASE(many),
         CASE(ex_tells), CASE(ex_agrees))
