/* What each kind of request keeps, and the kinds there are. */
#ifndef OP_KINDS_H
#define OP_KINDS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

#include "engine/engine.h"
#include "iocp/types.h"
#include "object/mailslot.h"
#include "object/pipe.h"

struct address;
struct socket_object;
struct io_object;
struct packet_parts;
struct range;

#define OP_PARTS 3u /* buffers for which a request has room by itself */

/* Receive and send of one buffer on a stream: what a silent connection costs.
 * Bytes done so far are in op->packet.information. */
struct op_stream {
    size_t total; /* bytes asked for */
};

/* The same of several buffers, or of datagrams. */
struct op_parts {
    struct op_stream stream;
    struct engine_message message;
    struct iovec iov[OP_PARTS];
};

/* Where a receive leaves what came with a datagram: all of it borrowed until
 * DONE, all may be NULL. The lengths hold the room until then. */
struct op_sender {
    void *name;
    INT *name_len;
    char *control;
    ULONG *control_len;
    DWORD *flags;
};

/* Receives and sends of datagrams with an address. */
struct op_datagram {
    struct op_parts parts;
    struct envelope envelope; /* its `control` is owned */
    struct op_sender sender;
};

struct op_accept {
    struct engine_peer peer;
    struct socket_object *acceptor; /* counted and pinned; NULL: accept() */
    char *buffer;                   /* borrowed: AcceptEx's output buffer */
    DWORD receive_len;
    DWORD local_len, remote_len;
    bool short_of_fds; /* was told so once */
    int fd;            /* accept(): owned until the caller takes it */
};

struct op_connect {
    struct engine_peer peer;
    struct address *path;    /* owned: AF_UNIX, instead of `peer` */
    const char *send_buffer; /* borrowed */
    DWORD send_len;
};

struct op_disconnect {
    bool reuse;
};

struct op_file {
    char *buffer; /* borrowed; or `pages` */
    char **pages; /* owned, what they point to borrowed: data in pages */
    size_t len;
    size_t done;
    uint64_t offset;
    bool append;
    bool unbuffered; /* never in memory */
};

struct op_lock {
    struct range *range; /* lent; NULL: not any more */
};

struct op_directory {
    char *buffer; /* borrowed */
    DWORD len;
};

struct op_transmit {
    struct engine_message message;
    struct iovec iov[OP_PARTS]; /* head, chunk, tail */
    struct io_object *file;     /* counted and pinned; may be NULL; of one of
                                 * `parts` lent */
    struct packet_parts *parts; /* owned; NULL: TransmitFile */
    char *buffer;               /* owned; NULL: not needed so far */
    size_t buffer_size;         /* a multiple of `granule` */
    size_t granule;          /* what reads are a multiple of, a power of two */
    size_t chunk;            /* file bytes in `buffer` */
    uint64_t offset;         /* of the next read */
    uint64_t remaining;      /* file bytes still to read */
    const char *head, *tail; /* borrowed; what is not yet part of a send */
    DWORD head_len, tail_len;
    size_t unsent; /* bytes of the present send still to go */
    size_t sent;   /* bytes gone in all */
    bool disconnect, reuse;
};

struct op_pipe {
    struct pipe_request request;
};

struct op_mailslot {
    struct mailslot_read read;
};

union op_data {
    struct op_stream stream;
    struct op_parts parts;
    struct op_datagram datagram;
    struct op_accept accept;
    struct op_connect connect;
    struct op_disconnect disconnect;
    struct op_file file;
    struct op_lock lock;
    struct op_directory directory;
    struct op_transmit transmit;
    struct op_pipe pipe;
    struct op_mailslot mailslot;
};

struct op_kind;
/* One a line: many add to them. */
extern const struct op_kind op_accept;
extern const struct op_kind op_connect;
extern const struct op_kind op_directory;
extern const struct op_kind op_disconnect;
extern const struct op_kind op_gather;
extern const struct op_kind op_lock;
extern const struct op_kind op_mailslot;
extern const struct op_kind op_packets;
extern const struct op_kind op_pipe;
extern const struct op_kind op_read;
extern const struct op_kind op_receive;
extern const struct op_kind op_receive_from;
extern const struct op_kind op_scatter;
extern const struct op_kind op_send;
extern const struct op_kind op_send_to;
extern const struct op_kind op_transmit;
extern const struct op_kind op_write;

#endif
