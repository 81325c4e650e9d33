/* One-time initialisation. */
#include "support.h"

#define CROWD 6
#define CONTEXT ((void *)(ULONG_PTR)0x7FFF12345678)

static struct {
    INIT_ONCE once;
    HANDLE inside, finish;
    volatile LONG calls, done;
    BOOL result;
    void *context;
} shared;

static void shared_begin(BOOL result, void *context)
{
    memset(&shared, 0, sizeof shared);
    InitOnceInitialize(&shared.once);
    shared.inside = event_new();
    shared.finish = event_new();
    shared.result = result;
    shared.context = context;
}

static void shared_end(void)
{
    CloseHandle(shared.inside);
    CloseHandle(shared.finish);
}

static BOOL CALLBACK initialise(PINIT_ONCE once, void *parameter,
                                void **context)
{
    CHECK(once == &shared.once && parameter == &shared);
    InterlockedIncrement(&shared.calls);
    SetEvent(shared.inside);
    CHECK(wait_for(shared.finish));
    *context = shared.context;
    SetLastError(UNTOUCHED);
    return shared.result;
}

/* Claim:  the function is called once, and every call gives its context.
 * Source: "InitOnceExecuteOnce function".  Wine 8: same. */
static void once_only(void)
{
    INIT_ONCE fixed = INIT_ONCE_STATIC_INIT;
    void *context = NULL;

    shared_begin(TRUE, CONTEXT);
    CHECK(memcmp(&fixed, &shared.once, sizeof fixed) == 0);
    SetEvent(shared.finish);
    CHECK(InitOnceExecuteOnce(&shared.once, initialise, &shared, &context));
    CHECK(context == CONTEXT && shared.calls == 1);
    context = NULL;
    CHECK(InitOnceExecuteOnce(&shared.once, initialise, &shared, &context));
    CHECK(context == CONTEXT && shared.calls == 1);
    CHECK(InitOnceExecuteOnce(&shared.once, initialise, &shared, NULL));
    shared_end();
}

/* Claim:  when the function fails the call does, with its last error, and the
 *         next call tries again.
 * Source: "InitOnceExecuteOnce function", Parameters.  Wine 8: same. */
static void fails_and_retries(void)
{
    void *context = NULL;

    shared_begin(FALSE, NULL);
    SetEvent(shared.finish);
    SetLastError(0);
    CHECK(!InitOnceExecuteOnce(&shared.once, initialise, &shared, &context));
    CHECK_ERROR(UNTOUCHED);
    shared.result = TRUE;
    CHECK(InitOnceExecuteOnce(&shared.once, initialise, &shared, &context));
    CHECK(shared.calls == 2);
    shared_end();
}

static DWORD WINAPI execute(void *argument)
{
    void *context = NULL;

    (void)argument;
    CHECK(InitOnceExecuteOnce(&shared.once, initialise, &shared, &context));
    CHECK(context == CONTEXT);
    InterlockedIncrement(&shared.done);
    return 0;
}

/* Claim:  other threads wait while one is in the function.
 * Source: "InitOnceExecuteOnce function", Remarks.  Wine 8: same. */
static void others_wait(void)
{
    HANDLE threads[CROWD];

    shared_begin(TRUE, CONTEXT);
    for (int i = 0; i < CROWD; i++)
        threads[i] = thread_start(execute, NULL);
    CHECK(wait_for(shared.inside));
    let_it_block();
    CHECK(shared.done == 0 && shared.calls == 1);
    SetEvent(shared.finish);
    for (int i = 0; i < CROWD; i++)
        thread_join(threads[i]);
    CHECK(shared.done == CROWD && shared.calls == 1);
    shared_end();
}

/* Claim:  Begin gives "pending" until Complete, then the context.
 * Source: "InitOnceBeginInitialize function".  Wine 8: same. */
static void in_two_steps(void)
{
    INIT_ONCE once = INIT_ONCE_STATIC_INIT;
    void *context = &once;
    BOOL pending = FALSE;

    CHECK_FAILS(InitOnceBeginInitialize(&once, INIT_ONCE_CHECK_ONLY, &pending,
                                        &context),
                ERROR_GEN_FAILURE);
    CHECK(InitOnceBeginInitialize(&once, 0, &pending, &context));
    CHECK(pending);
    CHECK(InitOnceComplete(&once, 0, CONTEXT));
    CHECK(InitOnceBeginInitialize(&once, 0, &pending, &context));
    CHECK(!pending && context == CONTEXT);
    pending = TRUE;
    context = NULL;
    CHECK(InitOnceBeginInitialize(&once, INIT_ONCE_CHECK_ONLY, &pending,
                                  &context));
    CHECK(!pending && context == CONTEXT);
    CHECK(InitOnceBeginInitialize(&once, 0, &pending, NULL));
}

