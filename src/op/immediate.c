#include "op/immediate.h"

#include "iocp/errors.h"
#include "iocp/io.h"
#include "op/op.h"
#include "port/port.h"

/* Row 4 of the table "when a packet is queued": at once and skip mode set. */
static bool owes_packet(const struct immediate *immediate)
{
    return io_port(immediate->target) != NULL &&
           ((uintptr_t)immediate->overlapped->hEvent & 1) == 0 &&
           (atomic_load(&immediate->target->modes) &
            FILE_SKIP_COMPLETION_PORT_ON_SUCCESS) == 0;
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

NTSTATUS immediate_begin(struct immediate *immediate, struct io_object *target,
                         OVERLAPPED *overlapped)
{
    NTSTATUS status;

    immediate->target = target;
    immediate->overlapped = overlapped;
    immediate->event = NULL;
    immediate->packet = NULL;
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
    waitable_reset(signal_of(immediate));
    __atomic_store_n(&overlapped->Internal, (ULONG_PTR)STATUS_PENDING,
                     __ATOMIC_RELEASE);
    return STATUS_SUCCESS;
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
        immediate->packet->release(immediate->packet);
        port_uncharge(io_port(immediate->target));
    }
    if (immediate->event != NULL)
        object_put(immediate->event);
    immediate->packet = NULL;
    immediate->event = NULL;
}

void immediate_end(struct immediate *immediate, NTSTATUS status, size_t bytes)
{
    struct packet *packet = immediate->packet;

    if (immediate->overlapped == NULL)
        return;
    op_write_result(immediate->overlapped, status, bytes);
    if (immediate->event != NULL || (atomic_load(&immediate->target->modes) &
                                     FILE_SKIP_SET_EVENT_ON_HANDLE) == 0)
        waitable_set(signal_of(immediate));
    if (packet != NULL) {
        packet->status = status;
        packet->information = bytes;
        immediate->packet = NULL;
        port_push(io_port(immediate->target), packet);
    }
    immediate_drop(immediate);
}
