#include "object/socket_ticket.h"

#include <errno.h>
#include <stdlib.h>

#include "base/list.h"
#include "base/lock.h"
#include "sys/fd.h"
#include "sys/handover.h"
#include "sys/thread.h"

#define SAME_LAYOUT 0x6f69704bu

/* What a socket is beyond its descriptor, as it travels. */
struct state {
    uint32_t layout; /* both sides agree on the rest */
    uint16_t family, type, protocol;
    uint8_t role, origin, control_wanted;
    uint8_t overlapped, bound, send_shut, receive_shut, broken, nonblocking;
    uint8_t ignore_unreachable;
    uint32_t receive_timeout_ms, send_timeout_ms, receive_size, send_size;
    uint64_t connected_ns; /* the clock is the machine's */
};

struct promise {
    struct list_node link;
    uint64_t secret;
    uint32_t pid;
    int fd; /* owned: the socket stays open for it */
    struct state state;
};

static struct {
    struct lock lock;
    struct list_node promises; /* (lock) */
    bool opened;               /* (lock) */
    uint64_t name;             /* (c) once `opened` */
    int listener;              /* (c) once `opened` */
} office = {
    .lock = LOCK_INITIALISER(LOCK_POOL),
    .promises = {&office.promises, &office.promises},
};

static void note(struct socket_object *socket, struct state *state)
{
    lock_take(&socket->io.lock);
    *state = (struct state){
        .layout = SAME_LAYOUT,
        .family = socket->family,
        .type = socket->type,
        .protocol = socket->protocol,
        .role = socket->role,
        .origin = socket->origin,
        .control_wanted = socket->control_wanted,
        .overlapped = socket->io.overlapped,
        .bound = socket->bound,
        .send_shut = socket->send_shut,
        .receive_shut = socket->receive_shut,
        .broken = socket->broken,
        .nonblocking = socket->nonblocking,
        .ignore_unreachable = socket->ignore_unreachable,
        .receive_timeout_ms = socket->receive_timeout_ms,
        .send_timeout_ms = socket->send_timeout_ms,
        .receive_size = socket->receive_size,
        .send_size = socket->send_size,
        .connected_ns = socket->connected_ns,
    };
    lock_drop(&socket->io.lock);
}

/* Nobody else knows it yet. */
static void adopt(struct socket_object *socket, const struct state *state)
{
    socket->role = state->role;
    socket->origin = state->origin;
    socket->control_wanted = state->control_wanted;
    socket->bound = state->bound;
    socket->send_shut = state->send_shut;
    socket->receive_shut = state->receive_shut;
    socket->broken = state->broken;
    socket->nonblocking = state->nonblocking;
    socket->ignore_unreachable = state->ignore_unreachable;
    socket->receive_timeout_ms = state->receive_timeout_ms;
    socket->send_timeout_ms = state->send_timeout_ms;
    socket->receive_size = state->receive_size;
    socket->send_size = state->send_size;
    socket->connected_ns = state->connected_ns;
}

/* ---- The office ---- */

typedef bool is_it(const struct promise *promise, const struct promise *like);

/* The first that is it, taken out of the list; or NULL. */
static struct promise *take(is_it *is_it, const struct promise *like)
{
    struct promise *found = NULL;

    lock_take(&office.lock);
    LIST_FOR_EACH (node, &office.promises) {
        struct promise *promise = LIST_ITEM(node, struct promise, link);

        if (!is_it(promise, like))
            continue;
        list_remove(node);
        found = promise;
        break;
    }
    lock_drop(&office.lock);
    return found;
}

static bool is_like(const struct promise *promise, const struct promise *like)
{
    return promise->secret == like->secret && promise->pid == like->pid;
}

/* "Can only be used once by the target process" (WSADuplicateSocket). */
static struct promise *find(uint32_t pid, uint64_t secret)
{
    const struct promise like = {.pid = pid, .secret = secret};

    return take(is_like, &like);
}

static void keep_no_more(struct promise *promise)
{
    fd_close(promise->fd);
    free(promise);
}

static bool is_orphan(const struct promise *promise, const struct promise *like)
{
    (void)like;
    return !handover_is_process(promise->pid);
}

/* Nobody tells when a process ends that has not come for its sockets: whoever
 * is here looks. */
static void forget_orphans(void)
{
    struct promise *promise;

    while ((promise = take(is_orphan, NULL)) != NULL)
        keep_no_more(promise);
}

static void *answer_all(void *argument)
{
    uint64_t secret;
    uint32_t pid;
    int connection;

    (void)argument;
    while ((connection = handover_next(office.listener, &pid, &secret)) >= 0) {
        struct promise *promise = find(pid, secret);

        forget_orphans();
        if (promise == NULL) {
            handover_answer(connection, -1, NULL, 0);
            continue;
        }
        handover_answer(connection, promise->fd, &promise->state,
                        sizeof promise->state);
        keep_no_more(promise);
    }
    return NULL;
}

/* 0 or -errno: the next one tries again. */
static int open_locked(void)
{
    int rc = handover_secret(&office.name);

    if (rc < 0)
        return rc;
    office.listener = handover_listen(office.name);
    if (office.listener < 0)
        return office.listener;
    rc = thread_start("iocp-sockets", answer_all, NULL);
    if (rc < 0)
        fd_close(office.listener);
    office.opened = rc >= 0;
    return rc;
}

static int open_office(void)
{
    int rc = 0;

    lock_take(&office.lock);
    if (!office.opened)
        rc = open_locked();
    lock_drop(&office.lock);
    return rc;
}

static int make(struct socket_object *socket, uint32_t pid,
                struct promise *promise)
{
    int rc = handover_secret(&promise->secret);

    if (rc < 0)
        return rc;
    promise->pid = pid;
    promise->fd = handover_copy(socket->io.fd);
    note(socket, &promise->state);
    return promise->fd < 0 ? promise->fd : 0;
}

int socket_ticket_give(struct socket_object *socket, uint32_t pid,
                       struct socket_ticket *ticket)
{
    struct promise *promise;
    int rc = open_office();

    if (rc < 0)
        return rc;
    forget_orphans();
    promise = calloc(1, sizeof *promise);
    if (promise == NULL)
        return -ENOMEM;
    rc = make(socket, pid, promise);
    if (rc < 0) {
        free(promise);
        return rc;
    }
    *ticket = (struct socket_ticket){office.name, promise->secret};
    lock_take(&office.lock);
    list_append(&office.promises, &promise->link);
    lock_drop(&office.lock);
    return 0;
}

struct socket_object *socket_ticket_take(const struct socket_ticket *ticket,
                                         int *rc)
{
    struct socket_object *socket;
    struct state state;

    *rc = handover_ask(ticket->name, ticket->secret, &state, sizeof state);
    if (*rc < 0)
        return NULL;
    if (state.layout != SAME_LAYOUT) {
        fd_close(*rc);
        *rc = -EINVAL;
        return NULL;
    }
    socket = socket_object_new(*rc, state.family, state.type, state.protocol,
                               state.overlapped);
    *rc = socket != NULL ? 0 : -ENOMEM;
    if (socket != NULL)
        adopt(socket, &state);
    return socket;
}
