/* Work objects: submitting, waiting, cancelling, closing; simple callbacks. */
#include "pooled.h"

struct seen {
    HANDLE called;
    PVOID work;
    DWORD thread;
};

static void CALLBACK look(PTP_CALLBACK_INSTANCE instance, PVOID context,
                          PTP_WORK work)
{
    struct seen *seen = context;

    CHECK(instance != NULL);
    seen->work = work;
    seen->thread = GetCurrentThreadId();
    SetEvent(seen->called);
}

/* Claim:  a submitted callback runs once, on another thread, with the context
 *         and the object; a NULL environment is the process' own pool.
 * Source: "CreateThreadpoolWork function"; "SubmitThreadpoolWork function".
 *         Wine 8: same. */
static void runs_with_its_arguments(void)
{
    struct seen seen = {event_new(), NULL, 0};
    PTP_WORK work = CreateThreadpoolWork(look, &seen, NULL);

    CHECK(work != NULL);
    SubmitThreadpoolWork(work);
    CHECK(happens(seen.called));
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    CHECK(seen.work == work);
    CHECK(seen.thread != GetCurrentThreadId() && seen.thread != 0);
    CloseThreadpoolWork(work);
    CloseHandle(seen.called);
}

static volatile LONG null_contexts;

static void CALLBACK count_null(PTP_CALLBACK_INSTANCE instance, PVOID context,
                                PTP_WORK work)
{
    CHECK(instance != NULL && work != NULL);
    if (!context)
        InterlockedIncrement(&null_contexts);
}

/* Claim:  the context may be NULL.
 * Source: "CreateThreadpoolWork function", pv (optional).  Wine 8: same. */
static void null_context(void)
{
    PTP_WORK work = CreateThreadpoolWork(count_null, NULL, NULL);

    null_contexts = 0;
    SubmitThreadpoolWork(work);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    CHECK(null_contexts == 1);
    CloseThreadpoolWork(work);
}

/* Claim:  an object that was not submitted runs nothing; a wait for it
 *         returns at once, with and without cancelling.
 * Source: "WaitForThreadpoolWorkCallbacks function".  Wine 8: same. */
static void not_submitted(void)
{
    struct gate gate;
    PTP_WORK work;

    gate_new_open(&gate);
    work = CreateThreadpoolWork(gate_work, &gate, NULL);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    WaitForThreadpoolWorkCallbacks(work, TRUE);
    CHECK(gate_is_quiet(&gate));
    CloseThreadpoolWork(work);
    gate_free(&gate);
}

/* Claim:  each submission is one call; a wait ends when all have returned.
 * Source: "SubmitThreadpoolWork function"; "WaitForThreadpoolWorkCallbacks
 *         function".  Wine 8: same. */
static void one_call_a_submission(void)
{
    struct gate gate;
    PTP_WORK work;

    gate_new_open(&gate);
    work = CreateThreadpoolWork(gate_work, &gate, NULL);
    for (int i = 0; i < 500; i++)
        SubmitThreadpoolWork(work);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    CHECK(gate.ran == 500, "%d ran", (int)gate.ran);
    SubmitThreadpoolWork(work);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    CHECK(gate.ran == 501, "it may be submitted again");
    CloseThreadpoolWork(work);
    gate_free(&gate);
}

/* Claim:  callbacks of one object run in parallel.
 * Source: "SubmitThreadpoolWork function", Remarks.  Wine 8: same. */
static void several_at_once(void)
{
    struct gate gate;
    PTP_WORK work;

    gate_new(&gate);
    work = CreateThreadpoolWork(gate_work, &gate, NULL);
    for (int i = 0; i < 3; i++) {
        SubmitThreadpoolWork(work);
        gate_await(&gate, 1);
    }
    CHECK(gate.inside == 3 && gate.ran == 0);
    gate_open(&gate);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    CloseThreadpoolWork(work);
    gate_free(&gate);
}

struct waiting {
    PTP_WORK work;
    BOOL cancel;
    HANDLE over;
};

static DWORD WINAPI wait_for_work(void *argument)
{
    struct waiting *waiting = argument;

    WaitForThreadpoolWorkCallbacks(waiting->work, waiting->cancel);
    SetEvent(waiting->over);
    return 0;
}

