/* What hangs off the handle of a folder once ReadDirectoryChanges was called:
 * the watches, and the changes that were found and not told yet.
 *
 * Changes wait in the kernel until a request asks for them. Then they are read
 * and turned into records, by the thread that runs the shard: one request of a
 * handle at a time, so nothing here has a lock. */
#ifndef OBJECT_DIRECTORY_WATCH_H
#define OBJECT_DIRECTORY_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "iocp/types.h"

struct directory_watch;

/* What the first call on a handle lays down for its life. */
struct directory_terms {
    DWORD filter; /* FILE_NOTIFY_CHANGE_ */
    bool subtree;
    bool extended; /* FILE_NOTIFY_EXTENDED_INFORMATION */
    size_t buffer_bytes;
};

/* Watches the open folder, which is borrowed for every use but the free. */
int directory_watch_new(int folder, const struct directory_terms *terms,
                        struct directory_watch **watch);
void directory_watch_free(struct directory_watch *watch);

bool directory_watch_is_extended(const struct directory_watch *watch);

/* What to wait on, until it is readable, and which open file that is. */
int directory_watch_fd(const struct directory_watch *watch);
uint64_t directory_watch_file_id(const struct directory_watch *watch);

/* For requests that no caller waits for: FindFirstChangeNotification's. */
OVERLAPPED *directory_watch_overlapped(struct directory_watch *watch);

/* Takes in what the kernel has to tell. False: nothing that the terms ask for;
 * else *status and *bytes are the result of a request with this buffer. */
bool directory_watch_take(struct directory_watch *watch, char *buffer,
                          size_t len, NTSTATUS *status, size_t *bytes);

#endif
