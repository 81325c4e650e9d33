/* Protocol descriptions that stand for a socket that is there already. */
#ifndef API_SOCKET_DUPLICATE_H
#define API_SOCKET_DUPLICATE_H

#include <stdbool.h>

#include "iocp/socket.h"

/* Whether it is from WSADuplicateSocket. The name of the protocol, which alone
 * differs between A and W, is not looked at. */
bool socket_is_duplicate(const WSAPROTOCOL_INFOA *info);

/* The socket, or INVALID_SOCKET and the last error. */
SOCKET socket_take_duplicate(const WSAPROTOCOL_INFOA *info);

#endif
