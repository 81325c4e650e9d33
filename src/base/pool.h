/* Storage for small structures that come and go with every request: a stack
 * of free items a thread, refilled and relieved in batches from a shared one.
 * Items are not cleared. Sanitizer builds go to malloc each time, so that a
 * use after free is seen. */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include <stddef.h>

enum pool_kind { POOL_OP, POOL_OP_ROOMY, POOL_PACKET, POOL_CALL, POOL_KINDS };

/* NULL when memory is out. Every caller of one kind passes the same size. */
void *pool_take(enum pool_kind kind, size_t size);
void pool_give(enum pool_kind kind, void *item);

#endif
