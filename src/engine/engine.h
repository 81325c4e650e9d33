/* The seam between requests and the kernel.
 *
 * Above it: requests (op/) that say what they want next as one engine_io.
 * Below it: back-ends that carry engine_ios out (io_uring; epoll and a
 * simulator fit here). Between them one shard: a library thread that alone
 * talks to its back-end, so that a request outlives the thread that issued it
 * and no application thread ever sees an EINTR of ours. */
#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/uio.h>

#include "base/list.h"
#include "iocp/types.h"
#include "sys/envelope.h"
#include "sys/file_send.h"
#include "sys/net.h"

struct op;

enum engine_code {
    ENGINE_RECEIVE,  /* one receive into iov: at least one byte, 0 at the end */
    ENGINE_SEND,     /* iov, or a part of it */
    ENGINE_ACCEPT,   /* result: a new descriptor; peer in `address` */
    ENGINE_CONNECT,  /* to `address` */
    ENGINE_READ,     /* at `offset`; iov[0] only */
    ENGINE_WRITE,    /* at `offset`; iov[0] only */
    ENGINE_READABLE, /* wait until a receive or accept would not block */
    ENGINE_SENDFILE, /* iov[0], iov[1]'s length at `offset` of source_fd,
                      * iov[2]; or a part. 0: the file ends there; -ENODATA:
                      * it is not in memory, read it */
    ENGINE_SHUTDOWN, /* flags: 0, 1, 2 as shutdown(2)'s how */
};

enum engine_flag {
    ENGINE_PEEK = SOCKET_PEEK,
    ENGINE_OOB = SOCKET_OOB,
    ENGINE_WAITALL = 1 << 2,      /* for op/receive.c, which asks again for the
                                   * rest; back-ends ignore it */
    ENGINE_MORE = FILE_SEND_MORE, /* more data follows */
    ENGINE_IDLE = 1 << 4, /* hint: nothing to receive yet, do not try first */
    ENGINE_DATAGRAM = 1 << 5, /* report truncation */
    ENGINE_APPEND = 1 << 6,   /* write at the end, wherever that is */
    ENGINE_FULL = 1 << 7, /* hint: no room to send yet, do not try first; set
                           * with the result of an ENGINE_SENDFILE */
    ENGINE_SEEN = FILE_SEND_SEEN, /* hint: the file's part was in memory */
    ENGINE_WAIT = FILE_SEND_WAIT, /* wait for the disk all the same; READ: it
                                   * is not in memory, do not try first */
    /* Set by the back-end with the result: */
    ENGINE_TRUNCATED = 1 << 8, /* the datagram was longer than the buffers */
    ENGINE_NONEMPTY = 1 << 9,  /* the socket holds more than was taken */
    /* RECEIVE, SEND: message->envelope has the address and control data. */
    ENGINE_ENVELOPE = 1 << 12,
};

/* For `offset`: at the descriptor's own position (pipes, devices). */
#define ENGINE_HERE UINT64_MAX

#define ENGINE_ADDRESS_MAX 28u /* sockaddr_in6 */

/* The other end of a connection. */
struct engine_peer {
    uint32_t len;
    unsigned char address[ENGINE_ADDRESS_MAX]; /* in Linux' layout */
};

/* Room for the back-end's struct msghdr, which cannot be named here. */
struct engine_message {
    uint64_t room[7];
    struct envelope *envelope; /* with ENGINE_ENVELOPE */
};

/* One thing for the kernel to do. Lives in the op, owned by the back-end from
 * issue until it hands the result to engine_done. Every request has one, also
 * the receive of a connection that is silent for hours: what only some codes
 * need lies outside, in what the kind keeps (op/kinds.h), and is borrowed. */
struct engine_io {
    uint8_t code;   /* enum engine_code */
    bool issued;    /* (shard) the back-end has it */
    uint16_t flags; /* enum engine_flag */
    int fd;
    uint64_t file_id; /* which open file `fd` names (object/io_object.h) */
    struct iovec *iov;
    uint32_t iov_count;
    int source_fd; /* ENGINE_SENDFILE only */
    union {
        uint64_t offset;          /* READ, WRITE, SENDFILE */
        struct engine_peer *peer; /* CONNECT: given; ACCEPT: filled */
        /* RECEIVE and SEND of several buffers or with ENGINE_DATAGRAM. */
        struct engine_message *message;
    };
    union {
        /* Until it is issued: the lane in which it waits (op/flow.c). */
        struct list_node waiting;
        /* While it is issued: the back-end's own, an epoll_io. */
        uint64_t scratch[4];
    };
};

