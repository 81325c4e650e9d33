/* select and WSAPoll, part of <winsock2.h>. */
#ifndef IOCP_SOCKET_POLL_H
#define IOCP_SOCKET_POLL_H

#include "socket_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Sets of sockets. <sys/select.h>, which <stdlib.h> includes, has these
 * names for bit fields of descriptors, and its select. Neither can be taken
 * back, so fd_set and select are other names here. ---- */
#undef FD_SETSIZE
#undef FD_SET
#undef FD_CLR
#undef FD_ISSET
#undef FD_ZERO
#define fd_set iocp_fd_set
#define select iocp_select

/* How many sockets a set has room for: what the program defined before it
 * included <winsock2.h> first of all, or 64. */
#ifndef IOCP_FD_SET_SIZE
#define IOCP_FD_SET_SIZE
enum { iocp_fd_set_size = 64 };
#endif
#define FD_SETSIZE iocp_fd_set_size

typedef struct fd_set {
    u_int fd_count;
    SOCKET fd_array[FD_SETSIZE];
} fd_set, FD_SET, *PFD_SET, *LPFD_SET;

typedef struct timeval TIMEVAL, *PTIMEVAL, *LPTIMEVAL;

#define FD_ZERO(set) ((void)((set)->fd_count = 0))

#define FD_ISSET(fd, set) __WSAFDIsSet((SOCKET)(fd), (set))

/* Adds a socket, unless it is there or the set is full. */
#define FD_SET(fd, set)                                                        \
    do {                                                                       \
        fd_set *iocp_set_ = (set);                                             \
        SOCKET iocp_fd_ = (SOCKET)(fd);                                        \
        if (!__WSAFDIsSet(iocp_fd_, iocp_set_) &&                              \
            iocp_set_->fd_count < (u_int)FD_SETSIZE)                           \
            iocp_set_->fd_array[iocp_set_->fd_count++] = iocp_fd_;             \
    } while (0)

/* Takes a socket out; the others keep their order. */
#define FD_CLR(fd, set)                                                        \
    do {                                                                       \
        fd_set *iocp_set_ = (set);                                             \
        u_int iocp_at_ = 0;                                                    \
        while (iocp_at_ < iocp_set_->fd_count &&                               \
               iocp_set_->fd_array[iocp_at_] != (SOCKET)(fd))                  \
            iocp_at_++;                                                        \
        if (iocp_at_ < iocp_set_->fd_count)                                    \
            iocp_set_->fd_count--;                                             \
        for (; iocp_at_ < iocp_set_->fd_count; iocp_at_++)                     \
            iocp_set_->fd_array[iocp_at_] = iocp_set_->fd_array[iocp_at_ + 1]; \
    } while (0)

/* Tells whether a socket is in a set; what FD_ISSET calls.
 * In:      fd: any value. set: a set, or NULL, which holds nothing.
 * Out:     none.
 * Returns: not 0 if it is; last error untouched.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once; the set is the caller's.
 * Windows: same.
 * Source:  "__WSAFDIsSet function".
 * Test:    tests/conformance/socket_poll.c */
int WSAAPI __WSAFDIsSet(SOCKET fd, fd_set *set) IOCP_API(__WSAFDIsSet);

/* Waits until one of some sockets is ready, and leaves the ready ones in their
 * sets. Readable: data, a connection to accept, the peer's end or reset.
 * Writable: a send would not wait. In exceptfds: out-of-band data, a connection
 * that could not be made.
 * In:      nfds: ignored. readfds, writefds, exceptfds: sets of sockets, or
 *          NULL; not all without a socket. timeout: how long at most, 0 looks
 *          only; NULL: for ever.
 * Out:     the sets, on success; untouched on failure.
 * Returns: how many sockets are in the sets now, 0 when the time was over; or
 *          SOCKET_ERROR; last error: WSANOTINITIALISED; WSAEINVAL, no socket in
 *          any set or a negative timeout; WSAENOTSOCK, something in them is no
 *          socket, or was closed meanwhile; WSAENOBUFS, out of memory.
 * Packet:  none.
 * Blocks:  until a socket is ready or the time is over; the slot of the
 *          thread's port is given back meanwhile.  Threads: any, at once.
 * Windows: same; but `select` and fd_set are macros for other names, as
 *          <stdlib.h> has both already, and struct timeval is Linux' own. Not
 *          alertable.
 * Source:  "select function", Parameters, Return value and Remarks.
 * Test:    tests/conformance/socket_poll.c */
int WSAAPI iocp_select(int nfds, fd_set *readfds, fd_set *writefds,
                       fd_set *exceptfds, const struct timeval *timeout)
    IOCP_API(select);

/* ---- WSAPoll. <poll.h> has other values for these names: it is included here
 * so that ours are the last word, whoever includes it. ---- */
#include <poll.h>

#undef POLLRDNORM
#undef POLLRDBAND
#undef POLLIN
#undef POLLPRI
#undef POLLWRNORM
#undef POLLOUT
#undef POLLWRBAND
#undef POLLERR
#undef POLLHUP
#undef POLLNVAL
#define pollfd iocp_pollfd
#define POLLRDNORM 0x0100
#define POLLRDBAND 0x0200
#define POLLIN (POLLRDNORM | POLLRDBAND)
#define POLLPRI 0x0400
#define POLLWRNORM 0x0010
#define POLLOUT (POLLWRNORM)
#define POLLWRBAND 0x0020
#define POLLERR 0x0001
#define POLLHUP 0x0002
#define POLLNVAL 0x0004

typedef struct pollfd {
    SOCKET fd;
    SHORT events;
    SHORT revents;
} WSAPOLLFD, *PWSAPOLLFD, *LPWSAPOLLFD;
IOCP_SIZE(WSAPOLLFD, 16);
IOCP_AT(WSAPOLLFD, events, 8);

/* Waits until one of some sockets is ready, and tells for each what it is
 * ready for.
 * In:      fdArray: `fds` sockets, 1 or more; INVALID_SOCKET is passed over.
 *          events: POLLRDNORM, POLLRDBAND, POLLWRNORM, together or none.
 *          timeout: milliseconds; 0 looks only, negative: for ever.
 * Out:     each revents: what of `events` holds, and asked or not POLLERR, the
 *          connection was reset or could not be made; POLLHUP, the peer sends
 *          no more and its data was taken; POLLNVAL, no socket.
 * Returns: how many sockets are ready, 0 when the time was over; or
 *          SOCKET_ERROR; last error: WSANOTINITIALISED; WSAEINVAL, no element
 * or an unknown event (POLLPRI too); WSAEFAULT, fdArray is NULL; WSAENOTSOCK,
 * no element is a socket; WSAENOBUFS, out of memory. Packet:  none. Blocks:
 * until a socket is ready or the time is over; the slot of the thread's port is
 * given back meanwhile.  Threads: any, at once. Windows: same, but not
 * alertable. Source:  "WSAPoll function", Parameters, Return value and Remarks.
 * Test:    tests/conformance/socket_poll.c */
int WSAAPI WSAPoll(LPWSAPOLLFD fdArray, ULONG fds, INT timeout)
    IOCP_API(WSAPoll);

#ifdef __cplusplus
}
#endif

#endif
