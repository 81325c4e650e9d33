/* _aligned_malloc and its kin: memory of the C library, which knows how much it
 * is and frees it like any other. */
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "crt/invalid.h"
#include "iocp/crt_memory.h"

void *__cdecl _aligned_malloc(size_t size, size_t alignment)
{
    void *memory = NULL;
    int error;

    if (size == 0 || alignment == 0 || (alignment & (alignment - 1)) != 0) {
        crt_invalid(EINVAL);
        return NULL;
    }
    if (alignment < sizeof(void *))
        alignment = sizeof(void *);
    error = ENOMEM; /* more than there are addresses */
    if (alignment < PTRDIFF_MAX && size < PTRDIFF_MAX - alignment)
        error = posix_memalign(&memory, alignment, size);
    if (error == 0)
        return memory;
    errno = error;
    return NULL;
}

void *__cdecl _aligned_realloc(void *memory, size_t size, size_t alignment)
{
    size_t old;
    void *moved;

    if (memory != NULL && size == 0) {
        free(memory);
        return NULL;
    }
    moved = _aligned_malloc(size, alignment);
    if (moved == NULL || memory == NULL)
        return moved;
    old = malloc_usable_size(memory);
    memcpy(moved, memory, old < size ? old : size);
    free(memory);
    return moved;
}

void __cdecl _aligned_free(void *memory)
{
    free(memory);
}

size_t __cdecl _msize(void *memory)
{
    if (memory != NULL)
        return malloc_usable_size(memory);
    crt_invalid(EINVAL);
    return (size_t)-1;
}
