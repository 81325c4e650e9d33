/* FLS. Threads that have values stand in a list, for FlsFree calls the function
 * with the values of all of them. A function runs without the lock: it may use
 * other indices, and set its own anew, which is looked at again. */
#include <stdlib.h>

#include "base/list.h"
#include "base/lock.h"
#include "base/thread_exit.h"
#include "iocp/errors.h"
#include "object/slots.h"

static struct {
    struct lock lock;
    struct list_node threads;
    bool used[FLS_SLOTS];
    slot_end *ends[FLS_SLOTS];
} all = {
    .lock = LOCK_INITIALISER(LOCK_OBJECT),
    .threads = {&all.threads, &all.threads},
};

static __thread struct holder {
    struct exit_hook hook;
    struct list_node link; /* (lock) */
    void **values;         /* (lock) owned; NULL: none was set, which costs a
                            * thread no memory */
} self;

struct ending {
    slot_end *end;
    void *value;
};

/* Takes the value out, with what to call for it. */
static bool take_locked(struct holder *holder, uint32_t index,
                        struct ending *ending)
{
    if (!all.used[index] || holder->values == NULL ||
        holder->values[index] == NULL)
        return false;
    *ending = (struct ending){all.ends[index], holder->values[index]};
    holder->values[index] = NULL;
    return true;
}

static void call(const struct ending *ending)
{
    if (ending->end != NULL)
        ending->end(ending->value);
}

static bool take_own(struct ending *ending)
{
    bool found = false;

    lock_take(&all.lock);
    for (uint32_t i = 0; i < FLS_SLOTS && !found; i++)
        found = take_locked(&self, i, ending);
    if (!found)
        list_remove(&self.link);
    lock_drop(&all.lock);
    return found;
}

static void thread_ends(void)
{
    struct ending ending;

    while (take_own(&ending))
        call(&ending);
    free(self.values);
    self.values = NULL;
}

uint32_t fls_alloc(slot_end *end)
{
    uint32_t index;

    lock_take(&all.lock);
    for (index = 0; index < FLS_SLOTS && all.used[index]; index++)
        continue;
    if (index < FLS_SLOTS) {
        all.used[index] = true;
        all.ends[index] = end;
    }
    lock_drop(&all.lock);
    return index < FLS_SLOTS ? index : SLOTS_FULL;
}

static bool take_any_locked(uint32_t index, struct ending *ending)
{
    LIST_FOR_EACH (node, &all.threads)
        if (take_locked(LIST_ITEM(node, struct holder, link), index, ending))
            return true;
    return false;
}

bool fls_free(uint32_t index)
{
    struct ending ending;
    bool used, more;

    do {
        lock_take(&all.lock);
        used = all.used[index];
        more = take_any_locked(index, &ending);
        if (!more)
            all.used[index] = false;
        lock_drop(&all.lock);
        if (more)
            call(&ending);
    } while (more);
    return used;
}

void *fls_get(uint32_t index)
{
    void *value;

    lock_take(&all.lock);
    value = self.values != NULL ? self.values[index] : NULL;
    lock_drop(&all.lock);
    return value;
}

NTSTATUS fls_set(uint32_t index, void *value)
{
    bool used;

    if (self.link.next == NULL)
        list_init(&self.link);
    thread_exit_hook(&self.hook, thread_ends);
    if (self.values == NULL)
        self.values = calloc(FLS_SLOTS, sizeof *self.values);
    if (self.values == NULL)
        return STATUS_NO_MEMORY;
    lock_take(&all.lock);
    used = all.used[index];
    if (used) {
        self.values[index] = value;
        if (!list_linked(&self.link))
            list_append(&all.threads, &self.link);
    }
    lock_drop(&all.lock);
    return used ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}
