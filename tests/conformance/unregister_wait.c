/* UnregisterWait and UnregisterWaitEx: what comes after them, and what they
 * wait for. */
#include "pooled.h"

static HANDLE registered(struct gate *gate, HANDLE object, ULONG flags)
{
    HANDLE wait = NULL;

    CHECK(RegisterWaitForSingleObject(&wait, object, gate_fired, gate, INFINITE,
                                      flags));
    CHECK(wait != NULL);
    return wait;
}

static HANDLE auto_event(void)
{
    HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL);

    CHECK(event != NULL);
    return event;
}

/* The ways of unregistering when nothing runs. */
static BOOL unregister(HANDLE wait, int way, HANDLE event)
{
    switch (way) {
    case 0:
        return UnregisterWait(wait);
    case 1:
        return UnregisterWaitEx(wait, NULL);
    case 2:
        return UnregisterWaitEx(wait, event);
    default:
        return UnregisterWaitEx(wait, INVALID_HANDLE_VALUE);
    }
}

#define WAYS 4

/* Claim:  with no callback queued or running it is TRUE; no callback comes
 *         afterwards, later signals are left alone.
 * Source: "UnregisterWait function"; "UnregisterWaitEx function".
 *         Wine 8: same. */
static void nothing_runs(void)
{
    for (int way = 0; way < WAYS; way++) {
        HANDLE object = auto_event(), over = event_new(), wait;
        struct gate gate;

        gate_new_open(&gate);
        wait = registered(&gate, object, WT_EXECUTEDEFAULT);
        CHECK(unregister(wait, way, over), "way %d", way);
        SetEvent(object);
        CHECK(gate_is_quiet(&gate));
        CHECK(is_set(object), "way %d", way);
        CHECK(gate.ran == 0);
        gate_free(&gate);
        CloseHandle(object);
        CloseHandle(over);
    }
}

/* Claim:  the event is set when the wait is gone, also if nothing ran.
 * Source: "UnregisterWaitEx function", CompletionEvent.  Wine 8: same. */
static void event_is_set(void)
{
    HANDLE object = auto_event(), over = event_new(), wait;
    struct gate gate;

    gate_new_open(&gate);
    wait = registered(&gate, object, WT_EXECUTEDEFAULT);
    CHECK(UnregisterWaitEx(wait, over));
    CHECK(happens(over));
    gate_free(&gate);
    CloseHandle(object);
    CloseHandle(over);
}

/* Claim:  one that fired once has to be unregistered as well: TRUE.
 * Source: "RegisterWaitForSingleObject function", Remarks.  Wine 8: same. */
static void after_the_only_call(void)
{
    HANDLE object = auto_event(), wait;
    struct gate gate;

    gate_new_open(&gate);
    wait = registered(&gate, object, WT_EXECUTEONLYONCE);
    SetEvent(object);
    gate_await(&gate, 1);
    CHECK(UnregisterWaitEx(wait, INVALID_HANDLE_VALUE));
    CHECK(gate.ran == 1);
    gate_free(&gate);
    CloseHandle(object);
}

/* Its second release of `entered` says that it has passed. */
static void CALLBACK pass_and_tell(PVOID context, BOOLEAN timed_out)
{
    struct gate *gate = context;

    gate_fired(gate, timed_out);
    ReleaseSemaphore(gate->entered, 1, NULL);
}

/* Claim:  while a callback runs it returns at once, FALSE with 997; the wait
 *         goes when that has returned.
 * Source: "UnregisterWait function", Remarks.  Wine 8: same. */
static void while_it_runs(void)
{
    for (int way = 0; way < 2; way++) {
        HANDLE object = auto_event(), wait = NULL;
        struct gate gate;

        gate_new(&gate);
        CHECK(RegisterWaitForSingleObject(&wait, object, pass_and_tell, &gate,
                                          INFINITE, WT_EXECUTEDEFAULT));
        SetEvent(object);
        gate_await(&gate, 1);
        CHECK_FAILS(unregister(wait, way, NULL), ERROR_IO_PENDING);
        CHECK(gate.inside == 1);
        SetEvent(object);
        CHECK(gate_is_quiet(&gate) && is_set(object), "it waits no more");
        gate_open(&gate);
        gate_await(&gate, 1);
        CHECK(gate.ran == 1);
        gate_free(&gate);
        CloseHandle(object);
    }
}

/* Claim:  with an event it does so too, and the event is set at the end.
 * Source: "UnregisterWaitEx function", CompletionEvent.  Wine 8: same. */
static void event_at_the_end(void)
{
    HANDLE object = auto_event(), over = event_new(), wait;
    struct gate gate;

    gate_new(&gate);
    wait = registered(&gate, object, WT_EXECUTEDEFAULT);
    SetEvent(object);
    gate_await(&gate, 1);
    CHECK_FAILS(UnregisterWaitEx(wait, over), ERROR_IO_PENDING);
    CHECK(is_quiet(over));
    gate_open(&gate);
    CHECK(happens(over));
    CHECK(gate.ran == 1 && gate.inside == 0);
    gate_free(&gate);
    CloseHandle(object);
    CloseHandle(over);
}

struct blocking {
    HANDLE wait, over;
    BOOL result;
};

static DWORD WINAPI unregister_blocking(void *argument)
{
    struct blocking *blocking = argument;

    blocking->result = UnregisterWaitEx(blocking->wait, INVALID_HANDLE_VALUE);
    SetEvent(blocking->over);
    return 0;
}

/* Claim:  with INVALID_HANDLE_VALUE it waits until the callback has returned,
 *         TRUE.
 * Source: as above.  Wine 8: same. */
