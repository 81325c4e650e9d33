/* From the kernel's notices to records. */
#include "object/directory_watch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "iocp/directory.h"
#include "iocp/errors.h"
#include "object/io_object.h"
#include "object/watch_details.h"
#include "object/watch_records.h"
#include "object/watch_tree.h"
#include "sys/fd.h"
#include "sys/notify.h"

/* So often in a row the kernel is asked for more: who runs the shard has others
 * to serve. */
#define ROUNDS_MAX 16

struct directory_watch {
    struct watch_tree tree;
    struct watch_records records;
    struct notify_batch batch;
    size_t at; /* in the batch: behind the notice that is looked at */
    DWORD filter;
    uint64_t file_id;
    int parent_watch; /* of the folder that holds ours, or -1 */
    bool gone;        /* our folder was removed */
    OVERLAPPED overlapped;
};

#define TIMES_SET                                                              \
    (FILE_NOTIFY_CHANGE_LAST_WRITE | FILE_NOTIFY_CHANGE_LAST_ACCESS |          \
     FILE_NOTIFY_CHANGE_CREATION)

/* ---- What the terms ask for ---- */

static bool wants(const struct directory_watch *watch, unsigned kind,
                  bool folder)
{
    DWORD filter = watch->filter;

    if (kind == NOTIFY_ATTRIBUTES)
        return (filter & (FILE_NOTIFY_CHANGE_ATTRIBUTES |
                          FILE_NOTIFY_CHANGE_SECURITY | TIMES_SET)) != 0;
    if (kind == NOTIFY_WRITTEN)
        return (filter &
                (FILE_NOTIFY_CHANGE_SIZE | FILE_NOTIFY_CHANGE_LAST_WRITE)) != 0;
    if (kind == NOTIFY_READ)
        return (filter & FILE_NOTIFY_CHANGE_LAST_ACCESS) != 0;
    return (filter & (folder ? FILE_NOTIFY_CHANGE_DIR_NAME
                             : FILE_NOTIFY_CHANGE_FILE_NAME)) != 0;
}

/* A tree has to be told of its folders, whatever the program wants to know. */
static unsigned kinds_of(const struct directory_watch *watch, bool subtree)
{
    const unsigned names =
        NOTIFY_CREATED | NOTIFY_DELETED | NOTIFY_FROM | NOTIFY_TO;
    unsigned kinds = 0;

    if (subtree || wants(watch, NOTIFY_CREATED, false) ||
        wants(watch, NOTIFY_CREATED, true))
        kinds |= names;
    if (wants(watch, NOTIFY_ATTRIBUTES, false))
        kinds |= NOTIFY_ATTRIBUTES;
    if (wants(watch, NOTIFY_WRITTEN, false))
        kinds |= NOTIFY_WRITTEN;
    if (wants(watch, NOTIFY_READ, false))
        kinds |= NOTIFY_READ;
    return kinds;
}

/* ---- Telling ---- */

static void tell(struct directory_watch *watch, DWORD action, unsigned kind,
                 bool folder, const struct watch_node *node, const char *name)
{
    struct watch_details details = {.known = false};
    char *path;

    if (!wants(watch, kind, folder) || watch->records.lost)
        return;
    path = watch_tree_path(node, name);
    if (path == NULL) {
        watch_records_lose(&watch->records);
        return;
    }
    if (watch->records.extended)
        watch_details_of(watch->tree.root, path, &details);
    watch_records_add(&watch->records, action, path, &details);
    free(path);
}

/* What a folder held already when its watch was set. */
static void found(void *context, struct watch_node *node, const char *name,
                  bool folder)
{
    tell(context, FILE_ACTION_ADDED, NOTIFY_CREATED, folder, node, name);
}

static void came(struct directory_watch *watch, struct watch_node *node,
                 const char *name, bool folder, watch_found found_in_it)
{
    if (watch_tree_was_told(node, name))
        return;
    tell(watch, FILE_ACTION_ADDED, NOTIFY_CREATED, folder, node, name);
    if (folder && watch->tree.deep)
        watch_tree_add(&watch->tree, node, name, found_in_it, watch);
}

