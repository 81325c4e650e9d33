/* Receiving and sending, under every name Windows has for it. */
#ifndef API_SOCKET_IO_H
#define API_SOCKET_IO_H

#include "iocp/socket.h"
#include "object/socket.h"

/* ReadFile and WriteFile on a socket: one buffer. STATUS_SUCCESS and *bytes,
 * STATUS_PENDING, a warning, or an error. The caller pins the socket. */
NTSTATUS socket_read(struct socket_object *socket, void *buffer, DWORD len,
                     OVERLAPPED *overlapped, DWORD *bytes);
NTSTATUS socket_write(struct socket_object *socket, const void *buffer,
                      DWORD len, OVERLAPPED *overlapped, DWORD *bytes);

#endif
