/* The thread pool from inside Linux: how many threads it has, what happens
 * without memory, and that no signal is lost between who ends a wait. */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include <windows.h>

#include "harness/tap.h"
#include "linux/tasks.h"

static DWORD processors(void)
{
    DWORD_PTR mine, machine;

    CHECK(GetProcessAffinityMask(GetCurrentProcess(), &mine, &machine));
    return (DWORD)__builtin_popcountll(mine);
}

/* ---- Threads come ---- */

static int pipe_ends[2];
static HANDLE last_one_ran;

/* In the C library: nothing of ours is told. */
static VOID CALLBACK reads_a_byte(PTP_CALLBACK_INSTANCE instance, PVOID unused)
{
    char byte;

    (void)instance;
    (void)unused;
    CHECK(read(pipe_ends[0], &byte, 1) == 1);
}

static VOID CALLBACK writes_bytes(PTP_CALLBACK_INSTANCE instance, PVOID count)
{
    (void)instance;
    for (uintptr_t i = 0; i < (uintptr_t)count; i++)
        CHECK(write(pipe_ends[1], "x", 1) == 1);
    SetEvent(last_one_ran);
}

static void grows_while_callbacks_block(void)
{
    const uintptr_t blocked = 3 * processors() + 2;

    CHECK(pipe(pipe_ends) == 0);
    last_one_ran = CreateEventA(NULL, TRUE, FALSE, NULL);
    for (uintptr_t i = 0; i < blocked; i++)
        CHECK(TrySubmitThreadpoolCallback(reads_a_byte, NULL, NULL));
    CHECK(TrySubmitThreadpoolCallback(writes_bytes, (PVOID)blocked, NULL));
    CHECK(WaitForSingleObject(last_one_ran, INFINITE) == WAIT_OBJECT_0);
}

static atomic_bool spinners_may_end;

static VOID CALLBACK spins(PTP_CALLBACK_INSTANCE instance, PVOID unused)
{
    (void)instance;
    (void)unused;
    while (!atomic_load(&spinners_may_end))
        ;
}

static VOID CALLBACK ends_spinners(PTP_CALLBACK_INSTANCE instance, PVOID unused)
{
    (void)instance;
    (void)unused;
    atomic_store(&spinners_may_end, true);
    SetEvent(last_one_ran);
}

/* As many as there are processors, and none of them ever blocks. */
static void callbacks_that_never_end_starve_nobody(void)
{
    last_one_ran = CreateEventA(NULL, TRUE, FALSE, NULL);
    for (DWORD i = 0; i < processors(); i++)
        CHECK(TrySubmitThreadpoolCallback(spins, NULL, NULL));
    CHECK(TrySubmitThreadpoolCallback(ends_spinners, NULL, NULL));
    CHECK(WaitForSingleObject(last_one_ran, INFINITE) == WAIT_OBJECT_0);
}

static atomic_uint computing, most_computing, computed;

static VOID CALLBACK computes(PTP_CALLBACK_INSTANCE instance, PVOID unused,
                              PTP_WORK work)
{
    unsigned now = atomic_fetch_add(&computing, 1) + 1;
    unsigned most = atomic_load(&most_computing);

    (void)instance;
    (void)unused;
    (void)work;
    while (now > most &&
           !atomic_compare_exchange_weak(&most_computing, &most, now))
        ;
    for (volatile int i = 0; i < 100000; i++)
        ;
    atomic_fetch_sub(&computing, 1);
    atomic_fetch_add(&computed, 1);
}

/* Sixteen threads wait, and no more of them run than there are processors; but
 * one that sleeps for a lock may be taken for blocked, and come back. */
