/* The processor a thread would like best: a wish that Linux has no word for. */
#include "api/affinity.h"
#include "api/api.h"
#include "api/thread.h"
#include "iocp/affinity.h"
#include "sys/topology_map.h"

#define NO_PROCESSOR ((DWORD)-1)

static bool exists(unsigned group, unsigned number)
{
    const struct topology_map *map = topology_map();

    return group < map->group_count && number < TOPOLOGY_GROUP_SIZE &&
           (map->active[group] >> number & 1) != 0;
}

static PROCESSOR_NUMBER unpack(uint32_t place)
{
    return (PROCESSOR_NUMBER){.Group = (WORD)(place / TOPOLOGY_GROUP_SIZE),
                              .Number = (BYTE)(place % TOPOLOGY_GROUP_SIZE)};
}

/* Spread over the group of the thread, as Windows spreads new threads. */
static PROCESSOR_NUMBER first_wish(struct thread *thread)
{
    const struct topology_map *map = topology_map();
    uint32_t id = thread_id(thread);
    struct affinity set;
    unsigned group = 0, count;

    if (affinity_get((int)id, &set) == 0)
        affinity_primary(&set, &group);
    count = (unsigned)__builtin_popcountll(map->active[group]);
    return unpack(group * TOPOLOGY_GROUP_SIZE + id % count);
}

static PROCESSOR_NUMBER wish_of(struct thread *thread)
{
    uint32_t kept = atomic_load(&thread->ideal);

    return kept == 0 ? first_wish(thread) : unpack(kept - 1);
}

static void wish(struct thread *thread, unsigned group, unsigned number)
{
    atomic_store(&thread->ideal, group * TOPOLOGY_GROUP_SIZE + number + 1);
}

DWORD WINAPI SetThreadIdealProcessor(HANDLE handle, DWORD number)
{
    unsigned group = affinity_current_group();
    struct thread *thread = thread_find(handle);
    bool known = number == MAXIMUM_PROCESSORS || exists(group, number);
    PROCESSOR_NUMBER before;

    if (thread == NULL)
        return NO_PROCESSOR;
    before = wish_of(thread);
    if (known && number != MAXIMUM_PROCESSORS)
        wish(thread, group, number);
    object_put(&thread->head);
    if (known)
        return before.Number;
    api_error(ERROR_INVALID_PARAMETER);
    return NO_PROCESSOR;
}

BOOL WINAPI SetThreadIdealProcessorEx(HANDLE handle, PPROCESSOR_NUMBER wanted,
                                      PPROCESSOR_NUMBER previous)
{
    struct thread *thread = thread_find(handle);
    NTSTATUS status = STATUS_SUCCESS;
    PROCESSOR_NUMBER before;

    if (thread == NULL)
        return FALSE;
    if (wanted == NULL)
        status = STATUS_ACCESS_VIOLATION;
    else if (wanted->Reserved != 0 || !exists(wanted->Group, wanted->Number))
        status = STATUS_INVALID_PARAMETER;
    else {
        before = wish_of(thread);
        wish(thread, wanted->Group, wanted->Number);
        if (previous != NULL)
            *previous = before;
    }
    object_put(&thread->head);
    return api_result(status);
}

BOOL WINAPI GetThreadIdealProcessorEx(HANDLE handle, PPROCESSOR_NUMBER ideal)
{
    struct thread *thread = thread_find(handle);

    if (thread == NULL)
        return FALSE;
    if (ideal != NULL)
        *ideal = wish_of(thread);
    object_put(&thread->head);
    return ideal != NULL ? TRUE : api_error(ERROR_NOACCESS);
}
