/* <winternl.h>: RtlNtStatusToDosError, and little else. */
#ifndef IOCP_WINTERNL_H
#define IOCP_WINTERNL_H

#include "iocp/nt_error.h"
#include "iocp/version.h"

#endif
