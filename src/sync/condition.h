/* Condition variables, without the lock that goes with them. */
#ifndef SYNC_CONDITION_H
#define SYNC_CONDITION_H

#include <stdbool.h>
#include <stdint.h>

#include "iocp/locks.h"

/* Registers for a wake-up, with the lock held. What it returns is for
 * condition_sleep, which has to follow when the lock was dropped. */
uint32_t condition_enter(CONDITION_VARIABLE *condition);

/* Sleeps until a wake-up that came after `ticket`, or the deadline: false.
 * Gives the port slot back meanwhile. */
bool condition_sleep(CONDITION_VARIABLE *condition, uint32_t ticket,
                     uint64_t deadline_ns);

#endif
