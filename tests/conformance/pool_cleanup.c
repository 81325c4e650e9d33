/* Cleanup groups: closing all members at once. */
#include "pooled.h"

/* What the cancel callback of a group was told. */
struct told {
    LONG count;
    PVOID objects[16], cleanup;
};

static struct told told; /* by one call of ...Members, in its case */

static void CALLBACK tell(PVOID object, PVOID cleanup)
{
    LONG place = InterlockedIncrement(&told.count) - 1;

    if (CHECK(place < (LONG)COUNT_OF(told.objects)))
        told.objects[place] = object;
    told.cleanup = cleanup;
}

static int times_told(PVOID object)
{
    int times = 0;

    for (LONG i = 0; i < told.count && i < (LONG)COUNT_OF(told.objects); i++)
        times += told.objects[i] == object;
    return times;
}

/* A group, and an environment that names it and a pool of one thread. */
struct grouped {
    PTP_POOL pool;
    PTP_CLEANUP_GROUP group;
    TP_CALLBACK_ENVIRON environment;
};

static void grouped_new(struct grouped *grouped)
{
    memset(&told, 0, sizeof told);
    grouped->pool = pool_new(1);
    grouped->group = CreateThreadpoolCleanupGroup();
    CHECK(grouped->group != NULL);
    grouped->environment = environment_of(grouped->pool);
    SetThreadpoolCallbackCleanupGroup(&grouped->environment, grouped->group,
                                      tell);
}

static void grouped_free(struct grouped *grouped)
{
    CloseThreadpoolCleanupGroup(grouped->group);
    DestroyThreadpoolEnvironment(&grouped->environment);
    CloseThreadpool(grouped->pool);
}

static PTP_WORK member(struct grouped *grouped, struct gate *gate)
{
    PTP_WORK work =
        CreateThreadpoolWork(gate_work, gate, &grouped->environment);

    CHECK(work != NULL);
    return work;
}

/* Claim:  a group without members is closed at once, as often as one likes.
 * Source: "CloseThreadpoolCleanupGroupMembers function".  Wine 8: same. */
static void empty(void)
{
    struct grouped grouped;

    grouped_new(&grouped);
    CloseThreadpoolCleanupGroupMembers(grouped.group, FALSE, NULL);
    CloseThreadpoolCleanupGroupMembers(grouped.group, TRUE, NULL);
    CHECK(told.count == 0);
    grouped_free(&grouped);
}

/* Claim:  without cancelling, all that is queued runs first, and nobody is
 *         told of a cancellation.
 * Source: as above, fCancelPendingCallbacks.  Wine 8: same. */
static void all_run(void)
{
    struct grouped grouped;
    struct gate gate;

    grouped_new(&grouped);
    gate_new_open(&gate);
    for (int i = 0; i < 5; i++) {
        PTP_WORK work = member(&grouped, &gate);

        for (int j = 0; j < 10; j++)
            SubmitThreadpoolWork(work);
    }
    CloseThreadpoolCleanupGroupMembers(grouped.group, FALSE, &gate);
    CHECK(gate.ran == 50, "%d ran", (int)gate.ran);
    CHECK(told.count == 0);
    gate_free(&gate);
    grouped_free(&grouped);
}

struct closing {
    PTP_CLEANUP_GROUP group;
    BOOL cancel;
    HANDLE over;
};

static DWORD WINAPI close_members(void *argument)
{
    struct closing *closing = argument;

    CloseThreadpoolCleanupGroupMembers(closing->group, closing->cancel, NULL);
    SetEvent(closing->over);
    return 0;
}

/* Claim:  it waits for callbacks that run, also when it cancels.
 * Source: as above, Remarks.  Wine 8: same. */
static void waits_for_running_ones(void)
{
    for (int cancel = 0; cancel < 2; cancel++) {
        struct closing closing = {NULL, cancel, event_new()};
        struct grouped grouped;
        struct gate gate;
        HANDLE thread;

        grouped_new(&grouped);
        gate_new(&gate);
        SubmitThreadpoolWork(member(&grouped, &gate));
        gate_await(&gate, 1);
        closing.group = grouped.group;
        thread = thread_start(close_members, &closing);
        CHECK(is_quiet(closing.over));
        gate_open(&gate);
        CHECK(happens(closing.over));
        CHECK(gate.ran == 1);
        CHECK(happens(thread));
        CloseHandle(thread);
        CloseHandle(closing.over);
        gate_free(&gate);
        grouped_free(&grouped);
    }
}

/* Claim:  cancelling drops what is queued, and tells the group's function of
 *         each member once: its context, and the caller's.
 * Source: as above; "SetThreadpoolCallbackCleanupGroup function".
 *         Wine 8: same. */
