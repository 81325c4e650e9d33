/* Binding processes: all threads they have. */
#include "api/affinity.h"
#include "api/api.h"
#include "api/process_find.h"
#include "iocp/affinity.h"
#include "sys/topology_map.h"

#define QUERY PROCESS_QUERY_LIMITED_INFORMATION

/* The set of the process behind the handle. */
static NTSTATUS look(HANDLE handle, struct affinity *set)
{
    NTSTATUS status;
    struct process *process = process_of(handle, QUERY, &status);
    int rc;

    if (process == NULL)
        return status;
    rc = affinity_get_process(process->pid, set);
    process_put(process);
    return rc < 0 ? STATUS_INVALID_PARAMETER : STATUS_SUCCESS;
}

BOOL WINAPI GetProcessAffinityMask(HANDLE handle, PDWORD_PTR mask,
                                   PDWORD_PTR system_mask)
{
    struct affinity set;
    NTSTATUS status = look(handle, &set);
    unsigned group;

    if (status == STATUS_SUCCESS && (mask == NULL || system_mask == NULL))
        status = STATUS_ACCESS_VIOLATION;
    if (status != STATUS_SUCCESS)
        return api_fail(status);
    *mask = affinity_primary(&set, &group);
    *system_mask = topology_map()->active[group];
    return TRUE;
}

static NTSTATUS bind(struct process *process, DWORD_PTR mask)
{
    struct affinity before, after = {0};
    unsigned group;
    int rc = affinity_get_process(process->pid, &before);

    if (rc < 0)
        return affinity_status(rc);
    affinity_primary(&before, &group);
    if (mask == 0 || (mask & ~topology_map()->active[group]) != 0)
        return STATUS_INVALID_PARAMETER;
    topology_add(&after, group, mask);
    rc = affinity_set_process(process->pid, &after);
    return affinity_status(rc);
}

BOOL WINAPI SetProcessAffinityMask(HANDLE handle, DWORD_PTR mask)
{
    NTSTATUS status;
    struct process *process =
        process_of(handle, PROCESS_SET_INFORMATION, &status);

    if (process == NULL)
        return api_fail(status);
    status = atomic_load(&process->exit_code) != STILL_ACTIVE
                 ? STATUS_ACCESS_DENIED
                 : bind(process, mask);
    process_put(process);
    return api_result(status);
}

BOOL WINAPI GetProcessGroupAffinity(HANDLE handle, PUSHORT count,
                                    PUSHORT groups)
{
    unsigned group_count = topology_map()->group_count, used = 0;
    USHORT found[TOPOLOGY_GROUPS];
    struct affinity set;
    NTSTATUS status = look(handle, &set);
    USHORT room;

    if (status == STATUS_SUCCESS && count == NULL)
        status = STATUS_ACCESS_VIOLATION;
    if (status != STATUS_SUCCESS)
        return api_fail(status);
    for (unsigned group = 0; group < group_count; group++)
        if (topology_mask(&set, group) != 0)
            found[used++] = (USHORT)group;
    room = *count;
    *count = (USHORT)used;
    if (room < used)
        return api_error(ERROR_INSUFFICIENT_BUFFER);
    if (groups == NULL)
        return api_error(ERROR_NOACCESS);
    CopyMemory(groups, found, used * sizeof *found);
    return TRUE;
}
