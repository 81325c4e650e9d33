/* WSAEnumProtocols: what socket() can make. */
#include <string.h>

#include "api/protocol_info.h"
#include "api/winsock.h"
#include "iocp/address_text.h"

static const struct {
    uint16_t family, type, protocol;
} known[] = {
    {AF_INET, SOCK_STREAM, IPPROTO_TCP},
    {AF_INET, SOCK_DGRAM, IPPROTO_UDP},
    {AF_INET6, SOCK_STREAM, IPPROTO_TCP},
    {AF_INET6, SOCK_DGRAM, IPPROTO_UDP},
};

static BOOL is_wanted(const INT *wanted, int protocol)
{
    if (wanted == NULL)
        return TRUE;
    while (*wanted != 0 && *wanted != protocol)
        wanted++;
    return *wanted != 0;
}

static int count_of(const INT *wanted)
{
    int count = 0;

    for (size_t i = 0; i < ARRAYSIZE(known); i++)
        count += is_wanted(wanted, known[i].protocol);
    return count;
}

/* The number of what fits, else -1 with the room that is needed. */
static int check_room(const INT *wanted, const void *buffer, DWORD *len,
                      size_t each)
{
    int count = count_of(wanted);
    DWORD needed = (DWORD)((size_t)count * each);
    BOOL fits;

    if (len == NULL)
        return winsock_error(WSAEFAULT);
    fits = *len >= needed && (buffer != NULL || needed == 0);
    *len = needed;
    if (!fits)
        return winsock_error(WSAENOBUFS);
    last_error_set(0);
    return count;
}

/* A socket that is only looked at for its kind. */
static void kind_of(size_t i, struct socket_object *kind)
{
    kind->family = known[i].family;
    kind->type = known[i].type;
    kind->protocol = known[i].protocol;
}

int WSAAPI WSAEnumProtocolsA(LPINT lpiProtocols,
                             LPWSAPROTOCOL_INFOA lpProtocolBuffer,
                             LPDWORD lpdwBufferLength)
{
    struct socket_object kind;
    int count;

    if (!winsock_started())
        return SOCKET_ERROR;
    count = check_room(lpiProtocols, lpProtocolBuffer, lpdwBufferLength,
                       sizeof *lpProtocolBuffer);
    for (size_t i = 0; count > 0 && i < ARRAYSIZE(known); i++)
        if (is_wanted(lpiProtocols, known[i].protocol)) {
            kind_of(i, &kind);
            protocol_info_a(&kind, lpProtocolBuffer++);
        }
    return count;
}

int WSAAPI WSAEnumProtocolsW(LPINT lpiProtocols,
                             LPWSAPROTOCOL_INFOW lpProtocolBuffer,
                             LPDWORD lpdwBufferLength)
{
    struct socket_object kind;
    int count;

    if (!winsock_started())
        return SOCKET_ERROR;
    count = check_room(lpiProtocols, lpProtocolBuffer, lpdwBufferLength,
                       sizeof *lpProtocolBuffer);
    for (size_t i = 0; count > 0 && i < ARRAYSIZE(known); i++)
        if (is_wanted(lpiProtocols, known[i].protocol)) {
            kind_of(i, &kind);
            protocol_info_w(&kind, lpProtocolBuffer++);
        }
    return count;
}
