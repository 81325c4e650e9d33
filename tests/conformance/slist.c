/* Interlocked lists. */
#include "support.h"

#define THREADS 4
#define ENTRIES 64

struct item {
    SLIST_ENTRY link;
    LONG number;
    LONG holders;
};

static SLIST_HEADER *list_new(void)
{
    SLIST_HEADER *list = HeapAlloc(GetProcessHeap(), 0, sizeof *list);

    InitializeSListHead(list);
    return list;
}

static struct item *items_new(unsigned count)
{
    struct item *items = HeapAlloc(GetProcessHeap(), 0, count * sizeof *items);

    memset(items, 0, count * sizeof *items);
    for (unsigned i = 0; i < count; i++)
        items[i].number = (LONG)i;
    return items;
}

static struct item *pop(SLIST_HEADER *list)
{
    return (struct item *)InterlockedPopEntrySList(list);
}

/* Claim:  a new list is empty.
 * Source: "InitializeSListHead function".  Wine 8: same. */
static void empty(void)
{
    SLIST_HEADER *list = list_new();

    CHECK(QueryDepthSList(list) == 0);
    CHECK(InterlockedPopEntrySList(list) == NULL);
    CHECK(InterlockedFlushSList(list) == NULL);
    HeapFree(GetProcessHeap(), 0, list);
}

/* Claim:  the last in is the first out; a push gives the first before; the
 *         depth counts.
 * Source: "InterlockedPushEntrySList function", Return value.  Wine 8: same. */
static void last_in_first_out(void)
{
    SLIST_HEADER *list = list_new();
    struct item *items = items_new(3);

    CHECK(InterlockedPushEntrySList(list, &items[0].link) == NULL);
    CHECK(InterlockedPushEntrySList(list, &items[1].link) == &items[0].link);
    CHECK(InterlockedPushEntrySList(list, &items[2].link) == &items[1].link);
    CHECK(QueryDepthSList(list) == 3);
    CHECK(pop(list) == &items[2]);
    CHECK(pop(list) == &items[1]);
    CHECK(QueryDepthSList(list) == 1);
    CHECK(InterlockedPushEntrySList(list, &items[1].link) == &items[0].link);
    CHECK(pop(list) == &items[1]);
    CHECK(pop(list) == &items[0]);
    CHECK(pop(list) == NULL && QueryDepthSList(list) == 0);
    HeapFree(GetProcessHeap(), 0, items);
    HeapFree(GetProcessHeap(), 0, list);
}

/* Claim:  a flush gives all, newest first.
 * Source: "InterlockedFlushSList function", Return value.  Wine 8: same. */
static void flush(void)
{
    SLIST_HEADER *list = list_new();
    struct item *items = items_new(3);
    SLIST_ENTRY *entry;

    for (int i = 0; i < 3; i++)
        InterlockedPushEntrySList(list, &items[i].link);
    entry = InterlockedFlushSList(list);
    for (int i = 2; i >= 0 && CHECK(entry == &items[i].link); i--)
        entry = entry->Next;
    CHECK(entry == NULL);
    CHECK(QueryDepthSList(list) == 0 && pop(list) == NULL);
    HeapFree(GetProcessHeap(), 0, items);
    HeapFree(GetProcessHeap(), 0, list);
}

static struct {
    SLIST_HEADER *list;
    LONG wrong;
    LONG taken;
} shared;

/* Takes an entry and gives it back. Nobody else may have it meanwhile. */
static DWORD WINAPI take_and_give(void *argument)
{
    (void)argument;
    for (int i = 0; i < 20000; i++) {
        struct item *item = pop(shared.list);

        if (item == NULL)
            continue;
        if (InterlockedIncrement(&item->holders) != 1)
            InterlockedIncrement(&shared.wrong);
        InterlockedDecrement(&item->holders);
        InterlockedIncrement(&shared.taken);
        InterlockedPushEntrySList(shared.list, &item->link);
    }
    return 0;
}

/* Claim:  whatever several threads do, an entry is had by one of them, and none
 *         is lost.
 * Source: "Interlocked Singly Linked Lists".  Wine 8: same. */
