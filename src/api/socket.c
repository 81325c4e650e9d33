/* Making, naming and ending sockets. Data is in socket_io.c. */
#include "api/socket.h"

#include <errno.h>
#include <string.h>

#include "api/socket_duplicate.h"
#include "api/socket_kind.h"
#include "api/winsock.h"
#include "object/socket_store.h"
#include "op/op.h"
#include "sys/fd.h"
#include "sys/net.h"
#include "sys/unix_socket.h"

static SOCKET create(struct socket_kind kind, bool overlapped)
{
    DWORD error = socket_kind_settle(&kind);
    int fd;

    if (error != 0) {
        winsock_error(error);
        return INVALID_SOCKET;
    }
    fd_raise_limit();
    fd = socket_store_take(kind.family, kind.type, kind.protocol);
    if (fd < 0) {
        winsock_result(fd);
        return INVALID_SOCKET;
    }
    return winsock_publish(socket_object_new(fd, kind.family, kind.type,
                                             kind.protocol, overlapped));
}

SOCKET WSAAPI socket(int af, int type, int protocol)
{
    if (!winsock_started())
        return INVALID_SOCKET;
    return create((struct socket_kind){af, type, protocol}, true);
}

static int from_info(int given, int described)
{
    return given == FROM_PROTOCOL_INFO || given == 0 ? described : given;
}

/* The description may stand for a socket that is there; else it fills in what
 * is FROM_PROTOCOL_INFO or 0. One without a family describes nothing. Of A and
 * W what is looked at is the same. */
static SOCKET create_as_described(struct socket_kind kind,
                                  const void *description, DWORD flags)
{
    WSAPROTOCOL_INFOA info;

    if (!address_is_possible(description))
        return (SOCKET)winsock_error(WSAEFAULT);
    memcpy(&info, description, offsetof(WSAPROTOCOL_INFOA, szProtocol));
    if (socket_is_duplicate(&info))
        return socket_take_duplicate(&info);
    kind.family = from_info(kind.family, info.iAddressFamily);
    kind.type = from_info(kind.type, info.iSocketType);
    kind.protocol = from_info(kind.protocol, info.iProtocol);
    if (kind.family == 0)
        return (SOCKET)winsock_error(WSAEAFNOSUPPORT);
    return create(kind, (flags & WSA_FLAG_OVERLAPPED) != 0);
}

static SOCKET create_for_wsa(struct socket_kind kind, const void *description,
                             DWORD flags)
{
    if (!winsock_started())
        return INVALID_SOCKET;
    if (flags & ~(DWORD)(WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT))
        return (SOCKET)winsock_error(WSAEINVAL);
    if (description != NULL)
        return create_as_described(kind, description, flags);
    return create(kind, (flags & WSA_FLAG_OVERLAPPED) != 0);
}

SOCKET WSAAPI WSASocketW(int af, int type, int protocol,
                         LPWSAPROTOCOL_INFOW lpProtocolInfo, GROUP g,
                         DWORD dwFlags)
{
    (void)g;
    return create_for_wsa((struct socket_kind){af, type, protocol},
                          lpProtocolInfo, dwFlags);
}

SOCKET WSAAPI WSASocketA(int af, int type, int protocol,
                         LPWSAPROTOCOL_INFOA lpProtocolInfo, GROUP g,
                         DWORD dwFlags)
{
    (void)g;
    return create_for_wsa((struct socket_kind){af, type, protocol},
                          lpProtocolInfo, dwFlags);
}

int socket_address(const struct socket_object *socket,
                   const struct sockaddr *name, int namelen,
                   struct address *address)
{
    if (name == NULL || namelen < (int)sizeof name->sa_family)
        return winsock_error(WSAEFAULT);
    if (name->sa_family != socket->family)
        return winsock_error(WSAEAFNOSUPPORT);
    if (socket->family == AF_UNIX)
        return winsock_result(
            unix_address_to_linux(name, (uint32_t)namelen, address));
    if ((uint32_t)namelen < address_len_of(socket->family))
        return winsock_error(WSAEFAULT);
    return winsock_result(address_to_linux(name, (uint32_t)namelen, address));
}

/* Windows binds over connections that are still timing out; Linux wants
 * SO_REUSEADDR for that. It is set for the second try only, and for good when
 * the socket listens, so that connections of ours allow it later: two sockets
 * that are only bound keep each other out, as they should. */
static int bind_over_old(struct socket_object *socket,
                         const struct address *address)
{
    int fd = socket->io.fd;
    int rc;

    if (socket->family == AF_UNIX)
        return unix_socket_bind(fd, address);
    rc = socket_bind(fd, address);
    if (rc != -EADDRINUSE || !socket_is_stream(socket) ||
        socket->exclusive_address)
        return rc;
    socket_set_option(fd, SOCKET_OPTION_REUSE_ADDRESS, 1);
    rc = socket_bind(fd, address);
    if (!socket->reuse_address)
        socket_set_option(fd, SOCKET_OPTION_REUSE_ADDRESS, 0);
    return rc;
}

static int bind_to(struct socket_object *socket, const struct address *address)
{
    int rc;

    if (socket->bound)
        return winsock_error(WSAEINVAL);
    rc = bind_over_old(socket, address);
    if (rc == -EADDRINUSE && socket->reuse_address)
        return winsock_error(WSAEACCES); /* it wanted to share, and may not */
    if (rc < 0)
        return winsock_result(rc);
    lock_take(&socket->io.lock);
    socket->bound = true;
    if (socket->role == SOCKET_FRESH)
        socket->role = SOCKET_BOUND;
    lock_drop(&socket->io.lock);
    return winsock_result(0);
}

