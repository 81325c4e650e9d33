/* <ntstatus.h>: the NTSTATUS numbers, see iocp/status.h. */
#ifndef IOCP_NTSTATUS_H
#define IOCP_NTSTATUS_H

#include "iocp/status.h"

#endif
