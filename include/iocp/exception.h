/* The last resort: filters of exceptions that nobody handles, and ways to end.
 *
 * gcc and clang have no structured exceptions on Linux, so there are no __try,
 * __except and __finally here, and nothing to be asked inside of them
 * (GetExceptionCode, AbnormalTermination). An exception goes straight to the
 * filter that SetUnhandledExceptionFilter set. */
#ifndef IOCP_EXCEPTION_H
#define IOCP_EXCEPTION_H

#include "context.h"
#include "error_codes.h"
#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

#define EXCEPTION_EXECUTE_HANDLER 1
#define EXCEPTION_CONTINUE_SEARCH 0
#define EXCEPTION_CONTINUE_EXECUTION (-1)
#define EXCEPTION_NONCONTINUABLE 0x1
#define EXCEPTION_MAXIMUM_PARAMETERS 15

#define EXCEPTION_ACCESS_VIOLATION ((DWORD)0xC0000005)
#define EXCEPTION_DATATYPE_MISALIGNMENT ((DWORD)0x80000002)
#define EXCEPTION_BREAKPOINT ((DWORD)0x80000003)
#define EXCEPTION_SINGLE_STEP ((DWORD)0x80000004)
#define EXCEPTION_ARRAY_BOUNDS_EXCEEDED ((DWORD)0xC000008C)
#define EXCEPTION_FLT_DENORMAL_OPERAND ((DWORD)0xC000008D)
#define EXCEPTION_FLT_DIVIDE_BY_ZERO ((DWORD)0xC000008E)
#define EXCEPTION_FLT_INEXACT_RESULT ((DWORD)0xC000008F)
#define EXCEPTION_FLT_INVALID_OPERATION ((DWORD)0xC0000090)
#define EXCEPTION_FLT_OVERFLOW ((DWORD)0xC0000091)
#define EXCEPTION_FLT_STACK_CHECK ((DWORD)0xC0000092)
#define EXCEPTION_FLT_UNDERFLOW ((DWORD)0xC0000093)
#define EXCEPTION_INT_DIVIDE_BY_ZERO ((DWORD)0xC0000094)
#define EXCEPTION_INT_OVERFLOW ((DWORD)0xC0000095)
#define EXCEPTION_PRIV_INSTRUCTION ((DWORD)0xC0000096)
#define EXCEPTION_IN_PAGE_ERROR ((DWORD)0xC0000006)
#define EXCEPTION_ILLEGAL_INSTRUCTION ((DWORD)0xC000001D)
#define EXCEPTION_NONCONTINUABLE_EXCEPTION ((DWORD)0xC0000025)
#define EXCEPTION_STACK_OVERFLOW ((DWORD)0xC00000FD)
#define EXCEPTION_GUARD_PAGE ((DWORD)0x80000001)
#define EXCEPTION_INVALID_HANDLE ((DWORD)0xC0000008)

#define SEM_FAILCRITICALERRORS 0x0001
#define SEM_NOGPFAULTERRORBOX 0x0002
#define SEM_NOALIGNMENTFAULTEXCEPT 0x0004
#define SEM_NOOPENFILEERRORBOX 0x8000

typedef struct _EXCEPTION_RECORD {
    DWORD ExceptionCode;
    DWORD ExceptionFlags; /* EXCEPTION_NONCONTINUABLE */
    struct _EXCEPTION_RECORD *ExceptionRecord;
    PVOID ExceptionAddress; /* of the instruction */
    DWORD NumberParameters;
    /* EXCEPTION_ACCESS_VIOLATION: 0 read, 1 written, 8 executed; the address */
    ULONG_PTR ExceptionInformation[EXCEPTION_MAXIMUM_PARAMETERS];
} EXCEPTION_RECORD, *PEXCEPTION_RECORD;

IOCP_SIZE(EXCEPTION_RECORD, 152);
IOCP_AT(EXCEPTION_RECORD, ExceptionAddress, 16);
IOCP_AT(EXCEPTION_RECORD, NumberParameters, 24);
IOCP_AT(EXCEPTION_RECORD, ExceptionInformation, 32);

typedef struct _EXCEPTION_POINTERS {
    PEXCEPTION_RECORD ExceptionRecord;
    PCONTEXT ContextRecord;
} EXCEPTION_POINTERS, *PEXCEPTION_POINTERS, *LPEXCEPTION_POINTERS;

IOCP_SIZE(EXCEPTION_POINTERS, 16);
IOCP_AT(EXCEPTION_POINTERS, ContextRecord, 8);

typedef LONG(WINAPI *PTOP_LEVEL_EXCEPTION_FILTER)(
    PEXCEPTION_POINTERS ExceptionInfo);
typedef PTOP_LEVEL_EXCEPTION_FILTER LPTOP_LEVEL_EXCEPTION_FILTER;

