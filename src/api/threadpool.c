/* Pools, work, cleanup groups. */
#include "api/threadpool.h"

#include <stdlib.h>

#include "iocp/threadpool_legacy.h"
#include "threadpool/group.h"

static struct pool *pool_at(PTP_POOL pool)
{
    return (struct pool *)pool;
}

/* ---- What all objects need ---- */

/* Version 1 ends before the priority. */
static bool is_known(const TP_CALLBACK_ENVIRON *environment)
{
    if (environment->Version == 1)
        return true;
    return environment->Version == 3 &&
           (unsigned)environment->CallbackPriority < POOL_PRIORITIES;
}

bool terms_read(struct pool_terms *terms,
                const TP_CALLBACK_ENVIRON *environment, bool has_function)
{
    *terms = (struct pool_terms){.priority = TP_CALLBACK_PRIORITY_NORMAL};
    if (!has_function || (environment != NULL && !is_known(environment)))
        return api_error(ERROR_INVALID_PARAMETER);
    if (environment == NULL)
        return true;
    terms->pool = pool_at(environment->Pool);
    terms->group = (struct pool_group *)environment->CleanupGroup;
    terms->cancelled = environment->CleanupGroupCancelCallback;
    terms->finally =
        (void (*)(void *, void *))environment->FinalizationCallback;
    if (environment->Version == 3)
        terms->priority = (unsigned)environment->CallbackPriority;
    terms->is_long = environment->u.s.LongFunction != 0;
    return true;
}

void *threadpool_alloc(size_t size)
{
    void *object = calloc(1, size);

    if (object == NULL)
        last_error_set(ERROR_NOT_ENOUGH_MEMORY);
    return object;
}

void *threadpool_failed(void *object)
{
    free(object);
    last_error_set(ERROR_NOT_ENOUGH_MEMORY);
    return NULL;
}

const int64_t *due_of(const FILETIME *time, int64_t *due)
{
    if (time == NULL)
        return NULL;
    *due =
        (int64_t)((uint64_t)time->dwHighDateTime << 32 | time->dwLowDateTime);
    return due;
}

void threadpool_wait_for(struct pool_object *object, BOOL cancel)
{
    if (object == NULL)
        return;
    if (cancel)
        pool_object_cancel(object);
    pool_object_wait(object);
}

/* ---- Pools ---- */

