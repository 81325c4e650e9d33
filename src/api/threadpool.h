/* What the calls on the thread pool have in common. */
#ifndef API_THREADPOOL_H
#define API_THREADPOOL_H

#include "api/api.h"
#include "iocp/threadpool_objects.h"
#include "threadpool/object.h"

/* Reads an environment, which may be NULL. False, with the last error set: it
 * is none, or there is no function to be called. */
bool terms_read(struct pool_terms *terms,
                const TP_CALLBACK_ENVIRON *environment, bool has_function);

/* Memory for an object, zero; NULL with the last error set. */
void *threadpool_alloc(size_t size);

/* Of an object that could not be made: frees it, and sets the last error. */
void *threadpool_failed(void *object);

/* What a FILETIME says, or NULL for none. */
const int64_t *due_of(const FILETIME *time, int64_t *due);

/* WaitForThreadpool...Callbacks. */
void threadpool_wait_for(struct pool_object *object, BOOL cancel);

/* The instance, as callbacks know it. */
static inline PTP_CALLBACK_INSTANCE instance_of(struct pool_run *run)
{
    return (PTP_CALLBACK_INSTANCE)run;
}

#endif
