#include "op/ranges.h"

#include <errno.h>
#include <stdlib.h>

#include "base/clock.h"
#include "op/cancel.h"
#include "sys/disk_lock.h"
#include "sys/futex.h"
#include "sys/thread.h"

#define BUCKETS 64u /* a power of two */

/* Ranges by the file's identity, oldest first. */
struct bucket {
    struct list_node held, waiting;
};

/* Held while the kernel is asked for a lock, which it gives or refuses. */
static struct lock ranges_lock = LOCK_INITIALISER(LOCK_SHARE);
static struct bucket buckets[BUCKETS]; /* (r) ranges_lock */
_Atomic uint32_t ranges_held;

static struct bucket *bucket_locked(const struct file_object *file)
{
    uint64_t mixed =
        (file->share.index ^ file->share.device << 32) * 0x9E3779B97F4A7C15u;
    struct bucket *bucket = &buckets[mixed >> 56 & (BUCKETS - 1)];

    if (bucket->held.next == NULL) {
        list_init(&bucket->held);
        list_init(&bucket->waiting);
    }
    return bucket;
}

static bool same_file(const struct file_object *one,
                      const struct file_object *other)
{
    return one->share.index == other->share.index &&
           one->share.device == other->share.device;
}

/* ---- What is in the way here ---- */

/* An empty range is a place between two bytes. */
static bool overlap(const struct range *one, const struct range *other)
{
    if (one->empty && other->empty)
        return false;
    if (one->empty)
        return other->start < one->start && one->start <= other->last;
    if (other->empty)
        return overlap(other, one);
    return one->start <= other->last && other->start <= one->last;
}

/* "An exclusive lock cannot overlap"; a shared one may lie over an exclusive
 * one of the same handle (LockFileEx, Remarks). */
static bool conflicts(const struct range *held, const struct range *asked)
{
    if (!same_file(held->file, asked->file) || !overlap(held, asked))
        return false;
    return asked->exclusive || (held->exclusive && held->file != asked->file);
}

static bool is_free_locked(const struct bucket *bucket,
                           const struct range *asked)
{
    LIST_FOR_EACH (node, &bucket->held)
        if (conflicts(LIST_ITEM(node, struct range, link), asked))
            return false;
    return true;
}

/* ---- Taking and letting go ---- */

static void unlink_locked(struct range *range)
{
    if (range->state == RANGE_HELD)
        atomic_fetch_sub_explicit(&ranges_held, 1, memory_order_relaxed);
    range->elsewhere = false;
    list_remove(&range->link);
}

/* Held only if both agree. */
static NTSTATUS take_locked(struct bucket *bucket, struct range *range)
{
    if (range->file->ranges_closed)
        return STATUS_INVALID_HANDLE;
    if (!is_free_locked(bucket, range))
        return STATUS_LOCK_NOT_GRANTED;
    list_remove(&range->link);
    list_append(&bucket->held, &range->link);
    if (range_tell_kernel_locked(&bucket->held, range) == -EAGAIN) {
        list_remove(&range->link);
        range_tell_kernel_locked(&bucket->held, range);
        range->elsewhere = true;
        return STATUS_LOCK_NOT_GRANTED;
    }
    range->elsewhere = false;
    range->state = RANGE_HELD;
    atomic_fetch_add_explicit(&ranges_held, 1, memory_order_relaxed);
    return STATUS_SUCCESS;
}

/* One that waits: held now, or in its old place. */
static bool retake_locked(struct bucket *bucket, struct range *range)
{
    struct list_node *next = range->link.next;

    if (take_locked(bucket, range) == STATUS_SUCCESS)
        return true;
    if (!list_linked(&range->link))
        list_append(next, &range->link);
    return false;
}

/* Whom to tell: op_cancel's way, which calls the step of what is parked. Who
 * was cancelled in this moment is on that way already. */
static void collect_locked(struct range *range, struct op **told)
{
    struct op *op = range->parked;

    if (op == NULL || !op_cancel_mark(op))
        return;
    op_get(op);
    op->cancel_next = *told;
    *told = op;
}

/* Oldest first: who waits on a range gets it in turn. */
static void grant_locked(struct bucket *bucket, struct op **told)
{
    struct list_node *next;

    for (struct list_node *node = bucket->waiting.next;
         node != &bucket->waiting; node = next) {
        struct range *range = LIST_ITEM(node, struct range, link);

        next = node->next;
        if (retake_locked(bucket, range))
            collect_locked(range, told);
    }
}

