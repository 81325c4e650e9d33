/* The callback environment: the structure, the functions that fill it, and
 * what its priority and version do. */
#include "pooled.h"

#include <stddef.h>

#define CHECK_AT(field, offset)                                                \
    CHECK(offsetof(TP_CALLBACK_ENVIRON, field) == (offset), "%s is at %u",     \
          #field, (unsigned)offsetof(TP_CALLBACK_ENVIRON, field))

static void CALLBACK cancelled(PVOID object, PVOID cleanup)
{
    (void)object;
    (void)cleanup;
}

/* Claim:  the structure has 72 bytes, its fields at fixed places, priorities
 *         their numbers.
 * Source: winnt.h.  Wine 8: same. */
static void layout(void)
{
    CHECK(sizeof(TP_CALLBACK_ENVIRON) == 72);
    CHECK_AT(Version, 0);
    CHECK_AT(Pool, 8);
    CHECK_AT(CleanupGroup, 16);
    CHECK_AT(CleanupGroupCancelCallback, 24);
    CHECK_AT(RaceDll, 32);
    CHECK_AT(ActivationContext, 40);
    CHECK_AT(FinalizationCallback, 48);
    CHECK_AT(u, 56);
    CHECK_AT(CallbackPriority, 60);
    CHECK_AT(Size, 64);
    CHECK(TP_CALLBACK_PRIORITY_HIGH == 0 && TP_CALLBACK_PRIORITY_NORMAL == 1 &&
          TP_CALLBACK_PRIORITY_LOW == 2 && TP_CALLBACK_PRIORITY_INVALID == 3);
}

/* Claim:  initialising sets version 3, normal priority, the size, and
 *         nothing else.
 * Source: "InitializeThreadpoolEnvironment function"; winnt.h.
 *         Wine 8: same. */
static void initialised(void)
{
    TP_CALLBACK_ENVIRON environment;

    memset(&environment, 0xff, sizeof environment);
    InitializeThreadpoolEnvironment(&environment);
    CHECK(environment.Version == 3);
    CHECK(environment.Pool == NULL && environment.CleanupGroup == NULL &&
          environment.CleanupGroupCancelCallback == NULL);
    CHECK(environment.RaceDll == NULL && environment.ActivationContext == NULL);
    CHECK(environment.FinalizationCallback == NULL);
    CHECK(environment.u.Flags == 0);
    CHECK(environment.CallbackPriority == TP_CALLBACK_PRIORITY_NORMAL);
    CHECK(environment.Size == sizeof environment);
}

/* Claim:  the helpers write their own field and no other.
 * Source: "SetThreadpoolCallbackPool function" and its neighbours; winnt.h.
 *         Wine 8: same. */
static void helpers(void)
{
    PTP_POOL pool = (PTP_POOL)(ULONG_PTR)0x1230;
    PTP_CLEANUP_GROUP group = (PTP_CLEANUP_GROUP)(ULONG_PTR)0x4560;
    TP_CALLBACK_ENVIRON made, expected;
    int module;

    InitializeThreadpoolEnvironment(&made);
    memcpy(&expected, &made, sizeof made);
    SetThreadpoolCallbackPool(&made, pool);
    expected.Pool = pool;
    CHECK(memcmp(&made, &expected, sizeof made) == 0, "pool");
    SetThreadpoolCallbackCleanupGroup(&made, group, cancelled);
    expected.CleanupGroup = group;
    expected.CleanupGroupCancelCallback = cancelled;
    CHECK(memcmp(&made, &expected, sizeof made) == 0, "group");
    SetThreadpoolCallbackRunsLong(&made);
    expected.u.Flags = 1;
    CHECK(memcmp(&made, &expected, sizeof made) == 0, "long");
    made.u.s.Persistent = 1; /* mingw has no helper for it */
    expected.u.Flags = 3;
    CHECK(memcmp(&made, &expected, sizeof made) == 0, "persistent");
    CHECK(made.u.s.LongFunction == 1);
    SetThreadpoolCallbackPriority(&made, TP_CALLBACK_PRIORITY_LOW);
    expected.CallbackPriority = TP_CALLBACK_PRIORITY_LOW;
    CHECK(memcmp(&made, &expected, sizeof made) == 0, "priority");
    SetThreadpoolCallbackLibrary(&made, &module);
    expected.RaceDll = &module;
    CHECK(memcmp(&made, &expected, sizeof made) == 0, "library");
    DestroyThreadpoolEnvironment(&made);
}

struct note {
    PTP_WORK work;
    volatile LONG *count;
    LONG place;
};

static void CALLBACK note_place(PTP_CALLBACK_INSTANCE instance, PVOID context,
                                PTP_WORK work)
{
    struct note *note = context;

    CHECK(instance != NULL && work == note->work);
    note->place = InterlockedIncrement(note->count);
}

/* Submits a callback of each of these priorities while the pool's one thread
 * is busy, and says in which order they ran. */
static void run_in_turn(const TP_CALLBACK_PRIORITY *priorities, LONG *places,
                        unsigned count)
{
    PTP_POOL pool = pool_new(1);
    TP_CALLBACK_ENVIRON environment = environment_of(pool);
    struct blocker blocker;
    struct note notes[16];
    volatile LONG ran = 0;

    blocker_new(&blocker, pool);
    for (unsigned i = 0; i < count; i++) {
        SetThreadpoolCallbackPriority(&environment, priorities[i]);
        notes[i].count = &ran;
        notes[i].work =
            CreateThreadpoolWork(note_place, &notes[i], &environment);
        CHECK(notes[i].work != NULL);
        SubmitThreadpoolWork(notes[i].work);
    }
    blocker_free(&blocker);
    for (unsigned i = 0; i < count; i++) {
        WaitForThreadpoolWorkCallbacks(notes[i].work, FALSE);
        CloseThreadpoolWork(notes[i].work);
        places[i] = notes[i].place;
    }
    CloseThreadpool(pool);
}

/* Claim:  callbacks of a higher priority start first; those of one priority
 *         in order.
 * Source: "SetThreadpoolCallbackPriority function", Remarks.
 *         Wine 8: same. */
static void priorities(void)
{
    static const TP_CALLBACK_PRIORITY given[] = {
        TP_CALLBACK_PRIORITY_LOW,    TP_CALLBACK_PRIORITY_NORMAL,
        TP_CALLBACK_PRIORITY_HIGH,   TP_CALLBACK_PRIORITY_LOW,
        TP_CALLBACK_PRIORITY_NORMAL, TP_CALLBACK_PRIORITY_HIGH};
    static const LONG expected[] = {5, 3, 1, 6, 4, 2};
    LONG places[COUNT_OF(given)] = {0};

    run_in_turn(given, places, COUNT_OF(given));
    for (unsigned i = 0; i < COUNT_OF(given); i++)
        CHECK(places[i] == expected[i], "%u ran as %d", i, (int)places[i]);
}

/* Claim:  the environment is read when an object is made, and may then be
 *         destroyed or changed.
 * Source: "CreateThreadpoolWork function"; "DestroyThreadpoolEnvironment
 *         function".  Wine 8: same. */
static void read_at_creation(void)
{
    PTP_POOL pool = pool_new(1);
    TP_CALLBACK_ENVIRON environment = environment_of(pool);
    struct blocker blocker;
    struct gate gate;
    PTP_WORK work;

    gate_new_open(&gate);
    work = CreateThreadpoolWork(gate_work, &gate, &environment);
    DestroyThreadpoolEnvironment(&environment);
    memset(&environment, 0xff, sizeof environment);
    blocker_new(&blocker, pool);
    SubmitThreadpoolWork(work);
    CHECK(gate_is_quiet(&gate), "still bound to the busy pool");
    blocker_free(&blocker);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    CHECK(gate.ran == 1);
    CloseThreadpoolWork(work);
    gate_free(&gate);
    CloseThreadpool(pool);
}

/* Claim:  an environment of version 1 ends after its flags: what is behind
 *         them is not looked at.
 * Source: winnt.h, TP_CALLBACK_ENVIRON_V1.  Wine 8: same. */
static void version_1(void)
{
    PTP_POOL pool = pool_new(1);
    TP_CALLBACK_ENVIRON environment = environment_of(pool);
    struct gate gate;
    PTP_WORK work;

    gate_new_open(&gate);
    environment.Version = 1;
    environment.CallbackPriority = (TP_CALLBACK_PRIORITY)0x7ffffff;
    environment.Size = UNTOUCHED;
    work = CreateThreadpoolWork(gate_work, &gate, &environment);
    if (CHECK(work != NULL)) {
        SubmitThreadpoolWork(work);
        WaitForThreadpoolWorkCallbacks(work, FALSE);
        CHECK(gate.ran == 1);
        CloseThreadpoolWork(work);
    }
    gate_free(&gate);
    CloseThreadpool(pool);
}

/* Claim:  an environment without a pool means the process' own; with the
 *         flags set callbacks run all the same.
 * Source: "InitializeThreadpoolEnvironment function", Remarks;
 *         "SetThreadpoolCallbackRunsLong function".  Wine 8: same. */
static void without_a_pool(void)
{
    TP_CALLBACK_ENVIRON environment;
    struct gate gate;
    PTP_WORK work;

    gate_new_open(&gate);
    for (int i = 0; i < 2; i++) {
        InitializeThreadpoolEnvironment(&environment);
        if (i) {
            SetThreadpoolCallbackRunsLong(&environment);
            environment.u.s.Persistent = 1;
        }
        work = CreateThreadpoolWork(gate_work, &gate, &environment);
        CHECK(work != NULL);
        SubmitThreadpoolWork(work);
        WaitForThreadpoolWorkCallbacks(work, FALSE);
        CHECK(gate.ran == i + 1);
        CloseThreadpoolWork(work);
        DestroyThreadpoolEnvironment(&environment);
    }
    gate_free(&gate);
}

TAP_MAIN(CASE(layout), CASE(initialised), CASE(helpers), CASE(priorities),
         CASE(read_at_creation), CASE(version_1), CASE(without_a_pool))
