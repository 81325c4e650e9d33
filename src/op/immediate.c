#include "op/immediate.h"

#include "iocp/errors.h"
#include "iocp/io.h"
#include "object/thread.h"
#include "op/op.h"
#include "op/routine.h"
#include "port/port.h"

static bool in_mode(const struct immediate *immediate, uint8_t mode)
{
    return (atomic_load_explicit(&immediate->target->modes,
                                 memory_order_relaxed) &
            mode) != 0;
}

/* Row 4 of the table "when a packet is queued": at once and skip mode set. */
static bool owes_packet(const struct immediate *immediate)
{
    return io_port(immediate->target) != NULL &&
           ((uintptr_t)immediate->overlapped->hEvent & 1) == 0 &&
           !in_mode(immediate, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS);
}

static struct waitable *signal_of(const struct immediate *immediate)
{
    if (immediate->event != NULL)
        return immediate->event->ops->waitable(immediate->event);
    return &immediate->target->signal;
}

/* Reserves what immediate_end needs: the packet, and room for it in the port,
 * where it counts as a request in flight until it left the queue. */
static NTSTATUS reserve_packet(struct immediate *immediate)
{
    struct port *port = io_port(immediate->target);

    if (!port_charge(port))
        return STATUS_INSUFFICIENT_RESOURCES;
    immediate->packet =
        packet_new(immediate->target->key, immediate->overlapped, 0);
    if (immediate->packet != NULL)
        return STATUS_SUCCESS;
    port_uncharge(port);
    return STATUS_INSUFFICIENT_RESOURCES;
}

static void mark_pending(struct immediate *immediate)
{
    waitable_reset(signal_of(immediate));
    __atomic_store_n(&immediate->overlapped->Internal,
                     (ULONG_PTR)STATUS_PENDING, __ATOMIC_RELEASE);
}

NTSTATUS immediate_begin(struct immediate *immediate, struct io_object *target,
                         OVERLAPPED *overlapped)
{
    NTSTATUS status;

    immediate->target = target;
    immediate->overlapped = overlapped;
    immediate->event = NULL;
    immediate->packet = NULL;
    immediate->thread = NULL;
    if (overlapped == NULL)
        return STATUS_SUCCESS;
    status = op_event_of(overlapped, &immediate->event);
    if (status != STATUS_SUCCESS)
        return status;
    if (owes_packet(immediate))
        status = reserve_packet(immediate);
    if (status != STATUS_SUCCESS) {
        immediate_drop(immediate);
        return status;
    }
    mark_pending(immediate);
    return STATUS_SUCCESS;
}

NTSTATUS immediate_begin_routine(struct immediate *immediate,
                                 struct io_object *target,
                                 OVERLAPPED *overlapped,
                                 const struct routine *routine)
{
    if (routine->function == 0 || overlapped == NULL)
        return immediate_begin(immediate, target, overlapped);
    immediate->target = target;
    immediate->overlapped = overlapped;
    immediate->event = NULL;
    immediate->thread = NULL;
    immediate->packet = packet_new(routine->function, overlapped, 0);
    if (immediate->packet == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    immediate->packet->call = (uint8_t)routine->call;
    immediate->thread = thread_current();
    if (immediate->thread == NULL) {
        immediate_drop(immediate);
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    mark_pending(immediate);
    return STATUS_SUCCESS;
}

/* The mode may have been set after the packet was reserved: that one comes. */
bool immediate_skips(const struct immediate *immediate)
{
    return immediate->packet == NULL &&
           in_mode(immediate, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS);
}

NTSTATUS immediate_pend(struct immediate *immediate)
{
    struct io_object *target = immediate->target;

    if (immediate->packet != NULL || io_port(target) == NULL ||
        ((uintptr_t)immediate->overlapped->hEvent & 1) != 0)
        return STATUS_SUCCESS;
    return reserve_packet(immediate);
}

void immediate_drop(struct immediate *immediate)
{
    if (immediate->packet != NULL) {
        if (immediate->packet->call == CALL_NOTHING)
            port_uncharge(io_port(immediate->target));
        immediate->packet->release(immediate->packet);
    }
    if (immediate->event != NULL)
        object_put(immediate->event);
    if (immediate->thread != NULL)
        object_put(&immediate->thread->head);
    immediate->packet = NULL;
    immediate->event = NULL;
    immediate->thread = NULL;
}

static bool sets_signal(const struct immediate *immediate)
{
    return immediate->event != NULL ||
           !in_mode(immediate, FILE_SKIP_SET_EVENT_ON_HANDLE);
}

/* Result and signal in one step, as publish_locked in op.c says why. Returns
 * how many requests are in flight on the target. */
static size_t publish(struct immediate *immediate, NTSTATUS status,
                      size_t bytes)
{
    struct io_object *target = immediate->target;
    size_t in_flight;

    lock_take(&target->lock);
    op_write_result(immediate->overlapped, status, bytes);
    if (sets_signal(immediate))
        waitable_set(signal_of(immediate));
    in_flight = target->in_flight;
    lock_drop(&target->lock);
    return in_flight;
}

static size_t queue_packet(struct immediate *immediate, NTSTATUS status,
                           size_t bytes)
{
    struct packet *packet = immediate->packet;

    if (packet == NULL)
        return 0;
    packet->status = status;
    packet->information = bytes;
    immediate->packet = NULL;
    if (immediate->thread != NULL) {
        if (!apc_push(&immediate->thread->apcs, packet))
            packet->release(packet);
        return 0;
    }
    return port_push(io_port(immediate->target), packet);
}

size_t immediate_end(struct immediate *immediate, NTSTATUS status, size_t bytes)
{
    size_t under_way;

    if (immediate->overlapped == NULL)
        return 0;
    under_way = publish(immediate, status, bytes);
    under_way += queue_packet(immediate, status, bytes);
    immediate_drop(immediate);
    return under_way;
}
