#include "object/watch_tree.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sys/fd.h"
#include "sys/notify.h"

/* Names that were told by a look at a folder, before their notice came. */
struct watch_told {
    struct watch_told *next;
    char name[];
};

/* A walk through folders that are new to the tree. */
struct walk {
    struct watch_tree *tree;
    struct watch_node *node; /* the one that is looked through */
    watch_found found;
    void *context;
};

/* ---- Nodes ---- */

static struct watch_node *node_new(struct watch_node *parent, const char *name)
{
    struct watch_node *node = calloc(1, sizeof *node);

    if (node == NULL)
        return NULL;
    node->name = strdup(name);
    if (node->name == NULL) {
        free(node);
        return NULL;
    }
    node->parent = parent;
    node->watch = -1;
    list_init(&node->sibling);
    list_init(&node->children);
    list_init(&node->work);
    if (parent != NULL)
        list_append(&parent->children, &node->sibling);
    return node;
}

static void forget_told(struct watch_node *node)
{
    struct watch_told *next;

    for (; node->told != NULL; node->told = next) {
        next = node->told->next;
        free(node->told);
    }
}

static void node_free(struct watch_node *node)
{
    list_remove(&node->sibling);
    list_remove(&node->work);
    forget_told(node);
    free(node->name);
    free(node);
}

struct watch_node *watch_tree_child(struct watch_node *node, const char *name)
{
    LIST_FOR_EACH (link, &node->children) {
        struct watch_node *child = LIST_ITEM(link, struct watch_node, sibling);

        if (strcmp(child->name, name) == 0)
            return child;
    }
    return NULL;
}

/* As deep as a path can be long. */
static void free_with_children(struct watch_node *node)
{
    struct list_node *next;

    for (struct list_node *link = node->children.next; link != &node->children;
         link = next) {
        next = link->next;
        free_with_children(LIST_ITEM(link, struct watch_node, sibling));
    }
    node_free(node);
}

/* ---- From a watch to its node ---- */

