/* A table of lists under one lock: opening a file costs a system call anyway,
 * and the lock is held for a few comparisons. Files are told apart by device
 * and inode, never by name, for a file can have several names. */
#include "object/share.h"

#include "base/lock.h"
#include "iocp/errors.h"
#include "sys/disk.h"
#include "sys/fd.h"

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

static NTSTATUS look_locked(const struct list_node *bucket,
                            const struct share *share, unsigned once)
{
    LIST_FOR_EACH (node, bucket) {
        const struct share *other = LIST_ITEM(node, struct share, link);

        if (!same_file(share, other))
            continue;
        if (other->deleting || other->going)
            return STATUS_DELETE_PENDING;
        if ((share->access | once) == 0)
            continue;
        if (((share->access | once) & ~other->mode) != 0 ||
            (other->access & ~share->mode) != 0)
            return STATUS_SHARING_VIOLATION;
    }
    return STATUS_SUCCESS;
}

NTSTATUS share_join(struct share *share, unsigned once)
{
    struct list_node *bucket;
    NTSTATUS status;

    lock_take(&share_lock);
    bucket = bucket_locked(share);
    status = look_locked(bucket, share, once);
    if (status == STATUS_SUCCESS && share->access != 0)
        list_append(bucket, &share->link);
    lock_drop(&share_lock);
    return status;
}

/* Whether nobody else of its file is there. */
static bool is_last_locked(const struct share *share)
{
    LIST_FOR_EACH (node, bucket_locked(share)) {
        const struct share *other = LIST_ITEM(node, struct share, link);

        if (other != share && same_file(share, other))
            return false;
    }
    return true;
}

static bool is_listed_locked(const struct share *share)
{
    return share->link.next != NULL && list_linked(&share->link);
}

/* True: its file is to go now. It stays in the list meanwhile, so that nobody
 * opens what is about to go, and leaves when asked again. */
static bool is_file_to_go(struct share *share)
{
    bool goes = false;

    lock_take(&share_lock);
    if (is_listed_locked(share)) {
        goes = !share->going && share->deleting && is_last_locked(share);
        share->going = goes;
        if (!goes)
            list_remove(&share->link);
    }
    lock_drop(&share_lock);
    return goes;
}

void share_leave(struct share *share, int fd)
{
    while (is_file_to_go(share))
        disk_remove(fd);
    if (share->has_mark_fd)
        fd_close(share->mark_fd);
    share->has_mark_fd = false;
}

void share_set_deleting(struct share *share, bool deleting)
{
    lock_take(&share_lock);
    LIST_FOR_EACH (node, bucket_locked(share)) {
        struct share *other = LIST_ITEM(node, struct share, link);

        if (same_file(share, other))
            other->deleting = deleting;
    }
    lock_drop(&share_lock);
}

bool share_is_deleting(const struct share *share)
{
    bool deleting;

    lock_take(&share_lock);
    deleting = share->deleting;
    lock_drop(&share_lock);
    return deleting;
}
