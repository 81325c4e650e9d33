/* A heap that never gives a block out twice, so that who touches a freed one,
 * or one that belongs to the program by now, is caught in the act. */
#include <stdlib.h>
#include <string.h>

#include "sim/replace.h"
#include "sim/runtime.h"

#define HEAP_SIZE ((size_t)4 << 20)
#define GRANULE 8u
#define BLOCKS_MAX 16384u

static struct {
    _Alignas(64) unsigned char bytes[HEAP_SIZE];
    unsigned char forbidden[HEAP_SIZE / GRANULE];
    size_t used;
    struct {
        size_t offset, size;
        bool live;
    } blocks[BLOCKS_MAX];
    size_t block_count, first_counted;
} heap;

static bool is_ours(const void *bytes)
{
    return (uintptr_t)bytes - (uintptr_t)heap.bytes < HEAP_SIZE;
}

static void mark(const void *bytes, size_t size, unsigned char value)
{
    size_t offset = (uintptr_t)bytes - (uintptr_t)heap.bytes;

    memset(heap.forbidden + offset / GRANULE, value,
           (size + GRANULE - 1) / GRANULE);
}

/* Each block is followed by a granule nobody may touch. */
void *sim_alloc(size_t size)
{
    size_t rounded = (size + 15) & ~(size_t)15;
    size_t offset = heap.used;

    if (size > HEAP_SIZE || offset + rounded + 16 > HEAP_SIZE ||
        heap.block_count == BLOCKS_MAX)
        sim_fail("the simulated heap is full (%zu bytes wanted)", size);
    heap.used += rounded + 16;
    heap.blocks[heap.block_count].offset = offset;
    heap.blocks[heap.block_count].size = rounded;
    heap.blocks[heap.block_count++].live = true;
    mark(heap.bytes + offset + rounded, 16, 1);
    memset(heap.bytes + offset, 0xA5, rounded);
    return heap.bytes + offset;
}

/* Up to what the heap itself is aligned to. */
void *sim_alloc_aligned(size_t alignment, size_t size)
{
    heap.used = (heap.used + alignment - 1) & ~(alignment - 1);
    return sim_alloc(size);
}

static size_t find(const void *block)
{
    size_t offset = (uintptr_t)block - (uintptr_t)heap.bytes;
    size_t low = 0, high = heap.block_count;

    while (high - low > 1) {
        size_t middle = (low + high) / 2;

        if (heap.blocks[middle].offset <= offset)
            low = middle;
        else
            high = middle;
    }
    if (heap.block_count == 0 || heap.blocks[low].offset != offset)
        sim_fail("%p was never allocated", block);
    return low;
}

void sim_free(void *block)
{
    size_t i;

    if (block == NULL)
        return;
    if (!is_ours(block)) /* from before the world began */
        return;
    if (sim_planted(PLANT_FORGOTTEN_FREE))
        return;
    i = find(block);
    SIM_CHECK(heap.blocks[i].live, "%p is freed twice", block);
    heap.blocks[i].live = false;
    mark(block, heap.blocks[i].size, 1);
}

size_t sim_block_size(const void *block)
{
    return heap.blocks[find(block)].size;
}

void sim_forbid(const void *bytes, size_t size)
{
    mark(bytes, size, 2);
}

void sim_permit(const void *bytes, size_t size)
{
    mark(bytes, size, 0);
}

void sim_accessed(const void *bytes, size_t size)
{
    size_t offset = (uintptr_t)bytes - (uintptr_t)heap.bytes;

    if (offset >= HEAP_SIZE || size == 0)
        return;
    for (size_t i = offset / GRANULE; i <= (offset + size - 1) / GRANULE; i++)
        if (heap.forbidden[i] == 2)
            sim_fail("%p is touched after the completion gave it back", bytes);
        else if (heap.forbidden[i] != 0)
            sim_fail("%p is touched, which is free or no block at all", bytes);
}

void sim_leaks_from_here(void)
{
    heap.first_counted = heap.block_count;
}

void sim_check_leaks(void)
{
    for (size_t i = heap.first_counted; i < heap.block_count; i++)
        SIM_CHECK(!heap.blocks[i].live,
                  "block %zu of %zu bytes at %p was never freed", i,
                  heap.blocks[i].size,
                  (void *)(heap.bytes + heap.blocks[i].offset));
}
