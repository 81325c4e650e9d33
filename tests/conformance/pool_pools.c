/* Pools: how many threads they have, in what order callbacks start, closing. */
#include "pooled.h"

/* Claim:  a pool of at most one thread runs its callbacks one after another.
 * Source: "SetThreadpoolThreadMaximum function".  Wine 8: same. */
static void one_thread(void)
{
    PTP_POOL pool = pool_new(1);
    TP_CALLBACK_ENVIRON environment = environment_of(pool);
    struct gate gate;
    PTP_WORK work;

    gate_new(&gate);
    work = CreateThreadpoolWork(gate_work, &gate, &environment);
    for (int i = 0; i < 200; i++)
        SubmitThreadpoolWork(work);
    gate_await(&gate, 1);
    CHECK(gate_is_quiet(&gate));
    gate_open(&gate);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    CHECK(gate.ran == 200 && gate.most == 1, "%d ran, %d at once",
          (int)gate.ran, (int)gate.most);
    CloseThreadpoolWork(work);
    gate_free(&gate);
    CloseThreadpool(pool);
}

struct note {
    PTP_WORK work;
    volatile LONG *count;
    LONG place; /* in which it ran, from 1 */
};

static void CALLBACK note_place(PTP_CALLBACK_INSTANCE instance, PVOID context,
                                PTP_WORK work)
{
    struct note *note = context;

    CHECK(instance != NULL && work == note->work);
    note->place = InterlockedIncrement(note->count);
}

static void note_new(struct note *note, volatile LONG *count,
                     TP_CALLBACK_ENVIRON *environment)
{
    note->count = count;
    note->place = 0;
    note->work = CreateThreadpoolWork(note_place, note, environment);
    CHECK(note->work != NULL);
}

static void note_free(struct note *note)
{
    WaitForThreadpoolWorkCallbacks(note->work, FALSE);
    CloseThreadpoolWork(note->work);
}

/* Claim:  callbacks of one priority start in the order of submission.
 * Source: observed; docs/semantics/thread-pool.md.  Wine 8: same. */
static void first_come_first_served(void)
{
    PTP_POOL pool = pool_new(1);
    TP_CALLBACK_ENVIRON environment = environment_of(pool);
    struct blocker blocker;
    struct note notes[100];
    volatile LONG count = 0;

    blocker_new(&blocker, pool);
    for (unsigned i = 0; i < COUNT_OF(notes); i++) {
        note_new(&notes[i], &count, &environment);
        SubmitThreadpoolWork(notes[i].work);
    }
    CHECK(count == 0);
    blocker_free(&blocker);
    for (unsigned i = 0; i < COUNT_OF(notes); i++) {
        note_free(&notes[i]);
        CHECK(notes[i].place == (LONG)i + 1, "%u ran as %d", i,
              (int)notes[i].place);
    }
    CloseThreadpool(pool);
}

static void CALLBACK note_simple(PTP_CALLBACK_INSTANCE instance, PVOID context)
{
    struct note *note = context;

    CHECK(instance != NULL);
    note->place = InterlockedIncrement(note->count);
}

/* Claim:  simple callbacks and work objects share that order.
 * Source: as above.  Wine 8: same. */
static void order_of_kinds(void)
{
    PTP_POOL pool = pool_new(1);
    TP_CALLBACK_ENVIRON environment = environment_of(pool);
    struct blocker blocker;
    struct note notes[3];
    volatile LONG count = 0;

    blocker_new(&blocker, pool);
    for (unsigned i = 0; i < COUNT_OF(notes); i++)
        note_new(&notes[i], &count, &environment);
    SubmitThreadpoolWork(notes[0].work);
    CHECK(TrySubmitThreadpoolCallback(note_simple, &notes[1], &environment));
    SubmitThreadpoolWork(notes[2].work);
    blocker_free(&blocker);
    for (unsigned i = COUNT_OF(notes); i-- > 0;)
        note_free(&notes[i]);
    for (unsigned i = 0; i < COUNT_OF(notes); i++)
        CHECK(notes[i].place == (LONG)i + 1, "%u ran as %d", i,
              (int)notes[i].place);
    CloseThreadpool(pool);
}

/* Submits twice as many as the pool may have threads. */
static void check_maximum(LONG most, int burst)
{
    PTP_POOL pool = pool_new((DWORD)most);
    TP_CALLBACK_ENVIRON environment = environment_of(pool);
    struct gate gate;
    PTP_WORK work;

    gate_new(&gate);
    work = CreateThreadpoolWork(gate_work, &gate, &environment);
    for (LONG i = 0; i < 2 * most; i++) {
        SubmitThreadpoolWork(work);
        if (!burst && i < most)
            gate_await(&gate, 1);
    }
    if (burst)
        gate_await(&gate, most);
    CHECK(gate_is_quiet(&gate));
    CHECK(gate.inside == most);
    gate_open(&gate);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    CHECK(gate.most == most && gate.ran == 2 * most);
    CloseThreadpoolWork(work);
    gate_free(&gate);
    CloseThreadpool(pool);
}

