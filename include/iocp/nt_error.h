/* Last errors for NTSTATUS numbers: <winternl.h>, <ntsecapi.h>. */
#ifndef IOCP_NT_ERROR_H
#define IOCP_NT_ERROR_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Gives the last error that an NTSTATUS becomes.
 * In:      Status: what OVERLAPPED.Internal holds, for example.
 * Out:     none.
 * Returns: the number; ERROR_MR_MID_NOT_FOUND (317) if there is none.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: the table has what this library can return.
 * Source:  "RtlNtStatusToDosError function", Return value.
 * Test:    tests/conformance/exceptions.c */
ULONG NTAPI RtlNtStatusToDosError(LONG Status) IOCP_API(RtlNtStatusToDosError);

/* Gives the last error that an NTSTATUS becomes, as RtlNtStatusToDosError.
 * In:      Status: as there.
 * Out:     none.
 * Returns: as there.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: as there.
 * Source:  "LsaNtStatusToWinError function", Return value.
 * Test:    tests/conformance/exceptions.c */
ULONG NTAPI LsaNtStatusToWinError(LONG Status) IOCP_API(LsaNtStatusToWinError);

#ifdef __cplusplus
}
#endif

#endif
