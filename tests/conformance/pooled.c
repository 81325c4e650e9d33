/* The helpers of pooled.h. */
#include "pooled.h"

static void raise_most(struct gate *gate, LONG inside)
{
    LONG most = gate->most;

    while (most < inside) {
        LONG seen = InterlockedCompareExchange(&gate->most, inside, most);

        if (seen == most)
            return;
        most = seen;
    }
}

void gate_new(struct gate *gate)
{
    memset(gate, 0, sizeof *gate);
    gate->entered = CreateSemaphoreA(NULL, 0, 1000000, NULL);
    gate->open = event_new();
    CHECK(gate->entered != NULL);
}

void gate_new_open(struct gate *gate)
{
    gate_new(gate);
    gate_open(gate);
}

void gate_pass(struct gate *gate)
{
    raise_most(gate, InterlockedIncrement(&gate->inside));
    ReleaseSemaphore(gate->entered, 1, NULL);
    CHECK(happens(gate->open));
    InterlockedIncrement(&gate->ran);
    InterlockedDecrement(&gate->inside);
}

void gate_await(struct gate *gate, LONG count)
{
    while (count-- > 0)
        CHECK(happens(gate->entered));
}

void gate_open(struct gate *gate)
{
    CHECK(SetEvent(gate->open));
}

int gate_is_quiet(struct gate *gate)
{
    return is_quiet(gate->entered);
}

void gate_free(struct gate *gate)
{
    CHECK(gate->inside == 0, "%d inside", (int)gate->inside);
    CloseHandle(gate->entered);
    CloseHandle(gate->open);
}

void CALLBACK gate_work(PTP_CALLBACK_INSTANCE instance, PVOID gate,
                        PTP_WORK work)
{
    CHECK(instance != NULL && work != NULL);
    gate_pass(gate);
}

void CALLBACK gate_timer(PTP_CALLBACK_INSTANCE instance, PVOID gate,
                         PTP_TIMER timer)
{
    CHECK(instance != NULL && timer != NULL);
    gate_pass(gate);
}

void CALLBACK gate_wait(PTP_CALLBACK_INSTANCE instance, PVOID gate,
                        PTP_WAIT wait, TP_WAIT_RESULT result)
{
    CHECK(instance != NULL && wait != NULL);
    CHECK(result == WAIT_OBJECT_0, "result %u", (unsigned)result);
    gate_pass(gate);
}

void CALLBACK gate_fired(PVOID gate, BOOLEAN timed_out)
{
    (void)timed_out;
    gate_pass(gate);
}

PTP_POOL pool_new(DWORD most_threads)
{
    PTP_POOL pool = CreateThreadpool(NULL);

    CHECK(pool != NULL);
    SetThreadpoolThreadMaximum(pool, most_threads);
    return pool;
}

TP_CALLBACK_ENVIRON environment_of(PTP_POOL pool)
{
    TP_CALLBACK_ENVIRON environment;

    InitializeThreadpoolEnvironment(&environment);
    SetThreadpoolCallbackPool(&environment, pool);
    return environment;
}

void blocker_new(struct blocker *blocker, PTP_POOL pool)
{
    TP_CALLBACK_ENVIRON environment = environment_of(pool);

    gate_new(&blocker->gate);
    blocker->work =
        CreateThreadpoolWork(gate_work, &blocker->gate, &environment);
    CHECK(blocker->work != NULL);
    SubmitThreadpoolWork(blocker->work);
    gate_await(&blocker->gate, 1);
}

void blocker_free(struct blocker *blocker)
{
    gate_open(&blocker->gate);
    WaitForThreadpoolWorkCallbacks(blocker->work, FALSE);
    CloseThreadpoolWork(blocker->work);
    gate_free(&blocker->gate);
}

FILETIME at(LONGLONG value)
{
    FILETIME time;

    time.dwLowDateTime = (DWORD)value;
    time.dwHighDateTime = (DWORD)(value >> 32);
    return time;
}

FILETIME after_ms(LONGLONG ms)
{
    return at(-ms * MS);
}

FILETIME from_now(LONGLONG ms)
{
    FILETIME now;

    GetSystemTimeAsFileTime(&now);
    return at(((LONGLONG)now.dwHighDateTime << 32 | now.dwLowDateTime) +
              ms * MS);
}

int happens(HANDLE handle)
{
    return WaitForSingleObject(handle, INFINITE) == WAIT_OBJECT_0;
}

int is_quiet(HANDLE handle)
{
    return WaitForSingleObject(handle, BRIEF) == WAIT_TIMEOUT;
}

void *function_of(const char *library, const char *name)
{
    FARPROC found = GetProcAddress(GetModuleHandleA(library), name);
    void *function = NULL;

    memcpy(&function, &found, sizeof function);
    CHECK(function != NULL || tap_where() == WINE_8, "%s", name);
    return function;
}