static void no_more_run_than_there_are_processors(void)
{
    enum { CALLS = 2000, COME_BACK = 2 };
    PTP_POOL pool = CreateThreadpool(NULL);
    TP_CALLBACK_ENVIRON environment;
    PTP_WORK work;

    InitializeThreadpoolEnvironment(&environment);
    SetThreadpoolCallbackPool(&environment, pool);
    CHECK(SetThreadpoolThreadMinimum(pool, 16));
    work = CreateThreadpoolWork(computes, NULL, &environment);
    for (int i = 0; i < CALLS; i++)
        SubmitThreadpoolWork(work);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    CHECK(atomic_load(&computed) == CALLS);
    CHECK(atomic_load(&most_computing) <= processors() + COME_BACK, "%u ran",
          atomic_load(&most_computing));
    CloseThreadpoolWork(work);
    CloseThreadpool(pool);
}

/* ---- Threads go ---- */

static VOID CALLBACK tells_its_thread(PTP_CALLBACK_INSTANCE instance,
                                      PVOID thread)
{
    (void)instance;
    CHECK(DuplicateHandle(GetCurrentProcess(), GetCurrentThread(),
                          GetCurrentProcess(), thread, 0, FALSE,
                          DUPLICATE_SAME_ACCESS));
    SetEvent(last_one_ran);
}

static void idle_threads_end(void)
{
    HANDLE thread = NULL;

    last_one_ran = CreateEventA(NULL, TRUE, FALSE, NULL);
    CHECK(TrySubmitThreadpoolCallback(tells_its_thread, &thread, NULL));
    CHECK(WaitForSingleObject(last_one_ran, INFINITE) == WAIT_OBJECT_0);
    CHECK(WaitForSingleObject(thread, INFINITE) == WAIT_OBJECT_0);
}

static void closed_pool_has_no_threads(void)
{
    PTP_POOL pool = CreateThreadpool(NULL);
    TP_CALLBACK_ENVIRON environment;
    HANDLE thread = NULL;

    last_one_ran = CreateEventA(NULL, TRUE, FALSE, NULL);
    InitializeThreadpoolEnvironment(&environment);
    SetThreadpoolCallbackPool(&environment, pool);
    CHECK(SetThreadpoolThreadMinimum(pool, 1)); /* it would stay */
    CHECK(TrySubmitThreadpoolCallback(tells_its_thread, &thread, &environment));
    CHECK(WaitForSingleObject(last_one_ran, INFINITE) == WAIT_OBJECT_0);
    CloseThreadpool(pool);
    CHECK(WaitForSingleObject(thread, INFINITE) == WAIT_OBJECT_0);
}

/* ---- Many ---- */

enum { MANY = 4000 };

static VOID CALLBACK counts_waits(PTP_CALLBACK_INSTANCE instance, PVOID left,
                                  PTP_WAIT wait, TP_WAIT_RESULT result)
{
    (void)instance;
    (void)wait;
    CHECK(result == WAIT_OBJECT_0);
    if (atomic_fetch_sub((atomic_int *)left, 1) == 1)
        SetEvent(last_one_ran);
}

static VOID CALLBACK counts_timers(PTP_CALLBACK_INSTANCE instance, PVOID left,
                                   PTP_TIMER timer)
{
    (void)instance;
    (void)timer;
    atomic_fetch_sub((atomic_int *)left, 1);
}

/* Thousands that wait take no thread, thousands of timers one; and one signal
 * ends all the waits. */
static void thousands_take_one_thread(void)
{
    static PTP_WAIT waits[MANY];
    static PTP_TIMER timers[MANY];
    static atomic_int waiting = MANY, running = MANY;
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
    FILETIME hour = {0, 0}, now = {0, 0};
    LONGLONG later = -36000000000LL;
    unsigned before = tasks_named("iocp-", 0);

    last_one_ran = CreateEventA(NULL, TRUE, FALSE, NULL);
    hour.dwLowDateTime = (DWORD)later;
    hour.dwHighDateTime = (DWORD)(later >> 32);
    for (int i = 0; i < MANY; i++) {
        waits[i] = CreateThreadpoolWait(counts_waits, &waiting, NULL);
        SetThreadpoolWait(waits[i], event, &hour);
        timers[i] = CreateThreadpoolTimer(counts_timers, &running, NULL);
        SetThreadpoolTimer(timers[i], &hour, 0, 0);
    }
    CHECK(tasks_named("iocp-", 0) <= before + 1, "%u threads, %u before",
          tasks_named("iocp-", 0), before);
    SetEvent(event);
    CHECK(WaitForSingleObject(last_one_ran, INFINITE) == WAIT_OBJECT_0);
    for (int i = 0; i < MANY; i++) {
        SetThreadpoolTimer(timers[i], &now, 0, 0);
        WaitForThreadpoolWaitCallbacks(waits[i], FALSE);
        CloseThreadpoolWait(waits[i]);
    }
    while (atomic_load(&running) != 0)
        sched_yield();
    for (int i = 0; i < MANY; i++) {
        WaitForThreadpoolTimerCallbacks(timers[i], FALSE);
        CloseThreadpoolTimer(timers[i]);
    }
    CloseHandle(event);
}

