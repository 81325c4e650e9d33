/* Wait objects: replacing, cancelling, waiting for the callbacks, closing. */
#include "pooled.h"

typedef BOOL(WINAPI *set_ex)(PTP_WAIT, HANDLE, PFILETIME, PVOID);

static set_ex wait_ex(void)
{
    return (set_ex)(ULONG_PTR)function_of("kernel32", "SetThreadpoolWaitEx");
}

static HANDLE auto_event(void)
{
    HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL);

    CHECK(event != NULL);
    return event;
}

/* Claim:  setting replaces the object that was waited for; the old one's
 *         signal is left alone.
 * Source: "SetThreadpoolWait function".  Wine 8: same. */
static void another_object(void)
{
    HANDLE old = auto_event(), new = auto_event();
    struct gate gate;
    PTP_WAIT wait;

    gate_new_open(&gate);
    wait = CreateThreadpoolWait(gate_wait, &gate, NULL);
    SetThreadpoolWait(wait, old, NULL);
    SetThreadpoolWait(wait, new, NULL);
    SetEvent(old);
    CHECK(gate_is_quiet(&gate));
    SetEvent(new);
    gate_await(&gate, 1);
    WaitForThreadpoolWaitCallbacks(wait, FALSE);
    CHECK(gate.ran == 1);
    CHECK(is_set(old) && !is_set(new));
    CloseThreadpoolWait(wait);
    gate_free(&gate);
    CloseHandle(old);
    CloseHandle(new);
}

static volatile LONG timed_out;

static void CALLBACK count_timeout(PTP_CALLBACK_INSTANCE instance, PVOID called,
                                   PTP_WAIT wait, TP_WAIT_RESULT result)
{
    CHECK(instance != NULL && wait != NULL);
    CHECK(result == WAIT_TIMEOUT, "result %u", (unsigned)result);
    InterlockedIncrement(&timed_out);
    ReleaseSemaphore(called, 1, NULL);
}

/* Sets a time that is soon up, and another right after it. On a busy machine
 * the first may be up in between: then it is tried again. */
static void replace_soon(PTP_WAIT wait, HANDLE event, FILETIME *then)
{
    FILETIME soon = after_ms(40);
    ULONGLONG start;

    do {
        SetThreadpoolWait(wait, NULL, NULL);
        WaitForThreadpoolWaitCallbacks(wait, FALSE);
        timed_out = 0;
        start = GetTickCount64();
        SetThreadpoolWait(wait, event, &soon);
        SetThreadpoolWait(wait, event, then);
    } while (GetTickCount64() - start > 20);
}

/* Claim:  setting replaces the time-out as well.
 * Source: as above.  Wine 8: same. */
static void another_timeout(void)
{
    HANDLE event = event_new(), called = CreateSemaphoreA(NULL, 0, 99, NULL);
    FILETIME hour = after_ms(3600 * 1000), soon = after_ms(20);
    PTP_WAIT wait = CreateThreadpoolWait(count_timeout, called, NULL);

    replace_soon(wait, event, &hour);
    CHECK(is_quiet(event) && timed_out == 0);
    replace_soon(wait, event, NULL);
    CHECK(is_quiet(event) && timed_out == 0);
    while (is_set(called)) /* what came while it was tried */
        continue;
    SetThreadpoolWait(wait, event, &hour);
    SetThreadpoolWait(wait, event, &soon);
    CHECK(happens(called));
    WaitForThreadpoolWaitCallbacks(wait, FALSE);
    CHECK(timed_out == 1, "%d", (int)timed_out);
    CloseThreadpoolWait(wait);
    CloseHandle(event);
    CloseHandle(called);
}

/* Claim:  NULL ends the waiting, whatever the time points to; later signals
 *         are left alone.
 * Source: "SetThreadpoolWait function", h; Wine's ntdll thread pool tests.
 *         Wine 8: same. */
static void cancelled(void)
{
    HANDLE event = auto_event();
    struct gate gate;
    PTP_WAIT wait;

    gate_new_open(&gate);
    wait = CreateThreadpoolWait(gate_wait, &gate, NULL);
    SetThreadpoolWait(wait, NULL, NULL);
    SetThreadpoolWait(wait, event, NULL);
    SetThreadpoolWait(wait, NULL, (PFILETIME)(ULONG_PTR)UNTOUCHED);
    SetEvent(event);
    CHECK(gate_is_quiet(&gate));
    CHECK(is_set(event));
    WaitForThreadpoolWaitCallbacks(wait, FALSE);
    CHECK(gate.ran == 0);
    CloseThreadpoolWait(wait);
    gate_free(&gate);
    CloseHandle(event);
}