/* Claim:  when there is work for them a pool has as many threads as its
 *         maximum says, and never more.
 * Source: "SetThreadpoolThreadMaximum function".  Wine 8: same. */
static void reaches_the_maximum(void)
{
    check_maximum(6, 0);
}

/* Claim:  also when all of it came at once.
 * Source: as above.  Wine 8: looks for a thread when work comes only, and
 *         takes one that has just begun for an idle one. */
static void reaches_it_at_once(void)
{
    if (tap_where() == WINE_8)
        SKIP("Wine 8 looks for a thread only when work comes");
    check_maximum(6, 1);
}

/* Claim:  the maximum may be raised while callbacks wait for a thread.
 * Source: as above.  Wine 8: starts a thread only for what is submitted
 *         afterwards. */
static void raised_later(void)
{
    PTP_POOL pool = pool_new(1);
    TP_CALLBACK_ENVIRON environment = environment_of(pool);
    struct gate gate;
    PTP_WORK work;

    gate_new(&gate);
    work = CreateThreadpoolWork(gate_work, &gate, &environment);
    SubmitThreadpoolWork(work);
    SubmitThreadpoolWork(work);
    gate_await(&gate, 1);
    CHECK(gate_is_quiet(&gate));
    SetThreadpoolThreadMaximum(pool, 3);
    SubmitThreadpoolWork(work);
    gate_await(&gate, tap_where() == WINE_8 ? 1 : 2);
    gate_open(&gate);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    CHECK(gate.ran == 3);
    CloseThreadpoolWork(work);
    gate_free(&gate);
    CloseThreadpool(pool);
}

/* Claim:  a minimum is TRUE, and so many callbacks run at once.
 * Source: "SetThreadpoolThreadMinimum function".  Wine 8: same. */
static void minimum(void)
{
    PTP_POOL pool = CreateThreadpool(NULL);
    TP_CALLBACK_ENVIRON environment = environment_of(pool);
    struct gate gate;
    PTP_WORK work;

    gate_new(&gate);
    CHECK(SetThreadpoolThreadMinimum(pool, 4));
    work = CreateThreadpoolWork(gate_work, &gate, &environment);
    for (int i = 0; i < 4; i++)
        SubmitThreadpoolWork(work);
    gate_await(&gate, 4);
    gate_open(&gate);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    CHECK(gate.most == 4);
    CHECK(SetThreadpoolThreadMinimum(pool, 0), "and back");
    CloseThreadpoolWork(work);
    gate_free(&gate);
    CloseThreadpool(pool);
}

/* Claim:  a minimum above the maximum raises it.
 * Source: observed; docs/semantics/thread-pool.md.  Wine 8: same. */
static void minimum_raises_the_maximum(void)
{
    PTP_POOL pool = pool_new(1);
    TP_CALLBACK_ENVIRON environment = environment_of(pool);
    struct gate gate;
    PTP_WORK work;

    gate_new(&gate);
    CHECK(SetThreadpoolThreadMinimum(pool, 3));
    work = CreateThreadpoolWork(gate_work, &gate, &environment);
    for (int i = 0; i < 4; i++)
        SubmitThreadpoolWork(work);
    gate_await(&gate, 3);
    CHECK(gate_is_quiet(&gate), "and not beyond");
    gate_open(&gate);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    CloseThreadpoolWork(work);
    gate_free(&gate);
    CloseThreadpool(pool);
}

/* Claim:  the callbacks of one pool do not wait for another's threads.
 * Source: "CreateThreadpool function".  Wine 8: same. */
static void pools_are_apart(void)
{
    PTP_POOL busy = pool_new(1), idle = pool_new(1);
    TP_CALLBACK_ENVIRON environment = environment_of(idle);
    struct blocker blocker;
    struct gate gate;
    PTP_WORK work;

    gate_new_open(&gate);
    blocker_new(&blocker, busy);
    work = CreateThreadpoolWork(gate_work, &gate, &environment);
    SubmitThreadpoolWork(work);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    CHECK(gate.ran == 1 && blocker.gate.inside == 1);
    CloseThreadpoolWork(work);
    blocker_free(&blocker);
    gate_free(&gate);
    CloseThreadpool(busy);
    CloseThreadpool(idle);
}