/* Sets the function that is called before an exception ends the process.
 * In:      lpTopLevelExceptionFilter: called by the thread that failed, in its
 *          signal handler, for SIGSEGV, SIGBUS, SIGFPE, SIGILL and SIGTRAP that
 *          an instruction caused, and for RaiseException. It returns
 *          EXCEPTION_EXECUTE_HANDLER: the process ends, its exit code is the
 *          exception's; EXCEPTION_CONTINUE_EXECUTION: the thread goes on, with
 *          what the filter made of its registers; EXCEPTION_CONTINUE_SEARCH:
 *          what happens without a filter. NULL: no filter.
 * Out:     none.
 * Returns: the filter before, or NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: in a filter only what a signal handler may call is safe; a
 *          stack that overflowed calls none; Linux passes on the low 8 bits of
 *          the exit code. With the first filter the signals are taken over;
 *          handlers that the program had before are called where the filter
 *          says EXCEPTION_CONTINUE_SEARCH.
 * Source:  "SetUnhandledExceptionFilter function", Return value and Remarks.
 * Test:    tests/conformance/exceptions.c */
LPTOP_LEVEL_EXCEPTION_FILTER WINAPI SetUnhandledExceptionFilter(
    LPTOP_LEVEL_EXCEPTION_FILTER lpTopLevelExceptionFilter)
    IOCP_API(SetUnhandledExceptionFilter);

/* Does what is done with an exception that nobody handles.
 * In:      ExceptionInfo: the exception.
 * Out:     none.
 * Returns: what the filter returns; without one EXCEPTION_EXECUTE_HANDLER, or
 *          EXCEPTION_CONTINUE_SEARCH while a debugger is there.
 * Packet:  none.
 * Blocks:  as the filter.  Threads: any, at once.
 * Windows: same.
 * Source:  "UnhandledExceptionFilter function", Return value.
 * Test:    tests/conformance/exceptions.c */
LONG WINAPI UnhandledExceptionFilter(PEXCEPTION_POINTERS ExceptionInfo)
    IOCP_API(UnhandledExceptionFilter);

/* Raises an exception.
 * In:      dwExceptionCode: any. dwExceptionFlags: 0 or
 *          EXCEPTION_NONCONTINUABLE. nNumberOfArguments, lpArguments: up to 15
 *          numbers for the filter; NULL for none.
 * Out:     none.
 * Returns: when the filter says EXCEPTION_CONTINUE_EXECUTION. It ends the
 *          process with the exception's code for EXCEPTION_EXECUTE_HANDLER, and
 *          else, without a filter too, by abort().
 * Packet:  none.
 * Blocks:  as the filter.  Threads: any.
 * Windows: differs: no __except can catch it. The exception by which programs
 *          tell a debugger a thread's name (0x406D1388) returns at once.
 * Source:  "RaiseException function", Parameters and Remarks.
 * Test:    tests/conformance/exceptions.c */
VOID WINAPI RaiseException(DWORD dwExceptionCode, DWORD dwExceptionFlags,
                           DWORD nNumberOfArguments,
                           const ULONG_PTR *lpArguments)
    IOCP_API(RaiseException);

/* Sets which errors the system may show a window for.
 * In:      uMode: SEM_ bits.
 * Out:     none.
 * Returns: the bits before.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: kept and given back; there are no such windows.
 * Source:  "SetErrorMode function", Return value.
 * Test:    tests/conformance/exceptions.c */
UINT WINAPI SetErrorMode(UINT uMode) IOCP_API(SetErrorMode);

/* Gives what SetErrorMode set.
 * In:      none.
 * Out:     none.
 * Returns: the bits; 0 to begin with.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetErrorMode function", Return value.
 * Test:    tests/conformance/exceptions.c */
UINT WINAPI GetErrorMode(VOID) IOCP_API(GetErrorMode);

/* Says why, and ends the process.
 * In:      uAction: ignored. lpMessageText: the text.
 * Out:     none.
 * Returns: never.
 * Packet:  none.
 * Blocks:  until standard error has taken it.  Threads: any.
 * Windows: differs: the text goes to standard error, not into a window; the
 *          exit code is 1.
 * Source:  "FatalAppExitA function", Remarks.
 * Test:    tests/linux/exception_test.c */
DECLSPEC_NORETURN VOID WINAPI FatalAppExitA(UINT uAction, LPCSTR lpMessageText)
    IOCP_API(FatalAppExitA);

/* The same for UTF-16 text. */
DECLSPEC_NORETURN VOID WINAPI FatalAppExitW(UINT uAction, LPCWSTR lpMessageText)
    IOCP_API(FatalAppExitW);

/* Ends the process, as ExitProcess does.
 * In:      ExitCode: the exit code; Linux passes on its low 8 bits.
 * Out:     none.
 * Returns: never.
 * Packet:  none.
 * Blocks:  until standard output is written.  Threads: any.
 * Windows: differs: a debugger is not called.
 * Source:  "FatalExit function", Remarks.
 * Test:    tests/linux/exception_test.c */
DECLSPEC_NORETURN VOID WINAPI FatalExit(int ExitCode) IOCP_API(FatalExit);

#ifdef UNICODE
#define FatalAppExit FatalAppExitW
#else
#define FatalAppExit FatalAppExitA
#endif

#ifdef __cplusplus
}
#endif

#endif