static void four_threads(void)
{
    struct item *items = items_new(ENTRIES);
    HANDLE threads[THREADS];
    LONG found[ENTRIES] = {0};
    struct item *item;

    memset(&shared, 0, sizeof shared);
    shared.list = list_new();
    for (int i = 0; i < ENTRIES; i++)
        InterlockedPushEntrySList(shared.list, &items[i].link);
    for (int i = 0; i < THREADS; i++)
        threads[i] = thread_start(take_and_give, NULL);
    for (int i = 0; i < THREADS; i++)
        thread_join(threads[i]);
    CHECK(shared.wrong == 0 && shared.taken > 0);
    CHECK(QueryDepthSList(shared.list) == ENTRIES);
    while ((item = pop(shared.list)) != NULL)
        found[item->number]++;
    for (int i = 0; i < ENTRIES; i++)
        if (!CHECK(found[i] == 1, "entry %d: %d", i, (int)found[i]))
            break;
    HeapFree(GetProcessHeap(), 0, shared.list);
    HeapFree(GetProcessHeap(), 0, items);
}

/* Makes entries, and frees those it gets. */
static DWORD WINAPI make_and_free(void *argument)
{
    (void)argument;
    for (int i = 0; i < 20000; i++) {
        struct item *made = items_new(1), *item;

        InterlockedPushEntrySList(shared.list, &made->link);
        item = pop(shared.list);
        if (item == NULL)
            continue;
        if (InterlockedIncrement(&item->holders) != 1)
            InterlockedIncrement(&shared.wrong);
        InterlockedIncrement(&shared.taken);
        HeapFree(GetProcessHeap(), 0, item);
    }
    return 0;
}

/* Claim:  an entry may be freed as soon as it was popped.
 * Source: "InterlockedPopEntrySList function".  Wine 8: same. */
static void freed_at_once(void)
{
    HANDLE threads[THREADS];
    LONG left = 0;
    struct item *item;

    memset(&shared, 0, sizeof shared);
    shared.list = list_new();
    for (int i = 0; i < THREADS; i++)
        threads[i] = thread_start(make_and_free, NULL);
    for (int i = 0; i < THREADS; i++)
        thread_join(threads[i]);
    while ((item = pop(shared.list)) != NULL) {
        left++;
        HeapFree(GetProcessHeap(), 0, item);
    }
    CHECK(shared.wrong == 0);
    CHECK(shared.taken + left == THREADS * 20000);
    HeapFree(GetProcessHeap(), 0, shared.list);
}

/* Some flush, some push: every entry comes out once. */
static DWORD WINAPI push_many(void *argument)
{
    struct item *items = argument;

    for (int i = 0; i < 10000; i++)
        InterlockedPushEntrySList(shared.list, &items[i].link);
    return 0;
}

static DWORD WINAPI flush_many(void *argument)
{
    (void)argument;
    while (InterlockedAdd(&shared.taken, 0) < 20000) {
        SLIST_ENTRY *entry = InterlockedFlushSList(shared.list);

        for (; entry != NULL; entry = entry->Next)
            InterlockedIncrement(&shared.taken);
    }
    return 0;
}

/* Claim:  pushes and flushes of several threads lose nothing.
 * Source: "Interlocked Singly Linked Lists".  Wine 8: same. */
static void flushed_by_many(void)
{
    struct item *items = items_new(20000);
    HANDLE threads[THREADS];

    memset(&shared, 0, sizeof shared);
    shared.list = list_new();
    threads[0] = thread_start(push_many, items);
    threads[1] = thread_start(push_many, items + 10000);
    threads[2] = thread_start(flush_many, NULL);
    threads[3] = thread_start(flush_many, NULL);
    for (int i = 0; i < THREADS; i++)
        thread_join(threads[i]);
    CHECK(shared.taken == 20000);
    CHECK(QueryDepthSList(shared.list) == 0);
    HeapFree(GetProcessHeap(), 0, shared.list);
    HeapFree(GetProcessHeap(), 0, items);
}

TAP_MAIN(CASE(empty), CASE(last_in_first_out), CASE(flush),
         CASE_LONG(four_threads, 60), CASE_LONG(freed_at_once, 60),
         CASE_LONG(flushed_by_many, 60))
