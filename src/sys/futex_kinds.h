/* Sleepers of two kinds on one word, who can be woken apart. */
#ifndef SYS_FUTEX_KINDS_H
#define SYS_FUTEX_KINDS_H

#include <stdatomic.h>
#include <stdint.h>

enum futex_kind { FUTEX_READER = 1, FUTEX_WRITER = 2 };

/* Sleeps while *word == expected, until one of its kind is woken; may return
 * for no reason. */
void futex_wait_as(enum futex_kind kind, _Atomic uint32_t *word,
                   uint32_t expected);

/* Wakes up to `count` of a kind, and returns how many it were. The word may be
 * gone already, as for futex_wake. */
int futex_wake_kind(enum futex_kind kind, _Atomic uint32_t *word, int count);

#endif