static void waits_for_the_end(void)
{
    HANDLE object = auto_event(), thread;
    struct blocking blocking = {NULL, event_new(), FALSE};
    struct gate gate;

    gate_new(&gate);
    blocking.wait = registered(&gate, object, WT_EXECUTEDEFAULT);
    SetEvent(object);
    gate_await(&gate, 1);
    thread = thread_start(unregister_blocking, &blocking);
    CHECK(is_quiet(blocking.over));
    gate_open(&gate);
    CHECK(happens(blocking.over));
    CHECK(blocking.result == TRUE && gate.ran == 1 && gate.inside == 0);
    CHECK(happens(thread));
    CloseHandle(thread);
    gate_free(&gate);
    CloseHandle(object);
    CloseHandle(blocking.over);
}

struct own {
    HANDLE wait, known, gone;
    BOOL result;
    DWORD error;
};

static void CALLBACK unregister_own(PVOID context, BOOLEAN timed_out)
{
    struct own *own = context;

    CHECK(!timed_out && happens(own->known));
    own->result = UnregisterWaitEx(own->wait, own->gone);
    own->error = GetLastError();
}

/* Claim:  a callback may unregister itself, if it does not wait for that: it
 *         runs, so FALSE with 997.
 * Source: "UnregisterWaitEx function", Remarks.  Wine 8: same. */
static void by_its_callback(void)
{
    HANDLE object = auto_event();
    struct own own = {NULL, event_new(), event_new(), TRUE, 0};

    CHECK(RegisterWaitForSingleObject(&own.wait, object, unregister_own, &own,
                                      INFINITE, WT_EXECUTEDEFAULT));
    SetEvent(own.known);
    SetEvent(object);
    CHECK(happens(own.gone));
    CHECK(own.result == FALSE && own.error == ERROR_IO_PENDING, "error %u",
          (unsigned)own.error);
    CloseHandle(object);
    CloseHandle(own.known);
    CloseHandle(own.gone);
}

/* Claim:  NULL is 6.
 * Source: "UnregisterWait function", Return value; Wine's kernel32 sync
 *         tests.  Wine 8: same. */
static void no_wait(void)
{
    CHECK_FAILS(UnregisterWait(NULL), ERROR_INVALID_HANDLE);
    CHECK_FAILS(UnregisterWaitEx(NULL, NULL), ERROR_INVALID_HANDLE);
    CHECK_FAILS(UnregisterWaitEx(NULL, INVALID_HANDLE_VALUE),
                ERROR_INVALID_HANDLE);
}

/* Claim:  what was unregistered is 6; so is what never was a wait.
 * Source: "UnregisterWait function".  Wine 8: crashes. */
static void not_twice(void)
{
    HANDLE object, wait;
    struct gate gate;

    if (tap_where() != NATIVE)
        SKIP("elsewhere the value is a pointer that is followed");
    object = auto_event();
    gate_new_open(&gate);
    wait = registered(&gate, object, WT_EXECUTEDEFAULT);
    CHECK_FAILS(UnregisterWait(object), ERROR_INVALID_HANDLE);
    CHECK(UnregisterWait(wait));
    CHECK_FAILS(UnregisterWait(wait), ERROR_INVALID_HANDLE);
    CHECK_FAILS(UnregisterWaitEx(wait, INVALID_HANDLE_VALUE),
                ERROR_INVALID_HANDLE);
    gate_free(&gate);
    CloseHandle(object);
}

/* Claim:  a wait is no object: CloseHandle refuses it.
 * Source: "RegisterWaitForSingleObject function", phNewWaitObject.
 *         Wine 8: same. */
static void no_object(void)
{
    HANDLE object = auto_event(), wait;
    struct gate gate;

    gate_new_open(&gate);
    wait = registered(&gate, object, WT_EXECUTEDEFAULT);
    CHECK_FAILS(CloseHandle(wait), ERROR_INVALID_HANDLE);
    SetEvent(object);
    gate_await(&gate, 1);
    CHECK(UnregisterWaitEx(wait, INVALID_HANDLE_VALUE));
    CHECK(gate.ran == 1);
    gate_free(&gate);
    CloseHandle(object);
}

/* Claim:  against signals that come meanwhile, no callback starts after
 *         unregistering has waited, and each signal is used once at most. A
 *         call that was queued may be dropped, and its signal with it.
 * Source: "UnregisterWaitEx function", Remarks.  Wine 8: 997 at times. */
static void while_signals_come(void)
{
    if (tap_where() == WINE_8)
        SKIP("Wine 8 under load does not wait for every callback");
    for (int i = 0; i < 100; i++) {
        HANDLE object = CreateSemaphoreA(NULL, 0, 10, NULL), wait;
        struct gate gate;
        LONG left = 0;

        gate_new_open(&gate);
        wait = registered(&gate, object, WT_EXECUTEDEFAULT);
        ReleaseSemaphore(object, 3, NULL);
        if (i % 2)
            gate_await(&gate, 1);
        CHECK(UnregisterWaitEx(wait, INVALID_HANDLE_VALUE));
        while (is_set(gate.entered))
            continue;
        while (is_set(object))
            left++;
        CHECK(gate.ran + left <= 3, "%d ran, %d left", (int)gate.ran,
              (int)left);
        CHECK(WaitForSingleObject(gate.entered, 1) == WAIT_TIMEOUT);
        gate_free(&gate);
        CloseHandle(object);
    }
}

TAP_MAIN(CASE(nothing_runs), CASE(event_is_set), CASE(after_the_only_call),
         CASE(while_it_runs), CASE(event_at_the_end), CASE(waits_for_the_end),
         CASE(by_its_callback), CASE(no_wait), CASE(not_twice), CASE(no_object),
         CASE(while_signals_come))
