#include "object/process.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "base/errmap.h"
#include "base/lock.h"
#include "iocp/thread.h"
#include "object/exit_code.h"
#include "sys/fd.h"
#include "sys/machine.h"
#include "sys/ready.h"
#include "sys/ready_thread.h"

static struct {
    struct lock lock;
    struct list_node processes; /* all there are */
    struct process *self;       /* counted */
    int watch;                  /* the descriptor; -1: not yet */
    uint32_t watcher;           /* the process whose it is */
} all = {
    .lock = LOCK_INITIALISER(LOCK_OBJECT),
    .processes = {&all.processes, &all.processes},
    .watch = -1,
};

/* ---- Counting ---- */

void process_get(struct process *process)
{
    atomic_fetch_add_explicit(&process->refs, 1, memory_order_relaxed);
}

void process_put(struct process *process)
{
    if (atomic_fetch_sub_explicit(&process->refs, 1, memory_order_acq_rel) != 1)
        return;
    lock_take(&all.lock);
    list_remove(&process->link);
    lock_drop(&all.lock);
    if (process->gate >= 0)
        fd_close(process->gate);
    if (process->pidfd >= 0)
        fd_close(process->pidfd);
    free(process);
}

static bool is_over(struct process *process)
{
    return atomic_load(&process->done.signalled) != 0;
}

/* ---- Making ---- */

static int64_t now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static struct process *process_alloc(void)
{
    struct process *process = calloc(1, sizeof *process);

    if (process == NULL)
        return NULL;
    atomic_init(&process->refs, 1);
    process->pidfd = -1;
    process->gate = -1;
    waitable_init(&process->done, false, false);
    atomic_init(&process->exit_code, STILL_ACTIVE);
    list_init(&process->link);
    return process;
}

static void set_ids(struct process *process, int pid, int pidfd)
{
    struct process_usage unused;

    process->pid = pid;
    process->pidfd = pidfd;
    if (process_used(pid, pidfd, &unused, &process->started_ns) != 0)
        process->started_ns = now_ns();
}

/* A child of fork has a copy of all this, but neither the thread nor a watch of
 * its own: what is in the list will never be told to it. */
static void forget_parents_locked(void)
{
    struct list_node *node;

    if (all.watch < 0 || all.watcher == machine_process_id())
        return;
    fd_close(all.watch);
    all.watch = -1;
    all.self = NULL;
    while ((node = list_first(&all.processes)) != NULL)
        list_remove(node);
}

static struct process *find_locked(uint32_t pid, bool over)
{
    LIST_FOR_EACH (node, &all.processes) {
        struct process *process = LIST_ITEM(node, struct process, link);

        if ((uint32_t)process->pid == pid && is_over(process) == over &&
            refs_get_living(&process->refs))
            return process;
    }
    return NULL;
}

static struct process *look_up(uint32_t pid, bool over)
{
    struct process *process;

    lock_take(&all.lock);
    forget_parents_locked();
    process = find_locked(pid, over);
    lock_drop(&all.lock);
    return process;
}

/* Enters it into the list, unless somebody was faster: then it is dropped, and
 * the other one returned. */
static struct process *enter(struct process *process, bool *is_new)
{
    struct process *other;

    lock_take(&all.lock);
    other = find_locked((uint32_t)process->pid, false);
    if (other == NULL)
        list_append(&all.processes, &process->link);
    lock_drop(&all.lock);
    *is_new = other == NULL;
    if (other == NULL)
        return process;
    process_put(process);
    return other;
}

static NTSTATUS open_pid(uint32_t pid, struct process **process, bool *is_new)
{
    int pidfd = process_open_pid(pid);

    if (pidfd < 0)
        return pidfd == -ESRCH ? STATUS_INVALID_CID : errmap_file(-pidfd);
    *process = process_alloc();
    if (*process == NULL) {
        fd_close(pidfd);
        return STATUS_NO_MEMORY;
    }
    set_ids(*process, (int)pid, pidfd);
    *process = enter(*process, is_new);
    return STATUS_SUCCESS;
}

NTSTATUS process_find(uint32_t pid, struct process **process)
{
    NTSTATUS status;
    bool is_new = false;

    if (pid == machine_process_id()) {
        *process = process_self();
        return *process != NULL ? STATUS_SUCCESS : STATUS_NO_MEMORY;
    }
    *process = look_up(pid, false);
    if (*process != NULL)
        return STATUS_SUCCESS;
    status = open_pid(pid, process, &is_new);
    if (status == STATUS_SUCCESS) {
        status = is_new ? process_watch(*process) : status;
        if (status != STATUS_SUCCESS)
            process_put(*process); /* NOLINT: process_watch put its own */
        return status;
    }
    /* Ended, but somebody has a handle: as on Windows it can still be asked. */
    *process = look_up(pid, true);
    return *process != NULL ? STATUS_SUCCESS : status;
}

/* ---- The calling process ---- */

bool process_is_self(const struct process *process)
{
    return (uint32_t)process->pid == machine_process_id();
}

/* It is not watched: nobody here would see its end. A child of fork is another
 * process than the one it was. */
struct process *process_self(void)
{
    struct process *process, *before = NULL;
    bool is_new = false;

    lock_take(&all.lock);
    process = all.self;
    if (process != NULL && process_is_self(process))
        process_get(process);
    else
        process = NULL;
    lock_drop(&all.lock);
    if (process != NULL)
        return process;
    if (open_pid(machine_process_id(), &process, &is_new) != STATUS_SUCCESS)
        return NULL;
    if (!is_new)
        return process;
    process_get(process);
    lock_take(&all.lock);
    before = all.self;
    all.self = process;
    lock_drop(&all.lock);
    if (before != NULL)
        process_put(before);
    return process;
}

