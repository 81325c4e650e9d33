/* Events and the wait functions. */
#include "support.h"

static HANDLE auto_event(BOOL set)
{
    HANDLE event = CreateEventA(NULL, FALSE, set, NULL);

    CHECK(event != NULL);
    return event;
}

/* Claim:  a manual-reset event stays set until it is reset; setting and
 *         resetting may be repeated.
 * Source: "CreateEventA function".  Wine 8: same. */
static void manual_reset(void)
{
    HANDLE event = event_new();

    CHECK(!is_set(event));
    CHECK(SetEvent(event) && SetEvent(event));
    CHECK(is_set(event) && is_set(event));
    CHECK(ResetEvent(event) && ResetEvent(event));
    CHECK(!is_set(event));
    CloseHandle(event);
}

/* Claim:  an auto-reset event is reset by the wait that it ends; setting it
 *         twice is setting it once.
 * Source: as above.  Wine 8: same. */
static void auto_reset(void)
{
    HANDLE event = auto_event(FALSE);

    CHECK(!is_set(event));
    CHECK(SetEvent(event) && SetEvent(event));
    CHECK(is_set(event));
    CHECK(!is_set(event));
    CloseHandle(event);
}

/* Claim:  it may start out set; CreateEventW is the same call.
 * Source: as above.  Wine 8: same. */
static void initially_set(void)
{
    HANDLE manual = CreateEventW(NULL, TRUE, TRUE, NULL);
    HANDLE automatic = auto_event(TRUE);

    CHECK(is_set(manual) && is_set(manual));
    CHECK(is_set(automatic) && !is_set(automatic));
    CloseHandle(manual);
    CloseHandle(automatic);
}

/* Claim:  making an event sets the last error to 0.
 * Source: Wine's kernel32 sync tests.  Wine 8: same. */
static void creation_clears_the_last_error(void)
{
    HANDLE event;

    SetLastError(UNTOUCHED);
    event = CreateEventA(NULL, TRUE, FALSE, NULL);
    CHECK_ERROR(0);
    CloseHandle(event);
}

/* Claim:  a wait that runs out is 258, after its time.
 * Source: "WaitForSingleObject function".  Wine 8: same. */
static void waits_run_out(void)
{
    HANDLE event = event_new();
    ULONGLONG start = GetTickCount64(), waited;

    CHECK(WaitForSingleObject(event, 120) == WAIT_TIMEOUT);
    waited = GetTickCount64() - start;
    CHECK(waited >= 100 && waited < DEADLINE, "%u ms", (unsigned)waited);
    CloseHandle(event);
}

static DWORD WINAPI set_later(void *event)
{
    let_it_block();
    SetEvent(event);
    return 0;
}

/* Claim:  an infinite wait ends with the signal of another thread.
 * Source: as above.  Wine 8: same. */
static void signal_ends_a_wait(void)
{
    HANDLE event = auto_event(FALSE), thread = thread_start(set_later, event);

    CHECK(WaitForSingleObject(event, INFINITE) == WAIT_OBJECT_0);
    CHECK(!is_set(event));
    thread_join(thread);
    CloseHandle(event);
}

struct crowd {
    HANDLE event;
    volatile LONG waiting, released;
};

static DWORD WINAPI wait_in_crowd(void *argument)
{
    struct crowd *crowd = argument;

    InterlockedIncrement(&crowd->waiting);
    if (wait_for(crowd->event))
        InterlockedIncrement(&crowd->released);
    return 0;
}

static void crowd_start(struct crowd *crowd, HANDLE threads[4])
{
    for (int i = 0; i < 4; i++)
        threads[i] = thread_start(wait_in_crowd, crowd);
    CHECK(WAIT_UNTIL(crowd->waiting == 4));
    let_it_block();
}

/* Claim:  a manual-reset event releases every waiter.
 * Source: "SetEvent function".  Wine 8: same. */
static void manual_releases_all(void)
{
    struct crowd crowd = {.event = event_new()};
    HANDLE threads[4];

    crowd_start(&crowd, threads);
    SetEvent(crowd.event);
    for (int i = 0; i < 4; i++)
        thread_join(threads[i]);
    CHECK(crowd.released == 4);
    CloseHandle(crowd.event);
}

