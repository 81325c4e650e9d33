/* The protocol of a socket, as WSAPROTOCOL_INFO tells it. */
#ifndef API_PROTOCOL_INFO_H
#define API_PROTOCOL_INFO_H

#include "iocp/socket.h"
#include "object/socket.h"

void protocol_info_a(const struct socket_object *socket,
                     WSAPROTOCOL_INFOA *info);
void protocol_info_w(const struct socket_object *socket,
                     WSAPROTOCOL_INFOW *info);

/* Bytes of the longest message that can be sent; 0 for streams. */
DWORD protocol_max_message(const struct socket_object *socket);

/* IPPROTO_TCP and the like; of a socket made with 0 what its type implies. */
int protocol_number(const struct socket_object *socket);

#endif
