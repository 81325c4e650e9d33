#include "object/io_object.h"

#include <errno.h>

#include "iocp/errors.h"
#include "sys/fd.h"

uint64_t io_new_file_id(void)
{
    static _Atomic uint64_t last;

    return atomic_fetch_add_explicit(&last, 1, memory_order_relaxed) + 1;
}

void io_object_init(struct io_object *io, enum object_kind kind,
                    const struct object_ops *ops, int fd, bool overlapped)
{
    object_init(&io->head, kind, ops);
    lock_init(&io->lock, LOCK_OBJECT);
    list_init(&io->pending);
    io->users = 0;
    io->in_flight = 0;
    io->shard = NULL;
    io->fd = fd;
    io->file_id = io_new_file_id();
    io->used = false;
    io->fd_told = false;
    atomic_init(&io->closing, false);
    io->overlapped = overlapped;
    io->nonempty = false;
    io->indexed = false;
    io->index = NULL;
    atomic_init(&io->modes, 0);
    io->key = 0;
    atomic_init(&io->port, NULL);
    waitable_init(&io->signal, false, false);
    for (int kind_of_lane = 0; kind_of_lane < LANES; kind_of_lane++) {
        io->in_lane[kind_of_lane] = 0;
        io->lane_busy[kind_of_lane] = false;
        atomic_init(&io->lane_lent[kind_of_lane], false);
        list_init(&io->waiting[kind_of_lane]);
    }
}

void io_object_fini(struct io_object *io)
{
    struct port *port = io_port(io);

    if (io->fd >= 0) /* never had a handle: the insert into the table failed */
        fd_close(io->fd);
    if (port != NULL)
        object_put((struct object *)port); /* opaque here; its head is first */
}

static bool begin(struct io_object *io, bool uses)
{
    bool open;

    lock_take(&io->lock);
    open = !atomic_load_explicit(&io->closing, memory_order_relaxed);
    if (open) {
        io->users++;
        io->used |= uses;
    }
    lock_drop(&io->lock);
    return open;
}

bool io_begin(struct io_object *io)
{
    return begin(io, true);
}

bool io_begin_unused(struct io_object *io)
{
    return begin(io, false);
}

void io_watch(struct io_object *io)
{
    lock_take(&io->lock);
    io->watched = true;
    lock_drop(&io->lock);
}

void io_end_locked(struct io_object *io, int *fd_to_close)
{
    io->users--;
    *fd_to_close = -1;
    if (io->users > 0 ||
        !atomic_load_explicit(&io->closing, memory_order_relaxed))
        return;
    *fd_to_close = io->fd;
    io->fd = -1;
}

void io_end(struct io_object *io)
{
    int fd;

    lock_take(&io->lock);
    io_end_locked(io, &fd);
    lock_drop(&io->lock);
    if (fd >= 0)
        fd_close(fd);
}

/* True when nobody but the caller, who has the one pin, has the number in his
 * hands. */
static bool exchange_fd(struct io_object *io, int fd, struct replaced *before)
{
    bool may;

    lock_take(&io->lock);
    may = io->users == 1 && !io->fd_told &&
          !atomic_load_explicit(&io->closing, memory_order_relaxed);
    if (may) {
        *before = (struct replaced){io->fd, io->used};
        io->fd = fd;
        io->file_id = io_new_file_id();
        io->used = false;
    }
    lock_drop(&io->lock);
    return may;
}

int io_replace_fd(struct io_object *io, int fd, struct replaced *before)
{
    int rc = -EBADF;

    if (exchange_fd(io, fd, before))
        return 0;
    before->fd = -1;
    if (io_begin(io)) {
        rc = fd_replace(io->fd, fd);
        lock_take(&io->lock);
        io->file_id = io_new_file_id();
        lock_drop(&io->lock);
        io_end(io);
    }
    fd_close(fd);
    return rc;
}

int io_tell_fd(struct io_object *io)
{
    int fd;

    lock_take(&io->lock);
    io->used = true;
    io->fd_told = true;
    fd = io->fd;
    lock_drop(&io->lock);
    return fd;
}

NTSTATUS io_associate(struct io_object *io, struct port *port, ULONG_PTR key)
{
    NTSTATUS status = STATUS_INVALID_PARAMETER;

    lock_take(&io->lock);
    if (io->overlapped && io_port(io) == NULL) {
        object_get((struct object *)port);
        io->key = key;
        /* Release pairs with the acquire in io_port: the key is seen too. */
        atomic_store_explicit(&io->port, port, memory_order_release);
        status = STATUS_SUCCESS;
    }
    lock_drop(&io->lock);
    return status;
}

struct waitable *io_object_waitable(struct object *object)
{
    return &((struct io_object *)object)->signal;
}
