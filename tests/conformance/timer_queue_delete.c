/* Deleting timers and timer queues: what runs then, what comes after. */
#include "pooled.h"

#define HOUR (3600 * 1000)

static HANDLE queue_new(void)
{
    HANDLE queue = CreateTimerQueue();

    CHECK(queue != NULL);
    return queue;
}

static HANDLE timer_new(HANDLE queue, struct gate *gate, DWORD due,
                        DWORD period)
{
    HANDLE timer = NULL;

    CHECK(CreateTimerQueueTimer(&timer, queue, gate_fired, gate, due, period,
                                WT_EXECUTEDEFAULT));
    CHECK(timer != NULL);
    return timer;
}

/* TRUE, or FALSE because it goes on without us. */
static int done_or_pending(BOOL result)
{
    return result || GetLastError() == ERROR_IO_PENDING;
}

/* Claim:  a timer that has not fired is gone at once: TRUE with an event,
 *         which is set, and when asked to wait; it never fires.
 * Source: "DeleteTimerQueueTimer function".  Wine 8: same. */
static void before_it_fired(void)
{
    HANDLE queue = queue_new(), over = event_new();
    struct gate gate;

    gate_new_open(&gate);
    CHECK(DeleteTimerQueueTimer(queue, timer_new(queue, &gate, HOUR, 0),
                                INVALID_HANDLE_VALUE));
    CHECK(DeleteTimerQueueTimer(queue, timer_new(queue, &gate, HOUR, HOUR),
                                over));
    CHECK(happens(over));
    CHECK(done_or_pending(
        DeleteTimerQueueTimer(queue, timer_new(queue, &gate, HOUR, 0), NULL)));
    CHECK(DeleteTimerQueueTimer(queue, timer_new(queue, &gate, 1000, 1000),
                                INVALID_HANDLE_VALUE));
    CHECK(gate_is_quiet(&gate) && gate.ran == 0);
    CHECK(DeleteTimerQueueEx(queue, INVALID_HANDLE_VALUE));
    gate_free(&gate);
    CloseHandle(over);
}

/* Claim:  a timer that has fired once has to be deleted as well.
 * Source: "CreateTimerQueueTimer function", phNewTimer.  Wine 8: same. */
static void after_it_fired(void)
{
    HANDLE queue = queue_new(), over = event_new(), timer;
    struct gate gate;

    gate_new_open(&gate);
    timer = timer_new(queue, &gate, 0, 0);
    gate_await(&gate, 1);
    CHECK(done_or_pending(DeleteTimerQueueTimer(queue, timer, over)));
    CHECK(happens(over));
    CHECK(gate.ran == 1);
    CHECK(DeleteTimerQueueEx(queue, INVALID_HANDLE_VALUE));
    gate_free(&gate);
    CloseHandle(over);
}

/* Its second release of `entered` says that it has passed. */
static void CALLBACK pass_and_tell(PVOID context, BOOLEAN fired)
{
    struct gate *gate = context;

    gate_fired(gate, fired);
    ReleaseSemaphore(gate->entered, 1, NULL);
}

/* Claim:  while its callback runs: FALSE with 997 and NULL; the timer fires
 *         no more.
 * Source: "DeleteTimerQueueTimer function", Remarks.  Wine 8: same. */
static void while_it_runs(void)
{
    HANDLE queue = queue_new(), timer;
    struct gate gate;

    gate_new(&gate);
    CHECK(CreateTimerQueueTimer(&timer, queue, pass_and_tell, &gate, 0, HOUR,
                                WT_EXECUTEDEFAULT));
    gate_await(&gate, 1);
    CHECK_FAILS(DeleteTimerQueueTimer(queue, timer, NULL), ERROR_IO_PENDING);
    CHECK(gate.inside == 1);
    gate_open(&gate);
    gate_await(&gate, 1);
    CHECK(gate.ran == 1);
    CHECK(DeleteTimerQueueEx(queue, INVALID_HANDLE_VALUE));
    gate_free(&gate);
}

/* Claim:  with an event: FALSE with 997 too, and the event is set when the
 *         callback has returned.
 * Source: as above, CompletionEvent.  Wine 8: same. */
static void event_at_the_end(void)
{
    HANDLE queue = queue_new(), over = event_new(), timer;
    struct gate gate;

    gate_new(&gate);
    timer = timer_new(queue, &gate, 0, HOUR);
    gate_await(&gate, 1);
    CHECK_FAILS(DeleteTimerQueueTimer(queue, timer, over), ERROR_IO_PENDING);
    CHECK(is_quiet(over));
    gate_open(&gate);
    CHECK(happens(over));
    CHECK(gate.ran == 1 && gate.inside == 0);
    CHECK(DeleteTimerQueueEx(queue, INVALID_HANDLE_VALUE));
    gate_free(&gate);
    CloseHandle(over);
}

