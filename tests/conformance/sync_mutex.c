/* Mutexes: ownership, and what becomes of it. */
#include "support.h"

#define CROWD 6
#define ROUNDS 200 /* each is two turns of Wine's server */

struct shared {
    HANDLE mutex, other;
    HANDLE held, release;
    volatile LONG result;
    LONG plain;
};

static void shared_begin(struct shared *shared)
{
    memset(shared, 0, sizeof *shared);
    shared->mutex = CreateMutexA(NULL, FALSE, NULL);
    shared->other = CreateMutexA(NULL, FALSE, NULL);
    CHECK(shared->mutex != NULL && shared->other != NULL);
    shared->held = event_new();
    shared->release = event_new();
    shared->result = -1;
}

static void shared_end(struct shared *shared)
{
    CloseHandle(shared->mutex);
    CloseHandle(shared->other);
    CloseHandle(shared->held);
    CloseHandle(shared->release);
}

static DWORD WINAPI look(void *argument)
{
    struct shared *shared = argument;

    shared->result = (LONG)WaitForSingleObject(shared->mutex, 0);
    if (shared->result == WAIT_OBJECT_0)
        CHECK(ReleaseMutex(shared->mutex));
    return 0;
}

static DWORD look_from_another_thread(struct shared *shared)
{
    thread_join(thread_start(look, shared));
    return (DWORD)shared->result;
}

/* Claim:  a wait owns it; its owner may wait again, and gives it back as often.
 * Source: "ReleaseMutex function", Remarks.  Wine 8: same. */
static void recursive(void)
{
    struct shared shared;

    shared_begin(&shared);
    for (int i = 0; i < 3; i++)
        CHECK(WaitForSingleObject(shared.mutex, INFINITE) == WAIT_OBJECT_0);
    for (int i = 0; i < 3; i++) {
        CHECK(look_from_another_thread(&shared) == WAIT_TIMEOUT);
        CHECK(ReleaseMutex(shared.mutex));
    }
    CHECK(look_from_another_thread(&shared) == WAIT_OBJECT_0);
    CHECK_FAILS(ReleaseMutex(shared.mutex), ERROR_NOT_OWNER);
    shared_end(&shared);
}

/* Claim:  bInitialOwner owns a new one once, whatever form made it.
 * Source: "CreateMutexA function", Parameters.  Wine 8: same. */
static void initial_owner(void)
{
    HANDLE mutexes[] = {
        CreateMutexA(NULL, TRUE, NULL),
        CreateMutexW(NULL, TRUE, NULL),
        CreateMutexExA(NULL, NULL, CREATE_MUTEX_INITIAL_OWNER,
                       MUTEX_ALL_ACCESS),
        CreateMutexExW(NULL, NULL, CREATE_MUTEX_INITIAL_OWNER,
                       MUTEX_ALL_ACCESS),
    };

    for (unsigned i = 0; i < COUNT_OF(mutexes); i++) {
        CHECK(ReleaseMutex(mutexes[i]));
        CHECK_FAILS(ReleaseMutex(mutexes[i]), ERROR_NOT_OWNER);
        CHECK(CloseHandle(mutexes[i]));
    }
}

/* Claim:  only its owner gives it back; nothing else than a mutex is one.
 * Source: "ReleaseMutex function", Return value.  Wine 8: same. */
static void release_errors(void)
{
    struct shared shared;
    HANDLE thread;

    shared_begin(&shared);
    CHECK(WaitForSingleObject(shared.mutex, 0) == WAIT_OBJECT_0);
    thread = thread_start(look, &shared);
    thread_join(thread);
    CHECK_FAILS(ReleaseMutex(shared.held), ERROR_INVALID_HANDLE);
    CHECK_FAILS(ReleaseMutex(NULL), ERROR_INVALID_HANDLE);
    CHECK_FAILS(SetEvent(shared.mutex), ERROR_INVALID_HANDLE);
    DIFFERS(WINE_8, "takes them")
    CHECK_FAILS(CreateMutexExA(NULL, NULL, 8, 0), ERROR_INVALID_PARAMETER);
    CHECK(ReleaseMutex(shared.mutex));
    shared_end(&shared);
}

static DWORD WINAPI hold(void *argument)
{
    struct shared *shared = argument;

    CHECK(WaitForSingleObject(shared->mutex, DEADLINE) == WAIT_OBJECT_0);
    SetEvent(shared->held);
    CHECK(wait_for(shared->release));
    CHECK(ReleaseMutex(shared->mutex));
    return 0;
}

/* Claim:  who waits owns it when the owner has given it back.
 * Source: "Mutex Objects".  Wine 8: same. */
static void handed_over(void)
{
    struct shared shared;
    HANDLE thread;

    shared_begin(&shared);
    thread = thread_start(hold, &shared);
    CHECK(wait_for(shared.held));
    CHECK(WaitForSingleObject(shared.mutex, QUIET) == WAIT_TIMEOUT);
    CHECK_FAILS(ReleaseMutex(shared.mutex), ERROR_NOT_OWNER);
    SetEvent(shared.release);
    CHECK(WaitForSingleObject(shared.mutex, DEADLINE) == WAIT_OBJECT_0);
    CHECK(ReleaseMutex(shared.mutex));
    thread_join(thread);
    shared_end(&shared);
}

static DWORD WINAPI take_and_end(void *argument)
{
    struct shared *shared = argument;

    CHECK(WaitForSingleObject(shared->mutex, 0) == WAIT_OBJECT_0);
    CHECK(WaitForSingleObject(shared->mutex, 0) == WAIT_OBJECT_0);
    CHECK(WaitForSingleObject(shared->other, 0) == WAIT_OBJECT_0);
    SetEvent(shared->held);
    CHECK(wait_for(shared->release));
    return 0;
}

