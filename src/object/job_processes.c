/* What is done to, or asked of, all processes of a job. */
#include <stdatomic.h>
#include <stdlib.h>

#include "object/job_message.h"
#include "object/table.h"
#include "sys/machine.h"

/* Visits each process of a job once, without the lock while it is with it;
 * processes may come and go meanwhile. The next one behind number *last, with a
 * reference; NULL: there is none. */
static struct process *next_member(struct job *job, uint64_t *last)
{
    struct process *process = NULL;

    lock_take(&job_lock);
    LIST_FOR_EACH (node, &job->members) {
        struct member *member = LIST_ITEM(node, struct member, link);

        if (member->number <= *last)
            continue;
        *last = member->number;
        process = member->process;
        process_get(process);
        break;
    }
    lock_drop(&job_lock);
    return process;
}

void job_terminate(struct job *job, uint32_t exit_code)
{
    uint64_t last = 0;
    struct process *process;
    bool self = false;

    while ((process = next_member(job, &last)) != NULL) {
        if (process_is_self(process))
            self = true;
        else
            process_terminate(process, exit_code);
        process_put(process);
    }
    if (self) {
        job_process_ends();
        machine_exit(exit_code);
    }
}

static void end_if_last(struct object *object)
{
    struct job *job = (struct job *)object;
    uint64_t last = 0;
    struct process *process;
    bool kills;

    lock_take(&job_lock);
    kills = job_kills_locked(job);
    lock_drop(&job_lock);
    while (kills && (process = next_member(job, &last)) != NULL) {
        if (!process_is_self(process))
            process_terminate(process, 0);
        process_put(process);
    }
}

/* The process with jobs that end with it. A child of fork has copies of them,
 * and of locks whose holders it has not: it must not ask. */
static _Atomic uint32_t ends_jobs;

void job_process_ends(void)
{
    if (atomic_load(&ends_jobs) == machine_process_id())
        table_visit(OBJECT_JOB, end_if_last);
}

/* ---- Asking and setting ---- */

/* Whoever ends by _exit or a signal takes no leave. */
static void end_with_us(void)
{
    static atomic_flag done = ATOMIC_FLAG_INIT;

    atomic_store(&ends_jobs, machine_process_id());
    if (!atomic_flag_test_and_set(&done))
        atexit(job_process_ends);
}

void job_set_limits(struct job *job, const struct job_limits *limits)
{
    if ((limits->flags & JOB_LIMIT_KILL_ON_CLOSE) != 0)
        end_with_us();
    lock_take(&job_lock);
    job->limits = *limits;
    lock_drop(&job_lock);
}

void job_account(struct job *job, struct job_account *account)
{
    uint64_t last = 0;
    struct process *process;

    lock_take(&job_lock);
    *account = (struct job_account){
        .limits = job->limits,
        .active = job->active,
        .total = job->total,
        .terminated = job->terminated,
        .used = job->used,
    };
    lock_drop(&job_lock);
    while ((process = next_member(job, &last)) != NULL) {
        struct process_usage used;
        int64_t unused;

        if (process_used(process->pid, process->pidfd, &used, &unused) == 0) {
            account->used.user_ns += used.user_ns;
            account->used.system_ns += used.system_ns;
            account->used.page_faults += used.page_faults;
        }
        process_put(process);
    }
}

uint32_t job_list(struct job *job, ULONG_PTR *ids, uint32_t room)
{
    uint32_t count = 0;

    lock_take(&job_lock);
    LIST_FOR_EACH (node, &job->members) {
        if (count < room)
            ids[count] =
                (uint32_t)LIST_ITEM(node, struct member, link)->process->pid;
        count++;
    }
    lock_drop(&job_lock);
    return count;
}
