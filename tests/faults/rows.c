#include "faults/rows.h"

#include <errno.h>
#include <string.h>

/* What ends a transfer, memory, an interruption: the same for the system call
 * of epoll and the SQE of io_uring. */
#define STREAM_ERRORS(seam)                                                    \
    {seam, ECONNRESET, false}, {seam, ENOBUFS, false},                         \
    {                                                                          \
        seam, EINTR, true                                                      \
    }
#define DISK_ERRORS(seam)                                                      \
    {seam, EIO, false}, {seam, ENOMEM, false}, {seam, EINTR, true},            \
    {                                                                          \
        seam, SEAM_SHORT, true                                                 \
    }
#define CONNECT_ERRORS(seam)                                                   \
    {seam, ECONNREFUSED, false}, {seam, ETIMEDOUT, false},                     \
        {seam, ENETUNREACH, false}, {seam, EADDRNOTAVAIL, false},              \
    {                                                                          \
        seam, EINTR, true                                                      \
    }
/* A peer that left while it waited is not the caller's concern. */
#define ACCEPT_ERRORS(seam)                                                    \
    {seam, EMFILE, false}, {seam, ENOBUFS, false}, {seam, EINTR, true},        \
    {                                                                          \
        seam, ECONNABORTED, true                                               \
    }

const struct row rows[] = {
    {SEAM_MEMORY, ENOMEM, false},
    {SEAM_THREAD, EAGAIN, false},
    {SEAM_KEY, ENOMEM, true},
    {SEAM_SOCKET, EMFILE, false},
    {SEAM_SOCKET, ENFILE, false},
    {SEAM_SOCKET, ENOBUFS, false},
    {SEAM_BIND, EADDRINUSE, false},
    {SEAM_LISTEN, EADDRINUSE, false},
    ACCEPT_ERRORS(SEAM_ACCEPT),
    CONNECT_ERRORS(SEAM_CONNECT),
    STREAM_ERRORS(SEAM_RECEIVE),
    STREAM_ERRORS(SEAM_SEND),
    {SEAM_SEND, EPIPE, false},
    {SEAM_OPTION, ENOMEM, false},
    {SEAM_PEER, ENOTCONN, true},
    {SEAM_OPEN, EMFILE, false},
    {SEAM_OPEN, ENFILE, false},
    {SEAM_OPEN, ENOMEM, false},
    {SEAM_OPEN, ENOSPC, false},
    {SEAM_OPEN, EINTR, true},
    DISK_ERRORS(SEAM_READ),
    DISK_ERRORS(SEAM_WRITE),
    {SEAM_WRITE, ENOSPC, false},
    {SEAM_WRITE, EDQUOT, false},
    {SEAM_WAKE, EINTR, true},
    {SEAM_SENDFILE, ECONNRESET, false},
    {SEAM_SENDFILE, EINVAL, true}, /* of a file system without it */
    DISK_ERRORS(SEAM_SENDFILE),
    {SEAM_TRUNCATE, ENOSPC, false},
    {SEAM_TRUNCATE, EINTR, true},
    {SEAM_SYNC, EIO, false},
    {SEAM_SYNC, EINTR, true},
    {SEAM_DUP, EINTR, true},
    {SEAM_DUP, EBUSY, true},
    {SEAM_EPOLL_CREATE, EMFILE, false},
    {SEAM_EPOLL_CREATE, ENOMEM, false},
    {SEAM_EPOLL_CTL, ENOMEM, false},
    {SEAM_EPOLL_CTL, ENOSPC, false}, /* max_user_watches */
    {SEAM_EPOLL_WAIT, EINTR, true},
    {SEAM_EVENTFD, EMFILE, false},
    {SEAM_EVENTFD, ENOMEM, false},
    {SEAM_FUTEX, EINTR, true},
    {SEAM_RING, ENOMEM, false},
    {SEAM_RING, EMFILE, false},
    {SEAM_ENTER, EINTR, true},
    {SEAM_ENTER, EAGAIN, true},
    {SEAM_ENTER, EBUSY, true},
    STREAM_ERRORS(SEAM_SQE_RECEIVE),
    {SEAM_SQE_RECEIVE, SEAM_SHORT, true},
    STREAM_ERRORS(SEAM_SQE_SEND),
    {SEAM_SQE_SEND, EPIPE, false},
    {SEAM_SQE_SEND, SEAM_SHORT, true},
    ACCEPT_ERRORS(SEAM_SQE_ACCEPT),
    CONNECT_ERRORS(SEAM_SQE_CONNECT),
    DISK_ERRORS(SEAM_SQE_READ),
    DISK_ERRORS(SEAM_SQE_WRITE),
    {SEAM_SQE_WRITE, ENOSPC, false},
    {SEAM_SQE_WRITE, EDQUOT, false},
    {SEAM_SQE_POLL, ENOMEM, false},
    {SEAM_SQE_POLL, EINTR, true},
    {SEAM_SQE_SHUTDOWN, EINTR, true},
};

const unsigned row_count = sizeof rows / sizeof *rows;

const char *row_error(const struct row *row)
{
    return row->error == SEAM_SHORT ? "short" : strerrorname_np(row->error);
}
