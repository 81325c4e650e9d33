/* Heaps of one's own, and the handles of local and global memory. */
#include "support.h"

/* Claim:  a heap of one's own gives, changes and takes blocks, and ends with
 *         those that are left.
 * Source: "HeapCreate function", "HeapDestroy function".  Wine 8: same. */
static void own_heap(void)
{
    HANDLE heap = HeapCreate(0, 0, 0);
    char *one, *other;

    if (!CHECK(heap != NULL && heap != GetProcessHeap()))
        return;
    one = HeapAlloc(heap, HEAP_ZERO_MEMORY, 100);
    other = HeapAlloc(heap, 0, 10);
    if (!CHECK(one != NULL && other != NULL))
        return;
    CHECK(((ULONG_PTR)one & 15) == 0 && ((ULONG_PTR)other & 15) == 0);
    CHECK(one[0] == 0 && one[99] == 0);
    memset(one, 1, 100);
    CHECK(HeapSize(heap, 0, one) == 100 && HeapSize(heap, 0, other) == 10);
    one = HeapReAlloc(heap, HEAP_ZERO_MEMORY, one, 100000);
    CHECK(one != NULL && one[99] == 1 && one[100] == 0 && one[99999] == 0);
    CHECK(HeapSize(heap, 0, one) == 100000);
    if (tap_where() == NATIVE) /* Wine 8 follows the pointer */
        CHECK(HeapSize(heap, 0, NULL) == (SIZE_T)-1);
    one = HeapReAlloc(heap, 0, one, 5);
    CHECK(one != NULL && one[4] == 1 && HeapSize(heap, 0, one) == 5);
    CHECK(HeapFree(heap, 0, other) && HeapFree(heap, 0, NULL));
    for (int i = 0; i < 100; i++)
        CHECK(HeapAlloc(heap, 0, 1000) != NULL);
    CHECK(HeapDestroy(heap));
}

/* Claim:  a heap with a maximum gives no more than that, and again when blocks
 *         came back; what does not fit leaves the block as it was.
 * Source: "HeapCreate function", dwMaximumSize; "HeapReAlloc function", Return
 *         value.  Wine 8: same. */
static void limited_heap(void)
{
    enum { MAXIMUM = 1 << 18, BLOCK = 1 << 14 };
    HANDLE heap = HeapCreate(0, 4096, MAXIMUM);
    char *blocks[MAXIMUM / BLOCK + 1];
    int count = 0;

    while (count <= MAXIMUM / BLOCK &&
           (blocks[count] = HeapAlloc(heap, 0, BLOCK)) != NULL)
        count++;
    CHECK(count > MAXIMUM / BLOCK / 2 && count <= MAXIMUM / BLOCK);
    blocks[0][BLOCK - 1] = 7;
    CHECK(HeapReAlloc(heap, 0, blocks[0], MAXIMUM) == NULL);
    CHECK(blocks[0][BLOCK - 1] == 7);
    CHECK(HeapSize(heap, 0, blocks[0]) == BLOCK);
    CHECK(HeapFree(heap, 0, blocks[--count]));
    CHECK((blocks[count] = HeapAlloc(heap, 0, BLOCK)) != NULL);
    CHECK(HeapDestroy(heap));
}

/* Claim:  in place a block can only shrink to a size it has.
 * Source: "HeapReAlloc function", HEAP_REALLOC_IN_PLACE_ONLY.
 *         Wine 8: same. */
static void in_place(void)
{
    HANDLE heaps[] = {GetProcessHeap(), HeapCreate(0, 0, 0)};

    for (unsigned i = 0; i < COUNT_OF(heaps); i++) {
        char *memory = HeapAlloc(heaps[i], 0, 100);

        CHECK(HeapReAlloc(heaps[i], HEAP_REALLOC_IN_PLACE_ONLY, memory, 50) ==
              memory);
        CHECK(HeapSize(heaps[i], 0, memory) == 50);
        CHECK(HeapReAlloc(heaps[i], HEAP_REALLOC_IN_PLACE_ONLY, memory,
                          1 << 24) == NULL);
        CHECK(HeapFree(heaps[i], 0, memory));
    }
    CHECK(HeapDestroy(heaps[1]));
}

static DWORD WINAPI take_and_give(void *heap)
{
    for (int i = 0; i < 1000; i++) {
        char *data = HeapAlloc(heap, 0, 50 + i % 50);

        *(volatile char *)data = 1;
        data = HeapReAlloc(heap, 0, data, 500);
        *(volatile char *)data = 2;
        if (i % 3 != 0)
            HeapFree(heap, 0, data);
    }
    return 0;
}

/* Claim:  all threads may use a heap at once (s).
 * Source: "HeapCreate function", Remarks.  Wine 8: same. */
static void by_all_threads(void)
{
    HANDLE heap = HeapCreate(0, 0, 0), threads[4];

    for (int i = 0; i < 4; i++)
        threads[i] = thread_start(take_and_give, heap);
    for (int i = 0; i < 4; i++)
        thread_join(threads[i]);
    CHECK(HeapDestroy(heap));
}

/* Claim:  a block of local or global memory, moveable too, has an address while
 *         it is locked, a size, and can grow.
 * Source: "GlobalLock function", "GlobalSize function", "GlobalReAlloc
 *         function", and their local twins.  Wine 8: same. */
static void moveable(void)
{
    HGLOBAL global = GlobalAlloc(GHND, 100);
    HLOCAL local = LocalAlloc(LHND, 100);
    char *data;

    CHECK(GlobalSize(global) >= 100 && LocalSize(local) >= 100);
    data = GlobalLock(global);
    if (!CHECK(data != NULL && data[99] == 0))
        return;
    data[99] = 1;
    GlobalUnlock(global);
    global = GlobalReAlloc(global, 10000, GMEM_MOVEABLE | GMEM_ZEROINIT);
    data = GlobalLock(global);
    CHECK(data != NULL && data[99] == 1 && data[9999] == 0);
    GlobalUnlock(global);
    CHECK(GlobalFree(global) == NULL);
    data = LocalLock(local);
    CHECK(data != NULL && data[99] == 0);
    LocalUnlock(local);
    local = LocalReAlloc(local, 10000, LMEM_MOVEABLE);
    CHECK(local != NULL && LocalSize(local) >= 10000);
    CHECK(LocalFree(local) == NULL);
}

/* Claim:  GlobalAlloc likewise without moving: GPTR clears; GlobalFree gives
 *         NULL, of NULL, too; what cannot be had is NULL.
 * Source: "GlobalAlloc function", "GlobalFree function".  Wine 8: same. */
static void fixed(void)
{
    volatile SIZE_T too_much = (SIZE_T)1 << 62;
    char *data = GlobalAlloc(GPTR, 1000);

    if (!CHECK(data != NULL))
        return;
    for (int i = 0; i < 1000; i++)
        if (!CHECK(data[i] == 0))
            break;
    memset(data, 1, 1000);
    CHECK(GlobalLock(data) == data && GlobalSize(data) >= 1000);
    CHECK(GlobalFree(data) == NULL);
    data = GlobalAlloc(GMEM_FIXED, 1);
    CHECK(data != NULL && GlobalFree(data) == NULL);
    CHECK(GlobalFree(NULL) == NULL);
    CHECK_FAILS(GlobalAlloc(GMEM_FIXED, too_much), ERROR_NOT_ENOUGH_MEMORY);
}

TAP_MAIN(CASE(own_heap), CASE(limited_heap), CASE(in_place),
         CASE(by_all_threads), CASE(moveable), CASE(fixed))
