/* The sockets that one WSAPoll or select looks at. */
#ifndef API_SOCKET_POLL_H
#define API_SOCKET_POLL_H

#include "api/winsock.h"
#include "sys/ready.h"

/* What only the library knows, beside enum ready_bit. */
enum {
    READY_REFUSED = 1 << 16, /* it could not be connected */
    READY_CLOSED = 1 << 17,  /* closed meanwhile */
};

struct look {
    struct socket_object *socket; /* pinned; NULL: nobody to look at */
    uint32_t asked;               /* what the kernel is asked: enum ready_bit */
    uint32_t told;                /* what counts */
    uint32_t ready;               /* what was found of it */
    bool left_out;
};

struct looks {
    unsigned count;
    bool left_out; /* somebody is, in the next look */
    struct look *of;
    struct ready *kernel;
};

/* NULL: no memory for so many. */
struct looks *looks_new(unsigned count);
void looks_free(struct looks *looks);

/* False, and the last error, if `s` is no socket. */
bool look_begin(struct look *look, SOCKET s, uint32_t asked, uint32_t told);

/* How many are ready, which each `ready` tells, 0 when the time is over, or
 * -errno. Gives back the slot of the thread's port while it waits. */
int looks_wait(struct looks *looks, uint64_t deadline_ns);

#endif
