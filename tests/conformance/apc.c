/* APCs: queued to a thread, run by it in alertable waits and nowhere else. */
#include "support.h"

/* What APCs leave behind. One thread at a time runs them. */
static volatile LONG ran;
static ULONG_PTR order[16];

/* Cases of one process follow each other under Wine. */
static void start(void)
{
    ran = 0;
}

static void CALLBACK note(ULONG_PTR value)
{
    order[ran % (LONG)COUNT_OF(order)] = value;
    InterlockedIncrement(&ran);
}

static void queue_to(HANDLE thread, PAPCFUNC function, ULONG_PTR value)
{
    CHECK(QueueUserAPC(function, thread, value) != 0);
}

static void queue(PAPCFUNC function, ULONG_PTR value)
{
    queue_to(GetCurrentThread(), function, value);
}

/* ---- On the thread itself ---------------------------------------------- */

/* Claim:  an alertable sleep runs all that is queued, oldest first, returns
 *         WAIT_IO_COMPLETION without sleeping, and keeps the last error.
 * Source: "QueueUserAPC function", Remarks; "SleepEx function".
 *         Wine 8: same. */
static void run_in_order(void)
{
    start();
    for (ULONG_PTR i = 1; i <= 10; i++)
        queue(note, i);
    CHECK(ran == 0);
    SetLastError(UNTOUCHED);
    CHECK(SleepEx(INFINITE, TRUE) == WAIT_IO_COMPLETION);
    CHECK_ERROR(UNTOUCHED);
    CHECK(ran == 10);
    for (ULONG_PTR i = 0; i < 10; i++)
        CHECK(order[i] == i + 1);
    CHECK(SleepEx(0, TRUE) == 0 && SleepEx(1, TRUE) == 0 && ran == 10);
}

/* Claim:  a look (timeout 0) runs them too.
 * Source: Wine's ntdll sync and file tests.  Wine 8: same. */
static void a_look_runs_them(void)
{
    HANDLE event = event_new();

    start();
    queue(note, 1);
    CHECK(SleepEx(0, TRUE) == WAIT_IO_COMPLETION && ran == 1);
    queue(note, 2);
    CHECK(WaitForSingleObjectEx(event, 0, TRUE) == WAIT_IO_COMPLETION);
    CHECK(ran == 2);
    CHECK(WaitForSingleObjectEx(event, 0, TRUE) == WAIT_TIMEOUT);
    CloseHandle(event);
}

static void CALLBACK queue_another(ULONG_PTR value)
{
    note(value);
    if (value < 5)
        queue(queue_another, value + 1);
}

/* Claim:  what an APC queues runs in the same wait.
 * Source: "QueueUserAPC function", Remarks ("it calls the APC functions for all
 *         APCs in its APC queue").  Wine 8: same. */
static void queued_by_an_apc(void)
{
    start();
    queue(queue_another, 1);
    CHECK(SleepEx(0, TRUE) == WAIT_IO_COMPLETION);
    CHECK(ran == 5 && order[4] == 5);
    CHECK(SleepEx(0, TRUE) == 0);
}

static void CALLBACK wait_inside(ULONG_PTR value)
{
    CHECK(SleepEx(0, TRUE) == WAIT_IO_COMPLETION);
    note(value);
}

/* Claim:  an alertable wait in an APC runs the ones behind it.
 * Source: "QueueUserAPC function", Remarks (recursion).  Wine 8: same. */
static void nested(void)
{
    start();
    queue(wait_inside, 1);
    queue(wait_inside, 2);
    queue(note, 3);
    CHECK(SleepEx(0, TRUE) == WAIT_IO_COMPLETION);
    CHECK(ran == 3);
    CHECK(order[0] == 3 && order[1] == 2 && order[2] == 1);
}

/* Claim:  an object that is signalled when the wait starts may end it before
 *         the APCs do; these then stay queued. Nothing is lost.
 * Source: documentation is silent; kernel pipe tests see both.  Wine 8: both
 *         results are tolerated. */
static void object_and_apc(void)
{
    HANDLE event = event_new();
    DWORD result;

    start();
    SetEvent(event);
    queue(note, 1);
    result = WaitForSingleObjectEx(event, INFINITE, TRUE);
    CHECK(result == WAIT_OBJECT_0 || result == WAIT_IO_COMPLETION);
    CHECK(ran == (result == WAIT_IO_COMPLETION));
    result = SleepEx(0, TRUE);
    CHECK(ran == 1);
    CloseHandle(event);
}

