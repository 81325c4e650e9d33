/* One receive or send on its way from an entry point to the kernel. */
#ifndef API_TRANSFER_H
#define API_TRANSFER_H

#include "iocp/socket.h"
#include "object/socket.h"
#include "op/op.h"
#include "op/routine.h"

/* More buffers than the kernel takes in one call are refused. */
#define TRANSFER_BUFFERS_MAX 1024u

struct transfer {
    struct socket_object
        *socket;         /* counted; NULL when a request took it over */
    enum lane_kind lane; /* LANE_RECEIVE or LANE_SEND */
    uint16_t flags;      /* ENGINE_PEEK, ENGINE_WAITALL, ENGINE_OOB */
    const WSABUF *buffers;
    DWORD buffer_count;
    OVERLAPPED *overlapped; /* NULL: a blocking or non-blocking call */
    struct routine routine; /* of a request with an OVERLAPPED; may be none */
    /* Datagrams with an address; a request copies both. NULL: without. The
     * control data has CONTROL_MAX bytes, if there is any. */
    struct envelope *envelope;
    const struct op_sender *sender; /* receives */
    size_t total;                   /* out: bytes asked for */
    size_t done;                    /* out: bytes moved, unless it pends */
};

/* Checks the buffers, then the socket's state, then moves the bytes at once or
 * starts a request. STATUS_SUCCESS or STATUS_BUFFER_OVERFLOW with `done`,
 * STATUS_PENDING, or an error. */
NTSTATUS transfer_run(struct transfer *transfer);

#endif