/* Claim:  INIT_FAILED sets it back.
 * Source: "InitOnceComplete function", Parameters.  Wine 8: same. */
static void step_back(void)
{
    INIT_ONCE once = INIT_ONCE_STATIC_INIT;
    BOOL pending = FALSE;

    CHECK(InitOnceBeginInitialize(&once, 0, &pending, NULL));
    CHECK(InitOnceComplete(&once, INIT_ONCE_INIT_FAILED, NULL));
    pending = FALSE;
    CHECK(InitOnceBeginInitialize(&once, 0, &pending, NULL));
    CHECK(pending);
    CHECK(InitOnceComplete(&once, 0, NULL));
}

/* Claim:  with ASYNC several initialise, and the first that completes wins.
 * Source: "InitOnceBeginInitialize function", Parameters.  Wine 8: same. */
static void together(void)
{
    INIT_ONCE once = INIT_ONCE_STATIC_INIT;
    void *context = NULL;
    BOOL pending = FALSE;

    for (int i = 0; i < 2; i++) {
        CHECK(InitOnceBeginInitialize(&once, INIT_ONCE_ASYNC, &pending, NULL));
        CHECK(pending);
    }
    CHECK(InitOnceComplete(&once, INIT_ONCE_ASYNC, CONTEXT));
    CHECK_FAILS(InitOnceComplete(&once, INIT_ONCE_ASYNC, &once),
                ERROR_GEN_FAILURE);
    CHECK(InitOnceBeginInitialize(&once, INIT_ONCE_ASYNC, &pending, &context));
    CHECK(!pending && context == CONTEXT);
}

/* Claim:  one that was begun with ASYNC cannot be set back, nor completed as
 *         one that was not (87), and goes on; none that is done can (31).
 * Source: "InitOnceComplete function", Parameters (INIT_ONCE_INIT_FAILED).
 *         Wine 8: same. */
static void no_step_back_together(void)
{
    INIT_ONCE once = INIT_ONCE_STATIC_INIT;
    void *context = NULL;
    BOOL pending = FALSE;

    CHECK_FAILS(InitOnceComplete(&once, INIT_ONCE_INIT_FAILED, NULL),
                ERROR_GEN_FAILURE);
    CHECK(InitOnceBeginInitialize(&once, INIT_ONCE_ASYNC, &pending, NULL));
    CHECK_FAILS(InitOnceComplete(&once, INIT_ONCE_INIT_FAILED, NULL),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(InitOnceComplete(&once, 0, NULL), ERROR_INVALID_PARAMETER);
    CHECK(InitOnceBeginInitialize(&once, INIT_ONCE_ASYNC, &pending, NULL));
    CHECK(pending, "begun still");
    CHECK(InitOnceComplete(&once, INIT_ONCE_ASYNC, CONTEXT));
    CHECK_FAILS(InitOnceComplete(&once, INIT_ONCE_INIT_FAILED, NULL),
                ERROR_GEN_FAILURE);
    CHECK(InitOnceBeginInitialize(&once, 0, &pending, &context));
    CHECK(!pending && context == CONTEXT);
}

/* Claim:  the two ways do not mix, and other flags, or a context whose low
 *         bits are set, are refused.
 * Source: "InitOnceComplete function", Parameters.  Wine 8: same. */
static void bad_arguments(void)
{
    INIT_ONCE once = INIT_ONCE_STATIC_INIT;
    BOOL pending = FALSE;

    CHECK_FAILS(InitOnceComplete(&once, 0, NULL), ERROR_GEN_FAILURE);
    if (tap_where() != WINE_8) /* takes them, and has begun */
        CHECK_FAILS(InitOnceBeginInitialize(&once, 8, &pending, NULL),
                    ERROR_INVALID_PARAMETER);
    CHECK_FAILS(InitOnceBeginInitialize(&once,
                                        INIT_ONCE_CHECK_ONLY | INIT_ONCE_ASYNC,
                                        &pending, NULL),
                ERROR_INVALID_PARAMETER);
    CHECK(InitOnceBeginInitialize(&once, 0, &pending, NULL));
    CHECK_FAILS(InitOnceBeginInitialize(&once, INIT_ONCE_ASYNC, &pending, NULL),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(InitOnceComplete(&once, 0, (void *)(ULONG_PTR)0x1001),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(InitOnceComplete(&once, INIT_ONCE_INIT_FAILED, CONTEXT),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(
        InitOnceComplete(&once, INIT_ONCE_INIT_FAILED | INIT_ONCE_ASYNC, NULL),
        ERROR_INVALID_PARAMETER);
    CHECK(InitOnceComplete(&once, 0, NULL), "still begun");
}

TAP_MAIN(CASE(once_only), CASE(fails_and_retries), CASE(others_wait),
         CASE(in_two_steps), CASE(step_back), CASE(together),
         CASE(no_step_back_together), CASE(bad_arguments))