/* Claim:  waits that are not alertable run no APC and are not ended by one.
 * Source: "Alertable I/O"; "GetQueuedCompletionStatus function".
 *         Wine 8: same. */
static void not_alertable(void)
{
    HANDLE events[2] = {event_new(), event_new()};
    HANDLE port = port_new(0);
    OVERLAPPED_ENTRY entry;
    ULONG count;

    start();
    queue(note, 1);
    Sleep(1);
    CHECK(SleepEx(1, FALSE) == 0);
    CHECK(WaitForSingleObject(events[0], 1) == WAIT_TIMEOUT);
    CHECK(WaitForSingleObjectEx(events[0], 1, FALSE) == WAIT_TIMEOUT);
    CHECK(WaitForMultipleObjects(2, events, TRUE, 1) == WAIT_TIMEOUT);
    CHECK(WaitForMultipleObjectsEx(2, events, FALSE, 1, FALSE) == WAIT_TIMEOUT);
    CHECK(SignalObjectAndWait(events[1], events[0], 1, FALSE) == WAIT_TIMEOUT);
    CHECK(packet_next(port, 1).error == WAIT_TIMEOUT);
    CHECK_FAILS(GetQueuedCompletionStatusEx(port, &entry, 1, &count, 1, FALSE),
                WAIT_TIMEOUT);
    SwitchToThread();
    CHECK(ran == 0);
    CHECK(SleepEx(0, TRUE) == WAIT_IO_COMPLETION && ran == 1);
    CloseHandle(events[0]);
    CloseHandle(events[1]);
    CloseHandle(port);
}

/* ---- SignalObjectAndWait ------------------------------------------------ */

/* Claim:  signals the first object, then waits for the second.
 * Source: "SignalObjectAndWait function".  Wine 8: same. */
static void signal_and_wait(void)
{
    HANDLE first = event_new(), second = event_new();

    start();
    CHECK(SignalObjectAndWait(first, second, 0, FALSE) == WAIT_TIMEOUT);
    CHECK(is_set(first));
    SetEvent(second);
    ResetEvent(first);
    CHECK(SignalObjectAndWait(first, second, INFINITE, TRUE) == WAIT_OBJECT_0);
    CHECK(is_set(first));
    ResetEvent(first);
    CHECK(SignalObjectAndWait(first, first, INFINITE, FALSE) == WAIT_OBJECT_0);
    CloseHandle(first);
    CloseHandle(second);
}

/* Claim:  a handle that is none, or cannot be signalled, fails with 6; then
 *         nothing is signalled.
 * Source: "SignalObjectAndWait function", Parameters.  Wine 8: same. */
static void signal_and_wait_errors(void)
{
    HANDLE event = event_new(), closed = event_new();
    HANDLE port = port_new(0);

    start();
    CloseHandle(closed);
    CHECK_FAILS(SignalObjectAndWait(NULL, event, 0, FALSE) != WAIT_FAILED,
                ERROR_INVALID_HANDLE);
    CHECK_FAILS(SignalObjectAndWait(port, event, 0, FALSE) != WAIT_FAILED,
                ERROR_INVALID_HANDLE);
    CHECK_FAILS(SignalObjectAndWait(event, closed, 0, FALSE) != WAIT_FAILED,
                ERROR_INVALID_HANDLE);
    CHECK(!is_set(event));
    CloseHandle(event);
    CloseHandle(port);
}

/* ---- To another thread ------------------------------------------------- */

enum way { SLEEP, ONE, MANY, ALL, SIGNAL, WAYS };

struct sleeper {
    enum way way;
    HANDLE events[2]; /* never set */
    volatile LONG ready;
    volatile DWORD result;
};

static DWORD wait_alertably(enum way way, HANDLE events[2])
{
    switch (way) {
    case SLEEP:
        return SleepEx(INFINITE, TRUE);
    case ONE:
        return WaitForSingleObjectEx(events[0], INFINITE, TRUE);
    case MANY:
        return WaitForMultipleObjectsEx(2, events, FALSE, INFINITE, TRUE);
    case ALL:
        return WaitForMultipleObjectsEx(2, events, TRUE, INFINITE, TRUE);
    default:
        return SignalObjectAndWait(events[1], events[0], INFINITE, TRUE);
    }
}

