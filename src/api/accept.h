/* Taking a connection off a listener, for accept and WSAAccept. */
#ifndef API_ACCEPT_H
#define API_ACCEPT_H

#include "api/winsock.h"
#include "sys/address.h"

/* Whether it listens: 0 or the Winsock error. */
DWORD accept_check(const struct socket_object *listener);

/* Waits for a connection, if the listener blocks: its descriptor and its peer,
 * in Windows' layout. */
NTSTATUS accept_take(struct socket_object *listener, int *fd,
                     struct address *peer);

/* A socket of it, which has what accepted sockets inherit; or INVALID_SOCKET
 * and the last error, and the descriptor is closed. */
SOCKET accept_publish(struct socket_object *listener, int fd);

#endif
