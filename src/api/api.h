/* What every entry point needs: turning a status into a result and the last
 * error. Win32 calls use the Win32 column of the error map, Winsock calls the
 * Winsock column. */
#ifndef API_API_H
#define API_API_H

#include <stdbool.h>
#include <stdint.h>

#include "base/errmap.h"
#include "base/last_error.h"
#include "object/table.h"

/* FALSE and the last error for a failed status. */
static inline BOOL api_fail(NTSTATUS status)
{
    last_error_set(errmap_win32(status));
    return FALSE;
}

/* FALSE and this last error. */
static inline BOOL api_error(DWORD error)
{
    last_error_set(error);
    return FALSE;
}

/* TRUE, last error unchanged, for success; else api_fail. */
static inline BOOL api_result(NTSTATUS status)
{
    return status >= 0 ? TRUE : api_fail(status);
}

/* False for addresses where no program has memory: the first 64 KiB, and what
 * is not user space. Anything else that is not mapped the kernel finds, when
 * the bytes move: a request that has started then completes with the error. */
static inline bool address_is_possible(const void *address)
{
    return (uintptr_t)address >= 0x10000u && (uintptr_t)address >> 47 == 0;
}

#endif
