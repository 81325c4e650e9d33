/* Options that are about a socket's life: what it is, whether it listens, how
 * it was connected and how long ago. */
#include "api/option.h"

#include "api/options.h"
#include "api/protocol_info.h"
#include "api/winsock.h"
#include "base/clock.h"

/* ---- What a socket is ---- */

DWORD option_get_type(struct socket_object *socket, const struct option *option,
                      union option_value *value)
{
    (void)option;
    value->number = (DWORD)socket->type;
    return 0;
}

DWORD option_get_listening(struct socket_object *socket,
                           const struct option *option,
                           union option_value *value)
{
    (void)option;
    lock_take(&socket->io.lock);
    value->number = socket->role == SOCKET_LISTENING;
    lock_drop(&socket->io.lock);
    return 0;
}

DWORD option_get_max_message(struct socket_object *socket,
                             const struct option *option,
                             union option_value *value)
{
    (void)option;
    value->number = protocol_max_message(socket);
    return 0;
}

DWORD option_get_info_a(struct socket_object *socket,
                        const struct option *option, union option_value *value)
{
    (void)option;
    protocol_info_a(socket, &value->info_a);
    return 0;
}

DWORD option_get_info_w(struct socket_object *socket,
                        const struct option *option, union option_value *value)
{
    (void)option;
    protocol_info_w(socket, &value->info_w);
    return 0;
}

/* ---- Connections ---- */

#define NOT_CONNECTED 0xFFFFFFFFu

DWORD option_get_connect_time(struct socket_object *socket,
                              const struct option *option,
                              union option_value *value)
{
    uint64_t since = 0;

    (void)option;
    lock_take(&socket->io.lock);
    if (socket->role == SOCKET_CONNECTED && socket_is_stream(socket))
        since = socket->connected_ns;
    lock_drop(&socket->io.lock);
    value->number = since == 0
                        ? NOT_CONNECTED
                        : (DWORD)((clock_now_ns() - since) / 1000000000u);
    return 0;
}

void options_inherit(struct socket_object *accepted,
                     struct socket_object *listener)
{
    uint32_t receive_timeout_ms, send_timeout_ms, receive_size, send_size;

    lock_take(&listener->io.lock); /* never both: they have one level */
    receive_timeout_ms = listener->receive_timeout_ms;
    send_timeout_ms = listener->send_timeout_ms;
    receive_size = listener->receive_size;
    send_size = listener->send_size;
    lock_drop(&listener->io.lock);

    lock_take(&accepted->io.lock);
    accepted->receive_timeout_ms = receive_timeout_ms;
    accepted->send_timeout_ms = send_timeout_ms;
    accepted->receive_size = receive_size;
    accepted->send_size = send_size;
    lock_drop(&accepted->io.lock);
}

/* Microsoft's pages name no error for the two SO_UPDATE options. A socket that
 * is not connected gives WSAENOTCONN, as programs that were too early report;
 * one connected by the opposite call is told so; one whose context is in place
 * already has nothing to do. */
static DWORD update_context(struct socket_object *socket,
                            enum socket_origin from)
{
    DWORD error = 0;

    lock_take(&socket->io.lock);
    if (socket->role != SOCKET_CONNECTED)
        error = WSAENOTCONN;
    else if (socket->origin == from)
        socket->origin = SOCKET_BY_CALL;
    else if (socket->origin != SOCKET_BY_CALL)
        error = WSAEINVAL;
    lock_drop(&socket->io.lock);
    return error;
}

static bool is_listening(struct socket_object *socket)
{
    union option_value value;

    option_get_listening(socket, NULL, &value);
    return value.number != 0;
}

/* The value is the listening socket whose properties are taken over. */
DWORD option_set_accept_context(struct socket_object *socket,
                                const struct option *option,
                                const union option_value *value)
{
    struct socket_object *listener = winsock_get(value->socket);
    DWORD error = WSAEINVAL;

    (void)option;
    if (listener == NULL)
        return WSAENOTSOCK;
    if (is_listening(listener))
        error = update_context(socket, SOCKET_BY_ACCEPT_EX);
    if (error == 0)
        options_inherit(socket, listener);
    winsock_put(listener);
    return error;
}

/* Has no value: callers give NULL, some a number. */
DWORD option_set_connect_context(struct socket_object *socket,
                                 const struct option *option,
                                 const union option_value *value)
{
    (void)option;
    (void)value;
    return update_context(socket, SOCKET_BY_CONNECT_EX);
}

/* ---- Options that do nothing here ---- */

DWORD option_set_ignored(struct socket_object *socket,
                         const struct option *option,
                         const union option_value *value)
{
    (void)socket;
    (void)option;
    (void)value;
    return 0;
}

DWORD option_get_zero(struct socket_object *socket, const struct option *option,
                      union option_value *value)
{
    (void)socket;
    (void)option;
    value->number = 0;
    return 0;
}

/* The kernel answers a connection before anybody can be asked. */
DWORD option_set_conditional(struct socket_object *socket,
                             const struct option *option,
                             const union option_value *value)
{
    (void)socket;
    (void)option;
    return value->number != 0 ? WSAENOPROTOOPT : 0;
}
