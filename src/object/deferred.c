#include "object/deferred.h"

#include <stdlib.h>

#include "base/list.h"
#include "base/lock.h"
#include "sys/fd.h"
#include "sys/net.h"

struct deferred {
    struct list_node link;
    struct socket_object *listener; /* lent: its close drops this */
    int fd;                         /* owned */
    struct address peer;
};

/* Programs that defer are rare: all others see the count and no lock. */
static struct {
    struct lock lock;
    _Atomic unsigned count; /* changed under the lock */
    struct list_node list;  /* (lock) oldest first */
} all = {
    .lock = LOCK_INITIALISER(LOCK_POOL),
    .list = {&all.list, &all.list},
};

static bool is_any(void)
{
    return atomic_load_explicit(&all.count, memory_order_acquire) > 0;
}

static struct deferred *find_locked(const struct socket_object *listener)
{
    LIST_FOR_EACH (node, &all.list) {
        struct deferred *one = LIST_ITEM(node, struct deferred, link);

        if (one->listener == listener)
            return one;
    }
    return NULL;
}

/* The closing listener drops what it finds after it said so: either that is
 * seen here, or this is found there. So it is counted first and then asked, and
 * there the other way round, all in one order. */
bool deferred_put(struct socket_object *listener, int fd,
                  const struct address *peer)
{
    struct deferred *one = malloc(sizeof *one);
    bool open;

    if (one == NULL)
        return false;
    *one = (struct deferred){.listener = listener, .fd = fd, .peer = *peer};
    lock_take(&all.lock);
    atomic_fetch_add(&all.count, 1);
    open = !atomic_load(&listener->io.closing);
    if (open)
        list_append(&all.list, &one->link);
    else
        atomic_fetch_sub_explicit(&all.count, 1, memory_order_release);
    lock_drop(&all.lock);
    if (!open)
        free(one);
    return open;
}

int deferred_take(struct socket_object *listener, struct address *peer)
{
    struct deferred *one;
    int fd = -1;

    if (!is_any())
        return -1;
    lock_take(&all.lock);
    one = find_locked(listener);
    if (one != NULL) {
        list_remove(&one->link);
        atomic_fetch_sub_explicit(&all.count, 1, memory_order_release);
        fd = one->fd;
        *peer = one->peer;
    }
    lock_drop(&all.lock);
    free(one);
    return fd;
}

bool deferred_exchange(struct socket_object *listener, int *fd,
                       struct address *peer)
{
    struct deferred *one;

    if (!is_any())
        return false;
    lock_take(&all.lock);
    one = find_locked(listener);
    if (one != NULL) {
        struct deferred newer = {.fd = *fd, .peer = *peer};

        *fd = one->fd;
        *peer = one->peer;
        one->fd = newer.fd;
        one->peer = newer.peer;
        list_remove(&one->link);
        list_append(&all.list, &one->link);
    }
    lock_drop(&all.lock);
    return one != NULL;
}

bool deferred_has(struct socket_object *listener)
{
    bool has;

    if (!is_any())
        return false;
    lock_take(&all.lock);
    has = find_locked(listener) != NULL;
    lock_drop(&all.lock);
    return has;
}

void deferred_drop(struct socket_object *listener)
{
    struct address peer;
    int fd;

    atomic_fetch_add(&all.count, 0); /* after `closing`, not before */
    while ((fd = deferred_take(listener, &peer)) >= 0) {
        socket_set_linger(fd, true, 0);
        fd_close(fd);
    }
}
