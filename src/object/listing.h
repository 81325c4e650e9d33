/* Where the listing of a folder has come to, by the handle of the folder. */
#ifndef OBJECT_LISTING_H
#define OBJECT_LISTING_H

#include <stdbool.h>

#include "sys/dir.h"

struct file_object;
struct listing;

/* The listing of a folder, begun if need be, and locked until listing_leave;
 * with `restart` it begins anew. NULL and -errno. The caller has pinned the
 * descriptor. */
struct listing *listing_enter(struct file_object *file, bool restart, int *rc);
void listing_leave(struct listing *listing);

/* The next entry that is still there, its name valid until the next call;
 * false at the end. It stays the next one until listing_advance. */
bool listing_peek(struct listing *listing, const char **name,
                  struct dir_details *details);
void listing_advance(struct listing *listing);

/* For the end of the file object. */
void listing_free(struct listing *listing);

#endif