/* Closes a pool while an object is bound to it, submits, closes the object. */
static void check_closed_pool(int before, int after)
{
    PTP_POOL pool = pool_new(1);
    TP_CALLBACK_ENVIRON environment = environment_of(pool);
    struct gate gate;
    PTP_WORK work;

    gate_new_open(&gate);
    work = CreateThreadpoolWork(gate_work, &gate, &environment);
    for (int i = 0; i < before; i++)
        SubmitThreadpoolWork(work);
    CloseThreadpool(pool);
    for (int i = 0; i < after; i++)
        SubmitThreadpoolWork(work);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    CloseThreadpoolWork(work);
    CHECK(gate.ran == before + after, "%d ran", (int)gate.ran);
    gate_free(&gate);
}

/* Claim:  a pool that is closed goes with the last object that is bound to
 *         it: what is queued runs.
 * Source: "CloseThreadpool function", Remarks.  Wine 8: same. */
static void closed_before_its_objects(void)
{
    check_closed_pool(0, 0);
    check_closed_pool(20, 0);
}

/* Claim:  until then it takes more.
 * Source: as above.  Wine 8: ends the program. */
static void submitted_to_a_closed_pool(void)
{
    if (tap_where() == WINE_8)
        SKIP("Wine 8 ends the program");
    check_closed_pool(0, 1);
    check_closed_pool(5, 5);
}

/* Claim:  closing a pool does not wait for a callback that runs.
 * Source: as above.  Wine 8: same. */
static void closed_while_busy(void)
{
    PTP_POOL pool = pool_new(1);
    struct blocker blocker;

    blocker_new(&blocker, pool);
    CloseThreadpool(pool);
    CHECK(blocker.gate.inside == 1);
    blocker_free(&blocker);
}

/* Claim:  pools come and go, used or not.
 * Source: "CreateThreadpool function".  Wine 8: same. */
static void many_pools(void)
{
    for (int i = 0; i < 50; i++) {
        PTP_POOL pool = CreateThreadpool(NULL);
        TP_CALLBACK_ENVIRON environment = environment_of(pool);
        volatile LONG count = 0;
        struct note note;

        CHECK(pool != NULL);
        if (i % 2) {
            note_new(&note, &count, &environment);
            SubmitThreadpoolWork(note.work);
            note_free(&note);
            CHECK(count == 1);
        }
        CloseThreadpool(pool);
    }
}

/* Claim:  the sizes of stacks that were set are told; they are for threads
 *         that run callbacks like others.
 * Source: "SetThreadpoolStackInformation function";
 *         "QueryThreadpoolStackInformation function".  Wine 8: same. */
static void stacks(void)
{
    TP_POOL_STACK_INFORMATION given = {1 << 20, 1 << 16}, told = {0, 0};
    PTP_POOL pool = pool_new(1);
    TP_CALLBACK_ENVIRON environment = environment_of(pool);
    volatile LONG count = 0;
    struct note note;

    CHECK(SetThreadpoolStackInformation(pool, &given));
    CHECK(QueryThreadpoolStackInformation(pool, &told));
    CHECK(told.StackReserve == given.StackReserve &&
          told.StackCommit == given.StackCommit);
    note_new(&note, &count, &environment);
    SubmitThreadpoolWork(note.work);
    note_free(&note);
    CHECK(count == 1);
    CloseThreadpool(pool);
}

static struct gate crowd;

static DWORD WINAPI cancel_crowd(void *work)
{
    WaitForThreadpoolWorkCallbacks(work, TRUE);
    return 0;
}

/* Claim:  hundreds of callbacks that block do not start hundreds of threads
 *         at once; those that wait for a thread can be cancelled.
 * Source: observed; docs/semantics/thread-pool.md.  Wine 8: a thread for
 *         each. */
static void threads_come_gradually(void)
{
    const int many = 400;
    PTP_WORK work;
    HANDLE thread;

    if (tap_where() == WINE_8)
        SKIP("Wine 8 starts a thread for each callback");
    gate_new(&crowd);
    work = CreateThreadpoolWork(gate_work, &crowd, NULL);
    for (int i = 0; i < many; i++)
        SubmitThreadpoolWork(work);
    gate_await(&crowd, 1);
    thread = thread_start(cancel_crowd, work);
    let_it_block(); /* it has cancelled then */
    gate_open(&crowd);
    CHECK(happens(thread));
    CloseHandle(thread);
    CHECK(crowd.ran >= 1 && crowd.ran < many, "%d ran", (int)crowd.ran);
    CloseThreadpoolWork(work);
    gate_free(&crowd);
}

TAP_MAIN(CASE(one_thread), CASE(first_come_first_served), CASE(order_of_kinds),
         CASE(reaches_the_maximum), CASE(reaches_it_at_once),
         CASE(raised_later), CASE(minimum), CASE(minimum_raises_the_maximum),
         CASE(pools_are_apart), CASE(closed_before_its_objects),
         CASE(submitted_to_a_closed_pool), CASE(closed_while_busy),
         CASE(many_pools), CASE(stacks), CASE(threads_come_gradually))
