/* What a callback may ask of its instance: things to do when it has returned,
 * a warning that it takes long, and that nobody waits for it. */
#include "pooled.h"

/* One callback, which does `set` to its instance, comes, waits, and goes. */
struct instance {
    void (*set)(PTP_CALLBACK_INSTANCE instance, struct instance *with);
    struct gate gate;
    HANDLE object; /* what `set` needs */
    CRITICAL_SECTION section;
    HMODULE library;
    PTP_WORK work;
    BOOL result;
};

static void CALLBACK do_set(PTP_CALLBACK_INSTANCE instance, PVOID context,
                            PTP_WORK work)
{
    struct instance *one = context;

    CHECK(work == one->work);
    one->set(instance, one);
    gate_pass(&one->gate);
}

/* Submits it and returns when it is inside. */
static void enter(struct instance *one, TP_CALLBACK_ENVIRON *environment)
{
    gate_new(&one->gate);
    one->work = CreateThreadpoolWork(do_set, one, environment);
    CHECK(one->work != NULL);
    SubmitThreadpoolWork(one->work);
    gate_await(&one->gate, 1);
}

static void leave(struct instance *one)
{
    gate_open(&one->gate);
    WaitForThreadpoolWorkCallbacks(one->work, FALSE);
    CHECK(one->gate.ran == 1);
    CloseThreadpoolWork(one->work);
    gate_free(&one->gate);
}

/* ---- When it has returned ---------------------------------------------- */

static void event_afterwards(PTP_CALLBACK_INSTANCE instance,
                             struct instance *one)
{
    SetEventWhenCallbackReturns(instance, one->object);
}

/* Claim:  the event is set when the callback has returned, not before.
 * Source: "SetEventWhenCallbackReturns function".  Wine 8: same. */
static void sets_an_event(void)
{
    struct instance one = {.set = event_afterwards, .object = event_new()};

    enter(&one, NULL);
    CHECK(is_quiet(one.object));
    gate_open(&one.gate);
    CHECK(happens(one.object));
    CHECK(one.gate.ran == 1);
    leave(&one);
    CloseHandle(one.object);
}

static void semaphore_afterwards(PTP_CALLBACK_INSTANCE instance,
                                 struct instance *one)
{
    ReleaseSemaphoreWhenCallbackReturns(instance, one->object, 3);
}

/* Claim:  the semaphore is released then, by the count.
 * Source: "ReleaseSemaphoreWhenCallbackReturns function".  Wine 8: same. */
static void releases_a_semaphore(void)
{
    struct instance one = {.set = semaphore_afterwards};

    one.object = CreateSemaphoreA(NULL, 0, 10, NULL);
    enter(&one, NULL);
    CHECK(is_quiet(one.object));
    gate_open(&one.gate);
    CHECK(happens(one.object));
    leave(&one);
    CHECK(is_set(one.object) && is_set(one.object) && !is_set(one.object));
    CloseHandle(one.object);
}

static void mutex_afterwards(PTP_CALLBACK_INSTANCE instance,
                             struct instance *one)
{
    CHECK(WaitForSingleObject(one->object, INFINITE) == WAIT_OBJECT_0);
    ReleaseMutexWhenCallbackReturns(instance, one->object);
}

/* Claim:  the mutex, which the callback owns, is released then.
 * Source: "ReleaseMutexWhenCallbackReturns function".  Wine 8: same. */
static void releases_a_mutex(void)
{
    struct instance one = {.set = mutex_afterwards};

    one.object = CreateMutexA(NULL, FALSE, NULL);
    enter(&one, NULL);
    CHECK(is_quiet(one.object));
    gate_open(&one.gate);
    CHECK(WaitForSingleObject(one.object, INFINITE) == WAIT_OBJECT_0,
          "not abandoned");
    CHECK(ReleaseMutex(one.object));
    leave(&one);
    CloseHandle(one.object);
}

static void section_afterwards(PTP_CALLBACK_INSTANCE instance,
                               struct instance *one)
{
    EnterCriticalSection(&one->section);
    LeaveCriticalSectionWhenCallbackReturns(instance, &one->section);
}

/* Claim:  the critical section, which the callback entered, is left then.
 * Source: "LeaveCriticalSectionWhenCallbackReturns function".
 *         Wine 8: same. */
