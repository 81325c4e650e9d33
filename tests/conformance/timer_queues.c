/* Timer queues: when their timers fire, and changing them. */
#include "pooled.h"

/* What the callbacks of one timer leave behind. */
struct seen {
    HANDLE called; /* semaphore */
    volatile LONG count;
};

static void CALLBACK note(PVOID context, BOOLEAN fired)
{
    struct seen *seen = context;

    CHECK(fired == TRUE);
    InterlockedIncrement(&seen->count);
    ReleaseSemaphore(seen->called, 1, NULL);
}

static void seen_new(struct seen *seen)
{
    memset(seen, 0, sizeof *seen);
    seen->called = CreateSemaphoreA(NULL, 0, 1000000, NULL);
}

static HANDLE queue_new(void)
{
    HANDLE queue = CreateTimerQueue();

    CHECK(queue != NULL);
    return queue;
}

static HANDLE timer_new(HANDLE queue, struct seen *seen, DWORD due,
                        DWORD period, ULONG flags)
{
    HANDLE timer = NULL;

    CHECK(CreateTimerQueueTimer(&timer, queue, note, seen, due, period, flags));
    CHECK(timer != NULL);
    return timer;
}

/* Deletes the timer and waits: nothing comes after that. */
static void end(HANDLE queue, HANDLE timer, struct seen *seen)
{
    CHECK(DeleteTimerQueueTimer(queue, timer, INVALID_HANDLE_VALUE));
    while (is_set(seen->called)) /* those that came before */
        continue;
    CHECK(is_quiet(seen->called));
    CloseHandle(seen->called);
}

static void queue_end(HANDLE queue)
{
    CHECK(DeleteTimerQueueEx(queue, INVALID_HANDLE_VALUE));
}

/* Claim:  a timer fires once when it is due, with its parameter and TRUE.
 * Source: "CreateTimerQueueTimer function"; "WaitOrTimerCallback callback
 *         function".  Wine 8: same. */
static void once(void)
{
    HANDLE queue = queue_new(), timer;
    struct seen seen;

    seen_new(&seen);
    timer = timer_new(queue, &seen, 0, 0, WT_EXECUTEDEFAULT);
    CHECK(happens(seen.called));
    CHECK(is_quiet(seen.called) && seen.count == 1);
    end(queue, timer, &seen);
    queue_end(queue);
}

/* Claim:  it does not fire before that.
 * Source: as above, DueTime.  Wine 8: same. */
static void later(void)
{
    HANDLE queue = queue_new(), timer;
    ULONGLONG start = GetTickCount64(), waited;
    struct seen seen;

    seen_new(&seen);
    timer = timer_new(queue, &seen, 120, 0, WT_EXECUTEDEFAULT);
    CHECK(happens(seen.called));
    waited = GetTickCount64() - start;
    CHECK(waited >= 100, "%u ms", (unsigned)waited);
    end(queue, timer, &seen);
    queue_end(queue);
}

/* Claim:  with a period it fires again and again, until it is deleted.
 * Source: as above, Period.  Wine 8: same. */
static void periodic(void)
{
    HANDLE queue = queue_new(), timer;
    ULONGLONG start = GetTickCount64(), waited;
    struct seen seen;

    seen_new(&seen);
    timer = timer_new(queue, &seen, 20, 20, WT_EXECUTEDEFAULT);
    for (int i = 0; i < 6; i++)
        CHECK(happens(seen.called));
    waited = GetTickCount64() - start;
    CHECK(waited >= 100, "%u ms", (unsigned)waited);
    end(queue, timer, &seen);
    queue_end(queue);
}

/* Claim:  a queue of NULL is the process' own.
 * Source: as above, TimerQueue.  Wine 8: same. */
static void default_queue(void)
{
    struct seen seen;
    HANDLE timer;

    seen_new(&seen);
    timer = timer_new(NULL, &seen, 1, 5, WT_EXECUTEDEFAULT);
    CHECK(happens(seen.called) && happens(seen.called));
    CHECK(ChangeTimerQueueTimer(NULL, timer, 3600 * 1000, 0));
    end(NULL, timer, &seen);
}

/* Claim:  a periodic timer fires although its last callback still runs.
 * Source: as above, Remarks.  Wine 8: same. */
static void does_not_wait_for_the_last(void)
{
    HANDLE queue = queue_new(), timer = NULL;
    struct gate gate;

    gate_new(&gate);
    CHECK(CreateTimerQueueTimer(&timer, queue, gate_fired, &gate, 0, 20,
                                WT_EXECUTELONGFUNCTION));
    gate_await(&gate, 2);
    CHECK(gate.inside >= 2 && gate.ran == 0);
    gate_open(&gate);
    CHECK(DeleteTimerQueueTimer(queue, timer, INVALID_HANDLE_VALUE));
    queue_end(queue);
    gate_free(&gate);
}

/* Claim:  every flag is taken.
 * Source: as above, Flags.  Wine 8: same. */
