/* Wait objects: when they fire, with what, and what they use up. */
#include "pooled.h"

/* What the callbacks of a wait object leave behind. */
struct seen {
    PTP_WAIT wait;
    HANDLE called; /* semaphore */
    volatile LONG count, signalled, timed_out;
    LONG signals_due, timeouts_due;
};

static void CALLBACK note(PTP_CALLBACK_INSTANCE instance, PVOID context,
                          PTP_WAIT wait, TP_WAIT_RESULT result)
{
    struct seen *seen = context;

    CHECK(instance != NULL && wait == seen->wait);
    InterlockedIncrement(&seen->count);
    if (result == WAIT_OBJECT_0)
        InterlockedIncrement(&seen->signalled);
    else if (CHECK(result == WAIT_TIMEOUT, "result %u", (unsigned)result))
        InterlockedIncrement(&seen->timed_out);
    ReleaseSemaphore(seen->called, 1, NULL);
}

static void seen_new(struct seen *seen, TP_CALLBACK_ENVIRON *environment)
{
    memset(seen, 0, sizeof *seen);
    seen->called = CreateSemaphoreA(NULL, 0, 1000, NULL);
    seen->wait = CreateThreadpoolWait(note, seen, environment);
    CHECK(seen->wait != NULL && seen->called != NULL);
}

static void seen_free(struct seen *seen)
{
    SetThreadpoolWait(seen->wait, NULL, NULL);
    WaitForThreadpoolWaitCallbacks(seen->wait, FALSE);
    CloseThreadpoolWait(seen->wait);
    CloseHandle(seen->called);
}

/* It fires, for this reason. */
static void check_fires(struct seen *seen, TP_WAIT_RESULT result)
{
    if (result == WAIT_OBJECT_0)
        seen->signals_due++;
    else
        seen->timeouts_due++;
    CHECK(happens(seen->called));
    WaitForThreadpoolWaitCallbacks(seen->wait, FALSE);
    CHECK(seen->signalled == seen->signals_due &&
              seen->timed_out == seen->timeouts_due,
          "signalled %d of %d, timed out %d of %d", (int)seen->signalled,
          (int)seen->signals_due, (int)seen->timed_out,
          (int)seen->timeouts_due);
}

static HANDLE auto_event(void)
{
    HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL);

    CHECK(event != NULL);
    return event;
}

/* Claim:  it fires when the object is signalled: context, object, result 0.
 * Source: "CreateThreadpoolWait function"; "SetThreadpoolWait function".
 *         Wine 8: same. */
static void fires(void)
{
    HANDLE event = event_new();
    struct seen seen;

    seen_new(&seen, NULL);
    SetThreadpoolWait(seen.wait, event, NULL);
    CHECK(is_quiet(seen.called));
    SetEvent(event);
    check_fires(&seen, WAIT_OBJECT_0);
    seen_free(&seen);
    CloseHandle(event);
}

/* Claim:  an object that is signalled already fires at once.
 * Source: as above.  Wine 8: same. */
static void signalled_before(void)
{
    HANDLE event = event_new();
    struct seen seen;

    seen_new(&seen, NULL);
    SetEvent(event);
    SetThreadpoolWait(seen.wait, event, NULL);
    check_fires(&seen, WAIT_OBJECT_0);
    seen_free(&seen);
    CloseHandle(event);
}

/* Claim:  it fires once, even if the object stays signalled, and has to be
 *         set again.
 * Source: "SetThreadpoolWait function", Remarks.  Wine 8: same. */
static void fires_once(void)
{
    HANDLE event = event_new();
    struct seen seen;

    seen_new(&seen, NULL);
    SetThreadpoolWait(seen.wait, event, NULL);
    SetEvent(event);
    check_fires(&seen, WAIT_OBJECT_0);
    CHECK(is_quiet(seen.called));
    CHECK(is_set(event));
    for (LONG i = 2; i < 20; i++) {
        SetThreadpoolWait(seen.wait, event, NULL);
        check_fires(&seen, WAIT_OBJECT_0);
        CHECK(seen.count == i);
    }
    seen_free(&seen);
    CloseHandle(event);
}

/* Claim:  firing uses the signal up, as a wait does.
 * Source: "Wait Functions"; Wine's ntdll thread pool tests.  Wine 8: same. */
static void uses_the_signal_up(void)
{
    HANDLE event = auto_event(), semaphore = CreateSemaphoreA(NULL, 2, 2, NULL);
    struct seen seen;

    seen_new(&seen, NULL);
    SetThreadpoolWait(seen.wait, event, NULL);
    SetEvent(event);
    check_fires(&seen, WAIT_OBJECT_0);
    CHECK(!is_set(event));
    SetThreadpoolWait(seen.wait, semaphore, NULL);
    check_fires(&seen, WAIT_OBJECT_0);
    CHECK(is_set(semaphore));
    CHECK(!is_set(semaphore), "one of two was taken");
    seen_free(&seen);
    CloseHandle(event);
    CloseHandle(semaphore);
}

/* Claim:  of two waits for one semaphore, one release fires exactly one.
 * Source: Wine's ntdll thread pool tests.  Wine 8: same. */
