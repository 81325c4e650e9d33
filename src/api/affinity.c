/* Binding threads. A thread has no group on Linux: it is in that of the first
 * processor it may run on. What the program may use is what its process may,
 * which the operator has set (taskset, a cpuset) or SetProcessAffinityMask. */
#include "api/affinity.h"

#include <errno.h>

#include "api/api.h"
#include "api/process_find.h"
#include "api/thread.h"
#include "iocp/affinity.h"
#include "iocp/thread.h"
#include "sys/machine.h"
#include "sys/topology_map.h"

#define ALL_OF_THE_PROCESS (~(DWORD_PTR)0)

uint64_t affinity_primary(const struct affinity *set, unsigned *group)
{
    unsigned count = topology_map()->group_count;

    for (*group = 0; *group < count; ++*group) {
        uint64_t mask = topology_mask(set, *group);

        if (mask != 0)
            return mask;
    }
    *group = 0;
    return 0;
}

unsigned affinity_current_group(void)
{
    struct affinity set;
    unsigned group = 0;

    if (topology_map()->group_count > 1 && affinity_get(0, &set) == 0)
        affinity_primary(&set, &group);
    return group;
}

NTSTATUS affinity_status(int rc)
{
    /* The end of what a handle names is told by another word than a number
     * that names nothing. */
    if (rc == -ESRCH)
        return STATUS_THREAD_IS_TERMINATING;
    return rc < 0 ? errmap_file(-rc) : STATUS_SUCCESS;
}

/* ---- The thread behind a handle ---- */

struct target {
    int thread, process;
};

static int own_process(void)
{
    return (int)machine_process_id();
}

static NTSTATUS find_own(HANDLE handle, struct target *target)
{
    struct thread *thread = thread_find(handle);
    NTSTATUS status = STATUS_SUCCESS;

    if (thread == NULL)
        return STATUS_INVALID_HANDLE;
    /* The number of a thread that has ended may be another's by now. */
    if (atomic_load(&thread->exit_code) != STILL_ACTIVE)
        status = STATUS_THREAD_IS_TERMINATING;
    else
        *target = (struct target){(int)thread_id(thread), own_process()};
    object_put(&thread->head);
    return status;
}

static NTSTATUS find(HANDLE handle, struct target *target)
{
    struct process *process = process_of_thread(handle);
    NTSTATUS status = STATUS_SUCCESS;

    if (process == NULL)
        return find_own(handle, target);
    if (atomic_load(&process->exit_code) != STILL_ACTIVE)
        status = STATUS_THREAD_IS_TERMINATING;
    *target = (struct target){process->pid, process->pid};
    process_put(process);
    return status;
}

/* What the thread may run on in its group, before. */
static NTSTATUS look(HANDLE handle, struct target *target,
                     GROUP_AFFINITY *before)
{
    NTSTATUS status = find(handle, target);
    struct affinity set;
    unsigned group;
    int rc;

    if (status != STATUS_SUCCESS)
        return status;
    rc = affinity_get(target->thread, &set);
    if (rc < 0)
        return affinity_status(rc);
    *before = (GROUP_AFFINITY){.Mask = affinity_primary(&set, &group)};
    before->Group = (WORD)group;
    return STATUS_SUCCESS;
}

/* Where its process may run in that group. */
static uint64_t usable(const struct target *target, unsigned group)
{
    struct affinity set;

    return affinity_get_process(target->process, &set) == 0
               ? topology_mask(&set, group)
               : 0;
}

static NTSTATUS bind(const struct target *target, unsigned group, uint64_t mask)
{
    struct affinity set = {0};

    if (mask == 0 || (mask & ~usable(target, group)) != 0)
        return STATUS_INVALID_PARAMETER;
    topology_add(&set, group, mask);
    if (target->process == own_process())
        affinity_remember_process();
    return affinity_status(affinity_set(target->thread, &set));
}

/* ---- Threads ---- */

DWORD_PTR WINAPI SetThreadAffinityMask(HANDLE handle, DWORD_PTR mask)
{
    struct target target;
    GROUP_AFFINITY before = {0};
    NTSTATUS status = look(handle, &target, &before);

    if (status == STATUS_SUCCESS && mask == ALL_OF_THE_PROCESS)
        mask = usable(&target, before.Group);
    if (status == STATUS_SUCCESS)
        status = bind(&target, before.Group, mask);
    return api_result(status) ? before.Mask : 0;
}

BOOL WINAPI GetThreadGroupAffinity(HANDLE handle, PGROUP_AFFINITY out)
{
    struct target target;
    GROUP_AFFINITY found = {0};
    NTSTATUS status = look(handle, &target, &found);

    if (status == STATUS_SUCCESS && out == NULL)
        status = STATUS_ACCESS_VIOLATION;
    if (status == STATUS_SUCCESS)
        *out = found;
    return api_result(status);
}

static bool is_blank(const WORD *reserved)
{
    return (reserved[0] | reserved[1] | reserved[2]) == 0;
}

BOOL WINAPI SetThreadGroupAffinity(HANDLE handle, CONST GROUP_AFFINITY *wanted,
                                   PGROUP_AFFINITY previous)
{
    struct target target;
    GROUP_AFFINITY before = {0};
    NTSTATUS status = look(handle, &target, &before);

    if (status == STATUS_SUCCESS && wanted == NULL)
        status = STATUS_ACCESS_VIOLATION;
    if (status == STATUS_SUCCESS && !is_blank(wanted->Reserved))
        status = STATUS_INVALID_PARAMETER;
    if (status == STATUS_SUCCESS)
        status = bind(&target, wanted->Group, wanted->Mask);
    if (status == STATUS_SUCCESS && previous != NULL)
        *previous = before;
    return api_result(status);
}
