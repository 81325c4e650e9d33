/* Finds threads that block where the library does not see it: in read(2), in a
 * pthread mutex, in somebody's database client.
 *
 * Only the kernel knows, and it has to be asked. So it is asked only while the
 * answer matters: packets are queued, a thread is parked, and all that keeps
 * them apart is the limit. Then a thread of the library looks at those that
 * count as running. One that is asleep is `away`: it does not count until it
 * comes back, which is seen when it calls the library, or at another look.
 *
 * Who makes the answer matter sets a timer, and that is all it costs him; it is
 * not set while everybody has work, or nobody has. */
#ifndef PORT_LOOKOUT_H
#define PORT_LOOKOUT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/list.h"

struct port;

/* A port's part of it. */
struct lookout {
    struct list_node members; /* (p) port_threads that belong to the port */
    uint32_t member_count;    /* (p) */
    uint32_t away;            /* (p) of them */
    bool watched;             /* (p) will be looked at; holds a reference */
    uint32_t in_vain;         /* (p) looks since somebody was found */
    uint64_t looked_ns;       /* (p) when it was looked at last */
    uint64_t delivered;       /* (p) packets until then */
    struct port *next;        /* the caller's, then the look-out thread's */
};

void lookout_init(struct lookout *lookout);

/* A port_thread's `member` comes, and goes; it may never have come. */
void lookout_know_locked(struct port *port, struct list_node *member);
void lookout_forget_locked(struct port *port, struct list_node *member);

/* After each change that may make the answer matter. True: lookout_call is to
 * be called once the lock is dropped. */
bool lookout_wanted_locked(struct port *port);
void lookout_call(struct port *port);

#endif