/* Waits for the work in a thread: it must not end before the gate opens. */
static void check_that_it_waits(struct gate *gate, PTP_WORK work, BOOL cancel)
{
    struct waiting waiting = {work, cancel, event_new()};
    HANDLE threads[3];

    for (unsigned i = 0; i < COUNT_OF(threads); i++)
        threads[i] = thread_start(wait_for_work, &waiting);
    CHECK(is_quiet(waiting.over));
    gate_open(gate);
    for (unsigned i = 0; i < COUNT_OF(threads); i++) {
        CHECK(happens(threads[i]));
        CloseHandle(threads[i]);
    }
    CHECK(is_set(waiting.over));
    CloseHandle(waiting.over);
}

/* Claim:  a wait, of any number of threads, lasts while a callback runs.
 * Source: "WaitForThreadpoolWorkCallbacks function".  Wine 8: same. */
static void waits_while_it_runs(void)
{
    for (int cancel = 0; cancel < 2; cancel++) {
        struct gate gate;
        PTP_WORK work;

        gate_new(&gate);
        work = CreateThreadpoolWork(gate_work, &gate, NULL);
        SubmitThreadpoolWork(work);
        gate_await(&gate, 1);
        check_that_it_waits(&gate, work, cancel);
        CHECK(gate.ran == 1);
        CloseThreadpoolWork(work);
        gate_free(&gate);
    }
}

/* Claim:  without cancelling, a wait lasts until those that are queued have
 *         run too.
 * Source: as above.  Wine 8: same. */
static void waits_for_queued_ones(void)
{
    PTP_POOL pool = pool_new(1);
    TP_CALLBACK_ENVIRON environment = environment_of(pool);
    struct gate gate;
    PTP_WORK work;

    gate_new(&gate);
    work = CreateThreadpoolWork(gate_work, &gate, &environment);
    for (int i = 0; i < 5; i++)
        SubmitThreadpoolWork(work);
    gate_await(&gate, 1);
    check_that_it_waits(&gate, work, FALSE);
    CHECK(gate.ran == 5);
    CloseThreadpoolWork(work);
    gate_free(&gate);
    CloseThreadpool(pool);
}

/* Claim:  cancelling drops those that have not started, of this object only,
 *         and it may be submitted again.
 * Source: "WaitForThreadpoolWorkCallbacks function",
 *         fCancelPendingCallbacks.  Wine 8: same. */
static void cancels_queued_ones(void)
{
    PTP_POOL pool = pool_new(1);
    TP_CALLBACK_ENVIRON environment = environment_of(pool);
    struct blocker blocker;
    struct gate dropped, kept;
    PTP_WORK works[2];

    gate_new_open(&dropped);
    gate_new_open(&kept);
    blocker_new(&blocker, pool);
    works[0] = CreateThreadpoolWork(gate_work, &dropped, &environment);
    works[1] = CreateThreadpoolWork(gate_work, &kept, &environment);
    for (int i = 0; i < 10; i++) {
        SubmitThreadpoolWork(works[0]);
        SubmitThreadpoolWork(works[1]);
    }
    WaitForThreadpoolWorkCallbacks(works[0], TRUE);
    blocker_free(&blocker);
    WaitForThreadpoolWorkCallbacks(works[1], FALSE);
    CHECK(dropped.ran == 0 && kept.ran == 10);
    SubmitThreadpoolWork(works[0]);
    WaitForThreadpoolWorkCallbacks(works[0], FALSE);
    CHECK(dropped.ran == 1);
    CloseThreadpoolWork(works[0]);
    CloseThreadpoolWork(works[1]);
    gate_free(&dropped);
    gate_free(&kept);
    CloseThreadpool(pool);
}

static void CALLBACK submit_again(PTP_CALLBACK_INSTANCE instance, PVOID context,
                                  PTP_WORK work)
{
    volatile LONG *left = context;

    (void)instance;
    if (InterlockedDecrement(left) > 0)
        SubmitThreadpoolWork(work);
}

/* Claim:  a callback may submit its own object; a wait ends only after the
 *         last one.
 * Source: "SubmitThreadpoolWork function".  Wine 8: same. */
