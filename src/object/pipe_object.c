#include "object/pipe_object.h"

#include <stdlib.h>

static void close_end(struct pipe_object *pipe)
{
    if (pipe->end.pipe != NULL || pipe_end_is_remote(&pipe->end))
        pipe_close_end(&pipe->end);
}

/* Requests first: they end as those of a closed handle. */
static void pipe_object_close(struct object *object)
{
    io_object_close(object);
    close_end((struct pipe_object *)object);
}

static void pipe_object_destroy(struct object *object)
{
    struct pipe_object *pipe = (struct pipe_object *)object;

    if (atomic_load_explicit(&object->handles, memory_order_relaxed) == 0 &&
        !atomic_load_explicit(&pipe->io.closing, memory_order_relaxed))
        close_end(pipe); /* never had a handle */
    pipe_end_put(&pipe->end);
    io_object_fini(&pipe->io);
    free(pipe);
}

static const struct object_ops pipe_ops = {
    .name = "pipe",
    .close = pipe_object_close,
    .destroy = pipe_object_destroy,
    .waitable = io_object_waitable,
};

struct pipe_object *pipe_object_new(bool overlapped)
{
    struct pipe_object *pipe = calloc(1, sizeof *pipe);

    if (pipe == NULL)
        return NULL;
    io_object_init(&pipe->io, OBJECT_PIPE, &pipe_ops, -1, overlapped);
    /* Opening is the first request of a file object, and it has completed. */
    waitable_set(&pipe->io.signal);
    return pipe;
}
