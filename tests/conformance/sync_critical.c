/* Critical sections, Interlocked functions. */
#include "support.h"

struct shared {
    CRITICAL_SECTION section;
    volatile LONG entered, tried; /* by the other thread; -1: not yet */
    HANDLE hold, held;
    LONG plain; /* guarded */
    volatile LONG atomic;
    volatile LONGLONG atomic64;
};

static struct shared *shared_new(void)
{
    static struct shared shared;

    memset(&shared, 0, sizeof shared);
    InitializeCriticalSection(&shared.section);
    shared.tried = -1;
    shared.hold = event_new();
    shared.held = event_new();
    return &shared;
}

static void shared_free(struct shared *shared)
{
    DeleteCriticalSection(&shared->section);
    CloseHandle(shared->hold);
    CloseHandle(shared->held);
}

static DWORD WINAPI enter(void *argument)
{
    struct shared *shared = argument;

    SetEvent(shared->held);
    EnterCriticalSection(&shared->section);
    shared->entered = 1;
    LeaveCriticalSection(&shared->section);
    return 0;
}

static DWORD WINAPI try_to_enter(void *argument)
{
    struct shared *shared = argument;

    shared->tried = TryEnterCriticalSection(&shared->section);
    if (shared->tried)
        LeaveCriticalSection(&shared->section);
    return 0;
}

static LONG try_from_another_thread(struct shared *shared)
{
    shared->tried = -1;
    thread_join(thread_start(try_to_enter, shared));
    return shared->tried;
}

/* Claim:  its thread may enter again; it is free after as many leaves.
 * Source: "Critical Section Objects".  Wine 8: same. */
static void recursive(void)
{
    struct shared *shared = shared_new();

    EnterCriticalSection(&shared->section);
    EnterCriticalSection(&shared->section);
    CHECK(TryEnterCriticalSection(&shared->section));
    CHECK(try_from_another_thread(shared) == 0);
    LeaveCriticalSection(&shared->section);
    LeaveCriticalSection(&shared->section);
    CHECK(try_from_another_thread(shared) == 0);
    LeaveCriticalSection(&shared->section);
    CHECK(try_from_another_thread(shared) != 0);
    shared_free(shared);
}

/* Claim:  another thread waits until it is left.
 * Source: "EnterCriticalSection function".  Wine 8: same. */
static void contended(void)
{
    struct shared *shared = shared_new();
    HANDLE thread;

    EnterCriticalSection(&shared->section);
    thread = thread_start(enter, shared);
    CHECK(wait_for(shared->held));
    let_it_block();
    CHECK(shared->entered == 0);
    LeaveCriticalSection(&shared->section);
    thread_join(thread);
    CHECK(shared->entered == 1);
    shared_free(shared);
}

/* Claim:  all ways of initialising work and report success.
 * Source: "InitializeCriticalSectionAndSpinCount function" and its like.
 *         Wine 8: same. */
static void ways_to_initialise(void)
{
    CRITICAL_SECTION section;

    CHECK(InitializeCriticalSectionAndSpinCount(&section, 4000));
    EnterCriticalSection(&section);
    LeaveCriticalSection(&section);
    DeleteCriticalSection(&section);
    CHECK(InitializeCriticalSectionEx(&section, 0, 0));
    EnterCriticalSection(&section);
    LeaveCriticalSection(&section);
    DeleteCriticalSection(&section);
    CHECK(sizeof section == 40);
}

/* Claim:  one that InitializeCriticalSectionEx makes, with a spin count and
 *         without debug information, keeps other threads out, and its own not.
 * Source: "InitializeCriticalSectionEx function", Remarks.  Wine 8: same. */
static void made_with_flags(void)
{
    static const DWORD flags[] = {0, CRITICAL_SECTION_NO_DEBUG_INFO};

    for (unsigned i = 0; i < COUNT_OF(flags); i++) {
        struct shared *shared = shared_new();

        DeleteCriticalSection(&shared->section);
        CHECK(InitializeCriticalSectionEx(&shared->section, 4000, flags[i]));
        CHECK(try_from_another_thread(shared) != 0);
        EnterCriticalSection(&shared->section);
        CHECK(TryEnterCriticalSection(&shared->section));
        LeaveCriticalSection(&shared->section);
        CHECK(try_from_another_thread(shared) == 0);
        LeaveCriticalSection(&shared->section);
        CHECK(try_from_another_thread(shared) != 0);
        shared_free(shared);
    }
}

static BOOL is_on_one_processor(void)
{
    DWORD_PTR mine = 0, all = 0;

    CHECK(GetProcessAffinityMask(GetCurrentProcess(), &mine, &all));
    return (mine & (mine - 1)) == 0;
}

/* Claim:  the spin count is returned and replaced, also while the section is
 *         owned; on one processor it is 0.
 * Source: "SetCriticalSectionSpinCount function".  Wine 8: same. */
static void spin_count(void)
{
    const DWORD counts = is_on_one_processor() ? 0 : 1;
    struct shared *shared = shared_new();
    CRITICAL_SECTION *section = &shared->section;

    CHECK(SetCriticalSectionSpinCount(section, 1000) == 0);
    CHECK(section->SpinCount == 1000 * counts);
    CHECK(SetCriticalSectionSpinCount(section, 0) == 1000 * counts);
    DeleteCriticalSection(section);
    CHECK(InitializeCriticalSectionAndSpinCount(section, 4000));
    EnterCriticalSection(section);
    CHECK(SetCriticalSectionSpinCount(section, 3000) == 4000 * counts);
    CHECK(try_from_another_thread(shared) == 0);
    LeaveCriticalSection(section);
    CHECK(try_from_another_thread(shared) != 0);
    CHECK(SetCriticalSectionSpinCount(section, 7) == 3000 * counts);
    CHECK(SetCriticalSectionSpinCount(section, 7) == 7 * counts);
    shared_free(shared);
}

