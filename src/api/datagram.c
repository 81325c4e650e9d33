/* Datagrams with an address: WSASendTo, WSARecvFrom, sendto, recvfrom. On a
 * stream they are WSASend, WSARecv, send and recv: the address is ignored. */
#include "api/datagram.h"

#include <string.h>

#include "api/socket.h"
#include "api/socket_io.h"
#include "iocp/datagram.h"

/* ---- Sending ---- */

bool datagram_is_forbidden(const struct socket_object *socket,
                           const struct sockaddr *name)
{
    const struct sockaddr_in *ipv4 = (const struct sockaddr_in *)name;
    int allowed = 0;

    if (name->sa_family != AF_INET || ipv4->sin_addr.s_addr != INADDR_BROADCAST)
        return false;
    return socket_get_option(socket->io.fd, SOCKET_OPTION_BROADCAST, &allowed) <
               0 ||
           !allowed;
}

DWORD datagram_address(struct socket_object *socket,
                       const struct sockaddr *name, int namelen,
                       struct envelope *envelope)
{
    struct address address;

    if (name == NULL)
        return namelen != 0 ? WSAEFAULT : 0;
    if (socket_address(socket, name, namelen, &address) != 0)
        return last_error_get();
    if (socket->type == SOCK_DGRAM &&
        (address_port(&address) == 0 || address_is_any(&address)))
        return WSAEADDRNOTAVAIL;
    if (datagram_is_forbidden(socket, name))
        return WSAEACCES;
    memcpy(envelope->peer.bytes, address.bytes, address.len);
    envelope->peer.len = address.len;
    return socket_bind_any(socket);
}

/* False, and the last error: the reference was given back, or there is none. */
static bool refuse(struct transfer *transfer, DWORD error)
{
    winsock_error(error);
    winsock_release(transfer->socket);
    return false;
}

/* A stream has no use for the address. False as `refuse`. */
static bool address_to(struct transfer *transfer, struct envelope *envelope,
                       const struct sockaddr *name, int namelen)
{
    struct socket_object *socket = transfer->socket;
    DWORD error = WSAENOTSOCK;

    if (socket == NULL)
        return false;
    if (socket_is_stream(socket))
        return true;
    if (io_begin(&socket->io)) {
        error = datagram_address(socket, name, name != NULL ? namelen : 0,
                                 envelope);
        io_end(&socket->io);
    }
    transfer->envelope = envelope;
    return error == 0 || refuse(transfer, error);
}

int WSAAPI WSASendTo(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount,
                     LPDWORD lpNumberOfBytesSent, DWORD dwFlags,
                     const struct sockaddr *lpTo, int iTolen,
                     LPWSAOVERLAPPED lpOverlapped,
                     LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine)
{
    struct envelope envelope = {0};
    struct transfer transfer = {
        .socket = winsock_find(s),
        .lane = LANE_SEND,
        .buffers = lpBuffers,
        .buffer_count = dwBufferCount,
        .overlapped = lpOverlapped,
    };

    if (!address_to(&transfer, &envelope, lpTo, iTolen))
        return SOCKET_ERROR;
    return socket_send_call(&transfer, lpNumberOfBytesSent, dwFlags,
                            lpCompletionRoutine);
}

int WSAAPI sendto(SOCKET s, const char *buf, int len, int flags,
                  const struct sockaddr *to, int tolen)
{
    WSABUF buffer = {(ULONG)len, (char *)(uintptr_t)buf};
    struct envelope envelope = {0};
    struct transfer transfer = {
        .socket = winsock_find(s),
        .lane = LANE_SEND,
        .buffers = &buffer,
        .buffer_count = 1,
    };

    if (!address_to(&transfer, &envelope, to, tolen))
        return SOCKET_ERROR;
    return socket_move_call(&transfer, len, flags);
}

/* ---- Receiving ---- */

DWORD datagram_check_room(const struct socket_object *socket, const void *name,
                          const INT *namelen)
{
    if (name == NULL)
        return 0;
    return namelen == NULL || *namelen < (int)address_len_of(socket->family)
               ? WSAEFAULT
               : 0;
}

static bool ask_sender(struct transfer *transfer, struct envelope *envelope,
                       const struct op_sender *sender)
{
    DWORD error;

    if (transfer->socket == NULL)
        return false;
    if (socket_is_stream(transfer->socket))
        return true;
    error =
        datagram_check_room(transfer->socket, sender->name, sender->name_len);
    transfer->envelope = envelope;
    transfer->sender = sender;
    return error == 0 || refuse(transfer, error);
}

int WSAAPI WSARecvFrom(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount,
                       LPDWORD lpNumberOfBytesRecvd, LPDWORD lpFlags,
                       struct sockaddr *lpFrom, LPINT lpFromlen,
                       LPWSAOVERLAPPED lpOverlapped,
                       LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine)
{
    const struct op_sender sender = {.name = lpFrom, .name_len = lpFromlen};
    struct envelope envelope = {0};
    struct transfer transfer = {
        .socket = winsock_find(s),
        .lane = LANE_RECEIVE,
        .buffers = lpBuffers,
        .buffer_count = dwBufferCount,
        .overlapped = lpOverlapped,
    };

    if (!ask_sender(&transfer, &envelope, &sender))
        return SOCKET_ERROR;
    return socket_receive_call(&transfer, lpNumberOfBytesRecvd, lpFlags,
                               lpCompletionRoutine);
}

int WSAAPI recvfrom(SOCKET s, char *buf, int len, int flags,
                    struct sockaddr *from, int *fromlen)
{
    const struct op_sender sender = {.name = from, .name_len = fromlen};
    WSABUF buffer = {(ULONG)len, buf};
    struct envelope envelope = {0};
    struct transfer transfer = {
        .socket = winsock_find(s),
        .lane = LANE_RECEIVE,
        .buffers = &buffer,
        .buffer_count = 1,
    };

    if (!ask_sender(&transfer, &envelope, &sender))
        return SOCKET_ERROR;
    return socket_move_call(&transfer, len, flags);
}
