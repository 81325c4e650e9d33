/* Queues of waiting threads, in a table by address. A waiter looks at the value
 * with the queue's lock held, and a waker takes that lock, so no change falls
 * between look and sleep. Wakers that find nobody in a row of the table take no
 * lock: a waiter counts itself before it looks, they look after their change.
 *
 * The trap: a waiter is on its thread's stack, gone when its word is set. */
#include "sync/address_wait.h"

#include <errno.h>
#include <string.h>

#include "base/clock.h"
#include "base/list.h"
#include "base/lock.h"
#include "port/concurrency.h"
#include "sys/futex.h"

#define ROWS 256u /* a power of two */

struct row {
    struct lock lock;
    _Atomic uint32_t count;   /* (a) waiters, and those about to be */
    struct list_node waiters; /* oldest first; zeros: empty */
};

struct waiter {
    struct list_node link; /* (row) */
    const volatile void *address;
    _Atomic uint32_t woken; /* the futex word */
    bool queued;            /* (row) */
};

static struct row rows[ROWS] = {
    [0 ... ROWS - 1] = {.lock = LOCK_INITIALISER(LOCK_SYNC)},
};

static struct row *row_of(const volatile void *address)
{
    uint64_t bits = (uint64_t)(uintptr_t)address;

    bits *= 0x9E3779B97F4A7C15u; /* spreads neighbours */
    return &rows[bits >> 56 & (ROWS - 1)];
}

static void lock_row(struct row *row)
{
    lock_take(&row->lock);
    if (row->waiters.next == NULL)
        list_init(&row->waiters);
}

static bool is_same(const volatile void *address, const void *compare,
                    size_t size)
{
    uint64_t now = 0, expected = 0;

    memcpy(&expected, compare, size);
    switch (size) {
    case 1:
        now = __atomic_load_n((const volatile uint8_t *)address,
                              __ATOMIC_SEQ_CST);
        break;
    case 2:
        now = __atomic_load_n((const volatile uint16_t *)address,
                              __ATOMIC_SEQ_CST);
        break;
    case 4:
        now = __atomic_load_n((const volatile uint32_t *)address,
                              __ATOMIC_SEQ_CST);
        break;
    default:
        now = __atomic_load_n((const volatile uint64_t *)address,
                              __ATOMIC_SEQ_CST);
    }
    return now == expected;
}

static bool enqueue(struct row *row, struct waiter *waiter, const void *compare,
                    size_t size)
{
    bool same;

    lock_row(row);
    same = is_same(waiter->address, compare, size);
    waiter->queued = same;
    if (same)
        list_append(&row->waiters, &waiter->link);
    lock_drop(&row->lock);
    return same;
}

/* Until it was woken; at the deadline it takes itself off, unless a waker did
 * already: then the news is on its way. */
static bool sleep_until(struct row *row, struct waiter *waiter,
                        uint64_t deadline_ns)
{
    while (atomic_load_explicit(&waiter->woken, memory_order_acquire) == 0) {
        bool late;

        if (futex_wait(&waiter->woken, 0, deadline_ns) != -ETIMEDOUT)
            continue;
        lock_row(row);
        late = waiter->queued;
        if (late)
            list_remove(&waiter->link);
        lock_drop(&row->lock);
        if (late)
            return false;
        deadline_ns = CLOCK_NEVER;
    }
    return true;
}

bool address_wait(const volatile void *address, const void *compare,
                  size_t size, uint64_t deadline_ns)
{
    struct row *row = row_of(address);
    struct waiter waiter = {.address = address};
    bool in_time = true;

    /* Before the look: see address_wake. */
    atomic_fetch_add(&row->count, 1);
    if (enqueue(row, &waiter, compare, size)) {
        concurrency_block();
        in_time = sleep_until(row, &waiter, deadline_ns);
        concurrency_unblock();
    }
    atomic_fetch_sub(&row->count, 1);
    return in_time;
}

/* Moves the oldest waiter for the address, or all of them, to `found`. */
static void dequeue(struct row *row, const void *address, bool all,
                    struct list_node *found)
{
    struct list_node *node, *next;

    lock_row(row);
    for (node = row->waiters.next; node != &row->waiters; node = next) {
        struct waiter *waiter = LIST_ITEM(node, struct waiter, link);

        next = node->next;
        if (waiter->address != address)
            continue;
        list_remove(node);
        list_append(found, node);
        waiter->queued = false;
        if (!all)
            break;
    }
    lock_drop(&row->lock);
}

void address_wake(const void *address, bool all)
{
    struct row *row = row_of(address);
    struct list_node found;
    struct list_node *node;

    /* Either this step comes after a waiter's, and sees it, or the waiter's
     * comes after this one, and its look sees what the caller changed. */
    if (atomic_fetch_add(&row->count, 0) == 0)
        return;
    list_init(&found);
    dequeue(row, address, all, &found);
    while ((node = list_first(&found)) != NULL) {
        _Atomic uint32_t *word = &LIST_ITEM(node, struct waiter, link)->woken;

        list_remove(node);
        atomic_store_explicit(word, 1, memory_order_release);
        futex_wake(word, 1);
    }
}
