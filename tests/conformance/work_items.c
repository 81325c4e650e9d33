/* QueueUserWorkItem: a function that the pool runs once. */
#include "pooled.h"

static volatile LONG ran;

struct item {
    HANDLE done; /* auto-reset: a second call would set it again */
    PVOID itself;
    DWORD thread;
};

static HANDLE done_new(void)
{
    HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL);

    CHECK(event != NULL);
    return event;
}

static DWORD WINAPI note(void *context)
{
    struct item *item = context;

    item->itself = context;
    item->thread = GetCurrentThreadId();
    InterlockedIncrement(&ran);
    SetEvent(item->done);
    return 5; /* nobody sees it */
}

/* Claim:  TRUE; the function runs once, on another thread, with its context.
 * Source: "QueueUserWorkItem function".  Wine 8: same. */
static void runs_once(void)
{
    struct item item = {done_new(), NULL, 0};

    ran = 0;
    CHECK(QueueUserWorkItem(note, &item, WT_EXECUTEDEFAULT));
    CHECK(happens(item.done));
    CHECK(item.itself == &item);
    CHECK(item.thread != 0 && item.thread != GetCurrentThreadId());
    CHECK(is_quiet(item.done) && ran == 1);
    CloseHandle(item.done);
}

/* Claim:  every flag is taken, alone and with a limit of threads.
 * Source: as above, Flags.  Wine 8: same. */
static void flags(void)
{
    static const ULONG all[] = {WT_EXECUTEDEFAULT,
                                WT_EXECUTEINIOTHREAD,
                                WT_EXECUTEINPERSISTENTTHREAD,
                                WT_EXECUTELONGFUNCTION,
                                WT_TRANSFER_IMPERSONATION,
                                WT_EXECUTELONGFUNCTION |
                                    WT_EXECUTEINPERSISTENTTHREAD};

    for (unsigned i = 0; i < 2 * COUNT_OF(all); i++) {
        struct item item = {done_new(), NULL, 0};
        ULONG given = all[i / 2];

        if (i % 2)
            WT_SET_MAX_THREADPOOL_THREADS(given, 600);
        CHECK(QueueUserWorkItem(note, &item, given), "%#x", (unsigned)given);
        CHECK(happens(item.done));
        CHECK(item.itself == &item);
        CloseHandle(item.done);
    }
}

/* Its second release of `entered` says that it has passed. */
static DWORD WINAPI pass(void *context)
{
    struct gate *gate = context;

    gate_pass(gate);
    ReleaseSemaphore(gate->entered, 1, NULL);
    return 0;
}

/* Claim:  one that blocks does not keep others from running.
 * Source: as above, WT_EXECUTELONGFUNCTION.  Wine 8: same. */
static void others_run(void)
{
    struct item item = {done_new(), NULL, 0};
    static struct gate gate;

    gate_new(&gate);
    CHECK(QueueUserWorkItem(pass, &gate, WT_EXECUTELONGFUNCTION));
    gate_await(&gate, 1);
    CHECK(QueueUserWorkItem(note, &item, WT_EXECUTEDEFAULT));
    CHECK(happens(item.done));
    CHECK(gate.inside == 1);
    gate_open(&gate);
    gate_await(&gate, 1);
    gate_free(&gate);
    CloseHandle(item.done);
}

#define MANY 300

static HANDLE all_ran;

static DWORD WINAPI count_down(void *left)
{
    if (InterlockedDecrement((volatile LONG *)left) == 0)
        SetEvent(all_ran);
    return 0;
}

/* Claim:  each that is queued runs.
 * Source: as above.  Wine 8: same. */
static void many(void)
{
    static volatile LONG left;

    left = MANY;
    all_ran = event_new();
    for (int i = 0; i < MANY; i++)
        CHECK(QueueUserWorkItem(count_down, (void *)&left,
                                i % 2 ? WT_EXECUTEDEFAULT
                                      : WT_EXECUTEINPERSISTENTTHREAD));
    CHECK(happens(all_ran));
    CHECK(left == 0);
    CloseHandle(all_ran);
}

static DWORD WINAPI queue_next(void *context)
{
    volatile LONG *left = context;

    if (InterlockedDecrement(left) == 0)
        SetEvent(all_ran);
    else
        CHECK(QueueUserWorkItem(queue_next, context, WT_EXECUTEDEFAULT));
    return 0;
}

/* Claim:  one may queue the next.
 * Source: as above.  Wine 8: same. */
static void queued_by_another(void)
{
    static volatile LONG left;

    left = 50;
    all_ran = event_new();
    CHECK(QueueUserWorkItem(queue_next, (void *)&left, WT_EXECUTEDEFAULT));
    CHECK(happens(all_ran));
    CloseHandle(all_ran);
}

TAP_MAIN(CASE(runs_once), CASE(flags), CASE(others_run), CASE(many),
         CASE(queued_by_another))
