/* GetAddrInfoEx and its kin: getaddrinfo's answers in another structure, at
 * once or in the background (lookup.c). */
#include "iocp/names_ex.h"

#include <stdlib.h>
#include <string.h>

#include "api/lookup.h"
#include "api/winsock.h"
#include "base/utf.h"
#include "op/op.h"

/* ---- Lists ---- */

struct result {
    ADDRINFOEXW info; /* first: the caller holds its address */
    SOCKADDR_IN6 address;
    WCHAR canonical[]; /* or bytes, of the A form */
};

_Static_assert(sizeof(ADDRINFOEXA) == sizeof(ADDRINFOEXW),
               "the two differ in the text of one member");

static size_t name_units(const char *name, bool wide)
{
    size_t bytes = name != NULL ? strlen(name) + 1 : 0;

    if (!wide || bytes == 0)
        return (bytes + 1) / sizeof(WCHAR);
    return utf8_to_utf16(name, bytes, NULL, 0);
}

static struct result *result_of(const ADDRINFOA *from, bool wide)
{
    size_t units = name_units(from->ai_canonname, wide);
    struct result *result = calloc(1, sizeof *result + units * sizeof(WCHAR));

    if (result == NULL)
        return NULL;
    result->info.ai_flags = from->ai_flags;
    result->info.ai_family = from->ai_family;
    result->info.ai_socktype = from->ai_socktype;
    result->info.ai_protocol = from->ai_protocol;
    result->info.ai_addrlen = from->ai_addrlen;
    memcpy(&result->address, from->ai_addr, from->ai_addrlen);
    result->info.ai_addr = (SOCKADDR *)(void *)&result->address;
    if (from->ai_canonname == NULL)
        return result;
    if (wide)
        utf8_to_utf16(from->ai_canonname, strlen(from->ai_canonname) + 1,
                      (uint16_t *)result->canonical, units);
    else
        memcpy(result->canonical, from->ai_canonname,
               strlen(from->ai_canonname) + 1);
    result->info.ai_canonname = result->canonical;
    return result;
}

void WSAAPI FreeAddrInfoExW(PADDRINFOEXW pAddrInfoEx)
{
    while (pAddrInfoEx != NULL) {
        ADDRINFOEXW *next = pAddrInfoEx->ai_next;

        free(CONTAINING_RECORD(pAddrInfoEx, struct result, info));
        pAddrInfoEx = next;
    }
}

void WSAAPI FreeAddrInfoExA(PADDRINFOEXA pAddrInfoEx)
{
    FreeAddrInfoExW((ADDRINFOEXW *)(void *)pAddrInfoEx);
}

static DWORD copy_list(const ADDRINFOA *from, bool wide, ADDRINFOEXW **list)
{
    ADDRINFOEXW **link = list;

    *list = NULL;
    for (; from != NULL; from = from->ai_next) {
        struct result *result = result_of(from, wide);

        if (result == NULL) {
            FreeAddrInfoExW(*list);
            *list = NULL;
            return WSA_NOT_ENOUGH_MEMORY;
        }
        *link = &result->info;
        link = &result->info.ai_next;
    }
    return 0;
}

static DWORD find(const char *node, const char *service, const ADDRINFOA *hints,
                  bool wide, ADDRINFOEXW **list)
{
    ADDRINFOA *found;
    DWORD error = (DWORD)getaddrinfo(node, service, hints, &found);

    *list = NULL;
    if (error != 0)
        return error;
    error = copy_list(found, wide, list);
    freeaddrinfo(found);
    return error;
}

DWORD lookup_ask(const struct lookup *lookup, ADDRINFOEXW **list)
{
    return find(lookup->node, lookup->service,
                lookup->hinted ? &lookup->hints : NULL, true, list);
}

/* ---- The checks both forms make ---- */

static INT result_is(DWORD error)
{
    last_error_set(error);
    return (INT)error;
}

static DWORD check_space(DWORD space, const GUID *provider)
{
    if ((space != NS_ALL && space != NS_DNS) || provider != NULL)
        return WSASERVICE_NOT_FOUND;
    return 0;
}

/* The members that must be zero are copied too: getaddrinfo looks at them. */
static void take_hints(const ADDRINFOEXW *from, ADDRINFOA *hints)
{
    memset(hints, 0, sizeof *hints);
    hints->ai_flags = from->ai_flags;
    hints->ai_family = from->ai_family;
    hints->ai_socktype = from->ai_socktype;
    hints->ai_protocol = from->ai_protocol;
    hints->ai_addrlen = from->ai_addrlen;
    hints->ai_canonname = (char *)(void *)from->ai_canonname;
    hints->ai_addr = from->ai_addr;
    hints->ai_next = (ADDRINFOA *)(void *)from->ai_next;
}

