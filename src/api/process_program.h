/* Which program CreateProcess means, and with which arguments. */
#ifndef API_PROCESS_PROGRAM_H
#define API_PROCESS_PROGRAM_H

#include "iocp/types.h"

struct program {
    char *path;       /* absolute; owned */
    char **arguments; /* ended by NULL; owned */
};

/* Either may be NULL, not both. Names are Windows' names in UTF-8. What is
 * found is to be freed, on failure too. */
NTSTATUS program_find(const char *application, const char *line,
                      struct program *program);
void program_free(struct program *program);

#endif
