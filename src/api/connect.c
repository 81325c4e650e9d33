/* connect, ConnectEx and DisconnectEx. */
#define IOCP_DECLARE_CONNECTEX
#include "api/datagram.h"
#include "api/extension.h"
#include "api/socket.h"
#include "base/clock.h"
#include "iocp/socket_ext.h"
#include "op/immediate.h"
#include "op/op.h"

#include <stdlib.h>
#include <string.h>

/* Makes the socket "connecting", if nothing else is going on. */
static DWORD claim(struct socket_object *socket)
{
    DWORD error = 0;

    lock_take(&socket->io.lock);
    if (socket->role == SOCKET_CONNECTED)
        error = socket->origin == SOCKET_BY_CONNECT_EX ? WSAEINVAL : WSAEISCONN;
    else if (socket->role == SOCKET_CONNECTING)
        error =
            socket->origin == SOCKET_BY_CONNECT_EX ? WSAEINVAL : WSAEALREADY;
    else if (socket->role == SOCKET_LISTENING || socket->accepting != NULL)
        error = WSAEINVAL;
    else {
        socket->role = SOCKET_CONNECTING;
        socket->connect_status = STATUS_SUCCESS; /* of the one before */
    }
    lock_drop(&socket->io.lock);
    return error;
}

static NTSTATUS new_request(struct socket_object *socket,
                            const struct address *address,
                            OVERLAPPED *overlapped, struct op **op)
{
    struct address *path = NULL;
    NTSTATUS status;

    if (socket->family == AF_UNIX) {
        path = malloc(sizeof *path);
        if (path == NULL)
            return STATUS_INSUFFICIENT_RESOURCES;
        *path = *address;
    }
    status = op_new(&op_connect, &socket->io, overlapped, op);
    if (status != STATUS_SUCCESS) {
        free(path);
        return status;
    }
    (*op)->data.connect.path = path;
    if (path != NULL)
        return STATUS_SUCCESS;
    memcpy((*op)->data.connect.peer.address, address->bytes, address->len);
    (*op)->data.connect.peer.len = address->len;
    return STATUS_SUCCESS;
}

/* connect(): waits, or lets the request go on by itself (WSAEWOULDBLOCK). */
static NTSTATUS run(struct socket_object *socket, const struct address *address)
{
    struct op *op;
    NTSTATUS status = new_request(socket, address, NULL, &op);

    if (status != STATUS_SUCCESS) {
        socket_set_unchanged(socket);
        return status;
    }
    if (!socket->nonblocking || !socket_is_stream(socket))
        return op_run(op, CLOCK_NEVER, NULL);
    status = op_start(op);
    return status == STATUS_PENDING ? STATUS_DEVICE_NOT_READY : status;
}

/* A datagram socket may be connected again, to another address. The kernel
 * keeps the peer it had until then. */
static void forget_peer(struct socket_object *socket)
{
    if (!socket_is_stream(socket) && socket->role == SOCKET_CONNECTED)
        socket_set_role(socket, SOCKET_BOUND);
}

/* "Filled with zeros, the socket will be disconnected" (connect): any datagram
 * may come again. The kernel gives up a port that it had chosen itself, which
 * would be another one afterwards: it is told to take the old one. */
static int dissolve(struct socket_object *socket)
{
    int fd = socket->io.fd;
    struct address before, after;

    forget_peer(socket);
    if (socket_local_address(fd, &before) < 0)
        return winsock_error(WSAEINVAL);
    socket_forget_peer(fd);
    if (socket_local_address(fd, &after) == 0 && address_port(&before) != 0 &&
        address_port(&after) == 0) {
        address_set_port(&after, address_port(&before));
        address_to_linux(after.bytes, after.len, &before);
        return winsock_result(socket_bind(fd, &before));
    }
    return winsock_result(0);
}

/* "The remote address is not a valid address (such as ADDR_ANY)" (connect).
 * The kernel would take it for its own. */
static bool leads_nowhere(const struct socket_object *socket,
                          const struct address *address)
{
    return socket_is_stream(socket) && socket->family != AF_UNIX &&
           (address_is_any(address) || address_port(address) == 0);
}

static int connect_to(struct socket_object *socket,
                      const struct address *address)
{
    NTSTATUS status;
    DWORD error;

    if (socket->type == SOCK_DGRAM && address_is_any(address))
        return dissolve(socket);
    forget_peer(socket);
    error = claim(socket);
    if (error == 0 && leads_nowhere(socket, address)) {
        socket_set_unchanged(socket);
        error = WSAEADDRNOTAVAIL;
    }
    status = error == 0 ? run(socket, address) : STATUS_FROM_CODE(error);
    return status == STATUS_SUCCESS ? winsock_result(0) : winsock_fail(status);
}

/* Some programs zero the family as well (OpenJDK's DatagramChannel). */
static bool is_nobody(const struct socket_object *socket,
                      const struct sockaddr *name, int namelen)
{
    static const char zeros[ADDRESS_IP_MAX];
    uint32_t len = address_len_of(socket->family);

    return socket->type == SOCK_DGRAM && name != NULL && namelen >= (int)len &&
           len <= sizeof zeros && memcmp(name, zeros, len) == 0;
}

