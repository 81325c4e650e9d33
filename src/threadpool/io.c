#include "threadpool/io.h"

#include <stdlib.h>

#include "iocp/errors.h"

struct pool_io {
    struct pool_object object;
    bool bound; /* (c) every packet counts */
    ULONG_PTR key;
    struct pool_io *next; /* (t) of those that are bound */
};

/* A key is the place in the table, and how often the place was used. */
#define PLACE_BITS 32u

struct place {
    struct pool_io *io; /* NULL: free */
    uint32_t uses;
    uint32_t next_free;
};

static struct {
    struct lock lock; /* level threadpool */
    struct place *places;
    uint32_t count, capacity;
    uint32_t free; /* the first free place, plus 1 */
    struct pool_io *bound;
} table = {.lock = LOCK_INITIALISER(LOCK_THREADPOOL)};

static bool grow_locked(void)
{
    uint32_t capacity = table.capacity != 0 ? table.capacity * 2 : 64;
    struct place *places =
        realloc(table.places, capacity * sizeof *table.places);

    if (places == NULL)
        return false;
    table.places = places;
    table.capacity = capacity;
    return true;
}

static bool enter_locked(struct pool_io *io)
{
    uint32_t index = table.free - 1;

    if (table.free != 0) {
        table.free = table.places[index].next_free;
    } else {
        if (table.count == table.capacity && !grow_locked())
            return false;
        index = table.count++;
        table.places[index].uses = 0;
    }
    table.places[index].io = io;
    io->key = (ULONG_PTR)++table.places[index].uses << PLACE_BITS | index;
    return true;
}

static bool enter(struct pool_io *io)
{
    bool entered;

    lock_take(&table.lock);
    entered = enter_locked(io);
    lock_drop(&table.lock);
    return entered;
}

void io_forget(struct pool_object *object)
{
    uint32_t index = (uint32_t)((struct pool_io *)object)->key;

    lock_take(&table.lock);
    table.places[index].io = NULL;
    table.places[index].next_free = table.free;
    table.free = index + 1;
    lock_drop(&table.lock);
}

/* With a reference, unless it is about to be freed. */
static struct pool_io *find(ULONG_PTR key)
{
    uint32_t index = (uint32_t)key;
    struct pool_io *io = NULL;

    lock_take(&table.lock);
    if (index < table.count &&
        table.places[index].uses == (uint32_t)(key >> PLACE_BITS))
        io = table.places[index].io;
    if (io != NULL && !refs_get_living(&io->object.refs))
        io = NULL;
    lock_drop(&table.lock);
    return io;
}

/* Each announcement has a reference, which becomes the callback's. */
static bool begin(struct pool_io *io)
{
    struct pool *pool = io->object.terms.pool;
    bool expected;

    lock_take(&pool->lock);
    expected = io->bound || io->object.pending != 0;
    if (io->bound)
        io->object.running++;
    else if (expected)
        object_begin_locked(&io->object);
    lock_drop(&pool->lock);
    return expected;
}

bool io_take_packet(struct packet *packet, struct pool_run *run)
{
    struct pool_io *io = find(packet->key);
    bool expected;

    if (io == NULL)
        return false;
    expected = begin(io);
    if (!expected || !io->bound)
        pool_object_put(&io->object);
    if (expected)
        *run = (struct pool_run){
            .object = &io->object,
            .news = {0, packet->status, packet->overlapped,
                     packet->information},
        };
    return expected;
}

static struct pool_io *make(const struct pool_object_kind *kind,
                            const struct pool_terms *terms,
                            void (*function)(void), void *context)
{
    struct pool_io *io = calloc(1, sizeof *io);

    if (io == NULL || !enter(io)) {
        free(io);
        return NULL;
    }
    if (object_fill(&io->object, kind, terms, function, context))
        return io;
    io_forget(&io->object);
    free(io);
    return NULL;
}

NTSTATUS io_new(struct io_object *file, const struct pool_object_kind *kind,
                const struct pool_terms *terms, void (*function)(void),
                void *context, struct pool_object **made)
{
    struct pool_io *io = make(kind, terms, function, context);
    NTSTATUS status;

    if (io == NULL)
        return STATUS_NO_MEMORY;
    status = io_associate(file, io->object.terms.pool->port, io->key);
    if (status != STATUS_SUCCESS)
        pool_object_close(&io->object);
    *made = &io->object;
    return status;
}

static struct pool_io *find_bound(void (*function)(void))
{
    struct pool_io *io;

    lock_take(&table.lock);
    for (io = table.bound; io != NULL; io = io->next)
        if (io->object.function == function)
            break;
    lock_drop(&table.lock);
    return io;
}

/* Two threads may make one each at the same time: either does. */
static struct pool_io *make_bound(const struct pool_object_kind *kind,
                                  void (*function)(void))
{
    const struct pool_terms terms = {.priority = POOL_NORMAL};
    struct pool_io *io = make(kind, &terms, function, NULL);

    if (io == NULL)
        return NULL;
    io->bound = true;
    lock_take(&table.lock);
    io->next = table.bound;
    table.bound = io;
    lock_drop(&table.lock);
    return io;
}

NTSTATUS io_bind(struct io_object *file, const struct pool_object_kind *kind,
                 void (*function)(void))
{
    struct pool_io *io = find_bound(function);

    if (io == NULL)
        io = make_bound(kind, function);
    return io != NULL ? io_associate(file, io->object.terms.pool->port, io->key)
                      : STATUS_NO_MEMORY;
}
