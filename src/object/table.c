/* Slots live in chunks that never move, so a look-up needs no lock but its
 * slot's: one compare-and-swap checks the generation and locks in the same
 * step. Free slots are used again oldest first and only when many are free:
 * a stale handle then meets another generation for a long time. */
#include "object/table.h"

#include <sched.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/lock.h"
#include "iocp/errors.h"
#include "iocp/handle.h"

#define INDEX_BITS 20u
#define GENERATION_BITS 9u
#define CHUNK_BITS 10u
#define CHUNK_SLOTS (1u << CHUNK_BITS)
#define CHUNKS (1u << (INDEX_BITS - CHUNK_BITS))
#define GENERATION_MAX ((1u << GENERATION_BITS) - 1u)
/* Slots that stay free before the oldest of them is used again. */
#define FREE_RESERVE 1024u
#define NO_SLOT UINT32_MAX

_Static_assert(LIMIT_HANDLES_MAX == 1u << INDEX_BITS, "see base/limits.h");

/* `word` is generation << 1, plus one while somebody holds the slot. */
struct slot {
    _Atomic uint32_t word;
    union {
        uint32_t next_free; /* (table lock) while free */
        uint32_t flags;     /* (slot) HANDLE_FLAG_, while it has an object */
    };
    struct object *_Atomic object; /* (slot) to set; counted; NULL when free */
};

static struct {
    struct lock lock;
    struct slot *_Atomic chunks[CHUNKS]; /* (table lock) to add, (a) to read */
    uint32_t slots;                      /* (table lock) ever handed out */
    uint32_t free_count;                 /* (table lock) */
    uint32_t free_oldest, free_newest;   /* (table lock) */
} table = {
    .lock = LOCK_INITIALISER(LOCK_TABLE),
    .free_oldest = NO_SLOT,
    .free_newest = NO_SLOT,
};

static struct slot *slot_at(uint32_t index)
{
    /* Acquire pairs with the release in slot_add: zeroed slots are seen. */
    struct slot *chunk = atomic_load_explicit(
        &table.chunks[index >> CHUNK_BITS], memory_order_acquire);

    return chunk == NULL ? NULL : &chunk[index & (CHUNK_SLOTS - 1u)];
}

static HANDLE handle_make(uint32_t index, uint32_t generation)
{
    return (HANDLE)(uintptr_t)(generation << (INDEX_BITS + 2u) | index << 2);
}

static uint32_t handle_index(HANDLE handle)
{
    return (uint32_t)((uintptr_t)handle >> 2) & ((1u << INDEX_BITS) - 1u);
}

/* Splits a handle; false when its bits cannot come from handle_make. */
static bool handle_split(HANDLE handle, uint32_t *index, uint32_t *generation)
{
    uintptr_t value = (uintptr_t)handle;

    if (value >> 31 != 0)
        return false;
    *index = handle_index(handle);
    *generation = (uint32_t)(value >> (INDEX_BITS + 2u));
    return *generation != 0;
}

/* Locks a slot if it still has this generation. */
static bool slot_lock(struct slot *slot, uint32_t generation)
{
    for (;;) {
        uint32_t expected = generation << 1;

        if (atomic_compare_exchange_weak_explicit(
                &slot->word, &expected, generation << 1 | 1u,
                memory_order_acquire, memory_order_relaxed))
            return true;
        if (expected >> 1 != generation)
            return false;
        if (expected & 1u) /* held for a few instructions, or preempted */
            sched_yield();
    }
}

/* Locks the slot a handle names, or says it names none. */
static struct slot *slot_find(HANDLE handle)
{
    uint32_t index, generation;
    struct slot *slot;

    if (!handle_split(handle, &index, &generation))
        return NULL;
    slot = slot_at(index);
    return slot != NULL && slot_lock(slot, generation) ? slot : NULL;
}

static void slot_unlock(struct slot *slot, uint32_t generation)
{
    atomic_store_explicit(&slot->word, generation << 1, memory_order_release);
}

static uint32_t slot_generation(struct slot *slot)
{
    return atomic_load_explicit(&slot->word, memory_order_relaxed) >> 1;
}

static uint32_t slot_reuse_locked(void)
{
    uint32_t index = table.free_oldest;
    struct slot *slot = slot_at(index);

    table.free_oldest = slot->next_free;
    if (table.free_oldest == NO_SLOT)
        table.free_newest = NO_SLOT;
    table.free_count--;
    return index;
}

