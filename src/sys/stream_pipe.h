/* A pipe of the kernel, to and from another program. */
#ifndef SYS_STREAM_PIPE_H
#define SYS_STREAM_PIPE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* ends[0] reads, ends[1] writes; both close on exec. 0 or -errno. */
int stream_pipe_open(int ends[2]);

/* Waits for some bytes: how many, 0 at the end, or -errno. */
ssize_t stream_pipe_read(int fd, void *buffer, size_t len);

/* Waits until all is written: false when nobody reads any more. The calling
 * thread takes no signals (sys/thread.h). */
bool stream_pipe_write(int fd, const void *buffer, size_t len);

#endif
