/* Values that each thread has its own of: TLS and FLS.
 *
 * There are no fibers here: the FLS of a fiber is that of its thread. */
#ifndef IOCP_SLOTS_H
#define IOCP_SLOTS_H

#include "error_codes.h"
#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TLS_MINIMUM_AVAILABLE 64
#define TLS_OUT_OF_INDEXES ((DWORD)0xFFFFFFFF)
#define FLS_OUT_OF_INDEXES ((DWORD)0xFFFFFFFF)

typedef VOID(WINAPI *PFLS_CALLBACK_FUNCTION)(PVOID lpFlsData);

/* Takes an index, whose value is NULL in every thread.
 * In:      none.
 * Out:     none.
 * Returns: the index, or TLS_OUT_OF_INDEXES; last error: ERROR_NO_MORE_ITEMS,
 *          all 1,088 are taken.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "TlsAlloc function", Return value and Remarks.
 * Test:    tests/conformance/thread_slots.c */
DWORD WINAPI TlsAlloc(VOID) IOCP_API(TlsAlloc);

/* Gives an index back; what the values point to is the program's.
 * In:      dwTlsIndex: of TlsAlloc.
 * Out:     none.
 * Returns: TRUE. FALSE; last error: ERROR_INVALID_PARAMETER, it is not in use.
 * Packet:  none.
 * Blocks:  never.  Threads: any; nobody uses the index any more.
 * Windows: same.
 * Source:  "TlsFree function", Return value.
 * Test:    tests/conformance/thread_slots.c */
BOOL WINAPI TlsFree(DWORD dwTlsIndex) IOCP_API(TlsFree);

/* Tells the calling thread's value.
 * In:      dwTlsIndex: of TlsAlloc; whether it is in use is not looked at.
 * Out:     none.
 * Returns: the value, NULL if it was never set; last error: 0. NULL; last
 *          error: ERROR_INVALID_PARAMETER, 1,088 or more.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "TlsGetValue function", Return value and Remarks.
 * Test:    tests/conformance/thread_slots.c */
LPVOID WINAPI TlsGetValue(DWORD dwTlsIndex) IOCP_API(TlsGetValue);

/* Sets the calling thread's value.
 * In:      dwTlsIndex: as above. lpTlsValue: any.
 * Out:     none.
 * Returns: TRUE. FALSE; last error: ERROR_INVALID_PARAMETER, 1,088 or more;
 *          ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "TlsSetValue function", Return value.
 * Test:    tests/conformance/thread_slots.c */
BOOL WINAPI TlsSetValue(DWORD dwTlsIndex, LPVOID lpTlsValue)
    IOCP_API(TlsSetValue);

/* The same as TlsAlloc, with a function for the values' end.
 * In:      lpCallback: NULL, or called with a value that is not NULL when its
 *          thread ends, or by FlsFree.
 * Out:     none.
 * Returns: the index, or FLS_OUT_OF_INDEXES; last error: ERROR_NO_MORE_ITEMS,
 *          all 128 are taken.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same; newer ones have more than 128.
 * Source:  "FlsAlloc function", Parameters and Return value.
 * Test:    tests/conformance/thread_slots.c */
DWORD WINAPI FlsAlloc(PFLS_CALLBACK_FUNCTION lpCallback) IOCP_API(FlsAlloc);

/* Gives an index back, and calls the function with the values of all threads.
 * In:      dwFlsIndex: of FlsAlloc.
 * Out:     none.
 * Returns: TRUE. FALSE; last error: ERROR_INVALID_PARAMETER, it is not in use.
 * Packet:  none.
 * Blocks:  as long as the function runs.  Threads: any; nobody uses the index
 *          any more.
 * Windows: same.
 * Source:  "FlsFree function", Remarks.
 * Test:    tests/conformance/thread_slots.c */
BOOL WINAPI FlsFree(DWORD dwFlsIndex) IOCP_API(FlsFree);

/* Tells the calling thread's value.
 * In:      dwFlsIndex: of FlsAlloc.
 * Out:     none.
 * Returns: the value, NULL if it was never set; last error: 0. NULL; last
 *          error: ERROR_INVALID_PARAMETER, 128 or more.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "FlsGetValue function", Return value.
 * Test:    tests/conformance/thread_slots.c */
PVOID WINAPI FlsGetValue(DWORD dwFlsIndex) IOCP_API(FlsGetValue);

/* Sets the calling thread's value.
 * In:      dwFlsIndex: of FlsAlloc. lpFlsData: any.
 * Out:     none.
 * Returns: TRUE. FALSE; last error: ERROR_INVALID_PARAMETER, it is not in use;
 *          ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "FlsSetValue function", Return value.
 * Test:    tests/conformance/thread_slots.c */
BOOL WINAPI FlsSetValue(DWORD dwFlsIndex, PVOID lpFlsData)
    IOCP_API(FlsSetValue);

#ifdef __cplusplus
}
#endif

#endif