INT WSAAPI GetAddrInfoExA(
    PCSTR pName, PCSTR pServiceName, DWORD dwNameSpace, LPGUID lpNspId,
    const ADDRINFOEXA *pHints, PADDRINFOEXA *ppResult, struct timeval *timeout,
    LPOVERLAPPED lpOverlapped,
    LPLOOKUPSERVICE_COMPLETION_ROUTINE lpCompletionRoutine,
    LPHANDLE lpNameHandle)
{
    ADDRINFOA hints;
    DWORD error;

    if (!winsock_started())
        return WSANOTINITIALISED;
    if (ppResult == NULL)
        return result_is(WSAEFAULT);
    *ppResult = NULL;
    if (timeout != NULL || lpOverlapped != NULL ||
        lpCompletionRoutine != NULL || lpNameHandle != NULL)
        return result_is(WSAEINVAL);
    error = check_space(dwNameSpace, lpNspId);
    if (pHints != NULL)
        take_hints((const ADDRINFOEXW *)(const void *)pHints, &hints);
    if (error == 0)
        error = find(pName, pServiceName, pHints != NULL ? &hints : NULL, false,
                     (ADDRINFOEXW **)(void *)ppResult);
    return result_is(error);
}

/* ---- GetAddrInfoExW ---- */

/* How the end is told: by a routine, or by an event, not by both
 * (GetAddrInfoEx, lpOverlapped). */
static DWORD take_ending(struct lookup *lookup, OVERLAPPED *overlapped,
                         LPLOOKUPSERVICE_COMPLETION_ROUTINE routine)
{
    lookup->overlapped = overlapped;
    lookup->routine = routine;
    if (overlapped == NULL)
        return routine != NULL ? WSAEINVAL : 0;
    if ((routine != NULL) == (overlapped->hEvent != NULL))
        return WSAEINVAL;
    if (routine != NULL)
        return 0;
    return op_event_of(overlapped, &lookup->event) == STATUS_SUCCESS
               ? 0
               : WSA_INVALID_HANDLE;
}

/* NULL: memory is out. */
static struct lookup *lookup_new(PCWSTR node, PCWSTR service,
                                 const ADDRINFOEXW *hints, PADDRINFOEXW *result)
{
    struct lookup *lookup = calloc(1, sizeof *lookup);

    if (lookup == NULL)
        return NULL;
    lookup->result = result;
    lookup->hinted = hints != NULL;
    if (hints != NULL)
        take_hints(hints, &lookup->hints);
    if (utf8_copy(node, &lookup->node) && utf8_copy(service, &lookup->service))
        return lookup;
    lookup_free(lookup);
    return NULL;
}

static DWORD carry_out(struct lookup *lookup, HANDLE *name)
{
    DWORD error;

    if (lookup->overlapped != NULL) {
        lookup_start(lookup, name);
        return WSA_IO_PENDING;
    }
    error = lookup_ask(lookup, lookup->result);
    lookup_free(lookup);
    return error;
}

INT WSAAPI GetAddrInfoExW(
    PCWSTR pName, PCWSTR pServiceName, DWORD dwNameSpace, LPGUID lpNspId,
    const ADDRINFOEXW *pHints, PADDRINFOEXW *ppResult, struct timeval *timeout,
    LPOVERLAPPED lpOverlapped,
    LPLOOKUPSERVICE_COMPLETION_ROUTINE lpCompletionRoutine,
    LPHANDLE lpNameHandle)
{
    struct lookup *lookup;
    DWORD error;

    if (!winsock_started())
        return WSANOTINITIALISED;
    if (ppResult == NULL)
        return result_is(WSAEFAULT);
    *ppResult = NULL;
    error = timeout != NULL ? WSAEINVAL : check_space(dwNameSpace, lpNspId);
    if (error == 0 && pName == NULL && pServiceName == NULL)
        error = WSAHOST_NOT_FOUND;
    if (error != 0)
        return result_is(error);
    lookup = lookup_new(pName, pServiceName, pHints, ppResult);
    if (lookup == NULL)
        return result_is(WSA_NOT_ENOUGH_MEMORY);
    error = take_ending(lookup, lpOverlapped, lpCompletionRoutine);
    if (error == 0)
        return result_is(carry_out(lookup, lpNameHandle));
    lookup_free(lookup);
    return result_is(error);
}

INT WSAAPI GetAddrInfoExCancel(LPHANDLE lpHandle)
{
    if (lpHandle == NULL || *lpHandle == NULL || !lookup_cancel(*lpHandle))
        return WSA_INVALID_HANDLE;
    return 0;
}

INT WSAAPI GetAddrInfoExOverlappedResult(LPOVERLAPPED lpOverlapped)
{
    if (lpOverlapped == NULL)
        return WSAEINVAL;
    return (INT)__atomic_load_n(&lpOverlapped->Internal, __ATOMIC_ACQUIRE);
}
