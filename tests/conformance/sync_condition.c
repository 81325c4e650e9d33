/* Condition variables. */
#include "support.h"

#define CROWD 6
#define LETTERS 20000

struct box {
    CONDITION_VARIABLE filled, emptied;
    CRITICAL_SECTION section;
    SRWLOCK lock;
    volatile LONG waiting, woken;
    LONG open; /* guarded by the section, or by the lock */
    LONG letters, sum;
};

static void box_begin(struct box *box)
{
    memset(box, 0, sizeof *box);
    InitializeConditionVariable(&box->filled);
    InitializeConditionVariable(&box->emptied);
    InitializeCriticalSection(&box->section);
}

static void box_end(struct box *box)
{
    DeleteCriticalSection(&box->section);
}

/* Claim:  CONDITION_VARIABLE_INIT is zeros; waking nobody is no error, and is
 *         not remembered.
 * Source: "InitializeConditionVariable function".  Wine 8: same. */
static void wakes_nobody(void)
{
    struct box box;
    CONDITION_VARIABLE fixed = CONDITION_VARIABLE_INIT;

    box_begin(&box);
    CHECK(memcmp(&fixed, &box.filled, sizeof fixed) == 0);
    WakeConditionVariable(&box.filled);
    WakeAllConditionVariable(&box.filled);
    EnterCriticalSection(&box.section);
    CHECK_FAILS(SleepConditionVariableCS(&box.filled, &box.section, 0),
                ERROR_TIMEOUT);
    LeaveCriticalSection(&box.section);
    box_end(&box);
}

/* Claim:  at the end of the time FALSE and ERROR_TIMEOUT, and the lock is had
 *         again, in the way it was.
 * Source: "SleepConditionVariableSRW function", Return value and Remarks.
 * Wine 8: same. */
static void times_out(void)
{
    struct box box;

    box_begin(&box);
    EnterCriticalSection(&box.section);
    CHECK_FAILS(SleepConditionVariableCS(&box.filled, &box.section, QUIET),
                ERROR_TIMEOUT);
    CHECK((DWORD)(ULONG_PTR)box.section.OwningThread == GetCurrentThreadId());
    LeaveCriticalSection(&box.section);

    AcquireSRWLockExclusive(&box.lock);
    CHECK_FAILS(SleepConditionVariableSRW(&box.filled, &box.lock, 1, 0),
                ERROR_TIMEOUT);
    CHECK(!TryAcquireSRWLockShared(&box.lock), "alone again");
    ReleaseSRWLockExclusive(&box.lock);

    AcquireSRWLockShared(&box.lock);
    CHECK_FAILS(SleepConditionVariableSRW(&box.filled, &box.lock, 1,
                                          CONDITION_VARIABLE_LOCKMODE_SHARED),
                ERROR_TIMEOUT);
    CHECK(!TryAcquireSRWLockExclusive(&box.lock), "shared again");
    CHECK(TryAcquireSRWLockShared(&box.lock));
    ReleaseSRWLockShared(&box.lock);
    ReleaseSRWLockShared(&box.lock);
    box_end(&box);
}

/* Flags nobody knows. */
static void bad_flags(void)
{
    struct box box;

    box_begin(&box);
    AcquireSRWLockExclusive(&box.lock);
    DIFFERS(WINE_8, "ignores them")
    CHECK_FAILS(SleepConditionVariableSRW(&box.filled, &box.lock, 0, 2),
                ERROR_INVALID_PARAMETER);
    CHECK(!TryAcquireSRWLockShared(&box.lock), "has not been touched");
    ReleaseSRWLockExclusive(&box.lock);
    box_end(&box);
}

static DWORD WINAPI wait_in_section(void *argument)
{
    struct box *box = argument;

    EnterCriticalSection(&box->section);
    InterlockedIncrement(&box->waiting);
    while (box->open == 0)
        CHECK(SleepConditionVariableCS(&box->filled, &box->section, INFINITE));
    if (box->open > 0)
        box->open--;
    LeaveCriticalSection(&box->section);
    InterlockedIncrement(&box->woken);
    return 0;
}

