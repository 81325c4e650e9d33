#include "sys/disk_lock.h"

#include <errno.h>
#include <fcntl.h>

#include "sys/share_mark.h"

int disk_lock(int fd, enum disk_lock how, uint64_t start, uint64_t last)
{
    static const short types[] = {
        [DISK_UNLOCKED] = F_UNLCK,
        [DISK_SHARED] = F_RDLCK,
        [DISK_EXCLUSIVE_LOCK] = F_WRLCK,
    };
    struct flock lock = {.l_type = types[how], .l_whence = SEEK_SET};

    if (start >= SHARE_MARK_START)
        return 0;
    if (last >= SHARE_MARK_START)
        last = SHARE_MARK_START - 1;
    lock.l_start = (off_t)start;
    lock.l_len = (off_t)(last - start + 1);
    if (fcntl(fd, F_OFD_SETLK, &lock) == 0)
        return 0;
    return errno == EACCES ? -EAGAIN : -errno;
}
