/* The connection of a remote end, of which pipe_remote.c asks, pipe_client.c
 * sends and pipe_answers.c hears. */
#ifndef OBJECT_PIPE_CLIENT_H
#define OBJECT_PIPE_CLIENT_H

#include "object/pipe_remote.h"
#include "object/pipe_watch.h"

struct pipe_remote {
    struct pipe_watched watched;
    struct lock lock;           /* level object */
    _Atomic uint32_t refs;      /* (a) the end, and the thread */
    struct list_node sending;   /* (remote) requests, oldest first */
    struct list_node waiting;   /* (remote) for their answers */
    _Atomic uint32_t words;     /* (a) futex of who waits for PIPE_QUEUED */
    _Atomic uint32_t listeners; /* (a) how many do */
    uint64_t last_id;           /* (remote) */
    uint32_t to_cancel;         /* (remote) of `waiting`: to be said */
    bool wants_room;            /* (remote) */
    bool closing;               /* (remote) only PIPE_BYE is said */
    bool closed;                /* (remote) its handle is gone */
    bool gone; /* (remote) the other process is: `rest` has it */
    bool message_read, nowait;         /* (remote) as set last */
    struct pipe_end rest, rest_server; /* (c) counted, once */
    struct pipe_facts facts;           /* (c) */
    char *left;      /* (thread) owned: the beginning of what is left */
    size_t left_len; /* (thread) */
};

/* A question that is answered at once. */
struct pipe_call {
    struct pipe_request request;
    uint64_t first, second; /* of the answer */
    uint32_t mode;          /* PIPE_SET_MODE */
    _Atomic uint32_t ended; /* (a) futex */
};

/* A remote end on a connection, whose descriptor it takes over, with the
 * caller's reference. */
struct pipe_greeting;
NTSTATUS pipe_client_new(int fd, const struct pipe_greeting *greeting,
                         uint32_t server, struct pipe_remote **remote);

/* A question is given up if it was not answered. */
void pipe_client_forget(struct pipe_remote *remote,
                        struct pipe_request *request);

/* The handle closes: its requests end as cancelled, and none begins any more
 * but PIPE_BYE, if this is true. Waits for nothing. */
bool pipe_client_close(struct pipe_remote *remote);
/* Ends the connection. */
void pipe_client_shut(struct pipe_remote *remote);

/* Starts a request, whose `end` will be called. STATUS_PENDING; or
 * STATUS_PIPE_BROKEN, the process is gone: nothing was done;
 * STATUS_INSUFFICIENT_RESOURCES. */
NTSTATUS pipe_client_start(struct pipe_remote *remote,
                           struct pipe_request *request, bool may_wait);

/* For pipe_answers.c, which hears what the other process says. */
void pipe_client_pump_locked(struct pipe_remote *remote);
/* Calls the ends, and wakes who waits for word. No lock is held. */
void pipe_client_tell(struct pipe_remote *remote, struct list_node *ended);
void pipe_client_finish_locked(struct pipe_remote *remote,
                               struct pipe_request *request, NTSTATUS status,
                               struct list_node *ended);
void pipe_client_finish_all_locked(struct pipe_remote *remote, NTSTATUS status,
                                   struct list_node *ended);

#endif
