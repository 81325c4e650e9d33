#include "object/pipe_watch.h"

#include <stdint.h>

#include "base/lock.h"
#include "sys/fd.h"
#include "sys/pipe_socket.h"
#include "sys/ready.h"
#include "sys/ready_thread.h"

static struct {
    struct lock lock;
    struct list_node list;
    int watch; /* the descriptor; -1: the thread does not run */
    bool hooked;
} all = {
    .lock = LOCK_INITIALISER(LOCK_ENGINE),
    .list = {&all.list, &all.list},
    .watch = -1,
};

/* A token is told once a round, and its own `ready` alone ends it. */
static void look(uint64_t token)
{
    struct pipe_watched *watched = (struct pipe_watched *)(uintptr_t)token;
    static struct pipe_packet packet; /* of the one thread */

    watched->ready(watched, &packet);
}

/* ---- fork() ---- */

static void before_fork(void)
{
    lock_take(&all.lock);
}

static void after_fork(void)
{
    lock_drop(&all.lock);
}

/* A copy of a descriptor here would keep the connection when the parent has
 * ended. The thread is the parent's; a first pipe here starts another. */
static void in_child(void)
{
    struct list_node *node;

    if (all.watch >= 0)
        fd_close(all.watch);
    all.watch = -1;
    while ((node = list_first(&all.list)) != NULL) {
        struct pipe_watched *watched =
            LIST_ITEM(node, struct pipe_watched, link);

        list_remove(node);
        fd_close(watched->fd);
        watched->fd = -1;
    }
    lock_drop(&all.lock);
}

/* ---- Sockets ---- */

static int start_locked(void)
{
    int rc;

    if (all.watch >= 0)
        return 0;
    if (!all.hooked &&
        (rc = pipe_socket_at_fork(before_fork, after_fork, in_child)) < 0)
        return rc;
    all.hooked = true;
    rc = ready_thread_start("iocp-pipes", look);
    if (rc < 0)
        return rc;
    all.watch = rc;
    return 0;
}

int pipe_watch_start(void)
{
    int rc;

    lock_take(&all.lock);
    rc = start_locked();
    lock_drop(&all.lock);
    return rc;
}

int pipe_watch_add(struct pipe_watched *watched)
{
    int rc;

    lock_take(&all.lock);
    list_append(&all.list, &watched->link);
    rc = pipe_socket_watch(all.watch, watched->fd, (uintptr_t)watched, false);
    if (rc < 0)
        list_remove(&watched->link);
    lock_drop(&all.lock);
    return rc;
}

void pipe_watch_again(struct pipe_watched *watched, bool room)
{
    pipe_socket_watch(all.watch, watched->fd, (uintptr_t)watched, room);
}

void pipe_watch_shut(struct pipe_watched *watched)
{
    lock_take(&all.lock);
    pipe_socket_shut(watched->fd);
    lock_drop(&all.lock);
}

void pipe_watch_end(struct pipe_watched *watched)
{
    lock_take(&all.lock);
    list_remove(&watched->link);
    /* Closing alone does not end it while a child that has not run its program
     * yet has a copy of the descriptor. */
    ready_watch_remove(all.watch, watched->fd);
    fd_close(watched->fd);
    watched->fd = -1;
    lock_drop(&all.lock);
}
