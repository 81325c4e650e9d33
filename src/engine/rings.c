#include "engine/rings.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "engine/shard.h"
#include "engine/spread.h"
#include "object/io_object.h"
#include "op/op.h"
#include "sys/cpu.h"
#include "sys/thread.h"
#include "sys/topology.h"

static struct {
    struct spread spread;
    _Atomic bool several;      /* (a) set once, or never: there may be others */
    _Atomic unsigned home_cpu; /* (a) where the first was not long ago */
    struct shard *_Atomic shards[SPREAD_RINGS_MAX]; /* (a) set once each */
    _Atomic uint32_t count;                         /* (a) of those set */
} rings;

uint32_t rings_count(void)
{
    return atomic_load_explicit(&rings.count, memory_order_acquire);
}

bool rings_exist(void)
{
    return rings_count() > 0;
}

static struct shard *ring(unsigned number)
{
    return atomic_load_explicit(&rings.shards[number], memory_order_acquire);
}

struct shard *rings_choose(const struct op *op)
{
    return ring(spread_ring_of(&rings.spread, op->target->file_id));
}

/* Before a slot names it. One thread at a time. */
static void add(struct shard *shard)
{
    uint32_t count = rings_count();

    atomic_store_explicit(&shard->load.nth, count + 1, memory_order_relaxed);
    atomic_store_explicit(&rings.shards[count], shard, memory_order_release);
    atomic_store_explicit(&rings.count, count + 1, memory_order_release);
}

static int start_another(void)
{
    struct shard *shard;
    int rc = shard_start(ring(0)->backend, &shard);

    if (rc == 0)
        add(shard);
    return rc;
}

/* On a thread of its own: a ring takes a millisecond, and the one that wants
 * help has none. The new ring's thread inherits its place. */
static void *grow(void *unused)
{
    int rc;

    (void)unused;
    topology_settle(atomic_load_explicit(&rings.home_cpu, memory_order_relaxed),
                    rings_count());
    rc = start_another();
    if (rc == 0)
        spread_join(&rings.spread);
    else
        spread_refuse(&rings.spread, clock_now_ns());
    log_detail("shards: %u%s", rings_count(),
               rc < 0 ? ", no room for another" : "");
    return NULL;
}

static struct spread_window end_window(struct ring_load *load, uint64_t now_ns)
{
    uint64_t cpu_ns = clock_thread_ns(), ran_ns = cpu_ns - load->cpu_ns;
    uint64_t busy = ran_ns * 100 / (now_ns - load->then_ns);
    uint64_t turn_ns = ran_ns / load->turns;

    load->cpu_ns = cpu_ns;
    load->then_ns = now_ns;
    load->turns = 0;
    return (struct spread_window){busy < 100 ? (unsigned)busy : 100, turn_ns};
}

static void want_another(uint64_t now_ns)
{
    if (thread_start("iocp-grow", grow, NULL) < 0)
        spread_refuse(&rings.spread, now_ns);
}

void rings_round(struct shard *shard)
{
    struct ring_load *load = &shard->load;
    unsigned nth = atomic_load_explicit(&load->nth, memory_order_relaxed);
    uint64_t now_ns;

    if (nth == 0 || !atomic_load_explicit(&rings.several, memory_order_acquire))
        return;
    load->turns++;
    now_ns = clock_now_ns();
    if (now_ns - load->then_ns < SPREAD_WINDOW_NS)
        return;
    if (nth == 1)
        atomic_store_explicit(&rings.home_cpu, cpu_current(),
                              memory_order_relaxed);
    if (spread_learn(&rings.spread, nth - 1, end_window(load, now_ns), now_ns))
        want_another(now_ns);
}

uint64_t rings_ended(void)
{
    uint64_t ended = 0;

    for (uint32_t i = rings_count(); i-- > 0;)
        ended += shard_ended(ring(i));
    return ended;
}

uint64_t rings_overflows(void)
{
    uint64_t overflows = 0;

    for (uint32_t i = rings_count(); i-- > 0;)
        overflows += shard_overflows(ring(i));
    return overflows;
}

/* ---- How many ---- */

struct range {
    unsigned least, most;
};

static unsigned within_table(unsigned count)
{
    if (count < 1)
        return 1;
    return count < SPREAD_RINGS_MAX ? count : SPREAD_RINGS_MAX;
}

static struct range usual_range(void)
{
    return (struct range){1, spread_usual_limit(cpu_usable())};
}

/* IOCP_SHARDS=N or N..M. */
static struct range wanted_range(void)
{
    const char *text = getenv("IOCP_SHARDS");
    struct range range;
    int numbers =
        text == NULL ? 0 : sscanf(text, "%u..%u", &range.least, &range.most);

    if (numbers < 1)
        return usual_range();
    range.least = within_table(range.least);
    range.most = numbers == 2 ? within_table(range.most) : range.least;
    if (range.most < range.least)
        range.most = range.least;
    return range;
}

void rings_begin(struct shard *first)
{
    struct range range = wanted_range();

    spread_init(&rings.spread, 1, range.most);
    add(first);
    atomic_store_explicit(&rings.several, range.most > 1, memory_order_release);
    while (rings_count() < range.least && start_another() == 0)
        spread_join(&rings.spread);
}
