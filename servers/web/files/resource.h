/* What a name below the root stands for: an open file or a directory. */
#ifndef WEB_FILES_RESOURCE_H
#define WEB_FILES_RESOURCE_H

#include "files/cache.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ROOT_BYTES = 1024, FULL_PATH_BYTES = ROOT_BYTES + 4096 + 32 };

/* (c) all: constant after root_open. */
struct root {
    char path[ROOT_BYTES];       /* as given, no separator at the end */
    char final[FULL_PATH_BYTES]; /* with all links followed */
    size_t final_length;
};

struct resource {
    struct shared_file *file; /* one use; NULL if none */
    bool is_directory;
};

bool root_open(struct root *root, const char *directory);

/* Root and name joined. False when the result does not fit. */
bool root_join(const struct root *root, const char *name, const char *suffix,
               char out[FULL_PATH_BYTES]);

/* 0 and an open resource, or the status to answer. */
int resource_open(struct resource *resource, const struct root *root,
                  struct cache *cache, const char *name, const char *suffix);
void resource_close(struct resource *resource);

#endif
