/* Which request a thread is blocked in, for CancelSynchronousIo. */
#ifndef OP_BLOCKING_H
#define OP_BLOCKING_H

#include <stdint.h>

#include "base/list.h"

struct object;
struct op;
struct thread;

/* On the stack of the blocked thread, between enter and leave. */
struct blocking_call {
    struct list_node link; /* (bucket lock) */
    struct op *op;         /* (c) the caller's reference */
    struct object *target; /* (c) what it is of, the caller's reference */
    uint32_t thread_id;    /* (c) */
};

/* The calling thread is about to wait for `op`, which has started, on `target`,
 * which it lets go of itself when it ends. */
void blocking_enter(struct blocking_call *call, struct op *op,
                    struct object *target);
void blocking_leave(struct blocking_call *call);

/* The request a thread is blocked in, and what it is of, each with a reference
 * for the caller; NULL when it is in none, or has ended. */
struct op *blocking_find(struct thread *thread, struct object **target);

#endif