/* ---- The end ---- */

/* Who ended by itself before TerminateProcess got to it has its own code. */
static uint32_t exit_code_of(struct process *process,
                             const struct process_ending *ending)
{
    uint32_t code = (uint32_t)ending->number;

    if (ending->how == PROCESS_KILLED)
        code = exit_code_of_signal(ending->number);
    lock_take(&all.lock);
    if (process->has_sentence &&
        (ending->how == PROCESS_END_UNKNOWN ||
         (ending->how == PROCESS_KILLED && ending->number == SIGKILL))) {
        code = process->sentence;
        process->code_unknown = false;
    }
    lock_drop(&all.lock);
    return code;
}

static void process_end(struct process *process)
{
    struct process_ending ending;
    uint32_t code;
    bool is_child;

    lock_take(&all.lock); /* it was entered under this: all of it is seen */
    is_child = process->is_child;
    lock_drop(&all.lock);
    process_ending(process->pid, process->pidfd, is_child, &ending);
    if (ending.how == PROCESS_RUNS)
        return; /* told too early; the kernel tells again */
    ready_watch_remove(all.watch, process->pidfd);
    process->code_unknown = ending.how == PROCESS_END_UNKNOWN;
    process->used = ending.usage;
    process->ended_ns = now_ns();
    code = exit_code_of(process, &ending);
    atomic_store(&process->exit_code, code);
    process_leave_jobs(process);
    waitable_set(&process->done);
    process_put(process);
}

static void look(uint64_t token)
{
    process_end((struct process *)(uintptr_t)token);
}

static NTSTATUS start_locked(void)
{
    int rc;

    forget_parents_locked();
    if (all.watch >= 0)
        return STATUS_SUCCESS;
    rc = ready_thread_start("iocp-processes", look);
    if (rc < 0)
        return errmap_file(-rc);
    all.watch = rc;
    all.watcher = machine_process_id();
    return STATUS_SUCCESS;
}

static NTSTATUS start_watching(void)
{
    NTSTATUS status;

    lock_take(&all.lock);
    status = start_locked();
    lock_drop(&all.lock);
    return status;
}

/* A child that cannot be looked after is none. */
static void abandon(struct process *process)
{
    process_signal(process->pidfd, true);
    process_bury(process->pidfd);
    process->pidfd = -1;
    process_leave_jobs(process);
}

NTSTATUS process_watch(struct process *process)
{
    NTSTATUS status = start_watching();
    int rc;

    process_get(process); /* until its end */
    if (status == STATUS_SUCCESS) {
        rc = ready_watch_add(all.watch, process->pidfd, (uintptr_t)process);
        if (rc == 0)
            return STATUS_SUCCESS;
        status = errmap_file(-rc);
    }
    if (process->is_child)
        abandon(process);
    process_put(process);
    return status;
}

/* ---- Children ---- */

/* What may fail without a child comes first. */
NTSTATUS process_new_child(const struct process_start *start,
                           struct process **process, bool *bad_folder)
{
    struct process_started started;
    NTSTATUS status = start_watching();
    int rc;

    *bad_folder = false;
    if (status != STATUS_SUCCESS)
        return status;
    *process = process_alloc();
    if (*process == NULL)
        return STATUS_NO_MEMORY;
    rc = process_start(start, &started, bad_folder);
    if (rc != 0) {
        process_put(*process);
        return rc == -ENOEXEC ? STATUS_FROM_CODE(ERROR_BAD_EXE_FORMAT)
                              : errmap_file(-rc);
    }
    set_ids(*process, started.pid, started.pidfd);
    (*process)->gate = started.gate;
    (*process)->is_child = true;
    lock_take(&all.lock);
    list_append(&all.processes, &(*process)->link);
    lock_drop(&all.lock);
    return STATUS_SUCCESS;
}

uint32_t process_resume(struct process *process)
{
    int gate;

    lock_take(&all.lock);
    gate = process->gate;
    process->gate = -1;
    lock_drop(&all.lock);
    if (gate < 0)
        return 0;
    process_release(gate);
    return 1;
}

/* The sentence is there before the signal is: who is told of the end finds it.
 * The first one counts. */
NTSTATUS process_terminate(struct process *process, uint32_t exit_code)
{
    bool first;
    int rc;

    lock_take(&all.lock);
    first = !process->has_sentence;
    if (first) {
        process->has_sentence = true;
        process->sentence = exit_code;
    }
    lock_drop(&all.lock);
    rc = atomic_load(&process->ended) ? -ESRCH
                                      : process_signal(process->pidfd, true);
    if (rc == 0)
        return STATUS_SUCCESS;
    if (first) {
        lock_take(&all.lock);
        process->has_sentence = false;
        lock_drop(&all.lock);
    }
    return STATUS_ACCESS_DENIED;
}

/* ---- Handles ---- */

static struct waitable *handle_waitable(struct object *object)
{
    return &((struct process_handle *)object)->process->done;
}

static void handle_destroy(struct object *object)
{
    process_put(((struct process_handle *)object)->process);
    free(object);
}

static const struct object_ops handle_ops = {
    .name = "process",
    .destroy = handle_destroy,
    .waitable = handle_waitable,
};

struct process_handle *process_handle_new(struct process *process,
                                          enum object_kind kind,
                                          uint32_t access)
{
    struct process_handle *handle = calloc(1, sizeof *handle);

    if (handle == NULL)
        return NULL;
    object_init(&handle->head, kind, &handle_ops);
    process_get(process);
    handle->process = process;
    handle->access = access;
    return handle;
}
