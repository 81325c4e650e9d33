/* MsgWaitForMultipleObjects and its Ex form, for objects: there is no input. */
#include "support.h"

#define REFUSED "we have no input to wait for, and say so"

/* Claim:  without a mask the call waits for objects: the smallest index wins,
 *         an auto-reset event is reset.
 * Source: "MsgWaitForMultipleObjects function", Return value.  Wine 8: same. */
static void first_object(void)
{
    HANDLE events[2] = {event_new(), event_new()};

    CHECK(MsgWaitForMultipleObjects(2, events, FALSE, 0, 0) == WAIT_TIMEOUT);
    SetEvent(events[1]);
    CHECK(MsgWaitForMultipleObjects(2, events, FALSE, 0, 0) ==
          WAIT_OBJECT_0 + 1);
    SetEvent(events[0]);
    SetEvent(events[1]);
    CHECK(MsgWaitForMultipleObjectsEx(2, events, DEADLINE, 0, 0) ==
          WAIT_OBJECT_0);
    CloseHandle(events[0]);
    CloseHandle(events[1]);
}

/* Claim:  no objects are allowed; the time ends that wait.
 * Source: "MsgWaitForMultipleObjectsEx function", nCount.  Wine 8: same. */
static void no_objects(void)
{
    CHECK(MsgWaitForMultipleObjectsEx(0, NULL, 1, 0, 0) == WAIT_TIMEOUT);
}

static void CALLBACK count_call(ULONG_PTR calls)
{
    ++*(int *)calls;
}

/* Claim:  MWMO_ALERTABLE lets an APC run and end the wait; without it none
 *         does.
 * Source: "MsgWaitForMultipleObjectsEx function", dwFlags.  Wine 8: same. */
static void alertable(void)
{
    HANDLE event = event_new();
    int calls = 0;

    CHECK(QueueUserAPC(count_call, GetCurrentThread(), (ULONG_PTR)&calls));
    CHECK(MsgWaitForMultipleObjectsEx(1, &event, 1, 0, 0) == WAIT_TIMEOUT);
    CHECK(calls == 0);
    CHECK(MsgWaitForMultipleObjectsEx(1, &event, DEADLINE, 0, MWMO_ALERTABLE) ==
          WAIT_IO_COMPLETION);
    CHECK(calls == 1);
    CloseHandle(event);
}

/* Claim:  one object less than of WaitForMultipleObjects, as input counts too.
 * Source: "MsgWaitForMultipleObjectsEx function", nCount.  Wine 8: same. */
static void too_many(void)
{
    HANDLE events[MAXIMUM_WAIT_OBJECTS];

    for (int i = 0; i < MAXIMUM_WAIT_OBJECTS; i++)
        events[i] = event_new();
    SetEvent(events[MAXIMUM_WAIT_OBJECTS - 2]);
    CHECK(MsgWaitForMultipleObjectsEx(MAXIMUM_WAIT_OBJECTS, events, 0, 0, 0) ==
          WAIT_FAILED);
    CHECK_ERROR(ERROR_INVALID_PARAMETER);
    CHECK(MsgWaitForMultipleObjectsEx(MAXIMUM_WAIT_OBJECTS - 1, events, 0, 0,
                                      0) ==
          WAIT_OBJECT_0 + MAXIMUM_WAIT_OBJECTS - 2);
    for (int i = 0; i < MAXIMUM_WAIT_OBJECTS; i++)
        CloseHandle(events[i]);
}

/* Claim:  who asks for input is refused; so is who asks for all objects, which
 *         includes input.
 * Source: docs/DIVERGENCES.md.  Wine 8: waits. */
static void input_is_refused(void)
{
    HANDLE event = event_new();
    DWORD result;

    SetEvent(event);
    result = MsgWaitForMultipleObjects(1, &event, FALSE, 0, QS_ALLINPUT);
    DIFFERS(WINE_8, REFUSED) CHECK(result == WAIT_FAILED);
    if (result == WAIT_FAILED)
        CHECK_ERROR(ERROR_NOT_SUPPORTED);
    SetEvent(event);
    result = MsgWaitForMultipleObjects(1, &event, TRUE, 0, 0);
    DIFFERS(WINE_8, REFUSED) CHECK(result == WAIT_FAILED);
    if (result == WAIT_FAILED)
        CHECK_ERROR(ERROR_NOT_SUPPORTED);
    CloseHandle(event);
}

TAP_MAIN(CASE(first_object), CASE(no_objects), CASE(alertable), CASE(too_many),
         CASE(input_is_refused))
