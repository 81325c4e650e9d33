/* A block stands in the list of its heap; its size is where memory.c has it for
 * the blocks of the process's heap, right in front of the data. */
#include "api/heap.h"

#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "base/list.h"
#include "base/lock.h"
#include "iocp/memory.h"

struct heap {
    struct list_node link;   /* (heap lock) */
    struct list_node blocks; /* (heap lock) */
    SIZE_T used;             /* (heap lock) bytes */
    SIZE_T limit;            /* (c) 0: none */
};

struct block {
    struct list_node link; /* (heap lock) */
    _Alignas(16) SIZE_T size;
};

_Static_assert(sizeof(struct block) % 16 == 0, "data is aligned to 16");
_Static_assert(offsetof(struct block, size) == sizeof(struct block) - 16,
               "as in api/memory.c");

static struct lock heap_lock = LOCK_INITIALISER(LOCK_MEMORY);
static struct list_node heaps = {&heaps, &heaps};

static struct heap *find_locked(HANDLE handle)
{
    LIST_FOR_EACH (node, &heaps) {
        struct heap *heap = LIST_ITEM(node, struct heap, link);

        if (heap == handle)
            return heap;
    }
    return NULL;
}

struct heap *heap_find(HANDLE handle)
{
    struct heap *found;

    if (handle == GetProcessHeap())
        return NULL;
    lock_take(&heap_lock);
    found = find_locked(handle);
    lock_drop(&heap_lock);
    return found;
}

/* ---- Blocks ---- */

static struct block *block_of(LPVOID memory)
{
    return (struct block *)memory - 1;
}

/* Counts `size` bytes more and `less` fewer, if the heap has room for them. */
static bool admit_locked(struct heap *heap, SIZE_T size, SIZE_T less)
{
    SIZE_T used = heap->used - less;

    if (heap->limit != 0 && size > heap->limit - used)
        return false;
    heap->used = used + size;
    return true;
}

LPVOID heap_take(struct heap *heap, SIZE_T size, bool zero)
{
    struct block *block = NULL;
    bool fits;

    if (size > SIZE_MAX - sizeof *block)
        return NULL;
    block =
        zero ? calloc(1, sizeof *block + size) : malloc(sizeof *block + size);
    if (block == NULL)
        return NULL;
    block->size = size;
    lock_take(&heap_lock);
    fits = admit_locked(heap, size, 0);
    if (fits)
        list_append(&heap->blocks, &block->link);
    lock_drop(&heap_lock);
    if (fits)
        return block + 1;
    free(block);
    return NULL;
}

LPVOID heap_resize(struct heap *heap, LPVOID memory, SIZE_T size)
{
    struct block *block = block_of(memory), *moved = NULL;

    if (size > SIZE_MAX - sizeof *block)
        return NULL;
    lock_take(&heap_lock);
    if (admit_locked(heap, size, block->size)) {
        SIZE_T before = block->size;

        list_remove(&block->link);
        moved = realloc(block, sizeof *block + size);
        if (moved != NULL)
            moved->size = size;
        else
            heap->used = heap->used - size + before;
        list_append(&heap->blocks, moved != NULL ? &moved->link : &block->link);
    }
    lock_drop(&heap_lock);
    return moved != NULL ? moved + 1 : NULL;
}

void heap_shrink(struct heap *heap, LPVOID memory, SIZE_T size)
{
    struct block *block = block_of(memory);

    lock_take(&heap_lock);
    heap->used -= block->size - size;
    block->size = size;
    lock_drop(&heap_lock);
}

void heap_give(struct heap *heap, LPVOID memory)
{
    struct block *block = block_of(memory);

    lock_take(&heap_lock);
    heap->used -= block->size;
    list_remove(&block->link);
    lock_drop(&heap_lock);
    free(block);
}

/* ---- Heaps ---- */

HANDLE WINAPI HeapCreate(DWORD options, SIZE_T initial, SIZE_T maximum)
{
    const DWORD known = HEAP_NO_SERIALIZE | HEAP_GENERATE_EXCEPTIONS;
    struct heap *heap;

    if ((options & HEAP_CREATE_ENABLE_EXECUTE) != 0) {
        last_error_set(ERROR_NOT_SUPPORTED);
        return NULL;
    }
    if ((options & ~known) != 0 || (maximum != 0 && initial > maximum)) {
        last_error_set(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    heap = calloc(1, sizeof *heap);
    if (heap == NULL) {
        last_error_set(ERROR_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    heap->limit = maximum;
    list_init(&heap->blocks);
    lock_take(&heap_lock);
    list_append(&heaps, &heap->link);
    lock_drop(&heap_lock);
    return heap;
}

/* Nobody may use it any more: its blocks need no lock. */
BOOL WINAPI HeapDestroy(HANDLE handle)
{
    struct heap *heap;

    lock_take(&heap_lock);
    heap = find_locked(handle);
    if (heap != NULL)
        list_remove(&heap->link);
    lock_drop(&heap_lock);
    if (heap == NULL)
        return api_error(ERROR_INVALID_HANDLE);
    for (struct list_node *node = heap->blocks.next, *next;
         node != &heap->blocks; node = next) {
        next = node->next;
        free(LIST_ITEM(node, struct block, link));
    }
    free(heap);
    return TRUE;
}
