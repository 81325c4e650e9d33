/* What the cases about the thread pool share. A callback passes a gate: it
 * tells that it is there, waits until the gate is opened, and goes. A case thus
 * decides when a callback ends; nothing here depends on how long anything
 * takes.
 *
 * What must happen is waited for without limit (the case has its deadline);
 * what must not happen is looked for during BRIEF. */
#ifndef POOLED_H
#define POOLED_H

#include "support.h"

#define BRIEF 50
#define MS 10000LL /* a millisecond in the unit of FILETIME */

struct gate {
    HANDLE entered; /* semaphore: one up a callback that came in */
    HANDLE open;    /* manual-reset event */
    volatile LONG inside, most, ran;
};

void gate_new(struct gate *gate); /* closed */
void gate_new_open(struct gate *gate);
void gate_pass(struct gate *gate);
void gate_await(struct gate *gate, LONG count); /* so many more came in */
void gate_open(struct gate *gate);
int gate_is_quiet(struct gate *gate); /* nobody comes in */

/* Only when no callback is inside: wait for its object first. */
void gate_free(struct gate *gate);

/* Passes the gate that is its context. */
void CALLBACK gate_work(PTP_CALLBACK_INSTANCE instance, PVOID gate,
                        PTP_WORK work);
void CALLBACK gate_timer(PTP_CALLBACK_INSTANCE instance, PVOID gate,
                         PTP_TIMER timer);
void CALLBACK gate_wait(PTP_CALLBACK_INSTANCE instance, PVOID gate,
                        PTP_WAIT wait, TP_WAIT_RESULT result);
void CALLBACK gate_fired(PVOID gate, BOOLEAN timed_out);

/* A pool of at most so many threads, and an environment that names it. */
PTP_POOL pool_new(DWORD most_threads);
TP_CALLBACK_ENVIRON environment_of(PTP_POOL pool);

/* A work object that keeps the one thread of a pool busy until
 * blocker_free. */
struct blocker {
    struct gate gate;
    PTP_WORK work;
};
void blocker_new(struct blocker *blocker, PTP_POOL pool);
void blocker_free(struct blocker *blocker);

FILETIME after_ms(LONGLONG ms); /* relative */
FILETIME at(LONGLONG value);    /* 100 ns units, as they are */
FILETIME from_now(LONGLONG ms); /* absolute */

int happens(HANDLE handle);  /* waits without limit */
int is_quiet(HANDLE handle); /* stays as it is, for BRIEF */

/* What a library exports, or NULL; on ours, NULL is a failure. For what
 * Wine 8 has not. */
void *function_of(const char *library, const char *name);

#endif
