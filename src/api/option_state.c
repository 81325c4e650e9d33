/* SO_BSP_STATE: a structure that points to addresses behind itself. */
#include <string.h>

#include "api/options.h"
#include "api/protocol_info.h"
#include "iocp/socket_ioctl.h"
#include "sys/net.h"

/* Copies an address to `place`; gives where the next one goes. */
static char *put(char *place, const struct address *address, SOCKET_ADDRESS *to)
{
    to->iSockaddrLength = (INT)address->len;
    to->lpSockaddr = address->len != 0 ? (SOCKADDR *)(void *)place : NULL;
    memcpy(place, address->bytes, address->len);
    return place + address->len;
}

static void find(struct socket_object *socket, struct address *local,
                 struct address *remote)
{
    uint8_t role = socket->role;

    local->len = 0;
    remote->len = 0;
    if (!socket->bound && role != SOCKET_CONNECTED)
        return;
    if (socket_local_address(socket->io.fd, local) < 0)
        local->len = 0;
    if (role != SOCKET_CONNECTED ||
        socket_peer_address(socket->io.fd, remote) < 0)
        remote->len = 0;
}

DWORD option_state_get(struct socket_object *socket, char *bytes, int *len)
{
    struct address local, remote;
    CSADDR_INFO info;
    char *place;

    if (bytes == NULL || len == NULL || *len < (int)sizeof info)
        return WSAEFAULT;
    find(socket, &local, &remote);
    if (*len < (int)(sizeof info + local.len + remote.len))
        return WSAEFAULT;
    info.iSocketType = socket->type;
    info.iProtocol = protocol_number(socket);
    place = put(bytes + sizeof info, &local, &info.LocalAddr);
    place = put(place, &remote, &info.RemoteAddr);
    memcpy(bytes, &info, sizeof info);
    *len = (int)(place - bytes);
    return 0;
}
