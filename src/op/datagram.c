/* Datagrams that found nobody, and what comes with those that arrive.
 *
 * "Port unreachable" answers an earlier datagram. The kernel tells whoever asks
 * next, Windows tells receives only: a send that was told goes on, and leaves
 * the news for the next receive. */
#include "op/datagram.h"

#include <errno.h>
#include <string.h>

#include "op/op.h"
#include "sys/control.h"

static void tell_name(const struct ip_address *peer,
                      const struct op_sender *sender)
{
    struct address address;

    if (sender->name == NULL || sender->name_len == NULL)
        return;
    if (address_to_windows(peer->bytes, peer->len, &address) < 0)
        return;
    if ((uint32_t)*sender->name_len < address.len)
        return; /* it was large enough when the request started */
    memcpy(sender->name, address.bytes, address.len);
    *sender->name_len = (INT)address.len;
}

NTSTATUS datagram_tell(const struct socket_object *socket,
                       const struct envelope *envelope,
                       const struct op_sender *sender, NTSTATUS status)
{
    bool cut = false;

    tell_name(&envelope->peer, sender);
    if (sender->control_len != NULL)
        cut = !control_to_windows(envelope, socket->control_wanted,
                                  sender->control, sender->control_len);
    if (sender->flags != NULL)
        *sender->flags = (status == STATUS_BUFFER_OVERFLOW ? 0x100u : 0) |
                         (cut ? 0x200u : 0);
    return cut ? STATUS_BUFFER_OVERFLOW : status;
}

static void keep_news(struct socket_object *socket)
{
    lock_take(&socket->io.lock);
    socket->unreachable = true;
    lock_drop(&socket->io.lock);
}

bool datagram_take_news(struct socket_object *socket)
{
    bool news;

    if (!socket->unreachable)
        return false;
    lock_take(&socket->io.lock);
    news = socket->unreachable;
    socket->unreachable = false;
    lock_drop(&socket->io.lock);
    return news;
}

bool datagram_is_old_news(struct socket_object *socket, int fd, int error,
                          enum lane_kind lane)
{
    bool old = socket_take_unreachable(fd) || error == ECONNREFUSED;

    if (!old || socket->ignore_unreachable)
        return old;
    if (lane == LANE_SEND)
        keep_news(socket);
    return lane == LANE_SEND;
}
