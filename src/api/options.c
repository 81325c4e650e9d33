/* setsockopt and getsockopt: one table a level, one row an option. A row says
 * how many bytes the value has and which two functions carry it; most rows use
 * the same few.
 *
 * The numbers are Windows', and so are the lengths: booleans, and the numbers
 * of the IP levels, may be a single byte, everything else must be whole.
 *
 * The trap: an AcceptEx socket gets its descriptor with the connection, so the
 * kernel knows only what was set after that. What was set before on the
 * listener counts, as on Windows after SO_UPDATE_ACCEPT_CONTEXT. */
#include <string.h>

#include "api/option.h"
#include "api/options.h"
#include "api/winsock.h"
#include "iocp/address.h"
#include "iocp/socket_ext.h"
#include "sys/control.h"
#include "sys/multicast.h"

/* least and full of a row */
#define ANY_LENGTH 1, (int)sizeof(DWORD)
#define WHOLE(type) (int)sizeof(type), (int)sizeof(type)
#define NO_VALUE 0, 0

#define FIELD(name) offsetof(struct socket_object, name)

/* ---- The tables ---- */

static const struct option socket_options[] = {
    {SO_DEBUG, ANY_LENGTH, .set = option_set_ignored, .get = option_get_zero},
    {SO_ACCEPTCONN, ANY_LENGTH, SOCK_STREAM, .get = option_get_listening},
    {SO_REUSEADDR, ANY_LENGTH, .set = option_set_reuse, .get = option_get_kept,
     .kernel = SOCKET_OPTION_REUSE_ADDRESS, .field = FIELD(reuse_address)},
    {SO_EXCLUSIVEADDRUSE, ANY_LENGTH, .set = option_set_exclusive,
     .get = option_get_kept, .field = FIELD(exclusive_address)},
    {SO_KEEPALIVE, ANY_LENGTH, SOCK_STREAM, .set = option_set_flag,
     .get = option_get_flag, .kernel = SOCKET_OPTION_KEEP_ALIVE},
    {SO_DONTROUTE, ANY_LENGTH, .set = option_set_flag, .get = option_get_flag,
     .kernel = SOCKET_OPTION_DONT_ROUTE},
    {SO_BROADCAST, ANY_LENGTH, .set = option_set_flag, .get = option_get_flag,
     .kernel = SOCKET_OPTION_BROADCAST},
    {SO_OOBINLINE, ANY_LENGTH, SOCK_STREAM, .set = option_set_flag,
     .get = option_get_flag, .kernel = SOCKET_OPTION_OOB_INLINE},
    {SO_LINGER, WHOLE(LINGER), SOCK_STREAM, .set = option_set_linger,
     .get = option_get_linger},
    {SO_DONTLINGER, ANY_LENGTH, SOCK_STREAM, .set = option_set_dont_linger,
     .get = option_get_dont_linger},
    {SO_SNDBUF, WHOLE(DWORD), .set = option_set_size, .get = option_get_size,
     .kernel = SOCKET_OPTION_SEND_BUFFER, .field = FIELD(send_size)},
    {SO_RCVBUF, WHOLE(DWORD), .set = option_set_size, .get = option_get_size,
     .kernel = SOCKET_OPTION_RECEIVE_BUFFER, .field = FIELD(receive_size)},
    {SO_SNDTIMEO, WHOLE(DWORD), .set = option_set_kept, .get = option_get_kept,
     .field = FIELD(send_timeout_ms)},
    {SO_RCVTIMEO, WHOLE(DWORD), .set = option_set_kept, .get = option_get_kept,
     .field = FIELD(receive_timeout_ms)},
    {SO_ERROR, WHOLE(DWORD), .get = option_get_error,
     .kernel = SOCKET_OPTION_ERROR},
    {SO_TYPE, WHOLE(DWORD), .get = option_get_type},
    {SO_MAX_MSG_SIZE, WHOLE(DWORD), SOCK_DGRAM, .get = option_get_max_message},
    {SO_PROTOCOL_INFOA, WHOLE(WSAPROTOCOL_INFOA), .get = option_get_info_a},
    {SO_PROTOCOL_INFOW, WHOLE(WSAPROTOCOL_INFOW), .get = option_get_info_w},
    {SO_CONDITIONAL_ACCEPT, ANY_LENGTH, SOCK_STREAM,
     .set = option_set_conditional, .get = option_get_zero},
    {SO_UPDATE_ACCEPT_CONTEXT, WHOLE(SOCKET), .set = option_set_accept_context},
    {SO_UPDATE_CONNECT_CONTEXT, NO_VALUE, .set = option_set_connect_context},
    {SO_CONNECT_TIME, WHOLE(DWORD), .get = option_get_connect_time},
    {SO_RANDOMIZE_PORT, ANY_LENGTH, .set = option_set_ignored,
     .get = option_get_one}, /* the kernel always does */
    {SO_REUSE_UNICASTPORT, ANY_LENGTH, .set = option_set_flag,
     .get = option_get_flag, .kernel = SOCKET_OPTION_LATE_PORT},
};

