/* How many rings there would be on machines that we do not have: the decisions
 * of src/engine/spread.c, window after window, about a modelled load.
 *
 *   scaling [TURN_US RING_US WORKER_US]
 *
 * What a message costs, in microseconds of a processor: TURN_US for each turn
 * of a ring, whatever it takes from the kernel; RING_US for each message in it;
 * WORKER_US in the threads that take packets. bench/costs.py measures them.
 *
 * The model: messages come evenly to all slots. A ring that works takes in one
 * turn what came during the turn before, so with more to do its turns are
 * longer and its messages cheaper. Processors are shared out in equal parts
 * while there are too few. Not modelled: caches, memory nodes, locks of ports,
 * the network. It says when there is another ring, and what that saves or
 * costs; it does not say that a machine of 64 processors scales like that. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/spread.h"

#define WINDOWS 400u /* 40 s: more than enough to come to rest */
#define STEPS 60u

struct costs {
    double turn, ring, worker; /* us */
};

struct outcome {
    unsigned rings; /* that have slots */
    double carried; /* messages a second */
    double cpu;     /* us a message */
    double busiest; /* part of the time */
};

static double part_of(const struct spread *spread, unsigned ring)
{
    return (double)spread->rings[ring].slots / SPREAD_SLOTS;
}

/* Messages a turn: what comes while a turn lasts, if the ring gets `share` of a
 * processor; at least one, and what a ring has room for at most. */
static double batch(const struct costs *costs, double rate_us, double share)
{
    double spare = share - rate_us * costs->ring;
    double messages = spare > 0 ? rate_us * costs->turn / spare : HUGE_VAL;

    return fmin(fmax(messages, 1), 4096);
}

/* What a ring uses of a processor, and what it carries. */
static double use(const struct costs *costs, double rate_us, double share,
                  double *carried_us)
{
    double messages = batch(costs, rate_us, share);
    double each = costs->ring + costs->turn / messages;

    *carried_us = fmin(rate_us, share / each);
    return *carried_us * each;
}

/* The part of a processor that each busy thread gets: halving the interval. */
static double find_share(const struct costs *costs, const struct spread *spread,
                         double rate_us, unsigned processors)
{
    double low = 0, high = 1;

    for (unsigned step = 0; step < STEPS; step++) {
        double share = step == 0 ? 1 : (low + high) / 2, used = 0;

        for (unsigned ring = 0; ring < spread->count; ring++) {
            double carried;

            used +=
                use(costs, rate_us * part_of(spread, ring), share, &carried);
            used += carried * costs->worker;
        }
        if (used <= processors)
            low = share;
        else
            high = share;
    }
    return low;
}

static struct outcome window(const struct costs *costs, struct spread *spread,
                             double rate_us, unsigned processors,
                             uint64_t now_ns)
{
    double share = find_share(costs, spread, rate_us, processors);
    struct outcome outcome = {0};
    double used = 0;

    for (unsigned ring = 0; ring < spread->count; ring++) {
        double rate = rate_us * part_of(spread, ring), carried;
        double busy = use(costs, rate, share, &carried);
        double turn = costs->turn + batch(costs, rate, share) * costs->ring;

        used += busy + carried * costs->worker;
        outcome.carried += carried * 1e6;
        outcome.rings += spread->rings[ring].slots > 0;
        outcome.busiest = fmax(outcome.busiest, busy);
        if (rate > 0 &&
            spread_learn(spread, ring,
                         (struct spread_window){(unsigned)(busy * 100),
                                                (uint64_t)(turn * 1000)},
                         now_ns))
            spread_join(spread);
    }
    outcome.cpu = outcome.carried > 0 ? used / outcome.carried * 1e6 : 0;
    return outcome;
}

static struct outcome settle(const struct costs *costs, unsigned count,
                             unsigned limit, double rate_us,
                             unsigned processors)
{
    struct spread spread;
    struct outcome outcome = {0};

    spread_init(&spread, count, limit);
    for (uint64_t i = 1; i <= WINDOWS; i++)
        outcome =
            window(costs, &spread, rate_us, processors, i * SPREAD_WINDOW_NS);
    return outcome;
}

static unsigned most_rings(unsigned processors)
{
    unsigned half = processors / 2;

    if (half < 1)
        return 1;
    return half < SPREAD_RINGS_MAX ? half : SPREAD_RINGS_MAX;
}

static void print_row(const struct costs *costs, unsigned processors,
                      double offered)
{
    unsigned most = most_rings(processors);
    struct outcome one = settle(costs, 1, 1, offered / 1e6, processors);
    struct outcome many = settle(costs, most, most, offered / 1e6, processors);
    struct outcome ours = settle(costs, 1, most, offered / 1e6, processors);

    printf("| %u | %.0fk | %.0fk, %.2f | %u: %.0fk, %.2f | %u: %.0fk, %.2f, "
           "%.0f %% |\n",
           processors, offered / 1e3, one.carried / 1e3, one.cpu, most,
           many.carried / 1e3, many.cpu, ours.rings, ours.carried / 1e3,
           ours.cpu, ours.busiest * 100);
}

int main(int argc, char **argv)
{
    static const unsigned processors[] = {2, 4, 8, 16, 32, 64};
    static const double offered[] = {50e3, 200e3, 400e3, 800e3, 3200e3};
    struct costs costs = {2.5, 3.2, 1.6};

    if (argc == 4)
        costs = (struct costs){atof(argv[1]), atof(argv[2]), atof(argv[3])};
    printf("A turn %.2f us, a message %.2f us in the ring and %.2f us in the "
           "program.\n\n"
           "| processors | offered a second | one ring: carried, us each | "
           "by processors: rings, carried, us | by load: rings, carried, us, "
           "busiest |\n| --- | --- | --- | --- | --- |\n",
           costs.turn, costs.ring, costs.worker);
    for (unsigned i = 0; i < sizeof processors / sizeof *processors; i++)
        for (unsigned j = 0; j < sizeof offered / sizeof *offered; j++)
            print_row(&costs, processors[i], offered[j]);
    return 0;
}
