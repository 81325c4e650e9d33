/* One-time initialisation: the state in INIT_ONCE, and who waits for it. */
#ifndef SYNC_ONCE_H
#define SYNC_ONCE_H

#include <stdbool.h>

#include "iocp/locks.h"

enum once_begun {
    ONCE_FINISHED, /* by somebody, before: *context is set */
    ONCE_YOURS,    /* the caller initialises, then calls once_end */
    ONCE_MIXED,    /* it is being done in the other way */
};

/* `together`: several may initialise, the first that ends wins; else the others
 * wait here, and give their port slot back meanwhile. */
enum once_begun once_begin(INIT_ONCE *once, bool together, void **context);

/* STATUS_SUCCESS; STATUS_UNSUCCESSFUL, it was not begun, or another has won;
 * STATUS_INVALID_PARAMETER, it was begun in the other way. The low bits of
 * `context` are zero. */
NTSTATUS once_end(INIT_ONCE *once, bool together, void *context);
/* It did not work: somebody else may try. */
NTSTATUS once_fail(INIT_ONCE *once);

bool once_is_finished(INIT_ONCE *once, void **context);

#endif
