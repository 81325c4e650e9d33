#include "base/exchange16.h"

#if defined(__x86_64__)

__extension__ typedef unsigned __int128 word16;

static word16 word_of(const struct pair16 *pair)
{
    return (word16)pair->high << 64 | pair->low;
}

/* Every x86-64 processor since 2006 has the instruction. */
__attribute__((target("cx16"))) bool exchange16(volatile void *place,
                                                const struct pair16 *expected,
                                                const struct pair16 *to)
{
    return __sync_bool_compare_and_swap((volatile word16 *)place,
                                        word_of(expected), word_of(to));
}

#elif defined(__aarch64__)

bool exchange16(volatile void *place, const struct pair16 *expected,
                const struct pair16 *to)
{
    uint64_t low, high;
    uint32_t failed;

    do {
        __asm__ volatile("ldaxp %0, %1, [%2]"
                         : "=&r"(low), "=&r"(high)
                         : "r"(place)
                         : "memory");
        if (low != expected->low || high != expected->high) {
            __asm__ volatile("clrex" : : : "memory");
            return false;
        }
        __asm__ volatile("stlxp %w0, %2, %3, [%1]"
                         : "=&r"(failed)
                         : "r"(place), "r"(to->low), "r"(to->high)
                         : "memory");
    } while (failed != 0);
    __asm__ volatile("dmb ish" : : : "memory");
    return true;
}

#else
#error "16 bytes at once, on this processor"
#endif
