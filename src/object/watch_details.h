/* What FILE_NOTIFY_EXTENDED_INFORMATION tells beside the change itself. */
#ifndef OBJECT_WATCH_DETAILS_H
#define OBJECT_WATCH_DETAILS_H

#include <stdbool.h>
#include <stdint.h>

#include "iocp/types.h"
#include "sys/dir.h"

struct watch_details {
    struct dir_details file;
    DWORD attributes;
    uint64_t parent_id;
    bool known; /* false: the file is gone, and all of it is 0 */
};

/* As it is now, `path` below the open folder `root`. */
void watch_details_of(int root, const char *path,
                      struct watch_details *details);

#endif