static void went(struct directory_watch *watch, struct watch_node *node,
                 const char *name, bool folder)
{
    struct watch_node *child = folder ? watch_tree_child(node, name) : NULL;

    watch_tree_was_told(node, name); /* what comes under it next is another */
    tell(watch, FILE_ACTION_REMOVED, NOTIFY_DELETED, folder, node, name);
    if (child != NULL)
        watch_tree_remove(&watch->tree, child);
}

static void was_renamed(struct directory_watch *watch, struct watch_node *from,
                        const char *old, struct watch_node *to,
                        const char *name, bool folder)
{
    struct watch_node *child = folder ? watch_tree_child(from, old) : NULL;

    watch_tree_was_told(from, old);
    tell(watch, FILE_ACTION_RENAMED_OLD_NAME, NOTIFY_FROM, folder, from, old);
    tell(watch, FILE_ACTION_RENAMED_NEW_NAME, NOTIFY_TO, folder, to, name);
    if (child != NULL)
        watch_tree_move(&watch->tree, child, to, name);
    else if (folder && watch->tree.deep)
        watch_tree_add(&watch->tree, to, name, NULL, NULL);
}

/* ---- Renames ---- */

/* The other half of a move, looked for from `at` on. It is taken out. */
static bool find_partner(struct directory_watch *watch, size_t at,
                         uint32_t cookie, struct notice *partner)
{
    size_t start = at;

    while (notify_next(&watch->batch, &at, partner)) {
        if (partner->kind == NOTIFY_TO && partner->cookie == cookie) {
            notify_take_out(&watch->batch, start);
            return true;
        }
        start = at;
    }
    return false;
}

/* Waits until a rename that is on its way has told both its halves. */
static void read_more(struct directory_watch *watch,
                      const struct watch_node *from)
{
    char *path = watch_tree_path(from, "");
    int folder = -ENOMEM;

    if (path != NULL)
        folder = notify_open_folder(watch->tree.root, path);
    free(path);
    if (folder >= 0) {
        notify_fence(folder);
        fd_close(folder);
    }
    notify_read(watch->tree.queue, &watch->batch);
}

/* Within the tree it is a rename, else it left the tree. The batch may move in
 * memory when more is read: the name is looked up by its place. */
static void moved_from(struct directory_watch *watch, size_t at,
                       struct watch_node *from, struct notice *notice)
{
    struct notice partner;
    size_t behind = watch->batch.used;
    bool found_it = find_partner(watch, watch->at, notice->cookie, &partner);

    if (!found_it) {
        read_more(watch, from);
        notify_next(&watch->batch, &at, notice);
        found_it = find_partner(watch, behind, notice->cookie, &partner);
    }
    struct watch_node *to =
        found_it ? watch_tree_find(&watch->tree, partner.watch) : NULL;
    if (to == NULL || watch_tree_was_told(to, partner.name))
        went(watch, from, notice->name, notice->folder);
    else
        was_renamed(watch, from, notice->name, to, partner.name,
                    notice->folder);
}

/* ---- The watched folder itself ---- */

/* Its removal is told to the folder above only: our descriptor keeps it alive,
 * and without a name it says nothing. */
static void watch_parent(struct directory_watch *watch)
{
    int queue = watch->tree.queue;
    int parent = notify_open_folder(watch->tree.root, "..");

    if (watch->parent_watch >= 0)
        notify_unwatch(queue, watch->parent_watch);
    watch->parent_watch = -1;
    /* "/" is its own parent: the watch would take the place of its own. */
    if (parent >= 0 && !notify_is_same(parent, watch->tree.root))
        watch->parent_watch = notify_watch(queue, parent, NOTIFY_DELETED);
    if (parent >= 0)
        fd_close(parent);
    /* Mounted once more within the tree. */
    if (watch_tree_find(&watch->tree, watch->parent_watch) != NULL)
        watch->parent_watch = -1;
    watch->gone = notify_is_gone(watch->tree.root);
}

