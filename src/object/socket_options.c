#include "object/socket_options.h"

/* SO_LINGER has no int for a value, and its bit behind those that have. */
#define LINGER_SET (1u << SOCKET_OPTIONS_SET)

_Static_assert(SOCKET_OPTIONS_SET < 32, "a bit for SO_LINGER too");

static void remember(struct socket_object *socket, uint32_t bit)
{
    lock_take(&socket->io.lock);
    socket->options_set |= bit;
    lock_drop(&socket->io.lock);
}

int socket_choose_option(struct socket_object *socket,
                         enum socket_option option, int value)
{
    int rc = socket_set_option(socket->io.fd, option, value);

    if (rc == 0)
        remember(socket, 1u << option);
    return rc;
}

/* The kernel takes the seconds only while the flag is on. */
static int set_linger(int fd, bool on, uint32_t seconds)
{
    int rc = socket_set_linger(fd, true, seconds);

    return rc == 0 && !on ? socket_set_linger(fd, false, seconds) : rc;
}

int socket_choose_linger(struct socket_object *socket, bool on,
                         uint32_t seconds)
{
    int rc = set_linger(socket->io.fd, on, seconds);

    if (rc == 0)
        remember(socket, LINGER_SET);
    return rc;
}

static void keep_linger(int from, int fd)
{
    uint32_t seconds;
    bool on;

    if (socket_get_linger(from, &on, &seconds) == 0)
        set_linger(fd, on, seconds);
}

void socket_keep_options(struct socket_object *socket, int fd)
{
    uint32_t set = socket->options_set;
    int value;

    for (unsigned option = 0; option < SOCKET_OPTIONS_SET; option++)
        if ((set >> option & 1) != 0 &&
            socket_get_option(socket->io.fd, option, &value) == 0)
            socket_set_option(fd, option,
                              option_is_doubled(option) ? value / 2 : value);
    if (set & LINGER_SET)
        keep_linger(socket->io.fd, fd);
}
