/* Semaphores: a count that waits take from. */
#include "support.h"

#define CROWD 6
#define ROUNDS 200 /* each is two turns of Wine's server */

static HANDLE semaphore_new(LONG count, LONG max)
{
    HANDLE semaphore = CreateSemaphoreA(NULL, count, max, NULL);

    CHECK(semaphore != NULL);
    return semaphore;
}

/* Claim:  as many waits pass as the count says; Release tells the count before.
 * Source: "ReleaseSemaphore function", Parameters.  Wine 8: same. */
static void counts(void)
{
    HANDLE semaphore = semaphore_new(2, 5);
    LONG before = -1;

    CHECK(is_set(semaphore) && is_set(semaphore) && !is_set(semaphore));
    CHECK(ReleaseSemaphore(semaphore, 3, &before));
    CHECK(before == 0);
    CHECK(ReleaseSemaphore(semaphore, 1, &before));
    CHECK(before == 3);
    CHECK(ReleaseSemaphore(semaphore, 1, NULL));
    for (int i = 0; i < 5; i++)
        CHECK(is_set(semaphore));
    CHECK(!is_set(semaphore));
    CloseHandle(semaphore);
}

/* Claim:  nothing is added when it would pass the maximum.
 * Source: "ReleaseSemaphore function", Parameters.  Wine 8: same. */
static void limits(void)
{
    HANDLE semaphore = semaphore_new(1, 3);
    LONG before = -1;

    CHECK_FAILS(ReleaseSemaphore(semaphore, 3, &before), ERROR_TOO_MANY_POSTS);
    CHECK_FAILS(ReleaseSemaphore(semaphore, 0x7FFFFFFF, &before),
                ERROR_TOO_MANY_POSTS);
    CHECK(before == -1, "not written");
    CHECK(ReleaseSemaphore(semaphore, 2, &before));
    CHECK(before == 1);
    CHECK_FAILS(ReleaseSemaphore(semaphore, 1, NULL), ERROR_TOO_MANY_POSTS);
    CloseHandle(semaphore);
}

/* Claim:  counts out of range are refused, and what is no semaphore.
 * Source: "CreateSemaphoreA function", Parameters.  Wine 8: same. */
static void bad_arguments(void)
{
    HANDLE semaphore = semaphore_new(0, 1);
    HANDLE event = event_new();

    CHECK_FAILS(CreateSemaphoreA(NULL, -1, 1, NULL), ERROR_INVALID_PARAMETER);
    CHECK_FAILS(CreateSemaphoreA(NULL, 0, 0, NULL), ERROR_INVALID_PARAMETER);
    CHECK_FAILS(CreateSemaphoreW(NULL, 0, -1, NULL), ERROR_INVALID_PARAMETER);
    CHECK_FAILS(CreateSemaphoreExW(NULL, 2, 1, NULL, 0, SEMAPHORE_ALL_ACCESS),
                ERROR_INVALID_PARAMETER);
    DIFFERS(WINE_8, "takes it for a large number")
    CHECK_FAILS(ReleaseSemaphore(semaphore, 0, NULL), ERROR_INVALID_PARAMETER);
    DIFFERS(WINE_8, "takes it for a large number")
    CHECK_FAILS(ReleaseSemaphore(semaphore, -1, NULL), ERROR_INVALID_PARAMETER);
    CHECK_FAILS(ReleaseSemaphore(event, 1, NULL), ERROR_INVALID_HANDLE);
    CHECK_FAILS(ReleaseSemaphore(NULL, 1, NULL), ERROR_INVALID_HANDLE);
    CHECK_FAILS(SetEvent(semaphore), ERROR_INVALID_HANDLE);
    CloseHandle(event);
    CloseHandle(semaphore);
}

struct turnstile {
    HANDLE semaphore;
    volatile LONG passed, inside, most;
};

static DWORD WINAPI pass(void *argument)
{
    struct turnstile *turnstile = argument;

    CHECK(wait_for(turnstile->semaphore));
    InterlockedIncrement(&turnstile->passed);
    return 0;
}

/* Claim:  n added let n waiting threads pass.
 * Source: "Semaphore Objects".  Wine 8: same. */
