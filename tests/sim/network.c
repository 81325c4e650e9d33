/* Stream sockets: sys/net.h for the calls of the program's threads, and
 * network_try for the requests of the engine. As TCP does it, connecting
 * succeeds before anybody accepts, closing with unread bytes resets, and what
 * is sent to a closed socket is answered by a reset. */
#include "sim/network.h"

#include <errno.h>
#include <string.h>

#include "sim/runtime.h"
#include "sys/net.h"

#define SOCKETS_MAX 256u
#define ROOM_MAX 512u
#define BACKLOG_MAX 16u

enum phase { FRESH, LISTENING, CONNECTED, GONE };

struct sim_socket {
    enum phase phase;
    uint16_t port;
    uint32_t peer;     /* a socket; itself while there is none */
    uint32_t room;     /* bytes the inbox takes */
    uint32_t len;      /* bytes in it */
    bool ended;        /* the peer sends no more */
    bool sends_ended;  /* we send no more */
    bool receive_shut; /* nobody will read */
    int error;         /* to be told once */
    bool dead;         /* after that */
    uint32_t backlog[BACKLOG_MAX], backlog_len;
    unsigned char inbox[ROOM_MAX];
};

static struct sim_socket sockets[SOCKETS_MAX];
static uint32_t socket_count;
static uint16_t next_port = 40000;
unsigned network_error_odds;

static struct sim_socket *socket_of(int fd)
{
    return &sockets[descriptor_get(fd, A_SOCKET)];
}

static uint32_t number_of(const struct sim_socket *socket)
{
    return (uint32_t)(socket - sockets);
}

static struct sim_socket *peer_of(struct sim_socket *socket)
{
    return &sockets[socket->peer];
}

static uint32_t new_socket(void)
{
    struct sim_socket *socket = &sockets[socket_count];

    if (socket_count == SOCKETS_MAX)
        sim_fail("too many sockets were made");
    socket->room = 1 + (uint32_t)sim_random(sim_chance(2) ? 8 : ROOM_MAX);
    socket->peer = socket_count;
    return socket_count++;
}

static void hit(struct sim_socket *socket, int error)
{
    if (socket->dead || socket->error != 0)
        return;
    socket->error = error;
    socket->len = 0;
}

/* Both ends learn of it. */
static void reset(struct sim_socket *socket)
{
    hit(socket, ECONNRESET);
    if (socket->peer != number_of(socket))
        hit(peer_of(socket), ECONNRESET);
}

void network_closed(unsigned number)
{
    struct sim_socket *socket = &sockets[number];

    sim_log("socket %u is closed", number);
    for (uint32_t i = 0; i < socket->backlog_len; i++)
        reset(&sockets[socket->backlog[i]]);
    if (socket->phase == CONNECTED && socket->len > 0)
        hit(peer_of(socket), ECONNRESET);
    else if (socket->phase == CONNECTED)
        peer_of(socket)->ended = true;
    socket->phase = GONE;
    backend_look();
}

/* ---- Moving bytes ---- */

static uint32_t take_error(struct sim_socket *socket)
{
    int error = socket->error;

    socket->error = 0;
    if (error != 0)
        socket->dead = true;
    return (uint32_t)error;
}

/* All of it, or a part, as the seed has it. */
static uint32_t portion(uint32_t most)
{
    return sim_chance(3) ? 1 + (uint32_t)sim_random(most) : most;
}

static size_t length_of(const struct iovec *iov, uint32_t count)
{
    size_t len = 0;

    for (uint32_t i = 0; i < count; i++)
        len += iov[i].iov_len;
    return len;
}

/* The library lent these buffers: if it gave them back meanwhile, we are the
 * kernel that writes into somebody else's memory. */
static void copy(const struct iovec *iov, unsigned char *bytes, uint32_t len,
                 bool to_iov)
{
    for (uint32_t i = 0; len > 0; i++) {
        uint32_t part = iov[i].iov_len < len ? (uint32_t)iov[i].iov_len : len;

        sim_accessed(iov[i].iov_base, part);
        if (to_iov)
            memcpy(iov[i].iov_base, bytes, part);
        else
            memcpy(bytes, iov[i].iov_base, part);
        bytes += part;
        len -= part;
    }
}

static int32_t receive(struct sim_socket *socket, const struct iovec *iov,
                       uint32_t count, uint32_t flags)
{
    size_t wanted = length_of(iov, count);
    uint32_t len;

    if (socket->error != 0)
        return -(int32_t)take_error(socket);
    if (socket->phase != CONNECTED)
        return -ENOTCONN;
    if (socket->len == 0)
        return socket->ended || socket->receive_shut || socket->dead ? 0
                                                                     : -EAGAIN;
    len = portion(wanted < socket->len ? (uint32_t)wanted : socket->len);
    copy(iov, socket->inbox, len, true);
    if (flags & SOCKET_PEEK)
        return (int32_t)len;
    socket->len -= len;
    memmove(socket->inbox, socket->inbox + len, socket->len);
    return (int32_t)len;
}

