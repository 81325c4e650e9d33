/* Cancelling: marks requests and asks their shard; never waits, never ends a
 * request itself. */
#ifndef OP_CANCEL_H
#define OP_CANCEL_H

#include "op/op.h"

struct thread;

/* The caller holds a reference on the op. */
void op_cancel(struct op *op);

/* True for the one who is first to cancel: he has to tell the shard, with a
 * reference (engine_cancel). */
bool op_cancel_mark(struct op *op);

/* The calling thread has issued a request on an object without a port: when
 * the thread ends, what is left of such requests is cancelled. */
void op_cancel_at_thread_exit(void);

/* The request in which a thread is blocked: false if it is in none. */
bool op_cancel_blocking(struct thread *thread);

/* Which requests of an object to cancel. */
struct cancel_filter {
    const OVERLAPPED *overlapped; /* NULL: any */
    DWORD thread_id;              /* 0: any */
    bool unported;                /* only if it had no port at its start */
    bool blocking;                /* also those in which a thread waits */
    bool background;              /* also those that nobody waits for */
    const struct op_kind *kind;   /* NULL: any */
};

/* Returns how many requests matched. */
unsigned op_cancel_matching(struct io_object *io,
                            const struct cancel_filter *filter);

#endif
