/* Waits for any of several objects of different kinds: which one ends it. */
#include "support.h"

#define ROUNDS 2000

static HANDLE auto_event(BOOL set)
{
    HANDLE event = CreateEventA(NULL, FALSE, set, NULL);

    CHECK(event != NULL);
    return event;
}

/* Waits without time for `first`, and an event behind it that is set. */
static DWORD wait_before_event(HANDLE first, HANDLE event)
{
    HANDLE both[2] = {first, event};

    return WaitForMultipleObjects(2, both, FALSE, 0);
}

/* The object ends the wait and the event behind it is left alone, whether that
 * resets itself or not, and whether there is time to wait or not. */
static void check_first(HANDLE first, DWORD result, void (*again)(HANDLE))
{
    for (int i = 0; i < 4; i++) {
        HANDLE event = CreateEventA(NULL, i & 1, TRUE, NULL);
        HANDLE list[2] = {first, event};
        DWORD was =
            WaitForMultipleObjects(2, list, FALSE, i & 2 ? DEADLINE : 0);

        CHECK(was == result, "%d: %u", i, (unsigned)was);
        CHECK(is_set(event), "%d: its signal was used up", i);
        if (again != NULL)
            again(first);
        CloseHandle(event);
    }
}

/* Claim:  a semaphore with a count above zero in front is the one, and an
 *         event behind it is left as it is.
 * Source: "WaitForMultipleObjects function", Return value (the smallest
 *         index).  Wine 8: same. */
static void semaphore_in_front(void)
{
    HANDLE semaphore = CreateSemaphoreA(NULL, 4, 5, NULL);
    LONG left = -1;

    check_first(semaphore, WAIT_OBJECT_0, NULL);
    CHECK(!is_set(semaphore), "four waits took four");
    CHECK(ReleaseSemaphore(semaphore, 1, &left) && left == 0);
    CloseHandle(semaphore);
}

static void give_back(HANDLE mutex)
{
    CHECK(ReleaseMutex(mutex));
}

/* Claim:  so is a mutex that nobody owns; the thread owns it then.
 * Source: as above.  Wine 8: same. */
static void free_mutex_in_front(void)
{
    HANDLE mutex = CreateMutexA(NULL, FALSE, NULL);

    check_first(mutex, WAIT_OBJECT_0, give_back);
    CHECK_FAILS(ReleaseMutex(mutex), ERROR_NOT_OWNER);
    CloseHandle(mutex);
}

/* Claim:  so is a mutex that the thread owns already; it owns it once more.
 * Source: as above; "Mutex Objects".  Wine 8: same. */
static void own_mutex_in_front(void)
{
    HANDLE mutex = CreateMutexA(NULL, TRUE, NULL);

    check_first(mutex, WAIT_OBJECT_0, NULL);
    for (int i = 0; i < 5; i++)
        CHECK(ReleaseMutex(mutex), "%d", i);
    CHECK_FAILS(ReleaseMutex(mutex), ERROR_NOT_OWNER);
    CloseHandle(mutex);
}

static DWORD WINAPI take_and_end(void *mutex)
{
    return WaitForSingleObject(mutex, INFINITE);
}

static void abandon(HANDLE mutex)
{
    while (ReleaseMutex(mutex))
        ;
    thread_join(thread_start(take_and_end, mutex));
}

/* Claim:  so is a mutex whose owner has ended, and that is told.
 * Source: as above, WAIT_ABANDONED_0.  Wine 8: same. */
static void abandoned_mutex_in_front(void)
{
    HANDLE mutex = CreateMutexA(NULL, FALSE, NULL);

    abandon(mutex);
    check_first(mutex, WAIT_ABANDONED_0, abandon);
    CloseHandle(mutex);
}

struct holder {
    HANDLE mutex, held, release;
};

static DWORD WINAPI hold(void *argument)
{
    struct holder *holder = argument;

    CHECK(wait_for(holder->mutex));
    SetEvent(holder->held);
    CHECK(wait_for(holder->release));
    CHECK(ReleaseMutex(holder->mutex));
    return 0;
}

/* Claim:  a mutex that another thread owns is passed over; so are others that
 *         are not signalled.
 * Source: as above.  Wine 8: same. */
