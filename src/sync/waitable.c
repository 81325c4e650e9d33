/* Signals, and who is released by them. The waiting side is in wait.c.
 *
 * The fast paths take no lock. Their pairing, which rules out a lost wake-up:
 *   a signaller writes `signalled`, then reads `watchers` (both seq_cst);
 *   a sleeper raises `watchers`, then reads `signalled` (both seq_cst).
 * In the one order of these four at least one side sees the other: either the
 * signaller finds a watcher and comes in under the dispatcher lock, or the
 * sleeper finds the signal and never sleeps.
 *
 * A signal can be taken without the lock while somebody under the lock looks
 * at several objects. A wait for all therefore reserves: it turns 1 into 3 on
 * each object, which nobody else may take, and consumes only when it got them
 * all; else it turns them back. */
#include "sync/waitable.h"

#include "base/lock.h"
#include "sync/counted.h"
#include "sync/owned.h"
#include "sync/wait.h"
#include "sys/futex.h"

/* Values of `signalled`. Setting is `or SIGNALLED`, so a signal that arrives
 * while the object is reserved merges with the one that is being taken, as a
 * second SetEvent does on Windows; resetting writes CLEAR, 0, over anything. */
#define CLEAR 0u
#define SIGNALLED WAITABLE_SIGNALLED
#define RESERVED (SIGNALLED | 2u)

static struct lock dispatcher = LOCK_INITIALISER(LOCK_SYNC);

void dispatcher_lock(void)
{
    lock_take(&dispatcher);
}

void dispatcher_unlock(void)
{
    lock_drop(&dispatcher);
}

void waitable_init(struct waitable *waitable, bool auto_reset, bool signalled)
{
    atomic_init(&waitable->signalled, signalled ? SIGNALLED : CLEAR);
    atomic_init(&waitable->watchers, 0);
    waitable->kind = auto_reset ? WAITABLE_AUTO : WAITABLE_MANUAL;
    list_init(&waitable->blocks);
    waitable->poll = NULL;
}

static bool is_signalled(struct waitable *waitable)
{
    return (atomic_load(&waitable->signalled) & SIGNALLED) != 0;
}

static bool move(struct waitable *waitable, uint8_t from, uint8_t to)
{
    return atomic_compare_exchange_strong(&waitable->signalled, &from, to);
}

bool waitable_try_take(struct waitable *waitable)
{
    if (waitable->poll != NULL)
        return waitable->poll(waitable);
    if (waitable->kind == WAITABLE_MANUAL)
        return is_signalled(waitable);
    if (waitable->kind != WAITABLE_AUTO)
        return false; /* there is more to change than the signal */
    /* With a queue the signal belongs to its head: waiters are released in
     * the order in which they came. */
    return atomic_load(&waitable->signalled) == SIGNALLED &&
           atomic_load(&waitable->watchers) == 0 &&
           move(waitable, SIGNALLED, CLEAR);
}

/* ---- Sleepers ---- */

void sleeper_link_locked(struct sleeper *sleeper)
{
    for (unsigned i = 0; i < sleeper->count; i++) {
        struct wait_block *block = &sleeper->blocks[i];

        list_append(&block->waitable->blocks, &block->link);
        /* Pairs with the load in waitable_set and waitable_notify. */
        atomic_fetch_add(&block->waitable->watchers, 1);
    }
}

void sleeper_unlink_locked(struct sleeper *sleeper)
{
    for (unsigned i = 0; i < sleeper->count; i++) {
        struct wait_block *block = &sleeper->blocks[i];

        list_remove(&block->link);
        atomic_fetch_sub(&block->waitable->watchers, 1);
    }
}

static bool is_done(struct sleeper *sleeper)
{
    return atomic_load(&sleeper->word) == SLEEPER_DONE;
}

/* Gives the word its new state; remembers to wake a thread that sleeps on it.
 * The exchange releases `index` to the acquire in wait.c. */
static void tell(struct sleeper *sleeper, enum sleeper_state state,
                 struct wake_batch *wakes)
{
    bool is_thread = sleeper->tell == NULL; /* whose stack may be gone below */

