#include "engine/spread.h"

#include <string.h>

/* So many windows in a row speak for a change. It has to pay for what it costs,
 * and a burst does not. */
#define WINDOWS_BUSY 3u
#define WINDOWS_CALM 50u
/* Who has not been heard of for so long sleeps most of the time. */
#define STALE_NS (3 * (uint64_t)SPREAD_WINDOW_NS)

/* After a ring could not be made. */
#define PATIENCE_NS 10000000000u

#define NONE SPREAD_RINGS_MAX

void spread_init(struct spread *spread, unsigned count, unsigned limit)
{
    memset(spread, 0, sizeof *spread);
    lock_init(&spread->lock, LOCK_SPREAD);
    spread->count = count;
    spread->limit = limit;
    for (unsigned slot = 0; slot < SPREAD_SLOTS; slot++) {
        atomic_init(&spread->slots[slot], (uint8_t)(slot % count));
        spread->rings[slot % count].slots++;
    }
}

static unsigned busy_of(const struct spread *spread, unsigned ring,
                        uint64_t now_ns)
{
    const struct spread_ring *told = &spread->rings[ring];

    return now_ns - told->told_ns < STALE_NS ? told->busy : 0;
}

/* The first ones. */
static void move(struct spread *spread, unsigned from, unsigned to,
                 unsigned count)
{
    spread->rings[from].slots -= count;
    spread->rings[to].slots += count;
    for (unsigned slot = 0; slot < SPREAD_SLOTS && count > 0; slot++)
        if (atomic_load_explicit(&spread->slots[slot], memory_order_relaxed) ==
            from) {
            atomic_store_explicit(&spread->slots[slot], (uint8_t)to,
                                  memory_order_release);
            count--;
        }
}

/* As many as make both equally busy, if each slot has the same to do. The last
 * one stays: a single handle that is too much for a ring is so for any. */
static void even_out(struct spread *spread, unsigned from, unsigned to,
                     uint64_t now_ns)
{
    unsigned slots = spread->rings[from].slots;
    unsigned more = busy_of(spread, from, now_ns);
    unsigned less = busy_of(spread, to, now_ns);
    unsigned count = more > less ? slots * (more - less) / (2 * more) : 0;

    if (count == 0 && slots > 1 && more > less)
        count = 1;
    move(spread, from, to, count);
}

static unsigned least_busy_beside(const struct spread *spread, unsigned ring,
                                  uint64_t now_ns)
{
    unsigned least = NONE;

    for (unsigned other = 0; other < spread->count; other++)
        if (other != ring &&
            (least == NONE ||
             busy_of(spread, other, now_ns) < busy_of(spread, least, now_ns)))
            least = other;
    return least;
}

/* What was learnt of them was before the change. */
static void look_anew(struct spread *spread)
{
    for (unsigned ring = 0; ring < spread->count; ring++) {
        spread->rings[ring].above = 0;
        spread->rings[ring].calm = 0;
    }
}

static bool relieve(struct spread *spread, unsigned ring, uint64_t now_ns)
{
    unsigned other = least_busy_beside(spread, ring, now_ns);

    spread->rings[ring].above = 0;
    if (spread->rings[ring].slots < 2)
        return false;
    if (other != NONE && busy_of(spread, other, now_ns) < SPREAD_ROOM) {
        even_out(spread, ring, other, now_ns);
        look_anew(spread);
        return false;
    }
    if (spread->growing || spread->count >= spread->limit ||
        now_ns < spread->patient_until_ns)
        return false;
    spread->growing = true;
    return true;
}

/* Of two the one that came later ends. */
static unsigned who_takes_over(const struct spread *spread, unsigned ring,
                               uint64_t now_ns)
{
    unsigned busy = busy_of(spread, ring, now_ns);

    for (unsigned other = 0; other < ring; other++)
        if (spread->rings[other].slots > 0 &&
            busy_of(spread, other, now_ns) + busy < SPREAD_IDLE)
            return other;
    return NONE;
}

static void join_if_calm(struct spread *spread, unsigned ring, uint64_t now_ns)
{
    unsigned other = who_takes_over(spread, ring, now_ns);

    if (other == NONE) {
        spread->rings[ring].calm = 0;
    } else if (++spread->rings[ring].calm >= WINDOWS_CALM) {
        move(spread, ring, other, spread->rings[ring].slots);
        look_anew(spread);
    }
}

static bool has_too_much(struct spread_window window)
{
    return window.busy > SPREAD_BUSY && window.turn_ns >= SPREAD_LONG_TURN_NS;
}

static bool learn_locked(struct spread *spread, unsigned ring,
                         struct spread_window window, uint64_t now_ns)
{
    struct spread_ring *told = &spread->rings[ring];

    told->told_ns = now_ns;
    told->busy = window.busy;
    if (!has_too_much(window)) {
        told->above = 0;
        join_if_calm(spread, ring, now_ns);
        return false;
    }
    told->calm = 0;
    return ++told->above >= WINDOWS_BUSY && relieve(spread, ring, now_ns);
}

bool spread_learn(struct spread *spread, unsigned ring,
                  struct spread_window window, uint64_t now_ns)
{
    bool wanted;

    lock_take(&spread->lock);
    wanted = learn_locked(spread, ring, window, now_ns);
    lock_drop(&spread->lock);
    return wanted;
}

/* From each alike, not from the busiest: rings that have too much all look the
 * same, so who has a little more than the others would never be found out. */
static void take_part_of_each(struct spread *spread)
{
    unsigned ring = spread->count;

    for (unsigned other = 0; other < ring; other++)
        move(spread, other, ring, spread->rings[other].slots / (ring + 1));
}

void spread_join(struct spread *spread)
{
    lock_take(&spread->lock);
    take_part_of_each(spread);
    spread->count++;
    spread->growing = false;
    look_anew(spread);
    lock_drop(&spread->lock);
}

void spread_refuse(struct spread *spread, uint64_t now_ns)
{
    lock_take(&spread->lock);
    spread->growing = false;
    spread->patient_until_ns = now_ns + PATIENCE_NS;
    lock_drop(&spread->lock);
}
