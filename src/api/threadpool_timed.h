/* What waits of the thread pool and registered waits have in common. */
#ifndef API_THREADPOOL_TIMED_H
#define API_THREADPOOL_TIMED_H

#include "threadpool/wait.h"

/* What a handle stands for, with a reference: waitable_find, and
 * STATUS_INVALID_PARAMETER for a mutex, which only a thread can own. */
NTSTATUS wait_target_find(HANDLE handle, struct wait_target *target);

#endif