static const struct option tcp_options[] = {
    {TCP_NODELAY, ANY_LENGTH, SOCK_STREAM, .set = option_set_flag,
     .get = option_get_flag, .kernel = SOCKET_OPTION_NO_DELAY},
    {TCP_KEEPIDLE, WHOLE(DWORD), SOCK_STREAM, .set = option_set_number,
     .get = option_get_number, .kernel = SOCKET_OPTION_KEEP_IDLE},
    {TCP_KEEPINTVL, WHOLE(DWORD), SOCK_STREAM, .set = option_set_number,
     .get = option_get_number, .kernel = SOCKET_OPTION_KEEP_INTERVAL},
    {TCP_KEEPCNT, WHOLE(DWORD), SOCK_STREAM, .set = option_set_keep_count,
     .get = option_get_number, .kernel = SOCKET_OPTION_KEEP_COUNT},
    {TCP_MAXRT, WHOLE(DWORD), SOCK_STREAM, .set = option_set_patience,
     .get = option_get_patience, .kernel = SOCKET_OPTION_USER_TIMEOUT},
    {TCP_BSDURGENT, ANY_LENGTH, SOCK_STREAM, .set = option_set_bsd_urgent,
     .get = option_get_one},
    {TCP_EXPEDITED_1122, ANY_LENGTH, SOCK_STREAM, .set = option_set_conditional,
     .get = option_get_zero},
};

static const struct option udp_options[] = {
    {UDP_NOCHECKSUM, ANY_LENGTH, SOCK_DGRAM, .set = option_set_flag,
     .get = option_get_flag, .kernel = SOCKET_OPTION_NO_CHECKSUM},
    {UDP_SEND_MSG_SIZE, WHOLE(DWORD), SOCK_DGRAM, .set = option_set_number,
     .get = option_get_number, .kernel = SOCKET_OPTION_SEGMENT},
};

/* The same of both IP levels. */
#define GROUP_OPTION(name, value, setter, kind)                                \
    {                                                                          \
        name, WHOLE(value), SOCK_DGRAM, .set = (setter), .change = (kind)      \
    }
#define GROUP_OPTIONS                                                          \
    GROUP_OPTION(MCAST_JOIN_GROUP, GROUP_REQ, option_set_group,                \
                 MULTICAST_JOIN),                                              \
        GROUP_OPTION(MCAST_LEAVE_GROUP, GROUP_REQ, option_set_group,           \
                     MULTICAST_LEAVE),                                         \
        GROUP_OPTION(MCAST_BLOCK_SOURCE, GROUP_SOURCE_REQ,                     \
                     option_set_group_source, MULTICAST_BLOCK),                \
        GROUP_OPTION(MCAST_UNBLOCK_SOURCE, GROUP_SOURCE_REQ,                   \
                     option_set_group_source, MULTICAST_UNBLOCK),              \
        GROUP_OPTION(MCAST_JOIN_SOURCE_GROUP, GROUP_SOURCE_REQ,                \
                     option_set_group_source, MULTICAST_JOIN_SOURCE),          \
        GROUP_OPTION(MCAST_LEAVE_SOURCE_GROUP, GROUP_SOURCE_REQ,               \
                     option_set_group_source, MULTICAST_LEAVE_SOURCE)

