/* A pipe of ours as standard input, output or error of a child. */
#ifndef API_CHILD_PIPE_H
#define API_CHILD_PIPE_H

#include <stdbool.h>

#include "iocp/types.h"
#include "object/pipe_object.h"

struct child_pipe;

/* Our pipes are memory, which a child has not: it gets a pipe of the kernel
 * instead, and a thread carries the bytes between the two until either has no
 * other end any more. The thread has a handle of the pipe, as the child would
 * have on Windows: a duplicate of `handle`. STATUS_INVALID_HANDLE: that was
 * closed meanwhile, or is another's than `pipe`. `input`: the child reads. *fd
 * is the child's end, for the caller to close; *made has to be told by
 * child_pipe_go how it went. */
NTSTATUS child_pipe_new(HANDLE handle, const struct pipe_object *pipe,
                        bool input, int *fd, struct child_pipe **made);

/* The child runs, or there is none: then nothing was taken from the pipe. */
void child_pipe_go(struct child_pipe *child_pipe, bool runs);

#endif
