/* Datagrams that found nobody, and what comes with those that arrive.
 *
 * "Port unreachable" answers an earlier datagram. The kernel tells whoever asks
 * next, Windows tells receives only: a send that was told goes on, and leaves
 * the news for the next receive. Whatever else the network answers ("host
 * unreachable", "fragmentation needed") Windows tells nobody. */
#include "op/datagram.h"

#include <errno.h>
#include <string.h>

#include "op/op.h"
#include "op/socket_events.h"
#include "sys/control.h"
#include "sys/net.h"
#include "sys/ready.h"

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

/* No receive fails by itself with one of these. Without the kernel's queue of
 * such answers, a connected socket is told nevertheless. */
static bool is_of_network(int error)
{
    return error == EMSGSIZE || error == EHOSTUNREACH || error == ENETUNREACH ||
           error == EHOSTDOWN || error == ENONET || error == ENOPROTOOPT ||
           error == EPROTO || error == EOPNOTSUPP || error == EACCES;
}

static int answer_behind(int fd, int error, enum lane_kind lane)
{
    int answer = socket_take_unreachable(fd);

    if (answer != 0)
        return answer;
    return error == ECONNREFUSED ||
                   (lane == LANE_RECEIVE && is_of_network(error))
               ? error
               : 0;
}

bool datagram_is_old_news(struct socket_object *socket, int fd, int error,
                          enum lane_kind lane)
{
    int answer = answer_behind(fd, error, lane);

    if (answer != ECONNREFUSED || socket->ignore_unreachable)
        return answer != 0;
    /* The kernel's error is of the newest answer, this one is the oldest. */
    if (lane == LANE_SEND || error != ECONNREFUSED)
        keep_news(socket);
    if (lane == LANE_SEND)
        socket_events_enable(socket, 0); /* it is readable now */
    return lane == LANE_SEND;
}

/* The news themselves are moved to where the next receive finds them: of other
 * answers it would not be told. */
static void fetch_news_locked(struct socket_object *socket, int fd)
{
    int error;

    do
        error = socket_take_unreachable(fd);
    while (error != 0 && error != ECONNREFUSED);
    if (error == 0 && socket_get_option(fd, SOCKET_OPTION_ERROR, &error) < 0)
        return;
    if (error == ECONNREFUSED && !socket->ignore_unreachable)
        socket->unreachable = true;
}

/* A request that is pending is not robbed of them: what starts after this finds
 * them, as it enters the lane under the lock. */
static uint32_t fetch_news(struct socket_object *socket, int fd, uint32_t ready)
{
    lock_take(&socket->io.lock);
    if (socket->io.in_lane[LANE_RECEIVE] == 0) {
        if (!socket->unreachable)
            fetch_news_locked(socket, fd);
        ready &= ~(uint32_t)READY_ERROR;
    }
    lock_drop(&socket->io.lock);
    return ready;
}

uint32_t datagram_ready(struct socket_object *socket, int fd, uint32_t ready)
{
    if (ready & READY_ERROR)
        ready = fetch_news(socket, fd, ready);
    return socket->unreachable ? ready | READY_IN | READY_ERROR : ready;
}
