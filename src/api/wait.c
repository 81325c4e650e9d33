/* WaitForSingleObject, WaitForMultipleObjects, SignalObjectAndWait, Sleep.
 *
 * An alertable wait that an APC ended gives back what it holds before it runs
 * the APCs: those may do anything, ending the thread included. */
#include <sched.h>

#include "api/api.h"
#include "api/waitable.h"
#include "base/clock.h"
#include "iocp/file.h"
#include "iocp/sync.h"
#include "iocp/thread.h"
#include "object/process.h"
#include "object/thread.h"
#include "port/concurrency.h"
#include "sync/event.h"
#include "sync/mutex.h"
#include "sync/wait.h"
#include "sys/futex.h"

/* What GetCurrentProcess() waits on. INVALID_HANDLE_VALUE is the same number,
 * so waiting on a handle that could not be opened waits for ever, as on
 * Windows. */
static struct waitable process_end = {
    .blocks = {&process_end.blocks, &process_end.blocks},
};

/* A waited-for object, with a reference; none for the process. */
struct target {
    struct object *object;
    struct waitable *waitable;
};

/* Of handles that say what they are for, only some may be waited on. */
static bool may_wait(const struct object *object)
{
    return object->kind != OBJECT_PROCESS ||
           (((const struct process_handle *)object)->access & SYNCHRONIZE) != 0;
}

struct object *waitable_find(HANDLE handle, struct waitable **waitable,
                             NTSTATUS *status)
{
    struct object *object;

    *status = STATUS_NO_MEMORY;
    if (handle == GetCurrentThread())
        object = (struct object *)thread_current();
    else
        object = table_get(handle, OBJECT_ANY, status);
    if (object == NULL)
        return NULL;
    *waitable =
        object->ops->waitable != NULL ? object->ops->waitable(object) : NULL;
    if (*waitable != NULL && may_wait(object)) {
        *status = STATUS_SUCCESS;
        return object;
    }
    *status =
        *waitable != NULL ? STATUS_ACCESS_DENIED : STATUS_OBJECT_TYPE_MISMATCH;
    object_put(object);
    return NULL;
}

static NTSTATUS target_get(struct target *target, HANDLE handle)
{
    NTSTATUS status = STATUS_SUCCESS;

    target->object = NULL;
    target->waitable = &process_end;
    if (handle != GetCurrentProcess())
        target->object = waitable_find(handle, &target->waitable, &status);
    return status;
}

static void target_put(struct target *target)
{
    if (target->object != NULL)
        object_put(target->object);
}

static DWORD wait_failed(NTSTATUS status)
{
    api_fail(status);
    return WAIT_FAILED;
}

/* What the call returns; runs the APCs that ended the wait. */
static DWORD wait_ended(NTSTATUS status, unsigned index, struct apc_queue *apcs)
{
    if (status == STATUS_SUCCESS)
        return WAIT_OBJECT_0 + index;
    if (status == STATUS_ABANDONED_WAIT_0)
        return WAIT_ABANDONED_0 + index;
    if (status == STATUS_TIMEOUT)
        return WAIT_TIMEOUT;
    if (status != STATUS_USER_APC)
        return wait_failed(status);
    apc_run(apcs);
    return WAIT_IO_COMPLETION;
}

static struct apc_queue *apcs_if(BOOL alertable)
{
    return alertable ? thread_apcs() : NULL;
}

/* A signal that is there already, of an event, without a reference. */
static bool takes_event(HANDLE handle)
{
    struct slot *slot;
    NTSTATUS status;
    struct object *object = table_borrow(handle, OBJECT_EVENT, &slot, &status);
    bool taken;

    if (object == NULL)
        return false;
    taken = waitable_try_take(event_waitable(object));
    table_return(slot);
    return taken;
}

DWORD WINAPI WaitForSingleObjectEx(HANDLE handle, DWORD timeout_ms,
                                   BOOL alertable)
{
    struct apc_queue *apcs;
    struct target target;
    NTSTATUS status;
    unsigned index;

    if (takes_event(handle))
        return WAIT_OBJECT_0;
    apcs = apcs_if(alertable);
    status = target_get(&target, handle);
    if (status != STATUS_SUCCESS)
        return wait_failed(status);
    status = wait_alertable(&target.waitable, 1, false,
                            clock_deadline_ns(timeout_ms), apcs, &index);
    target_put(&target);
    return wait_ended(status, 0, apcs);
}

DWORD WINAPI WaitForSingleObject(HANDLE handle, DWORD timeout_ms)
{
    return WaitForSingleObjectEx(handle, timeout_ms, FALSE);
}

/* ---- Several objects ---- */

static void targets_put(struct target *targets, DWORD count)
{
    while (count-- > 0)
        target_put(&targets[count]);
}

static NTSTATUS targets_get(struct target *targets, const HANDLE *handles,
                            DWORD count)
{
    for (DWORD i = 0; i < count; i++) {
        NTSTATUS status = target_get(&targets[i], handles[i]);

        if (status != STATUS_SUCCESS) {
            targets_put(targets, i);
            return status;
        }
    }
    return STATUS_SUCCESS;
}