/* Wakes: not under the lock. */
static void tell(struct op *told)
{
    for (struct op *next; told != NULL; told = next) {
        next = told->cancel_next;
        engine_cancel(told);
    }
}

/* The range leaves the table, what waited for it may go on. */
static void release_locked(struct bucket *bucket, struct range *range,
                           struct op **told)
{
    unlink_locked(range);
    range_tell_kernel_locked(&bucket->held, range);
    range->state = RANGE_RELEASED;
    if (!range->lent)
        free(range);
    grant_locked(bucket, told);
}

/* ---- Waiting for other processes ---- */

#define RETRY_MIN_NS 1000000u
#define RETRY_MAX_NS 16000000u

static _Atomic uint32_t
    retry_word;      /* (a) futex: changes with each new waiter */
static bool retries; /* (r) the thread exists */

static bool retry_bucket(struct bucket *bucket)
{
    struct op *told = NULL;
    bool waits = false;

    lock_take(&ranges_lock);
    if (bucket->waiting.next != NULL) {
        grant_locked(bucket, &told);
        LIST_FOR_EACH (node, &bucket->waiting)
            waits |= LIST_ITEM(node, struct range, link)->elsewhere;
    }
    lock_drop(&ranges_lock);
    tell(told);
    return waits;
}

static void *retry_main(void *argument)
{
    uint64_t pause_ns = RETRY_MIN_NS;

    for (;;) {
        uint32_t seen = atomic_load_explicit(&retry_word, memory_order_acquire);
        bool waits = false;

        for (unsigned i = 0; i < BUCKETS; i++)
            waits |= retry_bucket(&buckets[i]);
        futex_wait(&retry_word, seen,
                   waits ? clock_now_ns() + pause_ns : CLOCK_NEVER);
        pause_ns = pause_ns < RETRY_MAX_NS ? pause_ns * 2 : RETRY_MAX_NS;
        if (atomic_load_explicit(&retry_word, memory_order_relaxed) != seen)
            pause_ns = RETRY_MIN_NS;
    }
    return argument;
}

/* Under the lock: whoever comes meanwhile must not count on a thread that then
 * cannot be had. */
static bool start_retries(void)
{
    bool runs;

    lock_take(&ranges_lock);
    if (!retries)
        retries = thread_start("iocp-locks", retry_main, NULL) == 0;
    runs = retries;
    lock_drop(&ranges_lock);
    return runs;
}

/* ---- For the calls ---- */

NTSTATUS range_new(struct file_object *file, bool exclusive, uint64_t start,
                   uint64_t len, struct range **result)
{
    struct range *range;

    if (len > 0 && start > UINT64_MAX - (len - 1))
        return STATUS_INVALID_LOCK_RANGE;
    range = calloc(1, sizeof *range);
    if (range == NULL)
        return STATUS_NO_MEMORY;
    list_init(&range->link);
    range->file = file;
    range->start = start;
    range->last = len > 0 ? start + (len - 1) : start;
    range->empty = len == 0;
    range->exclusive = exclusive;
    *result = range;
    return STATUS_SUCCESS;
}

void range_free(struct range *range)
{
    free(range);
}

NTSTATUS range_take(struct range *range)
{
    NTSTATUS status;

    lock_take(&ranges_lock);
    status = take_locked(bucket_locked(range->file), range);
    lock_drop(&ranges_lock);
    return status;
}

NTSTATUS range_queue(struct range *range)
{
    struct bucket *bucket;
    NTSTATUS status;

    if (!start_retries())
        return STATUS_INSUFFICIENT_RESOURCES;
    lock_take(&ranges_lock);
    bucket = bucket_locked(range->file);
    status = take_locked(bucket, range);
    range->lent = true;
    if (status == STATUS_LOCK_NOT_GRANTED) {
        range->state = RANGE_WAITS;
        list_append(&bucket->waiting, &range->link);
        status = STATUS_SUCCESS;
    }
    atomic_fetch_add_explicit(&retry_word, 1, memory_order_release);
    lock_drop(&ranges_lock);
    futex_wake(&retry_word, 1);
    return status;
}

/* The loan ends, unless it still waits. */
static NTSTATUS end_loan_locked(struct range *range)
{
    enum range_state state = range->state;

    if (state == RANGE_WAITS)
        return STATUS_PENDING;
    range->lent = false;
    range->parked = NULL;
    if (state != RANGE_HELD)
        free(range);
    return state == RANGE_CLOSED ? STATUS_CANCELLED : STATUS_SUCCESS;
}

