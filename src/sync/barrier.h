/* Barriers: threads wait until all of them have arrived. */
#ifndef SYNC_BARRIER_H
#define SYNC_BARRIER_H

#include <stdbool.h>
#include <stdint.h>

#include "iocp/locks.h"

void barrier_init(SYNCHRONIZATION_BARRIER *barrier, uint32_t threads,
                  uint32_t spins);

enum barrier_wait { BARRIER_SPINS_FIRST, BARRIER_SPINS_ONLY, BARRIER_BLOCKS };

/* True in one thread of each phase: that which came last. `told`: the barrier
 * is told when this thread has left it, for barrier_end. */
bool barrier_enter(SYNCHRONIZATION_BARRIER *barrier, enum barrier_wait how,
                   bool told);

/* Waits until those who are told of have left. */
void barrier_end(SYNCHRONIZATION_BARRIER *barrier);

#endif