static bool has_twice(struct waitable **list, DWORD count)
{
    for (DWORD i = 1; i < count; i++)
        for (DWORD j = 0; j < i; j++)
            if (list[i] == list[j])
                return true;
    return false;
}

static NTSTATUS wait_targets(struct target *targets, DWORD count, bool all,
                             DWORD timeout_ms, struct apc_queue *apcs,
                             unsigned *index)
{
    struct waitable *list[MAXIMUM_WAIT_OBJECTS];

    for (DWORD i = 0; i < count; i++)
        list[i] = targets[i].waitable;
    /* An object cannot be waited for twice at one moment. */
    if (all && has_twice(list, count))
        return STATUS_INVALID_PARAMETER;
    return wait_alertable(list, count, all, clock_deadline_ns(timeout_ms), apcs,
                          index);
}

DWORD WINAPI WaitForMultipleObjectsEx(DWORD count, const HANDLE *handles,
                                      BOOL all, DWORD timeout_ms,
                                      BOOL alertable)
{
    struct apc_queue *apcs = apcs_if(alertable);
    struct target targets[MAXIMUM_WAIT_OBJECTS];
    unsigned index = 0;
    NTSTATUS status;

    if (count == 0 || count > MAXIMUM_WAIT_OBJECTS)
        return wait_failed(STATUS_INVALID_PARAMETER);
    if (handles == NULL)
        return wait_failed(STATUS_ACCESS_VIOLATION);
    status = targets_get(targets, handles, count);
    if (status != STATUS_SUCCESS)
        return wait_failed(status);
    status =
        wait_targets(targets, count, all != FALSE, timeout_ms, apcs, &index);
    targets_put(targets, count);
    return wait_ended(status, index, apcs);
}

DWORD WINAPI WaitForMultipleObjects(DWORD count, const HANDLE *handles,
                                    BOOL all, DWORD timeout_ms)
{
    return WaitForMultipleObjectsEx(count, handles, all, timeout_ms, FALSE);
}

/* ---- One after the other ---- */

/* "The first handle can be a semaphore, mutex or event" (SignalObjectAndWait,
 * Parameters): so far there are events. The wait's object is looked at first: a
 * call that fails has signalled nothing. */
static NTSTATUS signal_object(HANDLE handle)
{
    const enum object_kind kinds =
        OBJECT_EVENT | OBJECT_MUTEX | OBJECT_SEMAPHORE;
    NTSTATUS status;
    struct object *object = table_get(handle, kinds, &status);
    uint32_t before;

    if (object == NULL)
        return status;
    if (object->kind == OBJECT_MUTEX)
        status = mutex_release(object);
    else if (object->kind == OBJECT_SEMAPHORE)
        status = semaphore_release(object, 1, &before);
    else
        waitable_set(object->ops->waitable(object));
    object_put(object);
    return status;
}

DWORD WINAPI SignalObjectAndWait(HANDLE to_signal, HANDLE to_wait,
                                 DWORD timeout_ms, BOOL alertable)
{
    struct apc_queue *apcs = apcs_if(alertable);
    struct target target;
    NTSTATUS status = target_get(&target, to_wait);
    unsigned index;

    if (status != STATUS_SUCCESS)
        return wait_failed(status);
    status = signal_object(to_signal);
    if (status == STATUS_SUCCESS)
        status = wait_alertable(&target.waitable, 1, false,
                                clock_deadline_ns(timeout_ms), apcs, &index);
    target_put(&target);
    return wait_ended(status, 0, apcs);
}

/* ---- Sleeping ---- */

static void sleep_until(uint64_t deadline_ns)
{
    _Atomic uint32_t nobody_wakes_it = 0;

    concurrency_block();
    while (futex_wait(&nobody_wakes_it, 0, deadline_ns) == 0)
        continue;
    concurrency_unblock();
}

/* Never changes the last error. */
DWORD WINAPI SleepEx(DWORD timeout_ms, BOOL alertable)
{
    struct apc_queue *apcs = apcs_if(alertable);
    unsigned index;

    if (apcs != NULL &&
        wait_alertable(NULL, 0, false, clock_deadline_ns(timeout_ms), apcs,
                       &index) == STATUS_USER_APC) {
        apc_run(apcs);
        return WAIT_IO_COMPLETION;
    }
    if (timeout_ms == 0)
        sched_yield();
    else if (apcs == NULL)
        sleep_until(clock_deadline_ns(timeout_ms));
    return 0;
}

VOID WINAPI Sleep(DWORD timeout_ms)
{
    SleepEx(timeout_ms, FALSE);
}

BOOL WINAPI SwitchToThread(VOID)
{
    /* The kernel does not say whether another thread was ready. TRUE keeps
     * callers, who would Sleep(1) otherwise, on the fast path. */
    sched_yield();
    return TRUE;
}
