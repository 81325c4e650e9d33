/* <conio.h>: keys of the terminal, from Microsoft's C run-time library. The
 * terminal is that of the process (/dev/tty), whatever standard input is; a
 * process without one, or in its background, has no keys. */
#ifndef IOCP_CRT_CONSOLE_H
#define IOCP_CRT_CONSOLE_H

#include "crt_errors.h"

#include "crt_push.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Asks whether a key waits to be read.
 * In:      none.
 * Out:     none.
 * Returns: nonzero, one does, or the second unit of one for _getwch; 0.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "_kbhit", Return value.
 * Test:    tests/linux/keyboard_test.c */
int __cdecl _kbhit(void) IOCP_API(_kbhit);

/* Reads a key without showing it.
 * In:      none.
 * Out:     none.
 * Returns: its byte; -1, there is no terminal.
 * Packet:  none.
 * Blocks:  until a key is there.  Threads: any, at once.
 * Windows: differs: keys that are no letter come as the sequences of the
 *          terminal.
 * Source:  "_getch, _getwch", Remarks.
 * Test:    tests/linux/keyboard_test.c */
int __cdecl _getch(void) IOCP_API(_getch);

/* The same for a key that is shown. */
int __cdecl _getche(void) IOCP_API(_getche);

/* Reads a key of UTF-16 without showing it.
 * In:      none.
 * Out:     none.
 * Returns: its unit; the second one of a pair comes with the next call; 0xFFFF,
 *          there is no terminal.
 * Packet:  none.
 * Blocks:  until a key is there.  Threads: any, at once.
 * Windows: differs: as _getch.
 * Source:  "_getch, _getwch", Remarks.
 * Test:    tests/linux/keyboard_test.c */
WCHAR __cdecl _getwch(void) IOCP_API(_getwch);

#ifdef __cplusplus
}
#endif

#include "crt_pop.h"

#endif
