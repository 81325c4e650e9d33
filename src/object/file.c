/* Closing a file differs from closing a socket in one thing: what is in flight
 * on a disk file runs to its end and keeps the descriptor open meanwhile, for
 * it ends by itself, and soon. A read of a FIFO may never end: it is
 * cancelled. */
#include "object/file.h"

#include <stdlib.h>

#include "object/directory_watch.h"
#include "object/listing.h"
#include "object/share_machine.h"
#include "sys/disk.h"

/* No new request starts from here on; the last one closes the descriptor. A
 * lock may be waited for without an end, and is cancelled. */
static void close_softly(struct file_object *file)
{
    struct io_object *io = &file->io;

    lock_take(&io->lock);
    io->users++;
    atomic_store_explicit(&io->closing, true, memory_order_release);
    lock_drop(&io->lock);
    if (atomic_load_explicit(&file->uses_ranges, memory_order_relaxed))
        file_close_ranges(file);
    io_end(io);
}

static void file_close(struct object *object)
{
    struct file_object *file = (struct file_object *)object;

    /* Before `closing`: the descriptor is certain to be open. Whether it had a
     * name left to lose is nobody's concern any more. What is in flight does
     * not count, nor does a mapping. */
    if (file->delete_on_close)
        share_set_deleting(&file->share, true);
    share_leave(&file->share, file->io.fd);
    share_unmark(&file->share, file->io.fd);
    if (file->delete_on_close && !file->regular && !file->directory)
        disk_remove(file->io.fd); /* FIFOs are in no list */
    if (file->regular)
        close_softly(file);
    else
        io_object_close(object);
}

static void file_destroy(struct object *object)
{
    struct file_object *file = (struct file_object *)object;

    /* Again, for an object that never had a handle to close. */
    share_leave(&file->share, file->io.fd);
    if (file->watch != NULL)
        directory_watch_free(file->watch);
    if (file->listing != NULL)
        listing_free(file->listing);
    io_object_fini((struct io_object *)object);
    free(object);
}

static const struct object_ops file_ops = {
    .name = "file",
    .close = file_close,
    .destroy = file_destroy,
    .waitable = io_object_waitable,
};

struct file_object *file_object_new(bool overlapped)
{
    struct file_object *file = calloc(1, sizeof *file);

    if (file == NULL)
        return NULL;
    io_object_init(&file->io, OBJECT_FILE, &file_ops, -1, overlapped);
    /* Opening is the first request of a file object, and it has completed. */
    waitable_set(&file->io.signal);
    return file;
}