PTP_POOL WINAPI CreateThreadpool(PVOID reserved)
{
    struct pool *pool;

    if (reserved != NULL) {
        last_error_set(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    pool = pool_new();
    if (pool == NULL)
        last_error_set(ERROR_NOT_ENOUGH_MEMORY);
    return (PTP_POOL)pool;
}

VOID WINAPI CloseThreadpool(PTP_POOL pool)
{
    if (pool != NULL)
        pool_leave(pool_at(pool));
}

VOID WINAPI SetThreadpoolThreadMaximum(PTP_POOL pool, DWORD threads)
{
    if (pool != NULL)
        pool_set_maximum(pool_at(pool), threads);
}

BOOL WINAPI SetThreadpoolThreadMinimum(PTP_POOL pool, DWORD threads)
{
    if (pool == NULL)
        return api_error(ERROR_INVALID_PARAMETER);
    return pool_set_minimum(pool_at(pool), threads)
               ? TRUE
               : api_error(ERROR_NOT_ENOUGH_MEMORY);
}

BOOL WINAPI SetThreadpoolStackInformation(PTP_POOL pool,
                                          PTP_POOL_STACK_INFORMATION sizes)
{
    if (pool == NULL || sizes == NULL)
        return api_error(ERROR_INVALID_PARAMETER);
    lock_take(&pool_at(pool)->lock);
    pool_at(pool)->stack_reserve = sizes->StackReserve;
    pool_at(pool)->stack_commit = sizes->StackCommit;
    lock_drop(&pool_at(pool)->lock);
    return TRUE;
}

BOOL WINAPI QueryThreadpoolStackInformation(PTP_POOL pool,
                                            PTP_POOL_STACK_INFORMATION sizes)
{
    if (pool == NULL || sizes == NULL)
        return api_error(ERROR_INVALID_PARAMETER);
    lock_take(&pool_at(pool)->lock);
    sizes->StackReserve = pool_at(pool)->stack_reserve;
    sizes->StackCommit = pool_at(pool)->stack_commit;
    lock_drop(&pool_at(pool)->lock);
    return TRUE;
}

/* ---- Work ---- */

static struct pool_object *work_of(PTP_WORK work)
{
    return (struct pool_object *)work;
}

static void run_work(struct pool_object *object, struct pool_run *run)
{
    PTP_WORK_CALLBACK function = (PTP_WORK_CALLBACK)object->function;

    function(instance_of(run), object->context, (PTP_WORK)object);
}

static void run_simple(struct pool_object *object, struct pool_run *run)
{
    PTP_SIMPLE_CALLBACK function = (PTP_SIMPLE_CALLBACK)object->function;

    function(instance_of(run), object->context);
}

static void run_item(struct pool_object *object, struct pool_run *run)
{
    (void)run;
    ((LPTHREAD_START_ROUTINE)object->function)(object->context);
}

static struct pool_object *make(const struct pool_object_kind *kind,
                                const struct pool_terms *terms,
                                void (*function)(void), void *context)
{
    struct pool_object *object = threadpool_alloc(sizeof *object);

    if (object != NULL && !object_fill(object, kind, terms, function, context))
        object = threadpool_failed(object);
    return object;
}

/* One call, after which it closes itself. Its cleanup group may do so first,
 * from the moment it is made. */
static BOOL submit_once(const struct pool_object_kind *kind,
                        const struct pool_terms *terms, void (*function)(void),
                        void *context)
{
    struct pool_object *object = make(kind, terms, function, context);

    if (object == NULL)
        return FALSE;
    pool_object_submit(object, 0);
    pool_object_put(object);
    return TRUE;
}

BOOL WINAPI TrySubmitThreadpoolCallback(PTP_SIMPLE_CALLBACK function,
                                        PVOID context,
                                        PTP_CALLBACK_ENVIRON environment)
{
    static const struct pool_object_kind simple = {
        .run = run_simple,
        .closes_itself = true,
    };
    struct pool_terms terms;

    return terms_read(&terms, environment, function != NULL) &&
           submit_once(&simple, &terms, (void (*)(void))function, context);
}

BOOL WINAPI QueueUserWorkItem(LPTHREAD_START_ROUTINE function, PVOID context,
                              ULONG flags)
{
    static const struct pool_object_kind item = {
        .run = run_item,
        .closes_itself = true,
    };
    const struct pool_terms terms = {
        .priority = TP_CALLBACK_PRIORITY_NORMAL,
        .is_long = (flags & WT_EXECUTELONGFUNCTION) != 0,
    };

    if (function == NULL)
        return api_error(ERROR_INVALID_PARAMETER);
    return submit_once(&item, &terms, (void (*)(void))function, context);
}

PTP_WORK WINAPI CreateThreadpoolWork(PTP_WORK_CALLBACK function, PVOID context,
                                     PTP_CALLBACK_ENVIRON environment)
{
    static const struct pool_object_kind work = {.run = run_work};
    struct pool_terms terms;

    if (!terms_read(&terms, environment, function != NULL))
        return NULL;
    return (PTP_WORK)make(&work, &terms, (void (*)(void))function, context);
}

VOID WINAPI SubmitThreadpoolWork(PTP_WORK work)
{
    if (work != NULL)
        pool_object_submit(work_of(work), 0);
}

VOID WINAPI WaitForThreadpoolWorkCallbacks(PTP_WORK work, BOOL cancel)
{
    threadpool_wait_for(work_of(work), cancel);
}

VOID WINAPI CloseThreadpoolWork(PTP_WORK work)
{
    if (work != NULL)
        pool_object_close(work_of(work));
}

/* ---- Cleanup groups ---- */

PTP_CLEANUP_GROUP WINAPI CreateThreadpoolCleanupGroup(VOID)
{
    struct pool_group *group = group_new();

    if (group == NULL)
        last_error_set(ERROR_NOT_ENOUGH_MEMORY);
    return (PTP_CLEANUP_GROUP)group;
}

VOID WINAPI CloseThreadpoolCleanupGroupMembers(PTP_CLEANUP_GROUP group,
                                               BOOL cancel, PVOID context)
{
    if (group != NULL)
        group_close_members((struct pool_group *)group, cancel != FALSE,
                            context);
}

VOID WINAPI CloseThreadpoolCleanupGroup(PTP_CLEANUP_GROUP group)
{
    if (group != NULL)
        group_put((struct pool_group *)group);
}
