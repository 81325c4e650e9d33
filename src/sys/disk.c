#include "sys/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <unistd.h>

#include "sys/fd.h"

/* ---- Opening ---- */

/* O_NONBLOCK: a FIFO's other end is not waited for. O_NOCTTY: a terminal does
 * not become ours. Emptying needs a descriptor that may write; it is not done
 * here, for the caller may find a reason against it. */
static int open_flags(unsigned flags)
{
    bool read = (flags & DISK_READ) != 0;
    bool write = (flags & (DISK_WRITE | DISK_APPEND | DISK_TRUNCATE)) != 0;
    int how = O_CLOEXEC | O_NONBLOCK | O_NOCTTY;

    if (write)
        how |= read ? O_RDWR : O_WRONLY;
    else if (!read)
        return O_PATH | O_CLOEXEC | (flags & DISK_LINK ? O_NOFOLLOW : 0);
    how |= flags & DISK_APPEND && !(flags & DISK_WRITE) ? O_APPEND : 0;
    how |= flags & DISK_DIRECT ? O_DIRECT : 0;
    how |= flags & DISK_THROUGH ? O_DSYNC : 0;
    how |= flags & DISK_LINK ? O_NOFOLLOW : 0;
    return how;
}

static int open_once(const char *path, int how, int mode)
{
    int fd;

    do
        fd = open(path, how, mode);
    while (fd < 0 && errno == EINTR);
    return fd < 0 ? -errno : fd;
}

/* Not every file system has direct transfers. Going through the cache gives
 * the same result, only slower. */
static int open_direct_or_not(const char *path, int how, int mode)
{
    int fd = open_once(path, how, mode);

    if (fd == -EINVAL && (how & O_DIRECT) != 0)
        fd = open_once(path, how & ~O_DIRECT, mode);
    return fd;
}

