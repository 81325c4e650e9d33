/* Every fault of the table at every place of every scenario. */
#include "faults/scenarios.h"
#include "harness/tap.h"

/* A cancel may come before the request has begun anything that could fail. */
#define TRIES 10

static void check(const struct scenario *scenario)
{
    struct loop_report report = {0};

    for (int i = 0; i < TRIES && report.fired == 0; i++) {
        loop_run(scenario, &report);
        loop_judge(scenario, &report);
    }
    CHECK(report.fired > 0, "no fault touched it");
}

#define LOOP(name)                                                             \
    static void loop_##name(void)                                              \
    {                                                                          \
        check(&name);                                                          \
    }
#define LOOPED(name)                                                           \
    {                                                                          \
#name, loop_##name, 120                                                \
    }

LOOP(posts)
LOOP(batches)
LOOP(events)
LOOP(threads)
LOOP(threads_late_keys)
LOOP(associations)
LOOP(pairs_from_nothing)
LOOP(stream_messages)
LOOP(stream_large_sends)
LOOP(stream_many_buffers)
LOOP(stream_events)
LOOP(stream_blocking)
LOOP(stream_skip)
LOOP(stream_cancelled)
LOOP(stream_closed)
LOOP(accepting)
LOOP(accepting_data)
LOOP(accepting_cancelled)
LOOP(accepting_closed)
LOOP(connecting)
LOOP(connecting_data)
LOOP(connecting_cancelled)
LOOP(disconnecting)
LOOP(disconnecting_reuse)
LOOP(file_from_nothing)
LOOP(file_reads)
LOOP(file_writes)
LOOP(file_appends)
LOOP(file_synchronous)
LOOP(file_cancelled)
LOOP(file_closed)
LOOP(file_made)
LOOP(file_made_anew)
LOOP(file_fifo)
LOOP(file_fifo_cancelled)
LOOP(listing)
LOOP(resolving)
LOOP(controls)
LOOP(transmit_small)
LOOP(transmit_large)
LOOP(transmit_blocking)
LOOP(transmit_reuse)
LOOP(transmit_cancelled)

TAP_MAIN(LOOPED(posts), LOOPED(batches), LOOPED(events), LOOPED(threads),
         LOOPED(threads_late_keys), LOOPED(associations),
         LOOPED(pairs_from_nothing), LOOPED(stream_messages),
         LOOPED(stream_large_sends), LOOPED(stream_many_buffers),
         LOOPED(stream_events), LOOPED(stream_blocking), LOOPED(stream_skip),
         LOOPED(stream_cancelled), LOOPED(stream_closed), LOOPED(accepting),
         LOOPED(accepting_data), LOOPED(accepting_cancelled),
         LOOPED(accepting_closed), LOOPED(connecting), LOOPED(connecting_data),
         LOOPED(connecting_cancelled), LOOPED(disconnecting),
         LOOPED(disconnecting_reuse), LOOPED(file_from_nothing),
         LOOPED(file_reads), LOOPED(file_writes), LOOPED(file_appends),
         LOOPED(file_synchronous), LOOPED(file_cancelled), LOOPED(file_closed),
         LOOPED(file_made), LOOPED(file_made_anew), LOOPED(file_fifo),
         LOOPED(file_fifo_cancelled), LOOPED(listing), LOOPED(resolving),
         LOOPED(controls), LOOPED(transmit_small), LOOPED(transmit_large),
         LOOPED(transmit_blocking), LOOPED(transmit_reuse),
         LOOPED(transmit_cancelled))
