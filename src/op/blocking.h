/* Which request a thread is blocked in, for CancelSynchronousIo. */
#ifndef OP_BLOCKING_H
#define OP_BLOCKING_H

#include <stdint.h>

#include "base/list.h"

struct op;
struct thread;

/* On the stack of the blocked thread, between enter and leave. */
struct blocking_call {
    struct list_node link; /* (bucket lock) */
    struct op *op;         /* (c) the caller's reference */
    uint32_t thread_id;    /* (c) */
};

/* The calling thread is about to wait for `op`, which has started. */
void blocking_enter(struct blocking_call *call, struct op *op);
void blocking_leave(struct blocking_call *call);

/* The request a thread is blocked in, with a reference for the caller; NULL
 * when it is in none, or has ended. */
struct op *blocking_find(struct thread *thread);

#endif
