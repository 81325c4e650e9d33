/* How much of each thing a process may have before the call that wants one
 * more is refused. What is there already stays, also when a limit is lowered
 * below it. docs/semantics/limits.md is the table for users. */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#include <stdatomic.h>
#include <stdint.h>

enum limit {
    LIMIT_HANDLE_REQUESTS,  /* in flight on one file or socket */
    LIMIT_PORT_REQUESTS,    /* in flight, or their packets in one port */
    LIMIT_PROCESS_REQUESTS, /* in flight anywhere */
    LIMIT_PORT_POSTS,       /* posted packets in one port */
    LIMIT_HANDLES,          /* open handles; LIMIT_HANDLES_MAX at most */
    LIMITS,
};

/* What the bits of a handle can name. */
#define LIMIT_HANDLES_MAX (1u << 20)

/* (a) Read by every start, hardly ever written; nothing is ordered by them. */
extern _Atomic uint32_t limits[LIMITS];

static inline uint32_t limit_of(enum limit limit)
{
    return atomic_load_explicit(&limits[limit], memory_order_relaxed);
}

void limit_set(enum limit limit, uint32_t value);

#endif