static void leaves_a_critical_section(void)
{
    struct instance one = {.set = section_afterwards};

    InitializeCriticalSection(&one.section);
    enter(&one, NULL);
    CHECK(!TryEnterCriticalSection(&one.section));
    gate_open(&one.gate);
    EnterCriticalSection(&one.section);
    CHECK(one.gate.ran == 1);
    LeaveCriticalSection(&one.section);
    leave(&one);
    DeleteCriticalSection(&one.section);
}

/* A library that nobody has loaded. */
static const char *unloaded(void)
{
    static const char *const names[] = {"cabinet.dll", "libutil.so.1",
                                        "libresolv.so.2"};

    for (unsigned i = 0; i < COUNT_OF(names); i++) {
        HMODULE module =
            GetModuleHandleA(names[i]) ? NULL : LoadLibraryA(names[i]);

        if (module && FreeLibrary(module) && !GetModuleHandleA(names[i]))
            return names[i];
    }
    return NULL;
}

static void library_afterwards(PTP_CALLBACK_INSTANCE instance,
                               struct instance *one)
{
    FreeLibraryWhenCallbackReturns(instance, one->library);
}

/* Claim:  the library is freed then.
 * Source: "FreeLibraryWhenCallbackReturns function".  Wine 8: same. */
static void frees_a_library(void)
{
    struct instance one = {.set = library_afterwards};
    const char *name = unloaded();

    if (!name)
        SKIP("there is no library that could be loaded and freed");
    one.library = LoadLibraryA(name);
    enter(&one, NULL);
    CHECK(GetModuleHandleA(name) == one.library);
    leave(&one);
    CHECK(GetModuleHandleA(name) == NULL);
}

static void all_afterwards(PTP_CALLBACK_INSTANCE instance, struct instance *one)
{
    HANDLE *objects = one->object;

    event_afterwards(instance, &(struct instance){.object = objects[0]});
    semaphore_afterwards(instance, &(struct instance){.object = objects[1]});
    mutex_afterwards(instance, &(struct instance){.object = objects[2]});
    section_afterwards(instance, one);
}

/* Claim:  all of them may be asked for; section, mutex and semaphore have
 *         been left when the event is set.
 * Source: the pages above; observed order.  Wine 8: same. */
static void all_of_them(void)
{
    HANDLE objects[] = {event_new(), CreateSemaphoreA(NULL, 0, 10, NULL),
                        CreateMutexA(NULL, FALSE, NULL)};
    struct instance one = {.set = all_afterwards, .object = objects};

    InitializeCriticalSection(&one.section);
    enter(&one, NULL);
    CHECK(!is_set(objects[0]) && !is_set(objects[1]) && !is_set(objects[2]));
    gate_open(&one.gate);
    CHECK(happens(objects[0]));
    CHECK(is_set(objects[1]));
    CHECK(is_set(objects[2]) && ReleaseMutex(objects[2]));
    CHECK(TryEnterCriticalSection(&one.section));
    LeaveCriticalSection(&one.section);
    leave(&one);
    DeleteCriticalSection(&one.section);
    for (unsigned i = 0; i < COUNT_OF(objects); i++)
        CloseHandle(objects[i]);
}

static void CALLBACK simple(PTP_CALLBACK_INSTANCE instance, PVOID event)
{
    SetEventWhenCallbackReturns(instance, event);
}

/* Claim:  a simple callback has an instance too.
 * Source: "TrySubmitThreadpoolCallback function".  Wine 8: same. */
static void of_a_simple_callback(void)
{
    HANDLE event = event_new();

    CHECK(TrySubmitThreadpoolCallback(simple, event, NULL));
    CHECK(happens(event));
    CloseHandle(event);
}

/* ---- Taking long -------------------------------------------------------- */

static void run_long(PTP_CALLBACK_INSTANCE instance, struct instance *one)
{
    one->result = CallbackMayRunLong(instance);
}

/* Claim:  TRUE if the pool has, or could start, another thread.
 * Source: "CallbackMayRunLong function", Return value.  Wine 8: same. */
static void may_run_long(void)
{
    PTP_POOL pool = pool_new(4);
    TP_CALLBACK_ENVIRON environment = environment_of(pool);
    struct instance one = {.set = run_long, .result = -1};

    enter(&one, &environment);
    CHECK(one.result == TRUE);
    leave(&one);
    CloseThreadpool(pool);
}

/* Claim:  FALSE if it has none and may not start one.
 * Source: as above.  Wine 8: same. */
static void may_not_run_long(void)
{
    PTP_POOL pool = pool_new(1);
    TP_CALLBACK_ENVIRON environment = environment_of(pool);
    struct instance one = {.set = run_long, .result = -1};

    enter(&one, &environment);
    CHECK(one.result == FALSE);
    leave(&one);
    CloseThreadpool(pool);
}