NTSTATUS range_park(struct range *range, struct op *op)
{
    NTSTATUS status;

    lock_take(&ranges_lock);
    range->parked = op;
    status = end_loan_locked(range);
    lock_drop(&ranges_lock);
    return status;
}

NTSTATUS range_give_up(struct range *range)
{
    NTSTATUS status;

    lock_take(&ranges_lock);
    if (range->state == RANGE_WAITS) {
        unlink_locked(range);
        range->state = RANGE_CLOSED;
    }
    status = end_loan_locked(range);
    lock_drop(&ranges_lock);
    return status;
}

void range_abandon(struct range *range)
{
    struct op *told = NULL;

    lock_take(&ranges_lock);
    range->lent = false;
    if (range->state == RANGE_HELD) {
        release_locked(bucket_locked(range->file), range, &told);
    } else {
        unlink_locked(range);
        free(range);
    }
    lock_drop(&ranges_lock);
    tell(told);
}

static struct range *find_locked(const struct bucket *bucket,
                                 const struct range *asked, bool exclusive)
{
    LIST_FOR_EACH (node, &bucket->held) {
        struct range *range = LIST_ITEM(node, struct range, link);

        if (range->file == asked->file && range->exclusive == exclusive &&
            range->start == asked->start && range->last == asked->last &&
            range->empty == asked->empty)
            return range;
    }
    return NULL;
}

NTSTATUS range_release(struct file_object *file, uint64_t start, uint64_t len)
{
    struct range asked = {.file = file, .start = start, .empty = len == 0};
    struct op *told = NULL;
    struct bucket *bucket;
    struct range *range;

    asked.last = len > 0 ? start + (len - 1) : start;
    lock_take(&ranges_lock);
    bucket = bucket_locked(file);
    range = find_locked(bucket, &asked, true);
    if (range == NULL)
        range = find_locked(bucket, &asked, false);
    if (range != NULL)
        release_locked(bucket, range, &told);
    lock_drop(&ranges_lock);
    tell(told);
    return range != NULL ? STATUS_SUCCESS : STATUS_RANGE_NOT_LOCKED;
}

/* A shared lock forbids writing to everybody, its owner included. */
bool range_forbids(const struct file_object *file, bool write, uint64_t start,
                   uint64_t len)
{
    const struct range wanted = {.start = start, .last = start + (len - 1)};
    const struct bucket *bucket;
    bool forbids = false;

    if (len == 0 || wanted.last < start)
        return false;
    lock_take(&ranges_lock);
    bucket = bucket_locked(file);
    LIST_FOR_EACH (node, &bucket->held) {
        const struct range *range = LIST_ITEM(node, struct range, link);

        if (!range->empty && same_file(range->file, file) &&
            overlap(range, &wanted) &&
            (range->exclusive ? range->file != file : write))
            forbids = true;
    }
    lock_drop(&ranges_lock);
    return forbids;
}

/* ---- Closing ---- */

/* What waits is cancelled by the caller; it must not be had any more. */
static void close_waiting_locked(struct bucket *bucket,
                                 struct file_object *file)
{
    struct list_node *next;

    for (struct list_node *node = bucket->waiting.next;
         node != &bucket->waiting; node = next) {
        struct range *range = LIST_ITEM(node, struct range, link);

        next = node->next;
        if (range->file != file)
            continue;
        unlink_locked(range);
        range->state = RANGE_CLOSED;
    }
}

static void release_all_locked(struct bucket *bucket, struct file_object *file,
                               struct op **told)
{
    struct list_node *node = bucket->held.next, *next;
    const struct range all = {.file = file, .last = UINT64_MAX};

    for (; node != &bucket->held; node = next) {
        struct range *range = LIST_ITEM(node, struct range, link);

        next = node->next;
        if (range->file != file)
            continue;
        unlink_locked(range);
        range->state = RANGE_RELEASED;
        if (!range->lent)
            free(range);
    }
    range_tell_kernel_locked(&bucket->held, &all);
    grant_locked(bucket, told);
}

bool ranges_close(struct file_object *file)
{
    struct op *told = NULL;
    bool waited, held = false;
    struct bucket *bucket;

    lock_take(&ranges_lock);
    file->ranges_closed = true;
    bucket = bucket_locked(file);
    LIST_FOR_EACH (node, &bucket->held)
        held |= LIST_ITEM(node, struct range, link)->file == file;
    waited = !list_empty(&bucket->waiting);
    close_waiting_locked(bucket, file);
    if (held)
        release_all_locked(bucket, file, &told);
    lock_drop(&ranges_lock);
    tell(told);
    return waited;
}
