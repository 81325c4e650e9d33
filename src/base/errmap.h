/* The error map: the only place where errno becomes NTSTATUS, and NTSTATUS a
 * Win32 or Winsock code. NTSTATUS is the one internal currency, because
 * OVERLAPPED.Internal holds one. */
#ifndef BASE_ERRMAP_H
#define BASE_ERRMAP_H

#include <stdbool.h>
#include <stdint.h>

#include "iocp/errors.h"
#include "iocp/types.h"

/* A status that carries a Win32 or Winsock code for which NT has no name. */
#define STATUS_FROM_CODE(code) ((NTSTATUS)(0xC0070000u | (code)))

/* Severity "error", as opposed to success and to warnings, which deliver bytes
 * and a packet. */
static inline bool status_is_error(NTSTATUS status)
{
    return (uint32_t)status >> 30 == 3;
}

/* `error` is a positive errno. Unknown values give STATUS_UNSUCCESSFUL. */
NTSTATUS errmap_file(int error);
NTSTATUS errmap_socket(int error);

/* What GetLastError shows for a status. */
DWORD errmap_win32(NTSTATUS status);

/* What WSAGetLastError shows for a status. */
DWORD errmap_winsock(NTSTATUS status);

#endif
