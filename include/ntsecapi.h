/* <ntsecapi.h>: LsaNtStatusToWinError, and little else. */
#ifndef IOCP_NTSECAPI_H
#define IOCP_NTSECAPI_H

#include "iocp/nt_error.h"

#endif