/* Claim:  an auto-reset event releases one waiter each time it is set.
 * Source: "SetEvent function".  Wine 8: same. */
static void auto_releases_one(void)
{
    struct crowd crowd = {.event = auto_event(FALSE)};
    HANDLE threads[4];

    crowd_start(&crowd, threads);
    for (LONG i = 1; i <= 4; i++) {
        SetEvent(crowd.event);
        CHECK(WAIT_UNTIL(crowd.released == i));
        Sleep(QUIET / 4);
        CHECK(crowd.released == i, "%d of %d", (int)crowd.released, (int)i);
    }
    for (int i = 0; i < 4; i++)
        thread_join(threads[i]);
    CloseHandle(crowd.event);
}

/* Claim:  waiting for any gives the smallest index that is signalled and uses
 *         up that one only.
 * Source: "WaitForMultipleObjects function".  Wine 8: same. */
static void any_of_several(void)
{
    HANDLE events[4];

    for (int i = 0; i < 4; i++)
        events[i] = auto_event(i >= 2);
    CHECK(WaitForMultipleObjects(4, events, FALSE, 0) == WAIT_OBJECT_0 + 2);
    CHECK(WaitForMultipleObjects(4, events, FALSE, 0) == WAIT_OBJECT_0 + 3);
    CHECK(WaitForMultipleObjects(4, events, FALSE, 0) == WAIT_TIMEOUT);
    CHECK(WaitForMultipleObjects(4, events, FALSE, 30) == WAIT_TIMEOUT);
    SetEvent(events[0]);
    CHECK(WaitForMultipleObjects(4, events, FALSE, INFINITE) == WAIT_OBJECT_0);
    for (int i = 0; i < 4; i++)
        CloseHandle(events[i]);
}

/* Claim:  waiting for all uses up nothing until all are signalled.
 * Source: as above.  Wine 8: same. */
static void all_of_several(void)
{
    HANDLE events[3];

    for (int i = 0; i < 3; i++)
        events[i] = auto_event(i != 1);
    CHECK(WaitForMultipleObjects(3, events, TRUE, 0) == WAIT_TIMEOUT);
    CHECK(WaitForMultipleObjects(3, events, TRUE, 30) == WAIT_TIMEOUT);
    CHECK(is_set(events[0]));
    SetEvent(events[0]);
    SetEvent(events[1]);
    CHECK(WaitForMultipleObjects(3, events, TRUE, DEADLINE) == WAIT_OBJECT_0);
    for (int i = 0; i < 3; i++) {
        CHECK(!is_set(events[i]));
        CloseHandle(events[i]);
    }
}

static DWORD WINAPI wait_for_both(void *events)
{
    return WaitForMultipleObjects(2, events, TRUE, DEADLINE);
}

/* Claim:  a thread that waits for all is released by the last signal, in any
 *         order.
 * Source: as above.  Wine 8: same. */
static void all_ends_with_the_last(void)
{
    HANDLE events[2] = {auto_event(FALSE), auto_event(FALSE)};
    HANDLE thread = thread_start(wait_for_both, events);

    let_it_block();
    SetEvent(events[1]);
    CHECK(WaitForSingleObject(thread, QUIET) == WAIT_TIMEOUT);
    SetEvent(events[0]);
    thread_join(thread);
    CHECK(!is_set(events[0]) && !is_set(events[1]));
    CloseHandle(events[0]);
    CloseHandle(events[1]);
}

/* Claim:  one to 64 objects: 0 and 65 are 87; for all, the same handle twice
 *         is 87; one bad handle fails the wait with 6.
 * Source: as above; "WaitForMultipleObjects function", Return value.
 *         Wine 8: same, but takes duplicates. */
