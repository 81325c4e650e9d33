/* The threads of a pool. */
#ifndef THREADPOOL_WORKER_H
#define THREADPOOL_WORKER_H

#include "threadpool/pool.h"

/* Starts one; a reference on the pool's memory and on its port becomes its own.
 * False: it cannot be had. */
bool worker_start(struct pool *pool, size_t stack_bytes);

#endif
