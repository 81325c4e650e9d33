/* accept, AcceptEx and GetAcceptExSockaddrs. */
#include "api/accept.h"

#include <string.h>

#include "api/extension.h"
#include "api/options.h"
#include "api/socket.h"
#include "base/clock.h"
#include "iocp/socket_ext.h"
#include "object/deferred.h"
#include "op/accept.h"
#include "op/immediate.h"
#include "op/op.h"
#include "op/socket_events.h"
#include "sys/address.h"
#include "sys/net.h"

/* A non-blocking accept that saw a connection may still lose it to another
 * thread; it then gives up after this long. */
#define LOST_RACE_MS 20u

DWORD accept_check(const struct socket_object *listener)
{
    if (!socket_is_stream(listener))
        return WSAEOPNOTSUPP;
    return listener->role == SOCKET_LISTENING ? 0 : WSAEINVAL;
}

static bool is_closing(struct socket_object *socket)
{
    return atomic_load_explicit(&socket->io.closing, memory_order_acquire);
}

/* The peer's address comes with the connection: asked for later it may be gone,
 * with a peer that has reset. */
NTSTATUS accept_take(struct socket_object *listener, int *fd,
                     struct address *peer)
{
    uint64_t deadline = CLOCK_NEVER;
    struct op *op;
    NTSTATUS status;

    if (listener->nonblocking) {
        if (!deferred_has(listener) && !socket_is_readable(listener->io.fd))
            return STATUS_DEVICE_NOT_READY;
        deadline = clock_deadline_ns(LOST_RACE_MS);
    }
    status = op_new(&op_accept, &listener->io, NULL, &op);
    if (status != STATUS_SUCCESS)
        return status;
    op_get(op); /* its result is read after op_run */
    status = op_run(op, deadline, NULL);
    *fd = op->data.accept.fd;
    if (status == STATUS_SUCCESS)
        accept_peer(op, *fd, peer);
    op_put(op);
    if (status == STATUS_IO_TIMEOUT)
        return STATUS_DEVICE_NOT_READY;
    /* closesocket in another thread ends a blocking accept so. */
    return status == STATUS_CANCELLED && is_closing(listener)
               ? STATUS_FROM_CODE(WSAEINTR)
               : status;
}

/* "The newly created socket has the same properties as socket s" (accept). */
static struct socket_object *inherit(int fd,
                                     const struct socket_object *listener)
{
    struct socket_object *socket =
        socket_object_new(fd, listener->family, listener->type,
                          listener->protocol, listener->io.overlapped);

    if (socket != NULL) {
        socket->nonblocking = listener->nonblocking;
        options_inherit(socket, (struct socket_object *)(uintptr_t)listener);
        socket_set_connected(socket, SOCKET_BY_CALL);
    }
    return socket;
}

/* Only what has a handle selects events: its close ends that. */
static void inherit_events(SOCKET accepted, struct socket_object *listener)
{
    struct socket_object *socket = winsock_get(accepted);

    if (socket == NULL)
        return;
    socket_events_inherit(socket, listener);
    winsock_put(socket);
}

SOCKET accept_publish(struct socket_object *listener, int fd)
{
    SOCKET accepted = winsock_publish(inherit(fd, listener));

    if (accepted != INVALID_SOCKET && socket_events_wanted(listener))
        inherit_events(accepted, listener);
    return accepted;
}

static SOCKET accept_on(struct socket_object *listener, struct sockaddr *name,
                        int *namelen)
{
    DWORD error = accept_check(listener);
    struct address address;
    NTSTATUS status;
    SOCKET accepted;
    int fd;

    if (error != 0)
        return (SOCKET)winsock_error(error);
    if (name != NULL && (namelen == NULL ||
                         (uint32_t)*namelen < address_len_of(listener->family)))
        return (SOCKET)winsock_error(WSAEFAULT);
    status = accept_take(listener, &fd, &address);
    if (status != STATUS_SUCCESS)
        return (SOCKET)winsock_fail(status);
    accepted = accept_publish(listener, fd);
    if (accepted != INVALID_SOCKET && name != NULL)
        socket_give_address(&address, name, namelen);
    return accepted;
}

SOCKET WSAAPI accept(SOCKET s, struct sockaddr *addr, int *addrlen)
{
    struct socket_object *listener = winsock_get(s);
    SOCKET accepted;

    if (listener == NULL)
        return INVALID_SOCKET;
    accepted = accept_on(listener, addr, addrlen);
    socket_events_enable(listener, SOCKET_EVENT_ACCEPT);
    winsock_put(listener);
    return accepted;
}

/* Everything that fails at once, in the order in which Windows looks. */
static DWORD check_accept_ex(const struct socket_object *listener,
                             const struct socket_object *acceptor,
                             const void *buffer, DWORD remote_len)
{
    if (listener->role != SOCKET_LISTENING)
        return WSAEINVAL;
    if (acceptor->role != SOCKET_FRESH || !socket_is_stream(acceptor))
        return WSAEINVAL;
    return buffer == NULL || remote_len == 0 ? WSAEFAULT : 0;
}

