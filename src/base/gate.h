/* Counts what is inside of something that many threads enter and few leave:
 * requests in flight. One compare-and-swap to enter, none to leave.
 *
 * Who leaves is counted elsewhere, by whoever has a lock or is alone anyway.
 * The gate remembers an old value of that count (`left_seen`). Only when too
 * many seem to be inside does the entering thread look up the real one
 * (gate_tell) and try again; far from the limit that is once in `limit` times.
 *
 * How exact: never more than the limit are let in, and one who is refused
 * alone was refused rightly. Threads that meet at the limit may be refused one
 * too early, while another gives back what it had just taken. */
#ifndef BASE_GATE_H
#define BASE_GATE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct gate {
    _Atomic uint64_t entered;   /* (a) ever, less those who gave up */
    _Atomic uint64_t left_seen; /* (a) at most the number that left */
};

/* False, and nothing counted, if that makes more than `limit` as far as is
 * known. The difference is signed: another thread may have told a count of
 * leavers that is ahead of the `entered` read here; the swap then fails. */
static inline bool gate_enter(struct gate *gate, uint32_t limit)
{
    uint64_t entered =
        atomic_load_explicit(&gate->entered, memory_order_relaxed);

    do {
        uint64_t left =
            atomic_load_explicit(&gate->left_seen, memory_order_relaxed);

        if ((int64_t)(entered - left) >= (int64_t)limit)
            return false;
    } while (!atomic_compare_exchange_weak_explicit(
        &gate->entered, &entered, entered + 1, memory_order_relaxed,
        memory_order_relaxed));
    return true;
}

/* For who cannot be refused: what has started already, a blocking call. */
static inline void gate_force(struct gate *gate)
{
    atomic_fetch_add_explicit(&gate->entered, 1, memory_order_relaxed);
}

/* Entered, and did not go on. */
static inline void gate_give_up(struct gate *gate)
{
    atomic_fetch_sub_explicit(&gate->entered, 1, memory_order_relaxed);
}

/* `left` have left up to now, or a moment ago. */
static inline void gate_tell(struct gate *gate, uint64_t left)
{
    atomic_store_explicit(&gate->left_seen, left, memory_order_relaxed);
}

/* How many are inside if `left`, read before, have left. */
static inline uint64_t gate_inside(const struct gate *gate, uint64_t left)
{
    return atomic_load_explicit(&gate->entered, memory_order_relaxed) - left;
}

#endif