static uint32_t slot_add_locked(void)
{
    uint32_t index = table.slots;
    uint32_t chunk = index >> CHUNK_BITS;

    if (atomic_load_explicit(&table.chunks[chunk], memory_order_relaxed) ==
        NULL) {
        struct slot *slots = calloc(CHUNK_SLOTS, sizeof *slots);

        if (slots == NULL)
            return table.free_count > 0 ? slot_reuse_locked() : NO_SLOT;
        atomic_store_explicit(&table.chunks[chunk], slots,
                              memory_order_release);
    }
    table.slots++;
    return index;
}

static uint32_t slot_choose_locked(void)
{
    if (table.slots - table.free_count >= limit_of(LIMIT_HANDLES))
        return NO_SLOT;
    if (table.free_count > FREE_RESERVE)
        return slot_reuse_locked();
    if (table.slots < 1u << INDEX_BITS)
        return slot_add_locked();
    return table.free_count > 0 ? slot_reuse_locked() : NO_SLOT;
}

static uint32_t slot_take(void)
{
    uint32_t index;

    lock_take(&table.lock);
    index = slot_choose_locked();
    lock_drop(&table.lock);
    return index;
}

static void slot_give_back(uint32_t index)
{
    lock_take(&table.lock);
    slot_at(index)->next_free = NO_SLOT;
    if (table.free_newest == NO_SLOT)
        table.free_oldest = index;
    else
        slot_at(table.free_newest)->next_free = index;
    table.free_newest = index;
    table.free_count++;
    lock_drop(&table.lock);
}

/* Puts an object whose counts include it already into a slot of its own. */
static HANDLE slot_fill(uint32_t index, struct object *object, uint32_t flags)
{
    struct slot *slot = slot_at(index);
    uint32_t generation;

    /* Ours alone, but a garbage handle may be looking at it right now. */
    slot_lock(slot, slot_generation(slot));
    generation = slot_generation(slot) % GENERATION_MAX + 1u;
    slot->flags = flags;
    slot->object = object;
    slot_unlock(slot, generation);
    return handle_make(index, generation);
}

static void add_handle(struct object *object)
{
    object_get(object);
    atomic_fetch_add_explicit(&object->handles, 1, memory_order_relaxed);
}

NTSTATUS table_insert(struct object *object, HANDLE *handle)
{
    uint32_t index = slot_take();

    if (index == NO_SLOT)
        return STATUS_INSUFFICIENT_RESOURCES;
    add_handle(object);
    *handle = slot_fill(index, object, 0);
    return STATUS_SUCCESS;
}

static NTSTATUS kind_check(const struct object *object, unsigned kinds)
{
    return ((unsigned)object->kind & kinds) != 0 ? STATUS_SUCCESS
                                                 : STATUS_OBJECT_TYPE_MISMATCH;
}

/* The slot that `handle` names, locked, if its object is one of `kinds`; or
 * NULL, and the status says why. */
static struct slot *slot_of_kind(HANDLE handle, unsigned kinds,
                                 NTSTATUS *status)
{
    struct slot *slot = slot_find(handle);

    *status = STATUS_INVALID_HANDLE;
    if (slot == NULL)
        return NULL;
    if (slot->object != NULL)
        *status = kind_check(slot->object, kinds);
    if (*status == STATUS_SUCCESS)
        return slot;
    slot_unlock(slot, slot_generation(slot));
    return NULL;
}

struct object *table_get(HANDLE handle, unsigned kinds, NTSTATUS *status)
{
    NTSTATUS result;
    struct slot *slot = slot_of_kind(handle, kinds, &result);
    struct object *object = NULL;

    if (slot != NULL) {
        object = slot->object;
        object_get(object);
        slot_unlock(slot, slot_generation(slot));
    }
    if (status != NULL)
        *status = result;
    return object;
}

struct object *table_borrow(HANDLE handle, unsigned kinds, struct slot **slot,
                            NTSTATUS *status)
{
    *slot = slot_of_kind(handle, kinds, status);
    return *slot != NULL ? (*slot)->object : NULL;
}

void table_return(struct slot *slot)
{
    slot_unlock(slot, slot_generation(slot));
}

void table_keep(struct slot *slot, struct object *object)
{
    object_get(object);
    table_return(slot);
}

NTSTATUS table_get_flags(HANDLE handle, unsigned kinds, uint32_t *flags)
{
    NTSTATUS status;
    struct slot *slot = slot_of_kind(handle, kinds, &status);

    if (slot == NULL)
        return status;
    *flags = slot->flags;
    slot_unlock(slot, slot_generation(slot));
    return STATUS_SUCCESS;
}

NTSTATUS table_set_flags(HANDLE handle, unsigned kinds, uint32_t mask,
                         uint32_t flags)
{
    NTSTATUS status;
    struct slot *slot = slot_of_kind(handle, kinds, &status);

    if (slot == NULL)
        return status;
    slot->flags = (slot->flags & ~mask) | (flags & mask);
    slot_unlock(slot, slot_generation(slot));
    return STATUS_SUCCESS;
}