static int32_t send_to(struct sim_socket *socket, const struct iovec *iov,
                       uint32_t count)
{
    struct sim_socket *peer = peer_of(socket);
    size_t wanted = length_of(iov, count);
    uint32_t len;

    if (socket->error != 0)
        return -(int32_t)take_error(socket);
    if (socket->phase != CONNECTED || socket->sends_ended || socket->dead)
        return -EPIPE;
    if (peer->phase == GONE || peer->receive_shut) { /* answered by a reset */
        hit(socket, ECONNRESET);
        return (int32_t)wanted;
    }
    if (peer->len == peer->room && wanted > 0)
        return -EAGAIN;
    len = peer->room - peer->len;
    len = wanted == 0 ? 0 : portion(wanted < len ? (uint32_t)wanted : len);
    copy(iov, peer->inbox + peer->len, len, false);
    peer->len += len;
    return (int32_t)len;
}

static void write_address(uint16_t port, unsigned char *bytes)
{
    const unsigned char address[16] = {
        2, 0, (unsigned char)(port >> 8), (unsigned char)port, 127, 0, 0, 1};

    memcpy(bytes, address, sizeof address);
}

static int32_t accept_from(struct sim_socket *listener, struct engine_io *io)
{
    uint32_t number;

    if (listener->phase != LISTENING)
        return -EINVAL;
    if (listener->backlog_len == 0)
        return -EAGAIN;
    number = listener->backlog[0];
    memmove(listener->backlog, listener->backlog + 1,
            --listener->backlog_len * sizeof number);
    write_address(peer_of(&sockets[number])->port, io->peer->address);
    io->peer->len = 16;
    return descriptor_new(A_SOCKET, number);
}

static struct sim_socket *listener_at(const unsigned char *address)
{
    for (uint32_t i = 0; i < socket_count; i++)
        if (sockets[i].phase == LISTENING &&
            sockets[i].port == (address[2] << 8 | address[3]))
            return &sockets[i];
    return NULL;
}

static int32_t connect_to(struct sim_socket *socket, struct engine_io *io)
{
    struct sim_socket *listener = listener_at(io->peer->address);
    uint32_t number;

    if (socket->phase != FRESH)
        return -EISCONN;
    if (listener == NULL || listener->backlog_len == BACKLOG_MAX)
        return -ECONNREFUSED;
    number = new_socket();
    if (socket->port == 0)
        socket->port = next_port++;
    sockets[number].port = listener->port;
    sockets[number].phase = CONNECTED;
    sockets[number].peer = number_of(socket);
    socket->phase = CONNECTED;
    socket->peer = number;
    listener->backlog[listener->backlog_len++] = number;
    return 0;
}

/* ---- For the back-end ---- */

static bool is_readable(const struct sim_socket *socket)
{
    return socket->len > 0 || socket->ended || socket->receive_shut ||
           socket->error != 0 || socket->dead || socket->backlog_len > 0 ||
           socket->phase == FRESH || socket->phase == GONE;
}

bool network_is_ready(const struct engine_io *io)
{
    const struct sim_socket *socket;

    if (io->code == ENGINE_READ || io->code == ENGINE_WRITE)
        return true;
    socket = socket_of(io->fd);
    switch (io->code) {
    case ENGINE_RECEIVE:
    case ENGINE_READABLE:
        return is_readable(socket);
    case ENGINE_ACCEPT:
        return socket->phase != LISTENING || socket->backlog_len > 0;
    case ENGINE_SEND:
    case ENGINE_SENDFILE:
        return socket->phase != CONNECTED || socket->error != 0 ||
               socket->dead || socket->sends_ended ||
               sockets[socket->peer].phase == GONE ||
               sockets[socket->peer].receive_shut ||
               sockets[socket->peer].len < sockets[socket->peer].room;
    default:
        return true;
    }
}

static int32_t inject(struct sim_socket *socket, struct engine_io *io)
{
    switch (io->code) {
    case ENGINE_ACCEPT:
        return socket->backlog_len == 0 ? 0
               : sim_chance(2)          ? -EMFILE
                                        : -ECONNABORTED;
    case ENGINE_CONNECT:
        return sim_chance(2) ? -ETIMEDOUT : -EHOSTUNREACH;
    case ENGINE_SEND:
        if (sim_chance(2))
            return -ENOBUFS;
        break;
    case ENGINE_RECEIVE:
        break;
    default:
        return 0;
    }
    if (socket->phase == CONNECTED)
        reset(socket);
    return 0;
}

/* sendfile, and what goes around it: the bytes pass through here. */
static int32_t send_file(struct sim_socket *socket, struct engine_io *io)
{
    unsigned char bytes[ROOM_MAX];
    struct iovec parts[3] = {io->iov[0], {bytes, sizeof bytes}, io->iov[2]};
    struct engine_io read = *io;
    int32_t len;

    SIM_CHECK(io->iov_count == 3, "head, file and tail");
    if (sim_chance(4) && (io->flags & ENGINE_WAIT) == 0)
        return -ENODATA;
    if (io->iov[1].iov_len < parts[1].iov_len)
        parts[1].iov_len = io->iov[1].iov_len;
    read.fd = io->source_fd;
    read.iov = &parts[1];
    len = disk_try(&read);
    if (len <= 0)
        return len;
    parts[1].iov_len = (size_t)len;
    return send_to(socket, parts, (size_t)len == io->iov[1].iov_len ? 3 : 2);
}