/* Where the watch is, or would be. */
static size_t place_of(const struct watch_tree *tree, int watch)
{
    size_t low = 0, high = tree->count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (tree->by_watch[middle]->watch < watch)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct watch_node *watch_tree_find(const struct watch_tree *tree, int watch)
{
    size_t place = place_of(tree, watch);

    return place < tree->count && tree->by_watch[place]->watch == watch
               ? tree->by_watch[place]
               : NULL;
}

static bool grow(struct watch_tree *tree)
{
    size_t room = tree->room * 2 + 16;
    struct watch_node **grown;

    if (tree->count < tree->room)
        return true;
    grown = realloc(tree->by_watch, room * sizeof(struct watch_node *));
    if (grown == NULL)
        return false;
    tree->by_watch = grown;
    tree->room = room;
    return true;
}

/* A folder that moved before its notice was read is still known by its old
 * place: it is the new one's from here on. */
static void enter(struct watch_tree *tree, struct watch_node *node, int watch)
{
    size_t place = place_of(tree, watch);

    if (place < tree->count && tree->by_watch[place]->watch == watch) {
        tree->by_watch[place]->watch = -1;
    } else {
        memmove(&tree->by_watch[place + 1], &tree->by_watch[place],
                (tree->count - place) * sizeof(struct watch_node *));
        tree->count++;
    }
    tree->by_watch[place] = node;
    node->watch = watch;
}

static void leave(struct watch_tree *tree, struct watch_node *node)
{
    size_t place = place_of(tree, node->watch);

    if (node->watch < 0)
        return;
    tree->count--;
    memmove(&tree->by_watch[place], &tree->by_watch[place + 1],
            (tree->count - place) * sizeof(struct watch_node *));
    notify_unwatch(tree->queue, node->watch);
    node->watch = -1;
}

/* ---- Paths ---- */

/* Writes the path backwards, with `end` behind its last byte. */
static char *write_path(const struct watch_node *node, char *end)
{
    for (; node->parent != NULL; node = node->parent) {
        size_t len = strlen(node->name);

        *--end = '/';
        end -= len;
        memcpy(end, node->name, len);
    }
    return end;
}

char *watch_tree_path(const struct watch_node *node, const char *name)
{
    size_t len = strlen(name), total = len + 1;
    char *path;

    for (const struct watch_node *at = node; at->parent != NULL;
         at = at->parent)
        total += strlen(at->name) + 1;
    path = malloc(total);
    if (path == NULL)
        return NULL;
    memcpy(path + total - len - 1, name, len + 1);
    write_path(node, path + total - len - 1);
    return path;
}

/* The folder itself. One that is not there any more, or that may not be read,
 * is an error the walk passes over. */
static int open_node(const struct watch_tree *tree,
                     const struct watch_node *node)
{
    char *path;
    int fd;

    if (node->parent == NULL)
        return notify_open_folder(tree->root, "");
    path = watch_tree_path(node->parent, node->name);
    if (path == NULL)
        return -ENOMEM;
    fd = notify_open_folder(tree->root, path);
    free(path);
    return fd;
}

/* ---- Walking ---- */

static bool remember_told(struct walk *walk, const char *name)
{
    size_t size = strlen(name) + 1;
    struct watch_told *told = malloc(sizeof *told + size);

    if (told == NULL)
        return false;
    memcpy(told->name, name, size);
    told->next = walk->node->told;
    walk->node->told = told;
    walk->tree->has_told = true;
    return true;
}

/* One name in a folder that is looked through. */
static int look(void *context, const char *name, bool folder)
{
    struct walk *walk = context;
    struct watch_node *child;

    if (walk->found != NULL) {
        if (!remember_told(walk, name))
            return -ENOMEM;
        walk->found(walk->context, walk->node, name, folder);
    }
    if (!folder)
        return 0;
    child = node_new(walk->node, name);
    if (child == NULL)
        return -ENOMEM;
    list_append(&walk->tree->work, &child->work);
    return 0;
}

/* The watch comes first: what is made after it has its notice, what was made
 * before is in the list, and some things are both. */
static int watch_and_look(struct walk *walk)
{
    struct watch_tree *tree = walk->tree;
    int fd, watch, rc = 0;

    if (!grow(tree))
        return -ENOMEM;
    fd = open_node(tree, walk->node);
    if (fd < 0)
        return fd;
    watch = notify_watch(
        tree->queue, fd,
        tree->kinds | (walk->node->parent == NULL ? NOTIFY_SELF_MOVED : 0));
    if (watch >= 0) {
        enter(tree, walk->node, watch);
        if (tree->deep)
            rc = notify_list(fd, look, walk);
    }
    fd_close(fd);
    return watch < 0 ? watch : rc;
}

static bool is_shortage(int rc)
{
    return rc == -ENOMEM || rc == -ENOSPC || rc == -EMFILE || rc == -ENFILE;
}

/* Looks through a folder and all below it; the error of the first. */
static int walk(struct watch_tree *tree, struct watch_node *first,
                watch_found found, void *context)
{
    struct walk walk = {.tree = tree, .found = found, .context = context};
    struct list_node *link;
    int first_rc = 0;

    list_append(&tree->work, &first->work);
    while ((link = list_first(&tree->work)) != NULL) {
        int rc;

        list_remove(link);
        walk.node = LIST_ITEM(link, struct watch_node, work);
        rc = watch_and_look(&walk);
        if (is_shortage(rc))
            tree->incomplete = true;
        if (walk.node == first)
            first_rc = rc;
    }
    return first_rc;
}

/* ---- The tree ---- */

int watch_tree_init(struct watch_tree *tree, int root, bool deep,
                    unsigned kinds)
{
    int rc;

    *tree = (struct watch_tree){.root = root, .deep = deep, .kinds = kinds};
    list_init(&tree->work);
    tree->queue = notify_open();
    if (tree->queue < 0)
        return tree->queue;
    tree->top = node_new(NULL, "");
    rc = tree->top != NULL ? walk(tree, tree->top, NULL, NULL) : -ENOMEM;
    if (rc == 0 && tree->incomplete)
        rc = -ENOSPC;
    if (rc < 0)
        watch_tree_fini(tree);
    return rc;
}

/* Closing the queue ends all watches at once. */
void watch_tree_fini(struct watch_tree *tree)
{
    fd_close(tree->queue);
    if (tree->top != NULL)
        free_with_children(tree->top);
    tree->top = NULL;
    free(tree->by_watch);
}

/* As deep as a path can be long. */
static void remove_children(struct watch_tree *tree, struct watch_node *node)
{
    struct list_node *next;

    for (struct list_node *link = node->children.next; link != &node->children;
         link = next) {
        next = link->next;
        watch_tree_remove(tree, LIST_ITEM(link, struct watch_node, sibling));
    }
}

void watch_tree_remove(struct watch_tree *tree, struct watch_node *node)
{
    remove_children(tree, node);
    leave(tree, node);
    node_free(node);
}

void watch_tree_add(struct watch_tree *tree, struct watch_node *node,
                    const char *name, watch_found found, void *context)
{
    struct watch_node *child = watch_tree_child(node, name);

    if (child != NULL)
        watch_tree_remove(tree, child);
    child = node_new(node, name);
    if (child == NULL)
        tree->incomplete = true;
    else
        walk(tree, child, found, context);
}

/* A folder never moves below itself, but what we know of it may be old. */
static bool is_below(const struct watch_node *node,
                     const struct watch_node *above)
{
    while (node != NULL && node != above)
        node = node->parent;
    return node == above;
}

void watch_tree_move(struct watch_tree *tree, struct watch_node *node,
                     struct watch_node *to, const char *name)
{
    struct watch_node *replaced = watch_tree_child(to, name);
    bool possible = !is_below(to, node);
    char *copy = possible ? strdup(name) : NULL;

    if (replaced != NULL && replaced != node && !is_below(node, replaced))
        watch_tree_remove(tree, replaced);
    if (copy == NULL) {
        tree->incomplete = true;
        watch_tree_remove(tree, node);
        return;
    }
    free(node->name);
    node->name = copy;
    node->parent = to;
    list_remove(&node->sibling);
    list_append(&to->children, &node->sibling);
}

void watch_tree_rebuild(struct watch_tree *tree)
{
    remove_children(tree, tree->top);
    leave(tree, tree->top);
    walk(tree, tree->top, NULL, NULL);
}

/* ---- What was told ---- */

bool watch_tree_was_told(struct watch_node *node, const char *name)
{
    for (struct watch_told **at = &node->told; *at != NULL; at = &(*at)->next) {
        struct watch_told *told = *at;

        if (strcmp(told->name, name) != 0)
            continue;
        *at = told->next;
        free(told);
        return true;
    }
    return false;
}

void watch_tree_forget_told(struct watch_tree *tree)
{
    if (!tree->has_told)
        return;
    tree->has_told = false;
    for (size_t i = 0; i < tree->count; i++)
        forget_told(tree->by_watch[i]);
}
