/* What files and sockets share: a descriptor, the requests in flight on it,
 * its port and key, its notification modes and its own signal.
 *
 * The descriptor is closed when the last handle is gone AND nobody uses it: a
 * request in flight, or a call that is in the kernel right now. close(2) with
 * a receive still pending would keep the connection open, so closing cancels
 * first and closes after the last completion. */
#ifndef OBJECT_IO_OBJECT_H
#define OBJECT_IO_OBJECT_H

#include "base/list.h"
#include "base/lock.h"
#include "iocp/types.h"
#include "object/object.h"
#include "sync/waitable.h"

struct op;
struct pending_index;
struct port;
struct shard;

/* Requests of one lane run one after the other, in call order. */
enum lane_kind {
    LANE_RECEIVE, /* receives, accepts */
    LANE_SEND,    /* sends, connects, file transmission, disconnects */
    LANES,
    LANE_NONE = LANES, /* no order: file reads and writes */
};

/* Every connection has one, and a server with thousands finds each of them cold
 * when a message comes: what a request touches stands together, in front. */
struct io_object {
    struct object head;
    struct lock lock;         /* level object */
    struct list_node pending; /* (o) requests in flight, oldest first */
    uint32_t users;           /* (o) requests and calls using fd */
    uint32_t in_flight;       /* (o) requests on `pending` */
    struct shard *shard;      /* (o) which has them, or had the last */
    uint32_t in_lane[LANES];  /* (o) requests of each lane in flight */
    int fd;                   /* (o) owned */
    _Atomic bool closing;     /* (a) set under the lock, once */
    bool used;                /* (o) a call or a request had the descriptor */
    bool fd_told;             /* (o) the program knows its number */
    bool overlapped;          /* (c) */
    bool nonempty;            /* (shard) the last receive left data behind */
    _Atomic uint8_t modes;    /* (a) FILE_SKIP_..., bits are only ever set */
    bool indexed;             /* (o) there is an `index` */
    bool watched;             /* (o) WSAPoll or select looked at it once */
    bool lane_busy[LANES];    /* (shard) one of it is with the kernel */
    /* (a) To the call that started its only request; set under the lock. */
    _Atomic bool lane_lent[LANES];
    struct port *_Atomic port; /* (a) counted; set once, for ever */
    ULONG_PTR key;             /* written before `port` */
    uint64_t file_id;          /* (o) of the open file behind fd, never used
                                * again; what the number alone does not tell */
    struct waitable signal;    /* the file object as its own event */
    struct list_node waiting[LANES]; /* (shard) for a lane, oldest first */
    struct pending_index *index;     /* (o) of `pending` (op/pending_index.h) */
};

void io_object_init(struct io_object *io, enum object_kind kind,
                    const struct object_ops *ops, int fd, bool overlapped);
/* For `destroy` of the kinds: drops what io_object_init and use took. */
void io_object_fini(struct io_object *io);

/* A number for an open file, never used again. */
uint64_t io_new_file_id(void);

/* Pins the descriptor, to use it: false when the object is closing. */
bool io_begin(struct io_object *io);
/* The same for who will not look at the descriptor, only replace it. */
bool io_begin_unused(struct io_object *io);
/* Unpins it; closes it when the object is closed and this was the last. */
void io_end(struct io_object *io);
void io_end_locked(struct io_object *io, int *fd_to_close);

/* A thread that has pinned it will sleep in poll(2): closing has to wake it. */
void io_watch(struct io_object *io);

/* Takes over `fd`, in the place of the descriptor there is, which the caller
 * has pinned once. Where somebody else uses that number, or the program knows
 * it, the number stays and gets the open file of `fd`; else it is the caller's
 * from now on. 0 or -errno; -EBADF when the object is closing. */
struct replaced {
    int fd;    /* the caller's to close, or -1 */
    bool used; /* by a call or a request */
};
int io_replace_fd(struct io_object *io, int fd, struct replaced *before);

/* The descriptor, for the program to keep. */
int io_tell_fd(struct io_object *io);

/* Binds to a port for ever. STATUS_INVALID_PARAMETER if it has one already or
 * was not opened for overlapped requests. Takes a reference on the port. */
NTSTATUS io_associate(struct io_object *io, struct port *port, ULONG_PTR key);

/* The port, or NULL. Borrowed from the object. */
static inline struct port *io_port(struct io_object *io)
{
    return atomic_load_explicit(&io->port, memory_order_acquire);
}

/* object_ops of files and sockets. Closing is defined with the requests it
 * cancels, in op/cancel.c. */
void io_object_close(struct object *object);
struct waitable *io_object_waitable(struct object *object);

#endif
