#include "object/socket_store.h"

#include <errno.h>
#include <stdbool.h>

#include "base/lock.h"
#include "sys/fd.h"
#include "sys/net.h"

/* As many as an engine accepts before a thread of the program makes the next
 * ones. They count for the limit of open descriptors: not more. */
#define KEPT_MAX 64u

/* Windows' numbers. */
enum { STREAM = 1, TCP = 6, IPV4 = 2, IPV6 = 23 };

static struct {
    struct lock lock;
    struct kept {
        unsigned count;
        int fds[KEPT_MAX]; /* owned; the last given is taken first */
    } ipv4, ipv6;          /* (pool lock) */
} store = {.lock = LOCK_INITIALISER(LOCK_POOL)};

/* Where those of a kind are; NULL: none are kept. To the kernel a stream of
 * protocol 0 and one of TCP are the same. */
static struct kept *kept_of(int family, int type, int protocol)
{
    if (type != STREAM || (protocol != 0 && protocol != TCP))
        return NULL;
    if (family == IPV4)
        return &store.ipv4;
    return family == IPV6 ? &store.ipv6 : NULL;
}

static int pop(struct kept *kept)
{
    int fd = -1;

    lock_take(&store.lock);
    if (kept->count > 0)
        fd = kept->fds[--kept->count];
    lock_drop(&store.lock);
    return fd;
}

static bool push(struct kept *kept, int fd)
{
    bool room;

    lock_take(&store.lock);
    room = kept->count < KEPT_MAX;
    if (room)
        kept->fds[kept->count++] = fd;
    lock_drop(&store.lock);
    return room;
}

static void empty(struct kept *kept)
{
    int fd;

    while ((fd = pop(kept)) >= 0)
        fd_close(fd);
}

int socket_store_take(int family, int type, int protocol)
{
    struct kept *kept = kept_of(family, type, protocol);
    int fd = kept != NULL ? pop(kept) : -1;

    if (fd >= 0)
        return fd;
    fd = socket_new(family, type, protocol);
    if (fd != -EMFILE && fd != -ENFILE)
        return fd;
    socket_store_empty(); /* of another kind: they stand in nobody's way */
    return socket_new(family, type, protocol);
}

void socket_store_give(int family, int type, int protocol, int fd)
{
    struct kept *kept = kept_of(family, type, protocol);

    if (kept == NULL || !push(kept, fd))
        fd_close(fd);
}

void socket_store_empty(void)
{
    empty(&store.ipv4);
    empty(&store.ipv6);
}
