/* Pipes. A `struct pipe` is one instance: a server end and a client end, with
 * a queue of bytes or messages in each direction. All of it is memory of the
 * process that made the instance, under one lock; what may wait is a
 * pipe_request in one of its queues, and whoever brings the other half (the
 * data, the room, the client) ends it on the spot.
 *
 * The trap: a request that ended is its owner's again, who may free it. Ends
 * are told with no lock held, after all changes were made. */
#ifndef OBJECT_PIPE_H
#define OBJECT_PIPE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/list.h"
#include "base/lock.h"
#include "iocp/types.h"

enum pipe_side { PIPE_SERVER, PIPE_CLIENT, PIPE_SIDES };

enum pipe_action {
    PIPE_READ,
    PIPE_WRITE,
    PIPE_FLUSH,    /* wait until the other end has read all */
    PIPE_CONNECT,  /* wait for a client */
    PIPE_TRANSACT, /* write a message, whatever the quota, and read one */
};

enum pipe_state {
    PIPE_LISTENING, /* from its making on: a client may open it */
    PIPE_CONNECTED, /* also when one end is closed: see `open` */
    PIPE_DISCONNECTED,
};

/* What may wait. Filled in by its owner, to whom it belongs again at the end.
 */
struct pipe_request {
    struct list_node link; /* (pipe) a queue, or the ended ones of a call */
    uint8_t action;        /* (c) enum pipe_action */
    bool queued;           /* (pipe) */
    NTSTATUS status;       /* (pipe) until the end */
    char *buffer;          /* borrowed until the end; writes only read it */
    size_t len;
    size_t done; /* (pipe) bytes that went through; all that was asked for when
                  * a write succeeded */
    const char *send; /* TRANSACT: borrowed for the call */
    size_t send_len;
    /* For ends of pipes that another process made (object/pipe_remote.h). */
    uint64_t id;      /* (remote) */
    size_t sent;      /* (remote) bytes that are on their way */
    char *copy;       /* (remote) owned: what `send` is, after the call */
    bool tell_queued; /* (c) pipe_submit is to return when it is in the pipe */
    bool may_wait;    /* (remote) */
    bool was_queued;  /* (remote) */
    bool introduced;  /* (remote) its first packet is on its way */
    bool to_cancel;   /* (remote) that has not been said yet */
    /* It ended, after pipe_submit said "pending". No lock is held. */
    void (*end)(struct pipe_request *request);
};

/* One direction. While there is data nobody waits to read. */
struct pipe_queue {
    struct list_node data;    /* writes and what they left behind, oldest
                               * first */
    struct list_node reads;   /* oldest first */
    struct list_node flushes; /* until `data` is empty */
    size_t used;              /* unread bytes in `data` */
    size_t quota;             /* of them that need no writer to wait */
};

/* What all instances of a name have in common. */
struct pipe_traits {
    bool message_type;
    bool inbound, outbound; /* data to the server, to the client */
    uint32_t instances_max;
    uint32_t timeout_ms; /* NMPWAIT_USE_DEFAULT_WAIT */
};

#define PIPE_INSTANCES_ANY 255u /* PIPE_UNLIMITED_INSTANCES */

struct pipe {
    struct lock lock;          /* level object */
    _Atomic uint32_t refs;     /* (a) */
    struct pipe_traits traits; /* (c) */
    struct pipe_name *name;    /* (c) counted; NULL: anonymous */
    struct list_node sibling;  /* (names) name->instances */
    enum pipe_state state;     /* (pipe) */
    uint32_t generation;       /* (pipe) counts connections: a client end of an
                                * earlier one has lost its pipe */
    uint32_t process[PIPE_SIDES];         /* (pipe) whose end it is */
    bool open[PIPE_SIDES];                /* (pipe) the end has a handle */
    bool message_read[PIPE_SIDES];        /* (pipe) by whole messages */
    bool nowait[PIPE_SIDES];              /* (pipe) */
    struct pipe_queue toward[PIPE_SIDES]; /* (pipe) */
    struct list_node connects;            /* (pipe) PIPE_CONNECT */
};

/* A handle's view of a pipe. What takes one goes to another process if the
 * pipe is there, and waits for an answer: with pipe_end_is_remote these block.
 */
struct pipe_remote;
struct pipe_end {
    struct pipe *pipe;          /* (c) counted; NULL: another process made it */
    struct pipe_remote *remote; /* (c) counted; NULL: this process made it */
    enum pipe_side side;        /* (c) */
    uint32_t generation;        /* (c) client ends */
};

/* A new instance, listening, with its server end open and one reference; NULL
 * when memory is out. `quota`: toward the server, toward the client. */
struct pipe *pipe_new(const struct pipe_traits *traits,
                      const size_t quota[PIPE_SIDES]);
void pipe_get(struct pipe *pipe);
void pipe_put(struct pipe *pipe);

/* Lets a client in: false when the instance does not listen. Fills in *end
 * with a new reference. */
bool pipe_admit(struct pipe *pipe, uint32_t process, struct pipe_end *end);

static inline bool pipe_end_is_remote(const struct pipe_end *end)
{
    return end->remote != NULL;
}
/* Drops what an end holds, after pipe_close_end. */
void pipe_end_put(struct pipe_end *end);

/* Carries out a request, as far as nobody has to wait: a success, a warning or
 * an error, and `done`. STATUS_PENDING when it has to wait: with `may_wait` it
 * is in the pipe, and `end` will be called once; without, nothing was done. */
NTSTATUS pipe_submit(const struct pipe_end *end, struct pipe_request *request,
                     bool may_wait);

/* Ends a request with STATUS_CANCELLED, if it waits. It must not be freed by
 * its end meanwhile. */
void pipe_revoke(const struct pipe_end *end, struct pipe_request *request);

/* The last handle of the end is gone, and its requests with it. */
void pipe_close_end(const struct pipe_end *end);

NTSTATUS pipe_disconnect(const struct pipe_end *end);

struct pipe_peeked {
    size_t copied;
    size_t available; /* unread bytes */
    size_t left;      /* of the first message, behind what was copied */
};
NTSTATUS pipe_peek(const struct pipe_end *end, char *buffer, size_t len,
                   struct pipe_peeked *peeked);

struct pipe_facts {
    struct pipe_traits traits;
    bool message_read, nowait;
    uint32_t instances;
    size_t quota[PIPE_SIDES];
    uint32_t process[PIPE_SIDES];
};
NTSTATUS pipe_set_mode(const struct pipe_end *end, bool message_read,
                       bool nowait);
NTSTATUS pipe_inspect(const struct pipe_end *end, struct pipe_facts *facts);

#endif
