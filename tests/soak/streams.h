/* Connections: two ends, each of which sends the other a row of known bytes.
 * streams.c lets them flow, opening.c opens and closes. All fields are guarded
 * by the connection's lock, but `handle`, which somebody may take away. */
#ifndef SOAK_STREAMS_H
#define SOAK_STREAMS_H

#include "soak.h"

enum { READS = 2 }; /* in flight on one end */

enum connection_state {
    CLOSED,
    OPENING,
    OPEN,
    CLOSING, /* waits until nothing is in flight */
};

struct end {
    struct connection *connection;
    struct end *other;
    HANDLE volatile handle; /* NULL: closed, or not open yet */
    volatile LONG cancelled_all;
    BOOL skips;
    unsigned base;                   /* of what it sends */
    ULONGLONG sent, received;        /* bytes, by requests that have ended */
    struct request *oldest, *newest; /* reads, in the order of their starts */
    unsigned reads;
    BOOL sending;
    BOOL shut;   /* it sends no more, and said so */
    BOOL at_end; /* it has received the other's last byte */
};

struct connection {
    CRITICAL_SECTION lock;
    enum connection_state state;
    BOOL is_pipe;
    BOOL finishing; /* both ends send what they began, and no more */
    unsigned in_flight;
    volatile unsigned short port; /* the client's address */
    unsigned long address;
    struct end ends[2]; /* client, server */
};

extern struct connection *connections;
extern unsigned connection_count;

/* What happened how often. */
struct tally {
    volatile LONG opened, finished, broken;
    volatile LONG64 bytes;
};
extern struct tally tally;

/* In streams.c. _locked: the connection is. */
void stream_reset_locked(struct end *end, HANDLE handle);
void stream_pump_locked(struct connection *connection);
/* Closes both ends, somehow; what is in flight ends. */
void stream_break_locked(struct connection *connection);
void stream_close_handle(struct end *end);

/* In opening.c. */
void stream_open_locked(struct connection *connection);
/* After each end of a request, and each break. */
void stream_settle_locked(struct connection *connection);

#endif
