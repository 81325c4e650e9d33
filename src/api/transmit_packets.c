/* TransmitPackets: everything that may be wrong with an element is found
 * before anything is sent. */
#define IOCP_DECLARE_CONNECTEX
#include "api/transmit.h"

#include <stdlib.h>

#include "base/clock.h"
#include "iocp/socket_ext.h"
#include "op/packets.h"
#include "op/transmit.h"
#include "sys/disk.h"

/* What UDP carries over IPv4 and over IPv6. */
#define DATAGRAM_MAX_V4 65507u
#define DATAGRAM_MAX_V6 65527u
/* nSendSize: elements alone say where a datagram ends. The documentation has
 * it with one F less as well. */
#define ENDS_BY_ELEMENT 0x0FFFFFFFu
#define HERE (-1)

/* An array on its way into a request. */
struct packing {
    struct packet_parts *parts;
    uint64_t total;
    bool datagrams;
    uint64_t longest; /* part that has to pass through a buffer */
    size_t granule;   /* the largest */
};

static bool is_regular(const struct io_object *file)
{
    return ((const struct file_object *)file)->regular;
}

/* Where it starts; the file pointer moves behind it. */
static NTSTATUS find_place(struct packet_part *part, int64_t offset,
                           ULONG wanted)
{
    uint64_t size = 0;
    int64_t start = offset;
    int rc = 0;

    if (offset < HERE)
        return STATUS_INVALID_PARAMETER;
    if (offset == HERE)
        rc = disk_seek(part->file->fd, 0, SEEK_CUR, &start);
    if (rc == 0)
        rc = disk_size(part->file->fd, &size);
    if (rc < 0)
        return errmap_file(-rc);
    if ((uint64_t)start > size)
        return STATUS_INVALID_PARAMETER;
    part->offset = (uint64_t)start;
    part->len = wanted != 0 ? wanted : size - (uint64_t)start;
    if (offset == HERE)
        disk_seek(part->file->fd, start + (int64_t)part->len, SEEK_SET, NULL);
    return STATUS_SUCCESS;
}

static NTSTATUS take_file(struct packing *packing, struct packet_part *part,
                          const TRANSMIT_PACKETS_ELEMENT *element)
{
    NTSTATUS status = transmit_pin(element->hFile, &part->file);
    bool streams;

    if (status != STATUS_SUCCESS)
        return status;
    part->granule = (uint16_t)transmit_granule(part->file);
    streams = is_regular(part->file) && part->granule == 1;
    if (packing->datagrams && !streams)
        return STATUS_INVALID_PARAMETER;
    part->len = element->cLength;
    if (is_regular(part->file))
        status =
            find_place(part, element->nFileOffset.QuadPart, element->cLength);
    if (!streams && part->len > packing->longest)
        packing->longest = part->len;
    if (part->granule > packing->granule)
        packing->granule = part->granule;
    return status;
}

static NTSTATUS take_memory(struct packet_part *part,
                            const TRANSMIT_PACKETS_ELEMENT *element)
{
    part->bytes = element->pBuffer;
    part->len = element->cLength;
    return part->len > 0 && !address_is_possible(part->bytes)
               ? STATUS_ACCESS_VIOLATION
               : STATUS_SUCCESS;
}

/* What is empty is left out, unless it ends a datagram. */
static void keep(struct packing *packing, const struct packet_part *part)
{
    if (part->len > 0 || part->file != NULL ||
        (packing->datagrams && part->ends))
        packing->parts->count++;
}

static NTSTATUS take(struct packing *packing,
                     const TRANSMIT_PACKETS_ELEMENT *element)
{
    const ULONG kinds = TP_ELEMENT_MEMORY | TP_ELEMENT_FILE;
    struct packet_part *part = &packing->parts->part[packing->parts->count];
    NTSTATUS status;

    *part = (struct packet_part){
        .ends = (element->dwElFlags & TP_ELEMENT_EOP) != 0,
    };
    if ((element->dwElFlags & ~(kinds | TP_ELEMENT_EOP)) != 0 ||
        (element->dwElFlags & kinds) == kinds)
        return STATUS_INVALID_PARAMETER;
    status = (element->dwElFlags & TP_ELEMENT_MEMORY) != 0
                 ? take_memory(part, element)
                 : take_file(packing, part, element);
    packing->total += part->len;
    keep(packing, part); /* also what failed: its file is pinned */
    if (status == STATUS_SUCCESS && packing->total > TRANSMIT_MAX)
        status = STATUS_INVALID_PARAMETER;
    return status;
}

static NTSTATUS take_all(struct packing *packing,
                         const TRANSMIT_PACKETS_ELEMENT *elements, DWORD count)
{
    NTSTATUS status = STATUS_SUCCESS;

    packing->granule = 1;
    for (DWORD i = 0; i < count && status == STATUS_SUCCESS; i++)
        status = take(packing, &elements[i]);
    return status;
}

