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
#define HEAP_CREATE_ENABLE_EXECUTE 0x40000

#define LMEM_FIXED 0x0
#define LMEM_MOVEABLE 0x2
#define LMEM_ZEROINIT 0x40
#define LMEM_MODIFY 0x80
#define LPTR (LMEM_FIXED | LMEM_ZEROINIT)
#define LHND (LMEM_MOVEABLE | LMEM_ZEROINIT)
#define GMEM_FIXED 0x0
#define GMEM_MOVEABLE 0x2
#define GMEM_ZEROINIT 0x40
#define GMEM_MODIFY 0x80
#define GPTR (GMEM_FIXED | GMEM_ZEROINIT)
#define GHND (GMEM_MOVEABLE | GMEM_ZEROINIT)

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

/* Makes a heap.
 * In:      flOptions: HEAP_NO_SERIALIZE and HEAP_GENERATE_EXCEPTIONS change
 *          nothing. dwInitialSize: bytes. dwMaximumSize: bytes that its blocks
 *          may have together, 0: no limit.
 * Out:     none.
 * Returns: its handle, for HeapDestroy; or NULL; last error:
 *          ERROR_INVALID_PARAMETER, other options, or an initial size above
 *          the maximum; ERROR_NOT_SUPPORTED, HEAP_CREATE_ENABLE_EXECUTE;
 *          ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: a heap with a maximum has no room for large blocks there;
 *          HEAP_CREATE_ENABLE_EXECUTE is taken.
 * Source:  "HeapCreate function", Parameters, Return value.
 * Test:    tests/conformance/heaps.c */
HANDLE WINAPI HeapCreate(DWORD flOptions, SIZE_T dwInitialSize,
                         SIZE_T dwMaximumSize) IOCP_API(HeapCreate);

/* Ends a heap, and gives all its blocks back.
 * In:      hHeap: from HeapCreate.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_HANDLE, it is none.
 * Packet:  none.
 * Blocks:  never.  Threads: any, when nobody uses the heap.
 * Windows: same.
 * Source:  "HeapDestroy function", Remarks.
 * Test:    tests/conformance/heaps.c */
BOOL WINAPI HeapDestroy(HANDLE hHeap) IOCP_API(HeapDestroy);

/* Allocates a block.
 * In:      hHeap: from GetProcessHeap or HeapCreate. dwFlags: HEAP_ZERO_MEMORY
 * clears it; HEAP_NO_SERIALIZE changes nothing. dwBytes: its size, 0 is
 * allowed. Out:     none. Returns: the block, the caller's until HeapFree; or
 * NULL. The last error is not set. Packet:  none. Blocks:  never.  Threads:
 * any, at once. Windows: differs: HEAP_GENERATE_EXCEPTIONS raises nothing.
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
 * Test:    tests/conformance/heaps.c */
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
 * Test:    tests/conformance/heaps.c */
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
 * Test:    tests/conformance/heaps.c */
HGLOBAL WINAPI GlobalAlloc(UINT uFlags, SIZE_T dwBytes) IOCP_API(GlobalAlloc);

/* Gives a block of GlobalAlloc back.
 * In:      hMem: the block; NULL is allowed.
 * Out:     none.
 * Returns: NULL: done.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once, on different blocks.
 * Windows: same.
 * Source:  "GlobalFree function", Return value.
 * Test:    tests/conformance/heaps.c */
HGLOBAL WINAPI GlobalFree(HGLOBAL hMem) IOCP_API(GlobalFree);

/* Gives the memory of a handle, which is the handle itself here.
 * In:      hMem: from LocalAlloc.
 * Out:     none.
 * Returns: the memory; or NULL; last error: ERROR_INVALID_HANDLE, hMem is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: moveable blocks have other handles.
 * Source:  "LocalLock function", Return value.
 * Test:    tests/conformance/heaps.c */
LPVOID WINAPI LocalLock(HLOCAL hMem) IOCP_API(LocalLock);

/* Ends that: nothing to do.
 * In:      hMem: from LocalAlloc.
 * Out:     none.
 * Returns: TRUE; or FALSE; last error: ERROR_INVALID_HANDLE, hMem is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: FALSE for a moveable block that nobody locks any more.
 * Source:  "LocalUnlock function", Return value.
 * Test:    tests/conformance/heaps.c */
BOOL WINAPI LocalUnlock(HLOCAL hMem) IOCP_API(LocalUnlock);

/* Tells the size of a block.
 * In:      hMem: from LocalAlloc.
 * Out:     none.
 * Returns: bytes; or 0; last error: ERROR_INVALID_HANDLE, hMem is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "LocalSize function", Return value.
 * Test:    tests/conformance/heaps.c */
SIZE_T WINAPI LocalSize(HLOCAL hMem) IOCP_API(LocalSize);

/* Changes the size of a block.
 * In:      hMem: from LocalAlloc; not valid any more if the call succeeds.
 *          uBytes: its new size. uFlags: LMEM_ZEROINIT clears what is
 *          added; LMEM_MODIFY: change nothing.
 * Out:     none.
 * Returns: the block, perhaps moved; or NULL and hMem is as it was; last error:
 *          ERROR_INVALID_HANDLE, hMem is NULL; ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: a fixed block moves only with the flag for it.
 * Source:  "LocalReAlloc function", Return value.
 * Test:    tests/conformance/heaps.c */
HLOCAL WINAPI LocalReAlloc(HLOCAL hMem, SIZE_T uBytes, UINT uFlags)
    IOCP_API(LocalReAlloc);

/* Gives the memory of a handle, which is the handle itself here.
 * In:      hMem: from GlobalAlloc.
 * Out:     none.
 * Returns: the memory; or NULL; last error: ERROR_INVALID_HANDLE, hMem is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: moveable blocks have other handles.
 * Source:  "GlobalLock function", Return value.
 * Test:    tests/conformance/heaps.c */
LPVOID WINAPI GlobalLock(HGLOBAL hMem) IOCP_API(GlobalLock);

/* Ends that: nothing to do.
 * In:      hMem: from GlobalAlloc.
 * Out:     none.
 * Returns: TRUE; or FALSE; last error: ERROR_INVALID_HANDLE, hMem is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: FALSE for a moveable block that nobody locks any more.
 * Source:  "GlobalUnlock function", Return value.
 * Test:    tests/conformance/heaps.c */
BOOL WINAPI GlobalUnlock(HGLOBAL hMem) IOCP_API(GlobalUnlock);

/* Tells the size of a block.
 * In:      hMem: from GlobalAlloc.
 * Out:     none.
 * Returns: bytes; or 0; last error: ERROR_INVALID_HANDLE, hMem is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "GlobalSize function", Return value.
 * Test:    tests/conformance/heaps.c */
SIZE_T WINAPI GlobalSize(HGLOBAL hMem) IOCP_API(GlobalSize);

/* Changes the size of a block.
 * In:      hMem: from GlobalAlloc; not valid any more if the call succeeds.
 *          dwBytes: its new size. uFlags: GMEM_ZEROINIT clears what is
 *          added; GMEM_MODIFY: change nothing.
 * Out:     none.
 * Returns: the block, perhaps moved; or NULL and hMem is as it was; last error:
 *          ERROR_INVALID_HANDLE, hMem is NULL; ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: a fixed block moves only with the flag for it.
 * Source:  "GlobalReAlloc function", Return value.
 * Test:    tests/conformance/heaps.c */
HGLOBAL WINAPI GlobalReAlloc(HGLOBAL hMem, SIZE_T dwBytes, UINT uFlags)
    IOCP_API(GlobalReAlloc);

#ifdef __cplusplus
}
#endif

#endif
