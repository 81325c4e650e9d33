/* Heaps: Windows' names for malloc and free.
 *
 * Blocks from these calls are aligned to 16 bytes. A block goes back by the
 * call of its own family. */
#ifndef IOCP_MEMORY_H
#define IOCP_MEMORY_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

#define HEAP_NO_SERIALIZE 0x1
#define HEAP_GENERATE_EXCEPTIONS 0x4
#define HEAP_ZERO_MEMORY 0x8
#define HEAP_REALLOC_IN_PLACE_ONLY 0x10

#define LMEM_FIXED 0x0
#define LMEM_MOVEABLE 0x2
#define LMEM_ZEROINIT 0x40
#define LPTR (LMEM_FIXED | LMEM_ZEROINIT)
#define GMEM_FIXED 0x0
#define GMEM_MOVEABLE 0x2
#define GMEM_ZEROINIT 0x40
#define GPTR (GMEM_FIXED | GMEM_ZEROINIT)

/* Gives the heap of the process.
 * In:      none.
 * Out:     none.
 * Returns: its handle, always the same; do not close it.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetProcessHeap function", Remarks.
 * Test:    tests/conformance/memory.c */
HANDLE WINAPI GetProcessHeap(VOID) IOCP_API(GetProcessHeap);

/* Allocates a block.
 * In:      hHeap: from GetProcessHeap. dwFlags: HEAP_ZERO_MEMORY clears it;
 *          HEAP_NO_SERIALIZE changes nothing. dwBytes: its size, 0 is allowed.
 * Out:     none.
 * Returns: the block, the caller's until HeapFree; or NULL. The last error is
 *          not set.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: HEAP_GENERATE_EXCEPTIONS raises nothing.
 * Source:  "HeapAlloc function", Return value.
 * Test:    tests/conformance/memory.c */
LPVOID WINAPI HeapAlloc(HANDLE hHeap, DWORD dwFlags, SIZE_T dwBytes)
    IOCP_API(HeapAlloc);

/* Changes the size of a block.
 * In:      lpMem: from HeapAlloc; not valid any more if the call succeeds.
 *          dwFlags: HEAP_ZERO_MEMORY clears what is added;
 *          HEAP_REALLOC_IN_PLACE_ONLY forbids to move it. The rest as above.
 * Out:     none.
 * Returns: the block, perhaps moved; or NULL and lpMem is as it was. The last
 *          error is not set.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once, on different blocks.
 * Windows: same.
 * Source:  "HeapReAlloc function", Return value.
 * Test:    none yet. */
LPVOID WINAPI HeapReAlloc(HANDLE hHeap, DWORD dwFlags, LPVOID lpMem,
                          SIZE_T dwBytes) IOCP_API(HeapReAlloc);

/* Gives a block back.
 * In:      lpMem: from HeapAlloc or HeapReAlloc; NULL is allowed.
 * Out:     none.
 * Returns: TRUE; cannot fail.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once, on different blocks.
 * Windows: same.
 * Source:  "HeapFree function", Remarks.
 * Test:    tests/conformance/memory.c */
BOOL WINAPI HeapFree(HANDLE hHeap, DWORD dwFlags, LPVOID lpMem)
    IOCP_API(HeapFree);

/* Tells the size of a block.
 * In:      lpMem: from HeapAlloc or HeapReAlloc.
 * Out:     none.
 * Returns: the size that was asked for, or (SIZE_T)-1 for NULL. The last error
 *          is not set.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "HeapSize function", Return value.
 * Test:    none yet. */
SIZE_T WINAPI HeapSize(HANDLE hHeap, DWORD dwFlags, LPCVOID lpMem)
    IOCP_API(HeapSize);

/* Allocates a block the older way.
 * In:      uFlags: LPTR clears it; LMEM_FIXED does not. LMEM_MOVEABLE changes
 *          nothing. uBytes: its size, 0 is allowed.
 * Out:     none.
 * Returns: the block, the caller's until LocalFree; or NULL; last error:
 *          ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: a moveable block is a pointer too; there is no LocalLock.
 * Source:  "LocalAlloc function", Return value.
 * Test:    tests/conformance/memory.c */
HLOCAL WINAPI LocalAlloc(UINT uFlags, SIZE_T uBytes) IOCP_API(LocalAlloc);

/* Gives a block of LocalAlloc or FormatMessage back.
 * In:      hMem: the block; NULL is allowed.
 * Out:     none.
 * Returns: NULL: done.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once, on different blocks.
 * Windows: same.
 * Source:  "LocalFree function", Return value.
 * Test:    tests/conformance/memory.c */
HLOCAL WINAPI LocalFree(HLOCAL hMem) IOCP_API(LocalFree);

/* Allocates a block the oldest way; the same as LocalAlloc.
 * In:      uFlags: GPTR clears it; GMEM_FIXED does not. dwBytes: its size.
 * Out:     none.
 * Returns: the block, the caller's until GlobalFree; or NULL; last error:
 *          ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: as LocalAlloc.
 * Source:  "GlobalAlloc function", Return value.
 * Test:    none yet. */
HGLOBAL WINAPI GlobalAlloc(UINT uFlags, SIZE_T dwBytes) IOCP_API(GlobalAlloc);

/* Gives a block of GlobalAlloc back.
 * In:      hMem: the block; NULL is allowed.
 * Out:     none.
 * Returns: NULL: done.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once, on different blocks.
 * Windows: same.
 * Source:  "GlobalFree function", Return value.
 * Test:    none yet. */
HGLOBAL WINAPI GlobalFree(HGLOBAL hMem) IOCP_API(GlobalFree);

#ifdef __cplusplus
}
#endif

#endif
