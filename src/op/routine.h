/* Completion routines: a request whose end is a call on the thread that started
 * it, in the place of a packet.
 *
 * Such a request is made without an OVERLAPPED, so that hEvent is not looked
 * at, which is the program's own then; op_set_routine names both, and op_start
 * starts it. Nothing else differs: its packet goes to the thread's APCs, where
 * it is called, or dropped when the thread ends. */
#ifndef OP_ROUTINE_H
#define OP_ROUTINE_H

#include "iocp/errors.h"
#include "iocp/types.h"
#include "op/op.h"
#include "port/packet.h"

struct routine {
    uintptr_t function; /* 0: there is none */
    enum packet_call call;
};

/* The request, in state NEW, will end with a call on this thread. On failure it
 * is gone, as after a start that failed. */
NTSTATUS op_set_routine(struct op *op, OVERLAPPED *overlapped,
                        const struct routine *routine);

/* The OVERLAPPED that a request is made with: none if it ends with a call. */
static inline OVERLAPPED *routine_overlapped(const struct routine *routine,
                                             OVERLAPPED *overlapped)
{
    return routine->function != 0 ? NULL : overlapped;
}

/* Starts a request that was made so, if making it succeeded. */
static inline NTSTATUS routine_start(NTSTATUS made, struct op *op,
                                     OVERLAPPED *overlapped,
                                     const struct routine *routine)
{
    if (made == STATUS_SUCCESS && routine->function != 0)
        made = op_set_routine(op, overlapped, routine);
    return made == STATUS_SUCCESS ? op_start(op) : made;
}

/* For op_complete: the end of such a request, whose result is published. */
void op_queue_call(struct op *op);

#endif