static void others_are_passed_over(void)
{
    struct holder holder = {CreateMutexA(NULL, FALSE, NULL), event_new(),
                            event_new()};
    HANDLE thread = thread_start(hold, &holder);
    HANDLE semaphore = CreateSemaphoreA(NULL, 0, 1, NULL);
    HANDLE port = port_new(0), event = auto_event(TRUE), unset = event_new();
    HANDLE list[] = {port, semaphore, unset, holder.mutex, event};

    CHECK(wait_for(holder.held));
    CHECK(WaitForMultipleObjects(5, list, FALSE, 0) == WAIT_OBJECT_0 + 4);
    CHECK(WaitForMultipleObjects(5, list, FALSE, 0) == WAIT_TIMEOUT);
    CHECK(WaitForMultipleObjects(5, list, FALSE, QUIET) == WAIT_TIMEOUT);
    CHECK_FAILS(ReleaseMutex(holder.mutex), ERROR_NOT_OWNER);
    SetEvent(holder.release);
    thread_join(thread);
    SetEvent(event);
    CHECK(WaitForMultipleObjects(5, list, FALSE, 0) == WAIT_OBJECT_0 + 3);
    CHECK(is_set(event) && ReleaseMutex(holder.mutex));
    CloseHandle(holder.mutex);
    CloseHandle(holder.held);
    CloseHandle(holder.release);
    CloseHandle(semaphore);
    CloseHandle(port);
    CloseHandle(event);
    CloseHandle(unset);
}

static DWORD WINAPI end_at_once(void *unused)
{
    (void)unused;
    return 0;
}

static void set_it(HANDLE event)
{
    SetEvent(event);
}

/* Claim:  so are events of both kinds, and a thread that has ended.
 * Source: as above.  Wine 8: same. */
static void events_and_threads_in_front(void)
{
    HANDLE manual = event_new(), automatic = auto_event(TRUE);
    HANDLE thread = thread_start(end_at_once, NULL);

    SetEvent(manual);
    check_first(manual, WAIT_OBJECT_0, NULL);
    check_first(automatic, WAIT_OBJECT_0, set_it);
    CHECK(wait_for(thread));
    check_first(thread, WAIT_OBJECT_0, NULL);
    CloseHandle(thread);
    CloseHandle(manual);
    CloseHandle(automatic);
}

static void run_out(HANDLE timer)
{
    LARGE_INTEGER now = {.QuadPart = -1};
    HANDLE other = CreateWaitableTimerA(NULL, TRUE, NULL);

    CHECK(SetWaitableTimer(timer, &now, 0, NULL, NULL, FALSE));
    CHECK(SetWaitableTimer(other, &now, 0, NULL, NULL, FALSE));
    CHECK(wait_for(other), "a later one");
    CloseHandle(other);
}

/* Claim:  so are timers of both kinds.
 * Source: as above; "Waitable Timer Objects".  Wine 8: same. */
static void timers_in_front(void)
{
    HANDLE manual = CreateWaitableTimerA(NULL, TRUE, NULL);
    HANDLE automatic = CreateWaitableTimerA(NULL, FALSE, NULL);

    run_out(manual);
    check_first(manual, WAIT_OBJECT_0, NULL);
    run_out(automatic);
    check_first(automatic, WAIT_OBJECT_0, run_out);
    CloseHandle(manual);
    CloseHandle(automatic);
}

/* Claim:  so is a port with packets.
 * Source: as above; docs/semantics/ports.md.  Wine 8: same. */
static void port_in_front(void)
{
    HANDLE port = port_new(0);

    post(port, 1, KEY, NULL);
    check_first(port, WAIT_OBJECT_0, NULL);
    CHECK_PACKET(port, KEY, NULL, 1, 0);
    CloseHandle(port);
}

/* ---- With somebody queued ------------------------------------------------ */

struct pair_of_events {
    HANDLE both[2];
    volatile LONG ready;
};

static DWORD WINAPI wait_for_both(void *argument)
{
    struct pair_of_events *events = argument;

    InterlockedExchange(&events->ready, 1);
    return WaitForMultipleObjects(2, events->both, TRUE, INFINITE);
}

/* Claim:  an event in front that resets itself is the one too while another
 *         thread waits for it and for one more.
 * Source: as above.  Wine 8: same. */
