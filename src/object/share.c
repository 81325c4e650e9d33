/* A table of lists under one lock: opening a file costs a system call anyway,
 * and the lock is held for a few comparisons. Files are told apart by device
 * and inode, never by name, for a file can have several names. */
#include "object/share.h"

#include <stdbool.h>

#include "base/lock.h"
#include "iocp/errors.h"

#define BUCKETS 256u /* a power of two */

static struct lock share_lock = LOCK_INITIALISER(LOCK_SHARE);
/* (s) share_lock; a list's first use makes it one. */
static struct list_node buckets[BUCKETS];

static struct list_node *bucket_locked(const struct share *share)
{
    uint64_t mixed = (share->index ^ share->device << 32) * 0x9E3779B97F4A7C15u;
    struct list_node *bucket = &buckets[mixed >> 56 & (BUCKETS - 1)];

    if (bucket->next == NULL)
        list_init(bucket);
    return bucket;
}

static bool same_file(const struct share *one, const struct share *other)
{
    return one->index == other->index && one->device == other->device;
}

static bool agrees_locked(const struct list_node *bucket,
                          const struct share *share, unsigned once)
{
    LIST_FOR_EACH (node, bucket) {
        const struct share *other = LIST_ITEM(node, struct share, link);

        if (!same_file(share, other))
            continue;
        if (((share->access | once) & ~other->mode) != 0 ||
            (other->access & ~share->mode) != 0)
            return false;
    }
    return true;
}

NTSTATUS share_join(struct share *share, unsigned once)
{
    struct list_node *bucket;
    NTSTATUS status = STATUS_SUCCESS;

    if ((share->access | once) == 0)
        return STATUS_SUCCESS;
    lock_take(&share_lock);
    bucket = bucket_locked(share);
    if (!agrees_locked(bucket, share, once))
        status = STATUS_SHARING_VIOLATION;
    else if (share->access != 0)
        list_append(bucket, &share->link);
    lock_drop(&share_lock);
    return status;
}

void share_leave(struct share *share)
{
    lock_take(&share_lock);
    if (share->link.next != NULL)
        list_remove(&share->link);
    lock_drop(&share_lock);
}
