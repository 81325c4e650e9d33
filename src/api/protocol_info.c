/* WSAPROTOCOL_INFO: what programs read to learn a socket's family, type and
 * protocol. There is no catalogue of providers behind it, so the catalogue
 * entry is 0 and the provider one of our own. */
#include "api/protocol_info.h"

#include <string.h>

#include "sys/address.h"

/* dwServiceFlags1, dwProviderFlags and iVersion, which our headers do not name
 * because nothing takes them as an argument. */
enum {
    CONNECTIONLESS = 0x1,
    GUARANTEED_DELIVERY = 0x2,
    GUARANTEED_ORDER = 0x4,
    MESSAGE_ORIENTED = 0x8,
    GRACEFUL_CLOSE = 0x20,
    EXPEDITED_DATA = 0x40,
    SUPPORTS_BROADCAST = 0x200,
    IFS_HANDLES = 0x20000, /* a SOCKET is a file handle */
    MATCHES_PROTOCOL_ZERO = 0x8,
    VERSION_2 = 2,
};

static DWORD service_flags(const struct socket_object *socket)
{
    if (socket_is_stream(socket))
        return GUARANTEED_DELIVERY | GUARANTEED_ORDER | GRACEFUL_CLOSE |
               EXPEDITED_DATA | IFS_HANDLES;
    return CONNECTIONLESS | MESSAGE_ORIENTED | SUPPORTS_BROADCAST | IFS_HANDLES;
}

/* A socket made with protocol 0 has the one its type implies. */
int protocol_number(const struct socket_object *socket)
{
    if (socket->protocol != 0 || socket->family == AF_UNIX)
        return socket->protocol;
    switch (socket->type) {
    case SOCK_STREAM:
        return IPPROTO_TCP;
    case SOCK_DGRAM:
        return IPPROTO_UDP;
    default:
        return 0;
    }
}

/* 65,535 less the header of UDP, and of IPv4, which counts itself in. */
DWORD protocol_max_message(const struct socket_object *socket)
{
    if (socket_is_stream(socket))
        return 0;
    return socket->family == AF_INET6 ? 65535 - 8 : 65535 - 8 - 20;
}

void protocol_info_a(const struct socket_object *socket,
                     WSAPROTOCOL_INFOA *info)
{
    memset(info, 0, sizeof *info);
    info->dwServiceFlags1 = service_flags(socket);
    info->dwProviderFlags = MATCHES_PROTOCOL_ZERO;
    memcpy(&info->ProviderId, "openiocp sockets", sizeof info->ProviderId);
    info->ProtocolChain.ChainLen = 1; /* a base protocol, no layer on top */
    info->iVersion = VERSION_2;
    info->iAddressFamily = socket->family;
    info->iMaxSockAddr = (int)address_len_of(socket->family);
    info->iMinSockAddr = info->iMaxSockAddr;
    info->iSocketType = socket->type;
    info->iProtocol = protocol_number(socket);
    info->dwMessageSize = protocol_max_message(socket);
    if (socket->family == AF_UNIX)
        strcpy(info->szProtocol, "openiocp AF_UNIX");
    else
        strcpy(info->szProtocol,
               socket_is_stream(socket) ? "openiocp TCP" : "openiocp UDP");
}

_Static_assert(offsetof(WSAPROTOCOL_INFOA, szProtocol) ==
                   offsetof(WSAPROTOCOL_INFOW, szProtocol),
               "the two differ in the name alone");

void protocol_info_w(const struct socket_object *socket,
                     WSAPROTOCOL_INFOW *info)
{
    WSAPROTOCOL_INFOA narrow;

    protocol_info_a(socket, &narrow);
    memcpy(info, &narrow, offsetof(WSAPROTOCOL_INFOA, szProtocol));
    for (size_t i = 0; i < ARRAYSIZE(narrow.szProtocol); i++)
        info->szProtocol[i] = (WCHAR)narrow.szProtocol[i];
}
