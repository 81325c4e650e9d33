/* For calls on processes. */
#ifndef API_PROCESS_FIND_H
#define API_PROCESS_FIND_H

#include "iocp/process.h"
#include "object/process.h"

/* The process behind a handle that allows all of `access`, or behind
 * GetCurrentProcess(), with a reference; NULL: *status says why. Who may query
 * all may query a little. */
struct process *process_of(HANDLE handle, DWORD access, NTSTATUS *status);

/* The process of a first thread's handle, with a reference, or NULL. */
struct process *process_of_thread(HANDLE handle);

#endif
