/* A pairing heap: what has the least key comes first. Intrusive: who is put
 * into it brings the links, so that nothing of it can run out of memory. The
 * first one is had at once, a push is a few steps; taking one out costs, over
 * many, the logarithm of their number. */
#ifndef BASE_HEAP_H
#define BASE_HEAP_H

#include <stddef.h>
#include <stdint.h>

struct heap_node {
    int64_t key; /* (c) while it is in the heap */
    struct heap_node *child, *next;
    struct heap_node *before; /* whose `child` or `next` it is; NULL: first */
};

struct heap {
    struct heap_node *first; /* NULL: empty */
};

#define HEAP_ITEM(node, type, member)                                          \
    ((type *)(void *)((char *)(node)-offsetof(type, member)))

/* With the key that the node has. Of equal keys the older comes first only by
 * chance. */
void heap_push(struct heap *heap, struct heap_node *node);

/* Takes out a node that is in this heap. */
void heap_remove(struct heap *heap, struct heap_node *node);

#endif