/* ---- No signal is lost ---- */

enum { SIGNALS = 20000 };

static atomic_int fired, timed_out, settings;
static HANDLE contested;
static atomic_bool all_signalled;

static VOID CALLBACK takes_one(PTP_CALLBACK_INSTANCE instance, PVOID unused,
                               PTP_WAIT wait, TP_WAIT_RESULT result)
{
    (void)instance;
    (void)unused;
    (void)wait;
    atomic_fetch_add(result == WAIT_OBJECT_0 ? &fired : &timed_out, 1);
}

static void *sets_again_and_again(void *wait)
{
    const FILETIME times[] = {{0, 0}, {(DWORD)-1, (DWORD)-1}};
    FILETIME hour = {0, (DWORD)-9};
    unsigned i = 0;

    while (!atomic_load(&all_signalled)) {
        FILETIME due = i % 3 < 2 ? times[i % 3] : hour;

        atomic_fetch_add(&settings, i % 7 != 6);
        SetThreadpoolWait(wait, i % 7 == 6 ? NULL : contested, &due);
        i++;
    }
    SetThreadpoolWait(wait, NULL, NULL);
    return NULL;
}

/* Signals, timeouts and calls that set it anew all end the same wait: each
 * unit of the semaphore has been told once, or is still there. */
static void signals_are_told_once(void)
{
    PTP_WAIT wait = CreateThreadpoolWait(takes_one, NULL, NULL);
    pthread_t setters[2];
    LONG left = 0, signals = 0;

    contested = CreateSemaphoreA(NULL, 0, 0x7FFFFFFF, NULL);
    for (int i = 0; i < 2; i++)
        CHECK(pthread_create(&setters[i], NULL, sets_again_and_again, wait) ==
              0);
    for (; signals < SIGNALS; signals++)
        CHECK(ReleaseSemaphore(contested, 1, NULL));
    /* They use them up, and then there is nothing but time. */
    while (atomic_load(&fired) == 0 || atomic_load(&timed_out) == 0)
        sched_yield();
    atomic_store(&all_signalled, true);
    for (int i = 0; i < 2; i++)
        pthread_join(setters[i], NULL);
    WaitForThreadpoolWaitCallbacks(wait, FALSE);
    CloseThreadpoolWait(wait);
    while (WaitForSingleObject(contested, 0) == WAIT_OBJECT_0)
        left++;
    CHECK(atomic_load(&fired) + atomic_load(&timed_out) <=
          atomic_load(&settings));
    CHECK(atomic_load(&fired) + left == signals, "%d and %d of %d",
          atomic_load(&fired), (int)left, (int)signals);
    CloseHandle(contested);
}

/* ---- Without memory ---- */

void *__real_pool_take(int kind, size_t size);
void *__wrap_pool_take(int kind, size_t size);

static atomic_bool memory_is_out;

/* The linker puts it before the library's. */
void *__wrap_pool_take(int kind, size_t size)
{
    return atomic_load(&memory_is_out) ? NULL : __real_pool_take(kind, size);
}

static VOID CALLBACK counts(PTP_CALLBACK_INSTANCE instance, PVOID count,
                            PTP_WORK work)
{
    (void)instance;
    (void)work;
    atomic_fetch_add((atomic_int *)count, 1);
}

