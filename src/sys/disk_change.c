#include "sys/disk_change.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include "sys/disk.h"

/* A descriptor that only answers questions (O_PATH) takes no changes; the file
 * behind it does, by this name. */
struct fd_name {
    char text[32];
};

static struct fd_name name_of(int fd)
{
    struct fd_name name;

    snprintf(name.text, sizeof name.text, "/proc/self/fd/%d", fd);
    return name;
}

static struct timespec to_timespec(int64_t ns)
{
    int64_t rest = ns % 1000000000;

    if (ns == DISK_TIME_KEEP)
        return (struct timespec){.tv_nsec = UTIME_OMIT};
    if (rest < 0)
        rest += 1000000000;
    return (struct timespec){(ns - rest) / 1000000000, rest};
}

int disk_set_times(int fd, int64_t accessed_ns, int64_t written_ns)
{
    struct timespec times[2] = {to_timespec(accessed_ns),
                                to_timespec(written_ns)};

    if (utimensat(AT_FDCWD, name_of(fd).text, times, 0) == 0)
        return 0;
    return -errno;
}

int disk_set_readonly(int fd, bool readonly)
{
    struct stat info;
    mode_t mode;

    if (fstat(fd, &info) != 0)
        return -errno;
    mode = info.st_mode & 07777u;
    if (!readonly && (mode & 0222u) != 0)
        return 0;
    mode = readonly ? mode & ~0222u : mode | 0200u;
    return chmod(name_of(fd).text, mode) == 0 ? 0 : -errno;
}

int disk_allocate(int fd, int64_t size)
{
    int rc;

    if (size == 0)
        return 0;
    do
        rc = fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, size);
    while (rc != 0 && errno == EINTR);
    if (rc == 0 || errno == EOPNOTSUPP || errno == ENOSYS)
        return 0;
    return -errno;
}

/* Where the file system cannot do that, who is late may cut the file. */
int disk_extend(int fd, int64_t size)
{
    int rc;

    do
        rc = fallocate(fd, 0, size - 1, 1);
    while (rc != 0 && errno == EINTR);
    if (rc != 0 && (errno == EOPNOTSUPP || errno == ENOSYS))
        return disk_resize(fd, size);
    return rc == 0 ? 0 : -errno;
}

int disk_details(int fd, struct dir_details *details)
{
    return dir_stat_below(fd, "", details);
}

int disk_folder_is_empty(int fd)
{
    struct dir_list *list;
    int rc = dir_open_below(fd, &list);

    if (rc != 0)
        return rc;
    rc = dir_next(list) == NULL ? 0 : -ENOTEMPTY;
    dir_close(list);
    return rc;
}
