#include "sync/counted.h"

#include "iocp/errors.h"
#include "sync/wait.h"

static struct counted *counted_of(struct waitable *waitable)
{
    return LIST_ITEM(waitable, struct counted, waitable);
}

void counted_init(struct counted *counted, uint32_t count, uint32_t max)
{
    waitable_init(&counted->waitable, true, count > 0);
    counted->waitable.kind = WAITABLE_COUNTED;
    counted->count = count;
    counted->max = max;
}

bool counted_take_locked(struct waitable *waitable)
{
    return --counted_of(waitable)->count > 0;
}

NTSTATUS counted_add(struct counted *counted, uint32_t how_many,
                     uint32_t *before)
{
    NTSTATUS status = STATUS_SEMAPHORE_LIMIT_EXCEEDED;

    dispatcher_lock();
    if (how_many <= counted->max - counted->count) {
        *before = counted->count;
        counted->count += how_many;
        waitable_signal_locked(&counted->waitable);
        status = STATUS_SUCCESS;
    }
    dispatcher_unlock();
    if (status == STATUS_SUCCESS)
        waitable_release(&counted->waitable);
    return status;
}
