/* WSAStartup and what the other Winsock files share. */
#include "api/winsock.h"

#include <stdatomic.h>
#include <string.h>

#include "api/winsock_cleanup.h"

static _Atomic int startups;

BOOL winsock_started(void)
{
    if (atomic_load_explicit(&startups, memory_order_acquire) > 0)
        return TRUE;
    last_error_set(WSANOTINITIALISED);
    return FALSE;
}

struct socket_object *winsock_find(SOCKET s)
{
    struct object *socket;

    if (!winsock_started())
        return NULL;
    socket = table_get((HANDLE)s, OBJECT_SOCKET, NULL);
    if (socket == NULL)
        last_error_set(WSAENOTSOCK);
    return (struct socket_object *)socket;
}

void winsock_release(struct socket_object *socket)
{
    object_put(&socket->io.head);
}

static struct socket_object *get(SOCKET s, bool (*begin)(struct io_object *))
{
    struct socket_object *socket = winsock_find(s);

    if (socket == NULL || begin(&socket->io))
        return socket;
    winsock_release(socket);
    last_error_set(WSAENOTSOCK);
    return NULL;
}

struct socket_object *winsock_get(SOCKET s)
{
    return get(s, io_begin);
}

struct socket_object *winsock_get_unused(SOCKET s)
{
    return get(s, io_begin_unused);
}

void winsock_put(struct socket_object *socket)
{
    io_end(&socket->io);
    winsock_release(socket);
}

SOCKET winsock_publish(struct socket_object *socket)
{
    HANDLE handle;
    NTSTATUS status = STATUS_INSUFFICIENT_RESOURCES;

    if (socket != NULL) {
        status = table_insert(&socket->io.head, &handle);
        object_put(&socket->io.head);
    }
    if (status != STATUS_SUCCESS) {
        winsock_fail(status);
        return INVALID_SOCKET;
    }
    last_error_set(0);
    return (SOCKET)handle;
}

static void describe(WORD wanted, WSADATA *data)
{
    memset(data, 0, sizeof *data);
    data->wVersion = wanted;
    data->wHighVersion = 0x0202;
    if (LOBYTE(wanted) == 1) { /* "ignored for version 2 and later" (WSADATA) */
        data->iMaxSockets = 32767;
        data->iMaxUdpDg = 65467;
    }
    strcpy(data->szDescription, "openiocp");
    strcpy(data->szSystemStatus, "Running");
}

/* "The version the caller is expected to use": what it asks for, if we have
 * it. Versions 1.0 to 2.2 exist. */
int WSAAPI WSAStartup(WORD wVersionRequested, LPWSADATA lpWSAData)
{
    BYTE major = LOBYTE(wVersionRequested), minor = HIBYTE(wVersionRequested);

    if (lpWSAData == NULL)
        return WSAEFAULT;
    if (major == 0)
        return WSAVERNOTSUPPORTED;
    if (major > 2 || (major == 2 && minor > 2))
        wVersionRequested = 0x0202;
    describe(wVersionRequested, lpWSAData);
    atomic_fetch_add_explicit(&startups, 1, memory_order_acq_rel);
    return 0;
}

int WSAAPI WSACleanup(void)
{
    int count = atomic_load_explicit(&startups, memory_order_acquire);

    do
        if (count == 0)
            return winsock_error(WSANOTINITIALISED);
    while (!atomic_compare_exchange_weak_explicit(&startups, &count, count - 1,
                                                  memory_order_acq_rel,
                                                  memory_order_acquire));
    if (count == 1)
        winsock_cancel_everything();
    last_error_set(0);
    return 0;
}

int WSAAPI WSAGetLastError(void)
{
    return (int)last_error_get();
}

void WSAAPI WSASetLastError(int iError)
{
    last_error_set((DWORD)iError);
}
