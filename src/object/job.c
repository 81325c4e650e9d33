#include "object/job.h"

#include <stdlib.h>
#include <string.h>

#include "iocp/errors.h"
#include "object/exit_code.h"
#include "object/job_message.h"
#include "port/port.h"
#include "sys/machine.h"

/* ---- Jobs ---- */

static struct waitable *job_waitable(struct object *object)
{
    return &((struct job *)object)->signal;
}

bool job_kills_locked(const struct job *job)
{
    return (job->limits.flags & JOB_LIMIT_KILL_ON_CLOSE) != 0 &&
           job->maker == machine_process_id();
}

/* "Closing the last handle" takes the name away, and with KILL_ON_JOB_CLOSE the
 * processes. The job itself lives as long as there are any. */
static void job_close(struct object *object)
{
    struct job *job = (struct job *)object;
    bool kills;

    named_leave(&job->named);
    lock_take(&job_lock);
    kills = job_kills_locked(job);
    lock_drop(&job_lock);
    if (kills)
        job_terminate(job, 0);
}

static void job_destroy(struct object *object)
{
    struct job *job = (struct job *)object;

    if (job->port != NULL)
        object_put(&job->port->head);
    if (job->parent != NULL)
        object_put(&job->parent->head);
    named_leave(&job->named); /* it may never have had a handle */
    free(job);
}

static struct named *job_named(struct object *object)
{
    return &((struct job *)object)->named;
}

static const struct object_ops job_ops = {
    .name = "job",
    .close = job_close,
    .destroy = job_destroy,
    .waitable = job_waitable,
    .named = job_named,
};

struct object *job_new(void)
{
    struct job *job = calloc(1, sizeof *job);

    if (job == NULL)
        return NULL;
    object_init(&job->head, OBJECT_JOB, &job_ops);
    waitable_init(&job->signal, false, false);
    job->maker = machine_process_id();
    list_init(&job->members);
    packet_queue_init(&job->outbox);
    return &job->head;
}

/* ---- Joining ---- */

static void member_free(struct member *member)
{
    free(member->started);
    free(member->exited);
    free(member->emptied);
    free(member);
}

static struct member *member_new(struct job *job)
{
    struct member *member = calloc(1, sizeof *member);

    if (member == NULL)
        return NULL;
    list_init(&member->link);
    member->job = job;
    member->started = job_message_new();
    member->exited = job_message_new();
    member->emptied = job_message_new();
    if (member->started != NULL && member->exited != NULL &&
        member->emptied != NULL)
        return member;
    member_free(member);
    return NULL;
}

static void members_free(struct member *member, const struct member *end)
{
    while (member != end) {
        struct member *outer = member->outer;

        member_free(member);
        member = outer;
    }
}

/* Members of `job` and of those around it up to that of `inner`, NULL for all.
 */
static struct member *members_new_locked(struct job *job, struct member *inner)
{
    const struct job *end = inner != NULL ? inner->job : NULL;
    struct member *first = NULL, **place = &first;

    for (; job != end; job = job->parent) {
        *place = member_new(job);
        if (*place == NULL) {
            members_free(first, NULL);
            return NULL;
        }
        place = &(*place)->outer;
    }
    *place = inner;
    return first;
}

static bool is_around_locked(const struct job *job, const struct job *inner)
{
    while (inner != NULL && inner != job)
        inner = inner->parent;
    return inner != NULL;
}

/* "The job must be empty or in the hierarchy of nested jobs to which the
 * process already belongs" (AssignProcessToJobObject, hProcess): an empty one
 * then becomes a child of the process's. */
static bool fits_locked(struct job *job, struct member *inner)
{
    if (inner == NULL || is_around_locked(inner->job, job))
        return true;
    if (job->parent != NULL || job->total != 0)
        return false;
    object_get(&inner->job->head);
    job->parent = inner->job;
    return true;
}

static bool is_full_locked(const struct job *job)
{
    return (job->limits.flags & JOB_LIMIT_ACTIVE_PROCESS) != 0 &&
           job->active >= job->limits.active_processes;
}

/* Tells of the first job that is full, and those around it. NULL: none is. */
static struct job *full_locked(struct member *first, const struct member *end)
{
    while (first != end && !is_full_locked(first->job))
        first = first->outer;
    if (first == end)
        return NULL;
    first->job->terminated++;
    for (struct member *member = first; member != end; member = member->outer) {
        job_tell_locked(member->job, member->started,
                        JOB_EVENT_ACTIVE_PROCESS_LIMIT, NULL);
        member->started = NULL;
    }
    return first->job;
}

static void enter_locked(struct member *member, struct process *process)
{
    static uint64_t numbers; /* (job lock) */
    struct job *job = member->job;

    object_get(&job->head);
    process_get(process);
    member->process = process;
    member->number = ++numbers;
    list_append(&job->members, &member->link);
    job->active++;
    job->total++;
    job_tell_locked(job, member->started, JOB_EVENT_NEW_PROCESS, process);
    member->started = NULL;
}