/* Binds the acceptor to this request; it can serve only one at a time. Who
 * closes it looks for the request after it was marked. */
static NTSTATUS claim_acceptor(struct socket_object *acceptor, struct op *op)
{
    NTSTATUS status = STATUS_SUCCESS;

    lock_take(&acceptor->io.lock);
    if (atomic_load_explicit(&acceptor->io.closing, memory_order_relaxed))
        status = STATUS_INVALID_HANDLE;
    else if (acceptor->accepting != NULL || acceptor->role != SOCKET_FRESH)
        status = STATUS_INVALID_PARAMETER;
    else
        acceptor->accepting = op;
    lock_drop(&acceptor->io.lock);
    return status;
}

/* `acceptor` comes pinned and referenced; from here on the request has that. */
static NTSTATUS start_accept(struct socket_object *listener,
                             struct socket_object *acceptor,
                             const struct op_accept *arguments,
                             OVERLAPPED *overlapped)
{
    struct op *op;
    NTSTATUS status = op_new(&op_accept, &listener->io, overlapped, &op);

    if (status == STATUS_SUCCESS) {
        status = claim_acceptor(acceptor, op);
        if (status != STATUS_SUCCESS)
            op_abandon(op);
    }
    if (status != STATUS_SUCCESS) {
        winsock_put(acceptor);
        return status;
    }
    op->data.accept = *arguments;
    return op_start(op);
}

static BOOL accept_ex(struct socket_object *listener, SOCKET s,
                      const struct op_accept *arguments, OVERLAPPED *overlapped)
{
    struct immediate immediate;
    struct socket_object *acceptor;
    struct op_accept filled = *arguments;
    NTSTATUS status = immediate_begin(&immediate, &listener->io, overlapped);
    DWORD error;

    if (status != STATUS_SUCCESS)
        return winsock_fail(status) == 0;
    immediate_drop(&immediate); /* it only marked the OVERLAPPED */
    acceptor = winsock_get_unused(s);
    if (acceptor == NULL)
        return FALSE;
    error = check_accept_ex(listener, acceptor, arguments->buffer,
                            arguments->remote_len);
    if (error != 0) {
        winsock_put(acceptor);
        return api_error(error);
    }
    filled.acceptor = acceptor;
    status = start_accept(listener, acceptor, &filled, overlapped);
    return api_error(status == STATUS_PENDING ? ERROR_IO_PENDING
                                              : errmap_winsock(status));
}

BOOL PASCAL AcceptEx(SOCKET sListenSocket, SOCKET sAcceptSocket,
                     PVOID lpOutputBuffer, DWORD dwReceiveDataLength,
                     DWORD dwLocalAddressLength, DWORD dwRemoteAddressLength,
                     LPDWORD lpdwBytesReceived, LPOVERLAPPED lpOverlapped)
{
    const struct op_accept arguments = {
        .buffer = lpOutputBuffer,
        .receive_len = dwReceiveDataLength,
        .local_len = dwLocalAddressLength,
        .remote_len = dwRemoteAddressLength,
    };
    struct socket_object *listener;
    BOOL result;

    (void)lpdwBytesReceived; /* written only by a request that ends at once */
    if (lpOverlapped == NULL)
        return api_error(ERROR_INVALID_PARAMETER);
    listener = winsock_get(sListenSocket);
    if (listener == NULL)
        return FALSE;
    result = accept_ex(listener, sAcceptSocket, &arguments, lpOverlapped);
    winsock_put(listener);
    return result;
}

static void find_block(char *block, LPSOCKADDR *name, LPINT namelen)
{
    uint32_t len;

    memcpy(&len, block, sizeof len);
    if (name != NULL)
        *name = (LPSOCKADDR)(void *)(block + sizeof len);
    if (namelen != NULL)
        *namelen = (int)len;
}

VOID PASCAL
GetAcceptExSockaddrs(PVOID lpOutputBuffer, DWORD dwReceiveDataLength,
                     DWORD dwLocalAddressLength, DWORD dwRemoteAddressLength,
                     LPSOCKADDR *LocalSockaddr, LPINT LocalSockaddrLength,
                     LPSOCKADDR *RemoteSockaddr, LPINT RemoteSockaddrLength)
{
    char *local = (char *)lpOutputBuffer + dwReceiveDataLength;

    if (lpOutputBuffer == NULL)
        return;
    if (dwLocalAddressLength != 0)
        find_block(local, LocalSockaddr, LocalSockaddrLength);
    if (dwRemoteAddressLength != 0)
        find_block(local + dwLocalAddressLength, RemoteSockaddr,
                   RemoteSockaddrLength);
}
