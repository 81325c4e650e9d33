/* The environment of the process; the names of the machine and of the user. */
#ifndef IOCP_ENVIRONMENT_H
#define IOCP_ENVIRONMENT_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

#define MAX_COMPUTERNAME_LENGTH 15

typedef enum _COMPUTER_NAME_FORMAT {
    ComputerNameNetBIOS,
    ComputerNameDnsHostname,
    ComputerNameDnsDomain,
    ComputerNameDnsFullyQualified,
    ComputerNamePhysicalNetBIOS,
    ComputerNamePhysicalDnsHostname,
    ComputerNamePhysicalDnsDomain,
    ComputerNamePhysicalDnsFullyQualified,
    ComputerNameMax
} COMPUTER_NAME_FORMAT;

/* Gives the value of a variable.
 * In:      lpName: its name; one in other capitals is found too, if none is
 *          exact. nSize: room in characters.
 * Out:     lpBuffer: the value with its NUL; untouched without room.
 * Returns: its length; without room the length needed, with the NUL; or 0: it
 *          is empty, or last error: ERROR_ENVVAR_NOT_FOUND;
 *          ERROR_INVALID_PARAMETER, a NULL name; ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once, if nobody calls setenv(3).
 * Windows: differs: names never differ by capitals only.
 * Source:  "GetEnvironmentVariableA function", Return value.
 * Test:    tests/conformance/environment.c */
DWORD WINAPI GetEnvironmentVariableA(LPCSTR lpName, LPSTR lpBuffer, DWORD nSize)
    IOCP_API(GetEnvironmentVariableA);
/* The same for UTF-16. */
DWORD WINAPI GetEnvironmentVariableW(LPCWSTR lpName, LPWSTR lpBuffer,
                                     DWORD nSize)
    IOCP_API(GetEnvironmentVariableW);

/* Sets a variable, or takes it away.
 * In:      lpName: not empty, and without '='. lpValue: NULL: take it away.
 * Out:     none; getenv(3) sees it.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_PARAMETER, the name;
 *          ERROR_ENVVAR_NOT_FOUND, it was not there to take away;
 *          ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  never.  Threads: as above.
 * Windows: same.
 * Source:  "SetEnvironmentVariableA function", Parameters.
 * Test:    tests/conformance/environment.c */
BOOL WINAPI SetEnvironmentVariableA(LPCSTR lpName, LPCSTR lpValue)
    IOCP_API(SetEnvironmentVariableA);
/* The same for UTF-16. */
BOOL WINAPI SetEnvironmentVariableW(LPCWSTR lpName, LPCWSTR lpValue)
    IOCP_API(SetEnvironmentVariableW);

/* Puts values in the place of %NAME%.
 * In:      lpSrc: the text. nSize: room in characters.
 * Out:     lpDst: the text with values, and its NUL; a name that is unknown
 *          stays as it is, between its signs. Untouched without room.
 * Returns: the characters of the result, with the NUL, also without room; or 0;
 *          last error: ERROR_INVALID_PARAMETER, lpSrc is NULL;
 *          ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  never.  Threads: as above.
 * Windows: same.
 * Source:  "ExpandEnvironmentStringsA function", Parameters, Return value.
 * Test:    tests/conformance/environment.c */
DWORD WINAPI ExpandEnvironmentStringsA(LPCSTR lpSrc, LPSTR lpDst, DWORD nSize)
    IOCP_API(ExpandEnvironmentStringsA);
/* The same for UTF-16. */
DWORD WINAPI ExpandEnvironmentStringsW(LPCWSTR lpSrc, LPWSTR lpDst, DWORD nSize)
    IOCP_API(ExpandEnvironmentStringsW);

/* Gives a copy of the environment: "NAME=value" and a NUL each, a NUL more at
 * the end.
 * In:      none.
 * Out:     none.
 * Returns: the copy, the caller's until FreeEnvironmentStrings; or NULL; last
 *          error: ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  never.  Threads: as above.
 * Windows: same.
 * Source:  "GetEnvironmentStrings function", Remarks.
 * Test:    tests/conformance/environment.c */
LPCH WINAPI GetEnvironmentStringsA(VOID) IOCP_API(GetEnvironmentStringsA);
/* The same in UTF-16. */
LPWCH WINAPI GetEnvironmentStringsW(VOID) IOCP_API(GetEnvironmentStringsW);

