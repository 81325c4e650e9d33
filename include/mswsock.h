/* <mswsock.h>: AcceptEx and the other extensions, see iocp/socket_ext.h. */
#ifndef IOCP_MSWSOCK_H
#define IOCP_MSWSOCK_H

#include "winsock2.h"

#include "iocp/socket_ext.h"
#include "iocp/socket_ioctl.h"

#endif
