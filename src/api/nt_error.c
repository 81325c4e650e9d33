/* Last errors for NTSTATUS numbers. */
#include "iocp/nt_error.h"

#include "base/errmap.h"

ULONG NTAPI RtlNtStatusToDosError(LONG status)
{
    return errmap_win32(status);
}

ULONG NTAPI LsaNtStatusToWinError(LONG status)
{
    return errmap_win32(status);
}
