/* Receiving and sending, under every name Windows has for it. */
#ifndef API_SOCKET_IO_H
#define API_SOCKET_IO_H

#include "api/transfer.h"
#include "iocp/socket.h"
#include "object/socket.h"

/* WSARecv and its likes, with what is to be moved in `transfer`: check the
 * arguments, move the bytes, give the reference on the socket back. A socket
 * that is NULL has told its error. 0, or SOCKET_ERROR and the last error.
 * *received and *flags are written on success only; `flags` may point to a copy
 * of the caller's. */
int socket_receive_call(struct transfer *transfer, LPDWORD received,
                        LPDWORD flags,
                        LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);
int socket_send_call(struct transfer *transfer, LPDWORD sent, DWORD flags,
                     LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);

/* The same with the count as result: recv, send and their likes. */
int socket_move_call(struct transfer *transfer, int len, int flags);

struct routine;

/* ReadFile(Ex) and WriteFile(Ex) on a socket: one buffer. STATUS_SUCCESS and
 * *bytes, STATUS_PENDING, a warning, or an error. The caller pins the socket.
 */
NTSTATUS socket_read(struct socket_object *socket, void *buffer, DWORD len,
                     OVERLAPPED *overlapped, const struct routine *routine,
                     DWORD *bytes);
NTSTATUS socket_write(struct socket_object *socket, const void *buffer,
                      DWORD len, OVERLAPPED *overlapped,
                      const struct routine *routine, DWORD *bytes);

#endif