static void cancelling(void)
{
    struct grouped grouped;
    struct blocker blocker;
    struct gate gates[3];
    int here;

    grouped_new(&grouped);
    blocker_new(&blocker, grouped.pool); /* no member */
    for (unsigned i = 0; i < COUNT_OF(gates); i++) {
        PTP_WORK work;

        gate_new_open(&gates[i]);
        work = member(&grouped, &gates[i]);
        for (unsigned j = 0; j <= i; j++)
            SubmitThreadpoolWork(work);
    }
    CloseThreadpoolCleanupGroupMembers(grouped.group, TRUE, &here);
    CHECK(told.count == (LONG)COUNT_OF(gates), "%d", (int)told.count);
    CHECK(told.cleanup == &here);
    blocker_free(&blocker);
    blocker_new(&blocker, grouped.pool); /* behind whatever is still queued */
    blocker_free(&blocker);
    for (unsigned i = 0; i < COUNT_OF(gates); i++) {
        CHECK(times_told(&gates[i]) == 1);
        CHECK(gates[i].ran == 0);
        gate_free(&gates[i]);
    }
    grouped_free(&grouped);
}

/* Claim:  a group without such a function can be cancelled too.
 * Source: "SetThreadpoolCallbackCleanupGroup function", pfng (optional).
 *         Wine 8: same. */
static void cancelling_without_a_function(void)
{
    struct grouped grouped;
    struct blocker blocker;
    struct gate gate;

    grouped_new(&grouped);
    SetThreadpoolCallbackCleanupGroup(&grouped.environment, grouped.group,
                                      NULL);
    gate_new_open(&gate);
    blocker_new(&blocker, grouped.pool);
    SubmitThreadpoolWork(member(&grouped, &gate));
    CloseThreadpoolCleanupGroupMembers(grouped.group, TRUE, NULL);
    blocker_free(&blocker);
    CHECK(gate.ran == 0 && told.count == 0);
    gate_free(&gate);
    grouped_free(&grouped);
}

/* Claim:  what was closed before is no member any more.
 * Source: "CreateThreadpoolCleanupGroup function", Remarks.  Wine 8: same. */
static void closed_before(void)
{
    struct grouped grouped;
    struct gate gone, kept;
    PTP_WORK work;

    grouped_new(&grouped);
    gate_new_open(&gone);
    gate_new_open(&kept);
    work = member(&grouped, &gone);
    SubmitThreadpoolWork(work);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    CloseThreadpoolWork(work);
    member(&grouped, &kept);
    CloseThreadpoolCleanupGroupMembers(grouped.group, TRUE, NULL);
    CHECK(times_told(&gone) == 0);
    CHECK(gone.ran == 1 && kept.ran == 0);
    gate_free(&gone);
    gate_free(&kept);
    grouped_free(&grouped);
}

/* Claim:  the group lives on: objects made afterwards are members.
 * Source: "CloseThreadpoolCleanupGroupMembers function", Remarks.
 *         Wine 8: same. */
static void used_again(void)
{
    struct grouped grouped;
    struct gate gate;

    grouped_new(&grouped);
    gate_new_open(&gate);
    for (LONG i = 1; i <= 10; i++) {
        SubmitThreadpoolWork(member(&grouped, &gate));
        CloseThreadpoolCleanupGroupMembers(grouped.group, FALSE, NULL);
        CHECK(gate.ran == i);
    }
    gate_free(&gate);
    grouped_free(&grouped);
}

static void CALLBACK simple(PTP_CALLBACK_INSTANCE instance, PVOID gate)
{
    CHECK(instance != NULL);
    gate_pass(gate);
}

/* Claim:  simple callbacks are members while they are queued or run.
 * Source: "TrySubmitThreadpoolCallback function", pcbe.  Wine 8: same. */
static void simple_callbacks(void)
{
    struct grouped grouped;
    struct blocker blocker;
    struct gate gate;

    grouped_new(&grouped);
    gate_new_open(&gate);
    for (int i = 0; i < 20; i++)
        CHECK(TrySubmitThreadpoolCallback(simple, &gate, &grouped.environment));
    CloseThreadpoolCleanupGroupMembers(grouped.group, FALSE, NULL);
    CHECK(gate.ran == 20, "%d ran", (int)gate.ran);
    CHECK(told.count == 0);
    blocker_new(&blocker, grouped.pool);
    CHECK(TrySubmitThreadpoolCallback(simple, &gate, &grouped.environment));
    CloseThreadpoolCleanupGroupMembers(grouped.group, TRUE, NULL);
    CHECK(told.count == 1 && times_told(&gate) == 1);
    blocker_free(&blocker);
    blocker_new(&blocker, grouped.pool);
    blocker_free(&blocker);
    CHECK(gate.ran == 20);
    gate_free(&gate);
    grouped_free(&grouped);
}