    if (atomic_exchange(&sleeper->word, state) != SLEEPER_PARKED)
        return;
    if (is_thread) {
        wakes->words[wakes->count++] = &sleeper->word;
        return;
    }
    sleeper->told_next = wakes->told;
    wakes->told = sleeper;
}

bool sleeper_poke_locked(struct sleeper *sleeper)
{
    return !is_done(sleeper) &&
           atomic_exchange(&sleeper->word, SLEEPER_POKED) == SLEEPER_PARKED;
}

static void finish_locked(struct sleeper *sleeper, unsigned index,
                          struct wake_batch *wakes)
{
    sleeper_unlink_locked(sleeper);
    sleeper->index = index;
    tell(sleeper, SLEEPER_DONE, wakes);
}

static bool is_computed(const struct sleeper *sleeper, unsigned i)
{
    return (sleeper->computed >> i & 1u) != 0;
}

static bool is_ready(const struct sleeper *sleeper, unsigned i)
{
    return (sleeper->ready >> i & 1u) != 0;
}

/* The sleeper's thread owns it already, and may own it once more. */
static bool is_own(const struct sleeper *sleeper, unsigned i)
{
    return owned_is_by(sleeper->blocks[i].waitable, sleeper->owner);
}

/* What changes beside the signal when a wait is satisfied; returns the signal
 * that is left. */
static uint8_t consume_locked(struct waitable *waitable,
                              struct sleeper *sleeper)
{
    switch (waitable->kind) {
    case WAITABLE_MANUAL:
        return SIGNALLED;
    case WAITABLE_COUNTED:
        return counted_take_locked(waitable) ? SIGNALLED : CLEAR;
    case WAITABLE_OWNED:
        if (owned_take_locked(waitable, sleeper->owner))
            sleeper->abandoned = true;
        return CLEAR;
    default:
        return CLEAR;
    }
}

static bool take_locked(struct waitable *waitable, struct sleeper *sleeper)
{
    if (waitable->kind == WAITABLE_MANUAL)
        return is_signalled(waitable);
    if (!move(waitable, SIGNALLED, CLEAR))
        return false;
    /* What is counted or owned changes under the lock alone. */
    if (consume_locked(waitable, sleeper) == SIGNALLED)
        atomic_store(&waitable->signalled, SIGNALLED);
    return true;
}

/* How many of the sleeper's objects, from the first on, could be reserved. */
static unsigned reserve_locked(struct sleeper *sleeper)
{
    unsigned i;

    for (i = 0; i < sleeper->count; i++) {
        if (is_own(sleeper, i))
            continue;
        if (is_computed(sleeper, i)
                ? !is_ready(sleeper, i)
                : !move(sleeper->blocks[i].waitable, SIGNALLED, RESERVED))
            break;
    }
    return i;
}

/* Only we write RESERVED: an object that still is was signalled all along, so
 * between the last reservation and the first of these loads all were. */
static bool all_still_reserved(struct sleeper *sleeper)
{
    for (unsigned i = 0; i < sleeper->count; i++)
        if (!is_computed(sleeper, i) && !is_own(sleeper, i) &&
            atomic_load(&sleeper->blocks[i].waitable->signalled) != RESERVED)
            return false;
    return true;
}

/* Ends the reservations. One that is gone was reset meanwhile, and stays so. */
static void settle_locked(struct sleeper *sleeper, unsigned count, bool take)
{
    for (unsigned i = 0; i < count; i++) {
        struct waitable *waitable = sleeper->blocks[i].waitable;

        if (is_computed(sleeper, i))
            continue;
        if (!is_own(sleeper, i))
            move(waitable, RESERVED,
                 take ? consume_locked(waitable, sleeper) : SIGNALLED);
        else if (take)
            owned_take_locked(waitable, sleeper->owner);
    }
}

static bool take_all_locked(struct sleeper *sleeper)
{
    unsigned reserved = reserve_locked(sleeper);
    bool all = reserved == sleeper->count && all_still_reserved(sleeper);

    settle_locked(sleeper, reserved, all);
    return all;
}

/* One object of this sleeper is signalled. True if that satisfied it. Whoever
 * waits for all, computed objects among them, must ask those itself: their
 * poll may not run under the lock. */
