/* Intrusive doubly linked list. A node that is on no list points at itself,
 * so that list_remove may be called twice and list_linked can be asked. */
#ifndef BASE_LIST_H
#define BASE_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct list_node {
    struct list_node *next;
    struct list_node *prev;
};

#define LIST_ITEM(node, type, member)                                          \
    ((type *)(void *)((char *)(node)-offsetof(type, member)))

static inline void list_init(struct list_node *list)
{
    list->next = list;
    list->prev = list;
}

static inline bool list_empty(const struct list_node *list)
{
    return list->next == list;
}

static inline bool list_linked(const struct list_node *node)
{
    return node->next != node;
}

/* Adds at the tail: list_first then gives the oldest. */
static inline void list_append(struct list_node *list, struct list_node *node)
{
    node->prev = list->prev;
    node->next = list;
    list->prev->next = node;
    list->prev = node;
}

/* Adds at the head: list_first then gives the newest. */
static inline void list_push(struct list_node *list, struct list_node *node)
{
    list_append(list->next, node);
}

static inline void list_remove(struct list_node *node)
{
    node->prev->next = node->next;
    node->next->prev = node->prev;
    list_init(node);
}

static inline struct list_node *list_first(const struct list_node *list)
{
    return list_empty(list) ? NULL : list->next;
}

/* The same without a head, where memory counts: one pointer, to the oldest
 * node; NULL: there is none. */
static inline void list_ring_append(struct list_node **oldest,
                                    struct list_node *node)
{
    list_init(node);
    if (*oldest == NULL)
        *oldest = node;
    else
        list_append(*oldest, node);
}

static inline void list_ring_remove(struct list_node **oldest,
                                    struct list_node *node)
{
    if (*oldest == node)
        *oldest = list_linked(node) ? node->next : NULL;
    list_remove(node);
}

#define LIST_FOR_EACH(node, list)                                              \
    for (struct list_node *node = (list)->next; node != (list);                \
         node = node->next)

#endif
