/* One small file in memory, as sys/disk.h has it. */
#include <errno.h>
#include <string.h>

#include "iocp/types.h"
#include "sim/network.h"
#include "sim/runtime.h"
#include "sys/disk.h"
#include "sys/share_mark.h"

#define FILE_MAX 8192

static unsigned char content[FILE_MAX];
static int64_t size;

/* The bytes a new world finds in the file; the program knows them too. */
static void fill(void)
{
    for (unsigned i = 0; i < FILE_MAX; i++)
        content[i] = (unsigned char)(i * 7 + (i >> 8));
    size = FILE_MAX / 2;
}

static int64_t transfer(void *buffer, size_t len, int64_t offset, bool write)
{
    int64_t end = write ? FILE_MAX : size;

    SIM_CHECK(offset >= 0, "the position of the file is not simulated");
    if (offset >= end)
        return write ? -ENOSPC : 0;
    if ((int64_t)len > end - offset)
        len = (size_t)(end - offset);
    if (len > 1 && sim_chance(4)) /* short, as a signal or a full disk may */
        len = 1 + sim_random(len);
    sim_accessed(buffer, len);
    if (write)
        memcpy(content + offset, buffer, len);
    else
        memcpy(buffer, content + offset, len);
    if (write && size < offset + (int64_t)len)
        size = offset + (int64_t)len;
    return (int64_t)len;
}

int32_t disk_try(struct engine_io *io)
{
    bool write = io->code == ENGINE_WRITE;
    int64_t offset = io->flags & ENGINE_APPEND ? size : (int64_t)io->offset;

    descriptor_get(io->fd, A_FILE);
    if (sim_chance(network_error_odds))
        return write && sim_chance(2) ? -ENOSPC : -EIO;
    return (int32_t)transfer(io->iov[0].iov_base, io->iov[0].iov_len, offset,
                             write);
}

/* ---- sys/disk.h ---- */

int disk_open(const char *path, unsigned flags, struct disk_opened *opened)
{
    (void)path;
    (void)flags;
    if (size == 0)
        fill();
    memset(opened, 0, sizeof *opened);
    opened->fd = descriptor_new(A_FILE, 0);
    opened->regular = true;
    opened->kind = DISK_KIND_FILE;
    opened->index = 1;
    return 0;
}

int64_t disk_read(int fd, void *buffer, size_t len, int64_t offset)
{
    descriptor_get(fd, A_FILE);
    return transfer(buffer, len, offset, false);
}

int64_t disk_read_cached(int fd, void *buffer, size_t len, int64_t offset)
{
    return sim_chance(3) ? -EAGAIN : disk_read(fd, buffer, len, offset);
}

int64_t disk_write(int fd, const void *buffer, size_t len, int64_t offset)
{
    descriptor_get(fd, A_FILE);
    return transfer((void *)(uintptr_t)buffer, len, offset, true);
}

int64_t disk_append(int fd, const void *buffer, size_t len)
{
    return disk_write(fd, buffer, len, size);
}

int disk_seek(int fd, int64_t distance, int whence, int64_t *position)
{
    (void)fd;
    (void)distance;
    (void)whence;
    (void)position;
    sim_fail("disk_seek is not simulated");
}

int disk_size(int fd, uint64_t *bytes)
{
    descriptor_get(fd, A_FILE);
    *bytes = (uint64_t)size;
    return 0;
}

int disk_resize(int fd, int64_t bytes)
{
    descriptor_get(fd, A_FILE);
    size = bytes;
    return 0;
}

int disk_sync(int fd)
{
    descriptor_get(fd, A_FILE);
    return 0;
}

int disk_info(int fd, struct disk_info *info)
{
    memset(info, 0, sizeof *info);
    info->entry.is_regular = true;
    info->entry.size = (uint64_t)size;
    info->index = 1;
    descriptor_get(fd, A_FILE);
    return 0;
}

int disk_path(int fd, char path[DISK_PATH_SIZE])
{
    descriptor_get(fd, A_FILE);
    strcpy(path, "/file");
    return 5;
}

int disk_remove(int fd)
{
    descriptor_get(fd, A_FILE);
    return 0;
}

/* ---- sys/share_mark.h: there is one process ---- */

bool share_mark_possible(int fd, uint64_t device)
{
    (void)fd;
    (void)device;
    return false;
}

int share_mark_set(int fd, struct share_mark mark)
{
    (void)fd;
    (void)mark;
    return -EOPNOTSUPP;
}

void share_mark_clear(int fd)
{
    (void)fd;
}

int share_mark_look(int fd, struct share_mark mark)
{
    (void)fd;
    (void)mark;
    return 0;
}

int share_mark_open(int fd)
{
    (void)fd;
    return -EOPNOTSUPP;
}

void share_mark_back_off(unsigned round)
{
    (void)round;
}
