/* What Microsoft's compiler has built in, as macros over the builtins of gcc
 * and clang: they take any integer that is wide enough, and the index of a bit
 * may be of any type (there it is unsigned long, which has 64 bits here).
 *
 * Source: "Compiler intrinsics". None fails, blocks or posts a packet. */
#ifndef IOCP_CRT_INTRINSICS_H
#define IOCP_CRT_INTRINSICS_H

#include "debug.h"

/* A breakpoint. */
#define __debugbreak() DebugBreak()

/* Find the highest or lowest bit that is set: its place goes to *index, and the
 * result is 1; 0 if none is. */
#define IOCP_CRT_BIT(index, mask, type, place)                                 \
    __extension__({                                                            \
        const type iocp_mask_ = (type)(mask);                                  \
                                                                               \
        if (iocp_mask_ != 0)                                                   \
            *(index) = (place);                                                \
        (unsigned char)(iocp_mask_ != 0);                                      \
    })
#define _BitScanReverse(index, mask)                                           \
    IOCP_CRT_BIT(index, mask, unsigned, 31u - __builtin_clz(iocp_mask_))
#define _BitScanForward(index, mask)                                           \
    IOCP_CRT_BIT(index, mask, unsigned, __builtin_ctz(iocp_mask_))
#define _BitScanReverse64(index, mask)                                         \
    IOCP_CRT_BIT(index, mask, unsigned long long,                              \
                 63u - __builtin_clzll(iocp_mask_))
#define _BitScanForward64(index, mask)                                         \
    IOCP_CRT_BIT(index, mask, unsigned long long, __builtin_ctzll(iocp_mask_))

/* Turn the bytes round. */
#define _byteswap_ushort(value) __builtin_bswap16(value)
#define _byteswap_ulong(value) __builtin_bswap32(value)
#define _byteswap_uint64(value) __builtin_bswap64(value)

/* Turn the bits of 32 or 64 left or right; <x86intrin.h> has the first two as
 * well. */
#define IOCP_CRT_TURN(type, bits, value, left)                                 \
    __extension__({                                                            \
        const type iocp_value_ = (type)(value);                                \
        const unsigned iocp_left_ = (unsigned)(left) & ((bits)-1u);            \
                                                                               \
        (type)(iocp_value_ << iocp_left_ |                                     \
               iocp_value_ >> (((bits)-iocp_left_) & ((bits)-1u)));            \
    })
#ifndef _rotl
#define _rotl(value, shift) IOCP_CRT_TURN(unsigned, 32u, value, shift)
#endif
#ifndef _rotr
#define _rotr(value, shift)                                                    \
    IOCP_CRT_TURN(unsigned, 32u, value, 0u - (unsigned)(shift))
#endif
#define _rotl64(value, shift)                                                  \
    IOCP_CRT_TURN(unsigned long long, 64u, value, shift)
#define _rotr64(value, shift)                                                  \
    IOCP_CRT_TURN(unsigned long long, 64u, value, 0u - (unsigned)(shift))

/* Count the bits that are set. */
#define __popcnt(value) ((unsigned)__builtin_popcount(value))
#define __popcnt64(value) ((unsigned long long)__builtin_popcountll(value))

/* Keep the compiler from moving what touches memory. */
#define _ReadWriteBarrier() __asm__ __volatile__("" : : : "memory")
#define _ReadBarrier() _ReadWriteBarrier()
#define _WriteBarrier() _ReadWriteBarrier()

#endif
