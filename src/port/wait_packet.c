/* A packet goes round: IDLE, WATCHING its target, QUEUED in the port, and IDLE
 * again when a thread took it. In between it holds a reference on itself. Who
 * signals may hold locks, and must not be the one to drop the last: when the
 * port is closed by then, the packet is LEFT, for the next call about it. Its
 * references on port and target it keeps until it needs others.
 *
 * The calls of one packet follow each other (its lock), so that none finds the
 * watch half made; the news of its target comes at any time. */
#include "port/wait_packet.h"

#include <limits.h>
#include <stdlib.h>

#include "base/clock.h"
#include "iocp/errors.h"
#include "sys/futex.h"

enum wait_packet_state {
    WAIT_PACKET_IDLE,
    WAIT_PACKET_WATCHING,
    WAIT_PACKET_AWAITED, /* the same, cancelled, and that is waited for */
    WAIT_PACKET_QUEUED,
    WAIT_PACKET_LEFT,
};

static void drop_target(struct wait_packet *packet)
{
    if (packet->port == NULL)
        return;
    object_put(packet->target);
    object_put(&packet->port->head);
    packet->port = NULL;
}

static void wait_packet_destroy(struct object *object)
{
    drop_target((struct wait_packet *)object);
    free(object);
}

static void wait_packet_close(struct object *object);

static const struct object_ops wait_packet_ops = {
    .name = "wait packet",
    .close = wait_packet_close,
    .destroy = wait_packet_destroy,
};

struct wait_packet *wait_packet_new(void)
{
    struct wait_packet *packet = calloc(1, sizeof *packet);

    if (packet == NULL)
        return NULL;
    object_init(&packet->head, OBJECT_WAIT_PACKET, &wait_packet_ops);
    lock_init(&packet->calls, LOCK_CALL);
    atomic_init(&packet->state, WAIT_PACKET_IDLE);
    return packet;
}

static void go_idle(struct wait_packet *packet)
{
    atomic_store(&packet->state, WAIT_PACKET_IDLE);
    object_put(&packet->head);
}

static void taken(struct packet *packet)
{
    go_idle(LIST_ITEM(packet, struct wait_packet, packet));
}

static void decided(struct packet *packet, bool queued)
{
    struct wait_packet *of = LIST_ITEM(packet, struct wait_packet, packet);

    atomic_store(&of->state, queued ? WAIT_PACKET_QUEUED : WAIT_PACKET_LEFT);
}

/* Whoever takes it may end the packet and the port before this returns. */
static void queue(struct wait_packet *packet)
{
    struct port *port = packet->port;
    _Atomic uint32_t *state = &packet->state;

    object_get(&port->head);
    port_push_open(port, &packet->packet, decided);
    futex_wake(state, INT_MAX);
    object_put(&port->head);
}

static void ended(struct watch *watch, bool satisfied)
{
    struct wait_packet *packet = LIST_ITEM(watch, struct wait_packet, watch);

    if (satisfied) {
        queue(packet);
        return;
    }
    port_uncharge(packet->port);
    if (atomic_exchange(&packet->state, WAIT_PACKET_IDLE) ==
        WAIT_PACKET_AWAITED)
        futex_wake(&packet->state, INT_MAX);
    object_put(&packet->head);
}

static void prepare(struct wait_packet *packet, const struct wait_news *news)
{
    packet->packet = (struct packet){
        .key = news->key,
        .overlapped = news->overlapped,
        .status = news->status,
        .information = news->information,
        .release = taken,
    };
}

static NTSTATUS associate(struct wait_packet *packet, struct port *port,
                          struct object *target, struct waitable *waitable,
                          bool *signalled)
{
    if (!port_charge(port))
        return STATUS_INSUFFICIENT_RESOURCES;
    drop_target(packet);
    object_get(&packet->head);
    object_get(&port->head);
    object_get(target);
    packet->port = port;
    packet->target = target;
    atomic_store(&packet->state, WAIT_PACKET_WATCHING);
    *signalled = watch_start(&packet->watch, waitable, ended);
    if (*signalled)
        queue(packet);
    return STATUS_SUCCESS;
}

/* For calls: a packet that was left is idle. */
static uint32_t state_of(struct wait_packet *packet)
{
    uint32_t state = atomic_load(&packet->state);

    if (state != WAIT_PACKET_LEFT)
        return state;
    go_idle(packet);
    return WAIT_PACKET_IDLE;
}

NTSTATUS wait_packet_associate(struct wait_packet *packet, struct port *port,
                               struct object *target, struct waitable *waitable,
                               const struct wait_news *news, bool *signalled)
{
    NTSTATUS status = STATUS_INVALID_PARAMETER_1;

    lock_take(&packet->calls);
    if (state_of(packet) == WAIT_PACKET_IDLE) {
        prepare(packet, news);
        status = associate(packet, port, target, waitable, signalled);
    }
    lock_drop(&packet->calls);
    return status;
}

/* Another thread may be asking the target still: the packet is not free for
 * another association until that one has said that it ended. */
static void await_end(struct wait_packet *packet)
{
    uint32_t state = WAIT_PACKET_WATCHING;

    if (!atomic_compare_exchange_strong(&packet->state, &state,
                                        WAIT_PACKET_AWAITED))
        return;
    while (atomic_load(&packet->state) == WAIT_PACKET_AWAITED)
        futex_wait(&packet->state, WAIT_PACKET_AWAITED, CLOCK_NEVER);
}

static NTSTATUS cancel(struct wait_packet *packet, bool remove)
{
    switch (state_of(packet)) {
    case WAIT_PACKET_IDLE:
        return STATUS_CANCELLED;
    case WAIT_PACKET_WATCHING:
        if (!watch_cancel(&packet->watch))
            break;
        await_end(packet);
        return STATUS_SUCCESS;
    default:
        break;
    }
    if (!remove || !port_remove(packet->port, &packet->packet))
        return STATUS_PENDING;
    go_idle(packet);
    return STATUS_SUCCESS;
}

NTSTATUS wait_packet_cancel(struct wait_packet *packet, bool remove)
{
    NTSTATUS status;

    lock_take(&packet->calls);
    status = cancel(packet, remove);
    lock_drop(&packet->calls);
    return status;
}

/* Nobody calls any more: what is about to be left is waited for, a moment. */
static void wait_packet_close(struct object *object)
{
    struct wait_packet *packet = (struct wait_packet *)object;

    if (wait_packet_cancel(packet, false) != STATUS_PENDING)
        return;
    while (atomic_load(&packet->state) == WAIT_PACKET_WATCHING)
        futex_wait(&packet->state, WAIT_PACKET_WATCHING, CLOCK_NEVER);
    state_of(packet);
}