static DWORD WINAPI sleeper(void *argument)
{
    struct sleeper *self = argument;

    InterlockedExchange(&self->ready, 1);
    self->result = wait_alertably(self->way, self->events);
    return 0;
}

/* Claim:  an APC ends each kind of alertable wait, on the thread it is for.
 * Source: "Asynchronous Procedure Calls".  Wine 8: same. */
static void ends_a_wait(void)
{
    start();
    for (int way = 0; way < WAYS; way++) {
        struct sleeper self = {way, {event_new(), event_new()}, 0, 0};
        HANDLE thread = thread_start(sleeper, &self);
        LONG before = ran;

        CHECK(WAIT_UNTIL(self.ready));
        let_it_block();
        queue_to(thread, note, (ULONG_PTR)way);
        thread_join(thread);
        CHECK(self.result == WAIT_IO_COMPLETION, "way %d: %u", way,
              (unsigned)self.result);
        CHECK(ran == before + 1);
        CloseHandle(self.events[0]);
        CloseHandle(self.events[1]);
    }
}

/* Claim:  an APC does not end a wait that is not alertable, and runs in the
 *         first one that is.
 * Source: "Asynchronous Procedure Calls".  Wine 8: same. */
static DWORD WINAPI deaf(void *argument)
{
    HANDLE *events = argument;

    SetEvent(events[0]);
    CHECK(WaitForSingleObject(events[1], DEADLINE) == WAIT_OBJECT_0);
    CHECK(ran == 0);
    CHECK(SleepEx(INFINITE, TRUE) == WAIT_IO_COMPLETION && ran == 1);
    return 0;
}

static void waits_for_an_alertable_wait(void)
{
    HANDLE events[2] = {event_new(), event_new()};
    HANDLE thread = thread_start(deaf, events);

    start();
    CHECK(wait_for(events[0]));
    let_it_block();
    queue_to(thread, note, 1);
    let_it_block();
    CHECK(ran == 0);
    SetEvent(events[1]);
    thread_join(thread);
    CloseHandle(events[0]);
    CloseHandle(events[1]);
}

static DWORD ran_on;

static void CALLBACK note_thread(ULONG_PTR value)
{
    note(value);
    ran_on = GetCurrentThreadId();
}

static DWORD WINAPI count_at_entry(void *argument)
{
    *(volatile LONG *)argument = ran;
    return 0;
}

/* Claim:  an APC for a thread that has not begun runs before its function.
 * Source: "QueueUserAPC function", Remarks.  Wine 8: same. */
static void before_the_thread_begins(void)
{
    volatile LONG at_entry = -1;
    DWORD id = 0;
    HANDLE thread = CreateThread(NULL, 0, count_at_entry, (void *)&at_entry,
                                 CREATE_SUSPENDED, &id);

    start();
    queue_to(thread, note, 1);
    queue_to(thread, note_thread, 2);
    CHECK(ran == 0);
    CHECK(ResumeThread(thread) == 1);
    thread_join(thread);
    CHECK(ran == 2 && at_entry == 2 && order[0] == 1 && order[1] == 2);
    CHECK(ran_on == id);
}

/* Claim:  to queue to what is no thread fails with 6, to a thread that has
 *         ended with 31.
 * Source: "QueueUserAPC function", Remarks.  Wine 8: same. */
static void queue_errors(void)
{
    HANDLE event = event_new();
    volatile LONG at_entry = -1;
    HANDLE thread =
        CreateThread(NULL, 0, count_at_entry, (void *)&at_entry, 0, NULL);

    start();
    CHECK(wait_for(thread));
    CHECK_FAILS(QueueUserAPC(note, thread, 1), ERROR_GEN_FAILURE);
    CHECK_FAILS(QueueUserAPC(note, event, 1), ERROR_INVALID_HANDLE);
    CHECK_FAILS(QueueUserAPC(note, NULL, 1), ERROR_INVALID_HANDLE);
    CloseHandle(thread);
    CHECK_FAILS(QueueUserAPC(note, thread, 1), ERROR_INVALID_HANDLE);
    CloseHandle(event);
}

