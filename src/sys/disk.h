/* Open files: the system calls on their descriptors. A file is opened without
 * waiting (no FIFO, no device can hold the caller up) and is in blocking mode
 * afterwards, as the engine needs it. Nothing here is interrupted by a signal:
 * what is, is begun again. Errors are negative errno values. */
#ifndef SYS_DISK_H
#define SYS_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h> /* SEEK_SET, SEEK_CUR, SEEK_END */

#include "sys/dir.h"

enum disk_flag {
    DISK_READ = 1 << 0,
    DISK_WRITE = 1 << 1,
    DISK_APPEND = 1 << 2,    /* every write goes to the end */
    DISK_CREATE = 1 << 3,    /* makes the file if it is missing */
    DISK_EXCLUSIVE = 1 << 4, /* with CREATE: -EEXIST if it is there */
    DISK_TRUNCATE = 1 << 5,  /* disk_resize will follow: allows it */
    DISK_FOLDER = 1 << 6,    /* folders too; else they give -EISDIR */
    DISK_DIRECT = 1 << 7,    /* past the page cache, where that can be had */
    DISK_THROUGH = 1 << 8,   /* a write ends when the disk has it */
    DISK_READONLY = 1 << 9,  /* a new file is one nobody may write */
    DISK_LINK = 1 << 10,     /* does not follow a link at the end of the name */
    DISK_SEQUENTIAL = 1 << 11, /* it will be read from its start to its end */
    DISK_RANDOM = 1 << 12,     /* in no order */
};

enum disk_kind {
    DISK_KIND_FILE, /* seekable: regular files, block devices; links */
    DISK_KIND_FOLDER,
    DISK_KIND_PIPE,      /* FIFOs, sockets */
    DISK_KIND_CHARACTER, /* terminals and other devices */
};

struct disk_opened {
    int fd;
    bool created;
    bool regular;  /* not a folder, device, FIFO... */
    bool readonly; /* nobody may write */
    enum disk_kind kind;
    uint64_t device, index; /* its identity */
};

/* Without READ, WRITE and APPEND the descriptor only answers questions: no
 * right on the file is needed. */
int disk_open(const char *path, unsigned flags, struct disk_opened *opened);

/* In place of an offset: at the descriptor's own position, which moves. */
#define DISK_HERE ((int64_t)-1)

/* Bytes; less than asked for at the end of the file only. Files. */
int64_t disk_read(int fd, void *buffer, size_t len, int64_t offset);

/* What one system call gives: of a file the rest may be there, or an error in
 * its place; of a device it is what there is. */
int64_t disk_read_some(int fd, void *buffer, size_t len, int64_t offset);

/* What of it is in memory, without waiting for a disk; -EAGAIN: nothing;
 * -EOPNOTSUPP: this file cannot tell. */
int64_t disk_read_cached(int fd, void *buffer, size_t len, int64_t offset);

/* All bytes, or an error. */
int64_t disk_write(int fd, const void *buffer, size_t len, int64_t offset);
/* At the position. What was written where an error stops that; an error if that
 * is nothing. */
int64_t disk_write_some(int fd, const void *buffer, size_t len);
/* At the end, wherever that is by then; the position moves behind it. */
int64_t disk_append(int fd, const void *buffer, size_t len);

/* `position` may be NULL. -EINVAL: below 0, or beyond what a file may have;
 * -EOVERFLOW: beyond 64 bits. */
int disk_seek(int fd, int64_t distance, int whence, int64_t *position);

/* 0 for folders. */
int disk_size(int fd, uint64_t *size);

/* Cuts the file or fills it up with zeros. -EINVAL: it has no length. */
int disk_resize(int fd, int64_t size);

/* Writes back what the system holds of it; nothing for pipes and devices. */
int disk_sync(int fd);

struct disk_info {
    struct dir_entry entry;
    uint64_t device, index; /* its identity */
    uint32_t links;
    enum disk_kind kind;
};

int disk_info(int fd, struct disk_info *info);

#define DISK_PATH_SIZE 4096 /* Linux' PATH_MAX */

/* The absolute path that names the file now, links followed, terminated: its
 * length, or -ENOENT when there is none (any more). */
int disk_path(int fd, char path[DISK_PATH_SIZE]);

/* Takes the name away, if it still has one. */
int disk_remove(int fd);

#endif