/* ---- Room ---- */

/* For files that cannot go out straight from the cache. */
static NTSTATUS make_room(struct op_transmit *transmit,
                          const struct packing *packing)
{
    bool made = true;

    transmit->granule = packing->granule;
    transmit->remaining = packing->longest;
    if (packing->longest > 0)
        made = transmit_reserve(transmit);
    transmit->remaining = 0;
    return made ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

static uint64_t largest_datagram(const struct packet_parts *parts)
{
    uint64_t largest = 0, present = 0;

    for (uint32_t i = 0; i < parts->count; i++) {
        present += parts->part[i].len;
        if (present > largest)
            largest = present;
        if (parts->part[i].ends)
            present = 0;
    }
    return largest;
}

static NTSTATUS make_datagram_room(struct op_transmit *transmit, int family,
                                   DWORD send_size)
{
    const size_t most = family == AF_INET6 ? DATAGRAM_MAX_V6 : DATAGRAM_MAX_V4;
    struct packet_parts *parts = transmit->parts;
    uint64_t largest = largest_datagram(parts);

    parts->limit = send_size == 0 || send_size > most ? most : send_size;
    if (send_size >= ENDS_BY_ELEMENT && largest > most)
        return STATUS_INVALID_BUFFER_SIZE;
    if (largest > parts->limit)
        largest = parts->limit;
    transmit->buffer = malloc(largest > 0 ? largest : 1);
    return transmit->buffer != NULL ? STATUS_SUCCESS
                                    : STATUS_INSUFFICIENT_RESOURCES;
}

/* ---- The call ---- */

static DWORD check(const struct socket_object *socket, const void *elements,
                   DWORD count, DWORD flags)
{
    bool stream = socket_is_stream(socket);

    if (socket->role != SOCKET_CONNECTED)
        return WSAENOTCONN;
    if (transmit_check_flags(flags) != 0 ||
        (!stream && (flags & TF_DISCONNECT) != 0))
        return WSAEINVAL;
    if (count > 0 && !address_is_possible(elements))
        return WSAEFAULT;
    if (socket->send_shut)
        return WSAESHUTDOWN;
    return errmap_winsock(socket_broken(socket));
}

/* Everything the request needs; its `drop` gives back what there is. */
static NTSTATUS prepare(struct socket_object *socket,
                        struct op_transmit *transmit,
                        const TRANSMIT_PACKETS_ELEMENT *elements, DWORD count,
                        DWORD send_size)
{
    struct packing packing = {.datagrams = !socket_is_stream(socket)};
    NTSTATUS status;

    transmit->parts = packet_parts_new(count);
    if (transmit->parts == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    packing.parts = transmit->parts;
    status = take_all(&packing, elements, count);
    if (status != STATUS_SUCCESS)
        return status;
    if (packing.datagrams)
        return make_datagram_room(transmit, socket->family, send_size);
    status = make_room(transmit, &packing);
    return status == STATUS_SUCCESS ? transmit_unblock(socket) : status;
}

static NTSTATUS send_packets(struct socket_object *socket,
                             const TRANSMIT_PACKETS_ELEMENT *elements,
                             DWORD count, DWORD send_size,
                             OVERLAPPED *overlapped, DWORD flags)
{
    const struct op_kind *kind =
        socket_is_stream(socket) ? &op_transmit : &op_packets;
    struct op *op;
    NTSTATUS status = op_new(kind, &socket->io, overlapped, &op);

    if (status != STATUS_SUCCESS)
        return status;
    op->data.transmit.disconnect = (flags & TF_DISCONNECT) != 0;
    op->data.transmit.reuse = (flags & TF_REUSE_SOCKET) != 0;
    status = prepare(socket, &op->data.transmit, elements, count, send_size);
    if (status != STATUS_SUCCESS) {
        op_abandon(op);
        return status;
    }
    return overlapped == NULL ? op_run(op, CLOCK_NEVER, NULL) : op_start(op);
}

BOOL PASCAL TransmitPackets(SOCKET hSocket,
                            LPTRANSMIT_PACKETS_ELEMENT lpPacketArray,
                            DWORD nElementCount, DWORD nSendSize,
                            LPOVERLAPPED lpOverlapped, DWORD dwFlags)
{
    struct socket_object *socket = winsock_get(hSocket);
    NTSTATUS status;
    DWORD error;

    if (socket == NULL)
        return FALSE;
    error = check(socket, lpPacketArray, nElementCount, dwFlags);
    status = error != 0 ? STATUS_FROM_CODE(error)
                        : send_packets(socket, lpPacketArray, nElementCount,
                                       nSendSize, lpOverlapped, dwFlags);
    return transmit_tell(socket, lpOverlapped, status);
}
