/* Which sockets there are, and what the arguments of socket() leave open. A
 * program that asks getaddrinfo for addresses of any type hands their zeros
 * on to socket(), so zeros have to mean something. */
#include "api/socket_kind.h"

#include <stdbool.h>

#include "iocp/socket.h"

/* In the order of WSAEnumProtocols: of those that match, the first is meant. */
static const struct socket_kind known[] = {
    {AF_INET, SOCK_STREAM, IPPROTO_TCP},
    {AF_INET, SOCK_DGRAM, IPPROTO_UDP},
    {AF_INET6, SOCK_STREAM, IPPROTO_TCP},
    {AF_INET6, SOCK_DGRAM, IPPROTO_UDP},
    {AF_UNIX, SOCK_STREAM, 0},
};

#define PROTOCOL_LAST 255 /* of IP */

static bool is_open_or(int wanted, int value)
{
    return wanted == 0 || wanted == value;
}

static const struct socket_kind *first_of(const struct socket_kind *wanted)
{
    for (size_t i = 0; i < ARRAYSIZE(known); i++)
        if (is_open_or(wanted->family, known[i].family) &&
            is_open_or(wanted->type, known[i].type) &&
            is_open_or(wanted->protocol, known[i].protocol))
            return &known[i];
    return NULL;
}

/* A protocol that is neither TCP's nor UDP's can only be meant raw. */
static void fill(struct socket_kind *kind)
{
    const struct socket_kind *first = first_of(kind);

    if (kind->type == 0 && first != NULL)
        kind->type = first->type;
    else if (kind->type == 0 && kind->protocol > 0 &&
             kind->protocol <= PROTOCOL_LAST)
        kind->type = SOCK_RAW;
    if (kind->family == 0)
        kind->family = first != NULL ? first->family : AF_INET;
}

/* Windows looks at the family first, then the type, then the protocol. */
static DWORD check(const struct socket_kind *kind)
{
    int type = kind->type, protocol = kind->protocol;
    bool fits = protocol == 0 ||
                (type == SOCK_STREAM && protocol == IPPROTO_TCP) ||
                (type == SOCK_DGRAM && protocol == IPPROTO_UDP) ||
                (type == SOCK_RAW && protocol > 0 && protocol <= PROTOCOL_LAST);

    if (kind->family != AF_INET && kind->family != AF_INET6 &&
        kind->family != AF_UNIX)
        return WSAEAFNOSUPPORT;
    if (type == 0) /* the protocol implied none */
        return WSAEPROTONOSUPPORT;
    if (type != SOCK_STREAM && type != SOCK_DGRAM && type != SOCK_RAW)
        return WSAESOCKTNOSUPPORT;
    if (kind->family == AF_UNIX && type != SOCK_STREAM)
        return WSAESOCKTNOSUPPORT;
    if (kind->family == AF_UNIX)
        return protocol == 0 ? 0 : WSAEPROTONOSUPPORT;
    return fits ? 0 : WSAEPROTONOSUPPORT;
}

/* A type alone says too little: "WSAEINVAL" (Wine's ws2_32 sock
 * test_WSASocket, which Windows passes). */
DWORD socket_kind_settle(struct socket_kind *kind)
{
    if (kind->family == 0 && kind->protocol == 0)
        return WSAEINVAL;
    fill(kind);
    return check(kind);
}
