/* How handles are spread over several rings: an indirection table, as network
 * cards have. A handle falls into one of its slots for ever, and a slot names a
 * ring; what moves from ring to ring is a slot.
 *
 * One more ring costs what batching gains, so there is one until it is known
 * to be too slow. A ring tells how much of a window its thread was running. Who
 * has too much in WINDOWS_BUSY in a row gives slots away, to a ring that has
 * room, or else to a new one. A thread that is kept from running is not busy by
 * that measure: where processors are what is short, another ring would not
 * help. Nor does it help who takes a few results at a time: with more to do it
 * takes more at a time, and each gets cheaper. Two rings that have little to do
 * become one again.
 *
 * No clock, no threads, no kernel in here: bench/scaling.c runs it on machines
 * that we do not have. */
#ifndef ENGINE_SPREAD_H
#define ENGINE_SPREAD_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/lock.h"

#define SPREAD_RINGS_MAX 32u
#define SPREAD_SLOTS 256u

/* In percent of a window. */
#define SPREAD_BUSY 80u /* more is too much, if turns are long */
#define SPREAD_ROOM 60u /* with less a ring may get more to do */
#define SPREAD_IDLE 40u /* two that have less, together, are one too many */

/* A turn costs ten or more microseconds whatever it does, wake-ups included
 * (bench/costs.py): in one this long that is little. */
#define SPREAD_LONG_TURN_NS 100000u

#define SPREAD_WINDOW_NS 100000000u

/* How many rings there may be where nobody says: a ring and who takes its
 * packets want a processor each. */
static inline unsigned spread_usual_limit(unsigned processors)
{
    unsigned half = processors / 2;

    if (half < 1)
        return 1;
    return half < SPREAD_RINGS_MAX ? half : SPREAD_RINGS_MAX;
}

/* What the thread of a ring did in one. */
struct spread_window {
    unsigned busy;    /* percent of it that it ran */
    uint64_t turn_ns; /* how long it ran a turn, on average */
};

struct spread_ring {
    uint64_t told_ns; /* when it was last heard of */
    unsigned busy;    /* percent of the window before */
    unsigned above;   /* windows in a row with too much */
    unsigned calm;    /* windows in a row in which it could be done without */
    unsigned slots;
};

struct spread {
    struct lock lock;                           /* level spread; letter l */
    _Atomic uint8_t slots[SPREAD_SLOTS];        /* (a) to read, (l) to set */
    struct spread_ring rings[SPREAD_RINGS_MAX]; /* (l) */
    unsigned count;                             /* (l) rings there are */
    unsigned limit;                             /* (l) never more */
    uint64_t patient_until_ns; /* (l) none is to be had before that */
    bool growing;              /* (l) one is being made */
};

/* `count` rings with equal parts of the slots, and never more than `limit`;
 * both 1 to SPREAD_RINGS_MAX. */
void spread_init(struct spread *spread, unsigned count, unsigned limit);

/* The ring of a handle. Any thread; `id` is that of its open file. */
static inline unsigned spread_ring_of(const struct spread *spread, uint64_t id)
{
    unsigned slot = (unsigned)(id * 0x9E3779B97F4A7C15u >> 32) % SPREAD_SLOTS;

    /* Acquire: who made the ring made it before the slot named it. */
    return atomic_load_explicit(&spread->slots[slot], memory_order_acquire);
}

/* At the end of a window of this ring. True: another ring is wanted, and the
 * caller says spread_join or spread_refuse when it knows. Any thread. */
bool spread_learn(struct spread *spread, unsigned ring,
                  struct spread_window window, uint64_t now_ns);

/* The new ring is there; it gets its part of each one's slots. */
void spread_join(struct spread *spread);

/* There is none to be had now: nobody asks for some seconds. */
void spread_refuse(struct spread *spread, uint64_t now_ns);

#endif
