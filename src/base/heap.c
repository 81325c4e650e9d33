#include "base/heap.h"

/* The later of two trees becomes the first child of the other. */
static struct heap_node *meld(struct heap_node *one, struct heap_node *other)
{
    struct heap_node *first = other->key < one->key ? other : one;
    struct heap_node *later = first == one ? other : one;

    later->next = first->child;
    if (later->next != NULL)
        later->next->before = later;
    later->before = first;
    first->child = later;
    first->next = NULL;
    first->before = NULL;
    return first;
}

/* One tree of a chain of them: pairs from the left, which are left in a chain
 * the other way round, then all into one. The pairs are what keeps it fast. */
static struct heap_node *meld_chain(struct heap_node *chain)
{
    struct heap_node *pairs = NULL, *all;

    while (chain != NULL) {
        struct heap_node *one = chain, *other = chain->next;

        chain = other != NULL ? other->next : NULL;
        one = other != NULL ? meld(one, other) : one;
        one->next = pairs;
        pairs = one;
    }
    all = pairs;
    pairs = all != NULL ? all->next : NULL;
    while (pairs != NULL) {
        struct heap_node *one = pairs;

        pairs = one->next;
        all = meld(all, one);
    }
    if (all != NULL) {
        all->next = NULL;
        all->before = NULL;
    }
    return all;
}

void heap_push(struct heap *heap, struct heap_node *node)
{
    node->child = NULL;
    node->next = NULL;
    node->before = NULL;
    heap->first = heap->first != NULL ? meld(heap->first, node) : node;
}

static void cut(struct heap_node *node)
{
    if (node->before->child == node)
        node->before->child = node->next;
    else
        node->before->next = node->next;
    if (node->next != NULL)
        node->next->before = node->before;
}

void heap_remove(struct heap *heap, struct heap_node *node)
{
    struct heap_node *rest = meld_chain(node->child);

    if (node == heap->first)
        heap->first = rest;
    else {
        cut(node);
        if (rest != NULL)
            heap->first = meld(heap->first, rest);
    }
}
