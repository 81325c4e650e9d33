/* A request of another process while it is here. */
#ifndef OBJECT_PIPE_SERVED_H
#define OBJECT_PIPE_SERVED_H

#include "object/pipe.h"
#include "object/pipe_watch.h"

struct pipe_served {
    struct pipe_request request; /* its buffers lie in `bytes` */
    struct list_node link;       /* (connection) `requests` or `answers` */
    struct pipe_connection *connection; /* counted */
    _Atomic uint32_t refs;              /* (a) its way, and a cancel */
    uint64_t id;                        /* (c) as its client calls it */
    uint64_t first, second;             /* of the answer */
    size_t arrived, expected;           /* (thread) of its data */
    size_t sent;                        /* (connection) of what was read */
    size_t charge;                      /* (c) */
    uint32_t mode;                      /* (c) PIPE_SET_MODE */
    bool may_wait, tell_queued;         /* (c) */
    bool to_tell; /* (connection) that it is queued was not said yet */
    bool refused; /* (c) there is no room for it */
    char bytes[]; /* room, then what it sends */
};

/* A client in another process. */
struct pipe_connection {
    struct pipe_watched watched;
    struct lock lock;                 /* level object */
    _Atomic uint32_t refs;            /* (a) */
    struct list_node requests;        /* (connection) in the pipe */
    struct list_node answers;         /* (connection) to be sent, in order */
    size_t charge;                    /* (connection) of all of them */
    bool dead;                        /* (connection) nothing is sent */
    bool wants_room;                  /* (connection) */
    uint32_t to_tell;                 /* (connection) of `requests` */
    struct pipe_served *arriving;     /* (thread) more data of it will come */
    struct pipe_end end;              /* (c) once greeted; counted */
    bool greeted;                     /* (thread) */
    bool left;                        /* (thread) the end is closed */
    struct list_node kin;             /* (host) all connections */
    struct list_node waiter;          /* (host) */
    char *name;                       /* (c) owned: waits for an instance */
    const struct pipe_listener *door; /* (thread) until it is greeted */
    uint32_t process;                 /* (c) */
};

void pipe_connection_get(struct pipe_connection *connection);
void pipe_connection_put(struct pipe_connection *connection);
void pipe_served_put(struct pipe_served *served);

/* It ended, with request.status: its client is told. */
void pipe_served_answer(struct pipe_served *served);
/* The client is gone: nothing is sent any more. */
void pipe_served_mute(struct pipe_connection *connection);

/* A packet of a client that was greeted. False: it is not what a client would
 * say, and the connection is to be ended. The thread's. */
bool pipe_served_take(struct pipe_connection *connection,
                      const struct pipe_packet *packet, size_t len);

/* Sends what is to be sent, as far as there is room. Whether that was all. */
bool pipe_served_pump(struct pipe_connection *connection);

/* Closes the client's end, once. The thread's. */
void pipe_connection_leave(struct pipe_connection *connection);

/* The client is gone: its requests end, and nobody is told. The thread's. */
void pipe_served_end_all(struct pipe_connection *connection);

/* Of its own accord: no request. False: no room, or the client is gone. */
bool pipe_connection_say(struct pipe_connection *connection,
                         const struct pipe_frame *frame, const void *data,
                         size_t len);

#endif
