/* What every Winsock entry point needs. Winsock calls given something that is
 * no socket fail with WSAENOTSOCK before they look at their other arguments;
 * calls that succeed set the last error to 0 (Windows 7 and later). */
#ifndef API_WINSOCK_H
#define API_WINSOCK_H

#include "api/api.h"
#include "iocp/socket.h"
#include "object/socket.h"

/* The socket, referenced, or NULL and the last error: WSANOTINITIALISED before
 * WSAStartup, WSAENOTSOCK. Enough to start a request, which pins the
 * descriptor by itself. */
struct socket_object *winsock_find(SOCKET s);
void winsock_release(struct socket_object *socket);

/* The same with its descriptor pinned, for calls that use it themselves. */
struct socket_object *winsock_get(SOCKET s);
void winsock_put(struct socket_object *socket);

/* The same for AcceptEx, which has no use for the descriptor there is. */
struct socket_object *winsock_get_unused(SOCKET s);

/* Whether WSAStartup was called; else the last error says so. */
BOOL winsock_started(void);

/* A handle for a new socket, whose one reference it takes over; or
 * INVALID_SOCKET and the last error. NULL means memory was out. */
SOCKET winsock_publish(struct socket_object *socket);

/* SOCKET_ERROR and this last error. */
static inline int winsock_error(DWORD error)
{
    last_error_set(error);
    return SOCKET_ERROR;
}

/* SOCKET_ERROR and the Winsock column of a status. */
static inline int winsock_fail(NTSTATUS status)
{
    return winsock_error(errmap_winsock(status));
}

/* The result of a system call: 0, or a negative errno. */
static inline int winsock_result(int rc)
{
    if (rc < 0)
        return winsock_fail(errmap_socket(-rc));
    last_error_set(0);
    return 0;
}

#endif
