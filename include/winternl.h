/* <winternl.h>: RtlNtStatusToDosError, wait completion packets, and little
 * else.
 */
#ifndef IOCP_WINTERNL_H
#define IOCP_WINTERNL_H

#include "iocp/nt_error.h"
#include "iocp/version.h"
#include "iocp/wait_packet.h"

#endif
