/* What the processor can do. */
#ifndef IOCP_PROCESSOR_H
#define IOCP_PROCESSOR_H

#include "system.h"
#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

#define PF_FLOATING_POINT_PRECISION_ERRATA 0
#define PF_FLOATING_POINT_EMULATED 1
#define PF_COMPARE_EXCHANGE_DOUBLE 2
#define PF_MMX_INSTRUCTIONS_AVAILABLE 3
#define PF_XMMI_INSTRUCTIONS_AVAILABLE 6
#define PF_3DNOW_INSTRUCTIONS_AVAILABLE 7
#define PF_RDTSC_INSTRUCTION_AVAILABLE 8
#define PF_PAE_ENABLED 9
#define PF_XMMI64_INSTRUCTIONS_AVAILABLE 10
#define PF_NX_ENABLED 12
#define PF_SSE3_INSTRUCTIONS_AVAILABLE 13
#define PF_COMPARE_EXCHANGE128 14
#define PF_FASTFAIL_AVAILABLE 23
#define PF_ARM_NEON_INSTRUCTIONS_AVAILABLE 19
#define PF_ARM_V8_INSTRUCTIONS_AVAILABLE 29
#define PF_ARM_V8_CRYPTO_INSTRUCTIONS_AVAILABLE 30
#define PF_ARM_V8_CRC32_INSTRUCTIONS_AVAILABLE 31
#define PF_ARM_V81_ATOMIC_INSTRUCTIONS_AVAILABLE 34
#define PF_SSSE3_INSTRUCTIONS_AVAILABLE 36
#define PF_SSE4_1_INSTRUCTIONS_AVAILABLE 37
#define PF_SSE4_2_INSTRUCTIONS_AVAILABLE 38
#define PF_AVX_INSTRUCTIONS_AVAILABLE 39
#define PF_AVX2_INSTRUCTIONS_AVAILABLE 40
#define PF_AVX512F_INSTRUCTIONS_AVAILABLE 41

/* Asks whether the processor can do something.
 * In:      ProcessorFeature: a PF_ number.
 * Out:     none.
 * Returns: TRUE, it can; FALSE, it cannot, or the number is unknown here.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same, for the numbers above.
 * Source:  "IsProcessorFeaturePresent function", Parameters.
 * Test:    tests/conformance/debug.c */
BOOL WINAPI IsProcessorFeaturePresent(DWORD ProcessorFeature)
    IOCP_API(IsProcessorFeaturePresent);

/* Describes the machine to a program that may be run for another one.
 * In:      none.
 * Out:     *lpSystemInfo: what GetSystemInfo says.
 * Returns: nothing; cannot fail.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same, as there are 64-bit programs only.
 * Source:  "GetNativeSystemInfo function", Remarks.
 * Test:    tests/conformance/debug.c */
VOID WINAPI GetNativeSystemInfo(LPSYSTEM_INFO lpSystemInfo)
    IOCP_API(GetNativeSystemInfo);

#ifdef __cplusplus
}
#endif

#endif