/* Claim:  callbacks that said so do not keep others from running.
 * Source: as above, Remarks.  Wine 8: same. */
static void others_run(void)
{
    PTP_POOL pool = pool_new(3);
    TP_CALLBACK_ENVIRON environment = environment_of(pool);
    struct instance one = {.set = run_long}, other = {.set = run_long};
    struct gate gate;
    PTP_WORK work;

    gate_new_open(&gate);
    enter(&one, &environment);
    enter(&other, &environment);
    work = CreateThreadpoolWork(gate_work, &gate, &environment);
    SubmitThreadpoolWork(work);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    CHECK(gate.ran == 1);
    CloseThreadpoolWork(work);
    leave(&one);
    leave(&other);
    gate_free(&gate);
    CloseThreadpool(pool);
}

/* ---- Nobody waits for it ------------------------------------------------ */

/* Says when it has returned, for nobody waits for it. */
static void disassociate(PTP_CALLBACK_INSTANCE instance, struct instance *one)
{
    SetEventWhenCallbackReturns(instance, one->object);
    DisassociateCurrentThreadFromCallback(instance);
}

/* Claim:  a wait for the object does not wait for a callback that was
 *         disassociated; it goes on, and what it asked for is done.
 * Source: "DisassociateCurrentThreadFromCallback function"; Wine's ntdll
 *         thread pool tests.  Wine 8: same. */
static void disassociated(void)
{
    struct instance one = {.set = disassociate, .object = event_new()};

    enter(&one, NULL);
    WaitForThreadpoolWorkCallbacks(one.work, FALSE);
    WaitForThreadpoolWorkCallbacks(one.work, TRUE);
    CHECK(one.gate.inside == 1 && one.gate.ran == 0);
    gate_open(&one.gate);
    CHECK(happens(one.object));
    CHECK(one.gate.ran == 1);
    leave(&one);
    CloseHandle(one.object);
}

/* Claim:  its object may be closed meanwhile.
 * Source: as above, Remarks.  Wine 8: same. */
static void disassociated_and_closed(void)
{
    struct instance one = {.set = disassociate, .object = event_new()};

    enter(&one, NULL);
    WaitForThreadpoolWorkCallbacks(one.work, FALSE);
    CloseThreadpoolWork(one.work);
    CHECK(one.gate.inside == 1);
    gate_open(&one.gate);
    CHECK(happens(one.object));
    gate_free(&one.gate);
    CloseHandle(one.object);
}

struct closing {
    PTP_CLEANUP_GROUP group;
    HANDLE over;
};

static DWORD WINAPI close_members(void *argument)
{
    struct closing *closing = argument;

    CloseThreadpoolCleanupGroupMembers(closing->group, FALSE, NULL);
    SetEvent(closing->over);
    return 0;
}

/* Claim:  the cleanup group still waits for it.
 * Source: "DisassociateCurrentThreadFromCallback function", Remarks ("remains
 *         associated with the object's cleanup group").  Wine 8: same. */
static void group_waits_for_it(void)
{
    struct instance one = {.set = disassociate, .object = event_new()};
    struct closing closing = {CreateThreadpoolCleanupGroup(), event_new()};
    TP_CALLBACK_ENVIRON environment;
    HANDLE thread;

    InitializeThreadpoolEnvironment(&environment);
    SetThreadpoolCallbackCleanupGroup(&environment, closing.group, NULL);
    enter(&one, &environment);
    WaitForThreadpoolWorkCallbacks(one.work, FALSE);
    thread = thread_start(close_members, &closing);
    CHECK(is_quiet(closing.over));
    gate_open(&one.gate);
    CHECK(happens(closing.over));
    CHECK(one.gate.ran == 1);
    CHECK(happens(one.object));
    CHECK(happens(thread));
    CloseHandle(thread);
    CloseThreadpoolCleanupGroup(closing.group);
    gate_free(&one.gate);
    CloseHandle(one.object);
    CloseHandle(closing.over);
}

TAP_MAIN(CASE(sets_an_event), CASE(releases_a_semaphore),
         CASE(releases_a_mutex), CASE(leaves_a_critical_section),
         CASE(frees_a_library), CASE(all_of_them), CASE(of_a_simple_callback),
         CASE(may_run_long), CASE(may_not_run_long), CASE(others_run),
         CASE(disassociated), CASE(disassociated_and_closed),
         CASE(group_waits_for_it))
