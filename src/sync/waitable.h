/* What a thread can wait for, and the one place where waits are satisfied.
 *
 * All waits of the process share one dispatcher lock (LOCK_SYNC, a leaf): a
 * wait on several objects is then atomic by construction. Objects that change
 * state on hot paths (files, sockets, ports) do not take it unless somebody
 * watches them: waitable_set and waitable_reset are then one store and one
 * load. */
#ifndef SYNC_WAITABLE_H
#define SYNC_WAITABLE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/list.h"

#define WAITABLE_SIGNALLED 1u

/* What a satisfied wait does to the signal. */
enum waitable_kind {
    WAITABLE_MANUAL,  /* nothing */
    WAITABLE_AUTO,    /* takes it */
    WAITABLE_COUNTED, /* takes one of several: struct counted */
    WAITABLE_OWNED,   /* owns the object: struct owned */
};

struct waitable {
    _Atomic uint32_t watchers; /* (a) wait blocks linked to this object */
    _Atomic uint8_t signalled; /* (a) */
    uint8_t kind;              /* (c) enum waitable_kind */
    struct list_node blocks;   /* (dispatcher lock) oldest first */
    /* (c) For objects whose state is computed (a port is signalled while
     * packets are queued); NULL: `signalled` is the state. Called with the
     * dispatcher lock NOT held. */
    bool (*poll)(struct waitable *waitable);
};

void waitable_init(struct waitable *waitable, bool auto_reset, bool signalled);

/* Signals; wakes whom that satisfies. May be called with locks below
 * LOCK_SYNC held only when `watchers` is known to be zero: it wakes. */
void waitable_set(struct waitable *waitable);
/* The first half of it, without a lock or a call; true if there is to be a
 * second: waitable_release. The object may be a borrowed one. */
static inline bool waitable_set_half(struct waitable *waitable)
{
    /* A read-modify-write even when the signal is already there: what the
     * caller wrote before must be seen by whoever takes the signal. */
    atomic_fetch_or(&waitable->signalled, WAITABLE_SIGNALLED);
    return atomic_load(&waitable->watchers) != 0;
}
/* The object is signalled now: releases whom that satisfies. */
void waitable_release(struct waitable *waitable);
static inline void waitable_reset(struct waitable *waitable)
{
    atomic_store_explicit(&waitable->signalled, 0, memory_order_release);
}

/* A computed object may have become signalled: wakes watchers if any. */
void waitable_notify(struct waitable *waitable);

/* Waits for one object, consuming an auto-reset signal. Returns false at the
 * deadline (base/clock.h). Gives the calling thread's port slot back while it
 * really blocks. The caller holds a reference on what contains `waitable`. */
bool waitable_wait(struct waitable *waitable, uint64_t deadline_ns);

#endif