int64_t file_send(int file, int64_t offset, int socket,
                  const struct iovec parts[3], uint32_t flags, bool *full)
{
    struct engine_io io = {.source_fd = file,
                           .offset = (uint64_t)offset,
                           .iov = (struct iovec *)(uintptr_t)parts,
                           .iov_count = 3,
                           .flags = (uint16_t)flags};
    int32_t sent = send_file(socket_of(socket), &io);

    *full = sent == -EAGAIN || sim_chance(2);
    backend_look();
    return sent;
}

static int shut(struct sim_socket *socket, int how)
{
    if (socket->phase != CONNECTED)
        return -ENOTCONN;
    if (how != 1)
        socket->receive_shut = true;
    if (how != 0) {
        socket->sends_ended = true;
        peer_of(socket)->ended = true;
    }
    return 0;
}

static int32_t try_socket(struct sim_socket *socket, struct engine_io *io)
{
    int32_t result;

    switch (io->code) {
    case ENGINE_RECEIVE:
        result = receive(socket, io->iov, io->iov_count, io->flags);
        if (result >= 0 && socket->len > 0)
            io->flags |= ENGINE_NONEMPTY;
        return result;
    case ENGINE_SEND:
        return send_to(socket, io->iov, io->iov_count);
    case ENGINE_SENDFILE:
        return send_file(socket, io);
    case ENGINE_ACCEPT:
        return accept_from(socket, io);
    case ENGINE_CONNECT:
        return connect_to(socket, io);
    case ENGINE_SHUTDOWN:
        return shut(socket, (int)io->flags);
    default:
        return is_readable(socket) ? 1 : -EAGAIN;
    }
}

int32_t network_try(struct engine_io *io)
{
    struct sim_socket *socket = socket_of(io->fd);
    int32_t result = 0;

    io->flags &= ~(uint32_t)(ENGINE_NONEMPTY | ENGINE_TRUNCATED);
    if (sim_chance(network_error_odds))
        result = inject(socket, io);
    return result != 0 ? result : try_socket(socket, io);
}

/* ---- sys/net.h ---- */

int socket_new(int family, int type, int protocol)
{
    (void)protocol;
    SIM_CHECK(family == 2 && type == 1, "only IPv4 streams are simulated");
    return descriptor_new(A_SOCKET, new_socket());
}

int socket_bind(int fd, const struct address *linux_address)
{
    uint16_t port = address_port(linux_address);

    socket_of(fd)->port = port != 0 ? port : next_port++;
    return 0;
}

int socket_listen(int fd, int backlog)
{
    (void)backlog;
    socket_of(fd)->phase = LISTENING;
    return 0;
}

int socket_shutdown(int fd, int how)
{
    int rc = shut(socket_of(fd), how);

    backend_look();
    return rc;
}

void socket_forget_peer(int fd)
{
    (void)fd;
}

static int give_address(uint16_t port, struct address *address)
{
    address->len = 16;
    write_address(port, address->bytes);
    return 0;
}

int socket_local_address(int fd, struct address *address)
{
    return give_address(socket_of(fd)->port, address);
}

int socket_peer_address(int fd, struct address *address)
{
    return give_address(peer_of(socket_of(fd))->port, address);
}

ssize_t socket_receive(int fd, const struct iovec *iov, uint32_t count,
                       uint32_t flags, bool *truncated)
{
    ssize_t result = receive(socket_of(fd), iov, count, flags);

    if (truncated != NULL)
        *truncated = false;
    backend_look();
    return result;
}

ssize_t socket_send(int fd, const struct iovec *iov, uint32_t count,
                    uint32_t flags)
{
    ssize_t result = send_to(socket_of(fd), iov, count);

    (void)flags;
    backend_look();
    return result;
}

int socket_readable_bytes(int fd, uint32_t *bytes)
{
    *bytes = socket_of(fd)->len;
    return 0;
}

bool socket_is_readable(int fd)
{
    return is_readable(socket_of(fd));
}

int socket_set_option(int fd, enum socket_option option, int value)
{
    (void)fd;
    (void)option;
    (void)value;
    return 0;
}

int socket_get_option(int fd, enum socket_option option, int *value)
{
    (void)fd;
    (void)option;
    *value = 0;
    return 0;
}

int socket_set_linger(int fd, bool on, uint32_t seconds)
{
    (void)fd;
    (void)on;
    (void)seconds;
    return 0;
}

int socket_get_linger(int fd, bool *on, uint32_t *seconds)
{
    (void)fd;
    *on = false;
    *seconds = 0;
    return 0;
}
