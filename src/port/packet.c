#include "port/packet.h"

#include "base/pool.h"
#include "iocp/errors.h"

static void give_to_pool(struct packet *packet)
{
    pool_give(POOL_PACKET, packet);
}

struct packet *packet_new(ULONG_PTR key, OVERLAPPED *overlapped,
                          ULONG_PTR information)
{
    struct packet *packet = pool_take(POOL_PACKET, sizeof *packet);

    if (packet == NULL)
        return NULL;
    packet->key = key;
    packet->overlapped = overlapped;
    packet->information = information;
    packet->status = STATUS_SUCCESS;
    packet->posted = false;
    packet->call = CALL_NOTHING;
    packet->release = give_to_pool;
    return packet;
}

void packet_discard_all(struct packet_queue *queue)
{
    struct packet *packet;

    while ((packet = packet_take_oldest(queue)) != NULL)
        packet->release(packet);
}

void packet_remove(struct packet_queue *queue, struct packet *packet)
{
    struct packet_queue all = *queue;
    struct packet *one;

    packet_queue_init(queue);
    while ((one = packet_take_oldest(&all)) != NULL)
        if (one != packet)
            packet_append(queue, one);
}