static void open_for(struct box *box, LONG how_many)
{
    EnterCriticalSection(&box->section);
    box->open = how_many;
    LeaveCriticalSection(&box->section);
}

/* Claim:  Wake wakes one, WakeAll all; the section is free while they sleep.
 * Source: "Condition Variables".  Wine 8: same. */
static void wakes(void)
{
    struct box box;
    HANDLE threads[CROWD];

    box_begin(&box);
    for (int i = 0; i < CROWD; i++)
        threads[i] = thread_start(wait_in_section, &box);
    CHECK(WAIT_UNTIL(box.waiting == CROWD));
    open_for(&box, 1);
    WakeConditionVariable(&box.filled);
    CHECK(WAIT_UNTIL(box.woken == 1));
    let_it_block();
    CHECK(box.woken == 1, "one only");
    open_for(&box, -1);
    WakeAllConditionVariable(&box.filled);
    for (int i = 0; i < CROWD; i++)
        thread_join(threads[i]);
    CHECK(box.woken == CROWD);
    box_end(&box);
}

static DWORD WINAPI wait_shared(void *argument)
{
    struct box *box = argument;

    AcquireSRWLockShared(&box->lock);
    InterlockedIncrement(&box->waiting);
    while (box->open == 0)
        CHECK(SleepConditionVariableSRW(&box->filled, &box->lock, INFINITE,
                                        CONDITION_VARIABLE_LOCKMODE_SHARED));
    ReleaseSRWLockShared(&box->lock);
    InterlockedIncrement(&box->woken);
    return 0;
}

/* Claim:  several may sleep that share a slim lock.
 * Source: "SleepConditionVariableSRW function", Parameters.  Wine 8: same. */
static void wakes_who_share(void)
{
    struct box box;
    HANDLE threads[CROWD];

    box_begin(&box);
    for (int i = 0; i < CROWD; i++)
        threads[i] = thread_start(wait_shared, &box);
    CHECK(WAIT_UNTIL(box.waiting == CROWD));
    AcquireSRWLockExclusive(&box.lock);
    box.open = 1;
    ReleaseSRWLockExclusive(&box.lock);
    WakeAllConditionVariable(&box.filled);
    for (int i = 0; i < CROWD; i++)
        thread_join(threads[i]);
    CHECK(box.woken == CROWD);
    box_end(&box);
}

static DWORD WINAPI send_letters(void *argument)
{
    struct box *box = argument;

    for (LONG i = 1; i <= LETTERS; i++) {
        AcquireSRWLockExclusive(&box->lock);
        while (box->letters != 0)
            SleepConditionVariableSRW(&box->emptied, &box->lock, INFINITE, 0);
        box->letters = i;
        ReleaseSRWLockExclusive(&box->lock);
        WakeConditionVariable(&box->filled);
    }
    return 0;
}

static DWORD WINAPI take_letters(void *argument)
{
    struct box *box = argument;
    LONG taken = 0;

    while (taken != LETTERS) {
        AcquireSRWLockExclusive(&box->lock);
        while (box->letters == 0)
            SleepConditionVariableSRW(&box->filled, &box->lock, INFINITE, 0);
        taken = box->letters;
        box->letters = 0;
        box->sum++;
        ReleaseSRWLockExclusive(&box->lock);
        WakeConditionVariable(&box->emptied);
    }
    return 0;
}

/* Claim:  giving back the lock and going to sleep are one step: no wake-up in
 *         between is lost.
 * Source: "SleepConditionVariableSRW function".  Wine 8: same. */
static void loses_no_wake(void)
{
    struct box box;
    HANDLE sender, taker;

    box_begin(&box);
    sender = thread_start(send_letters, &box);
    taker = thread_start(take_letters, &box);
    thread_join(sender);
    thread_join(taker);
    CHECK(box.sum == LETTERS);
    box_end(&box);
}

TAP_MAIN(CASE(wakes_nobody), CASE(times_out), CASE(bad_flags), CASE(wakes),
         CASE(wakes_who_share), CASE_LONG(loses_no_wake, 60))