static void flags(void)
{
    static const ULONG all[] = {
        WT_EXECUTEDEFAULT,        WT_EXECUTEINTIMERTHREAD,
        WT_EXECUTEINIOTHREAD,     WT_EXECUTEINPERSISTENTTHREAD,
        WT_EXECUTELONGFUNCTION,   WT_EXECUTEONLYONCE,
        WT_TRANSFER_IMPERSONATION};
    HANDLE queue = queue_new();

    for (unsigned i = 0; i < COUNT_OF(all); i++) {
        struct seen seen;
        HANDLE timer;

        seen_new(&seen);
        timer = timer_new(queue, &seen, 1, 0, all[i]);
        CHECK(happens(seen.called), "%#x", (unsigned)all[i]);
        CHECK(DeleteTimerQueueTimer(queue, timer, INVALID_HANDLE_VALUE));
        CHECK(seen.count == 1);
        CloseHandle(seen.called);
    }
    queue_end(queue);
}

/* Claim:  hundreds of timers of one queue each fire.
 * Source: "Timer Queues".  Wine 8: same. */
static void many(void)
{
    HANDLE queue = queue_new(), timers[300];
    struct seen seen;

    seen_new(&seen);
    for (unsigned i = 0; i < COUNT_OF(timers); i++)
        timers[i] = timer_new(queue, &seen, i * 37 % 100, 0, WT_EXECUTEDEFAULT);
    for (unsigned i = 0; i < COUNT_OF(timers); i++)
        CHECK(happens(seen.called));
    CHECK(is_quiet(seen.called) && seen.count == (LONG)COUNT_OF(timers));
    for (unsigned i = 0; i < COUNT_OF(timers); i++)
        CHECK(DeleteTimerQueueTimer(queue, timers[i], INVALID_HANDLE_VALUE));
    queue_end(queue);
    CloseHandle(seen.called);
}

/* ---- Changing ----------------------------------------------------------- */

/* Claim:  changing sets a new due time and period.
 * Source: "ChangeTimerQueueTimer function".  Wine 8: same. */
static void changed(void)
{
    HANDLE queue = queue_new(), timer;
    struct seen seen;

    seen_new(&seen);
    timer = timer_new(queue, &seen, 3600 * 1000, 0, WT_EXECUTEDEFAULT);
    CHECK(is_quiet(seen.called));
    CHECK(ChangeTimerQueueTimer(queue, timer, 1, 10));
    for (int i = 0; i < 3; i++)
        CHECK(happens(seen.called));
    CHECK(ChangeTimerQueueTimer(queue, timer, 3600 * 1000, 10));
    end(queue, timer, &seen);
    queue_end(queue);
}

/* Claim:  a periodic timer that is put off fires no more until then (or this
 *         does not end).
 * Source: as above.  Wine 8: same. */
static void put_off(void)
{
    HANDLE queue = queue_new(), timer;
    struct seen seen;

    seen_new(&seen);
    timer = timer_new(queue, &seen, 0, 5, WT_EXECUTEINTIMERTHREAD);
    CHECK(happens(seen.called));
    CHECK(ChangeTimerQueueTimer(queue, timer, 3600 * 1000, 5));
    while (!is_quiet(seen.called)) /* those that were on their way */
        continue;
    end(queue, timer, &seen);
    queue_end(queue);
}

/* Claim:  changing a timer without a period that has fired is TRUE, and does
 *         not start it again.
 * Source: as above, Remarks.  Wine 8: same. */
static void changed_too_late(void)
{
    HANDLE queue = queue_new(), timer;
    struct seen seen;

    seen_new(&seen);
    timer = timer_new(queue, &seen, 0, 0, WT_EXECUTEDEFAULT);
    CHECK(happens(seen.called));
    CHECK(ChangeTimerQueueTimer(queue, timer, 1, 1));
    CHECK(is_quiet(seen.called) && seen.count == 1);
    end(queue, timer, &seen);
    queue_end(queue);
}

struct own {
    HANDLE queue, timer, known, over;
    volatile LONG count;
};

static void CALLBACK change_own(PVOID context, BOOLEAN fired)
{
    struct own *own = context;

    CHECK(fired && happens(own->known));
    if (InterlockedIncrement(&own->count) == 1)
        CHECK(ChangeTimerQueueTimer(own->queue, own->timer, 5, 0));
    else
        SetEvent(own->over);
}

/* Claim:  a callback may change its timer.
 * Source: as above, Remarks.  Wine 8: same. */
static void changed_by_its_callback(void)
{
    struct own own = {queue_new(), NULL, event_new(), event_new(), 0};

    CHECK(CreateTimerQueueTimer(&own.timer, own.queue, change_own, &own, 0,
                                3600 * 1000, WT_EXECUTEDEFAULT));
    SetEvent(own.known);
    CHECK(happens(own.over));
    CHECK(DeleteTimerQueueTimer(own.queue, own.timer, INVALID_HANDLE_VALUE));
    CHECK(own.count == 2);
    queue_end(own.queue);
    CloseHandle(own.known);
    CloseHandle(own.over);
}

TAP_MAIN(CASE(once), CASE(later), CASE(periodic), CASE(default_queue),
         CASE(does_not_wait_for_the_last), CASE(flags), CASE(many),
         CASE(changed), CASE(put_off), CASE(changed_too_late),
         CASE(changed_by_its_callback))