/* Claim:  timers are members: they fire no more.
 * Source: "CloseThreadpoolCleanupGroupMembers function", Remarks.
 *         Wine 8: same. */
static void timers(void)
{
    FILETIME now = at(0), later = after_ms(1000);
    struct grouped grouped;
    struct gate fast, slow;

    grouped_new(&grouped);
    gate_new_open(&fast);
    gate_new_open(&slow);
    SetThreadpoolTimer(
        CreateThreadpoolTimer(gate_timer, &fast, &grouped.environment), &now,
        10, 0);
    SetThreadpoolTimer(
        CreateThreadpoolTimer(gate_timer, &slow, &grouped.environment), &later,
        0, 0);
    gate_await(&fast, 2);
    CloseThreadpoolCleanupGroupMembers(grouped.group, FALSE, NULL);
    while (is_set(fast.entered)) /* those before it was closed */
        continue;
    CHECK(gate_is_quiet(&fast));
    CHECK(slow.ran == 0);
    gate_free(&fast);
    gate_free(&slow);
    grouped_free(&grouped);
}

/* Claim:  waits are members: they use no signal up any more.
 * Source: as above.  Wine 8: same. */
static void waits(void)
{
    HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL);
    struct grouped grouped;
    struct gate gate;

    grouped_new(&grouped);
    gate_new_open(&gate);
    SetThreadpoolWait(
        CreateThreadpoolWait(gate_wait, &gate, &grouped.environment), event,
        NULL);
    CloseThreadpoolCleanupGroupMembers(grouped.group, FALSE, NULL);
    SetEvent(event);
    CHECK(gate_is_quiet(&gate));
    CHECK(is_set(event));
    gate_free(&gate);
    grouped_free(&grouped);
    CloseHandle(event);
}

static void CALLBACK io_done(PTP_CALLBACK_INSTANCE instance, PVOID gate,
                             PVOID overlapped, ULONG error, ULONG_PTR bytes,
                             PTP_IO io)
{
    CHECK(instance != NULL && io != NULL);
    CHECK(overlapped != NULL && error == 0 && bytes == 16);
    gate_pass(gate);
}

/* Claim:  I/O objects are members: their callbacks are waited for.
 * Source: as above; "CreateThreadpoolIo function", pcbe.  Wine 8: same. */
static void requests(void)
{
    HANDLE file = file_new(ASYNC, 16);
    OVERLAPPED overlapped = overlapped_at(0);
    struct grouped grouped;
    struct gate gate;
    char data[16];
    PTP_IO io;

    grouped_new(&grouped);
    gate_new_open(&gate);
    io = CreateThreadpoolIo(file, io_done, &gate, &grouped.environment);
    StartThreadpoolIo(io);
    CHECK(started(start_read(file, data, sizeof data, &overlapped)));
    CloseThreadpoolCleanupGroupMembers(grouped.group, FALSE, NULL);
    CHECK(gate.ran == 1);
    CloseHandle(file);
    gate_free(&gate);
    grouped_free(&grouped);
}

/* Claim:  objects that were made without the group are left alone.
 * Source: "CreateThreadpoolCleanupGroup function", Remarks.  Wine 8: same. */
static void others_are_left_alone(void)
{
    struct grouped grouped;
    struct gate gate;
    PTP_WORK work;

    grouped_new(&grouped);
    gate_new_open(&gate);
    work = CreateThreadpoolWork(gate_work, &gate, NULL);
    CloseThreadpoolCleanupGroupMembers(grouped.group, TRUE, NULL);
    CHECK(told.count == 0);
    SubmitThreadpoolWork(work);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    CHECK(gate.ran == 1);
    CloseThreadpoolWork(work);
    gate_free(&gate);
    grouped_free(&grouped);
}

/* Claim:  the function is told of an object without anything queued, too: the
 *         group was cancelled before it was released.
 * Source: "SetThreadpoolCallbackCleanupGroup function", pfng.  Wine 8: same. */
static void idle_members(void)
{
    struct grouped grouped;
    struct gate gate;

    grouped_new(&grouped);
    gate_new_open(&gate);
    member(&grouped, &gate);
    CloseThreadpoolCleanupGroupMembers(grouped.group, TRUE, NULL);
    CHECK(times_told(&gate) == 1 && told.count == 1);
    gate_free(&gate);
    grouped_free(&grouped);
}

TAP_MAIN(CASE(empty), CASE(all_run), CASE(waits_for_running_ones),
         CASE(cancelling), CASE(cancelling_without_a_function),
         CASE(closed_before), CASE(used_again), CASE(simple_callbacks),
         CASE(timers), CASE(waits), CASE(requests), CASE(others_are_left_alone),
         CASE(idle_members))
