/* Processes. There is one `struct process` for each that the library knows,
 * however many handles name it; what a handle names is a `process_handle`,
 * which keeps what its opener may do. The handle of a first thread names its
 * process too: of another process's threads there is no more to be had.
 *
 * A thread of the library is told by the kernel when a process ends. It reaps
 * our children, and them alone, and until then keeps a reference: a child is
 * reaped even when all its handles are closed. */
#ifndef OBJECT_PROCESS_H
#define OBJECT_PROCESS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/list.h"
#include "iocp/types.h"
#include "object/object.h"
#include "sync/waitable.h"
#include "sys/process.h"

struct member;

struct process {
    _Atomic uint32_t refs; /* (a) */
    int pid, pidfd;        /* (c) */
    bool is_child;         /* (c) ours to reap */
    struct waitable done;  /* set when all is known about its end */
    struct list_node link; /* (process lock) all of them */
    int gate;              /* (process lock) of a suspended one; else -1 */
    bool has_sentence;     /* (process lock) TerminateProcess was called, */
    uint32_t sentence;     /* (process lock) with this code */
    _Atomic uint32_t exit_code;   /* (a) STILL_ACTIVE until it is over */
    bool code_unknown;            /* written before exit_code */
    int64_t started_ns, ended_ns; /* since 1970; the second as code_unknown */
    struct process_usage used;    /* the same */
    struct member *member;        /* (job lock) in its innermost job, or NULL */
    _Atomic bool ended;           /* set under the job lock: joins no more */
};

struct process_handle {
    struct object head;      /* OBJECT_PROCESS, or OBJECT_PROCESS_THREAD */
    struct process *process; /* counted */
    uint32_t access;         /* (c) */
};

void process_get(struct process *process);
void process_put(struct process *process);

/* The calling process, with a reference. NULL when memory or descriptors are
 * out. */
struct process *process_self(void);
bool process_is_self(const struct process *process);

/* Starts one, but does not look after it yet (process_watch): so much may be
 * done before anybody hears of its end. *bad_folder as in sys/process.h. */
NTSTATUS process_new_child(const struct process_start *start,
                           struct process **process, bool *bad_folder);

/* From here on its end is noticed. On failure a child is ended, and everybody's
 * references are as before. */
NTSTATUS process_watch(struct process *process);

/* The process of that id, with a reference. STATUS_INVALID_CID: none. */
NTSTATUS process_find(uint32_t pid, struct process **process);

/* Lets a suspended child go: 1 if it was, else 0. */
uint32_t process_resume(struct process *process);

/* Ends it with this exit code; returns before it has ended. Not of the calling
 * process. STATUS_ACCESS_DENIED: not allowed, or it has ended. */
NTSTATUS process_terminate(struct process *process, uint32_t exit_code);

/* A handle object with one reference; NULL when memory is out. */
struct process_handle *process_handle_new(struct process *process,
                                          enum object_kind kind,
                                          uint32_t access);

/* Takes it out of its jobs, and tells their ports. Before its handles are
 * signalled. Defined with the jobs, in object/job.c. */
void process_leave_jobs(struct process *process);

#endif
