/* The one thread that looks after all sockets of pipes, in both directions. It
 * is started by the first of them, and a process without any has none. It never
 * waits for a peer: what cannot be sent now waits for room. */
#ifndef OBJECT_PIPE_WATCH_H
#define OBJECT_PIPE_WATCH_H

#include <stdbool.h>

#include "base/list.h"
#include "object/pipe_wire.h"

struct pipe_watched {
    struct list_node link; /* (watch) */
    int fd;                /* owned; closed by the thread; -1 in a child of
                            * fork(), which shares no pipe of its parent */
    /* There may be packets, an end, or room. Called by the thread; `packet` is
     * for its use. All there is must be taken, or pipe_watch_again called. */
    void (*ready)(struct pipe_watched *watched, struct pipe_packet *packet);
};

/* Makes sure that the thread runs. 0 or -errno. */
int pipe_watch_start(void);

/* Takes over watched->fd, unless it fails. 0 or -errno. From here on `ready` is
 * called, perhaps before this returns. */
int pipe_watch_add(struct pipe_watched *watched);

/* Has `ready` called again: if there is something now, and if `room`, when
 * there is room. Any thread. */
void pipe_watch_again(struct pipe_watched *watched, bool room);

/* Ends the connection, or the listening: `ready` will be called, which sees
 * that and may free it. The last thing anybody else does to it. */
void pipe_watch_shut(struct pipe_watched *watched);

/* The thread alone: closes the descriptor; `ready` is not called any more. */
void pipe_watch_end(struct pipe_watched *watched);

#endif
