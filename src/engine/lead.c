#include "engine/lead.h"

#include "base/clock.h"
#include "engine/shard.h"
#include "port/waiters.h"

/* For so long nobody may have asked the kernel before the library does. */
#define WATCH_NS 1000000u
/* The library runs the shard for so long when the program's threads proved
 * busy; longer each time, if it happens again soon. */
#define STAY_NS 10000000u
#define STAY_MAX_NS 1000000000u
#define AT_ONCE_NS 1u

static struct shard *_Atomic movable; /* (a) set once */

static uint32_t hosted(const struct shard *shard)
{
    return atomic_load_explicit(&shard->lead.hosted, memory_order_relaxed);
}

/* ---- A port's thread ---- */

static void wake_leader(void)
{
    struct shard *shard = atomic_load_explicit(&movable, memory_order_relaxed);

    shard->backend->wake(shard->queue);
}

bool lead_falls_asleep(struct shard *shard)
{
    struct waiter *waiter = shard->lead.waiter;

    return waiter == NULL || waiter_leads(waiter);
}

void lead_awake(struct shard *shard)
{
    if (shard->lead.waiter != NULL)
        waiter_led(shard->lead.waiter);
}

static bool is_over(uint64_t deadline_ns)
{
    return deadline_ns != CLOCK_NEVER && clock_now_ns() >= deadline_ns;
}

static void run_while_parked(struct shard *shard, struct waiter *waiter,
                             uint64_t deadline_ns)
{
    shard->lead.waiter = waiter;
    while (waiter_is_parked(waiter) && hosted(shard) == 0 &&
           !balance_is_busy() && !is_over(deadline_ns))
        shard_turn(shard, deadline_ns);
    shard->lead.waiter = NULL;
}

static bool may_lead(struct shard *shard)
{
    return hosted(shard) == 0 && !balance_is_busy() && shard_take(shard);
}

/* Either we see that who has the shard leaves it, or he sees that it is wanted
 * (run); for that the second look comes after the mark. */
static bool take_or_want(struct shard *shard)
{
    if (may_lead(shard))
        return true;
    atomic_store(&shard->lead.wanted, true);
    return may_lead(shard);
}

bool lead_was_wanted(struct shard *shard)
{
    return atomic_load_explicit(&shard->lead.wanted, memory_order_relaxed) &&
           atomic_exchange(&shard->lead.wanted, false);
}

/* In the place of sleeping on a futex; returns when the waiter was told
 * something, at the deadline, or at once: then it has to sleep after all. */
static void lead(struct waiter *waiter, uint64_t deadline_ns)
{
    struct shard *shard = atomic_load_explicit(&movable, memory_order_acquire);

    /* What the thread waits for comes from a ring; a futex is cheaper. */
    if (shard_is_idle(shard) && balance_in_flight())
        return;
    if (take_or_want(shard)) {
        run_while_parked(shard, waiter, deadline_ns);
        shard_leave(shard);
    }
}

static const struct waiter_leader leader = {lead, wake_leader};

/* ---- Calling the library's thread ---- */

void lead_call(struct shard *shard)
{
    if (atomic_exchange_explicit(&shard->lead.called, true,
                                 memory_order_relaxed))
        return;
    atomic_store_explicit(&shard->lead.watched, true, memory_order_relaxed);
    wake_timer_set(&shard->lead.timer, AT_ONCE_NS);
}

static uint64_t polls(const struct shard *shard)
{
    return atomic_load_explicit(&shard->lead.polls, memory_order_relaxed);
}

static void set_watch(struct shard *shard)
{
    struct lead *lead = &shard->lead;

    /* Sequentially consistent, as is giving up the shard before it: either we
     * see that the timer is not set, or who has just unset it sees the shard
     * free (is_needed). */
    if (atomic_load(&lead->watched) || atomic_exchange(&lead->watched, true))
        return;
    atomic_store_explicit(&lead->polls_then, polls(shard),
                          memory_order_relaxed);
    wake_timer_set(&lead->timer, WATCH_NS);
}

void lead_left(struct shard *shard)
{
    if (hosted(shard) > 0)
        lead_call(shard);
    else
        set_watch(shard);
}

/* ---- The library's thread ---- */

static bool is_needed(struct shard *shard)
{
    struct lead *lead = &shard->lead;
    bool called =
        atomic_exchange_explicit(&lead->called, false, memory_order_relaxed);

    if (called)
        return true;
    if (atomic_load(&shard->taken) != 0)
        return false; /* who leaves it sets the timer */
    if (polls(shard) ==
        atomic_load_explicit(&lead->polls_then, memory_order_relaxed))
        return true;
    set_watch(shard);
    return false;
}

static uint64_t longer(uint64_t stay_ns)
{
    return stay_ns < STAY_MAX_NS / 2 ? 2 * stay_ns : STAY_MAX_NS;
}

/* A thread was parked all the while and nobody asked the kernel for it: those
 * that do take packets keep them for long. Better not to rely on them soon. */
static void stay(struct lead *lead)
{
    uint64_t now_ns = clock_now_ns();

    if (now_ns < lead->stay_until_ns)
        return;
    lead->stay_ns = now_ns - lead->stay_until_ns < 4 * lead->stay_ns
                        ? longer(lead->stay_ns)
                        : STAY_NS;
    lead->stay_until_ns = now_ns + lead->stay_ns;
}

/* Once a port's thread has work and will come back. */
static bool may_leave(struct shard *shard)
{
    const struct batch *batch = &shard->batch;

    if (!batch->delivered || hosted(shard) > 0 || balance_is_busy())
        return false;
    if (batch->woke && !batch->wanted)
        stay(&shard->lead);
    return clock_now_ns() >= shard->lead.stay_until_ns;
}

static void run(struct shard *shard)
{
    do {
        if (!shard_take(shard)) {
            lead_left(shard); /* who has it now looks away again soon */
            return;
        }
        do
            shard_turn(shard, CLOCK_NEVER);
        while (!may_leave(shard));
        shard_leave(shard);
        /* Whom we woke may have come back and parked before we were gone. */
    } while (atomic_load(&shard->lead.wanted));
}

void lead_watch(struct shard *shard)
{
    for (;;) {
        wake_timer_wait(&shard->lead.timer);
        atomic_store(&shard->lead.watched, false);
        if (is_needed(shard))
            run(shard);
    }
}

int lead_open(struct lead *lead)
{
    lead->stay_ns = STAY_NS;
    return wake_timer_open(&lead->timer);
}

void lead_close(struct lead *lead)
{
    wake_timer_close(&lead->timer);
}

void lead_begin(struct shard *shard)
{
    atomic_store_explicit(&movable, shard, memory_order_release);
    waiter_set_leader(&leader);
}
