/* Thread objects: what CreateThread's handle names, and the calling thread. */
#ifndef OBJECT_THREAD_H
#define OBJECT_THREAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "iocp/types.h"
#include "object/object.h"
#include "sync/apc.h"
#include "sync/waitable.h"
#include "sys/process.h"

struct thread {
    struct object head;
    struct waitable done;       /* set when the thread has left user code */
    _Atomic uint32_t id;        /* (a) 0 until the thread itself wrote it */
    _Atomic uint32_t suspended; /* (a) suspend count; the futex word */
    _Atomic uint32_t exit_code; /* (a) STILL_ACTIVE until it is over */
    uint32_t result;            /* own thread: becomes exit_code at the end */
    unsigned exit_rounds;       /* own thread */
    int64_t made_ns;            /* (c) since 1970; 0: somebody else made it */
    int64_t ended_ns;           /* as exit_code, before it */
    struct process_usage used;  /* the same: in all */
    uint32_t (*start)(void *);  /* (c) */
    void *argument;             /* (c) borrowed by us, owned by user code */
    struct apc_queue apcs;
    _Atomic uint32_t ideal;     /* (a) 0: none; else group * 64 + number + 1 */
    _Atomic int32_t priority;   /* (a) as SetThreadPriority has it */
    _Atomic bool boost_off;     /* (a) as SetThreadPriorityBoost has it */
    _Atomic bool in_background; /* (a) set by the thread itself */
};

/* A thread that is not started yet, with one reference and no handle; NULL
 * when memory is out. A `suspended` one runs nothing before thread_resume. */
struct thread *thread_new(uint32_t (*start)(void *), void *argument,
                          bool suspended);

/* How much stack: `bytes` in all if `is_whole`, else as much as usual and no
 * less than that many; 0 is as much as usual in any case. */
struct thread_stack {
    size_t bytes;
    bool is_whole;
};

/* Starts it. On failure the object is as before, and may be dropped. */
NTSTATUS thread_launch(struct thread *thread, struct thread_stack stack);

/* Its id; waits for the thread to have started for real, a few microseconds. */
uint32_t thread_id(struct thread *thread);

/* Returns the previous suspend count: 0 when it was not suspended. */
uint32_t thread_resume(struct thread *thread);

/* Ends the calling thread, whoever made it. */
_Noreturn void thread_exit(uint32_t exit_code);

/* The calling thread's object, with a reference for the caller. A thread that
 * the library did not create gets one now; NULL when memory is out. */
struct thread *thread_current(void);

/* The calling thread's APCs, for an alertable wait; NULL if it has no object
 * so far: nobody can have queued one, or will meanwhile. */
struct apc_queue *thread_apcs(void);

/* The calling thread's id, which is the kernel's. */
uint32_t thread_current_id(void);

#endif
