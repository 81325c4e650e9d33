/* Wait completion packets: calls of the native interface, which return a status
 * and leave the last error alone. */
#include "iocp/wait_packet.h"

#include "api/api.h"
#include "api/waitable.h"
#include "port/wait_packet.h"

NTSTATUS NTAPI NtCreateWaitCompletionPacket(PHANDLE handle, ACCESS_MASK access,
                                            POBJECT_ATTRIBUTES attributes)
{
    struct wait_packet *packet;
    NTSTATUS status;

    (void)access;
    if (handle == NULL)
        return STATUS_ACCESS_VIOLATION;
    if (attributes != NULL && attributes->ObjectName != NULL)
        return STATUS_NOT_SUPPORTED;
    packet = wait_packet_new();
    if (packet == NULL)
        return STATUS_NO_MEMORY;
    status = table_insert(&packet->head, handle);
    object_put(&packet->head);
    return status;
}

static struct wait_packet *find(HANDLE handle, NTSTATUS *status)
{
    return (struct wait_packet *)table_get(handle, OBJECT_WAIT_PACKET, status);
}

static NTSTATUS associate_target(struct wait_packet *packet, struct port *port,
                                 HANDLE handle, const struct wait_news *news,
                                 bool *signalled)
{
    struct waitable *waitable;
    NTSTATUS status;
    struct object *target = waitable_find(handle, &waitable, &status);

    if (target == NULL)
        return status;
    status = STATUS_INVALID_PARAMETER_3;
    if (waitable->kind != WAITABLE_OWNED)
        status = wait_packet_associate(packet, port, target, waitable, news,
                                       signalled);
    object_put(target);
    return status;
}

static NTSTATUS associate(struct wait_packet *packet, HANDLE port_handle,
                          HANDLE target, const struct wait_news *news,
                          bool *signalled)
{
    NTSTATUS status;
    struct port *port =
        (struct port *)table_get(port_handle, OBJECT_PORT, &status);

    if (port == NULL)
        return status;
    status = associate_target(packet, port, target, news, signalled);
    object_put(&port->head);
    return status;
}

NTSTATUS NTAPI NtAssociateWaitCompletionPacket(
    HANDLE handle, HANDLE port, HANDLE target, PVOID key, PVOID context,
    NTSTATUS io_status, ULONG_PTR information, PBOOLEAN already)
{
    const struct wait_news news = {(ULONG_PTR)key, context, io_status,
                                   information};
    NTSTATUS status;
    struct wait_packet *packet = find(handle, &status);
    bool signalled = false;

    if (packet == NULL)
        return status;
    status = associate(packet, port, target, &news, &signalled);
    object_put(&packet->head);
    if (status == STATUS_SUCCESS && already != NULL)
        *already = signalled;
    return status;
}

NTSTATUS NTAPI NtCancelWaitCompletionPacket(HANDLE handle, BOOLEAN remove)
{
    NTSTATUS status;
    struct wait_packet *packet = find(handle, &status);

    if (packet == NULL)
        return status;
    status = wait_packet_cancel(packet, remove != FALSE);
    object_put(&packet->head);
    return status;
}