static const struct option ip_options[] = {
    {IP_PKTINFO, ANY_LENGTH, SOCK_DGRAM, .set = option_set_control,
     .get = option_get_control, .control = CONTROL_PACKET},
    {IP_RECVTTL, ANY_LENGTH, SOCK_DGRAM, .set = option_set_control,
     .get = option_get_control, .control = CONTROL_TTL},
    {IP_RECVTOS, ANY_LENGTH, SOCK_DGRAM, .set = option_set_control,
     .get = option_get_control, .control = CONTROL_TOS},
    {IP_ECN, ANY_LENGTH, SOCK_DGRAM, .set = option_set_control,
     .get = option_get_control, .control = CONTROL_ECN},
    {IP_TOS, ANY_LENGTH, .set = option_set_number, .get = option_get_number,
     .kernel = SOCKET_OPTION_TOS},
    {IP_TTL, ANY_LENGTH, .set = option_set_number, .get = option_get_number,
     .kernel = SOCKET_OPTION_TTL},
    {IP_DONTFRAGMENT, ANY_LENGTH, SOCK_DGRAM, .set = option_set_whole,
     .get = option_get_whole, .kernel = SOCKET_OPTION_DISCOVERY},
    {IP_MTU_DISCOVER, WHOLE(DWORD), .set = option_set_discovery,
     .get = option_get_discovery, .kernel = SOCKET_OPTION_DISCOVERY},
    {IP_MTU, WHOLE(DWORD), .get = option_get_number,
     .kernel = SOCKET_OPTION_MTU},
    {IP_UNICAST_IF, WHOLE(DWORD), .set = option_set_number,
     .get = option_get_interface, .kernel = SOCKET_OPTION_UNICAST_IF},
    {IP_MULTICAST_IF, WHOLE(DWORD), SOCK_DGRAM, .set = option_set_multicast_if,
     .get = option_get_multicast_if},
    {IP_MULTICAST_TTL, ANY_LENGTH, SOCK_DGRAM, .set = option_set_number,
     .get = option_get_number, .kernel = SOCKET_OPTION_MULTICAST_TTL},
    {IP_MULTICAST_LOOP, ANY_LENGTH, SOCK_DGRAM, .set = option_set_flag,
     .get = option_get_flag, .kernel = SOCKET_OPTION_MULTICAST_LOOP},
    {IP_ADD_MEMBERSHIP, WHOLE(IP_MREQ), SOCK_DGRAM, .set = option_set_member,
     .change = MULTICAST_JOIN},
    {IP_DROP_MEMBERSHIP, WHOLE(IP_MREQ), SOCK_DGRAM, .set = option_set_member,
     .change = MULTICAST_LEAVE},
    {IP_ADD_SOURCE_MEMBERSHIP, WHOLE(IP_MREQ_SOURCE), SOCK_DGRAM,
     .set = option_set_source_member, .change = MULTICAST_JOIN_SOURCE},
    {IP_DROP_SOURCE_MEMBERSHIP, WHOLE(IP_MREQ_SOURCE), SOCK_DGRAM,
     .set = option_set_source_member, .change = MULTICAST_LEAVE_SOURCE},
    {IP_BLOCK_SOURCE, WHOLE(IP_MREQ_SOURCE), SOCK_DGRAM,
     .set = option_set_source_member, .change = MULTICAST_BLOCK},
    {IP_UNBLOCK_SOURCE, WHOLE(IP_MREQ_SOURCE), SOCK_DGRAM,
     .set = option_set_source_member, .change = MULTICAST_UNBLOCK},
    GROUP_OPTIONS,
};

