/* <intrin.h>: what Microsoft's compiler has built in, and on x86-64 what gcc
 * and clang have for its instructions (__rdtsc, _mm_pause...). */
#ifndef IOCP_INTRIN_H
#define IOCP_INTRIN_H

#include "iocp/crt_intrinsics.h"

#ifdef __x86_64__
/* Their <x86intrin.h> defines these two again. */
#undef _rotl
#undef _rotr
#include <x86intrin.h>
#ifndef _rotl
#define _rotl(value, shift) IOCP_CRT_TURN(unsigned, 32u, value, shift)
#define _rotr(value, shift)                                                    \
    IOCP_CRT_TURN(unsigned, 32u, value, 0u - (unsigned)(shift))
#endif

/* What the processor says of itself: eax, ebx, ecx, edx go to `info`. gcc's
 * <cpuid.h> has another macro of this name: it comes first, whatever the
 * program includes. */
#include <cpuid.h>
#undef __cpuid
#undef __cpuidex
#define __cpuidex(info, leaf, subleaf)                                         \
    __asm__ __volatile__("cpuid"                                               \
                         : "=a"((info)[0]), "=b"((info)[1]), "=c"((info)[2]),  \
                           "=d"((info)[3])                                     \
                         : "0"(leaf), "2"(subleaf))
#define __cpuid(info, leaf) __cpuidex(info, leaf, 0)
#endif

#endif
