/* Interlocked lists: stacks that several threads push to and pop from. */
#ifndef IOCP_SLIST_H
#define IOCP_SLIST_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

#define MEMORY_ALLOCATION_ALIGNMENT 16

/* In front of what a program puts into a list; aligned to 16 bytes, as all
 * memory of malloc and HeapAlloc is. */
typedef struct DECLSPEC_ALIGN(16) _SLIST_ENTRY {
    struct _SLIST_ENTRY *Next;
} SLIST_ENTRY, *PSLIST_ENTRY;

IOCP_SIZE(SLIST_ENTRY, 16);

/* Only the calls below look into it. */
typedef union DECLSPEC_ALIGN(16) _SLIST_HEADER {
    __extension__ struct {
        ULONGLONG Alignment;
        ULONGLONG Region;
    };
    struct {
        ULONGLONG Depth : 16;
        ULONGLONG Sequence : 48;
        ULONGLONG Reserved : 4;
        ULONGLONG NextEntry : 60;
    } HeaderX64;
} SLIST_HEADER, *PSLIST_HEADER;

IOCP_SIZE(SLIST_HEADER, 16);
IOCP_AT(SLIST_HEADER, Region, 8);

/* Makes a list, empty.
 * In:      none.
 * Out:     *ListHead.
 * Returns: nothing.
 * Packet:  none.
 * Blocks:  never.  Threads: one, before any other call with this list.
 * Windows: same.
 * Source:  "InitializeSListHead function", Remarks.
 * Test:    tests/conformance/slist.c */
VOID WINAPI InitializeSListHead(PSLIST_HEADER ListHead)
    IOCP_API(InitializeSListHead);

/* Gives the first entry, and leaves it there.
 * In:      ListHead: a list.
 * Out:     none.
 * Returns: the entry, or NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "RtlFirstEntrySList function", Return value.
 * Test:    tests/conformance/slist.c */
PSLIST_ENTRY NTAPI RtlFirstEntrySList(const SLIST_HEADER *ListHead)
    IOCP_API(RtlFirstEntrySList);

/* Puts an entry in front.
 * In:      ListHead: a list. ListEntry: aligned to 16 bytes, in no list.
 * Out:     the list.
 * Returns: the entry that was the first before, or NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "InterlockedPushEntrySList function", Remarks.
 * Test:    tests/conformance/slist.c */
PSLIST_ENTRY WINAPI InterlockedPushEntrySList(PSLIST_HEADER ListHead,
                                              PSLIST_ENTRY ListEntry)
    IOCP_API(InterlockedPushEntrySList);

/* Puts several entries in front, at once.
 * In:      ListHead: a list. List, ListEnd: the first and the last of entries
 *          linked by their Next. Count: how many.
 * Out:     the list.
 * Returns: the entry that was the first before, or NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "InterlockedPushListSListEx function", Remarks.
 * Test:    tests/conformance/slist.c */
PSLIST_ENTRY WINAPI InterlockedPushListSListEx(PSLIST_HEADER ListHead,
                                               PSLIST_ENTRY List,
                                               PSLIST_ENTRY ListEnd,
                                               ULONG Count)
    IOCP_API(InterlockedPushListSListEx);

/* Takes the first entry.
 * In:      ListHead: a list.
 * Out:     the list.
 * Returns: the entry, which the caller may free at once; NULL: there is none.
 * Packet:  none.
 * Blocks:  while another thread is in the few instructions of the same.
 *          Threads: any, at once.
 * Windows: same.
 * Source:  "InterlockedPopEntrySList function", Return value.
 * Test:    tests/conformance/slist.c */
PSLIST_ENTRY WINAPI InterlockedPopEntrySList(PSLIST_HEADER ListHead)
    IOCP_API(InterlockedPopEntrySList);

/* Takes all entries.
 * In:      ListHead: a list.
 * Out:     the list, empty.
 * Returns: the first entry, the others by its Next, newest first; or NULL.
 * Packet:  none.
 * Blocks:  as InterlockedPopEntrySList.  Threads: any, at once.
 * Windows: same.
 * Source:  "InterlockedFlushSList function", Return value.
 * Test:    tests/conformance/slist.c */
PSLIST_ENTRY WINAPI InterlockedFlushSList(PSLIST_HEADER ListHead)
    IOCP_API(InterlockedFlushSList);

/* Counts the entries.
 * In:      ListHead: a list.
 * Out:     none.
 * Returns: how many there were a moment ago, in 16 bits.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "QueryDepthSList function", Remarks.
 * Test:    tests/conformance/slist.c */
USHORT WINAPI QueryDepthSList(PSLIST_HEADER ListHead) IOCP_API(QueryDepthSList);

#ifdef __cplusplus
}
#endif

#endif