static const struct option ipv6_options[] = {
    {IPV6_PKTINFO, ANY_LENGTH, SOCK_DGRAM, .set = option_set_control,
     .get = option_get_control, .control = CONTROL_V6_PACKET},
    {IPV6_HOPLIMIT, ANY_LENGTH, SOCK_DGRAM, .set = option_set_control,
     .get = option_get_control, .control = CONTROL_V6_HOPS},
    {IPV6_RECVTCLASS, ANY_LENGTH, SOCK_DGRAM, .set = option_set_control,
     .get = option_get_control, .control = CONTROL_V6_CLASS},
    {IPV6_ECN, ANY_LENGTH, SOCK_DGRAM, .set = option_set_control,
     .get = option_get_control, .control = CONTROL_V6_ECN},
    {IPV6_UNICAST_HOPS, ANY_LENGTH, .set = option_set_number,
     .get = option_get_number, .kernel = SOCKET_OPTION_V6_HOPS},
    {IPV6_V6ONLY, ANY_LENGTH, .set = option_set_flag, .get = option_get_flag,
     .kernel = SOCKET_OPTION_V6_ONLY},
    {IPV6_DONTFRAG, ANY_LENGTH, SOCK_DGRAM, .set = option_set_flag,
     .get = option_get_flag, .kernel = SOCKET_OPTION_V6_WHOLE},
    {IPV6_MTU_DISCOVER, WHOLE(DWORD), .set = option_set_discovery,
     .get = option_get_discovery, .kernel = SOCKET_OPTION_V6_DISCOVERY},
    {IPV6_MTU, WHOLE(DWORD), .get = option_get_number,
     .kernel = SOCKET_OPTION_V6_MTU},
    {IPV6_UNICAST_IF, WHOLE(DWORD), .set = option_set_v6_interface,
     .get = option_get_interface, .kernel = SOCKET_OPTION_V6_UNICAST_IF},
    {IPV6_MULTICAST_IF, WHOLE(DWORD), SOCK_DGRAM, .set = option_set_number,
     .get = option_get_number, .kernel = SOCKET_OPTION_V6_MULTICAST_IF},
    {IPV6_MULTICAST_HOPS, ANY_LENGTH, SOCK_DGRAM, .set = option_set_number,
     .get = option_get_number, .kernel = SOCKET_OPTION_V6_MULTICAST_HOPS},
    {IPV6_MULTICAST_LOOP, ANY_LENGTH, SOCK_DGRAM, .set = option_set_flag,
     .get = option_get_flag, .kernel = SOCKET_OPTION_V6_MULTICAST_LOOP},
    {IPV6_ADD_MEMBERSHIP, WHOLE(IPV6_MREQ), SOCK_DGRAM,
     .set = option_set_v6_member, .change = MULTICAST_JOIN},
    {IPV6_DROP_MEMBERSHIP, WHOLE(IPV6_MREQ), SOCK_DGRAM,
     .set = option_set_v6_member, .change = MULTICAST_LEAVE},
    GROUP_OPTIONS,
};

static const struct {
    int level;
    const struct option *options;
    size_t count;
} levels[] = {
    {SOL_SOCKET, socket_options, ARRAYSIZE(socket_options)},
    {IPPROTO_TCP, tcp_options, ARRAYSIZE(tcp_options)},
    {IPPROTO_IP, ip_options, ARRAYSIZE(ip_options)},
    {IPPROTO_IPV6, ipv6_options, ARRAYSIZE(ipv6_options)},
    {IPPROTO_UDP, udp_options, ARRAYSIZE(udp_options)},
};

/* ---- The entry points ---- */

