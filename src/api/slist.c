/* Interlocked lists. A header is 16 bytes: the depth (16 bits) and a number
 * that every change counts up (48 bits), so that a list that looks the same is
 * the same; a bit, and the address of the first entry.
 *
 * A push is lock-free. Who pops has to read the first entry's Next, and by then
 * another thread may have popped and freed that entry: Windows lets that read
 * fault, and starts again. Here the bit says that somebody pops, for the few
 * instructions that it takes; others that pop or flush wait, pushes go on. So
 * nothing is ever read that may be gone. */
#include "iocp/slist.h"

#include <sched.h>
#include <stdbool.h>

#include "base/exchange16.h"
#include "sys/cpu.h"

#define DEPTH_MASK 0xFFFFu
#define CHANGE 0x10000u /* the counter of changes, by one */
#define POPPING 1u
#define SPINS 64u

/* Both halves of one moment: every change changes the number in the first. So
 * what the entry holds was written before we look into it. */
static struct pair16 look(const SLIST_HEADER *list)
{
    struct pair16 now;

    do {
        now.low = __atomic_load_n(&list->Alignment, __ATOMIC_ACQUIRE);
        now.high = __atomic_load_n(&list->Region, __ATOMIC_ACQUIRE);
    } while (__atomic_load_n(&list->Alignment, __ATOMIC_ACQUIRE) != now.low);
    return now;
}

static PSLIST_ENTRY first_of(const struct pair16 *now)
{
    return (PSLIST_ENTRY)(uintptr_t)(now->high & ~(uint64_t)0xF);
}

/* The header with this entry in front, its depth changed by `count`. */
static struct pair16 changed(const struct pair16 *now, const void *first,
                             uint64_t count)
{
    uint64_t depth = (now->low + count) & DEPTH_MASK;
    uint64_t number = (now->low & ~(uint64_t)DEPTH_MASK) + CHANGE;

    return (struct pair16){number | depth,
                           (uintptr_t)first | (now->high & POPPING)};
}

VOID WINAPI InitializeSListHead(PSLIST_HEADER list)
{
    list->Alignment = 0;
    list->Region = 0;
}

PSLIST_ENTRY NTAPI RtlFirstEntrySList(const SLIST_HEADER *list)
{
    struct pair16 now = look(list);

    return first_of(&now);
}

USHORT WINAPI QueryDepthSList(PSLIST_HEADER list)
{
    return (USHORT)(look(list).low & DEPTH_MASK);
}

/* ---- In ---- */

PSLIST_ENTRY WINAPI InterlockedPushListSListEx(PSLIST_HEADER list,
                                               PSLIST_ENTRY first,
                                               PSLIST_ENTRY last, ULONG count)
{
    struct pair16 now, then;

    do {
        now = look(list);
        last->Next = first_of(&now);
        then = changed(&now, first, count);
    } while (!exchange16(list, &now, &then));
    return first_of(&now);
}

PSLIST_ENTRY WINAPI InterlockedPushEntrySList(PSLIST_HEADER list,
                                              PSLIST_ENTRY entry)
{
    return InterlockedPushListSListEx(list, entry, entry, 1);
}

/* ---- Out ---- */

static void pause_a_little(unsigned *spins)
{
    if (++*spins % SPINS != 0)
        cpu_relax();
    else
        sched_yield();
}

/* Sets the bit. False: the list is empty, and the bit is not set. */
static bool begin_pop(PSLIST_HEADER list)
{
    unsigned spins = 0;

    for (;;) {
        struct pair16 now = look(list), then = now;

        if ((now.high & POPPING) != 0) {
            pause_a_little(&spins);
            continue;
        }
        if (now.high == 0)
            return false;
        then.low += CHANGE;
        then.high |= POPPING;
        if (exchange16(list, &now, &then))
            return true;
    }
}

PSLIST_ENTRY WINAPI InterlockedPopEntrySList(PSLIST_HEADER list)
{
    struct pair16 now, then;
    PSLIST_ENTRY first;

    if (!begin_pop(list))
        return NULL;
    do { /* a push may come between, and its entry is the first then */
        now = look(list);
        first = first_of(&now);
        then = changed(&now, first->Next, (uint64_t)-1);
        then.high &= ~(uint64_t)POPPING;
    } while (!exchange16(list, &now, &then));
    return first;
}

PSLIST_ENTRY WINAPI InterlockedFlushSList(PSLIST_HEADER list)
{
    struct pair16 now, then;

    if (!begin_pop(list))
        return NULL;
    do {
        now = look(list);
        then = (struct pair16){(now.low & ~(uint64_t)DEPTH_MASK) + CHANGE, 0};
    } while (!exchange16(list, &now, &then));
    return first_of(&now);
}
