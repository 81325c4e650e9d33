/* What a callback says of itself, and has done when it has returned. */
#include "api/threadpool.h"
#include "iocp/module.h"
#include "iocp/mutex.h"
#include "iocp/sync.h"
#include "port/concurrency.h"

static struct pool_run *run_of(PTP_CALLBACK_INSTANCE instance)
{
    return (struct pool_run *)instance;
}

/* The order is Windows': what others wait for comes after what they need. */
static void after(struct pool_run *run)
{
    if (run->critical_section != NULL)
        LeaveCriticalSection(run->critical_section);
    if (run->mutex != NULL)
        ReleaseMutex(run->mutex);
    if (run->semaphore != NULL)
        ReleaseSemaphore(run->semaphore, (LONG)run->semaphore_count, NULL);
    if (run->event != NULL)
        SetEvent(run->event);
    if (run->library != NULL)
        FreeLibrary(run->library);
}

/* The callback's instance, with something to do later. */
static struct pool_run *do_after(PTP_CALLBACK_INSTANCE instance)
{
    struct pool_run *run = run_of(instance);

    if (run != NULL)
        run->after = after;
    return run;
}

VOID WINAPI SetEventWhenCallbackReturns(PTP_CALLBACK_INSTANCE instance,
                                        HANDLE event)
{
    struct pool_run *run = do_after(instance);

    if (run != NULL)
        run->event = event;
}

VOID WINAPI ReleaseSemaphoreWhenCallbackReturns(PTP_CALLBACK_INSTANCE instance,
                                                HANDLE semaphore, DWORD count)
{
    struct pool_run *run = do_after(instance);

    if (run == NULL)
        return;
    run->semaphore = semaphore;
    run->semaphore_count = count;
}

VOID WINAPI ReleaseMutexWhenCallbackReturns(PTP_CALLBACK_INSTANCE instance,
                                            HANDLE mutex)
{
    struct pool_run *run = do_after(instance);

    if (run != NULL)
        run->mutex = mutex;
}

VOID WINAPI LeaveCriticalSectionWhenCallbackReturns(
    PTP_CALLBACK_INSTANCE instance, PCRITICAL_SECTION section)
{
    struct pool_run *run = do_after(instance);

    if (run != NULL)
        run->critical_section = section;
}

VOID WINAPI FreeLibraryWhenCallbackReturns(PTP_CALLBACK_INSTANCE instance,
                                           HMODULE library)
{
    struct pool_run *run = do_after(instance);

    if (run != NULL)
        run->library = library;
}

/* It does not count as running from here on. */
BOOL WINAPI CallbackMayRunLong(PTP_CALLBACK_INSTANCE instance)
{
    struct pool_run *run = run_of(instance);

    if (run == NULL || run->is_long ||
        !pool_has_more_threads(run->object->terms.pool))
        return FALSE;
    run->is_long = true;
    concurrency_block();
    return TRUE;
}

VOID WINAPI
DisassociateCurrentThreadFromCallback(PTP_CALLBACK_INSTANCE instance)
{
    if (instance != NULL)
        pool_run_release(run_of(instance));
}
