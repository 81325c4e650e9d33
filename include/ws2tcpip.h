/* <ws2tcpip.h>: names, addresses and IPv6, see iocp/address.h. */
#ifndef IOCP_WS2TCPIP_H
#define IOCP_WS2TCPIP_H

#include "winsock2.h"

#include "iocp/address.h"
#include "iocp/interfaces.h"
#include "iocp/names.h"
#include "iocp/names_ex.h"

#endif