static void lost(struct directory_watch *watch)
{
    watch_records_lose(&watch->records);
    watch_tree_rebuild(&watch->tree);
    watch_parent(watch);
}

/* ---- Notices ---- */

static void look_at(struct directory_watch *watch, size_t at,
                    struct watch_node *node, struct notice *notice)
{
    switch (notice->kind) {
    case NOTIFY_CREATED:
        came(watch, node, notice->name, notice->folder, found);
        break;
    case NOTIFY_TO: /* what is in it was made elsewhere, and is not told */
        came(watch, node, notice->name, notice->folder, NULL);
        break;
    case NOTIFY_DELETED:
        went(watch, node, notice->name, notice->folder);
        break;
    case NOTIFY_FROM:
        moved_from(watch, at, node, notice);
        break;
    case NOTIFY_SELF_MOVED:
        watch_parent(watch);
        break;
    default:
        if (*notice->name != '\0') /* else its parent tells it too */
            tell(watch, FILE_ACTION_MODIFIED, notice->kind, notice->folder,
                 node, notice->name);
        break;
    }
}

static void look_at_batch(struct directory_watch *watch)
{
    struct notice notice;
    size_t at = 0;

    watch->at = 0;
    while (notify_next(&watch->batch, &watch->at, &notice)) {
        struct watch_node *node = watch_tree_find(&watch->tree, notice.watch);

        if (notice.kind == NOTIFY_LOST)
            lost(watch);
        else if (notice.watch == watch->parent_watch)
            watch->gone = watch->gone || notify_is_gone(watch->tree.root);
        else if (node != NULL && notice.kind != 0)
            look_at(watch, at, node, &notice);
        at = watch->at;
    }
    watch->batch.used = 0;
}

static void collect(struct directory_watch *watch)
{
    int rc = 1;

    for (int round = 0; round < ROUNDS_MAX && rc > 0; round++) {
        rc = notify_read(watch->tree.queue, &watch->batch);
        if (rc > 0)
            look_at_batch(watch);
    }
    if (rc == 0)
        watch_tree_forget_told(&watch->tree);
    if (rc < 0 || watch->tree.incomplete)
        watch_records_lose(&watch->records);
    watch->tree.incomplete = false;
}

bool directory_watch_take(struct directory_watch *watch, char *buffer,
                          size_t len, NTSTATUS *status, size_t *bytes)
{
    collect(watch);
    *bytes = 0;
    if (watch_records_ready(&watch->records)) {
        *bytes = watch_records_take(&watch->records, buffer, len);
        *status = *bytes > 0 ? STATUS_SUCCESS : STATUS_NOTIFY_ENUM_DIR;
        return true;
    }
    *status = STATUS_DELETE_PENDING;
    return watch->gone;
}

/* ---- The whole ---- */

int directory_watch_new(int folder, const struct directory_terms *terms,
                        struct directory_watch **result)
{
    struct directory_watch *watch = calloc(1, sizeof *watch);
    int rc;

    if (watch == NULL)
        return -ENOMEM;
    watch->filter = terms->filter;
    watch->file_id = io_new_file_id();
    watch->parent_watch = -1;
    rc = watch_tree_init(&watch->tree, folder, terms->subtree,
                         kinds_of(watch, terms->subtree));
    if (rc < 0) {
        free(watch);
        return rc;
    }
    watch_records_init(&watch->records, terms->buffer_bytes, terms->extended);
    watch_parent(watch);
    *result = watch;
    return 0;
}

void directory_watch_free(struct directory_watch *watch)
{
    watch_tree_fini(&watch->tree);
    watch_records_fini(&watch->records);
    free(watch->batch.bytes);
    free(watch);
}

bool directory_watch_is_extended(const struct directory_watch *watch)
{
    return watch->records.extended;
}

int directory_watch_fd(const struct directory_watch *watch)
{
    return watch->tree.queue;
}

uint64_t directory_watch_file_id(const struct directory_watch *watch)
{
    return watch->file_id;
}

OVERLAPPED *directory_watch_overlapped(struct directory_watch *watch)
{
    return &watch->overlapped;
}
