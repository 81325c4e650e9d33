#include "base/pool.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/lock.h"
#include "base/thread_exit.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define POOL_KEEPS 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define POOL_KEEPS 0
#endif
#endif
#ifndef POOL_KEEPS
#define POOL_KEEPS 1
#endif

#define BATCH 32u        /* items that move between a thread and the rest */
#define LOCAL_MAX 64u    /* a thread keeps at most this many */
#define SHARED_MAX 4096u /* free items beyond this go back to malloc */

struct item {
    struct item *next;
};

struct stack {
    struct item *top;
    unsigned count;
};

static struct {
    struct lock lock;
    struct stack stacks[POOL_KINDS]; /* (pool lock) */
} shared = {.lock = LOCK_INITIALISER(LOCK_POOL)};

static __thread struct {
    struct stack stacks[POOL_KINDS];
    struct exit_hook hook; /* the stacks outlive no thread */
} local;

static void push(struct stack *stack, struct item *item)
{
    item->next = stack->top;
    stack->top = item;
    stack->count++;
}

static struct item *pop(struct stack *stack)
{
    struct item *item = stack->top;

    if (item != NULL) {
        stack->top = item->next;
        stack->count--;
    }
    return item;
}

static void move(struct stack *to, struct stack *from, unsigned count)
{
    while (count-- > 0 && from->top != NULL)
        push(to, pop(from));
}

static void relieve(enum pool_kind kind, unsigned count)
{
    struct stack surplus = {NULL, 0};

    lock_take(&shared.lock);
    move(&shared.stacks[kind], &local.stacks[kind], count);
    if (shared.stacks[kind].count > SHARED_MAX)
        move(&surplus, &shared.stacks[kind],
             shared.stacks[kind].count - SHARED_MAX);
    lock_drop(&shared.lock);
    while (surplus.top != NULL)
        free(pop(&surplus));
}

static void give_all_back(void)
{
    for (enum pool_kind kind = 0; kind < POOL_KINDS; kind++)
        relieve(kind, local.stacks[kind].count);
}

/* Also a thread that only gives: the shard ends the requests of blocking calls,
 * and what it gave to malloc would leave holes between what stays. False: at
 * the end of the thread nobody would give back what it keeps. */
static bool may_keep(void)
{
    thread_exit_hook(&local.hook, give_all_back);
    return local.hook.registered;
}

static void refill(enum pool_kind kind)
{
    if (!may_keep())
        return;
    lock_take(&shared.lock);
    move(&local.stacks[kind], &shared.stacks[kind], BATCH);
    lock_drop(&shared.lock);
}

void *pool_take(enum pool_kind kind, size_t size)
{
    void *item;

    if (!POOL_KEEPS)
        return malloc(size);
    if (local.stacks[kind].top == NULL)
        refill(kind);
    item = pop(&local.stacks[kind]);
    return item != NULL ? item : malloc(size);
}

void pool_give(enum pool_kind kind, void *item)
{
    if (!POOL_KEEPS || (!local.hook.registered && !may_keep())) {
        free(item);
        return;
    }
    push(&local.stacks[kind], item);
    if (local.stacks[kind].count > LOCAL_MAX)
        relieve(kind, BATCH);
}