struct deleting {
    HANDLE queue, timer, over;
    BOOL result;
};

static DWORD WINAPI delete_blocking(void *argument)
{
    struct deleting *deleting = argument;

    deleting->result =
        deleting->timer
            ? DeleteTimerQueueTimer(deleting->queue, deleting->timer,
                                    INVALID_HANDLE_VALUE)
            : DeleteTimerQueueEx(deleting->queue, INVALID_HANDLE_VALUE);
    SetEvent(deleting->over);
    return 0;
}

enum what { A_TIMER, ITS_QUEUE, QUEUE_OF_A_DELETED_TIMER };

/* Deletes a timer, or its queue, in a thread while a callback runs. */
static void check_that_it_waits(enum what what)
{
    struct deleting deleting = {queue_new(), NULL, event_new(), FALSE};
    struct gate gate;
    HANDLE timer, thread;

    gate_new(&gate);
    timer = timer_new(deleting.queue, &gate, 0, HOUR);
    gate_await(&gate, 1);
    if (what == A_TIMER)
        deleting.timer = timer;
    if (what == QUEUE_OF_A_DELETED_TIMER)
        CHECK_FAILS(DeleteTimerQueueTimer(deleting.queue, timer, NULL),
                    ERROR_IO_PENDING);
    thread = thread_start(delete_blocking, &deleting);
    CHECK(is_quiet(deleting.over));
    gate_open(&gate);
    CHECK(happens(deleting.over));
    CHECK(deleting.result == TRUE && gate.ran == 1 && gate.inside == 0);
    CHECK(happens(thread));
    CloseHandle(thread);
    if (what == A_TIMER)
        CHECK(DeleteTimerQueueEx(deleting.queue, INVALID_HANDLE_VALUE));
    gate_free(&gate);
    CloseHandle(deleting.over);
}

/* Claim:  with INVALID_HANDLE_VALUE it waits for the callback, TRUE.
 * Source: as above.  Wine 8: same. */
static void waits_for_the_end(void)
{
    check_that_it_waits(A_TIMER);
}

/* Claim:  so does deleting the queue.
 * Source: "DeleteTimerQueueEx function", CompletionEvent.  Wine 8: same. */
static void queue_waits_for_the_end(void)
{
    check_that_it_waits(ITS_QUEUE);
}

/* Claim:  it waits for all callback functions, also of a timer that was
 *         deleted without waiting.
 * Source: as above.  Wine 8: same. */
static void queue_waits_for_deleted_timers(void)
{
    check_that_it_waits(QUEUE_OF_A_DELETED_TIMER);
}

struct own {
    HANDLE queue, timer, known, gone;
    BOOL result;
    DWORD error;
};

static void CALLBACK delete_own(PVOID context, BOOLEAN fired)
{
    struct own *own = context;

    CHECK(fired && happens(own->known));
    own->result = DeleteTimerQueueTimer(own->queue, own->timer, own->gone);
    own->error = GetLastError();
}

/* Claim:  a callback may delete its own timer, if it does not wait for that:
 *         it runs, so FALSE with 997.
 * Source: "DeleteTimerQueueTimer function", Remarks.  Wine 8: same. */
static void by_its_callback(void)
{
    struct own own = {queue_new(), NULL, event_new(), event_new(), TRUE, 0};

    CHECK(CreateTimerQueueTimer(&own.timer, own.queue, delete_own, &own, 0, 0,
                                WT_EXECUTEDEFAULT));
    SetEvent(own.known);
    CHECK(happens(own.gone));
    CHECK(own.result == FALSE && own.error == ERROR_IO_PENDING, "error %u",
          (unsigned)own.error);
    CHECK(DeleteTimerQueueEx(own.queue, INVALID_HANDLE_VALUE));
    CloseHandle(own.known);
    CloseHandle(own.gone);
}

/* ---- Queues ------------------------------------------------------------- */

/* Claim:  deleting a queue deletes its timers: none fires afterwards.
 * Source: "DeleteTimerQueueEx function".  Wine 8: may hang. */
