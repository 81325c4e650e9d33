/* Heaps of HeapCreate: lists of blocks, so that HeapDestroy finds them all. */
#ifndef API_HEAP_H
#define API_HEAP_H

#include <stdbool.h>

#include "iocp/types.h"

struct heap;

/* The heap behind a handle, or NULL: then it is the process's own. */
struct heap *heap_find(HANDLE handle);

LPVOID heap_take(struct heap *heap, SIZE_T size, bool zero);
/* NULL, and the block is as before: no memory, or no room in the heap. */
LPVOID heap_resize(struct heap *heap, LPVOID memory, SIZE_T size);
/* The block stays where it is, and counts as smaller. */
void heap_shrink(struct heap *heap, LPVOID memory, SIZE_T size);
void heap_give(struct heap *heap, LPVOID memory);

#endif
