/* Threads that wait for a change of a value in memory, by its address. */
#ifndef SYNC_ADDRESS_WAIT_H
#define SYNC_ADDRESS_WAIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Sleeps while the `size` (1, 2, 4, 8) bytes at `address` are what `compare`
 * has, until they are woken or the deadline passes: false. Gives the port slot
 * back while it sleeps. */
bool address_wait(const volatile void *address, const void *compare,
                  size_t size, uint64_t deadline_ns);

/* Wakes one of those who wait for that address, the one that waits longest, or
 * all. The memory is not looked at. */
void address_wake(const void *address, bool all);

#endif
