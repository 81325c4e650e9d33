/* Options that are a value: kept by the kernel, or by the object where the
 * kernel's idea of the option differs from Windows'. */
#include "api/option.h"

#include <limits.h>

#include "base/errmap.h"
#include "object/socket_options.h"
#include "sys/control.h"

/* ---- Values the kernel keeps ---- */

static DWORD code_of(int rc)
{
    return rc < 0 ? errmap_winsock(errmap_socket(-rc)) : 0;
}

static DWORD kernel_set(struct socket_object *socket,
                        const struct option *option, int value)
{
    return code_of(socket_choose_option(socket, option->kernel, value));
}

DWORD option_set_flag(struct socket_object *socket, const struct option *option,
                      const union option_value *value)
{
    return kernel_set(socket, option, value->number != 0);
}

DWORD option_get_number(struct socket_object *socket,
                        const struct option *option, union option_value *value)
{
    int number = 0;
    int rc = socket_get_option(socket->io.fd, option->kernel, &number);

    value->number = (DWORD)number;
    return code_of(rc);
}

DWORD option_get_flag(struct socket_object *socket, const struct option *option,
                      union option_value *value)
{
    DWORD error = option_get_number(socket, option, value);

    value->number = value->number != 0;
    return error;
}

DWORD option_set_number(struct socket_object *socket,
                        const struct option *option,
                        const union option_value *value)
{
    return kernel_set(socket, option, (int)value->number);
}

/* A connect that went on by itself took the kernel's error with it and left
 * it in the object. Reading clears it, on both sides. */
DWORD option_get_error(struct socket_object *socket,
                       const struct option *option, union option_value *value)
{
    DWORD error = option_get_number(socket, option, value);

    if (value->number != 0 && socket->type == SOCK_DGRAM)
        socket_take_unreachable(socket->io.fd);
    /* The kernel tells of the end of a connection once. */
    if (socket->role == SOCKET_CONNECTED)
        socket_note_error(socket, (int)value->number);
    value->number = code_of(-(int)value->number);
    lock_take(&socket->io.lock);
    if (value->number == 0)
        value->number = errmap_winsock(socket->connect_status);
    socket->connect_status = STATUS_SUCCESS;
    lock_drop(&socket->io.lock);
    return error;
}

/* ---- Values the object keeps ---- */

static uint32_t *field_of(struct socket_object *socket,
                          const struct option *option)
{
    return (uint32_t *)(void *)((char *)socket + option->field);
}

static uint32_t field_get(struct socket_object *socket,
                          const struct option *option)
{
    uint32_t value;

    lock_take(&socket->io.lock);
    value = *field_of(socket, option);
    lock_drop(&socket->io.lock);
    return value;
}

static void field_set(struct socket_object *socket, const struct option *option,
                      uint32_t value)
{
    lock_take(&socket->io.lock);
    *field_of(socket, option) = value;
    lock_drop(&socket->io.lock);
}

/* Milliseconds, for blocking calls only; the kernel must not know them, it
 * would end overlapped requests too. */
DWORD option_set_kept(struct socket_object *socket, const struct option *option,
                      const union option_value *value)
{
    field_set(socket, option, value->number);
    return 0;
}

DWORD option_get_kept(struct socket_object *socket, const struct option *option,
                      union option_value *value)
{
    value->number = field_get(socket, option);
    return 0;
}

/* In the object 0 means "never set"; a size of 0, by which servers ask for
 * unbuffered sends, is kept as the one value nobody can mean. */
#define SIZE_OF_ZERO UINT32_MAX

/* The kernel doubles and limits what it is told, and Windows gives back what
 * was set. So the value is kept, and the kernel's answer not used. Of 0 it
 * would make the smallest buffers there are, where Windows has none and yet as
 * much on the way as the connection bears: it is not told. */
DWORD option_set_size(struct socket_object *socket, const struct option *option,
                      const union option_value *value)
{
    int size = value->number < INT_MAX ? (int)value->number : INT_MAX;
    DWORD error = size > 0 ? kernel_set(socket, option, size) : 0;

    if (error == 0)
        field_set(socket, option, size > 0 ? value->number : SIZE_OF_ZERO);
    return error;
}

