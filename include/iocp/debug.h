/* Talking to a debugger. */
#ifndef IOCP_DEBUG_H
#define IOCP_DEBUG_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Asks whether a debugger looks at the process.
 * In:      none.
 * Out:     none.
 * Returns: TRUE if another process traces this one (ptrace), strace too.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "IsDebuggerPresent function", Return value.
 * Test:    tests/conformance/debug.c */
BOOL WINAPI IsDebuggerPresent(VOID) IOCP_API(IsDebuggerPresent);

/* Says something to whoever debugs.
 * In:      lpOutputString: the text; NULL says nothing.
 * Out:     none.
 * Returns: nothing. The last error stays.
 * Packet:  none.
 * Blocks:  until standard error has taken it.  Threads: any, at once.
 * Windows: differs: it is written to standard error while a debugger is there,
 *          or if the environment has IOCP_LOG=1; else it is lost.
 * Source:  "OutputDebugStringA function", Remarks.
 * Test:    tests/conformance/debug.c */
VOID WINAPI OutputDebugStringA(LPCSTR lpOutputString)
    IOCP_API(OutputDebugStringA);

/* The same for UTF-16 text. */
VOID WINAPI OutputDebugStringW(LPCWSTR lpOutputString)
    IOCP_API(OutputDebugStringW);

/* Stops the program in its debugger.
 * In:      none.
 * Out:     none.
 * Returns: nothing, when the debugger lets it go on.
 * Packet:  none.
 * Blocks:  until then.  Threads: any.
 * Windows: differs: SIGTRAP, which without a debugger and without a filter of
 *          SetUnhandledExceptionFilter ends the process.
 * Source:  "DebugBreak function", Remarks.
 * Test:    tests/linux/exception_test.c */
VOID WINAPI DebugBreak(VOID) IOCP_API(DebugBreak);

#ifdef UNICODE
#define OutputDebugString OutputDebugStringW
#else
#define OutputDebugString OutputDebugStringA
#endif

#ifdef __cplusplus
}
#endif

#endif
