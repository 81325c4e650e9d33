/* Between the parts of the epoll back-end. */
#ifndef ENGINE_EPOLL_H
#define ENGINE_EPOLL_H

#include "engine/engine.h"
#include "engine/watch.h"
#include "engine/workers.h"

/* Where an io is between issue and engine_done. */
enum epoll_place {
    EPOLL_WAITING, /* on a list of its watch */
    EPOLL_WORKING, /* with the workers */
    EPOLL_DONE,    /* has its result, which is to be handed on */
};

/* The scratch of an engine_io. */
struct epoll_io {
    struct work work; /* its link serves all lists */
    int32_t result;
    uint8_t place; /* enum epoll_place */
    bool started;  /* a connect was begun */
};

_Static_assert(sizeof(struct epoll_io) <=
                   sizeof(((struct engine_io *)0)->scratch),
               "it fits the scratch of an engine_io");

static inline struct epoll_io *epoll_own(struct engine_io *io)
{
    return (struct epoll_io *)(void *)io->scratch;
}

static inline struct engine_io *epoll_io_of(struct list_node *link)
{
    struct epoll_io *own = LIST_ITEM(link, struct epoll_io, work.link);

    return LIST_ITEM(own, struct engine_io, scratch);
}

/* One attempt without waiting, for ios that wait by readiness: a result, or
 * -EAGAIN and the watch says what to wait for. */
int32_t epoll_try(struct engine_io *io, struct watch *watch);

/* Whether the watch promises an attempt some success. */
bool epoll_may_try(struct engine_io *io, const struct watch *watch);

/* On which of the watch's lists it waits. */
struct list_node **epoll_list_of(const struct engine_io *io,
                                 struct watch *watch);

/* A file read from memory: bytes (all, or up to the end of the file), or
 * -EAGAIN: not all of it is there, or it is too much to do in between. */
int32_t epoll_read_cached(const struct engine_io *io);

/* The rest, which may block: a worker's. */
int32_t epoll_carry(struct engine_io *io);

#endif