static int open_existing(const char *path, unsigned flags)
{
    int fd = open_direct_or_not(path, open_flags(flags), 0);

    /* A link itself holds no data: what can be had of it answers questions and
     * can be removed. */
    if (fd == -ELOOP && (flags & DISK_LINK) != 0)
        fd = open_once(path, O_PATH | O_NOFOLLOW | O_CLOEXEC, 0);
    /* Linux opens folders for reading only; that is all it takes to list one,
     * to write it back and to ask about it. */
    if (fd == -EISDIR && (flags & (DISK_FOLDER | DISK_TRUNCATE)) == DISK_FOLDER)
        fd = open_once(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
    return fd;
}

/* O_PATH makes no file: a new one is opened for reading at least. A kernel
 * that refuses O_DIRECT has already made the file, so that the second try
 * must not insist on making it. */
static int open_new(const char *path, unsigned flags, int exclusive)
{
    int how = open_flags(flags);
    int mode = flags & DISK_READONLY ? 0444 : 0666;
    int fd;

    if (how & O_PATH)
        how = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
    how |= O_CREAT;
    fd = open_once(path, how | exclusive, mode);
    if (fd == -EINVAL && (how & O_DIRECT) != 0)
        fd = open_once(path, how & ~O_DIRECT, mode);
    return fd;
}

/* Whether the file was there before must be known for certain, so it is opened
 * or made, never "opened or made". Another process may make or remove it in
 * between: then again. A link that leads nowhere can be neither opened nor
 * made exclusively; the last try makes what it names. */
static int open_or_make(const char *path, unsigned flags, bool *created)
{
    int fd = -ENOENT;

    *created = false;
    for (int round = 0; round < 3 && (fd == -ENOENT || fd == -EEXIST);
         round++) {
        fd = open_existing(path, flags);
        if (fd != -ENOENT)
            return fd;
        *created = true;
        fd = open_new(path, flags, round < 2 ? O_EXCL : 0);
    }
    return fd;
}

static enum disk_kind kind_of(mode_t mode)
{
    if (S_ISDIR(mode))
        return DISK_KIND_FOLDER;
    if (S_ISCHR(mode))
        return DISK_KIND_CHARACTER;
    return S_ISFIFO(mode) || S_ISSOCK(mode) ? DISK_KIND_PIPE : DISK_KIND_FILE;
}

/* What is open may be a folder, and does not block yet. */
static int check_opened(int fd, unsigned flags, struct disk_opened *opened)
{
    struct stat info;
    int how = fcntl(fd, F_GETFL);

    if (how < 0 || fstat(fd, &info) != 0)
        return -errno;
    if (S_ISDIR(info.st_mode) && (flags & DISK_FOLDER) == 0)
        return -EISDIR;
    if ((how & O_NONBLOCK) != 0 && fcntl(fd, F_SETFL, how & ~O_NONBLOCK) != 0)
        return -errno;
    opened->fd = fd;
    opened->regular = S_ISREG(info.st_mode);
    opened->readonly = (info.st_mode & 0222) == 0;
    opened->kind = kind_of(info.st_mode);
    opened->device = info.st_dev;
    opened->index = info.st_ino;
    return 0;
}

/* The two exclude each other; a program that sets both means neither. */
static void advise(int fd, unsigned flags)
{
    unsigned hint = flags & (DISK_SEQUENTIAL | DISK_RANDOM);

    if (hint == DISK_SEQUENTIAL)
        posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    else if (hint == DISK_RANDOM)
        posix_fadvise(fd, 0, 0, POSIX_FADV_RANDOM);
}

int disk_open(const char *path, unsigned flags, struct disk_opened *opened)
{
    int fd, rc;

    opened->created = (flags & DISK_EXCLUSIVE) != 0;
    if (flags & DISK_EXCLUSIVE)
        fd = open_new(path, flags, O_EXCL);
    else if (flags & DISK_CREATE)
        fd = open_or_make(path, flags, &opened->created);
    else
        fd = open_existing(path, flags);
    if (fd < 0)
        return fd;
    rc = check_opened(fd, flags, opened);
    if (rc != 0)
        fd_close(fd);
    else if (opened->regular)
        advise(fd, flags);
    return rc;
}

/* ---- Reading and writing ---- */

/* The most of one system call, below the kernel's limit of 0x7ffff000. */
#define CHUNK_MAX ((size_t)1 << 30)

static ssize_t read_chunk(int fd, const struct iovec *iov, int64_t offset)
{
    ssize_t count;

    do
        count = preadv2(fd, iov, 1, offset, 0);
    while (count < 0 && errno == EINTR);
    return count < 0 ? -errno : count;
}

static ssize_t write_chunk(int fd, const struct iovec *iov, int64_t offset,
                           int flags)
{
    ssize_t count;

    do
        count = pwritev2(fd, iov, 1, offset, flags);
    while (count < 0 && errno == EINTR);
    return count < 0 ? -errno : count;
}

static struct iovec part_of(const void *buffer, size_t len, size_t done)
{
    size_t left = len - done;

    return (struct iovec){(char *)(uintptr_t)buffer + done,
                          left < CHUNK_MAX ? left : CHUNK_MAX};
}

static int64_t offset_behind(int64_t offset, size_t done)
{
    return offset == DISK_HERE ? DISK_HERE : offset + (int64_t)done;
}

/* A short read is not the end: what is behind it may be an error of the disk.
 * Only nothing is; or -EINVAL behind a part, which an unbuffered file gives
 * that ended within a sector. */
int64_t disk_read(int fd, void *buffer, size_t len, int64_t offset)
{
    size_t done = 0;

    while (done < len) {
        struct iovec part = part_of(buffer, len, done);
        ssize_t count = read_chunk(fd, &part, offset_behind(offset, done));

        if (count == 0 || (count == -EINVAL && done > 0))
            break;
        if (count < 0)
            return count;
        done += (size_t)count;
    }
    return (int64_t)done;
}

int64_t disk_read_some(int fd, void *buffer, size_t len, int64_t offset)
{
    struct iovec part = part_of(buffer, len, 0);

    return read_chunk(fd, &part, offset);
}

int64_t disk_read_cached(int fd, void *buffer, size_t len, int64_t offset)
{
    struct iovec iov = {buffer, len};
    ssize_t count = preadv2(fd, &iov, 1, offset, RWF_NOWAIT);

    return count < 0 ? -errno : count;
}

/* 0 or -errno, and how much was written. */
static int64_t write_parts(int fd, const void *buffer, size_t len,
                           int64_t offset, int flags, size_t *done)
{
    for (*done = 0; *done < len;) {
        struct iovec part = part_of(buffer, len, *done);
        ssize_t count =
            write_chunk(fd, &part, offset_behind(offset, *done), flags);

        if (count < 0)
            return count;
        if (count == 0)
            return -ENOSPC;
        *done += (size_t)count;
    }
    return 0;
}

static int64_t write_all(int fd, const void *buffer, size_t len, int64_t offset,
                         int flags)
{
    size_t done;
    int64_t rc = write_parts(fd, buffer, len, offset, flags, &done);

    return rc == 0 ? (int64_t)done : rc;
}

int64_t disk_write(int fd, const void *buffer, size_t len, int64_t offset)
{
    return write_all(fd, buffer, len, offset, 0);
}

int64_t disk_write_some(int fd, const void *buffer, size_t len)
{
    size_t done;
    int64_t rc = write_parts(fd, buffer, len, DISK_HERE, 0, &done);

    return rc == 0 || done > 0 ? (int64_t)done : rc;
}

int64_t disk_append(int fd, const void *buffer, size_t len)
{
    return write_all(fd, buffer, len, DISK_HERE, RWF_APPEND);
}

/* ---- The rest ---- */

int disk_seek(int fd, int64_t distance, int whence, int64_t *position)
{
    off_t result = lseek(fd, distance, whence);

    if (result < 0)
        return -errno;
    if (position != NULL)
        *position = result;
    return 0;
}

int disk_size(int fd, uint64_t *size)
{
    struct stat info;

    if (fstat(fd, &info) != 0)
        return -errno;
    *size = S_ISDIR(info.st_mode) ? 0 : (uint64_t)info.st_size;
    return 0;
}

int disk_resize(int fd, int64_t size)
{
    int rc;

    do
        rc = ftruncate(fd, size);
    while (rc != 0 && errno == EINTR);
    return rc == 0 ? 0 : -errno;
}

int disk_sync(int fd)
{
    int rc;

    do
        rc = fsync(fd);
    while (rc != 0 && errno == EINTR);
    if (rc != 0 && (errno == EINVAL || errno == EROFS))
        return 0; /* a pipe or a device: holds nothing back */
    return rc == 0 ? 0 : -errno;
}

static int64_t to_ns(const struct statx_timestamp *time)
{
    return time->tv_sec * 1000000000 + time->tv_nsec;
}

/* As dir_look does it. */
static void fill_entry(struct dir_entry *entry, const struct statx *raw)
{
    bool has_birth = (raw->stx_mask & STATX_BTIME) != 0;
    bool holds_data = !S_ISDIR(raw->stx_mode) && !S_ISLNK(raw->stx_mode);

    entry->size = holds_data ? raw->stx_size : 0;
    entry->written_ns = to_ns(&raw->stx_mtime);
    entry->accessed_ns = to_ns(&raw->stx_atime);
    entry->created_ns = to_ns(has_birth ? &raw->stx_btime : &raw->stx_mtime);
    entry->is_folder = S_ISDIR(raw->stx_mode);
    entry->is_regular = S_ISREG(raw->stx_mode);
    entry->is_link = S_ISLNK(raw->stx_mode);
    entry->leads_to_folder = entry->leads_nowhere = false;
    entry->is_readonly = (raw->stx_mode & 0222) == 0;
}

int disk_info(int fd, struct disk_info *info)
{
    struct statx raw;

    if (statx(fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS | STATX_BTIME, &raw) !=
        0)
        return -errno;
    fill_entry(&info->entry, &raw);
    if (info->entry.is_link)
        dir_follow(fd, "", &info->entry);
    info->kind = kind_of(raw.stx_mode);
    info->device = makedev(raw.stx_dev_major, raw.stx_dev_minor);
    info->index = raw.stx_ino;
    info->links = raw.stx_nlink;
    return 0;
}

/* /proc gives a removed file's last name with a remark behind it, which may
 * be another file's name: only the look at what the name stands for decides. */
static bool names_it(int fd, const char *path)
{
    struct stat it, named;

    return path[0] == '/' && fstat(fd, &it) == 0 && lstat(path, &named) == 0 &&
           it.st_dev == named.st_dev && it.st_ino == named.st_ino;
}

int disk_path(int fd, char path[DISK_PATH_SIZE])
{
    char link[32];
    ssize_t len;

    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    len = readlink(link, path, DISK_PATH_SIZE - 1);
    if (len < 0)
        return -errno;
    path[len] = '\0';
    return names_it(fd, path) ? (int)len : -ENOENT;
}

int disk_remove(int fd)
{
    char path[DISK_PATH_SIZE];
    struct stat info;
    int rc = disk_path(fd, path);

    if (rc < 0)
        return rc;
    if (fstat(fd, &info) != 0)
        return -errno;
    rc = S_ISDIR(info.st_mode) ? rmdir(path) : unlink(path);
    return rc == 0 ? 0 : -errno;
}
