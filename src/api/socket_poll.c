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
#include "port/concurrency.h"

/* How long a socket that has no word is left out. */
#define MOMENT_MS 2

struct looks *looks_new(unsigned count)
{
    struct looks *looks = NULL;

    if (count <= (1u << 24))
        looks = calloc(1, sizeof *looks + count * (sizeof(struct look) +
                                                   sizeof(struct socket_look)));
    if (looks == NULL)
        return NULL;
    looks->count = count;
    looks->of = (struct look *)(looks + 1);
    looks->kernel = (struct socket_look *)(looks->of + count);
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

    return refused ? SOCKET_READY_ERROR | SOCKET_READY_REFUSED : 0;
}

/* The peer's end is told when its data was taken. */
static uint32_t of_connection(const struct socket_object *socket,
                              uint32_t ready)
{
    uint32_t bytes = 0;

    if (ready & SOCKET_READY_ERROR) /* the peer reset */
        return SOCKET_READY_ERROR | SOCKET_READY_END | SOCKET_READY_ROOM;
    if (socket->receive_shut)
        return ready & ~(uint32_t)(SOCKET_READY_DATA | SOCKET_READY_END);
    if ((ready & SOCKET_READY_END) == 0)
        return ready;
    socket_readable_bytes(socket->io.fd, &bytes);
    return ready &
           ~(uint32_t)(bytes > 0 ? SOCKET_READY_END : SOCKET_READY_DATA);
}

static uint32_t translate(const struct look *look, uint32_t ready)
{
    const struct socket_object *socket = look->socket;

    if (socket->io.closing)
        return SOCKET_READY_CLOSED;
    if (socket_is_stream(socket) && socket->role == SOCKET_CONNECTED)
        ready = of_connection(socket, ready);
    else if (socket_is_stream(socket) && socket->role != SOCKET_LISTENING)
        ready = unconnected(socket);
    return ready & look->told;
}

/* Whom poll(2) is asked about. */
static void prepare(struct looks *looks)
{
    for (unsigned i = 0; i < looks->count; i++) {
        struct look *look = &looks->of[i];

        looks->kernel[i] = (struct socket_look){
            .fd = look->socket != NULL && !look->left_out ? look->socket->io.fd
                                                          : -1,
            .wanted = (int16_t)(look->asked | SOCKET_READY_END),
        };
    }
}

static unsigned judge(struct looks *looks)
{
    unsigned found = 0;

    looks->left_out = false;
    for (unsigned i = 0; i < looks->count; i++) {
        struct look *look = &looks->of[i];
        uint32_t ready = (uint16_t)looks->kernel[i].ready;

        look->ready = look->socket != NULL ? translate(look, ready) : 0;
        look->left_out = look->ready == 0 && ready != 0;
        looks->left_out |= look->left_out;
        found += look->ready != 0;
    }
    return found;
}

static int ms_until(uint64_t deadline_ns, bool moment)
{
    uint64_t now = clock_now_ns(), left;

    if (deadline_ns == CLOCK_NEVER)
        return moment ? MOMENT_MS : -1;
    if (now >= deadline_ns)
        return 0;
    left = (deadline_ns - now + 999999) / 1000000;
    if (moment && left > MOMENT_MS)
        return MOMENT_MS;
    return left < INT32_MAX ? (int)left : INT32_MAX;
}

static int look_for(struct looks *looks, int ms)
{
    int rc;

    if (ms == 0)
        return sockets_look(looks->kernel, looks->count, 0);
    concurrency_block();
    rc = sockets_look(looks->kernel, looks->count, ms);
    concurrency_unblock();
    return rc;
}

int looks_wait(struct looks *looks, uint64_t deadline_ns)
{
    for (int ms = 0;; ms = ms_until(deadline_ns, looks->left_out)) {
        unsigned found;
        int rc;

        prepare(looks);
        rc = look_for(looks, ms);
        found = judge(looks);
        if (rc < 0)
            return rc;
        if (found > 0 || ms_until(deadline_ns, true) == 0)
            return (int)found;
    }
}