/* Claim:  a thread that ends abandons what it owns: the next wait owns it and
 *         is told 0x80, the one after that is told nothing.
 * Source: "Mutex Objects"; "WaitForSingleObject function".  Wine 8: same. */
static void abandoned(void)
{
    struct shared shared;

    shared_begin(&shared);
    SetEvent(shared.release);
    thread_join(thread_start(take_and_end, &shared));
    CHECK(WaitForSingleObject(shared.mutex, 0) == WAIT_ABANDONED);
    CHECK(WaitForSingleObject(shared.mutex, 0) == WAIT_OBJECT_0);
    CHECK(ReleaseMutex(shared.mutex) && ReleaseMutex(shared.mutex));
    CHECK_FAILS(ReleaseMutex(shared.mutex), ERROR_NOT_OWNER);
    CHECK(WaitForSingleObject(shared.mutex, 0) == WAIT_OBJECT_0);
    CHECK(ReleaseMutex(shared.mutex));
    shared_end(&shared);
}

/* Claim:  the same while somebody waits, and for several objects.
 * Source: "WaitForMultipleObjects function", Return value.  Wine 8: same. */
static void abandoned_while_waited_for(void)
{
    struct shared shared;
    HANDLE both[2], thread;

    shared_begin(&shared);
    thread = thread_start(take_and_end, &shared);
    CHECK(wait_for(shared.held));
    both[0] = event_new();
    both[1] = shared.mutex;
    SetEvent(shared.release);
    CHECK(WaitForMultipleObjects(2, both, FALSE, DEADLINE) ==
          WAIT_ABANDONED_0 + 1);
    CHECK(ReleaseMutex(shared.mutex));
    thread_join(thread);
    SetEvent(both[0]);
    both[1] = shared.other;
    CHECK(WaitForMultipleObjects(2, both, TRUE, DEADLINE) == WAIT_ABANDONED_0,
          "one of all");
    CHECK(ReleaseMutex(shared.other));
    CloseHandle(both[0]);
    shared_end(&shared);
}

/* Claim:  a wait for all owns nothing until it can own all, among them what
 *         the thread owns already.
 * Source: "WaitForMultipleObjects function", Remarks.  Wine 8: same. */
static void all_or_nothing(void)
{
    struct shared shared;
    HANDLE both[2], thread;

    shared_begin(&shared);
    both[0] = shared.other;
    both[1] = shared.mutex;
    thread = thread_start(hold, &shared);
    CHECK(wait_for(shared.held));
    CHECK(WaitForMultipleObjects(2, both, TRUE, QUIET) == WAIT_TIMEOUT);
    CHECK_FAILS(ReleaseMutex(shared.other), ERROR_NOT_OWNER);
    CHECK(WaitForSingleObject(shared.other, 0) == WAIT_OBJECT_0);
    SetEvent(shared.release);
    CHECK(WaitForMultipleObjects(2, both, TRUE, DEADLINE) == WAIT_OBJECT_0);
    CHECK(ReleaseMutex(shared.other) && ReleaseMutex(shared.other));
    CHECK(ReleaseMutex(shared.mutex));
    CHECK_FAILS(ReleaseMutex(shared.mutex), ERROR_NOT_OWNER);
    thread_join(thread);
    shared_end(&shared);
}

/* Claim:  SignalObjectAndWait gives a mutex back, or fails and does not wait.
 * Source: "SignalObjectAndWait function".  Wine 8: same. */
static void signalled_and_waited(void)
{
    struct shared shared;
    HANDLE event = event_new();

    shared_begin(&shared);
    SetLastError(UNTOUCHED);
    CHECK(SignalObjectAndWait(shared.mutex, event, INFINITE, FALSE) ==
          WAIT_FAILED);
    CHECK_ERROR(ERROR_NOT_OWNER);
    CHECK(WaitForSingleObject(shared.mutex, 0) == WAIT_OBJECT_0);
    CHECK(SignalObjectAndWait(shared.mutex, event, 0, FALSE) == WAIT_TIMEOUT);
    CHECK(look_from_another_thread(&shared) == WAIT_OBJECT_0);
    CloseHandle(event);
    shared_end(&shared);
}

static DWORD WINAPI count_up(void *argument)
{
    struct shared *shared = argument;

    for (int i = 0; i < ROUNDS; i++) {
        CHECK(WaitForSingleObject(shared->mutex, INFINITE) == WAIT_OBJECT_0);
        shared->plain++;
        CHECK(ReleaseMutex(shared->mutex));
    }
    return 0;
}

/* Claim:  one thread at a time owns it.
 * Source: "Mutex Objects".  Wine 8: same. */
static void guards(void)
{
    struct shared shared;
    HANDLE threads[CROWD];

    shared_begin(&shared);
    for (int i = 0; i < CROWD; i++)
        threads[i] = thread_start(count_up, &shared);
    for (int i = 0; i < CROWD; i++)
        thread_join(threads[i]);
    CHECK(shared.plain == CROWD * ROUNDS);
    shared_end(&shared);
}

/* A handle that is closed while the thread owns it. */
static void closed_while_owned(void)
{
    HANDLE mutex = CreateMutexA(NULL, TRUE, NULL);
    HANDLE other;

    CHECK(CloseHandle(mutex));
    other = CreateMutexA(NULL, TRUE, NULL);
    CHECK(ReleaseMutex(other));
    CHECK(CloseHandle(other));
}

TAP_MAIN(CASE(recursive), CASE(initial_owner), CASE(release_errors),
         CASE(handed_over), CASE(abandoned), CASE(abandoned_while_waited_for),
         CASE(all_or_nothing), CASE(signalled_and_waited),
         CASE_LONG(guards, 60), CASE(closed_while_owned))
