/* The futex system call: sleep while a word has a value, wake who sleeps. */
#ifndef SYS_FUTEX_H
#define SYS_FUTEX_H

#include <stdatomic.h>
#include <stdint.h>

/* Sleeps while *word == expected, until woken or the monotonic deadline
 * (base/clock.h) passes. Returns 0 or -ETIMEDOUT; may return 0 for no reason,
 * so callers look at the word again. */
int futex_wait(_Atomic uint32_t *word, uint32_t expected, uint64_t deadline_ns);

/* Wakes up to `count` sleepers. The word may already be gone: a waker that
 * lost the race to an exiting sleeper wakes nobody, or somebody who checks. */
void futex_wake(_Atomic uint32_t *word, int count);

#endif