static VOID CALLBACK holds_up(PTP_CALLBACK_INSTANCE instance, PVOID gate)
{
    (void)instance;
    WaitForSingleObject(gate, INFINITE);
}

/* SubmitThreadpoolWork cannot fail; nor can a part of it be dropped twice. */
static void submits_without_memory(void)
{
    enum { CALLS = 1000 };
    static atomic_int kept, dropped;
    HANDLE gate = CreateEventA(NULL, TRUE, FALSE, NULL);
    PTP_POOL pool = CreateThreadpool(NULL);
    TP_CALLBACK_ENVIRON environment;
    PTP_WORK work, other;

    InitializeThreadpoolEnvironment(&environment);
    SetThreadpoolCallbackPool(&environment, pool);
    SetThreadpoolThreadMaximum(pool, 1);
    CHECK(TrySubmitThreadpoolCallback(holds_up, gate, &environment));
    work = CreateThreadpoolWork(counts, &kept, &environment);
    other = CreateThreadpoolWork(counts, &dropped, &environment);
    atomic_store(&memory_is_out, true);
    for (int i = 0; i < CALLS; i++) {
        SubmitThreadpoolWork(work);
        SubmitThreadpoolWork(other);
    }
    atomic_store(&memory_is_out, false);
    WaitForThreadpoolWorkCallbacks(other, TRUE);
    SetEvent(gate);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    CHECK(atomic_load(&kept) == CALLS && atomic_load(&dropped) == 0);
    CloseThreadpoolWork(other);
    CloseThreadpoolWork(work);
    CloseThreadpool(pool);
}

/* ---- Simple callbacks of a group that is cancelled ---- */

#define OWNED 5000

struct owned {
    atomic_int ran, told;
};

static struct owned owned[OWNED];
static TP_CALLBACK_ENVIRON grouped;

static VOID CALLBACK runs(PTP_CALLBACK_INSTANCE instance, PVOID context)
{
    (void)instance;
    for (int i = 0; i < 20; i++)
        sched_yield(); /* so that the group finds it */
    atomic_fetch_add(&((struct owned *)context)->ran, 1);
}

static VOID CALLBACK is_told(PVOID context, PVOID cleanup)
{
    (void)cleanup;
    atomic_fetch_add(&((struct owned *)context)->told, 1);
}

static DWORD WINAPI submits_owned(PVOID unused)
{
    (void)unused;
    for (unsigned i = 0; i < OWNED; i++)
        CHECK(TrySubmitThreadpoolCallback(runs, &owned[i], &grouped));
    return 0;
}

/* One that is being submitted is a member already or will be one: its context
 * is freed once, by whom it may be. */
static void submitted_while_cancelled(void)
{
    PTP_CLEANUP_GROUP group = CreateThreadpoolCleanupGroup();
    HANDLE thread;

    InitializeThreadpoolEnvironment(&grouped);
    SetThreadpoolCallbackCleanupGroup(&grouped, group, is_told);
    thread = CreateThread(NULL, 0, submits_owned, NULL, 0, NULL);
    while (WaitForSingleObject(thread, 0) == WAIT_TIMEOUT)
        CloseThreadpoolCleanupGroupMembers(group, TRUE, NULL);
    CloseHandle(thread);
    CloseThreadpoolCleanupGroupMembers(group, TRUE, NULL);
    for (unsigned i = 0; i < OWNED; i++)
        CHECK(owned[i].ran + owned[i].told == 1, "%d ran, %d told",
              owned[i].ran, owned[i].told);
    CloseThreadpoolCleanupGroup(group);
}

TAP_MAIN(CASE(grows_while_callbacks_block),
         CASE(callbacks_that_never_end_starve_nobody),
         CASE(no_more_run_than_there_are_processors), CASE(idle_threads_end),
         CASE(closed_pool_has_no_threads), CASE(thousands_take_one_thread),
         CASE_LONG(signals_are_told_once, 60), CASE(submits_without_memory),
         CASE(submitted_while_cancelled))
