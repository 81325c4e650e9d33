/* A pipe of ours as standard input, output or error of a child. */
#ifndef API_CHILD_PIPE_H
#define API_CHILD_PIPE_H

#include <stdbool.h>

#include "iocp/types.h"
#include "object/pipe_object.h"

/* Our pipes are memory, which a child has not: it gets a pipe of the kernel
 * instead, and a thread carries the bytes between the two until either has no
 * other end any more. The thread has a handle of `pipe`, as the child would
 * have on Windows. `input`: the child reads. *fd is the child's end, for the
 * caller to close. */
NTSTATUS child_pipe_start(struct pipe_object *pipe, bool input, int *fd);

#endif
