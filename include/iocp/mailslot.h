/* Mailslots: messages from any number of writers to one reader, who made the
 * slot. No writer waits, and none is told whether its message is read.
 *
 * A writer opens one with CreateFile by the name \\.\mailslot\x, and writes
 * with WriteFile; the reader reads with ReadFile, a message a read, in
 * overlapped requests too. */
#ifndef IOCP_MAILSLOT_H
#define IOCP_MAILSLOT_H

#include "error_codes.h"
#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

#define MAILSLOT_NO_MESSAGE ((DWORD)-1)
#define MAILSLOT_WAIT_FOREVER ((DWORD)-1)

/* Makes a mailslot: the handle of its reader, which is overlapped.
 * In:      lpName: \\.\mailslot\ and a name, which may have more backslashes;
 *          UTF-8 in the A form, UTF-16 in the W form; case does not matter.
 *          nMaxMessageSize: bytes that a message may have, 0: any number.
 *          lReadTimeout: how many ms a read waits for a message; 0: not at all;
 *          MAILSLOT_WAIT_FOREVER. lpSecurityAttributes: NULL, or ignored.
 * Out:     none.
 * Returns: the handle, or INVALID_HANDLE_VALUE; last error:
 *          ERROR_PATH_NOT_FOUND, no name; ERROR_INVALID_NAME, not the name of a
 *          mailslot; ERROR_ALREADY_EXISTS, it is there;
 *          ERROR_NOT_ENOUGH_MEMORY; ERROR_NO_SYSTEM_RESOURCES, no handle left.
 * Packet:  none; one for each overlapped read: with the message's bytes; with
 *          ERROR_SEM_TIMEOUT, its time is over; with ERROR_INSUFFICIENT_BUFFER,
 *          the message that came is larger than its buffer, and stays; with
 *          ERROR_HANDLE_EOF, the handle was closed.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: names are those of one process, and of this machine only.
 * Source:  "CreateMailslotA function", Parameters and Remarks.
 * Test:    tests/conformance/mailslots.c, mailslot_reads.c */
HANDLE WINAPI CreateMailslotA(LPCSTR lpName, DWORD nMaxMessageSize,
                              DWORD lReadTimeout,
                              LPSECURITY_ATTRIBUTES lpSecurityAttributes)
    IOCP_API(CreateMailslotA);

/* The same for a UTF-16 name. */
HANDLE WINAPI CreateMailslotW(LPCWSTR lpName, DWORD nMaxMessageSize,
                              DWORD lReadTimeout,
                              LPSECURITY_ATTRIBUTES lpSecurityAttributes)
    IOCP_API(CreateMailslotW);

/* Tells what is in a mailslot.
 * In:      hMailslot: of CreateMailslot. The other pointers may be NULL.
 * Out:     *lpMaxMessageSize: as it was made. *lpNextSize: bytes of the oldest
 *          message, or MAILSLOT_NO_MESSAGE. *lpMessageCount: how many there
 *          are. *lpReadTimeout: ms. Untouched on failure.
 * Returns: TRUE. FALSE; last error: ERROR_INVALID_HANDLE, no mailslot's, or a
 *          writer's.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetMailslotInfo function", Parameters.
 * Test:    tests/conformance/mailslots.c */
BOOL WINAPI GetMailslotInfo(HANDLE hMailslot, LPDWORD lpMaxMessageSize,
                            LPDWORD lpNextSize, LPDWORD lpMessageCount,
                            LPDWORD lpReadTimeout) IOCP_API(GetMailslotInfo);

/* Sets how long the reads wait that come from now on.
 * In:      hMailslot: of CreateMailslot. lReadTimeout: ms, as there.
 * Out:     none.
 * Returns: TRUE. FALSE; last error: as above.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "SetMailslotInfo function", Parameters.
 * Test:    tests/conformance/mailslot_reads.c */
BOOL WINAPI SetMailslotInfo(HANDLE hMailslot, DWORD lReadTimeout)
    IOCP_API(SetMailslotInfo);

#ifdef UNICODE
#define CreateMailslot CreateMailslotW
#else
#define CreateMailslot CreateMailslotA
#endif

#ifdef __cplusplus
}
#endif

#endif