NTSTATUS table_take_flag(HANDLE handle, unsigned kinds, uint32_t flag)
{
    NTSTATUS status;
    struct slot *slot = slot_of_kind(handle, kinds, &status);

    if (slot == NULL)
        return status;
    if ((slot->flags & flag) == 0)
        status = STATUS_INVALID_HANDLE;
    slot->flags &= ~flag;
    slot_unlock(slot, slot_generation(slot));
    return status;
}

void table_cache_drop(struct table_cache *cache)
{
    struct object *object = cache->object;

    cache->handle = NULL;
    cache->object = NULL;
    if (object != NULL)
        object_put(object);
}

/* Acquire: pairs with the release of slot_unlock in table_close. A handle that
 * is closed right now may still be seen as valid, as if we had come first; its
 * object is alive, for the cache holds a reference. */
static bool cache_is_valid(const struct table_cache *cache)
{
    struct slot *slot = cache->slot;

    /* The same value may name another object by now, after as many closes as
     * there are generations; but no other object can have our address. */
    return atomic_load_explicit(&slot->word, memory_order_acquire) >> 1 ==
               (uintptr_t)cache->handle >> (INDEX_BITS + 2u) &&
           atomic_load_explicit(&slot->object, memory_order_relaxed) ==
               cache->object;
}

struct object *table_get_cached(struct table_cache *cache, HANDLE handle,
                                unsigned kinds, NTSTATUS *status)
{
    *status = STATUS_SUCCESS;
    if (handle == cache->handle && cache->object != NULL &&
        cache_is_valid(cache))
        return cache->object;
    table_cache_drop(cache);
    cache->object = table_get(handle, kinds, status);
    if (cache->object == NULL)
        return NULL;
    cache->handle = handle;
    cache->slot = slot_at(handle_index(handle));
    return cache->object;
}

static void handle_drop(struct object *object)
{
    if (atomic_fetch_sub_explicit(&object->handles, 1, memory_order_acq_rel) ==
            1 &&
        object->ops->close != NULL)
        object->ops->close(object);
    object_put(object);
}

/* The new name is counted while the old one is certain to be there: who closes
 * that one in the meantime closes the last but one. */
NTSTATUS table_duplicate(HANDLE source, unsigned kinds, uint32_t flags,
                         HANDLE *duplicate)
{
    NTSTATUS status;
    struct slot *slot = slot_of_kind(source, kinds, &status);
    struct object *object;
    uint32_t index;

    if (slot == NULL)
        return status;
    object = slot->object;
    add_handle(object);
    slot_unlock(slot, slot_generation(slot));
    index = slot_take();
    if (index == NO_SLOT) {
        handle_drop(object);
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    *duplicate = slot_fill(index, object, flags);
    return STATUS_SUCCESS;
}

NTSTATUS table_close(HANDLE handle, unsigned kinds)
{
    NTSTATUS status;
    struct slot *slot = slot_of_kind(handle, kinds, &status);
    struct object *object;
    uint32_t generation;

    if (slot == NULL)
        return status;
    generation = slot_generation(slot);
    if ((slot->flags & HANDLE_FLAG_PROTECT_FROM_CLOSE) != 0) {
        slot_unlock(slot, generation);
        return STATUS_HANDLE_NOT_CLOSABLE;
    }
    object = slot->object;
    slot->object = NULL;
    /* The next generation stands for "free": nobody holds such a handle. */
    slot_unlock(slot, generation % GENERATION_MAX + 1u);
    slot_give_back(handle_index(handle));
    handle_drop(object);
    return STATUS_SUCCESS;
}

/* The object in a slot, referenced, if there is one of these kinds. */
static struct object *slot_object(struct slot *slot, unsigned kinds)
{
    uint32_t generation = slot_generation(slot);
    struct object *object;

    if (!slot_lock(slot, generation))
        return NULL; /* changed hands this moment: closed, or brand-new */
    object = slot->object;
    if (object != NULL && kind_check(object, kinds) == STATUS_SUCCESS)
        object_get(object);
    else
        object = NULL;
    slot_unlock(slot, generation);
    return object;
}

void table_visit(unsigned kinds, void (*visit)(struct object *object))
{
    uint32_t count;

    lock_take(&table.lock);
    count = table.slots;
    lock_drop(&table.lock);
    for (uint32_t index = 0; index < count; index++) {
        struct object *object = slot_object(slot_at(index), kinds);

        if (object == NULL)
            continue;
        visit(object);
        object_put(object);
    }
}
