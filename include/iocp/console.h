/* The standard handles, and the terminal if they name one.
 *
 * A console is a terminal here. What Windows draws in its window, its buffers
 * and records of keys, is not here; escape sequences are the terminal's. */
#ifndef IOCP_CONSOLE_H
#define IOCP_CONSOLE_H

#include "error_codes.h"
#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

#define STD_INPUT_HANDLE ((DWORD)-10)
#define STD_OUTPUT_HANDLE ((DWORD)-11)
#define STD_ERROR_HANDLE ((DWORD)-12)

#define ENABLE_PROCESSED_INPUT 0x0001
#define ENABLE_LINE_INPUT 0x0002
#define ENABLE_ECHO_INPUT 0x0004
#define ENABLE_WINDOW_INPUT 0x0008
#define ENABLE_MOUSE_INPUT 0x0010
#define ENABLE_INSERT_MODE 0x0020
#define ENABLE_QUICK_EDIT_MODE 0x0040
#define ENABLE_EXTENDED_FLAGS 0x0080
#define ENABLE_AUTO_POSITION 0x0100
#define ENABLE_VIRTUAL_TERMINAL_INPUT 0x0200

#define ENABLE_PROCESSED_OUTPUT 0x0001
#define ENABLE_WRAP_AT_EOL_OUTPUT 0x0002
#define ENABLE_VIRTUAL_TERMINAL_PROCESSING 0x0004
#define DISABLE_NEWLINE_AUTO_RETURN 0x0008
#define ENABLE_LVB_GRID_WORLDWIDE 0x0010

#define FOREGROUND_BLUE 0x0001
#define FOREGROUND_GREEN 0x0002
#define FOREGROUND_RED 0x0004
#define FOREGROUND_INTENSITY 0x0008
#define BACKGROUND_BLUE 0x0010
#define BACKGROUND_GREEN 0x0020
#define BACKGROUND_RED 0x0040
#define BACKGROUND_INTENSITY 0x0080

/* Gives the handle of standard input, output or error.
 * In:      nStdHandle: STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE.
 * Out:     none.
 * Returns: the handle, the same each time, or what SetStdHandle set; NULL if
 *          there is none, as descriptor 0, 1 or 2 was closed; or
 *          INVALID_HANDLE_VALUE; last error: ERROR_INVALID_HANDLE, no such
 *          number; ERROR_NOT_ENOUGH_MEMORY, ERROR_TOO_MANY_OPEN_FILES.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: CloseHandle ends the handle, but descriptors 0, 1 and 2,
 *          and the C library's streams, stay open.
 * Source:  "GetStdHandle function", Return value.
 * Test:    tests/conformance/std_handles.c */
HANDLE WINAPI GetStdHandle(DWORD nStdHandle) IOCP_API(GetStdHandle);

/* Sets what GetStdHandle gives.
 * In:      nStdHandle: as there. hHandle: any value; it is not looked at.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_HANDLE, no such number.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same. The C library's streams do not follow, there as here.
 * Source:  "SetStdHandle function", Return value.
 * Test:    tests/conformance/std_handles.c */
BOOL WINAPI SetStdHandle(DWORD nStdHandle, HANDLE hHandle)
    IOCP_API(SetStdHandle);

/* Tells how a console reads, or writes.
 * In:      hConsoleHandle: the standard input, output or error, or a terminal
 *          opened by CreateFile: for reading, how it reads.
 * Out:     *lpMode: ENABLE_ bits; untouched on failure. Reading: PROCESSED_,
 *          LINE_ and ECHO_INPUT. Writing: what was set last.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_HANDLE, not a console;
 *          ERROR_NOACCESS, lpMode is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: a terminal has no other bits.
 * Source:  "GetConsoleMode function", Parameters.
 * Test:    tests/linux/console_test.c */
BOOL WINAPI GetConsoleMode(HANDLE hConsoleHandle, LPDWORD lpMode)
    IOCP_API(GetConsoleMode);

/* Sets how a console reads, or writes.
 * In:      hConsoleHandle: as GetConsoleMode. dwMode: ENABLE_ bits; those that
 *          a terminal has not are taken and change nothing.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_HANDLE, not a console;
 *          ERROR_INVALID_PARAMETER, unknown bits, or echo without lines.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: as GetConsoleMode. The terminal keeps its mode when the
 *          program has ended.
 * Source:  "SetConsoleMode function", Parameters.
 * Test:    tests/linux/console_test.c */
BOOL WINAPI SetConsoleMode(HANDLE hConsoleHandle, DWORD dwMode)
    IOCP_API(SetConsoleMode);

