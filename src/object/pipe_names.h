/* The names of the pipes that this process made, and the instances each has. A
 * name is there as long as an instance has a server end that is open, and as
 * long other processes find it (object/pipe_host.h). All instances of a name
 * are of one process. */
#ifndef OBJECT_PIPE_NAMES_H
#define OBJECT_PIPE_NAMES_H

#include "object/pipe.h"

struct pipe_name;

/* What of a new instance has to agree with the others of its name. */
struct pipe_wanted {
    const char *name; /* UTF-8, without the prefix; case does not matter */
    struct pipe_traits traits;
    size_t quota[PIPE_SIDES];
    bool first; /* FILE_FLAG_FIRST_PIPE_INSTANCE */
};

/* Makes an instance. STATUS_SUCCESS and *end with a reference;
 * STATUS_INSTANCE_NOT_AVAILABLE, as many as allowed are there;
 * STATUS_ACCESS_DENIED, it was to be the first, or the others are of another
 * kind, or of another process; STATUS_INSUFFICIENT_RESOURCES. */
NTSTATUS pipe_name_create(const struct pipe_wanted *wanted,
                          struct pipe_end *end);

/* Opens the client end of an instance that listens. `read`, `write`: what the
 * client wants to do. STATUS_OBJECT_NAME_NOT_FOUND, STATUS_PIPE_NOT_AVAILABLE
 * (all are connected), STATUS_ACCESS_DENIED (the pipe's direction). */
NTSTATUS pipe_name_open(const char *name, bool read, bool write,
                        uint32_t process, struct pipe_end *end);

/* Waits until an instance listens. The deadline of the pipe itself if
 * `default_wait`. STATUS_IO_TIMEOUT, STATUS_OBJECT_NAME_NOT_FOUND. */
NTSTATUS pipe_name_wait(const char *name, uint64_t deadline_ns,
                        bool default_wait);

/* Looks once: STATUS_SUCCESS, an instance listens; STATUS_PENDING, none does;
 * STATUS_OBJECT_NAME_NOT_FOUND. */
NTSTATUS pipe_name_look(const char *name);
/* How long clients of it wait by default; 0: there is no such name. */
uint32_t pipe_name_timeout_ms(const char *name);

/* The server end of an instance closes: no client finds it any more. */
void pipe_name_leave(struct pipe *pipe);
/* An instance listens again: who waits for one looks. */
void pipe_name_changed(struct pipe_name *name);
uint32_t pipe_name_count(struct pipe_name *name);
void pipe_name_put(struct pipe_name *name);
/* As the program wrote it first; borrowed from the pipe. */
const char *pipe_name_text(const struct pipe_name *name);

#endif