static void one_release_fires_one(void)
{
    HANDLE semaphore = CreateSemaphoreA(NULL, 0, 2, NULL);
    struct seen seen[2];
    HANDLE called[2];

    for (int i = 0; i < 2; i++) {
        seen_new(&seen[i], NULL);
        SetThreadpoolWait(seen[i].wait, semaphore, NULL);
        called[i] = seen[i].called;
    }
    ReleaseSemaphore(semaphore, 1, NULL);
    CHECK(WaitForMultipleObjects(2, called, FALSE, INFINITE) < 2);
    CHECK(WaitForMultipleObjects(2, called, FALSE, BRIEF) == WAIT_TIMEOUT);
    CHECK(seen[0].count + seen[1].count == 1);
    ReleaseSemaphore(semaphore, 1, NULL);
    CHECK(WaitForMultipleObjects(2, called, FALSE, INFINITE) < 2);
    CHECK(!is_set(semaphore));
    for (int i = 0; i < 2; i++) {
        CHECK(seen[i].count == 1);
        seen_free(&seen[i]);
    }
    CloseHandle(semaphore);
}

/* Claim:  one manual event fires all who wait for it.
 * Source: "Event Objects".  Wine 8: same. */
static void one_event_fires_all(void)
{
    HANDLE event = event_new();
    struct seen seen[5];

    for (unsigned i = 0; i < COUNT_OF(seen); i++) {
        seen_new(&seen[i], NULL);
        SetThreadpoolWait(seen[i].wait, event, NULL);
    }
    SetEvent(event);
    for (unsigned i = 0; i < COUNT_OF(seen); i++) {
        check_fires(&seen[i], WAIT_OBJECT_0);
        seen_free(&seen[i]);
    }
    CloseHandle(event);
}

/* ---- Time-outs ---------------------------------------------------------- */

/* Claim:  0 times out at once.
 * Source: "SetThreadpoolWait function", pftTimeout.  Wine 8: same. */
static void timeout_zero(void)
{
    FILETIME now = at(0);
    HANDLE event = auto_event();
    struct seen seen;

    seen_new(&seen, NULL);
    SetThreadpoolWait(seen.wait, event, &now);
    check_fires(&seen, WAIT_TIMEOUT);
    SetEvent(event);
    CHECK(is_quiet(seen.called) && is_set(event), "it waits no more");
    seen_free(&seen);
    CloseHandle(event);
}

/* Claim:  an object that is signalled already wins over a time that is up.
 * Source: docs/semantics/thread-pool.md.  Wine 8: the time wins. */
static void signal_before_timeout(void)
{
    FILETIME now = at(0);
    HANDLE event = auto_event();
    struct seen seen;

    seen_new(&seen, NULL);
    SetEvent(event);
    SetThreadpoolWait(seen.wait, event, &now);
    CHECK(happens(seen.called));
    WaitForThreadpoolWaitCallbacks(seen.wait, FALSE);
    CHECK(seen.count == 1);
    DIFFERS(WINE_8, "a time that is up wins over a signal")
    CHECK(seen.signalled == 1);
    DIFFERS(WINE_8, "a time that is up wins over a signal")
    CHECK(!is_set(event));
    seen_free(&seen);
    CloseHandle(event);
}

/* Claim:  a negative time is relative, in 100 ns; it is not cut short (but
 *         for the clock's granularity).
 * Source: as above.  Wine 8: same. */
static void timeout_relative(void)
{
    FILETIME time = after_ms(120);
    HANDLE event = auto_event();
    ULONGLONG start = GetTickCount64(), waited;
    struct seen seen;

    seen_new(&seen, NULL);
    SetThreadpoolWait(seen.wait, event, &time);
    check_fires(&seen, WAIT_TIMEOUT);
    waited = GetTickCount64() - start;
    CHECK(waited >= 100, "%u ms", (unsigned)waited);
    CHECK(is_quiet(seen.called));
    seen_free(&seen);
    CloseHandle(event);
}

/* Claim:  a positive time is a moment; one that has passed times out at once.
 * Source: as above.  Wine 8: same. */
static void timeout_absolute(void)
{
    FILETIME times[] = {at(1), from_now(-1000), from_now(120)};
    HANDLE event = auto_event();
    ULONGLONG start = GetTickCount64(), waited;
    struct seen seen;

    seen_new(&seen, NULL);
    for (unsigned i = 0; i < COUNT_OF(times); i++) {
        SetThreadpoolWait(seen.wait, event, &times[i]);
        check_fires(&seen, WAIT_TIMEOUT);
    }
    waited = GetTickCount64() - start;
    CHECK(waited >= 80, "%u ms", (unsigned)waited);
    seen_free(&seen);
    CloseHandle(event);
}

/* Claim:  a signal before the time is up fires with 0, and the time does
 *         nothing any more.
 * Source: as above.  Wine 8: same. */
