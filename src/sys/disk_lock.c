#include "sys/disk_lock.h"

#include <errno.h>
#include <fcntl.h>

int disk_lock(int fd, enum disk_lock how, uint64_t start, uint64_t last)
{
    static const short types[] = {
        [DISK_UNLOCKED] = F_UNLCK,
        [DISK_SHARED] = F_RDLCK,
        [DISK_EXCLUSIVE_LOCK] = F_WRLCK,
    };
    struct flock lock = {.l_type = types[how], .l_whence = SEEK_SET};

    if (start > INT64_MAX)
        return 0;
    lock.l_start = (off_t)start;
    if (last < INT64_MAX) /* else 0: to the end, wherever that will be */
        lock.l_len = (off_t)(last - start + 1);
    if (fcntl(fd, F_OFD_SETLK, &lock) == 0)
        return 0;
    return errno == EACCES ? -EAGAIN : -errno;
}