static NTSTATUS join_locked(struct job *job, struct process *process)
{
    struct member *inner = process->member, *first;

    if (atomic_load(&process->ended))
        return STATUS_ACCESS_DENIED;
    if (inner != NULL && is_around_locked(job, inner->job))
        return STATUS_SUCCESS; /* it is in */
    if (!fits_locked(job, inner))
        return STATUS_ACCESS_DENIED;
    first = members_new_locked(job, inner);
    if (first == NULL)
        return STATUS_NO_MEMORY;
    if (full_locked(first, inner) != NULL) {
        members_free(first, inner);
        return STATUS_QUOTA_EXCEEDED;
    }
    for (struct member *member = first; member != inner; member = member->outer)
        enter_locked(member, process);
    process->member = first;
    return STATUS_SUCCESS;
}

/* "The process is terminated and the association fails" (JOBOBJECT_BASIC_LIMIT_
 * INFORMATION, ActiveProcessLimit). */
NTSTATUS job_assign(struct job *job, struct process *process)
{
    NTSTATUS status;

    lock_take(&job_lock);
    status = join_locked(job, process);
    lock_drop(&job_lock);
    job_send_chain(job);
    if (status == STATUS_QUOTA_EXCEEDED && !process_is_self(process))
        process_terminate(process, CODE_NOT_ENOUGH_QUOTA);
    return status;
}

/* ---- Leaving ---- */

static void leave_locked(struct member *member)
{
    struct process *process = member->process;
    struct job *job = member->job;
    bool abnormal = exit_code_is_abnormal(atomic_load(&process->exit_code));

    list_remove(&member->link);
    job->used.user_ns += process->used.user_ns;
    job->used.system_ns += process->used.system_ns;
    job->used.page_faults += process->used.page_faults;
    job_tell_locked(job, member->exited,
                    abnormal ? JOB_EVENT_ABNORMAL_EXIT_PROCESS
                             : JOB_EVENT_EXIT_PROCESS,
                    process);
    member->exited = NULL;
    if (--job->active == 0) {
        job_tell_locked(job, member->emptied, JOB_EVENT_ACTIVE_PROCESS_ZERO,
                        NULL);
        member->emptied = NULL;
    }
}

void process_leave_jobs(struct process *process)
{
    struct member *member;

    lock_take(&job_lock);
    atomic_store(&process->ended, true);
    member = process->member;
    process->member = NULL;
    for (struct member *each = member; each != NULL; each = each->outer)
        leave_locked(each);
    lock_drop(&job_lock);
    while (member != NULL) {
        struct member *outer = member->outer;

        job_send(member->job);
        object_put(&member->job->head);
        process_put(member->process);
        member_free(member);
        member = outer;
    }
}

/* ---- The calling process ---- */

struct job *job_of_caller(void)
{
    struct process *self = process_self();
    struct job *job = NULL;

    if (self == NULL)
        return NULL;
    lock_take(&job_lock);
    if (self->member != NULL) {
        job = self->member->job;
        object_get(&job->head);
    }
    lock_drop(&job_lock);
    process_put(self);
    return job;
}

/* The job around, for the reference on the one inside. */
static struct job *parent_of(struct job *job)
{
    struct job *parent;

    lock_take(&job_lock);
    parent = job->parent;
    if (parent != NULL)
        object_get(&parent->head);
    lock_drop(&job_lock);
    object_put(&job->head);
    return parent;
}

static bool lets_go(struct job *job, bool breakaway)
{
    uint32_t flags;

    lock_take(&job_lock);
    flags = job->limits.flags;
    lock_drop(&job_lock);
    return (flags & JOB_LIMIT_SILENT_BREAKAWAY_OK) != 0 ||
           (breakaway && (flags & JOB_LIMIT_BREAKAWAY_OK) != 0);
}

NTSTATUS job_check_breakaway(bool wanted)
{
    struct job *job = wanted ? job_of_caller() : NULL;
    bool may = job == NULL || lets_go(job, true);

    if (job != NULL)
        object_put(&job->head);
    return may ? STATUS_SUCCESS : STATUS_ACCESS_DENIED;
}

/* It leaves job after job until one that does not let it go ("Nested Jobs"). */
NTSTATUS job_inherit(struct process *child, bool breakaway)
{
    struct job *job = job_of_caller();
    NTSTATUS status;

    while (job != NULL && lets_go(job, breakaway))
        job = parent_of(job);
    if (job == NULL)
        return STATUS_SUCCESS;
    status = job_assign(job, child);
    object_put(&job->head);
    return status;
}

bool job_has(struct job *job, struct process *process)
{
    bool has;

    lock_take(&job_lock);
    has = process->member != NULL &&
          (job == NULL || is_around_locked(job, process->member->job));
    lock_drop(&job_lock);
    return has;
}