/* WSAEINVAL: no such level; WSAENOPROTOOPT: no such option of this socket. */
static DWORD find(const struct socket_object *socket, int level, int name,
                  const struct option **option)
{
    size_t at = 0;

    while (at < ARRAYSIZE(levels) && levels[at].level != level)
        at++;
    if (at == ARRAYSIZE(levels))
        return WSAEINVAL;
    for (size_t i = 0; i < levels[at].count; i++) {
        *option = &levels[at].options[i];
        if ((*option)->name == name)
            return (*option)->type == 0 || (*option)->type == socket->type
                       ? 0
                       : WSAENOPROTOOPT;
    }
    return WSAENOPROTOOPT;
}

static DWORD option_set(struct socket_object *socket, int level, int name,
                        const char *bytes, int len)
{
    const struct option *option;
    union option_value value;
    DWORD error = find(socket, level, name, &option);

    if (error == 0 && option->set == NULL)
        error = WSAENOPROTOOPT;
    if (error != 0)
        return error;
    if (option->least > 0 && (bytes == NULL || len < option->least))
        return WSAEFAULT;
    memset(&value, 0, sizeof value);
    if (option->full > 0)
        memcpy(&value, bytes, (size_t)min(len, option->full));
    return option->set(socket, option, &value);
}

/* Booleans come back as one byte or as a whole BOOL, nothing between. */
static DWORD option_get(struct socket_object *socket, int level, int name,
                        char *bytes, int *len)
{
    const struct option *option;
    union option_value value;
    DWORD error = find(socket, level, name, &option);

    if (error == 0 && option->get == NULL)
        error = WSAENOPROTOOPT;
    if (error != 0)
        return error;
    if (bytes == NULL || len == NULL || *len < option->least)
        return WSAEFAULT;
    error = option->get(socket, option, &value);
    if (error != 0)
        return error;
    *len = *len < option->full ? option->least : option->full;
    memcpy(bytes, &value, (size_t)*len);
    return 0;
}

/* SO_OPENTYPE belongs to the thread, not to a socket, and programs name none
 * when they set it. It is kept and read back; socket() makes overlapped sockets
 * whatever it says, which can do everything the others can. */
static _Thread_local DWORD open_type;

static DWORD open_type_set(const char *bytes, int len)
{
    if (bytes == NULL || len < (int)sizeof open_type)
        return WSAEFAULT;
    memcpy(&open_type, bytes, sizeof open_type);
    return 0;
}

static DWORD open_type_get(char *bytes, int *len)
{
    if (bytes == NULL || len == NULL || *len < (int)sizeof open_type)
        return WSAEFAULT;
    memcpy(bytes, &open_type, sizeof open_type);
    *len = sizeof open_type;
    return 0;
}

static int result_of(DWORD error)
{
    last_error_set(error);
    return error == 0 ? 0 : SOCKET_ERROR;
}

int WSAAPI setsockopt(SOCKET s, int level, int optname, const char *optval,
                      int optlen)
{
    struct socket_object *socket;
    DWORD error;

    if (level == SOL_SOCKET && optname == SO_OPENTYPE)
        return winsock_started() ? result_of(open_type_set(optval, optlen))
                                 : SOCKET_ERROR;
    socket = winsock_get(s);
    if (socket == NULL)
        return SOCKET_ERROR;
    error = option_set(socket, level, optname, optval, optlen);
    winsock_put(socket);
    return result_of(error);
}

int WSAAPI getsockopt(SOCKET s, int level, int optname, char *optval,
                      int *optlen)
{
    struct socket_object *socket;
    DWORD error;

    if (level == SOL_SOCKET && optname == SO_OPENTYPE)
        return winsock_started() ? result_of(open_type_get(optval, optlen))
                                 : SOCKET_ERROR;
    socket = winsock_get(s);
    if (socket == NULL)
        return SOCKET_ERROR;
    if (level == SOL_SOCKET && optname == SO_BSP_STATE)
        error = option_state_get(socket, optval, optlen);
    else
        error = option_get(socket, level, optname, optval, optlen);
    winsock_put(socket);
    return result_of(error);
}
