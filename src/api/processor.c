/* What the processor can do. */
#include "iocp/processor.h"

#include "api/api.h"
#include "sys/cpu.h"
#include "sys/machine.h"

/* What every x86-64 processor has; cmpxchg16b came a little later. */
static BOOL has_x86(DWORD feature, const struct cpu_features *cpu)
{
    switch (feature) {
    case PF_MMX_INSTRUCTIONS_AVAILABLE:
    case PF_XMMI_INSTRUCTIONS_AVAILABLE:
    case PF_RDTSC_INSTRUCTION_AVAILABLE:
    case PF_PAE_ENABLED:
    case PF_XMMI64_INSTRUCTIONS_AVAILABLE:
        return TRUE;
    case PF_SSE3_INSTRUCTIONS_AVAILABLE:
        return cpu->sse3;
    case PF_SSSE3_INSTRUCTIONS_AVAILABLE:
        return cpu->ssse3;
    case PF_SSE4_1_INSTRUCTIONS_AVAILABLE:
        return cpu->sse41;
    case PF_SSE4_2_INSTRUCTIONS_AVAILABLE:
        return cpu->sse42;
    case PF_AVX_INSTRUCTIONS_AVAILABLE:
        return cpu->avx;
    case PF_AVX2_INSTRUCTIONS_AVAILABLE:
        return cpu->avx2;
    case PF_AVX512F_INSTRUCTIONS_AVAILABLE:
        return cpu->avx512f;
    default:
        return FALSE;
    }
}

static BOOL has_arm(DWORD feature, const struct cpu_features *cpu)
{
    switch (feature) {
    case PF_ARM_NEON_INSTRUCTIONS_AVAILABLE:
    case PF_ARM_V8_INSTRUCTIONS_AVAILABLE:
        return TRUE;
    case PF_ARM_V8_CRYPTO_INSTRUCTIONS_AVAILABLE:
        return cpu->crypto;
    case PF_ARM_V8_CRC32_INSTRUCTIONS_AVAILABLE:
        return cpu->crc32;
    case PF_ARM_V81_ATOMIC_INSTRUCTIONS_AVAILABLE:
        return cpu->atomics;
    default:
        return FALSE;
    }
}

BOOL WINAPI IsProcessorFeaturePresent(DWORD feature)
{
    struct cpu_features cpu = cpu_features();

    if (feature == PF_COMPARE_EXCHANGE_DOUBLE || feature == PF_NX_ENABLED)
        return TRUE;
    if (feature == PF_COMPARE_EXCHANGE128)
        return cpu.exchange16;
    return machine_is_arm64() ? has_arm(feature, &cpu) : has_x86(feature, &cpu);
}

VOID WINAPI GetNativeSystemInfo(LPSYSTEM_INFO info)
{
    GetSystemInfo(info);
}
