/* The server's half of pipes between processes: who made an instance carries
 * out what clients in other processes ask of it, by the functions of
 * object/pipe.h, as if they were its own. */
#ifndef OBJECT_PIPE_HOST_H
#define OBJECT_PIPE_HOST_H

#include "object/pipe.h"
#include "sys/pipe_socket.h"

/* The place where names are published, locked: one process or thread at a time
 * is between these two. BLOCKS while another one is. Where there is no place
 * (no folder may be made, or it is somebody else's), the result is a success
 * and the name will be known in this process only. */
struct pipe_place {
    struct pipe_folder folder;
    bool usable;
};
NTSTATUS pipe_place_take(struct pipe_place *place);
void pipe_place_leave(struct pipe_place *place);

/* A name other processes find. STATUS_ACCESS_DENIED: another process has it;
 * STATUS_INSUFFICIENT_RESOURCES. *listener NULL, and a success: there is no
 * place. Waits for nothing, so the names' lock may be held. */
struct pipe_listener;
NTSTATUS pipe_host_publish(const struct pipe_place *place, const char *name,
                           struct pipe_listener **listener);
/* No new client finds it; those there are stay. Waits for nothing. */
void pipe_host_withdraw(struct pipe_listener *listener);

/* An instance listens, or is gone: clients that wait elsewhere are told. No
 * lock is held. */
void pipe_host_changed(void);

/* The process ends: what its clients have not read is sent to them, as far as
 * there is room. Waits for no peer. */
void pipe_host_farewell(void);

#endif
