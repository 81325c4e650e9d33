/* GetThreadTimes. */
#include <unistd.h>

#include "api/api.h"
#include "api/entry.h"
#include "api/process_find.h"
#include "api/thread.h"
#include "iocp/thread.h"
#include "object/thread.h"

struct thread_times {
    int64_t made_ns, ended_ns; /* since 1970; 0: not yet */
    struct process_usage used;
};

/* While it runs: of itself a thread knows more than the kernel tells others. */
static void of_running(struct thread *thread, struct thread_times *times)
{
    uint32_t id = thread_id(thread);

    thread_used_by(getpid(), (int)id, &times->used, &times->made_ns);
    if (id == thread_current_id())
        thread_used(&times->used);
}

/* What it used is known once it has ended; its id may be another's then. */
static void of_thread(struct thread *thread, struct thread_times *times)
{
    *times = (struct thread_times){0};
    if (atomic_load(&thread->exit_code) == STILL_ACTIVE)
        of_running(thread, times);
    else {
        times->used = thread->used;
        times->ended_ns = thread->ended_ns;
    }
    if (thread->made_ns != 0)
        times->made_ns = thread->made_ns;
}

/* The first thread of another process. */
static void of_process(struct process *process, struct thread_times *times)
{
    *times = (struct thread_times){.made_ns = process->started_ns};
    if (atomic_load(&process->exit_code) != STILL_ACTIVE) {
        times->used = process->used;
        times->ended_ns = process->ended_ns;
    } else
        thread_used_by(process->pid, process->pid, &times->used,
                       &times->made_ns);
}

static bool find(HANDLE handle, struct thread_times *times)
{
    struct process *process = process_of_thread(handle);
    struct thread *thread;

    if (process != NULL) {
        of_process(process, times);
        process_put(process);
        return true;
    }
    thread = thread_find(handle);
    if (thread == NULL)
        return false;
    of_thread(thread, times);
    object_put(&thread->head);
    return true;
}

static FILETIME moment(int64_t ns)
{
    static const FILETIME never;

    return ns != 0 ? entry_time(ns) : never;
}

BOOL WINAPI GetThreadTimes(HANDLE handle, LPFILETIME made, LPFILETIME ended,
                           LPFILETIME kernel, LPFILETIME user)
{
    struct thread_times times;

    if (!find(handle, &times))
        return FALSE;
    if (made == NULL || ended == NULL || kernel == NULL || user == NULL)
        return api_error(ERROR_NOACCESS);
    *made = moment(times.made_ns);
    *ended = moment(times.ended_ns);
    *kernel = entry_amount(times.used.system_ns);
    *user = entry_amount(times.used.user_ns);
    return TRUE;
}