static DWORD WINAPI ignores_its_apcs(void *argument)
{
    HANDLE *events = argument;

    SetEvent(events[0]);
    CHECK(WaitForSingleObject(events[1], DEADLINE) == WAIT_OBJECT_0);
    return 0;
}

/* Claim:  APCs of a thread that ends are lost.
 * Source: "QueueUserAPC function", Remarks.  Wine 8: same. */
static void lost_with_the_thread(void)
{
    HANDLE events[2] = {event_new(), event_new()};
    HANDLE thread = thread_start(ignores_its_apcs, events);

    start();
    CHECK(wait_for(events[0]));
    for (ULONG_PTR i = 0; i < 100; i++)
        queue_to(thread, note, i);
    SetEvent(events[1]);
    thread_join(thread);
    CHECK(ran == 0);
    CloseHandle(events[0]);
    CloseHandle(events[1]);
}

static void CALLBACK end_the_thread(ULONG_PTR code)
{
    ExitThread((DWORD)code);
}

static DWORD WINAPI sleeps_on(void *argument)
{
    InterlockedExchange((volatile LONG *)argument, 1);
    while (SleepEx(INFINITE, TRUE) == WAIT_IO_COMPLETION)
        continue;
    return 0;
}

/* Claim:  an APC may end its thread; what is queued behind it is lost.
 * Source: "QueueUserAPC function"; "ExitThread function".  Wine 8: same. */
static void ends_its_thread(void)
{
    volatile LONG ready = 0;
    DWORD code = 0;
    HANDLE thread = CreateThread(NULL, 0, sleeps_on, (void *)&ready, 0, NULL);

    start();
    CHECK(WAIT_UNTIL(ready));
    queue_to(thread, end_the_thread, 42);
    CHECK(wait_for(thread));
    CHECK(GetExitCodeThread(thread, &code) && code == 42);
    CloseHandle(thread);
}

/* ---- Many at once ------------------------------------------------------- */

#define SENDERS 4
#define EACH 500

static volatile LONG sum;

static void CALLBACK add(ULONG_PTR value)
{
    InterlockedExchangeAdd(&sum, (LONG)value);
    InterlockedIncrement(&ran);
}

static DWORD WINAPI send_many(void *thread)
{
    for (int i = 0; i < EACH; i++)
        CHECK(QueueUserAPC(add, thread, 1) != 0);
    return 0;
}

/* Takes turns at all ways to wait, with time-outs that race with the APCs. */
static DWORD WINAPI take_many(void *unused)
{
    HANDLE events[2] = {event_new(), event_new()};

    (void)unused;
    for (unsigned i = 0; ran < SENDERS * EACH; i++)
        switch (i % 4) {
        case 0:
            SleepEx(1, TRUE);
            break;
        case 1:
            WaitForSingleObjectEx(events[0], 1, TRUE);
            break;
        case 2:
            WaitForMultipleObjectsEx(2, events, TRUE, i % 3, TRUE);
            break;
        default:
            SignalObjectAndWait(events[1], events[0], 0, TRUE);
        }
    CloseHandle(events[0]);
    CloseHandle(events[1]);
    return 0;
}

/* Claim:  no APC is lost or runs twice, however queueing and waiting race.
 * Source: "QueueUserAPC function".  Wine 8: same. */
static void none_is_lost(void)
{
    HANDLE taker = thread_start(take_many, NULL);
    HANDLE senders[SENDERS];

    start();
    for (int i = 0; i < SENDERS; i++)
        senders[i] = thread_start(send_many, taker);
    for (int i = 0; i < SENDERS; i++)
        thread_join(senders[i]);
    thread_join(taker);
    CHECK(ran == SENDERS * EACH && sum == SENDERS * EACH);
}

TAP_MAIN(CASE(run_in_order), CASE(a_look_runs_them), CASE(queued_by_an_apc),
         CASE(nested), CASE(object_and_apc), CASE(not_alertable),
         CASE(signal_and_wait), CASE(signal_and_wait_errors), CASE(ends_a_wait),
         CASE(waits_for_an_alertable_wait), CASE(before_the_thread_begins),
         CASE(queue_errors), CASE(lost_with_the_thread), CASE(ends_its_thread),
         CASE_LONG(none_is_lost, 60))
