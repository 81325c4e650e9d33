/* <psapi.h>: the memory of a process. */
#ifndef IOCP_PSAPI_H
#define IOCP_PSAPI_H

#include "iocp/memory_status.h"

#endif
