/* Shared by the calls that carry a datagram's address. */
#ifndef API_DATAGRAM_H
#define API_DATAGRAM_H

#include "api/transfer.h"

/* Where a datagram goes: fills envelope->peer. A socket without an address gets
 * one, as sending from it would do anyway. `name` NULL and `namelen` 0: to the
 * connected peer. 0 or the Winsock error. */
DWORD datagram_address(struct socket_object *socket,
                       const struct sockaddr *name, int namelen,
                       struct envelope *envelope);

/* Whether it is 255.255.255.255, which needs SO_BROADCAST. Broadcasts of one
 * network look like any address: the kernel knows them, and says so itself. */
bool datagram_is_forbidden(const struct socket_object *socket,
                           const struct sockaddr *name);

/* Whether the room for the sender's address will do. 0 or WSAEFAULT. */
DWORD datagram_check_room(const struct socket_object *socket, const void *name,
                          const INT *namelen);

#endif
