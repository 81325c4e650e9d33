/* The common head of everything a HANDLE can name.
 *
 * Two counts, never mixed up: `handles` is how many names the object has,
 * `refs` how many pointers. When the last handle goes, ops->close runs once
 * (it cancels, wakes, shuts down); when the last reference goes, ops->destroy
 * frees. An object can long outlive its handle, a handle never its object. */
#ifndef OBJECT_OBJECT_H
#define OBJECT_OBJECT_H

#include <assert.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct named;
struct waitable;

enum object_kind {
    OBJECT_PORT = 1 << 0,
    OBJECT_FILE = 1 << 1,
    OBJECT_SOCKET = 1 << 2,
    OBJECT_EVENT = 1 << 3,
    OBJECT_THREAD = 1 << 4,
    OBJECT_FIND = 1 << 5, /* FindFirstFile */
    OBJECT_PIPE = 1 << 6, /* one end of it */
    OBJECT_PROCESS = 1 << 7,
    OBJECT_PROCESS_THREAD = 1 << 8, /* the first one of another process */
    OBJECT_JOB = 1 << 9,
    OBJECT_MAPPING = 1 << 10,
    OBJECT_MUTEX = 1 << 11,
    OBJECT_SEMAPHORE = 1 << 12,
    OBJECT_TIMER = 1 << 13,
    OBJECT_MAILSLOT = 1 << 14, /* its reader, or a writer */
    OBJECT_WAIT_PACKET = 1 << 16,
    OBJECT_REGISTERED_WAIT = 1 << 17,
    OBJECT_TIMER_QUEUE = 1 << 18,
    OBJECT_QUEUE_TIMER = 1 << 19,
    /* Each has a call of its own that ends it; CloseHandle does not. */
    OBJECT_NO_HANDLE = OBJECT_FIND | OBJECT_REGISTERED_WAIT |
                       OBJECT_TIMER_QUEUE | OBJECT_QUEUE_TIMER,
    OBJECT_IO = OBJECT_FILE | OBJECT_SOCKET | OBJECT_PIPE | OBJECT_MAILSLOT,
    OBJECT_ANY = 0xFFFFFFF,
};

struct object;

struct object_ops {
    const char *name;
    /* The last handle is gone. May be NULL. Holds no lock. */
    void (*close)(struct object *object);
    /* The last reference is gone: free it. Holds no lock. */
    void (*destroy)(struct object *object);
    /* What WaitForSingleObject waits on; NULL if not waitable. */
    struct waitable *(*waitable)(struct object *object);
    /* Where its name is kept (sync/named.h); NULL if it cannot have one. */
    struct named *(*named)(struct object *object);
};

struct object {
    _Atomic uint32_t refs;        /* (a) */
    _Atomic uint32_t handles;     /* (a) */
    enum object_kind kind;        /* (c) */
    const struct object_ops *ops; /* (c) */
};

/* Starts with one reference, the caller's, and no handle. */
void object_init(struct object *object, enum object_kind kind,
                 const struct object_ops *ops);

static inline void object_get(struct object *object)
{
    uint32_t before =
        atomic_fetch_add_explicit(&object->refs, 1, memory_order_relaxed);

    assert(before > 0 && "reference taken on a dead object");
    (void)before;
}

/* One more, unless there is none any more. */
static inline bool refs_get_living(_Atomic uint32_t *refs)
{
    uint32_t count = atomic_load_explicit(refs, memory_order_relaxed);

    while (count != 0)
        if (atomic_compare_exchange_weak(refs, &count, count + 1))
            return true;
    return false;
}

/* A reference, unless the last one is gone and `destroy` about to run: for who
 * found the object in a list that `destroy` takes it off. */
static inline bool object_get_living(struct object *object)
{
    return refs_get_living(&object->refs);
}

static inline void object_put(struct object *object)
{
    /* Release: our last writes happen before the destroy of whoever drops the
     * count to zero; that thread's acquire pairs with it. */
    if (atomic_fetch_sub_explicit(&object->refs, 1, memory_order_acq_rel) == 1)
        object->ops->destroy(object);
}

#endif
