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
struct port;

/* Requests of one lane run one after the other, in call order. */
enum lane_kind {
    LANE_RECEIVE, /* receives, accepts */
    LANE_SEND,    /* sends, connects, file transmission, disconnects */
    LANES,
    LANE_NONE = LANES, /* no order: file reads and writes */
};

/* (shard) Touched by the shard's thread only. */
struct lane {
    struct op *active;
    struct list_node waiting; /* oldest first */
    _Atomic bool lent; /* (a) to the call that started its only request; set
                        * under the object's lock */
};

struct io_object {
    struct object head;
    struct lock lock;          /* level object */
    struct list_node pending;  /* (o) requests in flight, oldest first */
    uint32_t users;            /* (o) requests and calls using fd */
    uint32_t in_flight;        /* (o) requests on `pending` */
    uint32_t in_lane[LANES];   /* (o) requests of each lane in flight */
    int fd;                    /* (o) owned */
    uint64_t file_id;          /* (o) of the open file behind fd, never used
                                * again; what the number alone does not tell */
    _Atomic bool closing;      /* (a) set under the lock, once */
    bool overlapped;           /* (c) */
    bool nonempty;             /* (shard) the last receive left data behind */
    _Atomic uint8_t modes;     /* (a) FILE_SKIP_..., bits are only ever set */
    ULONG_PTR key;             /* written before `port` */
    struct port *_Atomic port; /* (a) counted; set once, for ever */
    struct waitable signal;    /* the file object as its own event */
    struct lane lanes[LANES];  /* (shard) */
};

void io_object_init(struct io_object *io, enum object_kind kind,
                    const struct object_ops *ops, int fd, bool overlapped);
/* For `destroy` of the kinds: drops what io_object_init and use took. */
void io_object_fini(struct io_object *io);

/* Pins the descriptor: false when the object is closing. */
bool io_begin(struct io_object *io);
/* Unpins it; closes it when the object is closed and this was the last. */
void io_end(struct io_object *io);
void io_end_locked(struct io_object *io, int *fd_to_close);

/* Puts the open file behind `fd` in the place of the present one, under the
 * same number, and closes `fd`: the descriptor of an object never changes.
 * 0 or -errno; -EBADF when the object is closing. */
int io_replace_fd(struct io_object *io, int fd);

/* Binds to a port for ever. STATUS_INVALID_PARAMETER if it has one already or
 * was not opened for overlapped requests. Takes a reference on the port. */
NTSTATUS io_associate(struct io_object *io, struct port *port, ULONG_PTR key);

/* The port, or NULL. Borrowed from the object. */
struct port *io_port(struct io_object *io);

/* object_ops of files and sockets. Closing is defined with the requests it
 * cancels, in op/cancel.c. */
void io_object_close(struct object *object);
struct waitable *io_object_waitable(struct object *object);

#endif
