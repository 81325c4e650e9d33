/* Names of hosts by GetAddrInfoEx, also in the background: part of
 * <ws2tcpip.h>. */
#ifndef IOCP_NAMES_EX_H
#define IOCP_NAMES_EX_H

#include "names.h"
#include "socket_poll.h"

#ifdef __cplusplus
extern "C" {
#endif

#define NS_ALL 0
#define NS_DNS 12

typedef struct addrinfoexA {
    int ai_flags;
    int ai_family;
    int ai_socktype;
    int ai_protocol;
    size_t ai_addrlen;
    char *ai_canonname;
    struct sockaddr *ai_addr;
    void *ai_blob;
    size_t ai_bloblen;
    LPGUID ai_provider;
    struct addrinfoexA *ai_next;
} ADDRINFOEXA, *PADDRINFOEXA, *LPADDRINFOEXA;

typedef struct addrinfoexW {
    int ai_flags;
    int ai_family;
    int ai_socktype;
    int ai_protocol;
    size_t ai_addrlen;
    PWSTR ai_canonname;
    struct sockaddr *ai_addr;
    void *ai_blob;
    size_t ai_bloblen;
    LPGUID ai_provider;
    struct addrinfoexW *ai_next;
} ADDRINFOEXW, *PADDRINFOEXW, *LPADDRINFOEXW;

IOCP_SIZE(ADDRINFOEXA, 72);
IOCP_AT(ADDRINFOEXA, ai_addr, 32);
IOCP_AT(ADDRINFOEXA, ai_next, 64);
IOCP_SIZE(ADDRINFOEXW, 72);
IOCP_AT(ADDRINFOEXW, ai_addr, 32);
IOCP_AT(ADDRINFOEXW, ai_next, 64);

/* What GetAddrInfoExW calls at the end, on a thread of the library. */
typedef void(CALLBACK *LPLOOKUPSERVICE_COMPLETION_ROUTINE)(
    DWORD dwError, DWORD dwBytes, LPWSAOVERLAPPED lpOverlapped);

/* Turns a host and a service name into addresses.
 * In:      pName, pServiceName: as getaddrinfo. dwNameSpace: NS_ALL or NS_DNS.
 *          lpNspId: NULL. pHints: NULL, or family, type, protocol and AI_ flags
 *          wanted. The rest: NULL.
 * Out:     *ppResult: a list, the caller's until FreeAddrInfoEx; NULL on
 *          failure.
 * Returns: 0, or the error, which is the last error too: those of getaddrinfo;
 *          WSAEINVAL, one of the last four is not NULL; WSASERVICE_NOT_FOUND,
 *          another name space or a provider.
 * Packet:  none.
 * Blocks:  until the name server answers.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetAddrInfoExW function", Parameters and Return value.
 * Test:    tests/conformance/names_ex.c */
INT WSAAPI GetAddrInfoExA(
    PCSTR pName, PCSTR pServiceName, DWORD dwNameSpace, LPGUID lpNspId,
    const ADDRINFOEXA *pHints, PADDRINFOEXA *ppResult, struct timeval *timeout,
    LPOVERLAPPED lpOverlapped,
    LPLOOKUPSERVICE_COMPLETION_ROUTINE lpCompletionRoutine,
    LPHANDLE lpNameHandle) IOCP_API(GetAddrInfoExA);

/* Turns names in UTF-16 into addresses, and does not wait if so wanted.
 * In:      as GetAddrInfoExA; but timeout: NULL. lpOverlapped: NULL waits; else
 *          the request, borrowed until it ends. lpCompletionRoutine: what is
 *          called at the end, on a thread of the library, or NULL: then hEvent
 *          is set. ppResult: borrowed until the end too.
 * Out:     *ppResult: on 0, or at the end; NULL on failure. *lpNameHandle: with
 *          WSA_IO_PENDING, what GetAddrInfoExCancel takes; may be NULL.
 *          lpOverlapped->Pointer: ppResult, at the end.
 * Returns: as GetAddrInfoExA; WSA_IO_PENDING, started; WSAEINVAL, timeout is
 *          not NULL, a routine without lpOverlapped, or neither or both of
 *          routine and hEvent; WSA_INVALID_HANDLE, hEvent is no event.
 * Packet:  none.
 * Blocks:  until the name server answers, without lpOverlapped.  Threads: any,
 *          at once; sixteen ask name servers at a time, the others queue.
 * Windows: differs: there is no timeout.
 * Source:  "GetAddrInfoExW function", Parameters and Remarks.
 * Test:    tests/conformance/names_ex.c */
INT WSAAPI GetAddrInfoExW(
    PCWSTR pName, PCWSTR pServiceName, DWORD dwNameSpace, LPGUID lpNspId,
    const ADDRINFOEXW *pHints, PADDRINFOEXW *ppResult, struct timeval *timeout,
    LPOVERLAPPED lpOverlapped,
    LPLOOKUPSERVICE_COMPLETION_ROUTINE lpCompletionRoutine,
    LPHANDLE lpNameHandle) IOCP_API(GetAddrInfoExW);

/* Ends a lookup that was started: its event is set or its routine called at
 * once, with WSA_E_CANCELLED and no result.
 * In:      lpHandle: where GetAddrInfoExW put the handle.
 * Out:     none.
 * Returns: 0, or WSA_INVALID_HANDLE: it has ended, or is no such handle.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same; a question that is on its way is answered into the void.
 * Source:  "GetAddrInfoExCancel function", Remarks.
 * Test:    tests/conformance/names_ex.c */
INT WSAAPI GetAddrInfoExCancel(LPHANDLE lpHandle) IOCP_API(GetAddrInfoExCancel);

/* Tells how a lookup ended.
 * In:      lpOverlapped: the request.
 * Out:     none.
 * Returns: 0, or the error of the lookup; WSAEINPROGRESS, it has not ended;
 *          WSAEINVAL, lpOverlapped is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetAddrInfoExOverlappedResult function", Return value.
 * Test:    tests/conformance/names_ex.c */
INT WSAAPI GetAddrInfoExOverlappedResult(LPOVERLAPPED lpOverlapped)
    IOCP_API(GetAddrInfoExOverlappedResult);

/* Frees what GetAddrInfoExA gave.
 * In:      pAddrInfoEx: the list; NULL is allowed.
 * Out:     none.
 * Returns: nothing.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once, on different lists.
 * Windows: same.
 * Source:  "FreeAddrInfoEx function", Remarks.
 * Test:    tests/conformance/names_ex.c */
void WSAAPI FreeAddrInfoExA(PADDRINFOEXA pAddrInfoEx) IOCP_API(FreeAddrInfoExA);

/* The same for the lists of GetAddrInfoExW. */
void WSAAPI FreeAddrInfoExW(PADDRINFOEXW pAddrInfoEx) IOCP_API(FreeAddrInfoExW);

#ifdef UNICODE
typedef ADDRINFOEXW ADDRINFOEX, *PADDRINFOEX;
#define GetAddrInfoEx GetAddrInfoExW
#define FreeAddrInfoEx FreeAddrInfoExW
#else
typedef ADDRINFOEXA ADDRINFOEX, *PADDRINFOEX;
#define GetAddrInfoEx GetAddrInfoExA
#define FreeAddrInfoEx FreeAddrInfoExA
#endif

#ifdef __cplusplus
}
#endif

#endif
