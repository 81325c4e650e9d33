/* Kernel sockets that nobody has used. An AcceptEx throws one away: WSASocket
 * made it, and the connection brought its own. To make and to end one costs as
 * much as all the rest of such a visit, so a few are kept for the next
 * WSASocket, which gets what it would get from the kernel. Any thread. */
#ifndef OBJECT_SOCKET_STORE_H
#define OBJECT_SOCKET_STORE_H

/* A socket of the store, or a new one; family in Windows' numbers. A
 * descriptor, which is the caller's, or -errno. */
int socket_store_take(int family, int type, int protocol);

/* Takes over a socket that was made so and is as it was made: not bound, no
 * option set, no request ever on it, its number known to nobody. */
void socket_store_give(int family, int type, int protocol, int fd);

/* Gives all of them back to the system. */
void socket_store_empty(void);

#endif
