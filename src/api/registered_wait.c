/* RegisterWaitForSingleObject and what ends it: a wait of the process's pool
 * that sets itself again. */
#include <stdlib.h>

#include "api/threadpool.h"
#include "api/threadpool_end.h"
#include "api/threadpool_timed.h"
#include "iocp/threadpool_legacy.h"

struct registered_wait {
    struct pool_wait wait;
    struct wait_target target; /* (c) counted */
    bool once;                 /* (c) */
    bool in_turn;              /* (c) one callback after the other */
    _Atomic bool ended;        /* (a) no wait is to be set any more */
    int64_t due;               /* (c) after each callback */
    bool times_out;            /* (c) */
    struct object *event;      /* counted; set with the end */
};

static void arm(struct registered_wait *wait)
{
    if (!atomic_load(&wait->ended))
        pool_wait_set(&wait->wait, &wait->target,
                      wait->times_out ? &wait->due : NULL);
    /* Ended since: nobody may have seen it, as a callback runs. */
    if (atomic_load(&wait->ended))
        pool_wait_set(&wait->wait, NULL, NULL);
}

static void run(struct pool_object *object, struct pool_run *run)
{
    struct registered_wait *wait = (struct registered_wait *)object;
    WAITORTIMERCALLBACK function = (WAITORTIMERCALLBACK)object->function;

    if (!wait->once && !wait->in_turn)
        arm(wait);
    function(object->context, run->news.result == WAIT_TIMED_OUT);
    if (!wait->once && wait->in_turn)
        arm(wait);
}

static void destroy(struct pool_object *object)
{
    struct registered_wait *wait = (struct registered_wait *)object;

    pool_wait_destroy(object);
    object_put(wait->target.object);
    end_tell(wait->event);
}

static const struct pool_object_kind kind = {
    .run = run,
    .stop = pool_wait_stop,
    .destroy = destroy,
};

/* An object that stays signalled would have callbacks without end and number;
 * with a time of 0 the object is looked at once. */
static void fill(struct registered_wait *wait, DWORD milliseconds, DWORD flags)
{
    wait->once = (flags & WT_EXECUTEONLYONCE) != 0 || milliseconds == 0;
    wait->in_turn = (flags & WT_EXECUTEINWAITTHREAD) != 0 ||
                    wait->target.waitable->kind == WAITABLE_MANUAL;
    wait->times_out = milliseconds != INFINITE;
    wait->due = deadline_after_ms(milliseconds);
}

static struct registered_wait *make(const struct wait_target *target,
                                    WAITORTIMERCALLBACK function, PVOID context,
                                    DWORD flags)
{
    const struct pool_terms terms = {
        .priority = TP_CALLBACK_PRIORITY_NORMAL,
        .is_long = (flags & WT_EXECUTELONGFUNCTION) != 0,
    };
    struct registered_wait *wait = calloc(1, sizeof *wait);

    if (wait == NULL || !pool_wait_fill(&wait->wait, &kind, &terms,
                                        (void (*)(void))function, context)) {
        free(wait);
        return NULL;
    }
    object_get(target->object);
    wait->target = *target;
    return wait;
}

static NTSTATUS register_wait(HANDLE *handle, const struct wait_target *target,
                              WAITORTIMERCALLBACK function, PVOID context,
                              DWORD milliseconds, DWORD flags)
{
    struct registered_wait *wait = make(target, function, context, flags);
    HANDLE made = NULL;
    NTSTATUS status;

    if (wait == NULL)
        return STATUS_NO_MEMORY;
    fill(wait, milliseconds, flags);
    pool_object_get(&wait->wait.object); /* a callback may end it */
    status = end_handle(&wait->wait.object, OBJECT_REGISTERED_WAIT, &made);
    if (status == STATUS_SUCCESS) {
        *handle = made; /* before the first callback */
        arm(wait);
    }
    pool_object_put(&wait->wait.object);
    return status;
}

BOOL WINAPI RegisterWaitForSingleObject(PHANDLE handle, HANDLE object,
                                        WAITORTIMERCALLBACK function,
                                        PVOID context, ULONG milliseconds,
                                        ULONG flags)
{
    struct wait_target target;
    NTSTATUS status;

    if (handle == NULL || function == NULL)
        return api_error(ERROR_INVALID_PARAMETER);
    status = wait_target_find(object, &target);
    if (status != STATUS_SUCCESS)
        return api_fail(status);
    status =
        register_wait(handle, &target, function, context, milliseconds, flags);
    object_put(target.object);
    return api_result(status);
}

BOOL WINAPI UnregisterWaitEx(HANDLE handle, HANDLE completion)
{
    struct registered_wait *wait;
    struct object *event;
    bool pending;

    if (!end_event(completion, &event))
        return FALSE;
    wait = (struct registered_wait *)end_take(handle, OBJECT_REGISTERED_WAIT);
    if (wait == NULL) {
        if (event != NULL)
            object_put(event);
        return FALSE;
    }
    atomic_store(&wait->ended, true);
    pool_wait_stop(&wait->wait.object);
    wait->event = event;
    pending = end_is_pending(&wait->wait.object, completion);
    pool_object_close(&wait->wait.object);
    pool_object_put(&wait->wait.object);
    return pending ? api_error(ERROR_IO_PENDING) : TRUE;
}

BOOL WINAPI UnregisterWait(HANDLE handle)
{
    return UnregisterWaitEx(handle, NULL);
}
