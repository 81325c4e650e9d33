/* Which shard carries out the requests of a handle.
 *
 * io_uring is cheap when much goes on, as it takes many requests at once; with
 * little to do its thread is a detour. So beside the shard on io_uring there is
 * a direct one, on epoll, which the program's own threads run (engine/lead.h).
 * A handle stays with a shard while it has requests in flight, or their packets
 * are on the way to a port, as their order is kept there; the first request
 * after that decides anew. */
#ifndef ENGINE_BALANCE_H
#define ENGINE_BALANCE_H

#include <stdbool.h>

struct op;
struct shard;

/* Before the first request, after rings_begin; without any, `direct` is not
 * NULL. */
void balance_begin(struct shard *direct);

/* Much goes on: requests go to the ring, and port threads, which its thread
 * wakes all the time, had better not run the direct shard. */
bool balance_is_busy(void);

/* Requests are in flight, with whichever shard. Of the past when it returns. */
bool balance_in_flight(void);

/* A round of the shard that asked the kernel is over. */
void balance_round(struct shard *shard);

#endif
