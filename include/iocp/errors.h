/* Every error and status number the library can return, and what it means.
 *
 * Three kinds of number: a Win32 last error (ERROR_), a Winsock last error
 * (WSA) and the NTSTATUS that OVERLAPPED.Internal holds (STATUS_). A finished
 * request keeps its NTSTATUS; GetQueuedCompletionStatus and GetOverlappedResult
 * turn it into the Win32 number, WSAGetOverlappedResult into the Winsock
 * number, and these differ: a connection reset by the peer is
 * STATUS_CONNECTION_RESET, ERROR_NETNAME_DELETED (64) and WSAECONNRESET
 * (10054).
 *
 * <windows.h> takes error_codes.h alone; status.h says why. */
#ifndef IOCP_ERRORS_H
#define IOCP_ERRORS_H

#include "error_codes.h"
#include "status.h"

#endif
