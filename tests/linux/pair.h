/* Connected sockets for tests that are about Linux: threads, signals, limits.
 */
#ifndef LINUX_PAIR_H
#define LINUX_PAIR_H

#include <winsock2.h>

/* Once a process. */
void pair_startup(void);

/* A listener on an ephemeral port of 127.0.0.1; *name is where. */
SOCKET pair_listen(SOCKADDR_IN *name);

/* Two connected sockets. */
void pair_connect(SOCKET *ours, SOCKET *peer);

/* Starts a one-byte receive into *byte; false if it neither began nor ended. */
BOOL pair_receive(SOCKET s, char *byte, OVERLAPPED *overlapped);

/* The next packet, or NULL after the harness' patience. */
OVERLAPPED *pair_next(HANDLE port, BOOL *succeeded, DWORD *bytes);

#endif
