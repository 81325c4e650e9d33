/* What the kernel knows of the ranges that are locked here. */
#include "op/ranges.h"

#include <errno.h>

#include "sys/disk_lock.h"

/* A descriptor that may not write gets shared locks only, one that may not read
 * exclusive ones only. For such a shared lock the kernel is not asked: an
 * exclusive one would keep our own handles apart. */
static enum disk_lock kernels_lock(const struct file_object *file,
                                   const struct range *range)
{
    if (range->exclusive && file->writable)
        return DISK_EXCLUSIVE_LOCK;
    return file->readable ? DISK_SHARED : DISK_UNLOCKED;
}

/* The strongest lock that a handle has on the byte at `place`, and the last
 * byte of which that is so. */
static enum disk_lock strongest_locked(const struct list_node *held,
                                       const struct file_object *file,
                                       uint64_t place, uint64_t *last)
{
    enum disk_lock strongest = DISK_UNLOCKED;

    LIST_FOR_EACH (node, held) {
        const struct range *range = LIST_ITEM(node, struct range, link);
        enum disk_lock lock = kernels_lock(file, range);

        if (range->file != file || range->empty || range->last < place)
            continue;
        if (range->start > place) {
            *last = range->start - 1 < *last ? range->start - 1 : *last;
            continue;
        }
        *last = range->last < *last ? range->last : *last;
        strongest = lock > strongest ? lock : strongest;
    }
    return strongest;
}

/* The kernel's locks neither stack nor overlap, so it is told piece by piece. A
 * file system without locks has none between processes either. */
int range_tell_kernel_locked(const struct list_node *held,
                             const struct range *range)
{
    uint64_t place = range->start, last;
    bool more = !range->empty;
    int rc = 0;

    while (more && rc != -EAGAIN) {
        enum disk_lock lock;

        last = range->last;
        lock = strongest_locked(held, range->file, place, &last);
        rc = disk_lock(range->file->io.fd, lock, place, last);
        more = last < range->last;
        place = last + 1;
    }
    return rc;
}
