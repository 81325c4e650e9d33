/* TlsAlloc, FlsAlloc and what goes with them. */
#include "object/slots.h"

#include "api/api.h"
#include "iocp/slots.h"

static DWORD index_or_full(uint32_t index)
{
    if (index == SLOTS_FULL)
        last_error_set(ERROR_NO_MORE_ITEMS);
    return index;
}

DWORD WINAPI TlsAlloc(VOID)
{
    return index_or_full(tls_alloc());
}

BOOL WINAPI TlsFree(DWORD index)
{
    return index < TLS_SLOTS && tls_free(index)
               ? TRUE
               : api_error(ERROR_INVALID_PARAMETER);
}

/* "TlsGetValue calls SetLastError to clear a thread's last error when it
 * succeeds": NULL may be the value. */
LPVOID WINAPI TlsGetValue(DWORD index)
{
    last_error_set(index < TLS_SLOTS ? ERROR_SUCCESS : ERROR_INVALID_PARAMETER);
    return index < TLS_SLOTS ? tls_get(index) : NULL;
}

BOOL WINAPI TlsSetValue(DWORD index, LPVOID value)
{
    if (index >= TLS_SLOTS)
        return api_error(ERROR_INVALID_PARAMETER);
    return tls_set(index, value) ? TRUE : api_error(ERROR_NOT_ENOUGH_MEMORY);
}

DWORD WINAPI FlsAlloc(PFLS_CALLBACK_FUNCTION callback)
{
    return index_or_full(fls_alloc(callback));
}

BOOL WINAPI FlsFree(DWORD index)
{
    return index < FLS_SLOTS && fls_free(index)
               ? TRUE
               : api_error(ERROR_INVALID_PARAMETER);
}

PVOID WINAPI FlsGetValue(DWORD index)
{
    last_error_set(index < FLS_SLOTS ? ERROR_SUCCESS : ERROR_INVALID_PARAMETER);
    return index < FLS_SLOTS ? fls_get(index) : NULL;
}

BOOL WINAPI FlsSetValue(DWORD index, PVOID value)
{
    if (index >= FLS_SLOTS)
        return api_error(ERROR_INVALID_PARAMETER);
    return api_result(fls_set(index, value));
}
