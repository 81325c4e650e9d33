/* Requests on pipe handles, between the calls and object/pipe.c. */
#ifndef API_PIPE_H
#define API_PIPE_H

#include "api/file_io.h"
#include "object/pipe_object.h"

/* The pipe behind a handle, with a reference, or NULL. Files and sockets know
 * no such requests: STATUS_INVALID_DEVICE_REQUEST. */
struct pipe_object *pipe_find(HANDLE handle, NTSTATUS *status);

/* ReadFile and WriteFile: rights and buffer are checked here. */
NTSTATUS pipe_transfer(struct pipe_object *pipe, struct file_io *io);

/* Any request: at once, or as one that waits. A `routine` that names no
 * function is none. */
NTSTATUS pipe_request_run(struct pipe_object *pipe,
                          const struct pipe_request *request,
                          OVERLAPPED *overlapped, const struct routine *routine,
                          size_t *done);

NTSTATUS pipe_flush(struct pipe_object *pipe);

/* What follows \\.\word\, borrowed from `name`; NULL: that does not stand
 * there.
 */
const char *device_name_of(const char *name, const char *word);

/* The name of a pipe behind \\.\pipe\, in UTF-8; NULL: it is not one. Borrowed
 * from `name`. */
const char *pipe_name_of(const char *name);

/* It is the name of a pipe of another machine, \\host\pipe\x: none is found. */
bool pipe_is_elsewhere(const char *name);

/* CreateFile of a name of this machine. */
NTSTATUS pipe_open(const char *name, bool read, bool write, bool overlapped,
                   HANDLE *handle);

#endif
