/* RegisterWaitForSingleObject: what fires, how often, with what. */
#include "pooled.h"

/* What the callbacks of one registration leave behind. */
struct seen {
    HANDLE called; /* semaphore */
    volatile LONG count, signalled, timed_out;
};

static void CALLBACK note(PVOID context, BOOLEAN timed_out)
{
    struct seen *seen = context;

    CHECK(timed_out == TRUE || timed_out == FALSE);
    InterlockedIncrement(timed_out ? &seen->timed_out : &seen->signalled);
    InterlockedIncrement(&seen->count);
    ReleaseSemaphore(seen->called, 1, NULL);
}

static void seen_new(struct seen *seen)
{
    memset(seen, 0, sizeof *seen);
    seen->called = CreateSemaphoreA(NULL, 0, 1000000, NULL);
}

static HANDLE auto_event(void)
{
    HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL);

    CHECK(event != NULL);
    return event;
}

static HANDLE registered(struct seen *seen, HANDLE object, DWORD ms,
                         ULONG flags)
{
    HANDLE wait = NULL;

    CHECK(RegisterWaitForSingleObject(&wait, object, note, seen, ms, flags));
    CHECK(wait != NULL);
    return wait;
}

/* Unregisters and waits for what runs: nothing comes after that. */
static void end(HANDLE wait, struct seen *seen)
{
    CHECK(UnregisterWaitEx(wait, INVALID_HANDLE_VALUE));
    while (is_set(seen->called)) /* those that came before */
        continue;
    CHECK(is_quiet(seen->called));
    CloseHandle(seen->called);
}

/* Claim:  a signal calls the function with the context and FALSE.
 * Source: "RegisterWaitForSingleObject function"; "WaitOrTimerCallback
 *         callback function".  Wine 8: same. */
static void signalled(void)
{
    HANDLE event = auto_event(), wait;
    struct seen seen;

    seen_new(&seen);
    wait = registered(&seen, event, INFINITE, WT_EXECUTEONLYONCE);
    CHECK(is_quiet(seen.called));
    SetEvent(event);
    CHECK(happens(seen.called));
    CHECK(seen.signalled == 1 && seen.timed_out == 0);
    end(wait, &seen);
    CloseHandle(event);
}

/* Claim:  the time calls it with TRUE, not before it is over.
 * Source: as above, dwMilliseconds.  Wine 8: same. */
static void timed_out(void)
{
    HANDLE event = auto_event(), wait;
    ULONGLONG start = GetTickCount64(), waited;
    struct seen seen;

    seen_new(&seen);
    wait = registered(&seen, event, 120, WT_EXECUTEONLYONCE);
    CHECK(happens(seen.called));
    waited = GetTickCount64() - start;
    CHECK(waited >= 100, "%u ms", (unsigned)waited);
    CHECK(seen.signalled == 0 && seen.timed_out == 1);
    CHECK(is_quiet(seen.called), "only once");
    end(wait, &seen);
    CloseHandle(event);
}

/* Claim:  with a time of 0 the object is looked at once: TRUE if it is not
 *         signalled.
 * Source: as above.  Wine 8: same. */
static void no_time(void)
{
    HANDLE event = auto_event(), wait;
    struct seen seen;

    seen_new(&seen);
    wait = registered(&seen, event, 0, WT_EXECUTEONLYONCE);
    CHECK(happens(seen.called));
    CHECK(seen.signalled == 0 && seen.timed_out == 1);
    SetEvent(event);
    CHECK(is_quiet(seen.called));
    CHECK(is_set(event), "nobody waits any more");
    end(wait, &seen);
    CloseHandle(event);
}

/* Claim:  FALSE if it is.
 * Source: as above.  Wine 8: TRUE all the same. */
static void no_time_signalled(void)
{
    HANDLE event = auto_event(), wait;
    struct seen seen;

    seen_new(&seen);
    SetEvent(event);
    wait = registered(&seen, event, 0, WT_EXECUTEONLYONCE);
    CHECK(happens(seen.called));
    CHECK(seen.count == 1);
    DIFFERS(WINE_8, "a time of 0 is up before the object is looked at")
    CHECK(seen.signalled == 1 && seen.timed_out == 0);
    DIFFERS(WINE_8, "a time of 0 is up before the object is looked at")
    CHECK(!is_set(event));
    end(wait, &seen);
    CloseHandle(event);
}