/* Claim:  the owner is visible as a thread number, the depth as a count.
 * Source: docs/semantics/waits-threads.md.  Wine 8: same. */
static void visible_fields(void)
{
    CRITICAL_SECTION section;

    InitializeCriticalSection(&section);
    CHECK(section.LockCount == -1 && section.OwningThread == NULL);
    EnterCriticalSection(&section);
    EnterCriticalSection(&section);
    CHECK(section.RecursionCount == 2);
    CHECK((ULONG_PTR)section.OwningThread == GetCurrentThreadId());
    LeaveCriticalSection(&section);
    LeaveCriticalSection(&section);
    CHECK(section.LockCount == -1 && section.OwningThread == NULL);
    DeleteCriticalSection(&section);
}

/* Claim:  DebugInfo is not NULL from the making of a section to its end: many
 *         programs tell by it whether there is one.
 * Source: docs/semantics/waits-threads.md.  Wine 8: same. */
static void debug_info_says_there_is_one(void)
{
    CRITICAL_SECTION section = {0};

    InitializeCriticalSection(&section);
    CHECK(section.DebugInfo != NULL);
    EnterCriticalSection(&section);
    CHECK(section.LockCount != -1 && section.RecursionCount == 1);
    CHECK(section.DebugInfo != NULL && section.LockSemaphore == NULL);
    LeaveCriticalSection(&section);
    CHECK(section.RecursionCount == 0);
    DeleteCriticalSection(&section);
    CHECK(section.DebugInfo == NULL);
}

#define THREADS 4
#define ROUNDS 20000

static DWORD WINAPI count_up(void *argument)
{
    struct shared *shared = argument;

    for (int i = 0; i < ROUNDS; i++) {
        EnterCriticalSection(&shared->section);
        shared->plain++;
        LeaveCriticalSection(&shared->section);
        InterlockedIncrement(&shared->atomic);
        InterlockedExchangeAdd64(&shared->atomic64, 3);
    }
    return 0;
}

/* Claim:  it keeps threads apart, and Interlocked functions lose nothing (s).
 * Source: both pages.  Wine 8: same. */
static void keeps_threads_apart(void)
{
    struct shared *shared = shared_new();
    HANDLE threads[THREADS];

    for (int i = 0; i < THREADS; i++)
        threads[i] = thread_start(count_up, shared);
    for (int i = 0; i < THREADS; i++)
        thread_join(threads[i]);
    CHECK(shared->plain == THREADS * ROUNDS, "%d", (int)shared->plain);
    CHECK(shared->atomic == THREADS * ROUNDS, "%d", (int)shared->atomic);
    CHECK(shared->atomic64 == 3ll * THREADS * ROUNDS);
    shared_free(shared);
}

/* Claim:  Increment and Decrement return the new value, the others the old.
 * Source: the page of each function.  Wine 8: same. */
static void interlocked_results(void)
{
    volatile LONG value = 5;

    CHECK(InterlockedIncrement(&value) == 6 && value == 6);
    CHECK(InterlockedDecrement(&value) == 5 && value == 5);
    CHECK(InterlockedExchange(&value, 9) == 5 && value == 9);
    CHECK(InterlockedExchangeAdd(&value, -4) == 9 && value == 5);
    CHECK(InterlockedCompareExchange(&value, 7, 4) == 5 && value == 5);
    CHECK(InterlockedCompareExchange(&value, 7, 5) == 5 && value == 7);
    CHECK(InterlockedAnd(&value, 3) == 7 && value == 3);
    CHECK(InterlockedOr(&value, 8) == 3 && value == 11);
    CHECK(InterlockedXor(&value, 1) == 11 && value == 10);
}

/* Claim:  so do the 64-bit ones and those of pointers.
 * Source: as above.  Wine 8: same. */
static void interlocked_64_results(void)
{
    volatile LONGLONG value = 1ll << 40;
    void *volatile pointer = (void *)16;

    CHECK(InterlockedIncrement64(&value) == (1ll << 40) + 1);
    CHECK(InterlockedDecrement64(&value) == 1ll << 40);
    CHECK(InterlockedExchange64(&value, 5) == 1ll << 40 && value == 5);
    CHECK(InterlockedExchangeAdd64(&value, 1ll << 41) == 5);
    CHECK(InterlockedCompareExchange64(&value, 1, 2) == (1ll << 41) + 5);
    CHECK(value == (1ll << 41) + 5);
    CHECK(InterlockedExchangePointer(&pointer, (void *)32) == (void *)16);
    CHECK(InterlockedCompareExchangePointer(&pointer, (void *)48, (void *)16) ==
          (void *)32);
    CHECK(InterlockedCompareExchangePointer(&pointer, (void *)48, (void *)32) ==
          (void *)32);
    CHECK(pointer == (void *)48);
}

TAP_MAIN(CASE(recursive), CASE(contended), CASE(ways_to_initialise),
         CASE(made_with_flags), CASE(spin_count), CASE(visible_fields),
         CASE(debug_info_says_there_is_one), CASE_LONG(keeps_threads_apart, 60),
         CASE(interlocked_results), CASE(interlocked_64_results))
