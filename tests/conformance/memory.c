/* Heap and local memory, and the macros that go with requests. */
#include "support.h"

/* Claim:  HeapAlloc gives writable memory, zeroed when asked; HeapFree takes
 *         it back.
 * Source: "HeapAlloc function".  Wine 8: same. */
static void heap(void)
{
    static const size_t sizes[] = {0, 1, 16, 100, 4096, 1 << 20};
    HANDLE heap = GetProcessHeap();

    CHECK(heap != NULL && GetProcessHeap() == heap);
    for (unsigned i = 0; i < COUNT_OF(sizes); i++) {
        unsigned char *data = HeapAlloc(heap, 0, sizes[i]);

        CHECK(data != NULL);
        memset(data, 0xff, sizes[i]);
        CHECK(HeapFree(heap, 0, data));
        data = HeapAlloc(heap, HEAP_ZERO_MEMORY, sizes[i]);
        CHECK(data != NULL);
        for (size_t k = 0; k < sizes[i]; k++)
            if (!CHECK(data[k] == 0))
                break;
        CHECK(HeapFree(heap, 0, data));
    }
    CHECK(HeapFree(heap, 0, NULL));
}

/* Claim:  heap memory is aligned for every type.
 * Source: "HeapAlloc function", Remarks (MEMORY_ALLOCATION_ALIGNMENT).
 *         Wine 8: same. */
static void heap_alignment(void)
{
    for (size_t size = 1; size < 200; size += 7) {
        void *data = HeapAlloc(GetProcessHeap(), 0, size);

        CHECK(((ULONG_PTR)data & 15) == 0);
        HeapFree(GetProcessHeap(), 0, data);
    }
}

/* Claim:  what cannot be had is NULL.
 * Source: "HeapAlloc function", Return value.  Wine 8: same. */
static void heap_exhausted(void)
{
    volatile SIZE_T size = (SIZE_T)1 << 62;

    CHECK(HeapAlloc(GetProcessHeap(), 0, size) == NULL);
    CHECK(LocalAlloc(LMEM_FIXED, size) == NULL);
}

/* Claim:  LocalAlloc likewise; LocalFree gives NULL, of NULL, too.
 * Source: "LocalAlloc function", "LocalFree function".  Wine 8: same. */
static void local(void)
{
    char *data = LocalAlloc(LPTR, 100);

    CHECK(data != NULL);
    for (int i = 0; i < 100; i++)
        if (!CHECK(data[i] == 0))
            break;
    memset(data, 1, 100);
    CHECK(LocalFree(data) == NULL);
    data = LocalAlloc(LMEM_FIXED, 1);
    CHECK(data != NULL && LocalFree(data) == NULL);
    CHECK(LocalFree(NULL) == NULL);
}

static DWORD WINAPI take_and_give(void *argument)
{
    for (int i = 0; i < 2000; i++) {
        char *data = HeapAlloc(GetProcessHeap(), 0, 50 + i % 50);

        *(volatile char *)data = 1;
        HeapFree(GetProcessHeap(), 0, data);
    }
    InterlockedIncrement((volatile LONG *)argument);
    return 0;
}

/* Claim:  the process heap may be used by all threads at once (s).
 * Source: "HeapAlloc function", Remarks.  Wine 8: same. */
static void heap_of_all_threads(void)
{
    volatile LONG done = 0;
    HANDLE threads[4];

    for (int i = 0; i < 4; i++)
        threads[i] = thread_start(take_and_give, (void *)&done);
    for (int i = 0; i < 4; i++)
        thread_join(threads[i]);
    CHECK(done == 4);
}

struct request {
    int before;
    OVERLAPPED overlapped;
    char after[8];
};

/* Claim:  CONTAINING_RECORD finds the structure around a member, as servers do
 *         with each packet.
 * Source: "CONTAINING_RECORD macro".  Wine 8: same. */
static void containing_record(void)
{
    HANDLE port = port_new(0);
    struct request request = {.before = 1};
    struct packet got;

    post(port, 0, KEY, &request.overlapped);
    got = packet_next(port, DEADLINE);
    CHECK(CONTAINING_RECORD(got.overlapped, struct request, overlapped) ==
          &request);
    CloseHandle(port);
}

/* Claim:  ZeroMemory, FillMemory, CopyMemory and MoveMemory do what they say.
 * Source: their pages.  Wine 8: same. */
static void memory_macros(void)
{
    struct request request;
    char text[8] = "abcdef";

    memset(&request, 0xff, sizeof request);
    ZeroMemory(&request, sizeof request);
    CHECK(request.before == 0 && request.overlapped.Internal == 0 &&
          request.after[7] == 0);
    CopyMemory(request.after, "1234567", 8);
    CHECK(strcmp(request.after, "1234567") == 0);
    MoveMemory(text + 1, text, 5);
    CHECK(memcmp(text, "aabcde", 6) == 0);
    FillMemory(text, 3, 'x');
    CHECK(memcmp(text, "xxxcde", 6) == 0);
}

/* Claim:  MAKEWORD, LOWORD, HIWORD, LOBYTE, HIBYTE.
 * Source: their pages.  Wine 8: same. */
static void word_macros(void)
{
    CHECK(MAKEWORD(2, 1) == 0x0102);
    CHECK(LOBYTE(0x0102) == 2 && HIBYTE(0x0102) == 1);
    CHECK(LOWORD(0x12345678) == 0x5678 && HIWORD(0x12345678) == 0x1234);
}

TAP_MAIN(CASE(heap), CASE(heap_alignment), CASE(heap_exhausted), CASE(local),
         CASE(heap_of_all_threads), CASE(containing_record),
         CASE(memory_macros), CASE(word_macros))