static bool offer_locked(struct wait_block *block, struct wake_batch *wakes)
{
    struct sleeper *sleeper = block->sleeper;

    if (!sleeper->all) {
        if (!take_locked(block->waitable, sleeper))
            return false;
        finish_locked(sleeper, block->index, wakes);
        return true;
    }
    if (sleeper->computed != 0) {
        tell(sleeper, SLEEPER_POKED, wakes);
        return false;
    }
    if (!take_all_locked(sleeper))
        return false;
    finish_locked(sleeper, 0, wakes);
    return true;
}

/* Releases whom the object's signal satisfies, oldest first. False when the
 * batch is full and there may be more. */
static bool release_locked(struct waitable *waitable, struct wake_batch *wakes)
{
    struct list_node *node = waitable->blocks.next;

    while (node != &waitable->blocks && is_signalled(waitable)) {
        struct wait_block *block = LIST_ITEM(node, struct wait_block, link);

        if (wakes->count == WAKE_BATCH_MAX)
            return false;
        node = node->next;
        /* A sleeper may have been on this list more than once. */
        if (offer_locked(block, wakes))
            node = waitable->blocks.next;
    }
    return true;
}

bool sleeper_check_locked(struct sleeper *sleeper, struct wake_batch *wakes)
{
    if (sleeper->all && !is_done(sleeper) && take_all_locked(sleeper))
        finish_locked(sleeper, 0, wakes);
    for (unsigned i = 0; !sleeper->all && i < sleeper->count; i++) {
        /* A full batch may hide who else is signalled: not yet the next. */
        if (is_done(sleeper) || wakes->count == WAKE_BATCH_MAX)
            break;
        if (is_own(sleeper, i)) {
            owned_take_locked(sleeper->blocks[i].waitable, sleeper->owner);
            finish_locked(sleeper, i, wakes);
        } else if (!is_computed(sleeper, i))
            release_locked(sleeper->blocks[i].waitable, wakes);
        else if (is_ready(sleeper, i))
            finish_locked(sleeper, i, wakes);
    }
    return is_done(sleeper);
}

void wake_batch_send(struct wake_batch *wakes)
{
    struct sleeper *sleeper = wakes->told, *next;

    for (unsigned i = 0; i < wakes->count; i++)
        futex_wake(wakes->words[i], 1);
    for (; sleeper != NULL; sleeper = next) {
        next = sleeper->told_next; /* it may be gone once it was told */
        sleeper->tell(sleeper);
    }
}

/* ---- Signalling ---- */

static void release(struct waitable *waitable, bool pulse)
{
    struct wake_batch wakes;
    bool complete;

    do {
        wake_batch_init(&wakes);
        dispatcher_lock();
        complete = release_locked(waitable, &wakes);
        if (pulse && complete)
            waitable_reset(waitable);
        dispatcher_unlock();
        wake_batch_send(&wakes);
    } while (!complete);
}

void waitable_signal_locked(struct waitable *waitable)
{
    atomic_store(&waitable->signalled, SIGNALLED);
}

void waitable_release(struct waitable *waitable)
{
    if (atomic_load(&waitable->watchers) != 0)
        release(waitable, false);
}

void waitable_set(struct waitable *waitable)
{
    if (waitable_set_half(waitable))
        release(waitable, false);
}

void waitable_pulse(struct waitable *waitable)
{
    atomic_fetch_or(&waitable->signalled, SIGNALLED);
    release(waitable, true);
}

static bool poke_locked(struct waitable *waitable, struct wake_batch *wakes)
{
    LIST_FOR_EACH (node, &waitable->blocks) {
        if (wakes->count == WAKE_BATCH_MAX)
            return false;
        tell(LIST_ITEM(node, struct wait_block, link)->sleeper, SLEEPER_POKED,
             wakes);
    }
    return true;
}

/* The caller changed what `poll` looks at under a lock that `poll` takes too:
 * either this load comes after a watcher's registration, or the watcher's poll
 * comes after the change. */
void waitable_notify(struct waitable *waitable)
{
    struct wake_batch wakes;
    bool complete;

    if (atomic_load(&waitable->watchers) == 0)
        return;
    do {
        wake_batch_init(&wakes);
        dispatcher_lock();
        complete = poke_locked(waitable, &wakes);
        dispatcher_unlock();
        wake_batch_send(&wakes);
    } while (!complete);
}