/* Claim:  a cancelled time-out does not fire.
 * Source: as above.  Wine 8: same. */
static void cancelled_timeout(void)
{
    HANDLE event = auto_event(), called = CreateSemaphoreA(NULL, 0, 9, NULL);
    FILETIME later = after_ms(BRIEF * 20), soon = after_ms(BRIEF / 2);
    PTP_WAIT wait = CreateThreadpoolWait(count_timeout, called, NULL);

    timed_out = 0;
    SetThreadpoolWait(wait, event, &later);
    SetThreadpoolWait(wait, NULL, &soon);
    CHECK(is_quiet(called));
    WaitForThreadpoolWaitCallbacks(wait, FALSE);
    CHECK(timed_out == 0);
    CloseThreadpoolWait(wait);
    CloseHandle(event);
    CloseHandle(called);
}

/* Claim:  waiting for the callbacks does not wait for the signal, and
 *         does not use anything up.
 * Source: "WaitForThreadpoolWaitCallbacks function".  Wine 8: same. */
static void waits_for_callbacks_only(void)
{
    HANDLE event = auto_event();
    struct gate gate;
    PTP_WAIT wait;

    gate_new_open(&gate);
    wait = CreateThreadpoolWait(gate_wait, &gate, NULL);
    WaitForThreadpoolWaitCallbacks(wait, FALSE);
    SetThreadpoolWait(wait, event, NULL);
    WaitForThreadpoolWaitCallbacks(wait, FALSE);
    CHECK(gate.ran == 0);
    SetEvent(event);
    gate_await(&gate, 1);
    WaitForThreadpoolWaitCallbacks(wait, FALSE);
    CHECK(gate.ran == 1);
    CloseThreadpoolWait(wait);
    gate_free(&gate);
    CloseHandle(event);
}

struct waiting {
    PTP_WAIT wait;
    HANDLE over;
};

static DWORD WINAPI wait_for_it(void *argument)
{
    struct waiting *waiting = argument;

    WaitForThreadpoolWaitCallbacks(waiting->wait, TRUE);
    SetEvent(waiting->over);
    return 0;
}

/* Claim:  waiting lasts while a callback runs.
 * Source: as above.  Wine 8: same. */
static void waits_while_it_runs(void)
{
    HANDLE event = auto_event(), thread;
    struct waiting waiting;
    struct gate gate;

    gate_new(&gate);
    waiting.wait = CreateThreadpoolWait(gate_wait, &gate, NULL);
    waiting.over = event_new();
    SetThreadpoolWait(waiting.wait, event, NULL);
    SetEvent(event);
    gate_await(&gate, 1);
    thread = thread_start(wait_for_it, &waiting);
    CHECK(is_quiet(waiting.over));
    gate_open(&gate);
    CHECK(happens(waiting.over));
    CHECK(gate.ran == 1);
    CHECK(happens(thread));
    CloseHandle(thread);
    CloseThreadpoolWait(waiting.wait);
    gate_free(&gate);
    CloseHandle(event);
    CloseHandle(waiting.over);
}

/* Claim:  TRUE drops a callback that is queued for a thread.
 * Source: "WaitForThreadpoolWaitCallbacks function",
 *         fCancelPendingCallbacks.  Wine 8: same. */
static void queued_one_dropped(void)
{
    PTP_POOL pool = pool_new(1);
    TP_CALLBACK_ENVIRON environment = environment_of(pool);
    HANDLE event = auto_event();
    struct blocker blocker;
    struct gate gate;
    PTP_WAIT wait;

    gate_new_open(&gate);
    blocker_new(&blocker, pool);
    wait = CreateThreadpoolWait(gate_wait, &gate, &environment);
    SetThreadpoolWait(wait, event, NULL);
    SetEvent(event);
    CHECK(gate_is_quiet(&gate), "the pool is busy");
    SetThreadpoolWait(wait, NULL, NULL);
    WaitForThreadpoolWaitCallbacks(wait, TRUE);
    blocker_free(&blocker);
    blocker_new(&blocker, pool); /* behind whatever was still queued */
    CHECK(gate.ran == 0);
    blocker_free(&blocker);
    CloseThreadpoolWait(wait);
    gate_free(&gate);
    CloseHandle(event);
    CloseThreadpool(pool);
}

/* Claim:  a callback that is queued comes although NULL is set then.
 * Source: "SetThreadpoolWait function", h.  Wine 8: same. */
