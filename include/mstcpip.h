/* <mstcpip.h>: keep-alive settings, see iocp/socket_ext.h. */
#ifndef IOCP_MSTCPIP_H
#define IOCP_MSTCPIP_H

#include "winsock2.h"

#include "iocp/socket_ext.h"
#include "iocp/tcp_info.h"

#endif
