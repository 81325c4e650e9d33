/* For calls on threads. */
#ifndef API_THREAD_H
#define API_THREAD_H

#include "object/thread.h"

/* The thread behind a handle or GetCurrentThread(), with a reference; NULL and
 * the last error otherwise. */
struct thread *thread_find(HANDLE handle);

#endif