static void submitted_by_a_callback(void)
{
    volatile LONG left = 100;
    PTP_WORK work = CreateThreadpoolWork(submit_again, (void *)&left, NULL);

    SubmitThreadpoolWork(work);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    CHECK(left == 0, "%d left", (int)left);
    CloseThreadpoolWork(work);
}

/* Claim:  closing does not wait, and what was submitted before still runs.
 * Source: "CloseThreadpoolWork function", Remarks.  Wine 8: same. */
static void closed_with_callbacks(void)
{
    PTP_POOL pool = pool_new(1);
    TP_CALLBACK_ENVIRON environment = environment_of(pool);
    struct gate gate, last;
    PTP_WORK work, after;

    gate_new(&gate);
    gate_new_open(&last);
    work = CreateThreadpoolWork(gate_work, &gate, &environment);
    after = CreateThreadpoolWork(gate_work, &last, &environment);
    for (int i = 0; i < 3; i++)
        SubmitThreadpoolWork(work);
    gate_await(&gate, 1);
    CloseThreadpoolWork(work);
    CHECK(gate.ran == 0);
    gate_open(&gate);
    gate_await(&gate, 2);
    SubmitThreadpoolWork(after); /* the one thread comes to it last */
    WaitForThreadpoolWorkCallbacks(after, FALSE);
    CHECK(gate.ran == 3, "%d ran", (int)gate.ran);
    CloseThreadpoolWork(after);
    gate_free(&gate);
    gate_free(&last);
    CloseThreadpool(pool);
}

static void CALLBACK close_itself(PTP_CALLBACK_INSTANCE instance, PVOID done,
                                  PTP_WORK work)
{
    (void)instance;
    CloseThreadpoolWork(work);
    SetEvent(done);
}

/* Claim:  a callback may close its own object.
 * Source: "CloseThreadpoolWork function", Remarks.  Wine 8: same. */
static void closed_by_its_callback(void)
{
    HANDLE done = event_new();
    PTP_WORK work = CreateThreadpoolWork(close_itself, done, NULL);

    SubmitThreadpoolWork(work);
    CHECK(happens(done));
    CloseHandle(done);
}

static void CALLBACK simple(PTP_CALLBACK_INSTANCE instance, PVOID gate)
{
    CHECK(instance != NULL);
    gate_pass(gate);
}

/* Claim:  TrySubmitThreadpoolCallback runs a function once, TRUE.
 * Source: "TrySubmitThreadpoolCallback function".  Wine 8: same. */
static void simple_callbacks(void)
{
    PTP_POOL pool = pool_new(1);
    TP_CALLBACK_ENVIRON environment = environment_of(pool);
    struct gate gate, last;
    PTP_WORK after;

    gate_new_open(&gate);
    gate_new_open(&last);
    after = CreateThreadpoolWork(gate_work, &last, &environment);
    for (int i = 0; i < 20; i++)
        CHECK(TrySubmitThreadpoolCallback(simple, &gate, &environment));
    SubmitThreadpoolWork(after);
    WaitForThreadpoolWorkCallbacks(after, FALSE);
    CHECK(gate.ran == 20, "%d ran", (int)gate.ran);
    CloseThreadpoolWork(after);
    gate_free(&gate);
    gate_free(&last);
    CloseThreadpool(pool);
}

static void CALLBACK set_event(PTP_CALLBACK_INSTANCE instance, PVOID event)
{
    CHECK(instance != NULL);
    SetEvent(event);
}

/* Claim:  without an environment it runs in the process' own pool.
 * Source: "TrySubmitThreadpoolCallback function", pcbe.  Wine 8: same. */
static void simple_in_the_default_pool(void)
{
    HANDLE done = event_new();

    CHECK(TrySubmitThreadpoolCallback(set_event, done, NULL));
    CHECK(happens(done));
    CloseHandle(done);
}

TAP_MAIN(CASE(runs_with_its_arguments), CASE(null_context), CASE(not_submitted),
         CASE(one_call_a_submission), CASE(several_at_once),
         CASE(waits_while_it_runs), CASE(waits_for_queued_ones),
         CASE(cancels_queued_ones), CASE(submitted_by_a_callback),
         CASE(closed_with_callbacks), CASE(closed_by_its_callback),
         CASE(simple_callbacks), CASE(simple_in_the_default_pool))
