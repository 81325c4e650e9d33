/* Semaphores' part of the dispatcher. */
#ifndef SYNC_COUNTED_H
#define SYNC_COUNTED_H

#include <stdbool.h>
#include <stdint.h>

#include "iocp/types.h"
#include "sync/waitable.h"

/* Signalled while the count is above zero; both change under the dispatcher
 * lock only. */
struct counted {
    struct waitable waitable;
    uint32_t count; /* (dispatcher lock) */
    uint32_t max;   /* (c) */
};

void counted_init(struct counted *counted, uint32_t count, uint32_t max);

/* A wait was satisfied: true when there is more. */
bool counted_take_locked(struct waitable *waitable);

/* Adds to the count and releases whom that satisfies. STATUS_SUCCESS and
 * *before, or STATUS_SEMAPHORE_LIMIT_EXCEEDED and nothing was changed. */
NTSTATUS counted_add(struct counted *counted, uint32_t how_many,
                     uint32_t *before);

#endif
