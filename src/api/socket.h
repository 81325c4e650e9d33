/* Shared by the socket entry points. */
#ifndef API_SOCKET_H
#define API_SOCKET_H

#include "api/winsock.h"
#include "sys/address.h"

/* Checks a sockaddr argument against the socket's family and turns it into
 * Linux' layout. 0, or SOCKET_ERROR and the last error: WSAEFAULT (NULL or too
 * short), WSAEAFNOSUPPORT (another family). */
int socket_address(const struct socket_object *socket,
                   const struct sockaddr *name, int namelen,
                   struct address *address);

/* Gives a socket that has no address one of the kernel's choice, as sending or
 * connecting does. 0 or the Winsock error. */
DWORD socket_bind_any(struct socket_object *socket);

/* Copies an address in Windows' layout out. 0, or SOCKET_ERROR and WSAEFAULT;
 * *namelen is then unchanged. */
int socket_give_address(const struct address *address, struct sockaddr *name,
                        int *namelen);

#endif
