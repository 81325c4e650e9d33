/* The shards on io_uring: one to begin with, more when their threads are busy
 * (engine/spread.h). A handle stays with its ring while it has requests in
 * flight; the next one after that may go to another. */
#ifndef ENGINE_RINGS_H
#define ENGINE_RINGS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct op;
struct shard;

/* What a ring remembers to tell how busy it is. */
struct ring_load {
    _Atomic unsigned nth; /* (a) set once: from 1; 0: not yet one of them */
    unsigned turns;       /* (shard) in this window */
    uint64_t then_ns;     /* (shard) when the window began */
    uint64_t cpu_ns;      /* (shard) what its thread had run by then */
};

/* The first one; before the first request. Starts as many more as IOCP_SHARDS
 * wants from the beginning: it is N, or N..M for N that may become M. */
void rings_begin(struct shard *first);

/* Whether there are any. */
bool rings_exist(void);

/* The ring of a request whose handle has none in flight. */
struct shard *rings_choose(const struct op *op);

/* A round of a ring is over. Its thread. */
void rings_round(struct shard *ring);

/* Sums of all. Any thread. */
uint64_t rings_ended(void);
uint64_t rings_overflows(void);
uint32_t rings_count(void);

#endif
