#include "sys/stream_pipe.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int stream_pipe_open(int ends[2])
{
    return pipe2(ends, O_CLOEXEC) == 0 ? 0 : -errno;
}

ssize_t stream_pipe_read(int fd, void *buffer, size_t len)
{
    ssize_t done;

    do
        done = read(fd, buffer, len);
    while (done < 0 && errno == EINTR);
    return done < 0 ? -errno : done;
}

bool stream_pipe_write(int fd, const void *buffer, size_t len)
{
    const char *bytes = buffer;

    while (len > 0) {
        ssize_t done = write(fd, bytes, len);

        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return false;
        bytes += done;
        len -= (size_t)done;
    }
    return true;
}
