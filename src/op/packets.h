/* The elements of TransmitPackets, on their way. */
#ifndef OP_PACKETS_H
#define OP_PACKETS_H

#include <stdbool.h>
#include <stdint.h>

#include "op/op.h"

/* What is left of one element. */
struct packet_part {
    const char *bytes;      /* borrowed; in memory, unless there is a file */
    struct io_object *file; /* counted and pinned; or NULL */
    uint64_t offset;        /* in the file */
    uint64_t len;
    uint16_t granule; /* as op_transmit's */
    bool ends;        /* a packet ends behind it */
};

struct packet_parts {
    uint32_t count, next;
    size_t limit; /* datagrams: no more than so many bytes in one */
    bool ended;   /* datagrams: what was filled is whole */
    struct packet_part part[];
};

/* Room for `count`, of which none is there yet (`count` is 0); or NULL. */
struct packet_parts *packet_parts_new(uint32_t count);
/* With the files that it holds. NULL: nothing. */
void packet_parts_free(struct packet_parts *parts);

/* Streams: what goes out together next, as head, file and tail of a
 * TransmitFile that has sent its own. False: all was sent. */
bool packet_parts_load(struct op_transmit *transmit);
/* More is to go out right behind that. */
bool packet_parts_follow(const struct op_transmit *transmit);

#endif
