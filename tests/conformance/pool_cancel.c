/* Cleanup groups that are cancelled: which members the group's function is told
 * of. It often frees what a callback would have freed, so that both is as bad
 * as neither. */
#include "pooled.h"

/* The context of a member. */
struct task {
    struct gate gate;
    volatile LONG told; /* how often of its cancellation */
};

static void CALLBACK tell(PVOID task, PVOID cleanup)
{
    CHECK(cleanup == NULL);
    InterlockedIncrement(&((struct task *)task)->told);
}

/* A group, and an environment that names it and a pool. */
struct grouped {
    PTP_POOL pool;
    PTP_CLEANUP_GROUP group;
    TP_CALLBACK_ENVIRON environment;
};

static void grouped_new(struct grouped *grouped, DWORD threads,
                        PTP_CLEANUP_GROUP_CANCEL_CALLBACK cancelled)
{
    grouped->pool = pool_new(threads);
    grouped->group = CreateThreadpoolCleanupGroup();
    CHECK(grouped->group != NULL);
    grouped->environment = environment_of(grouped->pool);
    SetThreadpoolCallbackCleanupGroup(&grouped->environment, grouped->group,
                                      cancelled);
}

static void grouped_free(struct grouped *grouped)
{
    CloseThreadpoolCleanupGroup(grouped->group);
    DestroyThreadpoolEnvironment(&grouped->environment);
    CloseThreadpool(grouped->pool);
}

static void CALLBACK pass(PTP_CALLBACK_INSTANCE instance, PVOID task)
{
    CHECK(instance != NULL);
    gate_pass(&((struct task *)task)->gate);
}

static void CALLBACK pass_open(PTP_CALLBACK_INSTANCE instance, PVOID task,
                               PTP_WORK work)
{
    CHECK(work != NULL);
    pass(instance, task);
}

static void CALLBACK pass_and_close(PTP_CALLBACK_INSTANCE instance, PVOID task,
                                    PTP_WORK work)
{
    pass(instance, task);
    CloseThreadpoolWork(work);
}

static PTP_WORK work_of(struct grouped *grouped, PTP_WORK_CALLBACK function,
                        struct task *task)
{
    PTP_WORK work = CreateThreadpoolWork(function, task, &grouped->environment);

    CHECK(work != NULL);
    return work;
}

static void start_simple(struct grouped *grouped, struct task *task)
{
    CHECK(TrySubmitThreadpoolCallback(pass, task, &grouped->environment));
}

static void start_open(struct grouped *grouped, struct task *task)
{
    SubmitThreadpoolWork(work_of(grouped, pass_open, task));
}

static void start_closing(struct grouped *grouped, struct task *task)
{
    SubmitThreadpoolWork(work_of(grouped, pass_and_close, task));
}

static DWORD WINAPI cancel(void *group)
{
    CloseThreadpoolCleanupGroupMembers(group, TRUE, NULL);
    return 0;
}

/* How often the function is told of what `start` made, whose callback runs
 * when the group is cancelled. It goes on when a member in front of it was told
 * of, so when all have been cancelled. */
static LONG told_of_running(void (*start)(struct grouped *, struct task *))
{
    struct task queued = {.told = 0}, running = {.told = 0};
    struct grouped grouped;
    PTP_WORK first;
    HANDLE thread;

    grouped_new(&grouped, 1, tell);
    gate_new_open(&queued.gate);
    gate_new(&running.gate);
    first = work_of(&grouped, pass_open, &queued);
    start(&grouped, &running);
    gate_await(&running.gate, 1);
    SubmitThreadpoolWork(first);
    thread = thread_start(cancel, grouped.group);
    CHECK(WAIT_UNTIL(InterlockedCompareExchange(&queued.told, 0, 0) == 1));
    gate_open(&running.gate);
    CHECK(happens(thread));
    CloseHandle(thread);
    CHECK(queued.gate.ran == 0 && queued.told == 1);
    CHECK(running.gate.ran == 1);
    gate_free(&queued.gate);
    gate_free(&running.gate);
    grouped_free(&grouped);
    return running.told;
}

/* Claim:  the function is not told of a simple callback that runs: that
 *         releases itself.
 * Source: "SetThreadpoolCallbackCleanupGroup function", pfng: before the object
 *         is released.  Wine 8: same. */
static void simple_callback(void)
{
    CHECK(told_of_running(start_simple) == 0);
}

/* Claim:  nor of an object that its callback closes meanwhile.
 * Source: as above.  Wine 8: same. */
static void closed_by_its_callback(void)
{
    CHECK(told_of_running(start_closing) == 0);
}

/* Claim:  but of one whose callback runs and leaves it open.
 * Source: as above.  Wine 8: same. */
static void left_open(void)
{
    CHECK(told_of_running(start_open) == 1);
}

/* The context of a simple callback. */
struct owned {
    HANDLE begun;
    volatile LONG ran, told;
};

static void CALLBACK run_owned(PTP_CALLBACK_INSTANCE instance, PVOID owned)
{
    CHECK(instance != NULL);
    ReleaseSemaphore(((struct owned *)owned)->begun, 1, NULL);
    for (int i = 0; i < 20; i++)
        SwitchToThread(); /* so that the group finds it */
    InterlockedIncrement(&((struct owned *)owned)->ran);
}

static void CALLBACK tell_owned(PVOID owned, PVOID cleanup)
{
    CHECK(cleanup == NULL);
    InterlockedIncrement(&((struct owned *)owned)->told);
}

static void check_each_once(struct owned *owned, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        CHECK(owned[i].ran + owned[i].told == 1, "%d ran, %d told",
              (int)owned[i].ran, (int)owned[i].told);
}

/* Claim:  a simple callback runs or is told of, never both nor neither.
 * Source: as above; "TrySubmitThreadpoolCallback function".  Wine 8: same. */
static void each_once(void)
{
    HANDLE begun = CreateSemaphoreA(NULL, 0, 1000000, NULL);
    struct owned owned[20];
    struct grouped grouped;

    grouped_new(&grouped, 4, tell_owned);
    for (int round = 0; round < 100; round++) {
        for (unsigned i = 0; i < COUNT_OF(owned); i++) {
            owned[i] = (struct owned){begun, 0, 0};
            CHECK(TrySubmitThreadpoolCallback(run_owned, &owned[i],
                                              &grouped.environment));
        }
        CHECK(happens(begun));
        CloseThreadpoolCleanupGroupMembers(grouped.group, TRUE, NULL);
        check_each_once(owned, COUNT_OF(owned));
    }
    grouped_free(&grouped);
    CloseHandle(begun);
}

TAP_MAIN(CASE(simple_callback), CASE(closed_by_its_callback), CASE(left_open),
         CASE(each_once))
