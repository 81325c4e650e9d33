#include "sys/descriptor.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int descriptor_open(const char *path, int flags, unsigned mode)
{
    int fd = open(path, flags, (mode_t)mode);

    return fd < 0 ? -errno : fd;
}

int descriptor_close(int fd)
{
    return close(fd) == 0 || errno == EINTR ? 0 : -errno;
}

int descriptor_check(int fd)
{
    return fcntl(fd, F_GETFD) >= 0 ? 0 : -errno;
}

int descriptor_access(const char *path, int mode)
{
    int wanted = ((mode & 2) != 0 ? W_OK : 0) | ((mode & 4) != 0 ? R_OK : 0);

    return access(path, wanted != 0 ? wanted : F_OK) == 0 ? 0 : -errno;
}
