/* What the kernel tells of changes in folders (inotify), and the few looks at a
 * folder that following a tree takes. Errors are negative errno values. */
#ifndef SYS_NOTIFY_H
#define SYS_NOTIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What may be asked for, and what a notice is about. */
enum notify_kind {
    NOTIFY_CREATED = 1 << 0,
    NOTIFY_DELETED = 1 << 1,
    NOTIFY_FROM = 1 << 2, /* moved away; the other half has the same cookie */
    NOTIFY_TO = 1 << 3,
    NOTIFY_ATTRIBUTES = 1 << 4, /* rights, owner, times that were set */
    NOTIFY_WRITTEN = 1 << 5,
    NOTIFY_READ = 1 << 6,
    NOTIFY_SELF_MOVED = 1 << 7, /* the watched folder itself */
    NOTIFY_LOST = 1 << 8,       /* never asked for: the queue was full */
};

struct notice {
    int watch;
    unsigned kind;    /* one of the above; 0: nothing of interest */
    bool folder;      /* what changed is one */
    uint32_t cookie;  /* of FROM and TO */
    const char *name; /* in the batch; empty for the folder itself */
};

/* A queue of notices, to which any number of folders may be added: a
 * descriptor that never blocks, readable while there are notices. */
int notify_open(void);

/* Watches an open folder: the number of the watch. A folder has one a queue;
 * asking again changes `kinds`. -ENOSPC: the user has as many as he may. */
int notify_watch(int queue, int folder, unsigned kinds);
void notify_unwatch(int queue, int watch);

struct notify_batch {
    char *bytes; /* owned */
    size_t room, used;
};

/* Appends what there is: bytes, 0 for nothing. */
int notify_read(int queue, struct notify_batch *batch);

/* The notice at *at, which moves behind it; false at the end. */
bool notify_next(const struct notify_batch *batch, size_t *at,
                 struct notice *notice);

/* Takes the notice at this place out: it will be of kind 0. */
void notify_take_out(struct notify_batch *batch, size_t at);

/* Opens a folder below `root`, to watch and list it; links are not followed.
 * -ENOTDIR or -ELOOP: no folder. */
int notify_open_folder(int root, const char *path);

/* Calls `found` for each name in the folder, in any order, until it returns
 * something negative, and returns that. */
int notify_list(int folder,
                int (*found)(void *context, const char *name, bool folder),
                void *context);

/* Returns when renames that had begun in the folder have told of themselves:
 * the kernel holds the folder's lock until it has, and a listing takes it. */
void notify_fence(int folder);

bool notify_is_same(int folder, int other);

/* The folder has no name any more. */
bool notify_is_gone(int folder);

#endif