/* Claim:  it waits again after each signal; each is used up.
 * Source: as above, Remarks.  Wine 8: same. */
static void again_after_a_signal(void)
{
    HANDLE event = auto_event(), wait;
    struct seen seen;

    seen_new(&seen);
    wait = registered(&seen, event, INFINITE, WT_EXECUTEDEFAULT);
    for (LONG i = 1; i <= 50; i++) {
        SetEvent(event);
        CHECK(happens(seen.called));
        CHECK(seen.signalled == i);
    }
    CHECK(is_quiet(seen.called));
    CHECK(seen.timed_out == 0 && !is_set(event));
    end(wait, &seen);
    CloseHandle(event);
}

/* Claim:  the time begins again after each call.
 * Source: as above, Remarks.  Wine 8: waits no more once it was up. */
static void again_after_the_time(void)
{
    HANDLE event, wait;
    ULONGLONG start = GetTickCount64(), waited;
    struct seen seen;

    if (tap_where() == WINE_8)
        SKIP("Wine 8 waits no more once the time was up");
    event = auto_event();
    seen_new(&seen);
    wait = registered(&seen, event, 30, WT_EXECUTEDEFAULT);
    for (int i = 0; i < 4; i++)
        CHECK(happens(seen.called));
    waited = GetTickCount64() - start;
    CHECK(waited >= 80, "%u ms", (unsigned)waited);
    CHECK(seen.timed_out >= 4 && seen.signalled == 0);
    end(wait, &seen);
    CloseHandle(event);
}

/* Claim:  an object that stays signalled calls it again and again.
 * Source: as above, Remarks.  Wine 8: same. */
static void stays_signalled(void)
{
    HANDLE event = event_new(), wait;
    struct seen seen;

    seen_new(&seen);
    SetEvent(event);
    wait = registered(&seen, event, INFINITE, WT_EXECUTEINWAITTHREAD);
    for (int i = 0; i < 5; i++)
        CHECK(happens(seen.called));
    ResetEvent(event);
    end(wait, &seen);
    CHECK(seen.signalled >= 5);
    CloseHandle(event);
}

/* Claim:  with WT_EXECUTEONLYONCE it does so once, and waits no more.
 * Source: as above, WT_EXECUTEONLYONCE.  Wine 8: same. */
static void only_once(void)
{
    HANDLE manual = event_new(), automatic = auto_event(), waits[2];
    struct seen seen[2];

    for (int i = 0; i < 2; i++) {
        seen_new(&seen[i]);
        waits[i] = registered(&seen[i], i ? automatic : manual, INFINITE,
                              WT_EXECUTEONLYONCE);
        SetEvent(i ? automatic : manual);
        CHECK(happens(seen[i].called));
    }
    SetEvent(automatic);
    CHECK(is_quiet(seen[0].called) && is_quiet(seen[1].called));
    CHECK(is_set(automatic), "the second signal was left alone");
    for (int i = 0; i < 2; i++) {
        CHECK(seen[i].count == 1);
        end(waits[i], &seen[i]);
    }
    CloseHandle(manual);
    CloseHandle(automatic);
}

/* Claim:  a semaphore is counted down once a call.
 * Source: as above, Remarks.  Wine 8: same. */
static void semaphore(void)
{
    HANDLE object = CreateSemaphoreA(NULL, 3, 10, NULL), wait;
    struct seen seen;

    seen_new(&seen);
    wait = registered(&seen, object, INFINITE, WT_EXECUTEDEFAULT);
    for (int i = 0; i < 3; i++)
        CHECK(happens(seen.called));
    CHECK(is_quiet(seen.called));
    ReleaseSemaphore(object, 2, NULL);
    for (int i = 0; i < 2; i++)
        CHECK(happens(seen.called));
    CHECK(!is_set(object) && seen.signalled == 5);
    end(wait, &seen);
    CloseHandle(object);
}

static DWORD WINAPI end_with(void *go)
{
    return WaitForSingleObject(go, INFINITE);
}

