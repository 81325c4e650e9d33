/* The client's end of a pipe that another process made: what object/pipe.h does
 * to an end, done by asking that process (object/pipe_host.h). Calls that give
 * a result at once wait for the answer; requests that may wait do not.
 *
 * When that process is gone, an instance of this one takes over, whose server's
 * end is closed and which holds what was left to be read: so reads still give
 * that, and what comes next is what comes next on any pipe that was closed. */
#ifndef OBJECT_PIPE_REMOTE_H
#define OBJECT_PIPE_REMOTE_H

#include "object/pipe.h"

/* Opens an instance that listens, in whichever process it is.
 * STATUS_OBJECT_NAME_NOT_FOUND, STATUS_PIPE_NOT_AVAILABLE,
 * STATUS_ACCESS_DENIED, STATUS_INSUFFICIENT_RESOURCES. BLOCKS. */
NTSTATUS pipe_remote_open(const char *name, bool read, bool write,
                          struct pipe_end *end);

/* As pipe_name_wait. BLOCKS. */
NTSTATUS pipe_remote_wait(const char *name, uint64_t deadline_ns,
                          bool default_wait);

void pipe_remote_put(struct pipe_remote *remote);

NTSTATUS pipe_remote_submit(struct pipe_remote *remote,
                            struct pipe_request *request, bool may_wait);
void pipe_remote_revoke(struct pipe_remote *remote,
                        struct pipe_request *request);
void pipe_remote_close(struct pipe_remote *remote);
NTSTATUS pipe_remote_disconnect(struct pipe_remote *remote);
NTSTATUS pipe_remote_peek(struct pipe_remote *remote, char *buffer, size_t len,
                          struct pipe_peeked *peeked);
NTSTATUS pipe_remote_set_mode(struct pipe_remote *remote, bool message_read,
                              bool nowait);
NTSTATUS pipe_remote_inspect(struct pipe_remote *remote,
                             struct pipe_facts *facts);

#endif