static void queue_with_timers(void)
{
    struct gate gate;
    HANDLE queue;

    if (tap_where() == WINE_8)
        SKIP("Wine 8 under load has lost timers, or the end of a queue");
    queue = queue_new();
    gate_new_open(&gate);
    for (int i = 0; i < 50; i++)
        timer_new(queue, &gate, i % 2 ? HOUR : 0, i % 3 ? 20 : 0);
    gate_await(&gate, 50);
    CHECK(DeleteTimerQueueEx(queue, INVALID_HANDLE_VALUE));
    while (is_set(gate.entered)) /* those that came before */
        continue;
    CHECK(gate_is_quiet(&gate) && gate.inside == 0);
    gate_free(&gate);
}

/* Claim:  with an event that is set when all callbacks have returned.
 * Source: as above, CompletionEvent.  Wine 8: waits itself. */
static void queue_event(void)
{
    struct gate gate;
    HANDLE queue, over;

    if (tap_where() == WINE_8)
        SKIP("Wine 8 waits before it sets the event");
    queue = queue_new();
    over = event_new();
    gate_new(&gate);
    for (int i = 0; i < 3; i++) {
        timer_new(queue, &gate, 0, 0);
        gate_await(&gate, 1);
    }
    CHECK_FAILS(DeleteTimerQueueEx(queue, over), ERROR_IO_PENDING);
    CHECK(is_quiet(over));
    gate_open(&gate);
    CHECK(happens(over));
    CHECK(gate.ran == 3 && gate.inside == 0);
    gate_free(&gate);
    CloseHandle(over);
}

/* Claim:  an empty queue with an event: the event is set.
 * Source: as above.  Wine 8: same. */
static void empty_queue(void)
{
    HANDLE over = event_new();

    CHECK(done_or_pending(DeleteTimerQueueEx(queue_new(), over)));
    CHECK(happens(over));
    CHECK(DeleteTimerQueueEx(queue_new(), INVALID_HANDLE_VALUE));
    CloseHandle(over);
}

/* Claim:  with NULL it is FALSE with 997, whatever runs.
 * Source: as above; Wine's kernel32 sync tests.  Wine 8: same. */
static void queue_without_waiting(void)
{
    struct gate gate;
    HANDLE queue;

    CHECK_FAILS(DeleteTimerQueueEx(queue_new(), NULL), ERROR_IO_PENDING);
    gate_new_open(&gate);
    queue = queue_new();
    timer_new(queue, &gate, 1000, 0);
    CHECK_FAILS(DeleteTimerQueueEx(queue, NULL), ERROR_IO_PENDING);
    CHECK(gate_is_quiet(&gate));
    gate_free(&gate);
}

/* Claim:  no queue is 6, no timer 87.
 * Source: Wine's kernel32 sync tests.  Wine 8: same. */
static void nothing_to_delete(void)
{
    HANDLE queue = queue_new();

    CHECK_FAILS(DeleteTimerQueueEx(NULL, NULL), ERROR_INVALID_HANDLE);
    CHECK_FAILS(DeleteTimerQueueTimer(queue, NULL, NULL),
                ERROR_INVALID_PARAMETER);
    CHECK(DeleteTimerQueueEx(queue, INVALID_HANDLE_VALUE));
}

/* Claim:  what was deleted is refused.
 * Source: "DeleteTimerQueueTimer function", Return value.  Wine 8:
 *         crashes. */
static void not_twice(void)
{
    struct gate gate;
    HANDLE queue, timer;

    if (tap_where() != NATIVE)
        SKIP("elsewhere the value is a pointer that is followed");
    gate_new_open(&gate);
    queue = queue_new();
    timer = timer_new(queue, &gate, HOUR, 0);
    CHECK(DeleteTimerQueueTimer(queue, timer, INVALID_HANDLE_VALUE));
    CHECK(!DeleteTimerQueueTimer(queue, timer, INVALID_HANDLE_VALUE));
    CHECK(GetLastError() != ERROR_IO_PENDING);
    CHECK(!ChangeTimerQueueTimer(queue, timer, 1, 0));
    CHECK(DeleteTimerQueueEx(queue, INVALID_HANDLE_VALUE));
    CHECK(!DeleteTimerQueueEx(queue, INVALID_HANDLE_VALUE));
    CHECK(!CreateTimerQueueTimer(&timer, queue, gate_fired, &gate, 0, 0, 0));
    CHECK(gate_is_quiet(&gate));
    gate_free(&gate);
}

TAP_MAIN(CASE(before_it_fired), CASE(after_it_fired), CASE(while_it_runs),
         CASE(event_at_the_end), CASE(waits_for_the_end),
         CASE(queue_waits_for_the_end), CASE(queue_waits_for_deleted_timers),
         CASE(by_its_callback), CASE(queue_with_timers), CASE(queue_event),
         CASE(empty_queue), CASE(queue_without_waiting),
         CASE(nothing_to_delete), CASE(not_twice))