static void signalled_in_time(void)
{
    FILETIME time = after_ms(3600 * 1000), soon = after_ms(BRIEF / 2);
    HANDLE event = auto_event();
    struct seen seen;

    seen_new(&seen, NULL);
    SetThreadpoolWait(seen.wait, event, &time);
    CHECK(is_quiet(seen.called));
    SetEvent(event);
    check_fires(&seen, WAIT_OBJECT_0);
    SetEvent(event);
    SetThreadpoolWait(seen.wait, event, &soon);
    check_fires(&seen, WAIT_OBJECT_0);
    CHECK(is_quiet(seen.called) && seen.count == 2);
    seen_free(&seen);
    CloseHandle(event);
}

/* Claim:  INVALID_HANDLE_VALUE is never signalled: only the time fires.
 * Source: Wine's ntdll thread pool tests.  Wine 8: same. */
static void no_object(void)
{
    FILETIME now = at(0), soon = after_ms(10);
    struct seen seen;

    seen_new(&seen, NULL);
    SetThreadpoolWait(seen.wait, INVALID_HANDLE_VALUE, NULL);
    CHECK(is_quiet(seen.called));
    SetThreadpoolWait(seen.wait, INVALID_HANDLE_VALUE, &soon);
    check_fires(&seen, WAIT_TIMEOUT);
    SetThreadpoolWait(seen.wait, INVALID_HANDLE_VALUE, &now);
    check_fires(&seen, WAIT_TIMEOUT);
    seen_free(&seen);
}

/* ---- Kinds of objects, and how many ------------------------------------ */

static DWORD WINAPI end_with(void *go)
{
    return WaitForSingleObject(go, INFINITE);
}

/* Claim:  whatever can be waited for will do: the end of a thread.
 * Source: "SetThreadpoolWait function", h.  Wine 8: same. */
static void for_a_thread(void)
{
    HANDLE go = event_new(), thread = thread_start(end_with, go);
    struct seen seen;

    seen_new(&seen, NULL);
    SetThreadpoolWait(seen.wait, thread, NULL);
    CHECK(is_quiet(seen.called));
    SetEvent(go);
    check_fires(&seen, WAIT_OBJECT_0);
    seen_free(&seen);
    thread_join(thread);
    CloseHandle(go);
}

/* Claim:  hundreds of objects wait at once: there is no limit of 64.
 * Source: Wine's ntdll thread pool tests.  Wine 8: same. */
static void hundreds(void)
{
    enum { COUNT = 512 };
    static struct seen seen[COUNT];
    static HANDLE events[COUNT];
    PTP_POOL pool = pool_new(4);
    TP_CALLBACK_ENVIRON environment = environment_of(pool);

    for (int i = 0; i < COUNT; i++) {
        events[i] = auto_event();
        seen_new(&seen[i], &environment);
        SetThreadpoolWait(seen[i].wait, events[i], NULL);
    }
    for (int i = 0; i < COUNT; i += 7) {
        SetEvent(events[i]);
        check_fires(&seen[i], WAIT_OBJECT_0);
    }
    for (int i = COUNT; i-- > 0;)
        if (i % 7)
            SetEvent(events[i]);
    for (int i = 0; i < COUNT; i++) {
        if (i % 7)
            check_fires(&seen[i], WAIT_OBJECT_0);
        CHECK(seen[i].count == 1, "%d: %d", i, (int)seen[i].count);
        CHECK(!is_set(events[i]));
        seen_free(&seen[i]);
        CloseHandle(events[i]);
    }
    CloseThreadpool(pool);
}

struct again {
    HANDLE event, over;
    volatile LONG left;
};

static void CALLBACK set_again(PTP_CALLBACK_INSTANCE instance, PVOID context,
                               PTP_WAIT wait, TP_WAIT_RESULT result)
{
    struct again *again = context;

    CHECK(instance != NULL && result == WAIT_OBJECT_0);
    if (InterlockedDecrement(&again->left) > 0) {
        SetThreadpoolWait(wait, again->event, NULL);
        SetEvent(again->event);
    } else {
        SetEvent(again->over);
    }
}

/* Claim:  a callback may set its own object again.
 * Source: "SetThreadpoolWait function", Remarks.  Wine 8: same. */
static void set_by_its_callback(void)
{
    struct again again = {.event = auto_event(), .left = 50};
    PTP_WAIT wait = CreateThreadpoolWait(set_again, &again, NULL);

    again.over = event_new();
    SetThreadpoolWait(wait, again.event, NULL);
    SetEvent(again.event);
    CHECK(happens(again.over));
    WaitForThreadpoolWaitCallbacks(wait, FALSE);
    CHECK(again.left == 0 && !is_set(again.event));
    CloseThreadpoolWait(wait);
    CloseHandle(again.event);
    CloseHandle(again.over);
}

TAP_MAIN(CASE(fires), CASE(signalled_before), CASE(fires_once),
         CASE(uses_the_signal_up), CASE(one_release_fires_one),
         CASE(one_event_fires_all), CASE(timeout_zero),
         CASE(signal_before_timeout), CASE(timeout_relative),
         CASE(timeout_absolute), CASE(signalled_in_time), CASE(no_object),
         CASE(for_a_thread), CASE_LONG(hundreds, 60), CASE(set_by_its_callback))