static void queued_one_still_comes(void)
{
    PTP_POOL pool = pool_new(1);
    TP_CALLBACK_ENVIRON environment = environment_of(pool);
    HANDLE event = auto_event();
    struct blocker blocker;
    struct gate gate;
    PTP_WAIT wait;
    int used_up;

    gate_new_open(&gate);
    blocker_new(&blocker, pool);
    wait = CreateThreadpoolWait(gate_wait, &gate, &environment);
    SetThreadpoolWait(wait, event, NULL);
    SetEvent(event);
    CHECK(gate_is_quiet(&gate), "the pool is busy");
    SetThreadpoolWait(wait, NULL, NULL);
    used_up = !is_set(event); /* whoever was quicker */
    blocker_free(&blocker);
    WaitForThreadpoolWaitCallbacks(wait, FALSE);
    CHECK(gate.ran == used_up, "%d ran", (int)gate.ran);
    CloseThreadpoolWait(wait);
    gate_free(&gate);
    CloseHandle(event);
    CloseThreadpool(pool);
}

/* Claim:  closing ends the waiting: later signals are left alone, and the
 *         object may be closed.
 * Source: "CloseThreadpoolWait function"; "SetThreadpoolWait function", h.
 *         Wine 8: same. */
static void closed_while_set(void)
{
    HANDLE event = auto_event(), other = auto_event();
    struct gate gate;
    PTP_WAIT wait;

    gate_new_open(&gate);
    wait = CreateThreadpoolWait(gate_wait, &gate, NULL);
    SetThreadpoolWait(wait, event, NULL);
    CloseThreadpoolWait(wait);
    SetEvent(event);
    CHECK(gate_is_quiet(&gate));
    CHECK(is_set(event));
    wait = CreateThreadpoolWait(gate_wait, &gate, NULL);
    SetThreadpoolWait(wait, other, NULL);
    CloseThreadpoolWait(wait);
    CloseHandle(other);
    CHECK(gate_is_quiet(&gate) && gate.ran == 0);
    gate_free(&gate);
    CloseHandle(event);
}

/* ---- SetThreadpoolWaitEx ----------------------------------------------- */

/* Claim:  TRUE if a wait was set and is cancelled by this; FALSE for the
 *         first, after it fired, and after it was cancelled.
 * Source: "SetThreadpoolWaitEx function", Return value.  Wine 8: has no such
 *         function. */
static void ex_tells(void)
{
    HANDLE event = auto_event();
    set_ex set = wait_ex();
    struct gate gate;
    PTP_WAIT wait;

    if (!set)
        SKIP("Wine 8 has no SetThreadpoolWaitEx");
    gate_new_open(&gate);
    wait = CreateThreadpoolWait(gate_wait, &gate, NULL);
    CHECK(!set(wait, NULL, NULL, NULL));
    CHECK(!set(wait, event, NULL, NULL));
    CHECK(set(wait, event, NULL, NULL));
    CHECK(set(wait, NULL, NULL, NULL));
    CHECK(!set(wait, NULL, NULL, NULL));
    CHECK(!set(wait, event, NULL, NULL));
    SetEvent(event);
    gate_await(&gate, 1);
    CHECK(!set(wait, event, NULL, NULL), "it has fired");
    CHECK(set(wait, NULL, NULL, NULL));
    WaitForThreadpoolWaitCallbacks(wait, FALSE);
    CHECK(gate.ran == 1);
    CloseThreadpoolWait(wait);
    gate_free(&gate);
    CloseHandle(event);
}

/* Claim:  its result agrees with what happens: after TRUE the callback of
 *         the wait before does not come, after FALSE it does.
 * Source: as above.  Wine 8: has no such function. */
static void ex_agrees(void)
{
    HANDLE event = auto_event();
    set_ex set = wait_ex();
    LONG expected = 0;
    struct gate gate;
    PTP_WAIT wait;

    if (!set)
        SKIP("Wine 8 has no SetThreadpoolWaitEx");
    gate_new_open(&gate);
    wait = CreateThreadpoolWait(gate_wait, &gate, NULL);
    for (int i = 0; i < 200; i++) {
        set(wait, event, NULL, NULL);
        SetEvent(event);
        if (set(wait, NULL, NULL, NULL))
            CHECK(is_set(event), "the signal was used up");
        else
            expected++;
    }
    WaitForThreadpoolWaitCallbacks(wait, FALSE);
    CHECK(gate.ran == expected, "%d ran, %d expected", (int)gate.ran,
          (int)expected);
    CloseThreadpoolWait(wait);
    gate_free(&gate);
    CloseHandle(event);
}

TAP_MAIN(CASE(another_object), CASE(another_timeout), CASE(cancelled),
         CASE(cancelled_timeout), CASE(waits_for_callbacks_only),
         CASE(waits_while_it_runs), CASE(queued_one_dropped),
         CASE(queued_one_still_comes), CASE(closed_while_set), CASE(ex_tells),
         CASE(ex_agrees))
