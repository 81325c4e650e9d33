#include "engine/balance.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/gate.h"
#include "base/limits.h"
#include "engine/rings.h"
#include "engine/shard.h"
#include "op/op.h"

#define LOAD_ONE 16u
/* Results of a round: with more io_uring is cheaper, with fewer epoll. What is
 * between keeps the choice as it is. */
#define MANY (8 * LOAD_ONE)
#define FEW (2 * LOAD_ONE)
/* So many rounds in a row have to speak against a choice to change it. A lull
 * of a busy server is short; a load that comes had better be met at once. */
#define DOUBTS_BUSY 512u
#define DOUBTS_QUIET 16u

static struct {
    struct gate in_flight;        /* of all shards */
    struct shard *_Atomic direct; /* (a) set once */
    _Atomic bool busy;            /* (a) requests go to the ring */
    _Atomic uint32_t average;     /* (a) results of a round, in 1/LOAD_ONE */
    _Atomic uint32_t doubts;      /* (a) rounds that spoke against `busy` */
    bool alternate;               /* (c) a test: each in turn */
    _Atomic uint32_t turn;        /* (a) for that */
} balance;

void balance_begin(struct shard *direct)
{
    const char *wanted = getenv("IOCP_DIRECT");

    balance.alternate = wanted != NULL && strcmp(wanted, "alternate") == 0;
    atomic_store_explicit(&balance.direct, direct, memory_order_release);
}

static struct shard *direct_of_all(void)
{
    return atomic_load_explicit(&balance.direct, memory_order_acquire);
}

/* Files have no readiness to wait for; and whom no thread of a port looks
 * after would keep those from running the direct shard. */
static bool suits_direct(const struct op *op)
{
    return op_is_charged(op) && op->kind->lane != LANE_NONE;
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

static struct shard *choose_for(const struct op *op, struct shard *last,
                                bool in_flight)
{
    if (last != NULL && (in_flight || shard_delivers(last)))
        return last;
    if (!rings_exist())
        return direct_of_all();
    if (direct_of_all() == NULL || !suits_direct(op) || prefers_ring())
        return rings_choose(op);
    return direct_of_all();
}

void engine_assign(struct op *op, struct shard **last, bool in_flight)
{
    *last = choose_for(op, *last, in_flight);
    op->shard = (*last)->number;
}

/* Two that choose at once choose the same. */
static void choose(bool busy)
{
    atomic_store_explicit(&balance.busy, busy, memory_order_relaxed);
    atomic_store_explicit(&balance.doubts, 0, memory_order_relaxed);
    if (busy)
        lead_call(direct_of_all()); /* for what stays there */
}

/* What ended in this shard since its last round. */
static uint32_t results_of(struct shard *shard)
{
    uint64_t ended = shard_ended(shard);
    uint32_t results = (uint32_t)(ended - shard->ended_before);

    shard->ended_before = ended;
    return results;
}

/* A moving average over eight rounds or so, of both shards: while handles move
 * from one to the other, each has but a part. That two threads may overwrite
 * each other's update does no harm. */
static uint32_t learn(uint32_t results)
{
    uint32_t average =
        atomic_load_explicit(&balance.average, memory_order_relaxed);

    average = average - average / 8 + results * LOAD_ONE / 8;
    atomic_store_explicit(&balance.average, average, memory_order_relaxed);
    return average;
}

/* In how many rounds in a row the other choice looked better. */
static uint32_t count_doubts(bool doubt)
{
    uint32_t doubts =
        atomic_load_explicit(&balance.doubts, memory_order_relaxed);

    doubts = doubt ? doubts + 1 : 0;
    atomic_store_explicit(&balance.doubts, doubts, memory_order_relaxed);
    return doubts;
}

void balance_round(struct shard *shard)
{
    bool busy = balance_is_busy();
    uint32_t average;

    if (direct_of_all() == NULL)
        return; /* nothing to choose */
    average = learn(results_of(shard));
    if (count_doubts(busy ? average < FEW : average > MANY) >=
        (busy ? DOUBTS_BUSY : DOUBTS_QUIET))
        choose(!busy);
}

/* How many requests have ended, of all shards. */
static uint64_t ended_in_all(void)
{
    struct shard *direct = direct_of_all();

    return rings_ended() + (direct != NULL ? shard_ended(direct) : 0);
}

bool balance_in_flight(void)
{
    return gate_inside(&balance.in_flight, ended_in_all()) > 0;
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
