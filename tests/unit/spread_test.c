/* When there is to be another ring, and which handles it gets. */
#include "engine/spread.h"

#include "harness/tap.h"

#define FIRST_NS 1000000000u
#define MANY_WINDOWS 100u

static struct spread spread;
static uint64_t now_ns;
static uint64_t turn_ns;
static unsigned wanted; /* how often another ring was asked for */

static void begin(unsigned count, unsigned limit)
{
    spread_init(&spread, count, limit);
    now_ns = FIRST_NS;
    turn_ns = SPREAD_LONG_TURN_NS;
    wanted = 0;
}

static bool learn(unsigned ring, unsigned busy)
{
    const struct spread_window window = {busy, turn_ns};

    return spread_learn(&spread, ring, window, now_ns);
}

/* One window in which ring number i was busy for busy[i] percent. */
static void window(const unsigned *busy)
{
    unsigned count = spread.count;

    now_ns += SPREAD_WINDOW_NS;
    for (unsigned ring = 0; ring < count; ring++)
        wanted += learn(ring, busy[ring]);
}

static void windows(unsigned count, const unsigned *busy)
{
    while (count-- > 0)
        window(busy);
}

static unsigned slots_of(unsigned ring)
{
    unsigned count = 0;

    for (unsigned slot = 0; slot < SPREAD_SLOTS; slot++)
        count += spread.slots[slot] == ring;
    CHECK(count == spread.rings[ring].slots, "ring %u: %u", ring, count);
    return count;
}

static void grow_to(unsigned count)
{
    static const unsigned all_busy[] = {95, 95, 95, 95};

    while (spread.count < count) {
        window(all_busy);
        if (wanted > 0) {
            wanted = 0;
            spread_join(&spread);
        }
    }
}

static void nobody_below_80_percent_gets_a_sibling(void)
{
    const unsigned busy[] = {SPREAD_BUSY};

    begin(1, 8);
    windows(MANY_WINDOWS, busy);
    CHECK(wanted == 0);
}

static void above_80_percent_one_is_wanted(void)
{
    const unsigned busy[] = {SPREAD_BUSY + 1};

    begin(1, 8);
    windows(MANY_WINDOWS, busy);
    CHECK(wanted == 1, "asked %u times before one came", wanted);
    spread_join(&spread);
    CHECK(spread.count == 2);
    CHECK(slots_of(0) == SPREAD_SLOTS / 2 && slots_of(1) == SPREAD_SLOTS / 2);
}

/* It would take more at a time. */
static void short_turns_have_room(void)
{
    const unsigned busy[] = {100};

    begin(1, 8);
    turn_ns = SPREAD_LONG_TURN_NS - 1;
    windows(MANY_WINDOWS, busy);
    CHECK(wanted == 0);
}

static void each_gets_the_same_part(void)
{
    begin(1, 8);
    grow_to(4);
    for (unsigned ring = 0; ring < 4; ring++)
        CHECK(slots_of(ring) >= 62 && slots_of(ring) <= 66, "ring %u: %u", ring,
              slots_of(ring));
}

static void a_burst_is_not_enough(void)
{
    const unsigned busy[] = {100}, less[] = {70};

    begin(1, 8);
    for (unsigned i = 0; i < MANY_WINDOWS; i++) {
        windows(2, busy);
        window(less);
    }
    CHECK(wanted == 0);
}

static void never_more_than_the_limit(void)
{
    const unsigned busy[] = {100, 100, 100};

    begin(1, 3);
    grow_to(3);
    windows(MANY_WINDOWS, busy);
    CHECK(wanted == 0);
}

static void none_for_a_while_if_there_is_none(void)
{
    const unsigned busy[] = {100};

    begin(1, 8);
    windows(10, busy);
    spread_refuse(&spread, now_ns);
    wanted = 0;
    windows(MANY_WINDOWS - 10, busy);
    CHECK(wanted == 0, "not for ten seconds");
    windows(MANY_WINDOWS, busy);
    CHECK(wanted == 1, "then once: %u", wanted);
}

static void who_has_room_is_used_first(void)
{
    const unsigned uneven[] = {90, 30};

    begin(2, 8);
    windows(10, uneven);
    CHECK(wanted == 0);
    CHECK(slots_of(0) < SPREAD_SLOTS / 2 && slots_of(0) > SPREAD_SLOTS / 8,
          "%u", slots_of(0));
    CHECK(slots_of(0) + slots_of(1) == SPREAD_SLOTS);
}

static void the_last_slot_stays(void)
{
    const unsigned uneven[] = {100, 0};

    begin(2, 8);
    windows(MANY_WINDOWS * 10, uneven);
    CHECK(slots_of(0) == 1, "%u", slots_of(0));
    CHECK(wanted == 0, "one handle too many cannot be split");
}

/* Two that were both above ask for one, not for two. */
static void one_comes_at_a_time(void)
{
    const unsigned busy[] = {95, 95};

    begin(2, 8);
    windows(MANY_WINDOWS, busy);
    CHECK(wanted == 1, "%u", wanted);
}

static void two_with_little_to_do_become_one(void)
{
    const unsigned calm[] = {15, 15};

    begin(2, 8);
    windows(MANY_WINDOWS, calm);
    CHECK(slots_of(0) == SPREAD_SLOTS && slots_of(1) == 0);
}

static void two_with_half_to_do_stay_two(void)
{
    const unsigned half[] = {30, 30};

    begin(2, 8);
    windows(MANY_WINDOWS, half);
    CHECK(slots_of(1) == SPREAD_SLOTS / 2);
}

/* Its thread sleeps, so it says nothing: it has room. */
static void who_is_silent_has_room(void)
{
    const unsigned both[] = {95, 95};

    begin(2, 2);
    windows(2, both);
    for (unsigned i = 0; i < 10; i++) {
        now_ns += SPREAD_WINDOW_NS;
        learn(0, 95);
    }
    CHECK(slots_of(1) > SPREAD_SLOTS / 2, "%u", slots_of(1));
}

static void handles_are_spread_evenly(void)
{
    unsigned handles[4] = {0};

    begin(4, 4);
    for (uint64_t id = 1; id <= 4000; id++)
        handles[spread_ring_of(&spread, id)]++;
    for (unsigned ring = 0; ring < 4; ring++)
        CHECK(handles[ring] > 800 && handles[ring] < 1200, "ring %u has %u",
              ring, handles[ring]);
}

static void a_handle_stays_while_slots_do(void)
{
    unsigned before[1000];

    begin(1, 4);
    grow_to(3);
    for (uint64_t id = 0; id < 1000; id++)
        before[id] = spread_ring_of(&spread, id);
    grow_to(4);
    for (uint64_t id = 0; id < 1000; id++)
        CHECK(spread_ring_of(&spread, id) == before[id] ||
                  spread_ring_of(&spread, id) == 3,
              "handle %u went from an old ring to an old one", (unsigned)id);
}

TAP_MAIN(CASE(nobody_below_80_percent_gets_a_sibling),
         CASE(above_80_percent_one_is_wanted), CASE(short_turns_have_room),
         CASE(each_gets_the_same_part), CASE(a_burst_is_not_enough),
         CASE(never_more_than_the_limit),
         CASE(none_for_a_while_if_there_is_none),
         CASE(who_has_room_is_used_first), CASE(the_last_slot_stays),
         CASE(one_comes_at_a_time), CASE(two_with_little_to_do_become_one),
         CASE(two_with_half_to_do_stay_two), CASE(who_is_silent_has_room),
         CASE(handles_are_spread_evenly), CASE(a_handle_stays_while_slots_do))
