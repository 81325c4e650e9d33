/* Heaps, local and global memory: malloc with the size remembered, because
 * HeapSize must tell exactly what was asked for.
 *
 * There is one heap; its handle is not looked at, as programs get it from
 * GetProcessHeap only. Local, global and heap memory are interchangeable here,
 * which Windows does not promise. Movable memory does not move. */
#include "iocp/memory.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "api/api.h"

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
LPVOID WINAPI HeapAlloc(HANDLE heap, DWORD flags, SIZE_T size)
{
    (void)heap;
    return allocate(size, (flags & HEAP_ZERO_MEMORY) != 0);
}

/* On failure the old block stays. HEAP_REALLOC_IN_PLACE_ONLY can shrink. */
LPVOID WINAPI HeapReAlloc(HANDLE heap, DWORD flags, LPVOID memory, SIZE_T size)
{
    struct header *header;
    SIZE_T old;

    (void)heap;
    if (memory == NULL || size > SIZE_MAX - sizeof *header)
        return NULL;
    header = header_of(memory);
    old = header->size;
    if ((flags & HEAP_REALLOC_IN_PLACE_ONLY) != 0) {
        if (size > old)
            return NULL;
    } else {
        header = realloc(header, sizeof *header + size);
        if (header == NULL)
            return NULL;
    }
    header->size = size;
    if ((flags & HEAP_ZERO_MEMORY) != 0 && size > old)
        memset((char *)(header + 1) + old, 0, size - old);
    return header + 1;
}

BOOL WINAPI HeapFree(HANDLE heap, DWORD flags, LPVOID memory)
{
    (void)heap;
    (void)flags;
    if (memory != NULL)
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