DWORD option_get_size(struct socket_object *socket, const struct option *option,
                      union option_value *value)
{
    uint32_t size = field_get(socket, option);

    if (size == 0)
        return option_get_number(socket, option, value);
    value->number = size != SIZE_OF_ZERO ? size : 0;
    return 0;
}

/* ---- What comes with datagrams ---- */

/* Two options of ours may be one of the kernel's: the object keeps which. */
DWORD option_set_control(struct socket_object *socket,
                         const struct option *option,
                         const union option_value *value)
{
    uint8_t wanted;

    lock_take(&socket->io.lock);
    wanted = socket->control_wanted;
    wanted = (uint8_t)(value->number != 0 ? wanted | option->control
                                          : wanted & ~option->control);
    socket->control_wanted = wanted;
    lock_drop(&socket->io.lock);
    return code_of(control_want(socket->io.fd, wanted));
}

DWORD option_get_control(struct socket_object *socket,
                         const struct option *option, union option_value *value)
{
    value->number = (socket->control_wanted & option->control) != 0;
    return 0;
}

/* ---- Linger ---- */

/* closesocket() must not wait: the descriptor may be closed by the engine's
 * own thread. Linux waits in close(2) only while the linger flag is on, and
 * keeps the seconds when it is turned off; so the flag is left on for 0
 * seconds alone, which means "reset at once", and otherwise the data goes out
 * behind closesocket's back. Windows' limit of so many seconds for that, and
 * a blocking socket's wait, do not exist here. */
static DWORD linger_set(struct socket_object *socket, bool on, uint32_t seconds)
{
    bool resets = on && seconds == 0;

    return code_of(socket_choose_linger(socket, resets, on ? seconds : 0));
}

static DWORD linger_get(struct socket_object *socket, LINGER *linger)
{
    bool on = false;
    uint32_t seconds = 0;
    int rc = socket_get_linger(socket->io.fd, &on, &seconds);

    linger->l_onoff = on || seconds != 0;
    linger->l_linger = (u_short)seconds;
    return code_of(rc);
}

DWORD option_set_linger(struct socket_object *socket,
                        const struct option *option,
                        const union option_value *value)
{
    (void)option;
    return linger_set(socket, value->linger.l_onoff != 0,
                      value->linger.l_linger);
}

DWORD option_get_linger(struct socket_object *socket,
                        const struct option *option, union option_value *value)
{
    (void)option;
    return linger_get(socket, &value->linger);
}

/* TRUE is SO_LINGER with l_onoff 0 (setsockopt); FALSE turns it on with the
 * seconds there are. */
DWORD option_set_dont_linger(struct socket_object *socket,
                             const struct option *option,
                             const union option_value *value)
{
    LINGER linger;
    DWORD error = linger_get(socket, &linger);

    (void)option;
    if (error != 0)
        return error;
    return linger_set(socket, value->number == 0, linger.l_linger);
}

DWORD option_get_dont_linger(struct socket_object *socket,
                             const struct option *option,
                             union option_value *value)
{
    LINGER linger;
    DWORD error = linger_get(socket, &linger);

    (void)option;
    value->number = linger.l_onoff == 0;
    return error;
}

/* ---- Sharing an address ----
 *
 * On Windows SO_REUSEADDR lets a second socket bind, and take over, an address
 * in use, and SO_EXCLUSIVEADDRUSE forbids others to do that. Linux'
 * SO_REUSEADDR never lets two listeners have one address: it passes over
 * connections that are still timing out, which Windows does unasked (see
 * api/socket.c), and lets datagram sockets share if both ask. The object keeps
 * what the program asked for; no listener's address can be stolen. */

DWORD option_set_reuse(struct socket_object *socket,
                       const struct option *option,
                       const union option_value *value)
{
    DWORD error;

    if (value->number != 0 && socket->exclusive_address)
        return WSAEINVAL;
    error = option_set_flag(socket, option, value);
    if (error == 0)
        field_set(socket, option, value->number != 0);
    return error;
}

DWORD option_set_exclusive(struct socket_object *socket,
                           const struct option *option,
                           const union option_value *value)
{
    if (value->number != 0 && socket->reuse_address)
        return WSAEINVAL;
    field_set(socket, option, value->number != 0);
    return 0;
}
