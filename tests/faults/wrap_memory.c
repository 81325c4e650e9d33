/* Memory and threads. Blocks of the pools are counted apart: how many they
 * keep depends on which thread gave them back. */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

#include "base/pool.h"
#include "faults/seam.h"
#include "faults/wrap.h"

static atomic_long blocks, lent;
static __thread bool in_pool;

long seam_blocks(void)
{
    return blocks;
}

long seam_lent(void)
{
    return lent;
}

static bool runs_out(void)
{
    int error = seam_fault(SEAM_MEMORY);

    if (error != 0)
        errno = error;
    return error != 0;
}

static void *made(void *block)
{
    if (block != NULL && !in_pool)
        blocks++;
    return block;
}

WRAP(void *, malloc, (size_t size))
{
    return runs_out() ? NULL : made(__real_malloc(size));
}

WRAP(void *, calloc, (size_t count, size_t size))
{
    return runs_out() ? NULL : made(__real_calloc(count, size));
}

WRAP(void *, aligned_alloc, (size_t alignment, size_t size))
{
    return runs_out() ? NULL : made(__real_aligned_alloc(alignment, size));
}

WRAP(void *, realloc, (void *block, size_t size))
{
    if (runs_out())
        return NULL;
    return block == NULL ? made(__real_realloc(NULL, size))
                         : __real_realloc(block, size);
}

WRAP(char *, strdup, (const char *text))
{
    return runs_out() ? NULL : made(__real_strdup(text));
}

WRAP(char *, strndup, (const char *text, size_t most))
{
    return runs_out() ? NULL : made(__real_strndup(text, most));
}

WRAP(void, free, (void *block))
{
    if (block != NULL && !in_pool)
        blocks--;
    __real_free(block);
}

WRAP(void *, pool_take, (enum pool_kind kind, size_t size))
{
    void *item;

    in_pool = true;
    item = __real_pool_take(kind, size);
    in_pool = false;
    if (item != NULL)
        lent++;
    return item;
}

WRAP(void, pool_give, (enum pool_kind kind, void *item))
{
    lent--;
    in_pool = true;
    __real_pool_give(kind, item);
    in_pool = false;
}

WRAP(int, pthread_create,
     (pthread_t * thread, const pthread_attr_t *attributes,
      void *(*start)(void *), void *argument))
{
    int error = seam_fault(SEAM_THREAD);

    return error != 0
               ? error
               : __real_pthread_create(thread, attributes, start, argument);
}

/* For its first 32 keys a process has room in every thread; for later ones
 * glibc allocates. */
WRAP(int, pthread_setspecific, (pthread_key_t key, const void *value))
{
    int error = key < 32 ? 0 : seam_fault(SEAM_KEY);

    return error != 0 ? error : __real_pthread_setspecific(key, value);
}
