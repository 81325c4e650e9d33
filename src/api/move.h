/* Moving a name to another one of the same disk. */
#ifndef API_MOVE_H
#define API_MOVE_H

#include <stdbool.h>

#include "iocp/types.h"

/* Whether the opens of `from` allow it is the caller's to know, what stands in
 * the way is looked at here. */
NTSTATUS move_name(const char *from, const char *to, bool replace);

#endif