DWORD socket_bind_any(struct socket_object *socket)
{
    uint16_t name[ADDRESS_IP_MAX / sizeof(uint16_t)] = {socket->family};
    struct address address;

    if (socket->bound)
        return 0;
    address_to_linux(name, sizeof name, &address);
    /* Another thread may have been first: then it is bound all the same. */
    if (bind_to(socket, &address) != 0 && !socket->bound)
        return last_error_get();
    return 0;
}

int WSAAPI bind(SOCKET s, const struct sockaddr *name, int namelen)
{
    struct socket_object *socket = winsock_get(s);
    struct address address;
    int result;

    if (socket == NULL)
        return SOCKET_ERROR;
    result = socket_address(socket, name, namelen, &address);
    if (result == 0)
        result = bind_to(socket, &address);
    winsock_put(socket);
    return result;
}

static int listen_on(struct socket_object *socket, int backlog)
{
    int rc;

    if (!socket_is_stream(socket))
        return winsock_error(WSAEOPNOTSUPP);
    if (socket->role == SOCKET_CONNECTED)
        return winsock_error(WSAEISCONN);
    if (!socket->bound || socket->role == SOCKET_CONNECTING)
        return winsock_error(WSAEINVAL);
    socket_set_option(socket->io.fd, SOCKET_OPTION_REUSE_ADDRESS, 1);
    rc = socket_listen(socket->io.fd, backlog);
    if (rc == 0)
        socket_set_role(socket, SOCKET_LISTENING);
    return winsock_result(rc);
}

int WSAAPI listen(SOCKET s, int backlog)
{
    struct socket_object *socket = winsock_get(s);
    int result;

    if (socket == NULL)
        return SOCKET_ERROR;
    result = listen_on(socket, backlog);
    winsock_put(socket);
    return result;
}

static DWORD check_shutdown(const struct socket_object *socket, int how)
{
    if (how != SD_RECEIVE && how != SD_SEND && how != SD_BOTH)
        return WSAEINVAL;
    if (socket->type == SOCK_DGRAM)
        return 0;
    if (socket->role != SOCKET_CONNECTED || socket->origin != SOCKET_BY_CALL)
        return WSAENOTCONN;
    return 0;
}

/* The FIN goes out behind what is still being sent, as a request of the same
 * lane that nobody waits for. */
static int finish_sending(struct socket_object *socket)
{
    struct op *op;
    NTSTATUS status;
    bool idle;

    lock_take(&socket->io.lock);
    socket->send_shut = true;
    idle = socket->io.in_lane[LANE_SEND] == 0;
    lock_drop(&socket->io.lock);
    if (idle) /* gone already when the peer has reset: that is no error */
        socket_shutdown(socket->io.fd, SD_SEND);
    else {
        status = op_new(&op_disconnect, &socket->io, NULL, &op);
        if (status == STATUS_SUCCESS)
            status = op_start(op);
        if (status != STATUS_PENDING)
            return winsock_fail(status);
    }
    return winsock_result(0);
}

/* SD_RECEIVE neither ends nor cancels a pending receive; later ones fail. The
 * kernel's own would end it, so it is not asked. */
static int shut_down(struct socket_object *socket, int how)
{
    DWORD error = check_shutdown(socket, how);

    if (error != 0)
        return winsock_error(error);
    if (how != SD_SEND) {
        lock_take(&socket->io.lock);
        socket->receive_shut = true;
        lock_drop(&socket->io.lock);
    }
    return how != SD_RECEIVE ? finish_sending(socket) : winsock_result(0);
}

int WSAAPI shutdown(SOCKET s, int how)
{
    struct socket_object *socket = winsock_get(s);
    int result;

    if (socket == NULL)
        return SOCKET_ERROR;
    result = shut_down(socket, how);
    winsock_put(socket);
    return result;
}

int WSAAPI closesocket(SOCKET s)
{
    if (!winsock_started())
        return SOCKET_ERROR;
    if (table_close((HANDLE)s, OBJECT_SOCKET) != STATUS_SUCCESS)
        return winsock_error(WSAENOTSOCK);
    last_error_set(0);
    return 0;
}

int socket_give_address(const struct address *address, struct sockaddr *name,
                        int *namelen)
{
    if (name == NULL || namelen == NULL || *namelen < (int)address->len)
        return winsock_error(WSAEFAULT);
    memcpy(name, address->bytes, address->len);
    *namelen = (int)address->len;
    return winsock_result(0);
}

int WSAAPI getsockname(SOCKET s, struct sockaddr *name, int *namelen)
{
    struct socket_object *socket = winsock_get(s);
    struct address address;
    int result, rc;

    if (socket == NULL)
        return SOCKET_ERROR;
    rc = socket_local_address(socket->io.fd, &address);
    if (rc < 0)
        result = winsock_result(rc);
    else if ((!socket->bound && address_port(&address) == 0) ||
             socket->origin == SOCKET_BY_ACCEPT_EX)
        result = winsock_error(WSAEINVAL);
    else
        result = socket_give_address(&address, name, namelen);
    winsock_put(socket);
    return result;
}

int WSAAPI getpeername(SOCKET s, struct sockaddr *name, int *namelen)
{
    struct socket_object *socket = winsock_get(s);
    struct address address;
    int result;

    if (socket == NULL)
        return SOCKET_ERROR;
    if (socket->role != SOCKET_CONNECTED || socket->origin != SOCKET_BY_CALL)
        result = winsock_error(WSAENOTCONN);
    else if (socket_peer_address(socket->io.fd, &address) < 0)
        result = winsock_error(WSAENOTCONN);
    else
        result = socket_give_address(&address, name, namelen);
    winsock_put(socket);
    return result;
}
