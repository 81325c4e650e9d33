/* Interlocked arithmetic: one step no other thread can see half of.
 *
 * On Windows these are built into the compiler; here they are macros over the
 * compiler's own builtins, so they work on an integer of any size, in C and
 * C++, and qualified (::InterlockedIncrement). All are full barriers. The
 * result has the type of the target: cast it if you print it.
 *
 * Increment, Decrement and Add return the new value, all others the old one.
 *
 * Trap: a `long` has 8 bytes on Linux and 4 on Windows. InterlockedIncrement of
 * `(long *)&some_LONG` touches its neighbour; cast to `LONG *`.
 *
 * Source: "Interlocked Variable Access" and the page of each function. None
 * fails, sets the last error, blocks or posts a packet. */
#ifndef IOCP_INTERLOCKED_H
#define IOCP_INTERLOCKED_H

/* Adds 1; returns the new value. */
#define InterlockedIncrement(target)                                           \
    __atomic_add_fetch((target), 1, __ATOMIC_SEQ_CST)

/* Subtracts 1; returns the new value. */
#define InterlockedDecrement(target)                                           \
    __atomic_sub_fetch((target), 1, __ATOMIC_SEQ_CST)

/* Adds value; returns the new value. */
#define InterlockedAdd(target, value)                                          \
    __atomic_add_fetch((target), (value), __ATOMIC_SEQ_CST)

/* Adds value; returns the old value. */
#define InterlockedExchangeAdd(target, value)                                  \
    __atomic_fetch_add((target), (value), __ATOMIC_SEQ_CST)

/* Stores value; returns the old value. */
#define InterlockedExchange(target, value)                                     \
    __atomic_exchange_n((target), (value), __ATOMIC_SEQ_CST)

/* Stores value if the target equals expected; returns the old value. */
#define InterlockedCompareExchange(target, value, expected)                    \
    __sync_val_compare_and_swap((target), (expected), (value))

/* Combines the target with value bit by bit; returns the old value. */
#define InterlockedAnd(target, value)                                          \
    __atomic_fetch_and((target), (value), __ATOMIC_SEQ_CST)
#define InterlockedOr(target, value)                                           \
    __atomic_fetch_or((target), (value), __ATOMIC_SEQ_CST)
#define InterlockedXor(target, value)                                          \
    __atomic_fetch_xor((target), (value), __ATOMIC_SEQ_CST)

/* The same on 64 bits and on pointers. */
#define InterlockedIncrement64(target) InterlockedIncrement(target)
#define InterlockedDecrement64(target) InterlockedDecrement(target)
#define InterlockedAdd64(target, value) InterlockedAdd(target, value)
#define InterlockedExchangeAdd64(target, value)                                \
    InterlockedExchangeAdd(target, value)
#define InterlockedExchange64(target, value) InterlockedExchange(target, value)
#define InterlockedCompareExchange64(target, value, expected)                  \
    InterlockedCompareExchange(target, value, expected)
#define InterlockedAnd64(target, value) InterlockedAnd(target, value)
#define InterlockedOr64(target, value) InterlockedOr(target, value)
#define InterlockedXor64(target, value) InterlockedXor(target, value)
#define InterlockedExchangePointer(target, value)                              \
    InterlockedExchange(target, value)
#define InterlockedCompareExchangePointer(target, value, expected)             \
    InterlockedCompareExchange(target, value, expected)

/* A full barrier, and a hint to the processor in a spinning loop. */
#define MemoryBarrier() __sync_synchronize()
#if defined(__x86_64__)
#define YieldProcessor() __builtin_ia32_pause()
#elif defined(__aarch64__)
#define YieldProcessor() __asm__ __volatile__("yield" : : : "memory")
#else
#define YieldProcessor() __asm__ __volatile__("" : : : "memory")
#endif

#endif
