/* Synchronization barriers. Wine 8 has none. */
#include "support.h"

#define CROWD 5
#define PHASES 2000

struct meeting {
    SYNCHRONIZATION_BARRIER barrier;
    volatile LONG arrived[PHASES];
    volatile LONG last, early; /* TRUE results; threads that saw too few */
    volatile LONG came, left;
    DWORD flags;
};

static struct meeting *meeting_new(LONG spins, DWORD flags)
{
    static struct meeting meeting;

    memset(&meeting, 0, sizeof meeting);
    meeting.flags = flags;
    CHECK(InitializeSynchronizationBarrier(&meeting.barrier, CROWD, spins));
    return &meeting;
}

static DWORD WINAPI go_through(void *argument)
{
    struct meeting *meeting = argument;

    for (int i = 0; i < PHASES; i++) {
        InterlockedIncrement(&meeting->arrived[i]);
        if (EnterSynchronizationBarrier(&meeting->barrier, meeting->flags))
            InterlockedIncrement(&meeting->last);
        if (meeting->arrived[i] != CROWD)
            InterlockedIncrement(&meeting->early);
    }
    return 0;
}

static void meet(LONG spins, DWORD flags)
{
    struct meeting *meeting = meeting_new(spins, flags);
    HANDLE threads[CROWD];

    for (int i = 0; i < CROWD; i++)
        threads[i] = thread_start(go_through, meeting);
    for (int i = 0; i < CROWD; i++)
        thread_join(threads[i]);
    CHECK(meeting->early == 0, "nobody goes on before all have come");
    CHECK(meeting->last == PHASES, "one TRUE a phase");
    CHECK(DeleteSynchronizationBarrier(&meeting->barrier));
}

/* Claim:  all wait for the last, which alone gets TRUE; the barrier is ready
 *         for the next phase at once, whatever the flags.
 * Source: "EnterSynchronizationBarrier function", Return value. */
static void phases(void)
{
    meet(-1, 0);
    meet(0, SYNCHRONIZATION_BARRIER_FLAGS_BLOCK_ONLY);
    meet(100, SYNCHRONIZATION_BARRIER_FLAGS_NO_DELETE);
}

static DWORD WINAPI come(void *argument)
{
    struct meeting *meeting = argument;

    InterlockedIncrement(&meeting->came);
    EnterSynchronizationBarrier(&meeting->barrier, meeting->flags);
    InterlockedIncrement(&meeting->left);
    return 0;
}

/* Claim:  with SPIN_ONLY threads come through as well.
 * Source: "EnterSynchronizationBarrier function", Parameters. */
static void blocks(void)
{
    static const DWORD flags[] = {0, SYNCHRONIZATION_BARRIER_FLAGS_SPIN_ONLY,
                                  SYNCHRONIZATION_BARRIER_FLAGS_BLOCK_ONLY};

    for (unsigned f = 0; f < COUNT_OF(flags); f++) {
        struct meeting *meeting = meeting_new(-1, flags[f]);
        HANDLE threads[CROWD];

        for (int i = 1; i < CROWD; i++)
            threads[i] = thread_start(come, meeting);
        CHECK(WAIT_UNTIL(meeting->came == CROWD - 1));
        let_it_block();
        CHECK(meeting->left == 0);
        CHECK(EnterSynchronizationBarrier(&meeting->barrier, flags[f]));
        for (int i = 1; i < CROWD; i++)
            thread_join(threads[i]);
        CHECK(DeleteSynchronizationBarrier(&meeting->barrier));
    }
}

/* Claim:  a barrier for one thread never waits.
 * Source: "EnterSynchronizationBarrier function". */
static void for_one(void)
{
    SYNCHRONIZATION_BARRIER barrier;

    CHECK(InitializeSynchronizationBarrier(&barrier, 1, -1));
    for (int i = 0; i < 3; i++)
        CHECK(EnterSynchronizationBarrier(&barrier, 0));
    CHECK(DeleteSynchronizationBarrier(&barrier));
}

/* Claim:  fewer threads than one, fewer turns than -1, no barrier: refused.
 * Source: "InitializeSynchronizationBarrier function", Parameters. */
static void bad_arguments(void)
{
    SYNCHRONIZATION_BARRIER barrier;

    CHECK_FAILS(InitializeSynchronizationBarrier(NULL, 1, -1),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(InitializeSynchronizationBarrier(&barrier, 0, -1),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(InitializeSynchronizationBarrier(&barrier, -1, -1),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(InitializeSynchronizationBarrier(&barrier, 1, -2),
                ERROR_INVALID_PARAMETER);
    CHECK(DeleteSynchronizationBarrier(NULL));
}

static DWORD WINAPI come_and_end(void *argument)
{
    struct meeting *meeting = argument;

    if (EnterSynchronizationBarrier(&meeting->barrier, 0)) {
        CHECK(DeleteSynchronizationBarrier(&meeting->barrier));
        memset(&meeting->barrier, 0xAA, sizeof meeting->barrier);
        InterlockedIncrement(&meeting->last);
    }
    return 0;
}

/* Claim:  whoever came last may delete it at once: Delete waits until the
 *         others have left.
 * Source: "DeleteSynchronizationBarrier function", Remarks. */
static void ends_after_entering(void)
{
    for (int round = 0; round < 200; round++) {
        struct meeting *meeting = meeting_new(round % 2 ? -1 : 0, 0);
        HANDLE threads[CROWD];

        for (int i = 0; i < CROWD; i++)
            threads[i] = thread_start(come_and_end, meeting);
        for (int i = 0; i < CROWD; i++)
            thread_join(threads[i]);
        CHECK(meeting->last == 1);
    }
}

TAP_MAIN(CASE_LONG(phases, 60), CASE(blocks), CASE(for_one),
         CASE(bad_arguments), CASE_LONG(ends_after_entering, 60))
