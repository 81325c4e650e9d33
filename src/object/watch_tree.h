/* The folders that one ReadDirectoryChanges handle watches: its own, and with
 * bWatchSubtree all below it. The kernel knows watches of single folders only
 * and names what changed within them; which path that is, and that a folder
 * made later is watched too, is kept here.
 *
 * All of it belongs to one thread at a time: the call that makes it, then who
 * runs the shard. */
#ifndef OBJECT_WATCH_TREE_H
#define OBJECT_WATCH_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/list.h"

/* One folder. */
struct watch_node {
    struct watch_node *parent; /* NULL: the root */
    struct list_node sibling;  /* parent->children */
    struct list_node children; /* folders in it, if the tree goes deep */
    struct list_node work;     /* waits to be looked through */
    struct watch_told *told;   /* owned; see watch_tree_forget_told */
    int watch;                 /* -1: cannot be watched */
    char *name;                /* owned; "" for the root */
};

struct watch_tree {
    int queue; /* owned: sys/notify.h */
    int root;  /* borrowed: the open folder */
    bool deep;
    unsigned kinds; /* what each folder is watched for */
    struct watch_node *top;
    struct list_node work;        /* nodes still to be looked through */
    struct watch_node **by_watch; /* owned, sorted by their watch */
    size_t count, room;
    bool has_told;
    bool incomplete; /* a folder should be watched and is not: no watch, no
                      * memory was left */
};

/* Called for what a folder that has just become part of the tree holds. */
typedef void (*watch_found)(void *context, struct watch_node *node,
                            const char *name, bool folder);

/* Watches the open folder `root`. 0 or -errno. */
int watch_tree_init(struct watch_tree *tree, int root, bool deep,
                    unsigned kinds);
void watch_tree_fini(struct watch_tree *tree);

struct watch_node *watch_tree_find(const struct watch_tree *tree, int watch);
struct watch_node *watch_tree_child(struct watch_node *node, const char *name);

/* A folder came to be in `node`: watches it and all below. `found` (may be
 * NULL) is told what is in them by then: that came to be as well, before there
 * was a watch to tell of it. Its own notice may come later all the same, so it
 * is remembered as told. */
void watch_tree_add(struct watch_tree *tree, struct watch_node *node,
                    const char *name, watch_found found, void *context);

/* A folder is no part of the tree any more. */
void watch_tree_remove(struct watch_tree *tree, struct watch_node *node);

/* A folder has another name or place in the tree. */
void watch_tree_move(struct watch_tree *tree, struct watch_node *node,
                     struct watch_node *to, const char *name);

/* Notices were lost: looks at everything again. */
void watch_tree_rebuild(struct watch_tree *tree);

/* Whether this name was told by `found` and not by a notice; asked once. */
bool watch_tree_was_told(struct watch_node *node, const char *name);

/* All notices from before the last look have been read: none will repeat what
 * was told. */
void watch_tree_forget_told(struct watch_tree *tree);

/* The path of `name` in `node`, below the root; the caller frees it. NULL: no
 * memory. */
char *watch_tree_path(const struct watch_node *node, const char *name);

#endif
