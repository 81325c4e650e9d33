#include "engine/balance.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/gate.h"
#include "base/limits.h"
#include "engine/shard.h"
#include "op/op.h"

#define LOAD_ONE 16u
/* Results of a round: with more io_uring is cheaper, with fewer epoll. What is
 * between keeps the choice as it is. */
#define MANY (4 * LOAD_ONE)
#define FEW (2 * LOAD_ONE)
/* A choice holds for so many rounds: the first ones tell of handles that have
 * not moved yet. */
#define ROUNDS_MIN 64u

static struct {
    struct gate in_flight;       /* of all shards */
    struct shard *ring, *direct; /* (c) once begun */
    _Atomic bool busy;           /* (a) requests go to the ring */
    _Atomic uint32_t choices;    /* (a) how often `busy` changed */
    bool alternate;              /* (c) a test: each in turn */
    _Atomic uint32_t turn;       /* (a) for that */
} balance;

void balance_begin(struct shard *ring, struct shard *direct)
{
    const char *wanted = getenv("IOCP_DIRECT");

    balance.ring = ring;
    balance.direct = direct;
    balance.alternate = wanted != NULL && strcmp(wanted, "alternate") == 0;
}

/* Files have no readiness to wait for; and whom no thread of a port looks
 * after would keep those from running the direct shard. */
static bool suits_direct(const struct op *op)
{
    return op->charged && op->kind->lane != LANE_NONE;
}

bool balance_is_busy(void)
{
    return atomic_load_explicit(&balance.busy, memory_order_relaxed);
}

static bool prefers_ring(void)
{
    if (balance.alternate)
        return atomic_fetch_add(&balance.turn, 1) % 2 != 0;
    return balance_is_busy();
}

struct shard *engine_choose(const struct op *op, struct shard *last)
{
    if (last != NULL)
        return last;
    if (balance.ring == NULL)
        return balance.direct;
    if (balance.direct == NULL || !suits_direct(op) || prefers_ring())
        return balance.ring;
    return balance.direct;
}

static void choose(bool busy)
{
    atomic_store_explicit(&balance.busy, busy, memory_order_relaxed);
    atomic_fetch_add_explicit(&balance.choices, 1, memory_order_relaxed);
    if (busy)
        lead_call(balance.direct); /* for what stays there */
}

/* A moving average over eight rounds or so. */
static void learn(struct shard *shard)
{
    struct load *load = &shard->load;
    uint64_t ended = shard_ended(shard);
    uint32_t results = (uint32_t)(ended - load->last_ended);

    load->last_ended = ended;
    load->average += (results * LOAD_ONE) / 8;
    load->average -= load->average / 8;
    if (load->choice !=
        atomic_load_explicit(&balance.choices, memory_order_relaxed)) {
        load->choice =
            atomic_load_explicit(&balance.choices, memory_order_relaxed);
        load->rounds = 0;
    }
    load->rounds++;
}

void balance_round(struct shard *shard)
{
    bool busy = balance_is_busy();

    if (balance.ring == NULL || balance.direct == NULL)
        return;
    learn(shard);
    if (shard->load.rounds < ROUNDS_MIN)
        return;
    if (shard == balance.direct && !busy && shard->load.average > MANY)
        choose(true);
    else if (shard == balance.ring && busy && shard->load.average < FEW)
        choose(false);
}

/* How many requests have ended, of all shards. */
static uint64_t ended_in_all(void)
{
    uint64_t ended = 0;

    if (balance.ring != NULL)
        ended += shard_ended(balance.ring);
    if (balance.direct != NULL)
        ended += shard_ended(balance.direct);
    return ended;
}

/* The gate has not heard of all that ended. There is no lock, so another thread
 * may tell an older count after ours; it counts only if nothing ended since. */
static bool enter_exactly(uint32_t limit)
{
    uint64_t left;

    do {
        left = ended_in_all();
        gate_tell(&balance.in_flight, left);
        if (gate_enter(&balance.in_flight, limit))
            return true;
    } while (ended_in_all() != left);
    return false;
}

bool engine_enter(bool force)
{
    uint32_t limit = limit_of(LIMIT_PROCESS_REQUESTS);

    if (gate_enter(&balance.in_flight, limit) || enter_exactly(limit))
        return true;
    if (force)
        gate_force(&balance.in_flight);
    return force;
}

void engine_leave_early(void)
{
    gate_give_up(&balance.in_flight);
}
