/* What the handle of a pipe's end names. */
#ifndef OBJECT_PIPE_OBJECT_H
#define OBJECT_PIPE_OBJECT_H

#include "object/io_object.h"
#include "object/pipe.h"

struct pipe_object {
    struct io_object io;     /* without a descriptor */
    struct pipe_end end;     /* (c) */
    bool readable, writable; /* (c) what the handle may do */
};

/* A new object with one reference and no handle, whose `end` the caller fills
 * in; NULL when memory is out. Its last handle closes the end. */
struct pipe_object *pipe_object_new(bool overlapped);

#endif
