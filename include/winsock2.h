/* <winsock2.h>: sockets, and <windows.h>, as on Windows. */
#ifndef IOCP_WINSOCK2_H
#define IOCP_WINSOCK2_H

/* Programs look at these, and some define the second to keep <winsock.h>
 * out. */
#ifndef _WINSOCK2API_
#define _WINSOCK2API_
#endif
#ifndef _WINSOCKAPI_
#define _WINSOCKAPI_
#endif

#include "windows.h"

#include "iocp/address_text.h"
#include "iocp/connections.h"
#include "iocp/datagram.h"
#include "iocp/hosts.h"
#include "iocp/socket.h"
#include "iocp/socket_events.h"
#include "iocp/socket_ioctl.h"
#include "iocp/socket_options.h"
#include "iocp/socket_poll.h"

#endif