static void bad_waits(void)
{
    HANDLE events[MAXIMUM_WAIT_OBJECTS + 1];

    for (int i = 0; i <= MAXIMUM_WAIT_OBJECTS; i++)
        events[i] = event_new();
    CHECK_FAILS(WaitForMultipleObjects(0, events, FALSE, 0) != WAIT_FAILED,
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(WaitForMultipleObjects(65, events, FALSE, 0) != WAIT_FAILED,
                ERROR_INVALID_PARAMETER);
    CHECK(WaitForMultipleObjects(64, events, FALSE, 0) == WAIT_TIMEOUT);
    SetEvent(events[63]);
    CHECK(WaitForMultipleObjects(64, events, FALSE, 0) == WAIT_OBJECT_0 + 63);
    CloseHandle(events[3]);
    CHECK_FAILS(WaitForMultipleObjects(5, events, FALSE, 0) != WAIT_FAILED,
                ERROR_INVALID_HANDLE);
    events[3] = events[2];
    DIFFERS(WINE_8, "a wait for all takes one handle twice")
    CHECK_FAILS(WaitForMultipleObjects(5, events, TRUE, 0) != WAIT_FAILED,
                ERROR_INVALID_PARAMETER);
    for (int i = 0; i <= MAXIMUM_WAIT_OBJECTS; i++)
        if (i != 3)
            CloseHandle(events[i]);
}

/* Claim:  the low two bits of a handle do not matter.
 * Source: docs/semantics/waits-threads.md.  Wine 8: same. */
static void low_bits_are_ignored(void)
{
    HANDLE event = event_new();

    for (ULONG_PTR bits = 1; bits < 4; bits++) {
        HANDLE odd = (HANDLE)((ULONG_PTR)event | bits);

        CHECK(SetEvent(odd) && is_set(odd) && is_set(event));
        CHECK(ResetEvent(odd) && !is_set(odd));
    }
    CloseHandle(event);
}

/* Claim:  two threads that hand a token to and fro lose none (s).
 * Source: "SetEvent function".  Wine 8: same. */
static HANDLE ping, pong;

static DWORD WINAPI answer(void *rounds)
{
    for (ULONG_PTR i = 0; i < (ULONG_PTR)rounds; i++) {
        if (!wait_for(ping))
            return 1;
        SetEvent(pong);
    }
    return 0;
}

static void to_and_fro(void)
{
    const ULONG_PTR rounds = 3000;
    HANDLE thread;

    ping = auto_event(FALSE);
    pong = auto_event(FALSE);
    thread = thread_start(answer, (void *)rounds);
    for (ULONG_PTR i = 0; i < rounds; i++) {
        SetEvent(ping);
        if (!CHECK(wait_for(pong), "round %d", (int)i))
            break;
    }
    thread_join(thread);
    CloseHandle(ping);
    CloseHandle(pong);
}

/* Claim:  Winsock's events are manual-reset events under other names.
 * Source: "WSACreateEvent function", Remarks.  Wine 8: same. */
static void winsock_events_are_events(void)
{
    WSADATA data;
    WSAEVENT event;

    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    event = WSACreateEvent();
    CHECK(event != WSA_INVALID_EVENT);
    CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
    CHECK(WSASetEvent(event));
    CHECK(WaitForSingleObject(event, 0) == WAIT_OBJECT_0);
    CHECK(WaitForSingleObject(event, 0) == WAIT_OBJECT_0, "manual reset");
    CHECK(WSAResetEvent(event));
    CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
    CHECK(WSACloseEvent(event));
    CHECK_FAILS(WSACloseEvent(event), WSA_INVALID_HANDLE);
    CHECK_FAILS(WSASetEvent(event), WSA_INVALID_HANDLE);
    CHECK_FAILS(WSAResetEvent(event), WSA_INVALID_HANDLE);
    CHECK(WSACleanup() == 0);
}

TAP_MAIN(CASE(winsock_events_are_events), CASE(manual_reset), CASE(auto_reset),
         CASE(initially_set), CASE(creation_clears_the_last_error),
         CASE(waits_run_out), CASE(signal_ends_a_wait),
         CASE(manual_releases_all), CASE(auto_releases_one),
         CASE(any_of_several), CASE(all_of_several),
         CASE(all_ends_with_the_last), CASE(bad_waits),
         CASE(low_bits_are_ignored), CASE_LONG(to_and_fro, 60))