static int connect_by_name(struct socket_object *socket,
                           const struct sockaddr *name, int namelen)
{
    struct address address;

    if (is_nobody(socket, name, namelen))
        return dissolve(socket);
    if (socket_address(socket, name, namelen, &address) != 0)
        return SOCKET_ERROR;
    if (socket->type == SOCK_DGRAM && datagram_is_forbidden(socket, name))
        return winsock_error(WSAEACCES);
    return connect_to(socket, &address);
}

int WSAAPI connect(SOCKET s, const struct sockaddr *name, int namelen)
{
    struct socket_object *socket = winsock_get(s);
    int result;

    if (socket == NULL)
        return SOCKET_ERROR;
    result = connect_by_name(socket, name, namelen);
    winsock_put(socket);
    return result;
}

static NTSTATUS start_connect(struct socket_object *socket,
                              const struct address *address,
                              const struct op_connect *arguments,
                              OVERLAPPED *overlapped)
{
    struct op *op;
    NTSTATUS status = new_request(socket, address, overlapped, &op);

    if (status != STATUS_SUCCESS) {
        socket_set_unchanged(socket);
        return status;
    }
    op->data.connect.send_buffer = arguments->send_buffer;
    op->data.connect.send_len = arguments->send_len;
    return op_start(op);
}

/* Everything that fails at once, in the order in which Windows looks. */
static DWORD check_connect_ex(struct socket_object *socket,
                              const struct sockaddr *name, int namelen,
                              struct address *address)
{
    DWORD error;

    if (!socket->bound)
        return WSAEINVAL;
    if (!socket_is_stream(socket))
        return WSAEINVAL;
    if (socket->role == SOCKET_CONNECTED)
        return WSAEISCONN;
    if (socket_address(socket, name, namelen, address) != 0)
        return last_error_get();
    if (leads_nowhere(socket, address))
        return WSAEADDRNOTAVAIL;
    error = claim(socket);
    return error == WSAEALREADY ? WSAEINVAL : error;
}

static BOOL connect_ex(struct socket_object *socket,
                       const struct sockaddr *name, int namelen,
                       const struct op_connect *arguments,
                       OVERLAPPED *overlapped)
{
    struct immediate immediate;
    struct address address;
    NTSTATUS status;
    DWORD error;

    if (!socket->bound)
        return api_error(WSAEINVAL);
    if (overlapped == NULL)
        return api_error(ERROR_INVALID_PARAMETER);
    status = immediate_begin(&immediate, &socket->io, overlapped);
    if (status != STATUS_SUCCESS)
        return api_error(errmap_winsock(status));
    immediate_drop(&immediate); /* it only marked the OVERLAPPED */
    error = check_connect_ex(socket, name, namelen, &address);
    if (error != 0)
        return api_error(error);
    lock_take(&socket->io.lock);
    socket->origin = SOCKET_BY_CONNECT_EX;
    lock_drop(&socket->io.lock);
    status = start_connect(socket, &address, arguments, overlapped);
    return api_error(status == STATUS_PENDING ? ERROR_IO_PENDING
                                              : errmap_winsock(status));
}

BOOL PASCAL ConnectEx(SOCKET s, const struct sockaddr *name, int namelen,
                      PVOID lpSendBuffer, DWORD dwSendDataLength,
                      LPDWORD lpdwBytesSent, LPOVERLAPPED lpOverlapped)
{
    const struct op_connect arguments = {
        .send_buffer = lpSendBuffer,
        .send_len = lpSendBuffer != NULL ? dwSendDataLength : 0,
    };
    struct socket_object *socket = winsock_get(s);
    BOOL result;

    (void)lpdwBytesSent; /* written only by a request that ends at once */
    if (socket == NULL)
        return FALSE;
    result = connect_ex(socket, name, namelen, &arguments, lpOverlapped);
    winsock_put(socket);
    return result;
}

static DWORD check_disconnect(const struct socket_object *socket, DWORD flags,
                              DWORD reserved)
{
    if ((flags & ~(DWORD)TF_REUSE_SOCKET) != 0 || reserved != 0)
        return WSAEINVAL;
    return socket->role == SOCKET_CONNECTED && socket_is_stream(socket)
               ? 0
               : WSAENOTCONN;
}

static NTSTATUS disconnect(struct socket_object *socket, bool reuse,
                           OVERLAPPED *overlapped)
{
    struct op *op;
    NTSTATUS status = op_new(&op_disconnect, &socket->io, overlapped, &op);

    if (status != STATUS_SUCCESS)
        return status;
    op->data.disconnect.reuse = reuse;
    return overlapped == NULL ? op_run(op, CLOCK_NEVER, NULL) : op_start(op);
}

BOOL PASCAL DisconnectEx(SOCKET s, LPOVERLAPPED lpOverlapped, DWORD dwFlags,
                         DWORD dwReserved)
{
    struct socket_object *socket = winsock_get(s);
    NTSTATUS status;
    DWORD error;

    if (socket == NULL)
        return FALSE;
    error = check_disconnect(socket, dwFlags, dwReserved);
    status = error != 0 ? STATUS_FROM_CODE(error)
                        : disconnect(socket, (dwFlags & TF_REUSE_SOCKET) != 0,
                                     lpOverlapped);
    winsock_put(socket);
    if (status == STATUS_PENDING)
        return api_error(ERROR_IO_PENDING);
    winsock_error(errmap_winsock(status));
    return status == STATUS_SUCCESS;
}
