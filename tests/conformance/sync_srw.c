/* Slim reader/writer locks. */
#include "support.h"

#define CROWD 8
#define ROUNDS 20000

struct shared {
    SRWLOCK lock;
    HANDLE held, release; /* by and for the other thread */
    volatile LONG entered;
    LONG plain, twin; /* guarded: equal whenever the lock is had */
    volatile LONG torn;
};

static void shared_begin(struct shared *shared)
{
    memset(shared, 0, sizeof *shared);
    InitializeSRWLock(&shared->lock);
    shared->held = event_new();
    shared->release = event_new();
}

static void shared_end(struct shared *shared)
{
    CloseHandle(shared->held);
    CloseHandle(shared->release);
}

static DWORD WINAPI hold_shared(void *argument)
{
    struct shared *shared = argument;

    AcquireSRWLockShared(&shared->lock);
    SetEvent(shared->held);
    CHECK(wait_for(shared->release));
    ReleaseSRWLockShared(&shared->lock);
    return 0;
}

static DWORD WINAPI hold_alone(void *argument)
{
    struct shared *shared = argument;

    AcquireSRWLockExclusive(&shared->lock);
    SetEvent(shared->held);
    CHECK(wait_for(shared->release));
    ReleaseSRWLockExclusive(&shared->lock);
    return 0;
}

static DWORD WINAPI enter_alone(void *argument)
{
    struct shared *shared = argument;

    AcquireSRWLockExclusive(&shared->lock);
    InterlockedIncrement(&shared->entered);
    ReleaseSRWLockExclusive(&shared->lock);
    return 0;
}

static DWORD WINAPI enter_shared(void *argument)
{
    struct shared *shared = argument;

    AcquireSRWLockShared(&shared->lock);
    InterlockedIncrement(&shared->entered);
    ReleaseSRWLockShared(&shared->lock);
    return 0;
}

/* Claim:  SRWLOCK_INIT and InitializeSRWLock make the same lock: zeros, free.
 * Source: "InitializeSRWLock function".  Wine 8: same. */
static void starts_free(void)
{
    SRWLOCK fixed = SRWLOCK_INIT;
    SRWLOCK made;

    memset(&made, 0xAA, sizeof made);
    InitializeSRWLock(&made);
    CHECK(memcmp(&fixed, &made, sizeof made) == 0);
    CHECK(TryAcquireSRWLockExclusive(&fixed));
    ReleaseSRWLockExclusive(&fixed);
    CHECK(TryAcquireSRWLockShared(&fixed));
    ReleaseSRWLockShared(&fixed);
    CHECK(fixed.Ptr == NULL, "free again");
}

/* Claim:  a lock that one thread has alone nobody else can have, nor itself
 *         again; a failed try leaves the last error alone.
 * Source: "Slim Reader/Writer (SRW) Locks".  Wine 8: same. */
static void alone(void)
{
    struct shared shared;

    shared_begin(&shared);
    AcquireSRWLockExclusive(&shared.lock);
    SetLastError(UNTOUCHED);
    CHECK(!TryAcquireSRWLockExclusive(&shared.lock));
    CHECK(!TryAcquireSRWLockShared(&shared.lock));
    CHECK_ERROR(UNTOUCHED);
    ReleaseSRWLockExclusive(&shared.lock);
    CHECK(TryAcquireSRWLockShared(&shared.lock));
    ReleaseSRWLockShared(&shared.lock);
    shared_end(&shared);
}

/* Claim:  any number of threads may share it, and none has it alone then.
 * Source: "Slim Reader/Writer (SRW) Locks".  Wine 8: same. */
static void shares(void)
{
    struct shared shared;
    HANDLE thread;

    shared_begin(&shared);
    thread = thread_start(hold_shared, &shared);
    CHECK(wait_for(shared.held));
    CHECK(TryAcquireSRWLockShared(&shared.lock), "two share it");
    CHECK(!TryAcquireSRWLockExclusive(&shared.lock));
    ReleaseSRWLockShared(&shared.lock);
    CHECK(!TryAcquireSRWLockExclusive(&shared.lock), "one is left");
    SetEvent(shared.release);
    thread_join(thread);
    CHECK(TryAcquireSRWLockExclusive(&shared.lock));
    ReleaseSRWLockExclusive(&shared.lock);
    shared_end(&shared);
}

static void waits(LPTHREAD_START_ROUTINE holder, LPTHREAD_START_ROUTINE waiter)
{
    struct shared shared;
    HANDLE first, second;

    shared_begin(&shared);
    first = thread_start(holder, &shared);
    CHECK(wait_for(shared.held));
    second = thread_start(waiter, &shared);
    let_it_block();
    CHECK(shared.entered == 0);
    SetEvent(shared.release);
    thread_join(first);
    thread_join(second);
    CHECK(shared.entered == 1);
    shared_end(&shared);
}

/* Claim:  who cannot have it waits until it is given back.
 * Source: "AcquireSRWLockExclusive function", "AcquireSRWLockShared function".
 * Wine 8: same. */
static void waits_for_release(void)
{
    waits(hold_alone, enter_alone);
    waits(hold_alone, enter_shared);
    waits(hold_shared, enter_alone);
}

/* Claim:  when it is given back all who want to share it get in.
 * Source: "Slim Reader/Writer (SRW) Locks".  Wine 8: same. */
static void wakes_all_readers(void)
{
    struct shared shared;
    HANDLE holder, readers[CROWD];

    shared_begin(&shared);
    holder = thread_start(hold_alone, &shared);
    CHECK(wait_for(shared.held));
    for (int i = 0; i < CROWD; i++)
        readers[i] = thread_start(enter_shared, &shared);
    let_it_block();
    SetEvent(shared.release);
    thread_join(holder);
    for (int i = 0; i < CROWD; i++)
        thread_join(readers[i]);
    CHECK(shared.entered == CROWD);
    shared_end(&shared);
}

static DWORD WINAPI change(void *argument)
{
    struct shared *shared = argument;

    for (int i = 0; i < ROUNDS; i++) {
        AcquireSRWLockExclusive(&shared->lock);
        shared->plain++;
        shared->twin++;
        ReleaseSRWLockExclusive(&shared->lock);
    }
    return 0;
}

static DWORD WINAPI compare(void *argument)
{
    struct shared *shared = argument;

    for (int i = 0; i < ROUNDS; i++) {
        AcquireSRWLockShared(&shared->lock);
        if (shared->plain != shared->twin)
            InterlockedIncrement(&shared->torn);
        ReleaseSRWLockShared(&shared->lock);
    }
    return 0;
}

/* Claim:  what is changed by who has it alone is seen whole by all others; no
 *         thread is forgotten.
 * Source: "Slim Reader/Writer (SRW) Locks".  Wine 8: same. */
static void guards(void)
{
    struct shared shared;
    HANDLE threads[CROWD];

    shared_begin(&shared);
    for (int i = 0; i < CROWD; i++)
        threads[i] = thread_start(i % 2 ? change : compare, &shared);
    for (int i = 0; i < CROWD; i++)
        thread_join(threads[i]);
    CHECK(shared.plain == CROWD / 2 * ROUNDS && shared.torn == 0);
    CHECK(TryAcquireSRWLockExclusive(&shared.lock), "nobody has it");
    ReleaseSRWLockExclusive(&shared.lock);
    shared_end(&shared);
}

TAP_MAIN(CASE(starts_free), CASE(alone), CASE(shares), CASE(waits_for_release),
         CASE(wakes_all_readers), CASE_LONG(guards, 60))
