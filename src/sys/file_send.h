/* From a file to a socket, which does not block. Neither does this wait for a
 * disk, so that the thread that serves all others may call it. */
#ifndef SYS_FILE_SEND_H
#define SYS_FILE_SEND_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/uio.h>

enum file_send_flag {
    FILE_SEND_MORE = 1 << 3,  /* more follows: do not push a short segment */
    FILE_SEND_SEEN = 1 << 10, /* it was in memory a moment ago: do not look */
    FILE_SEND_WAIT = 1 << 11, /* for the disk, if need be */
};

/* parts[0], then parts[1].iov_len bytes of `file` at `offset`, at least one,
 * then parts[2]: the bytes sent of all that, or
 *   0           the file ends at `offset`
 *   -EAGAIN     the socket is full
 *   -ENODATA    the file's part is not in memory, or that cannot be told
 * *full: what is left must wait for room, for certain. No position moves, and
 * no signal comes. */
int64_t file_send(int file, int64_t offset, int socket,
                  const struct iovec parts[3], uint32_t flags, bool *full);

#endif
