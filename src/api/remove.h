/* Taking names away, as share modes allow it. */
#ifndef API_REMOVE_H
#define API_REMOVE_H

#include <stdbool.h>

#include "iocp/types.h"

/* Removes a file or a folder; not the other one. */
NTSTATUS remove_path(const char *path, bool folder);

/* The same for an entry point, which gives the path away; NULL: the last error
 * says why there is none. */
BOOL remove_and_free(char *path, bool folder);

/* Whether every open of what the path names lets others move or remove it.
 * STATUS_SHARING_VIOLATION, or why it could not be looked at. */
NTSTATUS remove_is_allowed(const char *path);

#endif
