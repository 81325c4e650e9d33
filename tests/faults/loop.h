/* "The n-th one fails, n = 1, 2, ... until none does." Each try is a process
 * of its own, forked while this one has no threads: so the start of the engine
 * can fail as well, and what hangs or aborts is one try. */
#ifndef FAULTS_LOOP_H
#define FAULTS_LOOP_H

#include "faults/seam.h"
#include "faults/stage.h"

struct scenario {
    const char *name;
    /* Sets the stage; nothing fails meanwhile. NULL: there is nothing to set,
     * and the faults begin with the process, before the engine runs. */
    bool (*open)(struct stage *stage);
    /* True when everything went as without faults. */
    bool (*run)(struct stage *stage);
};

struct loop_report {
    unsigned tries, fired, complaints;
    char first[512]; /* the first complaint */
};

/* All faults of the table that touch the scenario, each at every place. */
void loop_run(const struct scenario *scenario, struct loop_report *report);

/* The same with real shortage: 0, 1, 2, ... descriptors are left, until that is
 * enough. */
void loop_descriptors(const struct scenario *scenario,
                      struct loop_report *report);

/* Nothing is made to fail; the scenario is played `count` times, does something
 * else at each place, and returns true if that went as it must. */
void loop_places(const struct scenario *scenario, unsigned count,
                 struct loop_report *report);
extern unsigned loop_place; /* 0 to count - 1 */

/* The end of a case: complaints fail it. */
void loop_judge(const struct scenario *scenario,
                const struct loop_report *report);

/* How long a try may take before it counts as hanging. */
extern unsigned loop_patience_s;

/* How long what the library still holds is waited for before it has leaked. */
extern unsigned loop_calm_ms;

#endif
