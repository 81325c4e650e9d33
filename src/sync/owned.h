/* Mutexes' part of the dispatcher: who owns what. */
#ifndef SYNC_OWNED_H
#define SYNC_OWNED_H

#include <stdbool.h>
#include <stdint.h>

#include "base/list.h"
#include "iocp/types.h"
#include "object/object.h"
#include "sync/waitable.h"

struct owner; /* a thread, as long as it lives */

/* Signalled while nobody owns it. All changes under the dispatcher lock. */
struct owned {
    struct waitable waitable;
    struct object *object; /* (c) that it is part of; not counted */
    struct owner *owner;   /* (dispatcher lock) NULL: nobody */
    uint32_t depth;        /* (dispatcher lock) how often it is owned */
    bool abandoned;        /* (dispatcher lock) its last owner ended */
    struct list_node link; /* (dispatcher lock) owner->owned */
};

/* The calling thread. What it owns when it ends is abandoned. */
struct owner *owner_current(void);

/* Owned by the calling thread, if `take`. */
void owned_init(struct owned *owned, struct object *object, bool take);
/* Nobody waits for it any more; somebody may own it. */
void owned_fini(struct owned *owned);

bool owned_is_by(struct waitable *waitable, const struct owner *owner);

/* A wait was satisfied, or the owner takes it again: true when it was
 * abandoned. */
bool owned_take_locked(struct waitable *waitable, struct owner *owner);

/* Gives it back once: STATUS_SUCCESS, or STATUS_MUTANT_NOT_OWNED. */
NTSTATUS owned_release(struct owned *owned);

#endif
