/* A completion packet and the queue of them, oldest first.
 *
 * A packet never allocates on its way: it lives inside the request it ends,
 * or comes from the pool when a program posts one, so that queueing cannot
 * fail. */
#ifndef PORT_PACKET_H
#define PORT_PACKET_H

#include <stdbool.h>
#include <stdint.h>

#include "iocp/types.h"

/* What a packet calls that goes to a thread and not to a port: an APC. */
enum packet_call {
    CALL_NOTHING, /* it goes to a port */
    CALL_APC,     /* QueueUserAPC: its argument is `information` */
    CALL_FILE,    /* ReadFileEx and its kin: told Win32's error codes */
    CALL_SOCKET,  /* WSARecv and its kin: told Winsock's error codes */
    CALL_TIMER,   /* SetWaitableTimer: a struct apc_again */
};

struct packet {
    struct packet *next;
    NTSTATUS status;
    bool posted;            /* by the program; else it ends a request */
    uint8_t call;           /* enum packet_call */
    ULONG_PTR key;          /* of the file; of an APC, the function's address */
    OVERLAPPED *overlapped; /* the caller's; only its address is used */
    ULONG_PTR information;  /* bytes transferred */
    /* Gives the storage back once the packet was delivered or discarded. */
    void (*release)(struct packet *packet);
};

struct packet_queue {
    struct packet *oldest;
    struct packet *newest;
    size_t count;
    uint32_t posted; /* of them, by the program; LIMIT_PORT_POSTS at most */
};

/* How many of a queue end a request. */
static inline size_t packet_completions(const struct packet_queue *queue)
{
    return queue->count - queue->posted;
}

static inline void packet_queue_init(struct packet_queue *queue)
{
    queue->oldest = NULL;
    queue->newest = NULL;
    queue->count = 0;
    queue->posted = 0;
}

static inline void packet_append(struct packet_queue *queue,
                                 struct packet *packet)
{
    packet->next = NULL;
    if (queue->newest != NULL)
        queue->newest->next = packet;
    else
        queue->oldest = packet;
    queue->newest = packet;
    queue->count++;
    queue->posted += packet->posted;
}

/* Moves everything in `from` behind what is in `queue`. */
static inline void packet_append_all(struct packet_queue *queue,
                                     struct packet_queue *from)
{
    if (from->oldest == NULL)
        return;
    if (queue->newest != NULL)
        queue->newest->next = from->oldest;
    else
        queue->oldest = from->oldest;
    queue->newest = from->newest;
    queue->count += from->count;
    queue->posted += from->posted;
    packet_queue_init(from);
}

static inline struct packet *packet_take_oldest(struct packet_queue *queue)
{
    struct packet *packet = queue->oldest;

    if (packet == NULL)
        return NULL;
    queue->oldest = packet->next;
    if (queue->oldest == NULL)
        queue->newest = NULL;
    queue->count--;
    queue->posted -= packet->posted;
    return packet;
}

/* Takes one out, wherever it stands. False: it is not there. */
bool packet_take(struct packet_queue *queue, struct packet *packet);

/* A packet that is not part of a request; NULL when memory is out. */
struct packet *packet_new(ULONG_PTR key, OVERLAPPED *overlapped,
                          ULONG_PTR information);

/* Discards every packet of a queue, undelivered. */
void packet_discard_all(struct packet_queue *queue);

#endif
