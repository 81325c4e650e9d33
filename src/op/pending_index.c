/* A table of pointers with open addressing. What goes leaves a mark behind, so
 * that a search does not end there; when marks and pointers fill half of the
 * table it is made anew from the list. Losing it does no harm: without memory
 * for a larger one it is dropped, and cancels walk the list. */
#include "op/pending_index.h"

#include <stdlib.h>

#include "op/op.h"

/* To walk so far costs about as much as cancelling does. */
#define WORTH_IT 256u
#define NO_MORE (WORTH_IT / 4) /* so few are left: drop it */

struct pending_index {
    uint32_t mask;       /* capacity - 1, a power of two */
    uint32_t used;       /* pointers and marks */
    struct op *places[]; /* borrowed: on the object's list; NULL: free */
};

/* Stands where a request was. */
static struct op *const gone = (struct op *)1;

static uint32_t home_of(const struct pending_index *index,
                        const OVERLAPPED *overlapped)
{
    uint64_t mixed = ((uintptr_t)overlapped >> 3) * 0x9E3779B97F4A7C15u;

    return (uint32_t)(mixed >> 32) & index->mask;
}

static void put(struct pending_index *index, struct op *op)
{
    uint32_t place = home_of(index, op->packet.overlapped);

    while (index->places[place] != NULL && index->places[place] != gone)
        place = (place + 1) & index->mask;
    index->used += index->places[place] == NULL;
    index->places[place] = op;
}

static void drop(struct io_object *io)
{
    free(io->index);
    io->index = NULL;
    io->indexed = false;
}

/* Three quarters are free to begin with, or more. */
static bool fill(struct io_object *io)
{
    uint32_t capacity = WORTH_IT * 4;
    struct pending_index *index;

    while (capacity < io->in_flight * 4)
        capacity *= 2;
    index = calloc(1, sizeof *index + capacity * sizeof(struct op *));
    if (index == NULL)
        return false;
    index->mask = capacity - 1;
    LIST_FOR_EACH (node, &io->pending)
        put(index, LIST_ITEM(node, struct op, pending_link));
    io->index = index;
    io->indexed = true;
    return true;
}

bool pending_index_make_locked(struct io_object *io)
{
    return io->indexed || (io->in_flight >= WORTH_IT && fill(io));
}

void pending_index_add_locked(struct io_object *io, struct op *op)
{
    if (io->index->used <= io->index->mask / 2) {
        put(io->index, op);
        return;
    }
    drop(io);
    fill(io);
}

void pending_index_remove_locked(struct io_object *io, const struct op *op)
{
    struct pending_index *index = io->index;
    uint32_t place = home_of(index, op->packet.overlapped);

    while (index->places[place] != op)
        place = (place + 1) & index->mask;
    index->places[place] = gone;
    if (io->in_flight < NO_MORE)
        drop(io);
}

struct op *pending_index_next_locked(struct io_object *io,
                                     const OVERLAPPED *overlapped,
                                     uint32_t *place)
{
    const struct pending_index *index = io->index;
    uint32_t home = home_of(index, overlapped);
    struct op *op;

    while ((op = index->places[(home + *place) & index->mask]) != NULL) {
        ++*place;
        if (op != gone && op->packet.overlapped == overlapped)
            return op;
    }
    return NULL;
}
