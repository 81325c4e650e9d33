/* Memory with an alignment, from Microsoft's C run-time library. */
#ifndef IOCP_CRT_MEMORY_H
#define IOCP_CRT_MEMORY_H

#include "crt_errors.h"

#include <stdlib.h>

#include "crt_push.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Gives memory at an address that is a multiple.
 * In:      size: bytes. alignment: a power of 2.
 * Out:     none.
 * Returns: the memory, for _aligned_free; NULL; errno: EINVAL, no bytes or no
 *          power of 2; ENOMEM.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "_aligned_malloc", Return value.
 * Test:    tests/conformance/crt_memory.c */
void *__cdecl _aligned_malloc(size_t size, size_t alignment)
    IOCP_API(_aligned_malloc);

/* Changes how much memory there is.
 * In:      memory: from _aligned_malloc; NULL: none yet. size: bytes; 0 frees
 *          it. alignment: the same as before.
 * Out:     none.
 * Returns: the memory, which may have moved with what was in it; NULL, freed;
 *          or NULL; errno: EINVAL, no power of 2; ENOMEM, the old memory stays.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "_aligned_realloc", Return value.
 * Test:    tests/conformance/crt_memory.c */
void *__cdecl _aligned_realloc(void *memory, size_t size, size_t alignment)
    IOCP_API(_aligned_realloc);

/* Gives memory back.
 * In:      memory: from one of the above; NULL: nothing happens.
 * Out:     none.
 * Returns: nothing.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "_aligned_free", Remarks.
 * Test:    tests/conformance/crt_memory.c */
void __cdecl _aligned_free(void *memory) IOCP_API(_aligned_free);

/* Tells how much memory there is.
 * In:      memory: from malloc, calloc, realloc.
 * Out:     none.
 * Returns: bytes; (size_t)-1, memory is NULL; errno EINVAL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: may be more than was asked for.
 * Source:  "_msize", Return value.
 * Test:    tests/conformance/crt_memory.c */
size_t __cdecl _msize(void *memory) IOCP_API(_msize);

/* On the stack, or, since nobody can ask for more of it here, as if. */
#define _alloca(size) __builtin_alloca(size)
#define _malloca(size) malloc(size)
#define _freea(memory) free(memory)

#ifdef __cplusplus
}
#endif

#include "crt_pop.h"

#endif