/* Gives such a copy back.
 * In:      penv: the copy; NULL is allowed.
 * Out:     none.
 * Returns: TRUE.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "FreeEnvironmentStringsA function", Parameters.
 * Test:    tests/conformance/environment.c */
BOOL WINAPI FreeEnvironmentStringsA(LPCH penv)
    IOCP_API(FreeEnvironmentStringsA);
/* The same for UTF-16. */
BOOL WINAPI FreeEnvironmentStringsW(LPWCH penv)
    IOCP_API(FreeEnvironmentStringsW);

/* Gives the short name of the machine: capitals, at most 15 characters.
 * In:      *nSize: room in characters.
 * Out:     lpBuffer: the name with its NUL; *nSize: its length; without room
 *          what is needed, with the NUL.
 * Returns: TRUE, or FALSE; last error: ERROR_BUFFER_OVERFLOW, no room;
 *          ERROR_INVALID_PARAMETER, nSize is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetComputerNameA function", Parameters, Return value.
 * Test:    tests/conformance/environment.c */
BOOL WINAPI GetComputerNameA(LPSTR lpBuffer, LPDWORD nSize)
    IOCP_API(GetComputerNameA);
/* The same in UTF-16. */
BOOL WINAPI GetComputerNameW(LPWSTR lpBuffer, LPDWORD nSize)
    IOCP_API(GetComputerNameW);

/* Gives a name of the machine.
 * In:      NameType: the short one, or of that of the network: host, domain,
 *          both; the Physical ones are the same. *nSize: room in characters.
 * Out:     as above.
 * Returns: TRUE, or FALSE; last error: ERROR_MORE_DATA, no room;
 *          ERROR_INVALID_PARAMETER, another type, or nSize is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetComputerNameExA function", Parameters, Return value.
 * Test:    tests/conformance/environment.c */
BOOL WINAPI GetComputerNameExA(COMPUTER_NAME_FORMAT NameType, LPSTR lpBuffer,
                               LPDWORD nSize) IOCP_API(GetComputerNameExA);
/* The same in UTF-16. */
BOOL WINAPI GetComputerNameExW(COMPUTER_NAME_FORMAT NameType, LPWSTR lpBuffer,
                               LPDWORD nSize) IOCP_API(GetComputerNameExW);

/* Gives the name of the user whose rights the process has.
 * In:      *pcbBuffer: room in characters.
 * Out:     lpBuffer: the name with its NUL; *pcbBuffer: its length with the
 * NUL, also without room. Returns: TRUE, or FALSE; last error:
 * ERROR_INSUFFICIENT_BUFFER, no room; ERROR_INVALID_PARAMETER, pcbBuffer is
 * NULL. Packet:  none. Blocks:  while the user's entry is looked up.  Threads:
 * any, at once. Windows: differs: a user without an entry is a number. Source:
 * "GetUserNameA function", Parameters, Return value. Test:
 * tests/conformance/environment.c */
BOOL WINAPI GetUserNameA(LPSTR lpBuffer, LPDWORD pcbBuffer)
    IOCP_API(GetUserNameA);
/* The same in UTF-16. */
BOOL WINAPI GetUserNameW(LPWSTR lpBuffer, LPDWORD pcbBuffer)
    IOCP_API(GetUserNameW);

#ifdef UNICODE
#define GetEnvironmentVariable GetEnvironmentVariableW
#define SetEnvironmentVariable SetEnvironmentVariableW
#define ExpandEnvironmentStrings ExpandEnvironmentStringsW
#define GetEnvironmentStrings GetEnvironmentStringsW
#define FreeEnvironmentStrings FreeEnvironmentStringsW
#define GetComputerName GetComputerNameW
#define GetComputerNameEx GetComputerNameExW
#define GetUserName GetUserNameW
#else
#define GetEnvironmentVariable GetEnvironmentVariableA
#define SetEnvironmentVariable SetEnvironmentVariableA
#define ExpandEnvironmentStrings ExpandEnvironmentStringsA
#define GetEnvironmentStrings GetEnvironmentStringsA
#define FreeEnvironmentStrings FreeEnvironmentStringsA
#define GetComputerName GetComputerNameA
#define GetComputerNameEx GetComputerNameExA
#define GetUserName GetUserNameA
#endif

#ifdef __cplusplus
}
#endif

#endif
