/* WSAPoll and select: which of some sockets are ready. Both are poll(2) with
 * Windows' words for what it finds.
 *
 * Not everything the kernel reports has a word: a stream that was never
 * connected is "ready" there, and a connection is made in the kernel a moment
 * before the library knows. Such a socket is left out of the next look, or the
 * wait would spin. */
#include "api/socket_poll.h"

#include <stdlib.h>

#include "base/clock.h"
#include "op/datagram.h"
#include "port/concurrency.h"
#include "sys/net.h"

/* How long a socket that has no word is left out. */
#define MOMENT_NS 2000000u

struct looks *looks_new(unsigned count)
{
    struct looks *looks = NULL;

    if (count <= (1u << 24))
        looks = calloc(1, sizeof *looks + count * (sizeof(struct look) +
                                                   sizeof(struct ready)));
    if (looks == NULL)
        return NULL;
    looks->count = count;
    looks->of = (struct look *)(looks + 1);
    looks->kernel = (struct ready *)(looks->of + count);
    return looks;
}

bool look_begin(struct look *look, SOCKET s, uint32_t asked, uint32_t told)
{
    look->socket = winsock_get(s);
    look->asked = asked;
    look->told = told;
    if (look->socket != NULL)
        io_watch(&look->socket->io);
    return look->socket != NULL;
}

void looks_free(struct looks *looks)
{
    for (unsigned i = 0; i < looks->count; i++) {
        if (looks->of[i].socket != NULL)
            winsock_put(looks->of[i].socket);
    }
    free(looks);
}

/* A stream that is no connection, and no listener. */
static uint32_t unconnected(const struct socket_object *socket)
{
    bool refused = socket->role != SOCKET_CONNECTING &&
                   socket->connect_status != STATUS_SUCCESS;

    return refused ? READY_ERROR | READY_REFUSED : 0;
}

/* The peer's end is told when its data was taken. */
static uint32_t of_connection(const struct socket_object *socket,
                              uint32_t ready)
{
    uint32_t bytes = 0;

    if (ready & READY_ERROR) /* the peer reset */
        return READY_ERROR | READY_PEER_END | READY_OUT;
    if (socket->receive_shut)
        return ready & ~(uint32_t)(READY_IN | READY_PEER_END);
    if ((ready & READY_PEER_END) == 0)
        return ready;
    socket_readable_bytes(socket->io.fd, &bytes);
    return ready & ~(uint32_t)(bytes > 0 ? READY_PEER_END : READY_IN);
}

static uint32_t translate(const struct look *look, uint32_t ready)
{
    struct socket_object *socket = look->socket;

    if (socket->io.closing)
        return READY_CLOSED;
    if (!socket_is_stream(socket))
        ready = datagram_ready(socket, socket->io.fd, ready);
    else if (socket->role == SOCKET_CONNECTED)
        ready = of_connection(socket, ready);
    else if (socket->role != SOCKET_LISTENING)
        ready = unconnected(socket);
    return ready & look->told;
}

/* Whom poll(2) is asked about. */
static void prepare(struct looks *looks)
{
    for (unsigned i = 0; i < looks->count; i++) {
        struct look *look = &looks->of[i];

        looks->kernel[i] = (struct ready){
            .fd = look->socket != NULL && !look->left_out ? look->socket->io.fd
                                                          : -1,
            .wanted = (int16_t)(look->asked | READY_PEER_END),
        };
    }
}

static unsigned judge(struct looks *looks)
{
    unsigned found = 0;

    looks->left_out = false;
    for (unsigned i = 0; i < looks->count; i++) {
        struct look *look = &looks->of[i];
        uint32_t ready = (uint16_t)looks->kernel[i].found;

        if (ready & READY_HANGUP)
            ready |= READY_PEER_END;
        look->ready = look->socket != NULL ? translate(look, ready) : 0;
        look->left_out = look->ready == 0 && ready != 0;
        looks->left_out |= look->left_out;
        found += look->ready != 0;
    }
    return found;
}

static uint64_t left_until(uint64_t deadline_ns, bool moment)
{
    uint64_t now = clock_now_ns();
    uint64_t left = now < deadline_ns ? deadline_ns - now : 0;

    return moment && left > MOMENT_NS ? MOMENT_NS : left;
}

static int look_for(struct looks *looks, uint64_t wait_ns)
{
    int rc;

    if (wait_ns == 0)
        return ready_wait(looks->kernel, looks->count, 0);
    concurrency_block();
    rc = ready_wait(looks->kernel, looks->count, wait_ns);
    concurrency_unblock();
    return rc;
}

int looks_wait(struct looks *looks, uint64_t deadline_ns)
{
    for (uint64_t wait_ns = 0;;
         wait_ns = left_until(deadline_ns, looks->left_out)) {
        unsigned found;
        int rc;

        prepare(looks);
        rc = look_for(looks, wait_ns);
        found = judge(looks);
        if (rc < 0)
            return rc;
        if (found > 0 || left_until(deadline_ns, true) == 0)
            return (int)found;
    }
}
