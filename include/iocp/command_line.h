/* The command line. */
#ifndef IOCP_COMMAND_LINE_H
#define IOCP_COMMAND_LINE_H

#include "error_codes.h"
#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Gives the command line of the process.
 * In:      none.
 * Out:     none.
 * Returns: the arguments, the program's own name first, in quotation marks
 *          where they need them, so that CommandLineToArgvW gives them back.
 *          Constant until the process ends; not to be freed.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: there was no command line, but arguments; those that are no
 *          UTF-8 change in the W form. A program's name that has a quotation
 *          mark in it loses that.
 * Source:  "GetCommandLineA function", Return value.
 * Test:    tests/conformance/command_line.c */
LPSTR WINAPI GetCommandLineA(VOID) IOCP_API(GetCommandLineA);

/* The same in UTF-16. */
LPWSTR WINAPI GetCommandLineW(VOID) IOCP_API(GetCommandLineW);

/* Takes a command line apart.
 * In:      lpCmdLine: the text; an empty one stands for the program's path.
 * Out:     *pNumArgs: the number of arguments.
 * Returns: their addresses in one block, with the texts, for LocalFree; or
 * NULL; last error: ERROR_INVALID_PARAMETER, a pointer is NULL;
 *          ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "CommandLineToArgvW function", Remarks.
 * Test:    tests/conformance/command_line.c */
LPWSTR *WINAPI CommandLineToArgvW(LPCWSTR lpCmdLine, int *pNumArgs)
    IOCP_API(CommandLineToArgvW);

#ifdef UNICODE
#define GetCommandLine GetCommandLineW
#else
#define GetCommandLine GetCommandLineA
#endif

#ifdef __cplusplus
}
#endif

#endif
