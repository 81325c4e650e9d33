/* What of APCs Windows' documentation leaves open, or does otherwise. */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <windows.h>

#define TAP_LAST_ERROR GetLastError()
#include "harness/tap.h"

static _Atomic int ran;

static void CALLBACK note(ULONG_PTR value)
{
    (void)value;
    ran++;
}

static void no_function(void)
{
    CHECK(QueueUserAPC(NULL, GetCurrentThread(), 1) == 0);
    CHECK_ERROR(ERROR_INVALID_PARAMETER);
    CHECK(SleepEx(0, TRUE) == 0);
}

static int refuses(int flags, DWORD error)
{
    BOOL queued =
        QueueUserAPC2(note, GetCurrentThread(), 1, (QUEUE_USER_APC_FLAGS)flags);

    return CHECK(!queued) && CHECK_ERROR(error);
}

static void flags(void)
{
    refuses(QUEUE_USER_APC_FLAGS_SPECIAL_USER_APC, ERROR_NOT_SUPPORTED);
    refuses(QUEUE_USER_APC_CALLBACK_DATA_CONTEXT, ERROR_INVALID_PARAMETER);
    refuses(2, ERROR_INVALID_PARAMETER);
    CHECK(SleepEx(0, TRUE) == 0 && ran == 0);
    CHECK(
        QueueUserAPC2(note, GetCurrentThread(), 1, QUEUE_USER_APC_FLAGS_NONE));
    CHECK(SleepEx(0, TRUE) == WAIT_IO_COMPLETION && ran == 1);
}

static void CALLBACK routine(DWORD error, DWORD bytes, OVERLAPPED *overlapped)
{
    (void)error, (void)bytes, (void)overlapped;
    ran++;
}

static void no_routine(void)
{
    HANDLE file = CreateFileA("/dev/zero", GENERIC_READ, 0, NULL, OPEN_EXISTING,
                              FILE_FLAG_OVERLAPPED, NULL);
    OVERLAPPED overlapped = {0};
    char byte;

    CHECK(!ReadFileEx(file, &byte, 1, &overlapped, NULL));
    CHECK_ERROR(ERROR_INVALID_PARAMETER);
    CHECK(!ReadFileEx(file, &byte, 1, NULL, routine));
    CHECK_ERROR(ERROR_INVALID_PARAMETER);
    CHECK(ReadFileEx(file, &byte, 1, &overlapped, routine));
    CHECK(SleepEx(INFINITE, TRUE) == WAIT_IO_COMPLETION && ran == 1);
    CloseHandle(file);
}

/* A thread of pthread_create that is about to wait. */
struct foreign {
    HANDLE handle;
    _Atomic int ready;
    DWORD result;
};

static void *wait_alertably(void *argument)
{
    struct foreign *foreign = argument;

    CHECK(DuplicateHandle(GetCurrentProcess(), GetCurrentThread(),
                          GetCurrentProcess(), &foreign->handle, 0, FALSE,
                          DUPLICATE_SAME_ACCESS));
    foreign->ready = 1;
    foreign->result = SleepEx(INFINITE, TRUE);
    return NULL;
}

/* Such a thread has APCs too, and drops them when it ends. */
static void thread_of_pthreads(void)
{
    struct foreign foreign = {.ready = 0};
    pthread_t thread;

    if (!CHECK(pthread_create(&thread, NULL, wait_alertably, &foreign) == 0))
        return;
    while (!foreign.ready)
        sched_yield();
    CHECK(QueueUserAPC(note, foreign.handle, 1) != 0);
    pthread_join(thread, NULL);
    CHECK(foreign.result == WAIT_IO_COMPLETION && ran == 1);
    CHECK(QueueUserAPC(note, foreign.handle, 1) == 0);
    CHECK_ERROR(ERROR_GEN_FAILURE);
    CloseHandle(foreign.handle);
}

/* ---- An APC that is taken back just when it ends a wait ---- */

enum { ROUNDS = 4000 };

static struct {
    pthread_barrier_t round;
    HANDLE timer, sleeper;
} taken_back;

static void CALLBACK timer_note(LPVOID unused, DWORD low, DWORD high)
{
    (void)unused;
    (void)low;
    (void)high;
}

static void *takes_back(void *unused)
{
    for (int i = 0; i < ROUNDS; i++) {
        pthread_barrier_wait(&taken_back.round);
        for (volatile int turns = i % 97 * 40; turns > 0; turns--)
            ;
        CancelWaitableTimer(taken_back.timer);
        CHECK(QueueUserAPC(note, taken_back.sleeper, 1) != 0);
    }
    return unused;
}

/* The sleeper goes on, and hears of the next one. */
static void taken_back_in_time(void)
{
    const LARGE_INTEGER soon = {.QuadPart = -300};
    pthread_t thread;

    pthread_barrier_init(&taken_back.round, NULL, 2);
    taken_back.timer = CreateWaitableTimerA(NULL, TRUE, NULL);
    CHECK(DuplicateHandle(GetCurrentProcess(), GetCurrentThread(),
                          GetCurrentProcess(), &taken_back.sleeper, 0, FALSE,
                          DUPLICATE_SAME_ACCESS));
    CHECK(pthread_create(&thread, NULL, takes_back, NULL) == 0);
    for (int i = 0; i < ROUNDS; i++) {
        CHECK(SetWaitableTimer(taken_back.timer, &soon, 0, timer_note, NULL,
                               FALSE));
        pthread_barrier_wait(&taken_back.round);
        while (ran == i)
            SleepEx(INFINITE, TRUE);
    }
    pthread_join(thread, NULL);
    CloseHandle(taken_back.sleeper);
    CloseHandle(taken_back.timer);
}

TAP_MAIN(CASE(no_function), CASE(no_routine), CASE(flags),
         CASE(thread_of_pthreads), CASE(taken_back_in_time))