static void lets_pass(void)
{
    struct turnstile turnstile = {semaphore_new(0, CROWD), 0, 0, 0};
    HANDLE threads[CROWD];

    for (int i = 0; i < CROWD; i++)
        threads[i] = thread_start(pass, &turnstile);
    let_it_block();
    CHECK(turnstile.passed == 0);
    CHECK(ReleaseSemaphore(turnstile.semaphore, 2, NULL));
    CHECK(WAIT_UNTIL(turnstile.passed == 2));
    let_it_block();
    CHECK(turnstile.passed == 2, "not more");
    CHECK(ReleaseSemaphore(turnstile.semaphore, CROWD - 2, NULL));
    for (int i = 0; i < CROWD; i++)
        thread_join(threads[i]);
    CHECK(!is_set(turnstile.semaphore));
    CloseHandle(turnstile.semaphore);
}

static DWORD WINAPI go_in_and_out(void *argument)
{
    struct turnstile *turnstile = argument;

    for (int i = 0; i < ROUNDS; i++) {
        LONG inside, most;

        CHECK(WaitForSingleObject(turnstile->semaphore, INFINITE) == 0);
        inside = InterlockedIncrement(&turnstile->inside);
        while ((most = turnstile->most) < inside)
            InterlockedCompareExchange(&turnstile->most, inside, most);
        InterlockedDecrement(&turnstile->inside);
        CHECK(ReleaseSemaphore(turnstile->semaphore, 1, NULL));
    }
    return 0;
}

/* Claim:  no more threads than the count are inside at once, none is forgotten.
 * Source: "Semaphore Objects".  Wine 8: same. */
static void guards(void)
{
    struct turnstile turnstile = {semaphore_new(2, 2), 0, 0, 0};
    HANDLE threads[CROWD];
    LONG before = -1;

    for (int i = 0; i < CROWD; i++)
        threads[i] = thread_start(go_in_and_out, &turnstile);
    for (int i = 0; i < CROWD; i++)
        thread_join(threads[i]);
    CHECK(turnstile.most <= 2);
    CHECK(is_set(turnstile.semaphore));
    CHECK(ReleaseSemaphore(turnstile.semaphore, 1, &before) && before == 1);
    CloseHandle(turnstile.semaphore);
}

/* Claim:  a wait for all takes nothing until it can take one of each; a wait
 *         for any takes from the first alone.
 * Source: "WaitForMultipleObjects function", Remarks.  Wine 8: same. */
static void several(void)
{
    HANDLE both[2] = {semaphore_new(1, 2), semaphore_new(0, 2)};

    CHECK(WaitForMultipleObjects(2, both, TRUE, QUIET) == WAIT_TIMEOUT);
    CHECK(ReleaseSemaphore(both[1], 2, NULL));
    CHECK(WaitForMultipleObjects(2, both, TRUE, 0) == WAIT_OBJECT_0);
    CHECK(!is_set(both[0]));
    CHECK(WaitForMultipleObjects(2, both, FALSE, 0) == WAIT_OBJECT_0 + 1);
    CHECK(!is_set(both[1]));
    CHECK(WaitForMultipleObjects(2, both, FALSE, 0) == WAIT_TIMEOUT);
    CloseHandle(both[0]);
    CloseHandle(both[1]);
}

/* Claim:  SignalObjectAndWait adds one, or fails and does not wait.
 * Source: "SignalObjectAndWait function".  Wine 8: same. */
static void signalled_and_waited(void)
{
    HANDLE semaphore = semaphore_new(0, 1);
    HANDLE event = event_new();

    CHECK(SignalObjectAndWait(semaphore, event, 0, FALSE) == WAIT_TIMEOUT);
    SetLastError(UNTOUCHED);
    CHECK(SignalObjectAndWait(semaphore, event, INFINITE, FALSE) ==
          WAIT_FAILED);
    CHECK_ERROR(ERROR_TOO_MANY_POSTS);
    CHECK(is_set(semaphore) && !is_set(semaphore));
    CloseHandle(event);
    CloseHandle(semaphore);
}

TAP_MAIN(CASE(counts), CASE(limits), CASE(bad_arguments), CASE(lets_pass),
         CASE_LONG(guards, 60), CASE(several), CASE(signalled_and_waited))
