/* Questions to the version by names: <versionhelpers.h>.
 *
 * On Windows these are inline functions of the header. They ask
 * VerifyVersionInfo, so the answer is that of <iocp/version.h>: 6.2, as to any
 * program without a manifest. */
#ifndef IOCP_VERSION_HELPERS_H
#define IOCP_VERSION_HELPERS_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Asks whether the system is of this version, or a later one.
 * In:      wMajorVersion, wMinorVersion, wServicePackMajor: the version.
 * Out:     none.
 * Returns: TRUE or FALSE.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same, for a program without a manifest.
 * Source:  "IsWindowsVersionOrGreater function", Remarks.
 * Test:    tests/conformance/version.c */
BOOL IsWindowsVersionOrGreater(WORD wMajorVersion, WORD wMinorVersion,
                               WORD wServicePackMajor)
    IOCP_API(IsWindowsVersionOrGreater);

/* The same for 5.1. */
BOOL IsWindowsXPOrGreater(VOID) IOCP_API(IsWindowsXPOrGreater);

/* The same for 5.1, service pack 1. */
BOOL IsWindowsXPSP1OrGreater(VOID) IOCP_API(IsWindowsXPSP1OrGreater);

/* The same for 5.1, service pack 2. */
BOOL IsWindowsXPSP2OrGreater(VOID) IOCP_API(IsWindowsXPSP2OrGreater);

/* The same for 5.1, service pack 3. */
BOOL IsWindowsXPSP3OrGreater(VOID) IOCP_API(IsWindowsXPSP3OrGreater);

/* The same for 6.0. */
BOOL IsWindowsVistaOrGreater(VOID) IOCP_API(IsWindowsVistaOrGreater);

/* The same for 6.0, service pack 1. */
BOOL IsWindowsVistaSP1OrGreater(VOID) IOCP_API(IsWindowsVistaSP1OrGreater);

/* The same for 6.0, service pack 2. */
BOOL IsWindowsVistaSP2OrGreater(VOID) IOCP_API(IsWindowsVistaSP2OrGreater);

/* The same for 6.1. */
BOOL IsWindows7OrGreater(VOID) IOCP_API(IsWindows7OrGreater);

/* The same for 6.1, service pack 1. */
BOOL IsWindows7SP1OrGreater(VOID) IOCP_API(IsWindows7SP1OrGreater);

/* The same for 6.2. */
BOOL IsWindows8OrGreater(VOID) IOCP_API(IsWindows8OrGreater);

/* The same for 6.3. */
BOOL IsWindows8Point1OrGreater(VOID) IOCP_API(IsWindows8Point1OrGreater);

/* The same for 10.0. */
BOOL IsWindows10OrGreater(VOID) IOCP_API(IsWindows10OrGreater);

/* Asks whether the system is a server's.
 * In:      none.
 * Out:     none.
 * Returns: FALSE.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: what VerifyVersionInfo calls a workstation here.
 * Source:  "IsWindowsServer function", Return value.
 * Test:    tests/conformance/version.c */
BOOL IsWindowsServer(VOID) IOCP_API(IsWindowsServer);

#ifdef __cplusplus
}
#endif

#endif
