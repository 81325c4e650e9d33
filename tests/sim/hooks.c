/* What `-fsanitize=thread` makes of the library's memory accesses. No runtime
 * of the sanitizer is linked: these are the calls it would take. */
#include <string.h>

#include "sim/runtime.h"

/* The compiler declares none of them. */
#pragma GCC diagnostic ignored "-Wmissing-prototypes"

#define PLAIN(size)                                                            \
    void __tsan_read##size(void *p)                                            \
    {                                                                          \
        sim_accessed(p, size);                                                 \
    }                                                                          \
    void __tsan_write##size(void *p)                                           \
    {                                                                          \
        sim_accessed(p, size);                                                 \
    }                                                                          \
    void __tsan_unaligned_read##size(void *p)                                  \
    {                                                                          \
        sim_accessed(p, size);                                                 \
    }                                                                          \
    void __tsan_unaligned_write##size(void *p)                                 \
    {                                                                          \
        sim_accessed(p, size);                                                 \
    }

/* clang-format off */
PLAIN(1)
PLAIN(2)
PLAIN(4)
PLAIN(8)
PLAIN(16)
/* clang-format on */

void __tsan_init(void)
{
}

void __tsan_func_entry(void *caller)
{
    (void)caller;
}

void __tsan_func_exit(void)
{
}

void __tsan_read_range(void *p, unsigned long size)
{
    sim_accessed(p, size);
}

void __tsan_write_range(void *p, unsigned long size)
{
    sim_accessed(p, size);
}

void __tsan_atomic_thread_fence(int order)
{
    (void)order;
    sim_point();
}

void __tsan_atomic_signal_fence(int order)
{
    (void)order;
}

/* Others come in before the access, never within it. */
static void before(const volatile void *p, size_t size)
{
    sim_point();
    sim_accessed((const void *)(uintptr_t)p, size);
}

#define FETCH(bits, name, expression)                                          \
    uint##bits##_t __tsan_atomic##bits##_fetch_##name(                         \
        volatile uint##bits##_t *p, uint##bits##_t v, int order)               \
    {                                                                          \
        uint##bits##_t old;                                                    \
        (void)order;                                                           \
        before(p, bits / 8);                                                   \
        old = *p;                                                              \
        *p = (uint##bits##_t)(expression);                                     \
        return old;                                                            \
    }

/* A weak exchange may fail for no reason, and does. */
#define EXCHANGE_IF(bits, name, spurious)                                      \
    int __tsan_atomic##bits##_compare_exchange_##name(                         \
        volatile uint##bits##_t *p, uint##bits##_t *expected,                  \
        uint##bits##_t v, int order, int order_if_not)                         \
    {                                                                          \
        uint##bits##_t old;                                                    \
        (void)order;                                                           \
        (void)order_if_not;                                                    \
        before(p, bits / 8);                                                   \
        old = *p;                                                              \
        if (old == *expected && !(spurious)) {                                 \
            *p = v;                                                            \
            return 1;                                                          \
        }                                                                      \
        *expected = old;                                                       \
        return 0;                                                              \
    }

#define ATOMIC(bits)                                                           \
    uint##bits##_t __tsan_atomic##bits##_load(                                 \
        const volatile uint##bits##_t *p, int order)                           \
    {                                                                          \
        (void)order;                                                           \
        before(p, bits / 8);                                                   \
        return *p;                                                             \
    }                                                                          \
    void __tsan_atomic##bits##_store(volatile uint##bits##_t *p,               \
                                     uint##bits##_t v, int order)              \
    {                                                                          \
        (void)order;                                                           \
        before(p, bits / 8);                                                   \
        *p = v;                                                                \
    }                                                                          \
    uint##bits##_t __tsan_atomic##bits##_exchange(volatile uint##bits##_t *p,  \
                                                  uint##bits##_t v, int order) \
    {                                                                          \
        uint##bits##_t old;                                                    \
        (void)order;                                                           \
        before(p, bits / 8);                                                   \
        old = *p;                                                              \
        *p = v;                                                                \
        return old;                                                            \
    }                                                                          \
    FETCH(bits, add, old + v)                                                  \
    FETCH(bits, sub, old - v)                                                  \
    FETCH(bits, and, old &v)                                                   \
    FETCH(bits, or, old | v)                                                   \
    FETCH(bits, xor, old ^ v)                                                  \
    EXCHANGE_IF(bits, strong, false)                                           \
    EXCHANGE_IF(bits, weak, sim_chance(16))

/* clang-format off */
ATOMIC(8)
ATOMIC(16)
ATOMIC(32)
ATOMIC(64)
/* clang-format on */