_Static_assert(sizeof(struct engine_io) == 72, "a part of every request");

/* What a back-end is. All but `wake` are called by the thread that runs the
 * shard at the time, and by no other. */
struct engine_backend {
    const char *name;
    /* Any thread may run the queue, one at a time, and is not disturbed by it.
     * If not, the thread that opened it runs it for ever. */
    bool movable;
    /* Makes a queue for the calling thread. 0, or -errno: -ENOSYS, -EPERM and
     * -EINVAL mean "not here", anything else is an error of the moment. */
    int (*open)(void **queue);
    void (*close)(void *queue);
    /* Takes an io to carry out; its result comes out of `run`. Cannot fail:
     * a full ring is emptied first. */
    void (*issue)(void *queue, struct engine_io *io);
    /* Asks to end an issued io early. Its one result still comes. */
    void (*revoke)(void *queue, struct engine_io *io);
    /* Hands everything issued to the kernel and calls engine_done for every
     * result there is; sleeps until there is one, or a wake, or the deadline.
     */
    void (*run)(void *queue, uint64_t deadline_ns);
    /* Calls engine_done for the results there are by now without asking the
     * kernel again; true if that led to more. NULL unless `movable`. */
    bool (*finish)(void *queue);
    /* Ends a sleep of `run`. Any thread. */
    void (*wake)(void *queue);
    /* How often completions had to wait in the kernel for room. */
    uint64_t (*overflows)(void *queue);
};

extern const struct engine_backend engine_uring, engine_epoll;

struct shard;

/* Starts the engine once; later calls return the first result.
 * STATUS_SUCCESS, STATUS_NOT_SUPPORTED (no back-end may run here), or
 * STATUS_INSUFFICIENT_RESOURCES (tried again by the next call). Any thread. */
NTSTATUS engine_start(void);

/* Counts one more request in flight, from before it is submitted until its
 * shard says engine_leave. False, and not counted, at LIMIT_PROCESS_REQUESTS,
 * unless `force`. The engine was started. Any thread. */
bool engine_enter(bool force);
void engine_leave(struct shard *shard, const struct op *op);
/* The same for a request that its shard has never seen. Any thread. */
void engine_leave_early(void);

/* Decides which shard gets a request that starts, and has it name that one.
 * *last: the shard of its handle's last request, or NULL; the new one then. It
 * stays while one of them is `in_flight`, or its packet on the way: else a
 * later packet could overtake it. Who has the handle's lock. */
void engine_assign(struct op *op, struct shard **last, bool in_flight);

/* Hands a request to its shard. Never blocks, never fails. Any thread. */
void engine_submit(struct op *op);

/* Carries out an ENGINE_SENDFILE of a socket in non-blocking mode, as far as
 * nobody has to wait: its result, or -EAGAIN: the socket is full. Flags tell
 * with either whether there is room for more. Whoever has the socket's lane. */
int32_t engine_send_file(struct engine_io *io);

/* Asks the shard to cancel a request. The caller gives the shard a reference
 * on the op and has set op->cancelled, once. Any thread. */
void engine_cancel(struct op *op);

/* A result from a back-end: bytes, a descriptor, or -errno. Shard's thread. */
void engine_done(struct engine_io *io, int32_t result);

/* A back-end that slept is up: who submits need not wake it. Shard's thread. */
void engine_awake(void);

/* For requests, on the shard's thread: the back-end's issue and revoke. */
void engine_issue(struct shard *shard, struct engine_io *io);
void engine_revoke(struct shard *shard, struct engine_io *io);

struct packet;
struct port;
/* Queues a packet to a port at the end of this turn, with its companions. */
void engine_deliver(struct shard *shard, struct port *port,
                    struct packet *packet);

/* What was chosen and why, for IocpGetBackend. Starts nothing. */
struct engine_choice {
    const char *name; /* "uring", "epoll", or "none" */
    char reason[200];
    uint32_t features; /* found of io_uring, whatever runs */
    uint64_t overflows;
    uint32_t shards; /* of that back-end */
};
struct engine_choice engine_chosen(void);

#endif