/* Writes text to a console.
 * In:      hConsoleOutput: a console opened for writing. lpBuffer,
 *          nNumberOfCharsToWrite: the text, UTF-8 in the A form; its length in
 *          characters of the form. lpReserved: NULL.
 * Out:     *lpNumberOfCharsWritten, if it is not NULL: that length.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_HANDLE, not a console;
 *          ERROR_INVALID_PARAMETER, lpBuffer is NULL; ERROR_NOT_ENOUGH_MEMORY;
 *          what WriteFile says of a terminal that has gone.
 * Packet:  none.
 * Blocks:  until the terminal has taken it.  Threads: any, at once.
 * Windows: same.
 * Source:  "WriteConsole function", Remarks.
 * Test:    tests/linux/console_test.c */
BOOL WINAPI WriteConsoleA(HANDLE hConsoleOutput, const VOID *lpBuffer,
                          DWORD nNumberOfCharsToWrite,
                          LPDWORD lpNumberOfCharsWritten, LPVOID lpReserved)
    IOCP_API(WriteConsoleA);

/* The same for UTF-16 text. */
BOOL WINAPI WriteConsoleW(HANDLE hConsoleOutput, const VOID *lpBuffer,
                          DWORD nNumberOfCharsToWrite,
                          LPDWORD lpNumberOfCharsWritten, LPVOID lpReserved)
    IOCP_API(WriteConsoleW);

/* Sets the colours of the text that follows.
 * In:      hConsoleOutput: a console opened for writing. wAttributes:
 *          FOREGROUND_ and BACKGROUND_ bits; others are ignored.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_HANDLE, not a console.
 * Packet:  none.
 * Blocks:  until the terminal has taken it.  Threads: any, at once.
 * Windows: differs: an escape sequence of the terminal's, whose colours stay
 *          when the program has ended. White on black (7) is the terminal's
 *          own choice of colours.
 * Source:  "SetConsoleTextAttribute function", Parameters.
 * Test:    tests/linux/console_test.c */
BOOL WINAPI SetConsoleTextAttribute(HANDLE hConsoleOutput, WORD wAttributes)
    IOCP_API(SetConsoleTextAttribute);

/* Sets the title of the terminal's window.
 * In:      lpConsoleTitle: the text.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_HANDLE, standard output is
 *          no terminal; ERROR_INVALID_PARAMETER, the text is NULL.
 * Packet:  none.
 * Blocks:  until the terminal has taken it.  Threads: any, at once.
 * Windows: differs: control characters are left out.
 * Source:  "SetConsoleTitle function", Return value.
 * Test:    tests/linux/console_test.c */
BOOL WINAPI SetConsoleTitleA(LPCSTR lpConsoleTitle) IOCP_API(SetConsoleTitleA);

/* The same for UTF-16 text. */
BOOL WINAPI SetConsoleTitleW(LPCWSTR lpConsoleTitle) IOCP_API(SetConsoleTitleW);

/* Gives the code page of what the A calls write to the console.
 * In:      none.
 * Out:     none.
 * Returns: 65001, UTF-8.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: there is no other one.
 * Source:  "GetConsoleOutputCP function", Return value.
 * Test:    tests/linux/console_test.c */
UINT WINAPI GetConsoleOutputCP(VOID) IOCP_API(GetConsoleOutputCP);

/* Gives the code page of what is read from the console.
 * In:      none.
 * Out:     none.
 * Returns: 65001, UTF-8.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: there is no other one.
 * Source:  "GetConsoleCP function", Return value.
 * Test:    tests/linux/console_test.c */
UINT WINAPI GetConsoleCP(VOID) IOCP_API(GetConsoleCP);

/* Sets the code page of what the A calls write to the console.
 * In:      wCodePageID: 65001.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_PARAMETER, another one.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: as GetConsoleOutputCP.
 * Source:  "SetConsoleOutputCP function", Return value.
 * Test:    tests/linux/console_test.c */
BOOL WINAPI SetConsoleOutputCP(UINT wCodePageID) IOCP_API(SetConsoleOutputCP);

/* Sets the code page of what is read from the console.
 * In:      wCodePageID: 65001.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_PARAMETER, another one.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: as GetConsoleCP.
 * Source:  "SetConsoleCP function", Return value.
 * Test:    tests/linux/console_test.c */
BOOL WINAPI SetConsoleCP(UINT wCodePageID) IOCP_API(SetConsoleCP);

#ifdef UNICODE
#define SetConsoleTitle SetConsoleTitleW
#define WriteConsole WriteConsoleW
#else
#define SetConsoleTitle SetConsoleTitleA
#define WriteConsole WriteConsoleA
#endif

#ifdef __cplusplus
}
#endif

#endif
