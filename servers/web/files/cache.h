/* Files that were opened within the last second stay open, by the name they
 * were asked for. Opening one and finding out where it really is takes ten
 * system calls; a look at the name tells whether it is still the same file,
 * and who finds one here must look (resource.c). Nothing is kept longer, so
 * that a file that was removed gives its disk space back, and an exchanged
 * folder is seen however alike the files in it are. */
#ifndef WEB_FILES_CACHE_H
#define WEB_FILES_CACHE_H

#include "files/shared_file.h"

#include <stddef.h>

enum { CACHE_FILES = 512, CACHE_LIFE_MS = 1000, CACHE_BUCKETS = 256 };

struct cache_entry;

/* Lock key: (l) lock. */
struct cache {
    CRITICAL_SECTION lock;
    struct cache_entry *buckets[CACHE_BUCKETS]; /* (l) */
    struct cache_entry *oldest, *newest;        /* (l) by when they came */
    unsigned count;                             /* (l) */
};

void cache_init(struct cache *cache);
void cache_fini(struct cache *cache);

/* The file, with a use of it that the caller gives back; or NULL. */
struct shared_file *cache_find(struct cache *cache, const char *path);

/* Keeps it for a while; not when memory is out. */
void cache_add(struct cache *cache, const char *path, struct shared_file *file);

/* The name means another file by now, or none. */
void cache_forget(struct cache *cache, const char *path);

/* Lets go of what is too old. To be called a few times a second. */
void cache_expire(struct cache *cache);

#endif