/* Claim:  threads can be waited for.
 * Source: as above, Remarks.  Wine 8: same. */
static void thread(void)
{
    HANDLE go = event_new(), object = thread_start(end_with, go), wait;
    struct seen seen;

    seen_new(&seen);
    wait = registered(&seen, object, INFINITE, WT_EXECUTEONLYONCE);
    CHECK(is_quiet(seen.called));
    SetEvent(go);
    CHECK(happens(seen.called));
    CHECK(seen.signalled == 1);
    end(wait, &seen);
    thread_join(object);
    CloseHandle(go);
}

/* Claim:  every flag is taken, alone and with a limit of threads.
 * Source: as above, dwFlags.  Wine 8: same. */
static void flags(void)
{
    static const ULONG all[] = {WT_EXECUTEDEFAULT,
                                WT_EXECUTEINIOTHREAD,
                                WT_EXECUTEINPERSISTENTTHREAD,
                                WT_EXECUTEINWAITTHREAD,
                                WT_EXECUTELONGFUNCTION,
                                WT_TRANSFER_IMPERSONATION};

    for (unsigned i = 0; i < 2 * COUNT_OF(all); i++) {
        HANDLE event = auto_event(), wait;
        ULONG given = all[i / 2] | WT_EXECUTEONLYONCE;
        struct seen seen;

        if (i % 2)
            WT_SET_MAX_THREADPOOL_THREADS(given, 600);
        seen_new(&seen);
        wait = registered(&seen, event, INFINITE, given);
        SetEvent(event);
        CHECK(happens(seen.called), "%#x", (unsigned)given);
        CHECK(UnregisterWaitEx(wait, INVALID_HANDLE_VALUE));
        CHECK(seen.count == 1);
        CloseHandle(seen.called);
        CloseHandle(event);
    }
}

/* Claim:  hundreds of registrations wait at once.
 * Source: "Thread Pooling"; as above, Remarks.  Wine 8: same. */
static void hundreds(void)
{
    enum { COUNT = 300 };
    static struct seen seen[COUNT];
    static HANDLE events[COUNT], waits[COUNT];

    for (int i = 0; i < COUNT; i++) {
        events[i] = auto_event();
        seen_new(&seen[i]);
        waits[i] = registered(&seen[i], events[i], INFINITE,
                              i % 2 ? WT_EXECUTEONLYONCE : WT_EXECUTEDEFAULT);
    }
    for (int i = COUNT; i-- > 0;)
        SetEvent(events[i]);
    for (int i = 0; i < COUNT; i++) {
        CHECK(happens(seen[i].called));
        CHECK(UnregisterWaitEx(waits[i], INVALID_HANDLE_VALUE));
        CHECK(seen[i].count == 1);
        CloseHandle(seen[i].called);
        CloseHandle(events[i]);
    }
}

/* Claim:  a bad object is refused with 6.
 * Source: "RegisterWaitForSingleObject function", hObject; observed.
 *         Wine 8: takes it. */
static void bad_object(void)
{
    HANDLE closed, wait = NULL;
    struct seen seen;

    if (tap_where() == WINE_8)
        SKIP("Wine 8 looks at the handle later");
    closed = event_new();
    seen_new(&seen);
    CloseHandle(closed);
    CHECK_FAILS(RegisterWaitForSingleObject(&wait, closed, note, &seen,
                                            INFINITE, WT_EXECUTEONLYONCE),
                ERROR_INVALID_HANDLE);
    CHECK_FAILS(RegisterWaitForSingleObject(&wait, NULL, note, &seen, INFINITE,
                                            WT_EXECUTEONLYONCE),
                ERROR_INVALID_HANDLE);
    CHECK(seen.count == 0);
    CloseHandle(seen.called);
}

TAP_MAIN(CASE(signalled), CASE(timed_out), CASE(no_time),
         CASE(no_time_signalled), CASE(again_after_a_signal),
         CASE(again_after_the_time), CASE(stays_signalled), CASE(only_once),
         CASE(semaphore), CASE(thread), CASE(flags), CASE_LONG(hundreds, 60),
         CASE(bad_object))