static void event_with_a_queue_in_front(void)
{
    struct pair_of_events events = {{auto_event(FALSE), auto_event(FALSE)}, 0};
    HANDLE thread = thread_start(wait_for_both, &events);
    HANDLE behind = auto_event(TRUE);

    CHECK(WAIT_UNTIL(events.ready));
    let_it_block();
    SetEvent(events.both[0]);
    CHECK(wait_before_event(events.both[0], behind) == WAIT_OBJECT_0);
    CHECK(is_set(behind));
    SetEvent(events.both[0]);
    SetEvent(events.both[1]);
    CHECK(wait_for(thread));
    CHECK(WaitForSingleObject(thread, INFINITE) == WAIT_OBJECT_0);
    thread_join(thread);
    CloseHandle(events.both[0]);
    CloseHandle(events.both[1]);
    CloseHandle(behind);
}

/* ---- What programs do with it -------------------------------------------- */

struct work {
    HANDLE both[2]; /* a semaphore that counts items; an event: stop */
    volatile LONG done;
};

static DWORD WINAPI work_until_stopped(void *argument)
{
    struct work *work = argument;

    while (WaitForMultipleObjects(2, work->both, FALSE, INFINITE) ==
           WAIT_OBJECT_0)
        InterlockedIncrement(&work->done);
    return 0;
}

/* Claim:  a worker with its work in front and the event that stops it behind
 *         does all the work that is there before it stops.
 * Source: as above.  Wine 8: same. */
static void work_is_done_before_the_stop(void)
{
    struct work work = {{CreateSemaphoreA(NULL, 5, 100, NULL), event_new()}, 0};
    HANDLE thread;

    SetEvent(work.both[1]);
    work_until_stopped(&work);
    CHECK(work.done == 5, "%d of 5", (int)work.done);
    ResetEvent(work.both[1]);
    thread = thread_start(work_until_stopped, &work);
    CHECK(ReleaseSemaphore(work.both[0], 50, NULL));
    SetEvent(work.both[1]);
    thread_join(thread);
    CHECK(work.done == 55, "%d of 55", (int)work.done);
    CloseHandle(work.both[0]);
    CloseHandle(work.both[1]);
}

struct order {
    HANDLE events[2], go, seen;
};

static DWORD WINAPI set_in_order(void *argument)
{
    struct order *order = argument;

    for (int i = 0; i < ROUNDS; i++) {
        CHECK(wait_for(order->go));
        SetEvent(order->events[0]);
        SetEvent(order->events[1]);
        SetEvent(order->seen);
    }
    return 0;
}

/* Claim:  of two events that a thread sets one after the other, the one in
 *         front first, a wait never gives the one behind (s).
 * Source: as above.  Wine 8: same. */
static void set_in_order_is_found_in_order(void)
{
    struct order order = {{auto_event(FALSE), auto_event(FALSE)},
                          auto_event(FALSE),
                          auto_event(FALSE)};
    HANDLE thread = thread_start(set_in_order, &order);
    int wrong = 0;

    for (int i = 0; i < ROUNDS; i++) {
        DWORD result;

        SetEvent(order.go);
        do
            result = WaitForMultipleObjects(2, order.events, FALSE, 0);
        while (result == WAIT_TIMEOUT);
        wrong += result != WAIT_OBJECT_0;
        CHECK(wait_for(order.seen));
        ResetEvent(order.events[0]);
        ResetEvent(order.events[1]);
    }
    CHECK(wrong == 0, "%d of %d", wrong, ROUNDS);
    thread_join(thread);
    CloseHandle(order.events[0]);
    CloseHandle(order.events[1]);
    CloseHandle(order.go);
    CloseHandle(order.seen);
}

TAP_MAIN(CASE(semaphore_in_front), CASE(free_mutex_in_front),
         CASE(own_mutex_in_front), CASE(abandoned_mutex_in_front),
         CASE(others_are_passed_over), CASE(events_and_threads_in_front),
         CASE(timers_in_front), CASE(port_in_front),
         CASE(event_with_a_queue_in_front), CASE(work_is_done_before_the_stop),
         CASE_LONG(set_in_order_is_found_in_order, 60))
