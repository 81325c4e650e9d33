/* Shared by GetOverlappedResult and WSAGetOverlappedResult. */
#ifndef API_OVERLAPPED_H
#define API_OVERLAPPED_H

#include "iocp/types.h"

/* The final status of a request, with *bytes written, or STATUS_PENDING; with
 * `may_wait` it first waits for the event or the handle. */
NTSTATUS overlapped_result(HANDLE handle, const OVERLAPPED *overlapped,
                           DWORD *bytes, BOOL may_wait);

#endif
