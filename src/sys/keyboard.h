/* Keys of the terminal of the process, one by one. */
#ifndef SYS_KEYBOARD_H
#define SYS_KEYBOARD_H

#include <stdbool.h>

/* Whether a key waits. Never blocks; false without a terminal, and in the
 * background, where asking would stop the process. */
bool keyboard_waits(void);

/* The byte of a key, or -errno. Waits for one. Lines, signals and, without
 * `echo`, the showing of keys are off meanwhile. */
int keyboard_read(bool echo);

#endif
