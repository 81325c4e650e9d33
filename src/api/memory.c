/* Heaps, local and global memory: malloc with the size remembered, because
 * HeapSize must tell exactly what was asked for.
 *
 * A handle that is none of HeapCreate's (api/heap.h) is taken for that of the
 * process, which programs get from GetProcessHeap. Local, global and heap
 * memory are interchangeable here, which Windows does not promise. Movable
 * memory does not move. */
#include "iocp/memory.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "api/heap.h"

/* Keeps the 16-byte alignment of malloc and of the Windows heap. */
struct header {
    _Alignas(16) SIZE_T size;
};

static struct header the_heap;

HANDLE WINAPI GetProcessHeap(VOID)
{
    return &the_heap;
}

static struct header *header_of(LPCVOID memory)
{
    return (struct header *)memory - 1;
}

static LPVOID allocate(SIZE_T size, bool zero)
{
    struct header *header;

    if (size > SIZE_MAX - sizeof *header)
        return NULL;
    header =
        zero ? calloc(1, sizeof *header + size) : malloc(sizeof *header + size);
    if (header == NULL)
        return NULL;
    header->size = size;
    return header + 1;
}

/* NULL without a last error, as documented. HEAP_GENERATE_EXCEPTIONS is
 * ignored: there are no structured exceptions. */
LPVOID WINAPI HeapAlloc(HANDLE handle, DWORD flags, SIZE_T size)
{
    struct heap *heap = heap_find(handle);
    bool zero = (flags & HEAP_ZERO_MEMORY) != 0;

    return heap != NULL ? heap_take(heap, size, zero) : allocate(size, zero);
}

static LPVOID resize(HANDLE handle, LPVOID memory, SIZE_T size)
{
    struct heap *heap = heap_find(handle);
    struct header *header;

    if (heap != NULL)
        return heap_resize(heap, memory, size);
    header = realloc(header_of(memory), sizeof *header + size);
    if (header == NULL)
        return NULL;
    header->size = size;
    return header + 1;
}

/* On failure the old block stays. HEAP_REALLOC_IN_PLACE_ONLY can shrink: the
 * memory stays as it is, and only its size is another one. */
LPVOID WINAPI HeapReAlloc(HANDLE handle, DWORD flags, LPVOID memory,
                          SIZE_T size)
{
    SIZE_T old;

    if (memory == NULL || size > SIZE_MAX - sizeof(struct header))
        return NULL;
    old = header_of(memory)->size;
    if ((flags & HEAP_REALLOC_IN_PLACE_ONLY) == 0)
        memory = resize(handle, memory, size);
    else if (size > old)
        return NULL;
    else if (heap_find(handle) != NULL)
        heap_shrink(heap_find(handle), memory, size);
    else
        header_of(memory)->size = size;
    if (memory != NULL && (flags & HEAP_ZERO_MEMORY) != 0 && size > old)
        memset((char *)memory + old, 0, size - old);
    return memory;
}

BOOL WINAPI HeapFree(HANDLE handle, DWORD flags, LPVOID memory)
{
    struct heap *heap;

    (void)flags;
    if (memory == NULL)
        return TRUE;
    heap = heap_find(handle);
    if (heap != NULL)
        heap_give(heap, memory);
    else
        free(header_of(memory));
    return TRUE;
}

SIZE_T WINAPI HeapSize(HANDLE heap, DWORD flags, LPCVOID memory)
{
    (void)heap;
    (void)flags;
    return memory != NULL ? header_of(memory)->size : (SIZE_T)-1;
}

HLOCAL WINAPI LocalAlloc(UINT flags, SIZE_T size)
{
    LPVOID memory = allocate(size, (flags & LMEM_ZEROINIT) != 0);

    if (memory == NULL)
        last_error_set(ERROR_NOT_ENOUGH_MEMORY);
    return memory;
}

/* NULL for success, also for NULL. */
HLOCAL WINAPI LocalFree(HLOCAL memory)
{
    HeapFree(GetProcessHeap(), 0, memory);
    return NULL;
}

HGLOBAL WINAPI GlobalAlloc(UINT flags, SIZE_T size)
{
    return LocalAlloc(flags, size); /* GMEM_ and LMEM_ZEROINIT are one bit */
}

HGLOBAL WINAPI GlobalFree(HGLOBAL memory)
{
    return LocalFree(memory);
}

/* ---- What handles of memory are for: here they are the memory ---- */

static LPVOID lock_block(HLOCAL memory)
{
    if (memory == NULL)
        last_error_set(ERROR_INVALID_HANDLE);
    return memory;
}

static BOOL unlock_block(HLOCAL memory)
{
    return memory != NULL ? TRUE : api_error(ERROR_INVALID_HANDLE);
}

static SIZE_T size_of_block(HLOCAL memory)
{
    return memory != NULL ? header_of(memory)->size
                          : (SIZE_T)api_error(ERROR_INVALID_HANDLE);
}

/* With LMEM_MODIFY only the kind of the block would change. */
static HLOCAL resize_block(HLOCAL memory, SIZE_T size, UINT flags)
{
    LPVOID moved;

    if (memory == NULL) {
        last_error_set(ERROR_INVALID_HANDLE);
        return NULL;
    }
    if ((flags & LMEM_MODIFY) != 0)
        return memory;
    moved = HeapReAlloc(GetProcessHeap(),
                        (flags & LMEM_ZEROINIT) != 0 ? HEAP_ZERO_MEMORY : 0,
                        memory, size);
    if (moved == NULL)
        last_error_set(ERROR_NOT_ENOUGH_MEMORY);
    return moved;
}

LPVOID WINAPI LocalLock(HLOCAL memory)
{
    return lock_block(memory);
}

LPVOID WINAPI GlobalLock(HGLOBAL memory)
{
    return lock_block(memory);
}

BOOL WINAPI LocalUnlock(HLOCAL memory)
{
    return unlock_block(memory);
}

BOOL WINAPI GlobalUnlock(HGLOBAL memory)
{
    return unlock_block(memory);
}

SIZE_T WINAPI LocalSize(HLOCAL memory)
{
    return size_of_block(memory);
}

SIZE_T WINAPI GlobalSize(HGLOBAL memory)
{
    return size_of_block(memory);
}

HLOCAL WINAPI LocalReAlloc(HLOCAL memory, SIZE_T size, UINT flags)
{
    return resize_block(memory, size, flags);
}

HGLOBAL WINAPI GlobalReAlloc(HGLOBAL memory, SIZE_T size, UINT flags)
{
    return resize_block(memory, size, flags);
}
