#include "base/limits.h"

/* Generous: a server never meets them, a program that has gone wild meets them
 * before the machine is out of memory (a request takes up to half a kibibyte, a
 * posted packet 48 bytes). */
_Atomic uint32_t limits[LIMITS] = {
    [LIMIT_HANDLE_REQUESTS] = 1u << 16,  [LIMIT_PORT_REQUESTS] = 1u << 20,
    [LIMIT_PROCESS_REQUESTS] = 1u << 21, [LIMIT_PORT_POSTS] = 1u << 20,
    [LIMIT_HANDLES] = LIMIT_HANDLES_MAX,
};

void limit_set(enum limit limit, uint32_t value)
{
    atomic_store_explicit(&limits[limit], value, memory_order_relaxed);
}
