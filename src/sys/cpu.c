#include "sys/cpu.h"

#include <sched.h>

#include "sys/affinity.h"
#include "sys/cpu_quota.h"

#if defined(__x86_64__)
#include <cpuid.h>
#elif defined(__aarch64__)
#include <sys/auxv.h>
#endif

unsigned cpu_current(void)
{
    int cpu = sched_getcpu();

    return cpu > 0 ? (unsigned)cpu : 0;
}

unsigned cpu_count(void)
{
    return affinity_count(0);
}

/* Two threads that share one and a half processors still run at once. */
unsigned cpu_usable(void)
{
    unsigned allowed = affinity_count_of_process();
    double quota = cpu_quota();
    unsigned paid = quota > 0 ? cpu_quota_processors(quota) : allowed;

    return paid < allowed ? paid : allowed;
}

#if defined(__x86_64__)
static bool has_exchange16(void)
{
    unsigned a, b, c = 0, d;

    return __get_cpuid(1, &a, &b, &c, &d) != 0 && (c & bit_CMPXCHG16B) != 0;
}

struct cpu_features cpu_features(void)
{
    __builtin_cpu_init();
    return (struct cpu_features){
        .sse3 = __builtin_cpu_supports("sse3"),
        .ssse3 = __builtin_cpu_supports("ssse3"),
        .sse41 = __builtin_cpu_supports("sse4.1"),
        .sse42 = __builtin_cpu_supports("sse4.2"),
        .avx = __builtin_cpu_supports("avx"),
        .avx2 = __builtin_cpu_supports("avx2"),
        .avx512f = __builtin_cpu_supports("avx512f"),
        .exchange16 = has_exchange16(),
    };
}
#elif defined(__aarch64__)
/* The bits of AT_HWCAP, from the kernel's documentation of it. */
struct cpu_features cpu_features(void)
{
    unsigned long bits = getauxval(AT_HWCAP);

    return (struct cpu_features){
        .crypto = (bits & 1ul << 3) != 0, /* HWCAP_AES */
        .crc32 = (bits & 1ul << 7) != 0,
        .atomics = (bits & 1ul << 8) != 0,
        .exchange16 = true,
    };
}
#else
struct cpu_features cpu_features(void)
{
    return (struct cpu_features){0};
}
#endif
